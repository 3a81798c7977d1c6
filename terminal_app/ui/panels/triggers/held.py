"""What the table says of orders that this program moves along or links. In words; knows no Qt."""

from typing import NamedTuple

from terminal_app.core.commands import EndHeld
from terminal_app.core.held import Held, Oco, Trail
from terminal_app.core.instrument import Instrument
from terminal_app.core.orders import Side
from terminal_app.trading.held_book import HeldBook
from terminal_app.ui import format as text


class Holding(NamedTuple):
    """What an order belongs to, and why that does nothing at the moment; empty when it works."""

    held: Held
    paused: str = ""


def holding_of(book: HeldBook, client_oid: str) -> Holding | None:
    """What an order belongs to, `None` for one that stands for itself."""
    held = book.of_order(client_oid)
    return None if held is None else Holding(held, book.why_paused(held.key))


def kind_of(holding: Holding | None) -> str:
    """The kind of an order that is held; empty for one that is not."""
    match holding:
        case Holding(Trail(ended=False)):
            return "Trailing stop"
        case Holding(Oco(ended=False, side=side)):
            return f"OCO {'buy' if side is Side.BUY else 'sell'} market"
        case _:
            return ""


def state_of(holding: Holding | None) -> str:
    """How it is held, in a word; empty when it is not."""
    match holding:
        case Holding(held) if held.ended:
            return ""
        case Holding(Trail() as trail, paused):
            return "Paused" if paused else ("Trailing" if trail.active else "To trail")
        case Holding(Oco(), paused):
            return "Paused" if paused else "Linked"
        case _:
            return ""


def meaning_of(holding: Holding | None, rules: Instrument | None) -> str:
    """What this program does for it, and what stays when it ends; why it does so no more when it does not."""
    match holding:
        case Holding(held) if held.ended:
            return held.note
        case Holding(Trail() as trail, paused):
            return " ".join(part for part in (_paused(paused), trail_text(trail, rules)) if part)
        case Holding(Oco(), paused):
            linked = (
                "Linked in this program with a limit order: when one is executed it cancels the other. "
                "Both stay at the exchange when it ends, and nothing cancels either then. "
                "If the market is faster than the cancel, both can be executed."
            )
            return " ".join(part for part in (_paused(paused), linked) if part)
        case _:
            return ""


def trail_text(trail: Trail, rules: Instrument | None) -> str:
    """What becomes of a trailing stop, in a sentence."""
    level = text.price(trail.level, rules)
    starts = ""
    if not trail.active and trail.activation is not None:
        starts = f" It begins to move at {text.price(trail.activation, rules)}."
    return f"Trails in this program; the stop at {level} stays at the exchange when it ends.{starts}"


def end_name(holding: Holding | None) -> str:
    """What holding it no more is called; empty when it is not held."""
    match holding:
        case Holding(Trail(ended=False)):
            return "Stop trailing, keep the stop"
        case Holding(Oco(ended=False)):
            return "Cancel both linked orders"
        case _:
            return ""


def end(holding: Holding) -> EndHeld:
    """The command for it."""
    return EndHeld(holding.held.key, holding.held.instrument)


def _paused(why: str) -> str:
    return f"Paused: {why}." if why else ""
