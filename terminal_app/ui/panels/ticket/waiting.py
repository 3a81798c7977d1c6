"""An order of the ticket that waits for a price. Pure; no Qt."""

from decimal import Decimal

from terminal_app.core.commands import PlaceOrder, PlaceTrigger
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import TriggerBy


def waiting_for(
    trigger: Decimal,
    by: TriggerBy,
    order: PlaceOrder,
    *,
    price: Decimal | None = None,
    client_oid: str = "",
) -> PlaceTrigger | None:
    """The trigger order that trades as an order would; `None` for a size in quote coin.

    Args:
        trigger: sets it off.
        by: which price has to reach that.
        order: what it trades.
        price: the limit of what is placed then; at the market without one.
        client_oid: its id, if it has one already.
    """
    if not isinstance(order.size, BaseQty):
        return None
    return PlaceTrigger(
        client_oid=client_oid,
        instrument=order.instrument,
        side=order.side,
        size=order.size,
        trigger=trigger,
        by=by,
        price=price,
        reduce_only=order.reduce_only,
        position_side=order.position_side,
        margin_mode=order.margin_mode,
    )
