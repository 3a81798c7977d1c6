"""The trading day of an account: when it began, and what it brought so far by fills, positions and bills."""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from terminal_app.core.bills import Bill, BillKind
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.ports import Clock
from terminal_app.trading.books import Books
from terminal_app.trading.day import DayResult, day_result, day_start_ms
from terminal_app.trading.limits import RiskLimits
from terminal_app.trading.prices import PriceView
from terminal_app.trading.results import MONEY


class TradingDay:
    """Today, by the limits as they are now.

    Args:
        books: fills and positions.
        prices: what a coin is worth.
        clock: says which day it is.
        limits: when a day begins, and whether open positions count.
    """

    def __init__(
        self, books: Books, prices: PriceView, clock: Clock, limits: Callable[[], RiskLimits]
    ) -> None:
        self._books = books
        self._prices = prices
        self._clock = clock
        self._limits = limits
        self._funding: Sequence[Bill] = ()

    def start_ms(self) -> int:
        """When today began (Unix ms)."""
        return day_start_ms(self._clock.now_ms(), self._limits().day_start_minute)

    def result(self) -> DayResult:
        """What today brought so far, after fees and known funding."""
        return day_result(
            self._books.blotter.fills.all(),
            self._books.positions.all(),
            self.start_ms(),
            unrealised=self._limits().count_unrealised,
            funding=self._funding,
            price_of=self._price_of,
        )

    def learn_bills(self, bills: Iterable[Bill]) -> None:
        """Take every bill since the day began: their funding counts in its result from now on.

        In an account with wallets that of every coin does: each kind of futures is funded in its own.
        """
        apart = bool(self._books.balances.wallets)
        self._funding = tuple(
            bill for bill in bills if bill.kind is BillKind.FUNDING and (apart or bill.coin == MONEY)
        )

    def _price_of(self, coin: str) -> Decimal | None:
        ticker = self._prices.ticker(InstrumentId(ProductType.SPOT, f"{coin}{MONEY}"))
        return ticker.last if ticker else None
