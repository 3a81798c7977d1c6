"""What the account holds: balances, positions, fills and settings."""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from terminal_app.core.instrument import InstrumentId
from terminal_app.core.market import Stamp
from terminal_app.core.orders import MarginMode, PositionSide, Side


class HoldMode(Enum):
    """Whether an instrument has one net position or a long and a short one beside each other."""

    ONE_WAY = "one-way"
    HEDGE = "hedge"


class Liquidity(Enum):
    """Whether a fill added to the book or took from it."""

    MAKER = "maker"
    TAKER = "taker"


@dataclass(frozen=True, slots=True)
class Balance:
    """One coin of the account; `usd_value` and `wallet` are `None` when the venue did not say.

    `wallet` is what is held of it, locked or not, without the unrealised profit of positions.
    """

    coin: str
    equity: Decimal
    available: Decimal
    locked: Decimal
    debt: Decimal = Decimal(0)
    usd_value: Decimal | None = None
    wallet: Decimal | None = None


@dataclass(frozen=True, slots=True)
class AccountSnapshot:
    """The whole account at one moment.

    Money is in USD; margins and `margin_ratio` are `None` when not told.
    """

    stamp: Stamp
    equity: Decimal
    balances: tuple[Balance, ...]
    unrealised_pnl: Decimal | None = None
    initial_margin: Decimal | None = None
    maintenance_margin: Decimal | None = None
    margin_ratio: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """An open futures position. `size` is in base coin and never negative; `side` tells the direction.

    In one-way mode the venue reports long or short as the direction of the net position; `hold_mode` tells
    which world it is. `liquidation` is `None` when there is none (the venue sends zero or less). A closed
    position is reported once with size zero.
    """

    instrument: InstrumentId
    side: PositionSide
    size: Decimal
    available: Decimal
    avg_price: Decimal
    hold_mode: HoldMode
    margin_mode: MarginMode
    leverage: Decimal
    stamp: Stamp
    margin_coin: str = "USDT"
    margin: Decimal | None = None
    mark: Decimal | None = None
    liquidation: Decimal | None = None
    break_even: Decimal | None = None
    unrealised_pnl: Decimal | None = None
    realised_pnl: Decimal | None = None
    maintenance_margin_rate: Decimal | None = None
    created_ms: int = 0
    updated_ms: int = 0


@dataclass(frozen=True, slots=True)
class ClosedPosition:
    """A position of the past: what it was opened and closed at, and what was left after fees and funding.

    Fees are positive when charged; `funding` is negative when paid.
    """

    instrument: InstrumentId
    side: PositionSide
    size: Decimal
    open_price: Decimal
    close_price: Decimal
    realised_pnl: Decimal
    net_profit: Decimal
    funding: Decimal
    open_fee: Decimal
    close_fee: Decimal
    created_ms: int
    updated_ms: int


@dataclass(frozen=True, slots=True)
class Fill:
    """One execution. `exec_id` is the venue's and unique: it is the only identity of a fill.

    `fee` is positive when charged; `value` is in quote coin; `realised_pnl` is before fees.
    """

    exec_id: str
    order_id: str
    client_oid: str
    instrument: InstrumentId
    side: Side
    price: Decimal
    size: Decimal
    value: Decimal
    fee: Decimal
    fee_coin: str
    liquidity: Liquidity
    time_ms: int
    position_side: PositionSide = PositionSide.NET
    realised_pnl: Decimal | None = None


@dataclass(frozen=True, slots=True)
class SymbolSetting:
    """Margin mode and leverage of one instrument."""

    instrument: InstrumentId
    margin_mode: MarginMode
    leverage: Decimal


@dataclass(frozen=True, slots=True)
class AccountSettings:
    """How the account is set up."""

    uid: str
    hold_mode: HoldMode
    symbols: tuple[SymbolSetting, ...] = ()


@dataclass(frozen=True, slots=True)
class FeeRate:
    """Fees as shares of the notional."""

    maker: Decimal
    taker: Decimal
