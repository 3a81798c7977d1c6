"""What the sheet of a flattening says: what it will do, how far it is, and how it ended. Knows no Qt."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from terminal_app.core.account import Position
from terminal_app.core.orders import Order
from terminal_app.core.strategy_orders import StrategyOrder
from terminal_app.trading.flat_state import READINGS, Alive, AliveKind, FlatReport
from terminal_app.ui import format as text

SPOT_STAYS = "Coins bought on spot stay: only their orders are cancelled."
NO_CONNECTION = "Nothing was cancelled and nothing was closed: there is no connection to the exchange."
_WORDS = {
    AliveKind.ORDER: ("order", "orders"),
    AliveKind.WAITING: ("trigger order, TP or SL", "trigger orders, TP or SL"),
    AliveKind.POSITION: ("position", "positions"),
    AliveKind.DOUBT: ("order in doubt", "orders in doubt"),
}


class Ending(Enum):
    """How it stands. The value is the state that the style sheet matches."""

    RUNNING = ""
    PROVEN = "proven"
    ALIVE = "live"
    NOT_PROVEN = "shut"


@dataclass(frozen=True, slots=True)
class FlatView:
    """The sheet in words: how it stands, a badge, a sentence, and a row for each thing that is alive."""

    ending: Ending
    badge: str
    sentence: str
    alive: tuple[Alive, ...] = ()


def plan(
    orders: Sequence[Order], waiting: Sequence[StrategyOrder], positions: Sequence[Position]
) -> tuple[str, ...]:
    """What would be done now, a line each, as far as this program knows; the exchange is asked first."""
    counted = (
        ("Cancel", AliveKind.ORDER, len(orders)),
        ("Cancel", AliveKind.WAITING, len(waiting)),
        ("Close at market", AliveKind.POSITION, len(positions)),
    )
    return (
        "Halt trading: nothing new can be sent until you resume",
        *(f"{what}: {_count(kind, number)}" for what, kind, number in counted),
    )


def view(report: FlatReport | None) -> FlatView:
    """How a flattening stands; `None` when there was no connection to begin one."""
    if report is None:
        return FlatView(Ending.NOT_PROVEN, "NOT DONE", NO_CONNECTION)
    if report.running:
        return FlatView(Ending.RUNNING, "", "Working. Nothing new can be sent meanwhile.")
    if report.proven_ms is not None:
        # The zone is named: a stamp is looked at again later, perhaps elsewhere.
        at = f"{text.date_time(report.proven_ms)} {text.zone_name(report.proven_ms)}"
        words = f"{READINGS} readings in a row show no order, no waiting order and no position."
        return FlatView(Ending.PROVEN, f"FLAT, PROVEN  {at}", words)
    if report.trouble:
        words = f"The account could not be read, so nobody knows. {report.trouble}"
        return FlatView(Ending.NOT_PROVEN, "NOT PROVEN FLAT", words, report.alive)
    if not report.alive:
        words = "The last reading shows nothing, but one reading is no proof. Run it again for the stamp."
        return FlatView(Ending.NOT_PROVEN, "NOT PROVEN YET", words)
    return FlatView(
        Ending.ALIVE, f"NOT FLAT  {len(report.alive)} STILL ALIVE", _left(report.alive), report.alive
    )


class Progress:
    """The lines of a run, one for each reading of the account, written once and kept."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._seen: FlatReport | None = None

    def see(self, report: FlatReport | None, now_ms: int) -> None:
        """Take how it stands now (Unix ms)."""
        if report is None or report == self._seen:
            return
        before, self._seen = self._seen, report
        if before is None or before.started_ms != report.started_ms:
            self._add(now_ms, f"Trading is halted. Reading {report.products}.")
            before = None
        if report.rounds > (0 if before is None else before.rounds):
            self._add(now_ms, f"Reading {report.rounds}: {_reading(report)}")
        if not report.running and (before is None or before.running):
            self._add(now_ms, view(report).badge)

    def _add(self, now_ms: int, line: str) -> None:
        self.lines.append(f"{text.time_of_day(now_ms)}  {line}")


def _reading(report: FlatReport) -> str:
    if report.trouble:
        return f"failed. {report.trouble}"
    if report.alive:
        return f"{_left(report.alive)}"
    return "nothing left." if report.is_proven else "nothing left. Once more, to prove it."


def _left(alive: Sequence[Alive]) -> str:
    counts = [(kind, sum(one.kind is kind for one in alive)) for kind in AliveKind]
    return ", ".join(_count(kind, number) for kind, number in counts if number) + " left."


def _count(kind: AliveKind, number: int) -> str:
    one, many = _WORDS[kind]
    return f"{number} {one if number == 1 else many}" if number else f"no {many}"
