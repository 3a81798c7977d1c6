"""The words of the classic account and their core meaning, shared by REST, streams, spot and mix (futures).

Where the word is the unified account's too, its table in `unified.common` is used. Two things differ on
every surface. In hedge mode `side` names the position (`buy` is the long one) and `tradeSide` says whether it
opens or closes, so that `buy` and `close` sell. And fees are negative when charged, except in the spot `fill`
stream.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from terminal_app.bitget.wire import numbers
from terminal_app.bitget.wire.envelope import BadPayloadError
from terminal_app.bitget.wire.unified.common import (
    CATEGORY,
    Text,
    hold_mode_of,
    margin_mode_of,
    side_of,
)
from terminal_app.core.account import HoldMode
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import Interval
from terminal_app.core.money import ZERO
from terminal_app.core.orders import MarginMode, PositionSide, Side, TriggerBy

FUTURES = tuple(product for product in ProductType if product.is_futures)
PRODUCT_TYPE: Mapping[ProductType, str] = {product: CATEGORY[product] for product in FUTURES}
"""Spot has paths of its own and no product type."""

SPOT_GRANULARITY: Mapping[Interval, str] = {
    Interval.M1: "1min",
    Interval.M3: "3min",
    Interval.M5: "5min",
    Interval.M15: "15min",
    Interval.M30: "30min",
    Interval.H1: "1h",
    Interval.H4: "4h",
    Interval.H6: "6Hutc",
    Interval.H12: "12Hutc",
    Interval.D1: "1Dutc",
    Interval.D3: "3Dutc",
    Interval.W1: "1Wutc",
    Interval.MO1: "1Mutc",
}
MIX_GRANULARITY: Mapping[Interval, str] = {
    **SPOT_GRANULARITY,
    Interval.M1: "1m",
    Interval.M3: "3m",
    Interval.M5: "5m",
    Interval.M15: "15m",
    Interval.M30: "30m",
    Interval.H1: "1H",
    Interval.H4: "4H",
}
"""The case matters. The words with `utc` begin their bars at midnight UTC, the plain ones at UTC+8."""

TRIGGER_TYPE: Mapping[TriggerBy, str] = {TriggerBy.LAST: "fill_price", TriggerBy.MARK: "mark_price"}

_PRODUCTS = {word.lower(): product for product, word in CATEGORY.items()}
_TRIGGER_TYPES = {word: by for by, word in TRIGGER_TYPE.items()} | {"": TriggerBy.LAST}
_POSITIONS = {"long": PositionSide.LONG, "short": PositionSide.SHORT}


class Direction(NamedTuple):
    """The real direction of an order or fill, and the position it belongs to."""

    side: Side
    position_side: PositionSide


def product_of(word: str | None) -> ProductType | None:
    """The product of a `productType` or an `instType`, `None` for one this program does not trade."""
    return _PRODUCTS.get((word or "").lower())


def of_instrument(instrument: InstrumentId) -> dict[str, str]:
    """The parameters that name an instrument; spot has no product type."""
    named = {"symbol": instrument.symbol}
    return named if instrument.product is ProductType.SPOT else named | of_product(instrument.product)


def of_product(product: ProductType) -> dict[str, str]:
    """The parameters that name a product, none on spot."""
    return {} if product is ProductType.SPOT else {"productType": PRODUCT_TYPE[product]}


def margin_coin(instrument: InstrumentId) -> str:
    """The coin a futures instrument is settled in: that of its product, the base coin on COIN-M."""
    match instrument.product:
        case ProductType.USDT_FUTURES:
            return "USDT"
        case ProductType.USDC_FUTURES:
            return "USDC"
        case _:
            return instrument.symbol.partition("USD")[0]


def spelled(name: str) -> str:
    """A symbol or coin as it is traded: the venue's examples write some of them in small letters."""
    return name.upper() if name.islower() else name


def direction_of(
    side: str | None, trade_side: str | None, hold_mode: HoldMode, position: str | None = None
) -> Direction:
    """What an order or fill really does.

    Args:
        side: `buy` or `sell`: the trade in one-way mode, the position in hedge mode.
        trade_side: `open`, `close`, or a word that names the position too (`burst_close_long`).
        hold_mode: which of the two it is.
        position: `long` or `short` where the row names it, which then decides.
    """
    named = side_of(side)
    if hold_mode is HoldMode.ONE_WAY:
        return Direction(named, PositionSide.NET)
    word = (trade_side or "").lower()
    held = _POSITIONS.get((position or "").lower()) or _POSITIONS.get(word.rpartition("_")[2])
    if held is None:
        held = PositionSide.LONG if named is Side.BUY else PositionSide.SHORT
    opening = Side.BUY if held is PositionSide.LONG else Side.SELL
    return Direction(opening.opposite if "close" in word else opening, held)


def position_side_of(word: str | None) -> PositionSide:
    """Long or short, as a position row names itself.

    Raises:
        BadPayloadError: it names another side.
    """
    try:
        return _POSITIONS[(word or "").lower()]
    except KeyError:
        raise BadPayloadError("unknown position side") from None


def mix_hold_mode_of(word: str | None, trade_side: str | None) -> HoldMode:
    """One-way or hedge; a row that does not say is of a hedge when it opens or closes a position."""
    if word:
        return hold_mode_of(word)
    told = (trade_side or "").lower()
    return HoldMode.HEDGE if told == "open" or "close" in told else HoldMode.ONE_WAY


def mix_margin_mode_of(word: str | None) -> MarginMode:
    """Crossed or isolated; some rows write `cross`."""
    return MarginMode.CROSSED if (word or "").lower() == "cross" else margin_mode_of(word)


def trigger_by_of(word: str | None) -> TriggerBy:
    """Which price sets an order off; the last one when the venue does not say."""
    try:
        return _TRIGGER_TYPES[(word or "").lower()]
    except KeyError:
        raise BadPayloadError("unknown trigger type") from None


def charged(fee: Text) -> Decimal:
    """A fee of a REST row, positive when charged: these rows write it negative."""
    return ZERO - numbers.or_zero(fee)
