"""Everything one paper exchange is made of, in one place, and the transcript of what happens in it.

The parts of the engine (orders, settlement, liquidation) all work on one `World`; none of them keeps state of
its own.
"""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import NamedTuple

from terminal_app.core.instrument import Instrument, InstrumentId, PositionTier
from terminal_app.core.orders import Side, TriggerBy
from terminal_app.paper.engine.account import Account
from terminal_app.paper.engine.book import Book
from terminal_app.paper.engine.exact import ratio
from terminal_app.paper.engine.ids import Ids
from terminal_app.paper.engine.ledger import House
from terminal_app.paper.engine.margin import Margin
from terminal_app.paper.engine.marks import Marks
from terminal_app.paper.engine.messages import (
    BalanceChanged,
    BookChanged,
    EngineEvent,
    OrderRow,
    Printed,
    Reason,
    RefusalError,
)
from terminal_app.paper.engine.moves import Moves

_KEPT_PRINTS = 20_000

MARKET = ""
"""The owner of the synthetic participants' orders. It has no account and no limits."""


class Exposure(NamedTuple):
    """A fill that strategy orders follow; `opened` is how much it opened, or on spot brought or gave away."""

    account: Account
    order: OrderRow
    opened: Decimal


class World:
    """The state of the exchange.

    Every instrument has one grid: `ticks` and `lots` turn exact prices and sizes into whole numbers and back.
    """

    def __init__(
        self, instruments: Sequence[Instrument], tiers: Mapping[InstrumentId, tuple[PositionTier, ...]]
    ) -> None:
        self.instruments = {one.id: one for one in instruments}
        self.books = {one.id: Book() for one in instruments}
        self.accounts: dict[str, Account] = {}
        self.market = House()
        self.fees = House()
        self.insurance = House()
        self.marks = Marks()
        self.marks.list(instruments)
        self.moves = Moves()
        self.margin = Margin(self.instruments, tiers, self.marks)
        self.ids = Ids()
        self.prints: deque[Printed] = deque(maxlen=_KEPT_PRINTS)
        self._events: list[EngineEvent] = []
        self.emit: Callable[[EngineEvent], None] = self._events.append
        """Note that something happened."""
        self._exposures: list[Exposure] = []
        self._silent = False
        self._books_touched: dict[InstrumentId, None] = {}
        self._balances_touched: dict[str, None] = {}

    def instrument(self, instrument: InstrumentId) -> Instrument:
        """The rules of an instrument.

        Raises:
            RefusalError: it is not listed.
        """
        found = self.instruments.get(instrument)
        if found is None:
            raise RefusalError(Reason.UNKNOWN_SYMBOL, f"Trading pair {instrument.symbol} does not exist.")
        return found

    def reference(self, instrument: Instrument) -> Decimal | None:
        """The price a limit is measured against: the mark, else the middle of the book, else nothing."""
        mark = self.marks.mark(instrument.id)
        if mark:
            return mark
        bid, ask = self.books[instrument.id].best(Side.BUY), self.books[instrument.id].best(Side.SELL)
        if bid is None or ask is None:
            return None
        return ratio(instrument.tick * (bid + ask), Decimal(2))

    def price(self, instrument: Instrument, by: TriggerBy) -> Decimal | None:
        """The price that sets strategy orders off; before the first trade the reference stands in."""
        last = self.moves.last(instrument.id) if by is TriggerBy.LAST else None
        return last or self.reference(instrument)

    # -- what happened -------------------------------------------------------------------------------

    @contextmanager
    def without_prints(self) -> Iterator[None]:
        """Until this ends, executions happen that are part of a trade that is noted as a whole."""
        self._silent = True
        try:
            yield
        finally:
            self._silent = False

    def emit_print(self, trade: Printed) -> None:
        """Note a public trade, and keep it for the bars and the tape of the market."""
        if self._silent:
            return
        self._events.append(trade)
        self.prints.append(trade)
        self.moves.printed(trade.instrument, trade.price)

    def expose(self, account: Account, order: OrderRow, opened: Decimal) -> None:
        """Note that a fill changed a position, when any strategy order cares."""
        if account.strategies or (opened and order.request.exits):
            self._exposures.append(Exposure(account, order, opened))

    def take_exposures(self) -> list[Exposure]:
        """Every noted fill since the last call, in order."""
        exposures = self._exposures
        if exposures:
            self._exposures = []
        return exposures

    def touch_book(self, instrument: InstrumentId) -> None:
        """Note that a book changed; it is told once, at the end of the step."""
        self._books_touched[instrument] = None

    def touch_balance(self, uid: str) -> None:
        """Note that an account's money changed; it is told once, at the end of the step."""
        self._balances_touched[uid] = None

    def take_events(self) -> list[EngineEvent]:
        """Everything that happened since the last call, in order; balances and books come last."""
        events = self._events.copy()
        self._events.clear()
        for uid in self._balances_touched:
            events.append(BalanceChanged(uid))
        self._balances_touched.clear()
        for instrument_id in self._books_touched:
            instrument, book = self.instruments[instrument_id], self.books[instrument_id]
            tick, lot = instrument.tick, instrument.lot
            bids = [(price * tick, lots * lot) for price, lots in book.take_touched(Side.BUY)]
            asks = [(price * tick, lots * lot) for price, lots in book.take_touched(Side.SELL)]
            if bids or asks:
                events.append(BookChanged(instrument_id, tuple(bids), tuple(asks)))
        self._books_touched.clear()
        return events
