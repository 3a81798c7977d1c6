"""The words of the unified account and their core meaning, shared by REST and streams.

The venue is not consistent about case (`YES` and `yes`, `SPOT` and `spot`), so reading ignores it.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import TypeVar

import msgspec

from terminal_app.bitget.wire import numbers
from terminal_app.bitget.wire.envelope import BadPayloadError
from terminal_app.core.account import HoldMode
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import Interval
from terminal_app.core.money import ZERO
from terminal_app.core.orders import (
    MarginMode,
    OrderType,
    PositionSide,
    Side,
    TimeInForce,
    TriggerBy,
    VenueStatus,
)

T = TypeVar("T")

Text = str | int | None
"""A field that is documented as a text; some arrive as whole JSON numbers."""

CATEGORY: Mapping[ProductType, str] = {
    ProductType.SPOT: "SPOT",
    ProductType.USDT_FUTURES: "USDT-FUTURES",
    ProductType.USDC_FUTURES: "USDC-FUTURES",
    ProductType.COIN_FUTURES: "COIN-FUTURES",
}
INTERVAL: Mapping[Interval, str] = {
    Interval.M1: "1m",
    Interval.M3: "3m",
    Interval.M5: "5m",
    Interval.M15: "15m",
    Interval.M30: "30m",
    Interval.H1: "1H",
    Interval.H4: "4H",
    Interval.H6: "6H",
    Interval.H12: "12H",
    Interval.D1: "1D",
    Interval.D3: "3D",
    Interval.W1: "1W",
    Interval.MO1: "1M",
}
SIDE: Mapping[Side, str] = {Side.BUY: "buy", Side.SELL: "sell"}
ORDER_TYPE: Mapping[OrderType, str] = {OrderType.LIMIT: "limit", OrderType.MARKET: "market"}
TIME_IN_FORCE: Mapping[TimeInForce, str] = {
    TimeInForce.GTC: "gtc",
    TimeInForce.IOC: "ioc",
    TimeInForce.FOK: "fok",
    TimeInForce.POST_ONLY: "post_only",
}
MARGIN_MODE: Mapping[MarginMode, str] = {MarginMode.CROSSED: "crossed", MarginMode.ISOLATED: "isolated"}
HOLD_MODE: Mapping[HoldMode, str] = {HoldMode.ONE_WAY: "one_way_mode", HoldMode.HEDGE: "hedge_mode"}
POSITION_SIDE: Mapping[PositionSide, str] = {PositionSide.LONG: "long", PositionSide.SHORT: "short"}
TRIGGER_BY: Mapping[TriggerBy, str] = {TriggerBy.LAST: "market", TriggerBy.MARK: "mark"}

_PRODUCTS = {word.lower(): product for product, word in CATEGORY.items()}
_SIDES = {word: side for side, word in SIDE.items()}
_ORDER_TYPES = {word: kind for kind, word in ORDER_TYPE.items()}
_TIMES_IN_FORCE = {word: force for force, word in TIME_IN_FORCE.items()} | {"": TimeInForce.GTC}
_MARGIN_MODES = {word: mode for mode, word in MARGIN_MODE.items()} | {"": MarginMode.CROSSED}
_HOLD_MODES = {word: mode for mode, word in HOLD_MODE.items()} | {"": HoldMode.ONE_WAY}
_TRIGGERS_BY = {word: by for by, word in TRIGGER_BY.items()} | {"": TriggerBy.LAST}
_STATUSES = {
    "live": VenueStatus.LIVE,
    "new": VenueStatus.LIVE,
    "partially_filled": VenueStatus.PARTIALLY_FILLED,
    "filled": VenueStatus.FILLED,
    "cancelled": VenueStatus.CANCELLED,
    "canceled": VenueStatus.CANCELLED,
}


class FeeRow(msgspec.Struct, frozen=True, rename="camel"):
    """One coin of what an order or fill cost."""

    fee_coin: str | None = None
    fee: Text = None


def product_of(category: str | None) -> ProductType | None:
    """The product of a category, `None` for one this program does not know (margin, for instance)."""
    return _PRODUCTS.get((category or "").lower())


def instrument_of(category: str | None, symbol: str) -> InstrumentId | None:
    """The instrument of a row, `None` when its category is not one of ours."""
    product = product_of(category)
    return None if product is None else InstrumentId(product, symbol)


def side_of(word: str | None) -> Side:
    """Buy or sell."""
    return _read(_SIDES, word, "side")


def order_type_of(word: str | None) -> OrderType:
    """Limit or market."""
    return _read(_ORDER_TYPES, word, "order type")


def time_in_force_of(word: str | None) -> TimeInForce:
    """How long an order works; GTC when the venue does not say."""
    return _read(_TIMES_IN_FORCE, word, "time in force")


def margin_mode_of(word: str | None) -> MarginMode:
    """Crossed or isolated; crossed when the venue does not say."""
    return _read(_MARGIN_MODES, word, "margin mode")


def hold_mode_of(word: str | None) -> HoldMode:
    """One-way or hedge; one-way when the venue does not say (spot)."""
    return _read(_HOLD_MODES, word, "hold mode")


def trigger_by_of(word: str | None) -> TriggerBy:
    """Which price sets an order off; the last one when the venue does not say."""
    return _read(_TRIGGERS_BY, word, "trigger type")


def status_of(word: str | None) -> VenueStatus:
    """The state of an order."""
    return _read(_STATUSES, word, "order status")


def position_side_of(word: str | None, hold_mode: HoldMode) -> PositionSide:
    """The position an order or fill belongs to: `NET` in one-way mode, whatever direction the venue names."""
    if hold_mode is HoldMode.ONE_WAY:
        return PositionSide.NET
    return {"long": PositionSide.LONG, "short": PositionSide.SHORT}.get(
        (word or "").lower(), PositionSide.NET
    )


def yes(word: str | None) -> bool:
    """Whether a flag is set."""
    return (word or "").lower() in ("yes", "true")


def fee_of(rows: list[FeeRow] | None) -> tuple[Decimal, str]:
    """What was charged (positive) and in which coin: the first coin named, summed.

    The venue charges in one coin per fill; rows with empty texts mean that nothing was charged yet.
    """
    charged = [(row.fee_coin, numbers.or_zero(row.fee)) for row in rows or () if row.fee_coin]
    if not charged:
        return ZERO, ""
    coin = charged[0][0] or ""
    return sum((fee for name, fee in charged if name == coin), ZERO), coin


def cursor_of(cursor: Text) -> str:
    """Where the next page begins, "" at the end."""
    return "" if cursor is None else str(cursor)


def _read(table: Mapping[str, T], word: str | None, what: str) -> T:
    try:
        return table[(word or "").lower()]
    except KeyError:
        raise BadPayloadError(f"unknown {what}") from None
