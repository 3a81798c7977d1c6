"""What is asked of a classic account about its plans: trigger orders, take-profits and stop-losses.

A take-profit and a stop-loss are two plans here, each with a number of its own. Source: the venue's
documentation, classic account, Trigger orders.
"""

from collections.abc import Mapping

from terminal_app.bitget.wire.classic.common import TRIGGER_TYPE, margin_coin, of_instrument
from terminal_app.bitget.wire.classic.order_bodies import Nested, contract_query, direction_body
from terminal_app.bitget.wire.classic.plans import SPOT_EXITS
from terminal_app.bitget.wire.order_terms import Body, identity
from terminal_app.bitget.wire.unified.common import MARGIN_MODE, ORDER_TYPE, POSITION_SIDE, SIDE
from terminal_app.bitget.wire.unified.exits import order_type_for
from terminal_app.core.commands import AmendStrategy, CancelStrategy, PlaceTpSl, PlaceTrigger
from terminal_app.core.money import plain
from terminal_app.core.orders import ExitLeg, PositionSide, Side
from terminal_app.core.strategy_orders import StrategyKind, StrategyOrder

NORMAL = "normal_plan"
_OF_ORDERS: Mapping[StrategyKind, str] = {
    StrategyKind.TRIGGER: NORMAL,
    StrategyKind.TRAILING: "track_plan",
    StrategyKind.TRAILING_STOP: "moving_plan",
}


def take_profit_oid(client_oid: str) -> str:
    """The number of the take-profit that is placed together with a stop-loss, which has `client_oid`."""
    return f"{client_oid}-p"


def spot_trigger_body(order: PlaceTrigger) -> Body:
    """The request for a spot order that waits for a price. Its size is in base coin, also of a market buy."""
    return {
        "symbol": order.instrument.symbol,
        "side": SIDE[order.side],
        "planType": "amount",
        "size": plain(order.size.value),
        "clientOid": order.client_oid,
        "triggerType": TRIGGER_TYPE[order.by],
    } | _spot_terms(order)


def mix_trigger_body(order: PlaceTrigger) -> Body:
    """The request for a futures order that waits for a price.

    Raises:
        ValueError: it has no margin mode.
    """
    if order.margin_mode is None:
        raise ValueError("a futures order names its margin mode")
    body = contract_query(order.instrument)
    body |= {
        "planType": NORMAL,
        "marginMode": MARGIN_MODE[order.margin_mode],
        "size": plain(order.size.value),
        "triggerPrice": plain(order.trigger),
        "triggerType": TRIGGER_TYPE[order.by],
        "orderType": ORDER_TYPE[order_type_for(order.price)],
        "clientOid": order.client_oid,
    }
    body |= direction_body(order.side, order.position_side, reduce_only=order.reduce_only)
    return body if order.price is None else body | {"price": plain(order.price)}


def exit_body(order: PlaceTpSl) -> Body:
    """The request for one exit of a position.

    Raises:
        ValueError: it has both or none.
    """
    leg = _only(order.take_profit, order.stop_loss)
    body = _guarded(order) | {
        "planType": _exit_type(gains=order.take_profit is not None, whole=order.size is None),
        "clientOid": order.client_oid,
    }
    body |= _leg(leg)
    return body if order.size is None else body | {"size": plain(order.size)}


def exits_body(order: PlaceTpSl) -> Body:
    """The request for both exits of a position; the stop-loss has the number of the command.

    Raises:
        ValueError: one is missing.
    """
    if order.take_profit is None or order.stop_loss is None:
        raise ValueError("both exits are a take-profit and a stop-loss")
    body = _guarded(order)
    legs = (
        ("stopSurplus", order.take_profit, take_profit_oid(order.client_oid)),
        ("stopLoss", order.stop_loss, order.client_oid),
    )
    for name, leg, client_oid in legs:
        body |= {
            f"{name}TriggerPrice": plain(leg.trigger),
            f"{name}TriggerType": TRIGGER_TYPE[leg.by],
            f"{name}ClientOid": client_oid,
        }
        if leg.price is not None:
            body[f"{name}ExecutePrice"] = plain(leg.price)
        if order.size is not None:
            body[f"{name}Size"] = plain(order.size)
    return body


def spot_amend_body(order: AmendStrategy) -> Body:
    """The request to change a waiting spot order.

    Raises:
        ValueError: it lacks its size or the price that sets it off.
    """
    if order.size is None:
        raise ValueError("a trigger order has a size")
    return identity(order.client_oid, order.order_id) | {"size": plain(order.size)} | _spot_terms(order)


def mix_amend_body(order: AmendStrategy) -> Body:
    """The request to change a waiting futures order.

    Raises:
        ValueError: it lacks its size or the price that sets it off.
    """
    if order.size is None or order.trigger is None:
        raise ValueError("a trigger order has a size and a price that sets it off")
    body = of_instrument(order.instrument) | identity(order.client_oid, order.order_id)
    body |= {
        "newSize": plain(order.size),
        "newTriggerPrice": plain(order.trigger),
        "newTriggerType": TRIGGER_TYPE[order.by],
    }
    return body if order.price is None else body | {"newPrice": plain(order.price)}


def exit_amend_body(order: AmendStrategy) -> Body:
    """The request to change one exit of a position; that of a whole position has an empty size.

    Raises:
        ValueError: it names both exits or none, which are two plans.
    """
    leg = _only(order.take_profit, order.stop_loss)
    return (
        contract_query(order.instrument)
        | identity(order.client_oid, order.order_id)
        | {"size": "" if order.size is None else plain(order.size)}
        | _leg(leg)
    )


def spot_cancel_body(order: CancelStrategy) -> Body:
    """The request to cancel a waiting spot order; a take-profit or stop-loss is an order of its own kind."""
    body = identity(order.client_oid, order.order_id)
    return body | SPOT_EXITS if order.known is not None and order.known.reduce_only else body


def mix_cancel_body(order: CancelStrategy, plan_type: str) -> Nested:
    """The request to cancel a waiting futures order; the list keeps it from cancelling all of a kind."""
    return {
        **contract_query(order.instrument),
        "planType": plan_type,
        "orderIdList": [identity(order.client_oid, order.order_id)],
    }


def plan_type_of(order: StrategyOrder) -> str | None:
    """What the venue calls a waiting order; `None` for a pair, which is two orders there."""
    if order.kind in _OF_ORDERS:
        return _OF_ORDERS[order.kind]
    if order.take_profit is not None and order.stop_loss is not None:
        return None
    return _exit_type(gains=order.take_profit is not None, whole=order.size is None)


def _only(take_profit: ExitLeg | None, stop_loss: ExitLeg | None) -> ExitLeg:
    leg = take_profit or stop_loss
    if leg is None or (take_profit is not None and stop_loss is not None):
        raise ValueError("one exit is a take-profit or a stop-loss")
    return leg


def _exit_type(*, gains: bool, whole: bool) -> str:
    if whole:
        return "pos_profit" if gains else "pos_loss"
    return "profit_plan" if gains else "loss_plan"


def _guarded(order: PlaceTpSl) -> Body:
    """The position: in one-way mode `buy` is the long one, whatever the side that closes it."""
    body = of_instrument(order.instrument) | {"marginCoin": margin_coin(order.instrument)}
    if order.position_side is not PositionSide.NET:
        return body | {"holdSide": POSITION_SIDE[order.position_side]}
    return body | {"holdSide": "buy" if order.side is Side.SELL else "sell"}


def _leg(leg: ExitLeg) -> Body:
    """One exit; an execution price of zero is market."""
    return {
        "triggerPrice": plain(leg.trigger),
        "triggerType": TRIGGER_TYPE[leg.by],
        "executePrice": "0" if leg.price is None else plain(leg.price),
    }


def _spot_terms(order: PlaceTrigger | AmendStrategy) -> Body:
    if order.trigger is None:
        raise ValueError("a trigger order has a price that sets it off")
    body = {
        "triggerPrice": plain(order.trigger),
        "orderType": ORDER_TYPE[order_type_for(order.price)],
    }
    return body if order.price is None else body | {"executePrice": plain(order.price)}
