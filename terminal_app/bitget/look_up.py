"""The one order that was asked for."""

from terminal_app.bitget.wire.envelope import BadPayloadError
from terminal_app.core.orders import VenueOrder


def the_one(found: VenueOrder | None, client_oid: str, order_id: str | None) -> VenueOrder:
    """The order that was asked for: an answer about another one must not settle ours.

    Raises:
        BadPayloadError: the answer is about another order, or about none.
    """
    same = found is not None and (
        found.order_id == order_id if order_id else found.client_oid in ("", client_oid)
    )
    if found is None or not same:
        raise BadPayloadError("the answer is about another order")
    return found
