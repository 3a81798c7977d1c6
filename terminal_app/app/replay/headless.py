"""Plays a recording without a window, and says how books and orders stand at its end."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from terminal_app.app.console import complain, say
from terminal_app.app.recording.digests import ALL_LEVELS, books_bytes, digest, orders_bytes
from terminal_app.app.replay.keyframe import Keyframe, read_keyframe
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
    Link,
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
from terminal_app.trading.orders import OrderBlotter, Standing
from terminal_app.trading.positions import PositionBook


class Ending(NamedTuple):
    """How a recording ends.

    Args:
        books: the bytes of the order books.
        orders: the bytes of orders and executions.
        recorded: the digests that the session itself wrote at its end, empty when it wrote none.
        points: at how many points before that the session wrote down how it stood.
        differing: what differed from the session at any of them.
        counts: how many there are of what.
        troubles: sentences about what is missing.
    """

    books: bytes
    orders: bytes
    recorded: Mapping[str, str]
    points: int
    differing: frozenset[str]
    counts: Mapping[str, int]
    troubles: tuple[str, ...]

    def verdict(self) -> str | None:
        """What differs from the session, `None` when nothing does or nothing can be compared."""
        now = {"books": digest(self.books), "orders": digest(self.orders)}
        other = {name for name, written in self.recorded.items() if now.get(name) != written}
        return " and ".join(sorted(other | self.differing)) or None


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
        self.points = 0
        self.differing: set[str] = set()
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
        begun = self._player.has_begun
        for event in self._player.take(record):
            self._apply(event)
        try:
            if record.kind is Kind.ORDERS:
                self._step(from_bytes(record.body))
            elif record.kind is Kind.KEYFRAME and record.link is Link.PUBLIC and begun:
                self._compare(read_keyframe(record.body))
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
        orders, differing = orders_bytes(self.blotter), frozenset(self.differing)
        return Ending(books, orders, self.recorded, self.points, differing, counts, troubles)

    def _step(self, step: Any) -> None:
        """Do to the blotter what was done to it; compare it where the session wrote down how it stood."""
        name, *given = step
        if name != "restore":
            _step(self.blotter, step)
        elif not self.blotter.all() and not self.blotter.fills.ids():
            self.blotter.restore(*given)
        elif _plain(self.blotter.standing()) != _plain(*given):
            self.differing.add("orders")

    def _compare(self, keyframe: Keyframe) -> None:
        """Compare the books with those that the session wrote down."""
        self.points += 1
        for told in keyframe.books:
            book = self.hub.book(told.instrument)
            bids, asks = book.top(ALL_LEVELS)
            made_ms = None if book.stamp is None else book.stamp.source_ms
            now = (tuple(bids), tuple(asks), made_ms, book.good)
            if now != (told.bids, told.asks, told.stamp.source_ms, True):
                self.differing.add("books")

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
    if not ending.recorded and not ending.points:
        say("The session wrote no ending: there is nothing to compare with.")
        return 1
    if other := ending.verdict():
        complain(f"The {other} differ from how the session ended.")
        return 1
    if not ending.recorded:
        say(f"The session was interrupted. Equal to how it stood at {ending.points} points before.")
        return 0
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
        case "fill":
            blotter.fill(*given)
        case _:
            raise ValueError(f"no step of the blotter: {name}")


def _plain(standing: Standing) -> object:
    """What a blotter knew, in an order of its own."""
    rows, names, claims, fills = standing
    orders, executions = {key: rest for key, *rest in rows}, {one.exec_id: one for one in fills}
    return orders, dict(names), dict(claims), executions


def _digests(found: object) -> dict[str, str]:
    if not isinstance(found, dict):
        raise TypeError("an ending is an object")
    return {name: str(found[name]) for name in ("books", "orders") if name in found}
