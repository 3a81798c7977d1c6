"""Instruments of the classic account: the pairs of spot, and the contracts of a product type.

Spot rows have decimals only. A contract steps its price by `priceEndStep` units of the last of `pricePlace`
decimals, and its size by `sizeMultiplier`. Delivery contracts are left out: they expire, and nothing above
this room knows how to show that.
"""

from collections.abc import Mapping
from decimal import Decimal

import msgspec

from terminal_app.bitget.wire import numbers
from terminal_app.bitget.wire.envelope import Envelope, decode
from terminal_app.bitget.wire.rows import readable
from terminal_app.bitget.wire.unified.common import Text
from terminal_app.bitget.wire.unified.instruments import step_of
from terminal_app.core.instrument import Instrument, InstrumentId, InstrumentStatus, ProductType

_SPOT_STATUS: Mapping[str, InstrumentStatus] = {"online": InstrumentStatus.TRADING}
_MIX_STATUS: Mapping[str, InstrumentStatus] = {
    "normal": InstrumentStatus.TRADING,
    "listed": InstrumentStatus.LISTED,
    "limit_open": InstrumentStatus.CLOSE_ONLY,
}


class SpotRow(msgspec.Struct, frozen=True, rename="camel"):
    """One pair. `minTradeAmount` is a relic and usually "0"; the smallest notional counts."""

    symbol: str
    base_coin: str
    quote_coin: str
    price_precision: Text
    quantity_precision: Text
    quote_precision: Text = None
    min_trade_amount: Text = None
    min_notional: Text = msgspec.field(name="minTradeUSDT", default=None)
    buy_limit_price_ratio: Text = None
    sell_limit_price_ratio: Text = None
    maker_fee_rate: Text = None
    taker_fee_rate: Text = None
    status: str | None = None


class ContractRow(msgspec.Struct, frozen=True, rename="camel"):
    """One contract. A limit of "", "0" or null does not exist."""

    symbol: str
    base_coin: str
    quote_coin: str
    price_place: Text
    volume_place: Text
    price_end_step: Text = None
    size_multiplier: Text = None
    min_trade_num: Text = None
    min_notional: Text = msgspec.field(name="minTradeUSDT", default=None)
    max_order_qty: Text = None
    max_market_order_qty: Text = None
    buy_limit_price_ratio: Text = None
    sell_limit_price_ratio: Text = None
    maker_fee_rate: Text = None
    taker_fee_rate: Text = None
    min_lever: Text = None
    max_lever: Text = None
    fund_interval: Text = None
    symbol_type: str | None = None
    symbol_status: str | None = None


_SPOT = msgspec.json.Decoder(SpotRow)
_CONTRACT = msgspec.json.Decoder(ContractRow)


def pairs(envelope: Envelope) -> list[Instrument]:
    """Every pair of spot. A row that cannot be read costs that symbol, not the whole list."""
    return readable(envelope, lambda raw: _pair(decode(_SPOT, raw)), "instruments")


def contracts(envelope: Envelope, product: ProductType) -> list[Instrument]:
    """Every perpetual contract of a product. A row that cannot be read costs that symbol."""
    return readable(envelope, lambda raw: _contract(decode(_CONTRACT, raw), product), "instruments")


def _pair(row: SpotRow) -> Instrument:
    tick = step_of(row.price_precision)
    return Instrument(
        id=InstrumentId(ProductType.SPOT, row.symbol),
        base=row.base_coin,
        quote=row.quote_coin,
        tick=tick,
        lot=step_of(row.quantity_precision),
        quote_step=tick if row.quote_precision in (None, "") else step_of(row.quote_precision),
        min_qty=numbers.or_zero(row.min_trade_amount),
        min_notional=numbers.or_zero(row.min_notional),
        buy_band=numbers.positive(row.buy_limit_price_ratio),
        sell_band=numbers.positive(row.sell_limit_price_ratio),
        maker_fee=numbers.optional(row.maker_fee_rate),
        taker_fee=numbers.optional(row.taker_fee_rate),
        status=_SPOT_STATUS.get((row.status or "").lower(), InstrumentStatus.HALTED),
    )


def _contract(row: ContractRow, product: ProductType) -> Instrument | None:
    if (row.symbol_type or "").lower() == "delivery":
        return None
    tick = step_of(row.price_place) * (numbers.positive(row.price_end_step) or Decimal(1))
    return Instrument(
        id=InstrumentId(product, row.symbol),
        base=row.base_coin,
        quote=row.quote_coin,
        tick=tick,
        lot=numbers.positive(row.size_multiplier) or step_of(row.volume_place),
        quote_step=tick,
        min_qty=numbers.or_zero(row.min_trade_num),
        min_notional=numbers.or_zero(row.min_notional),
        max_qty=numbers.positive(row.max_order_qty),
        max_market_qty=numbers.positive(row.max_market_order_qty),
        buy_band=numbers.positive(row.buy_limit_price_ratio),
        sell_band=numbers.positive(row.sell_limit_price_ratio),
        maker_fee=numbers.optional(row.maker_fee_rate),
        taker_fee=numbers.optional(row.taker_fee_rate),
        min_leverage=numbers.small_int(row.min_lever, 1),
        max_leverage=numbers.small_int(row.max_lever, 1),
        funding_hours=numbers.small_int(row.fund_interval),
        status=_MIX_STATUS.get((row.symbol_status or "").lower(), InstrumentStatus.HALTED),
    )
