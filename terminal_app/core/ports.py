"""The doors between rooms, as protocols. Trading and market data know these and never a concrete client."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import NamedTuple, Protocol

from terminal_app.core.account import (
    AccountSettings,
    AccountSnapshot,
    ClosedPosition,
    FeeRate,
    Fill,
    Position,
    SymbolSetting,
    TransferState,
)
from terminal_app.core.bills import Bill
from terminal_app.core.commands import (
    AmendOrder,
    AmendStrategy,
    Approved,
    CancelAll,
    CancelOrder,
    CancelStrategy,
    ClosePosition,
    PlaceOrder,
    PlaceTpSl,
    PlaceTrigger,
    SetHoldMode,
    SetLeverage,
    Transfer,
)
from terminal_app.core.events import AccountEvent, BookSnapshot, LinkEvent, MarketEvent
from terminal_app.core.instrument import Instrument, InstrumentId, PositionTier, ProductType
from terminal_app.core.key_enum import KeyEnum
from terminal_app.core.market import Candle, FundingRate, Interval, Ticker, Trade
from terminal_app.core.orders import VenueOrder
from terminal_app.core.outcomes import VenueOutcome
from terminal_app.core.records import Record
from terminal_app.core.strategy_orders import StrategyOrder


class Clock(Protocol):
    """Wall time for the wire, monotonic time for ages."""

    def now_ms(self) -> int:
        """Unix milliseconds."""
        ...

    def monotonic(self) -> float:
        """Seconds that only go forward."""
        ...


class Purpose(KeyEnum):
    """Why a call is made. Cancelling includes the closing of positions: both only take risk away.

    `GUARD` is a stop-loss or a take-profit for an open position: it takes risk away too, but leaves something
    behind, so that it does not pass a halt.
    """

    READ = "read"
    ORDER = "order"
    CANCEL = "cancel"
    GUARD = "guard"


MaySend = Callable[[Purpose], str | None]
"""Asked right before bytes leave: a plain sentence keeps them here, `None` lets them go."""


class Feed(Enum):
    """A public stream one can ask for."""

    TICKER = "ticker"
    TRADES = "trades"
    BOOK = "book"
    CANDLES = "candles"


@dataclass(frozen=True, slots=True)
class Channel:
    """One public stream of one instrument. `interval` is set for candles only."""

    feed: Feed
    instrument: InstrumentId
    interval: Interval | None = None


class OrdersOver(Enum):
    """By which way orders go: `AUTO` takes the private stream where the venue lets this key, `REST` never.

    The default everywhere is `REST`: the venue opens the stream for orders on request only, and nothing that
    can be read about a key says whether it was asked for. With `AUTO` the first order that is refused for it
    turns the session to REST; that order itself is refused, for nothing is sent twice.
    """

    AUTO = "auto"
    REST = "rest"


class Budget(NamedTuple):
    """A rate limit as it stands: calls left and calls per window."""

    name: str
    left: int
    limit: int


class Health(NamedTuple):
    """How the link is doing: offset of the venue's clock, round trip of REST and streams, and rate budgets.

    `clock_offset_ms` is venue minus ours, `None` until measured; round trips are in milliseconds.
    """

    clock_offset_ms: int | None
    rest_ms: float | None
    public_ping_ms: float | None
    private_ping_ms: float | None
    budgets: tuple[Budget, ...]


class MarketData(Protocol):
    """The public half of an exchange client. Reads raise `LinkError` or `VenueError`."""

    async def instruments(self, product: ProductType) -> list[Instrument]:
        """Every instrument of a product."""
        ...

    async def tickers(self, product: ProductType) -> list[Ticker]:
        """The ticker of every instrument of a product."""
        ...

    async def book(self, instrument: InstrumentId, depth: int = 50) -> BookSnapshot:
        """The order book, without a sequence number."""
        ...

    async def candles(
        self, instrument: InstrumentId, interval: Interval, *, before_ms: int | None = None, count: int = 500
    ) -> list[Candle]:
        """Up to `count` candles that opened before `before_ms` (or up to now), oldest first."""
        ...

    async def trades(self, instrument: InstrumentId, count: int = 100) -> list[Trade]:
        """The latest public trades, oldest first."""
        ...

    async def funding(self, instrument: InstrumentId) -> FundingRate:
        """The current funding rate."""
        ...

    async def funding_history(self, instrument: InstrumentId, count: int = 100) -> list[FundingRate]:
        """Past funding rates, newest first."""
        ...

    async def open_interest(self, instrument: InstrumentId) -> Decimal:
        """Open interest in base coin."""
        ...

    async def position_tiers(self, instrument: InstrumentId) -> list[PositionTier]:
        """The position tiers, smallest first."""
        ...

    def want(self, channels: frozenset[Channel]) -> None:
        """Say which public streams are wanted from now on; the client subscribes the difference."""
        ...

    def refresh_book(self, instrument: InstrumentId) -> None:
        """Ask for a fresh snapshot of a book that is in doubt."""
        ...


Hole = tuple[int, int]
"""Candles that are not there: the open times (Unix ms) of the first missing one and of the next there is."""


class CandleStore(Protocol):
    """Closed candles of one venue, kept over restarts.

    It is a convenience: nothing here raises, what cannot be read counts as not kept, and what cannot be
    written is fetched again some day.
    """

    async def candles(
        self, instrument: InstrumentId, interval: Interval, *, before_ms: int | None = None, count: int = 500
    ) -> list[Candle]:
        """Up to `count` kept candles that opened before `before_ms` (or the newest), oldest first."""
        ...

    async def open_times(
        self, instrument: InstrumentId, interval: Interval, *, before_ms: int, count: int
    ) -> list[int]:
        """When the kept candles before a moment opened (Unix ms), newest first."""
        ...

    async def holes(self, instrument: InstrumentId, interval: Interval) -> frozenset[Hole]:
        """The holes that the venue was asked about and has itself."""
        ...

    def keep(self, instrument: InstrumentId, interval: Interval, candles: Sequence[Candle]) -> None:
        """Keep closed candles; a later version of one replaces the earlier. Returns before it is done."""
        ...

    def keep_hole(self, instrument: InstrumentId, interval: Interval, hole: Hole) -> None:
        """Remember a hole that the venue has itself."""
        ...

    def forget(self, instrument: InstrumentId, interval: Interval) -> None:
        """Forget a series, because the venue tells another past than before."""
        ...


class AccountData(Protocol):
    """The private reads. They raise `AuthError`, `LinkError` or `VenueError`."""

    async def settings(self) -> AccountSettings:
        """How the account is set up."""
        ...

    async def symbol_setting(self, instrument: InstrumentId) -> SymbolSetting | None:
        """Margin mode and leverage of a contract; `settings` tells of it from now on.

        `None` where `settings` tells of every contract anyway.
        """
        ...

    async def account(self) -> AccountSnapshot:
        """Balances and margins."""
        ...

    async def transfer_state(self, transfer: Transfer) -> TransferState | None:
        """What became of a transfer, asked for by its coin and `client_oid`.

        `None` when the venue answered and lists no such transfer; nothing else means that.
        """
        ...

    async def fee_rate(self, instrument: InstrumentId) -> FeeRate:
        """What this account pays."""
        ...

    async def order(
        self, client_oid: str, order_id: str | None = None, instrument: InstrumentId | None = None
    ) -> VenueOrder | None:
        """One order, or `None` when the venue says in so many words that it knows no such order.

        A classic account has to be told the `instrument`: each product keeps its orders for itself.
        """
        ...

    async def open_orders(self, product: ProductType | None = None) -> list[VenueOrder]:
        """Every working order, all pages."""
        ...

    async def order_history(
        self, product: ProductType, count: int = 100, *, since_ms: int | None = None
    ) -> list[VenueOrder]:
        """Finished orders, newest first: the last `count`, or all that were made since a moment (Unix ms)."""
        ...

    async def fills(
        self, product: ProductType | None = None, count: int = 100, *, since_ms: int | None = None
    ) -> list[Fill]:
        """Our executions, newest first: the last `count`, or all since a moment (Unix ms)."""
        ...

    async def bills(self, *, since_ms: int, until_ms: int | None = None) -> list[Bill]:
        """Every change of every balance from a moment on, or between two (Unix ms, both included).

        Oldest first, all products and coins, each once. The venue keeps 90 days of them.
        """
        ...

    async def positions(self, product: ProductType) -> list[Position]:
        """Every open position of a futures product."""
        ...

    async def position_history(self, product: ProductType, count: int = 100) -> list[ClosedPosition]:
        """Closed positions, newest first."""
        ...

    async def strategy_orders(self, product: ProductType) -> list[StrategyOrder]:
        """Every waiting trigger order and TP/SL of a futures product."""
        ...

    async def strategy_history(self, product: ProductType, count: int = 100) -> list[StrategyOrder]:
        """Trigger orders and TP/SL of a futures product that are over, newest first."""
        ...


class OrderEntry(Protocol):
    """The only way to the venue for orders.

    Never raises for a network fault: the outcome says what is known.
    """

    async def place(self, order: Approved[PlaceOrder]) -> VenueOutcome:
        """Send one order, once."""
        ...

    async def place_batch(self, orders: Sequence[Approved[PlaceOrder]]) -> list[VenueOutcome]:
        """Send up to 20 orders of one product, once; one outcome each, in order."""
        ...

    async def amend(self, order: Approved[AmendOrder]) -> VenueOutcome:
        """Change a working order in place."""
        ...

    async def cancel(self, order: CancelOrder) -> VenueOutcome:
        """Cancel one order."""
        ...

    async def cancel_batch(self, orders: Sequence[CancelOrder]) -> list[VenueOutcome]:
        """Cancel up to 20 orders; one outcome each, in order."""
        ...

    async def cancel_all(self, command: CancelAll) -> VenueOutcome:
        """Cancel everything of a product or symbol. `Accepted` means asked, not done.

        Trigger orders, take-profits and stop-losses are not touched.
        """
        ...

    async def close_position(self, command: ClosePosition) -> VenueOutcome:
        """Close a position at market."""
        ...

    async def set_leverage(self, command: SetLeverage) -> VenueOutcome:
        """Set the leverage of an instrument."""
        ...

    async def set_hold_mode(self, command: SetHoldMode) -> VenueOutcome:
        """Switch between one-way and hedge mode."""
        ...

    async def transfer(self, order: Approved[Transfer]) -> VenueOutcome:
        """Move money between two wallets, once; `Accepted.order_id` is the venue's number of the transfer.

        It is asked for with `Purpose.ORDER` when it takes margin, else with `Purpose.GUARD`. A unified
        account has nothing to move: `NotSent`.
        """
        ...

    async def place_trigger(self, order: Approved[PlaceTrigger]) -> VenueOutcome:
        """Send one trigger order, once."""
        ...

    async def place_tp_sl(self, order: Approved[PlaceTpSl]) -> VenueOutcome:
        """Send one take-profit, stop-loss or both, once."""
        ...

    async def amend_strategy(self, order: Approved[AmendStrategy]) -> VenueOutcome:
        """Change a waiting trigger order or TP/SL."""
        ...

    async def cancel_strategy(self, order: CancelStrategy) -> VenueOutcome:
        """Cancel a waiting trigger order or TP/SL."""
        ...


class ExchangeClient(MarketData, AccountData, OrderEntry, Protocol):
    """A whole client.

    `start` connects and returns at once; events arrive through the listeners it was given.
    """

    async def start(self) -> None:
        """Begin to measure the clock and to keep the streams alive."""
        ...

    async def aclose(self) -> None:
        """Close the streams, then REST. Idempotent."""
        ...

    def health(self) -> Health:
        """How the link is doing right now."""
        ...


@dataclass(frozen=True, slots=True)
class Listeners:
    """Where a client delivers what arrives. Called on the event loop's thread; must not block."""

    market: Callable[[MarketEvent], None]
    account: Callable[[AccountEvent], None]
    link: Callable[[LinkEvent], None]


class Past(Protocol):
    """What the journal remembers of one order. Raises `EnvironmentTroubleError` when it cannot be read."""

    def of_order(self, client_oid: str) -> list[Record]:
        """Everything that was written about an order, in no special order."""
        ...


class Journal(Protocol):
    """Memory that survives a crash. `append` returns when the record is on disk."""

    async def append(self, record: Record) -> None:
        """Commit one record durably.

        Raises:
            EnvironmentTroubleError: it could not be written; nothing that depends on it may be sent.
        """
        ...
