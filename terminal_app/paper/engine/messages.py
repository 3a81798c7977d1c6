"""What goes into the paper exchange and what comes out: requests, refusals and events as values.

Sizes are in base coin unless the type says `QuoteQty`; money is exact. Times are Unix milliseconds of the
exchange. What comes out with every trade is a msgspec struct, which
costs a tenth of a frozen dataclass.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto

import msgspec

from terminal_app.core.account import HoldMode, Liquidity
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.market import Level
from terminal_app.core.money import ZERO, OrderSize
from terminal_app.core.orders import MarginMode, OrderType, PositionSide, Side, TimeInForce, VenueStatus
from terminal_app.paper.engine.strategy_messages import NO_EXITS, Exits, StrategyChanged


class StpMode(Enum):
    """What happens when an account would trade with itself; the taker's mode decides."""

    NONE = "none"
    CANCEL_TAKER = "cancel_taker"
    CANCEL_MAKER = "cancel_maker"
    CANCEL_BOTH = "cancel_both"


class Reason(Enum):
    """Why the exchange refuses a request. The server gives each its code; the engine knows no codes."""

    UNKNOWN_SYMBOL = auto()
    SYMBOL_HALTED = auto()
    DUPLICATE_CLIENT_OID = auto()
    PRICE_OFF_TICK = auto()
    SIZE_OFF_LOT = auto()
    SIZE_TOO_SMALL = auto()
    SIZE_TOO_LARGE = auto()
    NOTIONAL_TOO_SMALL = auto()
    PRICE_OUT_OF_BAND = auto()
    PRICE_MISSING = auto()
    INSUFFICIENT_BALANCE = auto()
    EXCEEDS_MAX_OPEN = auto()
    TOO_MANY_ORDERS = auto()
    HOLD_MODE_MISMATCH = auto()
    NO_POSITION = auto()
    REDUCE_ONLY_EXCEEDS = auto()
    ORDER_NOT_FOUND = auto()
    ORDER_FINAL = auto()
    AMEND_UNCHANGED = auto()
    AMEND_NOT_ALLOWED = auto()
    LEVERAGE_OUT_OF_RANGE = auto()
    MODE_CHANGE_NOT_ALLOWED = auto()
    EMPTY_BOOK = auto()
    EXIT_WRONG_SIDE = auto()
    TAKE_PROFIT_OFF_TICK = auto()
    STOP_LOSS_OFF_TICK = auto()
    TAKE_PROFIT_LIMIT_OFF_TICK = auto()
    STOP_LOSS_LIMIT_OFF_TICK = auto()
    EXITS_NOT_SUPPORTED = auto()
    EXITS_ONLY_OPENING = auto()
    EXITS_EXIST = auto()
    EXITS_EXCEED_POSITION = auto()
    NOTHING_TO_PROTECT = auto()
    STRATEGY_NOT_FOUND = auto()
    STRATEGY_FINAL = auto()
    STRATEGY_UNCHANGED = auto()
    TOO_MANY_STRATEGIES = auto()
    CALLBACK_OUT_OF_RANGE = auto()


class RefusalError(Exception):
    """The exchange says no. `text` is an English sentence for the `msg` field."""

    def __init__(self, reason: Reason, text: str) -> None:
        super().__init__(text)
        self.reason = reason
        self.text = text


class CancelCause(Enum):
    """Why an order ended as cancelled, in the words of the venue's `cancelReason`."""

    NONE = ""
    USER = "normal_cancel"
    POST_ONLY = "post_only_fill_cancel"
    FOK = "fok_not_full_cancel"
    IOC = "ioc_not_full_cancel"
    STP = "stp_cancel"
    REDUCE_ONLY = "reduce_only_cancel"
    LIQUIDATION = "liquidation_cancel"


@dataclass(frozen=True, slots=True)
class PlaceRequest:
    """A new order of an account. `client_oid` empty: the exchange makes one.

    `exits` protect what the order opens, as soon as it opens it.
    """

    instrument: InstrumentId
    side: Side
    order_type: OrderType
    size: OrderSize
    price: Decimal | None = None
    time_in_force: TimeInForce = TimeInForce.GTC
    client_oid: str = ""
    reduce_only: bool = False
    position_side: PositionSide = PositionSide.NET
    margin_mode: MarginMode = MarginMode.CROSSED
    stp_mode: StpMode = StpMode.NONE
    exits: Exits = NO_EXITS


class OrderRow(msgspec.Struct):
    """An order of an account as the exchange holds it. Read-only outside the engine."""

    order_id: str
    request: PlaceRequest
    client_oid: str
    size: OrderSize
    price: Decimal | None
    hold_mode: HoldMode
    leverage: Decimal
    created_ms: int
    updated_ms: int
    status: VenueStatus = VenueStatus.LIVE
    filled: Decimal = ZERO
    filled_value: Decimal = ZERO
    fees: dict[str, Decimal] = msgspec.field(default_factory=dict)
    realised_pnl: Decimal = ZERO
    cause: CancelCause = CancelCause.NONE
    liquidation: bool = False

    @property
    def avg_price(self) -> Decimal | None:
        """Average fill price, `None` before a fill."""
        return self.filled_value / self.filled if self.filled else None


class FillRow(msgspec.Struct, frozen=True, gc=False):
    """One execution of an account's order. `fee` is positive when charged."""

    exec_id: str
    order_id: str
    client_oid: str
    instrument: InstrumentId
    order_type: OrderType
    side: Side
    position_side: PositionSide
    opens: bool
    price: Decimal
    size: Decimal
    value: Decimal
    fee: Decimal
    fee_coin: str
    realised_pnl: Decimal
    liquidity: Liquidity
    time_ms: int


class PositionRow(msgspec.Struct, frozen=True, gc=False):
    """A position, valued at the current mark.

    `side` is LONG or SHORT in both hold modes. Size zero: closed now. `auto_margin`: it is given more margin
    from free money before it is lost.
    """

    instrument: InstrumentId
    side: PositionSide
    hold_mode: HoldMode
    margin_mode: MarginMode
    size: Decimal
    frozen: Decimal
    avg_price: Decimal
    leverage: Decimal
    margin: Decimal
    mark: Decimal
    unrealised_pnl: Decimal
    realised_pnl: Decimal
    liquidation: Decimal | None
    break_even: Decimal
    maintenance_rate: Decimal
    open_fee: Decimal
    close_fee: Decimal
    funding: Decimal
    created_ms: int
    updated_ms: int
    position_id: str = ""
    auto_margin: bool = False


class ClosedPositionRow(msgspec.Struct, frozen=True, gc=False):
    """A position that ended."""

    position_id: str
    instrument: InstrumentId
    side: PositionSide
    hold_mode: HoldMode
    margin_mode: MarginMode
    open_size: Decimal
    close_size: Decimal
    open_price: Decimal
    close_price: Decimal
    realised_pnl: Decimal
    net_profit: Decimal
    funding: Decimal
    open_fee: Decimal
    close_fee: Decimal
    created_ms: int
    updated_ms: int


class CoinRow(msgspec.Struct, frozen=True, gc=False):
    """One coin of an account.

    `balance` excludes unrealised profit, `equity` includes it (margin coin only).
    """

    coin: str
    balance: Decimal
    available: Decimal
    locked: Decimal
    equity: Decimal
    usd_value: Decimal


class AccountRow(msgspec.Struct, frozen=True, gc=False):
    """An account's totals in USD. Initial and maintenance margin cover crossed and isolated positions."""

    equity: Decimal
    unrealised_pnl: Decimal
    initial_margin: Decimal
    maintenance_margin: Decimal
    coins: tuple[CoinRow, ...]


class BillRow(msgspec.Struct, frozen=True, gc=False):
    """One line of an account's ledger; `kind` in the venue's words (`OPEN_LONG`, `BUY_DEAL`, funding ...)."""

    bill_id: str
    instrument: InstrumentId | None
    coin: str
    kind: str
    amount: Decimal
    fee: Decimal
    balance: Decimal
    time_ms: int


class OrderChanged(msgspec.Struct, frozen=True, gc=False):
    """An account's order was placed, filled, amended or ended. `row` is a copy of that moment."""

    uid: str
    row: OrderRow


class Filled(msgspec.Struct, frozen=True, gc=False):
    """An account's order traded."""

    uid: str
    row: FillRow


class PositionChanged(msgspec.Struct, frozen=True, gc=False):
    """A position was opened, changed, or closed (size zero).

    Valuing it is the dearest part of a trade, so `read` does it only for those who want to know: they get the
    position as it is when they ask, which for listeners is the end of the step.
    """

    uid: str
    instrument: InstrumentId
    side: PositionSide
    read: Callable[[], PositionRow]

    @property
    def row(self) -> PositionRow:
        """The position now."""
        return self.read()


class BalanceChanged(msgspec.Struct, frozen=True, gc=False):
    """An account's money changed; read the account for the new values."""

    uid: str


class Printed(msgspec.Struct, frozen=True, gc=False):
    """A public trade. `side` is the taker's."""

    instrument: InstrumentId
    trade_id: str
    price: Decimal
    size: Decimal
    side: Side
    time_ms: int


class BookChanged(msgspec.Struct, frozen=True, gc=False):
    """Levels of a book that changed in this step, with their new total size (zero: gone)."""

    instrument: InstrumentId
    bids: tuple[Level, ...]
    asks: tuple[Level, ...]


EngineEvent = (
    OrderChanged | Filled | PositionChanged | StrategyChanged | BalanceChanged | Printed | BookChanged
)
