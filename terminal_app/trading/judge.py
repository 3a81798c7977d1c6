"""Whether an order may leave, with everything counted that is about to: two at once cannot both be the last.

It gathers what the risk check needs, and remembers which orders are between their approval and the books.
"""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from terminal_app.core.account import HoldMode
from terminal_app.core.commands import Approved, PlaceOrder, PlaceTrigger
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.orders import Order, Source
from terminal_app.core.outcomes import Refused
from terminal_app.core.ports import Clock
from terminal_app.core.strategy_orders import StrategyOrder
from terminal_app.trading.books import Books
from terminal_app.trading.caps import Desk
from terminal_app.trading.exposure import Weights, load_of
from terminal_app.trading.gate import Gate
from terminal_app.trading.limits import RiskLimits
from terminal_app.trading.prices import PriceView
from terminal_app.trading.risk import RiskView, check, view_of
from terminal_app.trading.traffic import Traffic


class Leaving:
    """An approved order on its way to the books, for a `with`."""

    __slots__ = ("_among", "_command")

    def __init__(
        self, among: dict[str, PlaceOrder | PlaceTrigger], command: PlaceOrder | PlaceTrigger
    ) -> None:
        self._among = among
        self._command = command

    def __enter__(self) -> None:
        self._among[self._command.client_oid] = self._command

    def __exit__(self, *_error: object) -> None:
        self._among.pop(self._command.client_oid, None)


class Judge:
    """Asks the risk check on the newest view of the account.

    Args:
        books: what is open and what is held.
        prices: rules and prices.
        limits: our own limits; may be set anew at any time.
        clock: for what was sent lately.
        gate: the kill switch.
        hold_mode: how a product is set up, `None` until it is known.
        spot_triggers: whether the account has trigger orders on spot.
    """

    def __init__(
        self,
        books: Books,
        prices: PriceView,
        limits: RiskLimits,
        clock: Clock,
        gate: Gate,
        hold_mode: Callable[[ProductType], HoldMode | None],
        spot_triggers: Callable[[], bool],
    ) -> None:
        self.limits = limits
        self._books = books
        self._prices = prices
        self._clock = clock
        self._gate = gate
        self._hold_mode = hold_mode
        self._spot_triggers = spot_triggers
        self._traffic = Traffic()
        self._weights = Weights()
        self._leaving: dict[str, PlaceOrder | PlaceTrigger] = {}
        self._used: set[str] = set()

    def reserve(self, client_oid: str) -> bool:
        """Use a client order id up; `False` when that happened before."""
        if client_oid in self._used:
            return False
        self._used.add(client_oid)
        return True

    def judged(
        self, command: PlaceOrder, source: Source, *, ahead: int = 0
    ) -> Approved[PlaceOrder] | Refused:
        """Ask the risk check about a new order; `ahead` orders of its group are counted as sent before it."""
        twin_ms = self._traffic.twin_ms(command, source, self._clock.monotonic(), self.limits.duplicate_ms)
        return check(command, self.view(command.instrument, twin_ms=twin_ms, ahead=ahead), self.limits)

    def note(self, command: PlaceOrder | None = None) -> None:
        """An order was approved, or a change of one: it counts as sent."""
        self._traffic.note(self._clock.monotonic(), command)

    def leaving(self, command: PlaceOrder | PlaceTrigger) -> "Leaving":
        """Count an approved order as open until the books have it: for as long as the block runs."""
        return Leaving(self._leaving, command)

    def view_of_waiting(self, instrument: InstrumentId, order: StrategyOrder | None) -> RiskView:
        """The same about a strategy order; `order` is the one that is to be changed."""
        without = order.client_oid if order else ""
        return replace(self.view(instrument, without=without), waiting=order)

    def view(
        self,
        instrument: InstrumentId,
        order: Order | None = None,
        without: str = "",
        twin_ms: int | None = None,
        ahead: int = 0,
    ) -> RiskView:
        """What the risk check needs, as it stands now; `order` is the one that is to be changed."""
        hold_mode, gate = self._hold_mode(instrument.product), self._gate

        def desk(price: Decimal | None) -> Desk:
            load = load_of(
                instrument,
                self._books.blotter.alive(),
                self._leaving.values(),
                self._books.positions.all(),
                hold_mode,
                price,
                without=order.client_oid if order else without,
                triggers=self._books.strategies.alive(),
                weights=self._weights,
            )
            state, why = gate.stands
            lately = self._traffic.count(self._clock.monotonic()) + ahead
            return Desk(load, lately, twin_ms, state, why)

        return view_of(instrument, self._prices, hold_mode, order, desk, spot_triggers=self._spot_triggers())
