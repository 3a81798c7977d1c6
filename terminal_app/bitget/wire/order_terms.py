"""What the bodies of orders have in common, whatever the kind of account."""

from decimal import Decimal

from terminal_app.core.commands import PlaceOrder
from terminal_app.core.instrument import ProductType
from terminal_app.core.money import QuoteQty, plain
from terminal_app.core.orders import OrderType, Side

RECEIVE_WINDOW_MS = 5000
"""How long after its time stamp the venue may still take an order: this bounds the time of doubt."""

RECEIVE_WINDOW = str(RECEIVE_WINDOW_MS)
"""The same as it is sent."""

Body = dict[str, str]


def window(now_ms: int) -> Body:
    """The time stamp of a request and how long it counts."""
    return {"requestTime": str(now_ms), "receiveWindow": RECEIVE_WINDOW}


def size_of(order: PlaceOrder) -> str:
    """The size of a new order.

    Raises:
        ValueError: it is in the wrong coin for this kind of order.
    """
    spends_quote = (
        order.instrument.product is ProductType.SPOT
        and order.order_type is OrderType.MARKET
        and order.side is Side.BUY
    )
    if isinstance(order.size, QuoteQty) is not spends_quote:
        raise ValueError("a spot market buy is sized in quote coin, every other order in base coin")
    return plain(order.size.value)


def limit_price(order: PlaceOrder) -> Decimal:
    """The price of a limit order.

    Raises:
        ValueError: it has none.
    """
    if order.price is None:
        raise ValueError("a limit order has a price")
    return order.price


def identity(client_oid: str, order_id: str | None) -> Body:
    """What names an order: the venue's id when it is known, ours otherwise."""
    return {"orderId": order_id} if order_id else {"clientOid": client_oid}
