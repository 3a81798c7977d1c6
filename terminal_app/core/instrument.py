"""What can be traded and by which rules: products, symbols, ticks, lots and limits."""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import NamedTuple

from terminal_app.core.key_enum import KeyEnum
from terminal_app.core.money import ceil_to, decimals_of, floor_to
from terminal_app.core.orders import Side


class ProductType(KeyEnum):
    """The markets of the venue. Sizes are in base coin on all of them."""

    SPOT = "spot"
    USDT_FUTURES = "usdt-futures"
    USDC_FUTURES = "usdc-futures"
    COIN_FUTURES = "coin-futures"

    is_futures: bool
    """Whether positions, leverage and funding exist here."""

    def __init__(self, word: object) -> None:
        self.is_futures = word != "spot"


class InstrumentId(NamedTuple):
    """A symbol on one product: `BTCUSDT` exists both on spot and on USDT-M futures."""

    product: ProductType
    symbol: str

    def __str__(self) -> str:
        return f"{self.symbol} perp" if self.product.is_futures else self.symbol


class InstrumentStatus(Enum):
    """What the venue allows on an instrument right now."""

    TRADING = "trading"
    LISTED = "listed"
    CLOSE_ONLY = "close-only"
    HALTED = "halted"


@dataclass(frozen=True, slots=True)
class Instrument:
    """The rules of one instrument.

    `tick` and `lot` are the price and size steps; `quote_step` is the step of a spot market buy, which is
    sized in quote coin. `min_notional` is in quote coin. A limit the venue does not state is `None`.
    `price_band` is the share of the reference price a limit may lie away from it (buy above, sell below).
    Fees are shares of the notional; `funding_hours` is 0 on spot.
    """

    id: InstrumentId
    base: str
    quote: str
    tick: Decimal
    lot: Decimal
    quote_step: Decimal
    min_qty: Decimal
    min_notional: Decimal
    max_qty: Decimal | None = None
    max_market_qty: Decimal | None = None
    buy_band: Decimal | None = None
    sell_band: Decimal | None = None
    maker_fee: Decimal | None = None
    taker_fee: Decimal | None = None
    min_leverage: int = 1
    max_leverage: int = 1
    funding_hours: int = 0
    status: InstrumentStatus = InstrumentStatus.TRADING

    @property
    def margin_coin(self) -> str:
        """The coin that positions are backed by and settled in; on spot the one that is paid."""
        return self.base if self.id.product is ProductType.COIN_FUTURES else self.quote

    @property
    def price_decimals(self) -> int:
        """Places after the point of every price of this instrument."""
        return decimals_of(self.tick)

    @property
    def size_decimals(self) -> int:
        """Places after the point of every size in base coin."""
        return decimals_of(self.lot)

    def snap_price(self, price: Decimal, side: Side) -> Decimal:
        """The price on the tick, towards the passive side: a buy goes down, a sell goes up."""
        return floor_to(price, self.tick) if side is Side.BUY else ceil_to(price, self.tick)

    def floor_size(self, size: Decimal) -> Decimal:
        """The size on the lot, never above what was asked."""
        return floor_to(size, self.lot)


class PositionTier(NamedTuple):
    """One step of the position tiers: from `min_value` to `max_value` of notional, in quote coin."""

    tier: int
    min_value: Decimal
    max_value: Decimal
    max_leverage: Decimal
    maintenance_margin_rate: Decimal
