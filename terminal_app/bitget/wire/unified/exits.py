"""A take-profit and a stop-loss on the wire: the same eight fields on orders, strategy orders and pushes."""

from decimal import Decimal

from terminal_app.bitget.wire import numbers
from terminal_app.bitget.wire.unified.common import ORDER_TYPE, TRIGGER_BY, Text, trigger_by_of
from terminal_app.core.money import plain
from terminal_app.core.orders import ExitLeg, OrderType


def exit_body(take_profit: ExitLeg | None, stop_loss: ExitLeg | None) -> dict[str, str]:
    """The fields of the legs that are there."""
    body: dict[str, str] = {}
    for name, prefix, leg in (("takeProfit", "tp", take_profit), ("stopLoss", "sl", stop_loss)):
        if leg is None:
            continue
        body |= {
            name: plain(leg.trigger),
            f"{prefix}TriggerBy": TRIGGER_BY[leg.by],
            f"{prefix}OrderType": ORDER_TYPE[order_type_for(leg.price)],
        }
        if leg.price is not None:
            body[f"{prefix}LimitPrice"] = plain(leg.price)
    return body


def leg_of(trigger: Text, by: str | None, order_type: str | None, limit: Text) -> ExitLeg | None:
    """One leg of a row; `None` when it has no trigger price. A market leg's limit price means nothing."""
    price = numbers.positive(trigger)
    if price is None:
        return None
    works_at = numbers.positive(limit) if (order_type or "").lower() == "limit" else None
    return ExitLeg(price, trigger_by_of(by), works_at)


def order_type_for(price: Decimal | None) -> OrderType:
    """Limit when there is a price to work at, else market."""
    return OrderType.MARKET if price is None else OrderType.LIMIT
