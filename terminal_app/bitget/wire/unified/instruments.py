"""Instruments of the unified account: one row per symbol and category.

Prices step by `priceMultiplier` and sizes by `quantityMultiplier` on futures; spot rows have only decimals.
Delivery contracts are left out: they expire, and nothing above this room knows how to show that.
"""

from decimal import Decimal

import msgspec

from terminal_app.bitget.wire import numbers
from terminal_app.bitget.wire.envelope import Envelope, decode
from terminal_app.bitget.wire.rows import readable
from terminal_app.bitget.wire.unified.common import Text, instrument_of
from terminal_app.core.instrument import Instrument, InstrumentStatus
from terminal_app.core.money import BadNumberError

_MAX_DECIMALS = 20
_STATUS = {
    "online": InstrumentStatus.TRADING,
    "listed": InstrumentStatus.LISTED,
    "limit_open": InstrumentStatus.CLOSE_ONLY,
}


class InstrumentRow(msgspec.Struct, frozen=True, rename="camel"):
    """One instrument as the venue writes it. A limit of "", "0" or null does not exist."""

    symbol: str
    category: str
    base_coin: str
    quote_coin: str
    price_precision: Text
    quantity_precision: Text
    quote_precision: Text = None
    price_multiplier: Text = None
    quantity_multiplier: Text = None
    min_order_qty: Text = None
    max_order_qty: Text = None
    max_market_order_qty: Text = None
    min_order_amount: Text = None
    buy_limit_price_ratio: Text = None
    sell_limit_price_ratio: Text = None
    maker_fee_rate: Text = None
    taker_fee_rate: Text = None
    min_leverage: Text = None
    max_leverage: Text = None
    fund_interval: Text = None
    status: str | None = None
    type: str | None = None
    symbol_type: str | None = None

    @property
    def kind(self) -> str:
        """`perpetual`, `delivery`, or "" on spot; the venue's pages name the field in two ways."""
        return (self.type or self.symbol_type or "").lower()


_ROW = msgspec.json.Decoder(InstrumentRow)


def instruments(envelope: Envelope) -> list[Instrument]:
    """Every instrument of an answer. A row that cannot be read costs that symbol, not the whole list."""
    return readable(envelope, _instrument, "instruments")


def instrument_from(row: InstrumentRow) -> Instrument | None:
    """The rules of one instrument, `None` for a category that is not one of ours.

    Raises:
        BadNumberError: a number is missing or out of range.
    """
    id_ = instrument_of(row.category, row.symbol)
    if id_ is None:
        return None
    tick = numbers.positive(row.price_multiplier) or step_of(row.price_precision)
    lot = numbers.positive(row.quantity_multiplier) or step_of(row.quantity_precision)
    return Instrument(
        id=id_,
        base=row.base_coin,
        quote=row.quote_coin,
        tick=tick,
        lot=lot,
        quote_step=tick if row.quote_precision in (None, "") else step_of(row.quote_precision),
        min_qty=numbers.or_zero(row.min_order_qty),
        min_notional=numbers.or_zero(row.min_order_amount),
        max_qty=numbers.positive(row.max_order_qty),
        max_market_qty=numbers.positive(row.max_market_order_qty),
        buy_band=numbers.positive(row.buy_limit_price_ratio),
        sell_band=numbers.positive(row.sell_limit_price_ratio),
        maker_fee=numbers.optional(row.maker_fee_rate),
        taker_fee=numbers.optional(row.taker_fee_rate),
        min_leverage=numbers.small_int(row.min_leverage, 1),
        max_leverage=numbers.small_int(row.max_leverage, 1),
        funding_hours=numbers.small_int(row.fund_interval) if id_.product.is_futures else 0,
        status=_STATUS.get((row.status or "").lower(), InstrumentStatus.HALTED),
    )


def _instrument(raw: msgspec.Raw) -> Instrument | None:
    row = decode(_ROW, raw)
    return None if row.kind == "delivery" else instrument_from(row)


def step_of(decimals: Text) -> Decimal:
    """The step of numbers with so many decimals.

    Raises:
        BadNumberError: it is missing or out of range.
    """
    if decimals in (None, ""):
        raise BadNumberError("the number of decimals is missing")
    places = numbers.small_int(decimals)
    if places > _MAX_DECIMALS:
        raise BadNumberError("the number of decimals is out of range")
    return Decimal(1).scaleb(-places)
