"""Everything one may ask the exchange without changing it: orders, fills, positions, money, books, prices."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from typing import TypeVar

from terminal_app.core.account import HoldMode
from terminal_app.core.instrument import Instrument, InstrumentId, PositionTier, ProductType
from terminal_app.core.market import Level
from terminal_app.core.orders import MarginMode, Side
from terminal_app.paper.engine.book import Book
from terminal_app.paper.engine.foresight import liquidation_after
from terminal_app.paper.engine.funds import Funds
from terminal_app.paper.engine.messages import (
    AccountRow,
    BillRow,
    ClosedPositionRow,
    FillRow,
    OrderRow,
    PositionRow,
)
from terminal_app.paper.engine.reports import account_row, order_copy, position_row
from terminal_app.paper.engine.strategy_messages import StrategyRow
from terminal_app.paper.engine.world import World

RowT = TypeVar("RowT", FillRow, ClosedPositionRow, StrategyRow)


class Reads:
    """The reading half of the exchange. Rows are copies or frozen; an unknown uid is a `KeyError`."""

    def __init__(self, world: World) -> None:
        self._world = world

    @property
    def instruments(self) -> Mapping[InstrumentId, Instrument]:
        """What is listed."""
        return self._world.instruments

    def tiers(self, instrument: InstrumentId) -> tuple[PositionTier, ...]:
        """The position tiers of a contract, smallest first."""
        return self._world.margin.tiers(instrument)

    def accounts(self) -> tuple[str, ...]:
        """The uids of the open accounts."""
        return tuple(self._world.accounts)

    def order(self, uid: str, *, order_id: str = "", client_oid: str = "") -> OrderRow | None:
        """An order, open or finished, by either id."""
        row = self._world.accounts[uid].find(order_id, client_oid)
        return order_copy(row) if row else None

    def open_orders(
        self, uid: str, product: ProductType | None = None, symbol: str | None = None
    ) -> list[OrderRow]:
        """Open orders, newest first."""
        return _orders(self._world.accounts[uid].orders.values(), product, symbol)

    def order_history(
        self, uid: str, product: ProductType | None = None, symbol: str | None = None
    ) -> list[OrderRow]:
        """Finished orders, newest first."""
        return _orders(self._world.accounts[uid].finished.values(), product, symbol)

    def waiting_strategies(
        self, uid: str, product: ProductType | None = None, symbol: str | None = None
    ) -> list[StrategyRow]:
        """Trigger orders and exits that wait, newest first."""
        return _newest(list(self._world.accounts[uid].strategies.values()), product, symbol)

    def past_strategies(
        self, uid: str, product: ProductType | None = None, symbol: str | None = None
    ) -> list[StrategyRow]:
        """Trigger orders and exits that have ended, the last to end first."""
        return _newest(self._world.accounts[uid].past_strategies, product, symbol)

    def fills(
        self, uid: str, product: ProductType | None = None, symbol: str | None = None, order_id: str = ""
    ) -> list[FillRow]:
        """Executions, newest first."""
        rows = _newest(self._world.accounts[uid].fills, product, symbol)
        return [row for row in rows if row.order_id == order_id] if order_id else rows

    def positions(
        self, uid: str, product: ProductType | None = None, symbol: str | None = None
    ) -> list[PositionRow]:
        """Open positions at the current mark."""
        account = self._world.accounts[uid]
        return [
            position_row(self._world, account, position)
            for position in account.positions.values()
            if is_of(position.instrument.id, product, symbol)
        ]

    def closed_positions(
        self, uid: str, product: ProductType | None = None, symbol: str | None = None
    ) -> list[ClosedPositionRow]:
        """Positions of the past, newest first."""
        return _newest(self._world.accounts[uid].closed, product, symbol)

    def bills(self, uid: str, product: ProductType | None = None, coin: str | None = None) -> list[BillRow]:
        """Lines of the ledger, newest first; `amount` before the fee, which is positive when charged."""
        return [
            row
            for row in reversed(self._world.accounts[uid].bills)
            if (product is None or (row.instrument is not None and row.instrument.product is product))
            and (coin is None or row.coin == coin)
        ]

    def account(self, uid: str) -> AccountRow:
        """Totals and coins of an account at the current marks."""
        return account_row(self._world, self._world.accounts[uid])

    def hold_mode(self, uid: str) -> HoldMode:
        """One-way or hedge."""
        return self._world.accounts[uid].hold_mode

    def leverage(self, uid: str, instrument: InstrumentId) -> tuple[Decimal, MarginMode]:
        """Leverage and margin mode of a contract."""
        return self._world.accounts[uid].leverage(self._world.instrument(instrument))

    def max_open(self, uid: str, instrument: InstrumentId, side: Side, price: Decimal) -> Decimal:
        """The largest order of this side and price that would be taken now, in base coin."""
        account = self._world.accounts[uid]
        return Funds(self._world).max_open(account, self._world.instrument(instrument), side, price)

    def liquidation_after(
        self, uid: str, instrument: InstrumentId, side: Side, size: Decimal, price: Decimal
    ) -> Decimal | None:
        """The mark at which a position would be lost if so much were traded at this price now."""
        account, one = self._world.accounts[uid], self._world.instrument(instrument)
        return liquidation_after(self._world.margin, account, one, side, size, price)

    def depth(self, instrument: InstrumentId, levels: int) -> tuple[tuple[Level, ...], tuple[Level, ...]]:
        """The best levels: bids descending, asks ascending."""
        one, book = self._world.instrument(instrument), self._book(instrument)
        bids, asks = (
            tuple((price * one.tick, lots * one.lot) for price, lots in islice(book.levels(side), levels))
            for side in (Side.BUY, Side.SELL)
        )
        return bids, asks

    def best(self, instrument: InstrumentId) -> tuple[Decimal | None, Decimal | None]:
        """Best bid and best ask."""
        one, book = self._world.instrument(instrument), self._book(instrument)
        bid, ask = book.best(Side.BUY), book.best(Side.SELL)
        return (None if bid is None else bid * one.tick), (None if ask is None else ask * one.tick)

    def mark(self, instrument: InstrumentId) -> Decimal:
        """The mark price; zero before it is set."""
        return self._world.marks.mark(instrument)

    def usd(self, coin: str) -> Decimal:
        """What one coin is worth in USD; zero when nothing here trades it against dollars."""
        return self._world.marks.usd(coin)

    def index(self, instrument: InstrumentId) -> Decimal:
        """The index price; zero before it is set."""
        return self._world.marks.index(instrument)

    def funding(self, instrument: InstrumentId) -> tuple[Decimal, int]:
        """The funding rate and when it is settled next (Unix ms)."""
        return self._world.marks.funding(instrument)

    def _book(self, instrument: InstrumentId) -> Book:
        return self._world.books[self._world.instrument(instrument).id]


def is_of(instrument: InstrumentId, product: ProductType | None, symbol: str | None) -> bool:
    """Whether an instrument belongs to a product and symbol; `None` is any."""
    return product in {None, instrument.product} and symbol in {None, instrument.symbol}


def _orders(rows: Iterable[OrderRow], product: ProductType | None, symbol: str | None) -> list[OrderRow]:
    chosen = [order_copy(row) for row in rows if is_of(row.request.instrument, product, symbol)]
    chosen.reverse()
    return chosen


def _newest(rows: Sequence[RowT], product: ProductType | None, symbol: str | None) -> list[RowT]:
    return [row for row in reversed(rows) if is_of(row.instrument, product, symbol)]
