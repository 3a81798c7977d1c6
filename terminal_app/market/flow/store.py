"""The order flow of one venue: which trades and books are remembered, fed by the hub while somebody looks.

Without anybody who looks it does not even listen. What was remembered of an instrument that nobody looks at
any more is kept for a while, with a break from then on.
"""

from collections.abc import Callable
from pathlib import Path

from terminal_app.core.events import (
    BookBroken,
    BookDelta,
    BookSnapshot,
    ChannelSilent,
    Link,
    LinkChanged,
    LinkEvent,
    LinkState,
    MarketEvent,
    TradesSeen,
)
from terminal_app.core.instrument import Instrument, InstrumentId
from terminal_app.market.book import OrderBook
from terminal_app.market.flow.books import BookMemory
from terminal_app.market.flow.shelf import Shelf
from terminal_app.market.flow.trades import Scale, TradeMemory
from terminal_app.market.tape import Tape

MOST_UNWATCHED = 4

Listener = Callable[[MarketEvent], None]


class FlowStore:
    """The memories of trades and books.

    Args:
        listeners: who is told of every event of the market; it joins them only while it is wanted.
        book: the live book of an instrument.
        tape: the latest trades of an instrument.
    """

    def __init__(
        self,
        listeners: list[Listener],
        book: Callable[[InstrumentId], OrderBook],
        tape: Callable[[InstrumentId], Tape],
    ) -> None:
        self._listeners = listeners
        self._book = book
        self._tape = tape
        self._shelf = Shelf(None)
        self._trades: dict[InstrumentId, TradeMemory] = {}
        self._books: dict[InstrumentId, BookMemory] = {}
        self._trade_wants: dict[object, InstrumentId] = {}
        self._book_wants: dict[object, InstrumentId] = {}
        self._fed_trades: frozenset[InstrumentId] = frozenset()
        self._fed_books: frozenset[InstrumentId] = frozenset()

    @property
    def damaged(self) -> int:
        """How many chunks on the disk were found damaged."""
        return self._shelf.damaged

    @property
    def trouble(self) -> str:
        """Why nothing more is kept on the disk, in plain words; empty when all is well."""
        return self._shelf.trouble

    def keep_in(self, folder: Path) -> None:
        """Keep what no longer fits into memory in a folder. To be said before anybody looks."""
        self._shelf = Shelf(folder)

    def trades(self, owner: object, rules: Instrument) -> TradeMemory:
        """Remember the trades of an instrument from now on, for this owner, in place of any other."""
        here = rules.id
        memory = self._trades.get(here)
        if memory is None:
            scale = Scale(rules.price_decimals, rules.size_decimals)
            memory = self._trades[here] = TradeMemory(here, scale, self._shelf)
        if here not in self._fed_trades:
            # What is on the tape was seen without a break; the next snapshot tells whether it joins on.
            memory.put(tuple(self._tape(here).trades), snapshot=True)
        self._trade_wants[owner] = here
        self._settle()
        return memory

    def book(self, owner: object, rules: Instrument) -> BookMemory:
        """Remember the book of an instrument from now on, for this owner, in place of any other."""
        here = rules.id
        memory = self._books.get(here)
        if memory is None:
            memory = self._books[here] = BookMemory(here, rules.tick, rules.lot, self._shelf)
        self._book_wants[owner] = here
        self._settle()
        return memory

    def release(self, owner: object, *, trades: bool = True, book: bool = True) -> None:
        """This owner does not look at trades or books any more."""
        if trades:
            self._trade_wants.pop(owner, None)
        if book:
            self._book_wants.pop(owner, None)
        self._settle()

    def on_market_event(self, event: MarketEvent) -> None:
        """Take what belongs to an instrument that somebody looks at."""
        match event:
            case TradesSeen(instrument, trades, _, snapshot) if instrument in self._fed_trades:
                self._trades[instrument].put(trades, snapshot=snapshot)
            case BookSnapshot(instrument) if instrument in self._fed_books:
                self._books[instrument].see(self._book(instrument), snapshot=True)
            case BookDelta(instrument) if instrument in self._fed_books:
                self._books[instrument].see(self._book(instrument))
            case BookBroken(instrument, _) if instrument in self._fed_books:
                self._books[instrument].break_off()
            case _:
                pass

    def on_link_event(self, event: LinkEvent) -> None:
        """A lost connection, or a channel that went silent, is a break."""
        match event:
            case LinkChanged(Link.PUBLIC, state) if state is not LinkState.LIVE:
                for memory in self._memories():
                    memory.break_off()
            case ChannelSilent(Link.PUBLIC, channel, True):
                for one in self._memories():
                    if channel == f"{one.instrument} {one.channel}":
                        one.break_off()
            case _:
                pass

    def close(self) -> None:
        """Put everything on the shelf; nothing is remembered any more."""
        self._trade_wants.clear()
        self._book_wants.clear()
        self._settle()
        for memory in self._memories():
            memory.store()
        self._shelf.close()

    def _memories(self) -> list[TradeMemory | BookMemory]:
        return [*self._trades.values(), *self._books.values()]

    def _settle(self) -> None:
        fed_trades = frozenset(self._trade_wants.values())
        fed_books = frozenset(self._book_wants.values())
        for here in self._fed_trades - fed_trades:
            self._trades[here].break_off()
        for here in self._fed_books - fed_books:
            self._books[here].break_off()
        self._fed_trades, self._fed_books = fed_trades, fed_books
        wanted = bool(fed_trades or fed_books)
        # A method is a new object each time; they compare equal.
        if wanted and self.on_market_event not in self._listeners:
            self._listeners.append(self.on_market_event)
        elif not wanted and self.on_market_event in self._listeners:
            self._listeners.remove(self.on_market_event)
        self._let_go(self._trades, fed_trades)
        self._let_go(self._books, fed_books)

    def _let_go(
        self,
        memories: dict[InstrumentId, TradeMemory] | dict[InstrumentId, BookMemory],
        fed: frozenset[InstrumentId],
    ) -> None:
        unwatched = [here for here in memories if here not in fed]
        for here in unwatched[: max(0, len(unwatched) - MOST_UNWATCHED)]:
            memories[here].store()
            memories.pop(here)
