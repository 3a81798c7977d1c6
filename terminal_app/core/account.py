"""What the account holds: balances, positions, fills and settings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum

from terminal_app.core.account_kind import AccountKind
from terminal_app.core.instrument import InstrumentId, ProductType
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
class WalletMargin:
    """What positions make of a margin coin in a futures wallet, in that coin; `None` when not told.

    `crossed` and `isolated` are the margins in use; `unrealised_pnl` is that of every position; `ratio` is
    the maintenance margin of the crossed positions over what backs them, which are lost at 1; `transferable`
    is what may be moved out of the wallet.
    """

    unrealised_pnl: Decimal | None = None
    crossed: Decimal | None = None
    isolated: Decimal | None = None
    ratio: Decimal | None = None
    transferable: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Balance:
    """One coin of the account; `usd_value` and `wallet` are `None` when the venue did not say.

    `equity` counts the unrealised profit of positions, `available` is what a new order can use, and `wallet`
    is what is held of the coin, locked or not, without that profit. `product` says in which wallet of a
    classic account it lies; it is `None` in a unified account, where one balance backs everything. `margin`
    is for futures wallets alone.
    """

    coin: str
    equity: Decimal
    available: Decimal
    locked: Decimal
    debt: Decimal = Decimal(0)
    usd_value: Decimal | None = None
    wallet: Decimal | None = None
    product: ProductType | None = None
    margin: WalletMargin | None = None


@dataclass(frozen=True, slots=True)
class AccountSnapshot:
    """The account at one moment: all of it, or one wallet of a classic account.

    Money is in USD; margins and `margin_ratio` are `None` when not told. A classic account has balances of
    several products, and its margins stand with them.

    Args:
        stamp: when; of several answers, that of the oldest one.
        equity: what it is worth.
        balances: its coins. Those of wallets have a `product`.
        unrealised_pnl: of every open position.
        initial_margin: what positions and orders hold back.
        maintenance_margin: what positions need not to be lost.
        margin_ratio: how close that is; they are lost at 1.
        wallet: `None` is the whole account. Else only this wallet was told, and the others stay as they are;
            `equity` is then not looked at.
        partial: only the coins that are named have changed, and the others of `wallet` stay as they are.
        wallets: which wallets the whole account was told of, also those without a coin; empty when unified.
            A wallet that is not named could not be read, and stays as it was.
    """

    stamp: Stamp
    equity: Decimal
    balances: tuple[Balance, ...]
    unrealised_pnl: Decimal | None = None
    initial_margin: Decimal | None = None
    maintenance_margin: Decimal | None = None
    margin_ratio: Decimal | None = None
    wallet: ProductType | None = None
    partial: bool = False
    wallets: tuple[ProductType, ...] = ()


class TransferState(Enum):
    """What the venue says of a transfer between two wallets."""

    DONE = "done"
    FAILED = "failed"
    PROCESSING = "processing"


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
    """How the account is set up.

    `hold_mode` is that of every product but those in `hold_modes`: a classic account has one for each.
    """

    uid: str
    hold_mode: HoldMode
    symbols: tuple[SymbolSetting, ...] = ()
    kind: AccountKind = AccountKind.UNIFIED
    hold_modes: Mapping[ProductType, HoldMode] = field(default_factory=dict)

    def hold_mode_of(self, product: ProductType) -> HoldMode:
        """Whether positions of a product are one-way or hedged."""
        return self.hold_modes.get(product, self.hold_mode)


@dataclass(frozen=True, slots=True)
class FeeRate:
    """Fees as shares of the notional."""

    maker: Decimal
    taker: Decimal
