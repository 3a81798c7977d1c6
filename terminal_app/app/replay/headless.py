"""Plays a recording without a window, and says how books and orders stand at its end."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from terminal_app.app.console import complain, say
from terminal_app.app.recording.digests import books_bytes, digest, orders_bytes
from terminal_app.app.replay.player import UNREADABLE, StreamPlayer, TapeClock
from terminal_app.bitget.stream_protocol import StreamEvent
from terminal_app.core.changes import Changes
from terminal_app.core.events import (
    AccountKindFound,
    AccountSeen,
    BookBroken,
    BookDelta,
    BookSnapshot,
    ChannelSilent,
    FillsSeen,
    LinkChanged,
    OrdersSeen,
    PositionsSeen,
    StrategyOrdersSeen,
)
from terminal_app.core.instrument import InstrumentId
from terminal_app.market.hub import MarketHub
from terminal_app.tape.reader import TapeReader
from terminal_app.tape.records import Kind, TapeError, TapeRecord, read_json
from terminal_app.tape.values import from_bytes
from terminal_app.trading.balances import BalanceSheet
from terminal_app.trading.books import Books
from terminal_app.trading.orders import OrderBlotter
from terminal_app.trading.positions import PositionBook


class Ending(NamedTuple):
    """How a recording ends.

    Args:
        books: the bytes of the order books.
        orders: the bytes of orders and executions.
        recorded: the digests that the session itself wrote at its end, empty when it wrote none.
        counts: how many there are of what.
        troubles: sentences about what is missing.
    """

    books: bytes
    orders: bytes
    recorded: Mapping[str, str]
    counts: Mapping[str, int]
    troubles: tuple[str, ...]

    def verdict(self) -> str | None:
        """What differs from the session, `None` when nothing does or nothing can be compared."""
        now = {"books": digest(self.books), "orders": digest(self.orders)}
        other = [name for name, written in self.recorded.items() if now.get(name) != written]
        return " and ".join(other) or None


class Replay:
    """The stores of a session, filled from its recording.

    Args:
        blotter: where orders go; a new one without it.
    """

    def __init__(self, blotter: OrderBlotter | None = None) -> None:
        self.clock = TapeClock()
        self.changes = Changes()
        self.hub = MarketHub(self.changes, self.clock)
        self.blotter = blotter or OrderBlotter()
        self.instruments: set[InstrumentId] = set()
        self.recorded: dict[str, str] = {}
        self.records = 0
        self._player = StreamPlayer()
        self._books = Books(
            self.blotter, PositionBook(), BalanceSheet(), self.changes, self.clock, lambda _record: None
        )

    def take(self, record: TapeRecord) -> None:
        """Play one record.

        Raises:
            TapeError: it cannot be understood.
        """
        self.records += 1
        self.clock.move_to(record)
        for event in self._player.take(record):
            self._apply(event)
        try:
            if record.kind is Kind.ORDERS:
                _step(self.blotter, from_bytes(record.body))
            elif record.kind is Kind.END:
                self.recorded = _digests(read_json(record))
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise TapeError(UNREADABLE, str(error)) from error
        self.changes.drain()

    def ending(self, troubles: tuple[str, ...]) -> Ending:
        """How everything stands now."""
        counts = {
            "records": self.records,
            "books": len(self.instruments),
            "orders": len(self.blotter.all()),
            "executions": len(self.blotter.fills.all()),
        }
        books = books_bytes(self.hub, self.instruments)
        return Ending(books, orders_bytes(self.blotter), self.recorded, counts, troubles)

    def _apply(self, event: StreamEvent) -> None:
        match event:
            case OrdersSeen() | FillsSeen() | PositionsSeen() | AccountSeen() | StrategyOrdersSeen():
                self._books.apply(event)
            case LinkChanged() | ChannelSilent() | AccountKindFound():
                pass
            case _:
                if isinstance(event, BookSnapshot | BookDelta | BookBroken):
                    self.instruments.add(event.instrument)
                self.hub.apply(event)


def replay(path: Path) -> Ending:
    """Play a whole recording, as fast as it goes.

    Raises:
        TapeError: there is none, or it cannot be understood.
    """
    reader = TapeReader(path)
    played = Replay()
    for record in reader:
        played.take(record)
    return played.ending(tuple(reader.troubles))


def main(path: Path) -> int:
    """Play a recording and say how it ends; 0 when the session ended so, 1 when not, 2 for no recording."""
    try:
        ending = replay(path)
    except TapeError as error:
        complain(error.sentence)
        return 2
    for trouble in ending.troubles:
        complain(trouble)
    say(", ".join(f"{count} {name}" for name, count in ending.counts.items()))
    say(f"books  {digest(ending.books)}")
    say(f"orders {digest(ending.orders)}")
    if not ending.recorded:
        say("The session wrote no ending: there is nothing to compare with.")
        return 1
    if other := ending.verdict():
        complain(f"The {other} differ from how the session ended.")
        return 1
    say("Equal to how the session ended.")
    return 0


def _step(blotter: OrderBlotter, step: Any) -> None:
    """Do to the blotter what was done to it."""
    name, *given = step
    match name:
        case "submitted":
            blotter.submitted(*given)
        case "move":
            client_oid, move, note, order_id = given
            blotter.move(client_oid, move, note=note, order_id=order_id)
        case "say":
            blotter.say(*given)
        case "claim":
            blotter.claim(*given)
        case "report":
            blotter.report(*given)
        case "restore":
            # Repeated with every part, for whoever begins there.
            if not blotter.all() and not blotter.fills.ids():
                blotter.restore(*given)
        case "fill":
            blotter.fill(*given)
        case _:
            raise ValueError(f"no step of the blotter: {name}")


def _digests(found: object) -> dict[str, str]:
    if not isinstance(found, dict):
        raise TypeError("an ending is an object")
    return {name: str(found[name]) for name in ("books", "orders") if name in found}
