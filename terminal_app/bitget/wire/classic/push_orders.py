"""The classic account's private pushes about orders, decoded: orders, fills and plans, on both markets.

The rows are those of REST under other names here and there; only the differences are here. No row names its
product: the argument does. Source: the venue's documentation, classic account, Websocket, private.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

import msgspec

from terminal_app.bitget.wire import numbers
from terminal_app.bitget.wire.classic import fills, orders, plans
from terminal_app.bitget.wire.classic.common import mix_hold_mode_of, spelled
from terminal_app.bitget.wire.envelope import BadPayloadError, decode
from terminal_app.bitget.wire.pushes import MAX_ROWS
from terminal_app.bitget.wire.unified.common import FeeRow, Text, cursor_of, fee_of, side_of
from terminal_app.core.account import Fill, HoldMode
from terminal_app.core.events import FillsSeen, OrdersSeen, StrategyOrdersSeen
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import Stamp
from terminal_app.core.money import ZERO
from terminal_app.core.orders import PositionSide, Side, VenueOrder
from terminal_app.core.strategy_orders import StrategyOrder

_Rows = msgspec.Meta(max_length=MAX_ROWS)


# -------------------------------------------------------------------------------------------------- orders


class _SpotOrder(orders.SpotRow, frozen=True, kw_only=True, rename="camel"):
    """`newSize` is the size, in quote coin for a market buy; `baseVolume` is of the last fill alone."""

    symbol: str = msgspec.field(name="instId")
    size: Text = msgspec.field(name="newSize")
    base_volume: Text = msgspec.field(name="accBaseVolume", default=None)
    fee_detail: str | None = msgspec.field(name="feeDetailText", default=None)  # only REST has it as a text
    fees: list[FeeRow] | None = msgspec.field(name="feeDetail", default=None)


class _MixOrder(orders.MixRow, frozen=True, kw_only=True, rename="camel"):
    symbol: str = msgspec.field(name="instId")
    base_volume: Text = msgspec.field(name="accBaseVolume", default=None)
    fees: list[FeeRow] | None = msgspec.field(name="feeDetail", default=None)


_SPOT_ORDERS = msgspec.json.Decoder(Annotated[list[_SpotOrder], _Rows])
_MIX_ORDERS = msgspec.json.Decoder(Annotated[list[_MixOrder], _Rows])


def spot_orders(data: msgspec.Raw, _product: ProductType, stamp: Stamp) -> OrdersSeen:
    """Orders on spot."""
    rows = decode(_SPOT_ORDERS, data)
    return OrdersSeen(tuple(_paid(orders.spot_order_from(row), row.fees) for row in rows), stamp)


def mix_orders(data: msgspec.Raw, product: ProductType, stamp: Stamp) -> OrdersSeen:
    """Orders on futures."""
    rows = decode(_MIX_ORDERS, data)
    return OrdersSeen(tuple(_paid(orders.mix_order_from(row, product), row.fees) for row in rows), stamp)


def _paid(order: VenueOrder, fees: list[FeeRow] | None) -> VenueOrder:
    """The order with its fees, which are negative when charged."""
    fee, coin = fee_of(fees)
    return replace(order, fee=ZERO - fee, fee_coin=coin)


# --------------------------------------------------------------------------------------------------- fills


class _SpotFill(msgspec.Struct, frozen=True, rename="camel"):
    trade_id: Text
    order_id: Text
    symbol: str
    side: str
    price_avg: Text
    size: Text
    c_time: Text
    client_oid: str | None = None
    amount: Text = None
    fee_detail: list[fills.FeeRow] | None = None
    trade_scope: str | None = None


class _MixFill(fills.MixRow, frozen=True, kw_only=True, rename="camel"):
    client_oid: str | None = None


_SPOT_FILLS = msgspec.json.Decoder(Annotated[list[_SpotFill], _Rows])
_MIX_FILLS = msgspec.json.Decoder(Annotated[list[_MixFill], _Rows])


def spot_fills(data: msgspec.Raw, _product: ProductType, stamp: Stamp) -> FillsSeen:
    """Executions on spot."""
    return FillsSeen(tuple(_spot_fill(row) for row in decode(_SPOT_FILLS, data)), stamp)


def mix_fills(data: msgspec.Raw, product: ProductType, stamp: Stamp) -> FillsSeen:
    """Executions on futures."""
    return FillsSeen(tuple(_mix_fill(row, product) for row in decode(_MIX_FILLS, data)), stamp)


def _spot_fill(row: _SpotFill) -> Fill:
    """An execution on spot: the one surface whose fees are positive when charged.

    A rebate's sign is documented nowhere; what is certain is how much it was.
    """
    price, size = numbers.required(row.price_avg), numbers.required(row.size)
    value = numbers.optional(row.amount)
    fees = [
        (spelled(one.fee_coin), numbers.or_zero(one.total_fee))
        for one in row.fee_detail or ()
        if one.fee_coin
    ]
    coin = fees[0][0] if fees else ""
    return Fill(
        exec_id=cursor_of(row.trade_id),
        order_id=cursor_of(row.order_id),
        client_oid=row.client_oid or "",
        instrument=InstrumentId(ProductType.SPOT, spelled(row.symbol)),
        side=side_of(row.side),
        price=price,
        size=size,
        value=price * size if value is None else value,
        fee=abs(sum((fee for name, fee in fees if name == coin), ZERO)),
        fee_coin=coin,
        liquidity=fills.liquidity_of(row.trade_scope),
        time_ms=numbers.millis(row.c_time),
    )


def _mix_fill(row: _MixFill, product: ProductType) -> Fill:
    """An execution on futures. Its side is the trade's in hedge mode too, unlike that of an order."""
    fill = fills.mix_fill_from(row, product)
    side, held = side_of(row.side), PositionSide.NET
    if mix_hold_mode_of(row.pos_mode, row.trade_side) is HoldMode.HEDGE:
        opens = "close" not in (row.trade_side or "").lower()
        held = PositionSide.LONG if (side is Side.BUY) is opens else PositionSide.SHORT
    return replace(fill, side=side, position_side=held, client_oid=row.client_oid or "")


# --------------------------------------------------------------------------------------------------- plans

_PLAN_TYPES: Mapping[str, str] = {
    "pl": "normal_plan",
    "track": "track_plan",
    "mtpsl": "moving_plan",
    "tp": "profit_plan",
    "sl": "loss_plan",
    "ptp": "pos_profit",
    "psl": "pos_loss",
}
"""What REST calls each kind of plan."""


class _SpotPlan(plans.SpotRow, frozen=True, kw_only=True, rename="camel"):
    symbol: str = msgspec.field(name="instId")


class _MixPlan(plans.MixRow, frozen=True, kw_only=True, rename="camel"):
    symbol: str = msgspec.field(name="instId")
    plan_status: str = msgspec.field(name="status")


_SPOT_PLANS = msgspec.json.Decoder(Annotated[list[_SpotPlan], _Rows])
_MIX_PLANS = msgspec.json.Decoder(Annotated[list[_MixPlan], _Rows])


def spot_plans(data: msgspec.Raw, _product: ProductType, stamp: Stamp) -> StrategyOrdersSeen:
    """Plans on spot."""
    return StrategyOrdersSeen(tuple(map(plans.spot_plan_from, decode(_SPOT_PLANS, data))), stamp)


def mix_plans(data: msgspec.Raw, product: ProductType, stamp: Stamp) -> StrategyOrdersSeen:
    """Plans on futures."""
    return StrategyOrdersSeen(tuple(_mix_plan(row, product) for row in decode(_MIX_PLANS, data)), stamp)


def _mix_plan(row: _MixPlan, product: ProductType) -> StrategyOrder:
    word = _PLAN_TYPES.get(row.plan_type.lower())
    if word is None:
        raise BadPayloadError("unknown kind of plan")
    return plans.mix_plan_from(msgspec.structs.replace(row, plan_type=word), product)
