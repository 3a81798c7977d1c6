"""Trigger orders, exits and trailing orders as the classic API tells them, over REST and in the streams."""

from terminal_app.core.orders import ExitLeg, MarginMode
from terminal_app.paper.engine.messages import OrderRow
from terminal_app.paper.engine.strategy_messages import StrategyRow
from terminal_app.paper.server.classic.plan_words import (
    NORMAL,
    STATUS,
    STREAM_TYPE,
    hold_mode,
    leg_of,
    percent,
    plan_type,
)
from terminal_app.paper.server.classic.words import TRIGGER_TYPE, told_side, trade_side
from terminal_app.paper.server.encode.numbers import number
from terminal_app.paper.server.encode.rows import Row
from terminal_app.paper.server.words import HOLD_MODE


def mix_plan(row: StrategyRow, margin_coin: str, mode: MarginMode) -> Row:
    """One row of orders-plan-pending. `mode` is the one that the contract has now."""
    leg, position_mode, kind = leg_of(row), hold_mode(row), plan_type(row)
    limit = _price(leg)
    return {
        "planType": kind,
        "symbol": row.instrument.symbol,
        "size": number(row.size),
        "orderId": row.order_id,
        "clientOid": row.client_oid,
        "planStatus": STATUS[row.status],
        "price": limit if kind == NORMAL else "",
        "executePrice": limit,
        "callbackRatio": "" if row.callback is None else number(percent(row.callback)),
        "triggerPrice": number(leg.trigger),
        "triggerType": TRIGGER_TYPE[leg.by],
        "side": told_side(row.side, row.position_side, position_mode).value,
        "posSide": row.position_side.value,
        "marginCoin": margin_coin,
        "marginMode": (row.margin_mode or mode).value,
        "enterPointSource": "api",
        "tradeSide": trade_side(row.side, row.position_side, position_mode),
        "posMode": HOLD_MODE[position_mode],
        "orderType": _order_type(leg),
        "orderSource": kind,
        "cTime": str(row.created_ms),
        "uTime": str(row.updated_ms),
        **_attached(row),
    }


def past_mix_plan(row: StrategyRow, margin_coin: str, mode: MarginMode, placed: OrderRow | None) -> Row:
    """One row of orders-plan-history, with the order that was placed."""
    average = None if placed is None else placed.avg_price
    return mix_plan(row, margin_coin, mode) | {
        "executeOrderId": row.placed_id,
        "priceAvg": "" if average is None else number(average),
        "baseVolume": "0" if placed is None else number(placed.filled),
        "feeDetail": None,
    }


def spot_plan(row: StrategyRow) -> Row:
    """One row of current-plan-order and history-plan-order."""
    leg = leg_of(row)
    return {
        "orderId": row.order_id,
        "clientOid": row.client_oid,
        "symbol": row.instrument.symbol,
        "size": number(row.size),
        "executePrice": _price(leg),
        "triggerPrice": number(leg.trigger),
        "status": STATUS[row.status],
        "orderType": _order_type(leg),
        "side": row.side.value,
        "planType": "total" if row.in_quote else "amount",
        "triggerType": TRIGGER_TYPE[leg.by],
        "enterPointSource": "API",
        "uTime": str(row.updated_ms),
        "cTime": str(row.created_ms),
    }


def sub_order(placed: OrderRow, *, failed: bool) -> Row:
    """One row of plan-sub-order: what was placed."""
    return {
        "orderId": placed.order_id,
        "price": "0" if placed.price is None else number(placed.price),
        "type": placed.request.order_type.value,
        "status": "fail" if failed else "success",
    }


def push_mix(row: StrategyRow, margin_coin: str, placed: OrderRow | None) -> Row:
    """One row of futures `orders-algo`."""
    position_mode = hold_mode(row)
    return {
        **_pushed(row, placed),
        "planType": STREAM_TYPE[plan_type(row)],
        "side": told_side(row.side, row.position_side, position_mode).value,
        "tradeSide": trade_side(row.side, row.position_side, position_mode),
        "posSide": row.position_side.value,
        "marginCoin": margin_coin,
        "posMode": HOLD_MODE[position_mode],
        **_attached(row),
    }


def push_spot(row: StrategyRow, placed: OrderRow | None) -> Row:
    """One row of spot `orders-algo`."""
    return {
        **_pushed(row, placed),
        "planType": "total" if row.in_quote else "amount",
        "side": row.side.value,
        "stpMode": "none",
    }


def _pushed(row: StrategyRow, placed: OrderRow | None) -> Row:
    leg = leg_of(row)
    return {
        "instId": row.instrument.symbol,
        "orderId": row.order_id,
        "clientOid": row.client_oid,
        "triggerPrice": number(leg.trigger),
        "triggerType": TRIGGER_TYPE[leg.by],
        "triggerTime": str(row.updated_ms),
        "price": _price(leg),
        "executePrice": _price(leg),
        "size": number(row.size),
        "actualSize": "0" if placed is None else number(placed.filled),
        "orderType": _order_type(leg),
        "status": STATUS[row.status],
        "enterPointSource": "api",
        "cTime": str(row.created_ms),
        "uTime": str(row.updated_ms),
    }


def _attached(row: StrategyRow) -> Row:
    """The exits that a trigger order gives its order."""
    own = row.trigger is not None
    take, stop = (row.exits.take_profit, row.exits.stop_loss) if own else (None, None)
    return {
        **_exit("stopSurplus", take),
        **_exit("stopLoss", stop),
        "presetStopSurplusPrice": "" if take is None else number(take.trigger),
        "presetStopLossPrice": "" if stop is None else number(stop.trigger),
    }


def _exit(name: str, leg: ExitLeg | None) -> Row:
    return {
        f"{name}TriggerPrice": "" if leg is None else number(leg.trigger),
        f"{name}ExecutePrice": "" if leg is None else _price(leg),
        f"{name}TriggerType": "fill_price" if leg is None else TRIGGER_TYPE[leg.by],
    }


def _price(leg: ExitLeg) -> str:
    return "" if leg.price is None else number(leg.price)


def _order_type(leg: ExitLeg) -> str:
    return "market" if leg.price is None else "limit"
