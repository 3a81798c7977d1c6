"""Trigger orders, take-profits and stop-losses as REST and the streams tell them.

The REST rows have the fields of the recordings, and for trigger orders, which the recordings do not show, the
`type`, `side` and `reduceOnly` that the stream's row has: without them nobody could tell what will be placed.
"""

from terminal_app.core.orders import ExitLeg, PositionSide, Side
from terminal_app.paper.engine.strategy_messages import Exits, Leg, StrategyRow
from terminal_app.paper.server.encode.numbers import number
from terminal_app.paper.server.encode.rows import Row
from terminal_app.paper.server.words import CATEGORY, TRIGGER_BY


def waiting(row: StrategyRow) -> Row:
    """One row of unfilled-strategy-orders; every one of them waits, so the venue names no status."""
    category = CATEGORY[row.instrument.product]
    return _row(row, category, "YES" if row.reduce_only else "NO")


def past(row: StrategyRow) -> Row:
    """One row of history-strategy-orders."""
    return waiting(row) | {"status": row.status.value, "triggerType": _touched(row)}


def push(row: StrategyRow) -> Row:
    """One row of the `strategy-order` topic."""
    shown = _row(row, CATEGORY[row.instrument.product].lower(), "yes" if row.reduce_only else "no")
    return shown | {"status": row.status.value, "triggerType": _touched(row)}


def order_exits(exits: Exits) -> Row:
    """The exits that an order carries, `null` where there are none, as REST tells them."""
    return {
        **_exit("tp", "takeProfit", exits.take_profit, none=None, by=None, order_type=None),
        **_exit("sl", "stopLoss", exits.stop_loss, none=None, by=None, order_type=None),
    }


def pushed_order_exits(exits: Exits) -> Row:
    """The exits that an order carries, as the stream tells them: two names are in lower case there."""
    return {
        **_exit("tp", "takeprofit", exits.take_profit, none="", by="", order_type="market"),
        **_exit("sl", "stoploss", exits.stop_loss, none="", by="", order_type="market"),
    }


def _row(row: StrategyRow, category: str, reduce_only: str) -> Row:
    trigger = row.trigger
    side = PositionSide.LONG if row.direction is Side.BUY else PositionSide.SHORT
    return {
        "orderId": row.order_id,
        "clientOid": row.client_oid,
        "category": category,
        "symbol": row.instrument.symbol,
        "qty": number(row.size),
        "side": row.side.value,
        "posSide": (side if row.position_side is PositionSide.NET else row.position_side).value,
        "reduceOnly": reduce_only,
        "type": row.kind.value,
        **_exit("tp", "takeProfit", row.exits.take_profit, none="", by="market", order_type="market"),
        **_exit("sl", "stopLoss", row.exits.stop_loss, none="", by="market", order_type="market"),
        "triggerBy": "" if trigger is None else TRIGGER_BY[trigger.by],
        "triggerPrice": "" if trigger is None else number(trigger.trigger),
        "triggerOrderType": "" if trigger is None else _order_type(trigger),
        "triggerOrderPrice": "" if trigger is None else _limit(trigger),
        "createdTime": str(row.created_ms),
        "updatedTime": str(row.updated_ms),
    }


def _exit(
    prefix: str,
    name: str,
    leg: ExitLeg | None,
    *,
    none: str | None,
    by: str | None,
    order_type: str | None,
) -> Row:
    """The four fields of a leg; the last three arguments are what they say when there is none."""
    return {
        f"{prefix}TriggerBy": by if leg is None else TRIGGER_BY[leg.by],
        name: none if leg is None else number(leg.trigger),
        f"{prefix}OrderType": order_type if leg is None else _order_type(leg),
        f"{prefix}LimitPrice": none if leg is None else _limit(leg),
    }


def _order_type(leg: ExitLeg) -> str:
    return "market" if leg.price is None else "limit"


def _limit(leg: ExitLeg) -> str:
    return "" if leg.price is None else number(leg.price)


def _touched(row: StrategyRow) -> str:
    """What set it off: of a pair one of the two, before that what it would be."""
    touched = row.touched
    if touched is Leg.NONE and row.trigger is not None:
        touched = Leg.TRIGGER
    elif touched is Leg.NONE:
        touched = Leg.STOP_LOSS if row.exits.take_profit is None else Leg.TAKE_PROFIT
    return str(touched.value)
