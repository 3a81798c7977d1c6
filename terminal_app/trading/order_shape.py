"""Whether an order makes sense at all: what kind it is, for which product, in which position mode. Pure."""

from terminal_app.core.account import HoldMode
from terminal_app.core.commands import AmendOrder, PlaceOrder
from terminal_app.core.instrument import Instrument
from terminal_app.core.money import BaseQty, QuoteQty, trimmed
from terminal_app.core.orders import Order, OrderType, PositionSide, Side, TimeInForce


def shape_refusals(command: PlaceOrder, hold_mode: HoldMode | None, instrument: Instrument) -> list[str]:
    """What speaks against the kind of a new order."""
    found = []
    if command.order_type is OrderType.MARKET:
        if command.price is not None:
            found.append("A market order has no price of its own.")
        if command.time_in_force is TimeInForce.POST_ONLY:
            found.append("Post-only is for limit orders: a market order always takes.")
    elif command.price is None:
        found.append("A limit order needs a price.")
    if instrument.id.product.is_futures:
        _futures(command, hold_mode, found)
    else:
        _spot(command, found)
    return found


def change_refusals(command: AmendOrder, order: Order | None) -> tuple[str, ...]:
    """What speaks against changing an order, which is `None` when it is not known."""
    if order is None:
        return ("This order is not known here, so it cannot be changed.",)
    if order.status.is_final:
        return (f"The order is {order.status.value} and cannot be changed any more.",)
    if order.order_type is not OrderType.LIMIT:
        return ("Only a limit order can be changed.",)
    if command.size <= order.filled:
        sentence = (
            f"{trimmed(order.filled)} is filled already: the new size must be more than that, "
            f"not {trimmed(command.size)}."
        )
        return (sentence,)
    return ()


def _spot(command: PlaceOrder, found: list[str]) -> None:
    spends = command.order_type is OrderType.MARKET and command.side is Side.BUY
    if spends and not isinstance(command.size, QuoteQty):
        found.append("A spot market buy is sized in the coin that is spent.")
    if not spends and not isinstance(command.size, BaseQty):
        found.append("Only a spot market buy is sized in the coin that is spent.")
    if command.reduce_only:
        found.append("Spot has no positions, so it has no reduce-only.")
    if command.position_side is not PositionSide.NET or command.margin_mode is not None:
        found.append("Spot has no positions, so it has no position side and no margin mode.")


def _futures(command: PlaceOrder, hold_mode: HoldMode | None, found: list[str]) -> None:
    if not isinstance(command.size, BaseQty):
        found.append("Futures are sized in the base coin.")
    if command.margin_mode is None:
        found.append("A futures order needs a margin mode, crossed or isolated.")
    if command.position_side is PositionSide.NET:
        if hold_mode is HoldMode.HEDGE:
            found.append(
                "The account is in hedge mode: say whether the order is for the long or the short position."
            )
    elif hold_mode is HoldMode.ONE_WAY:
        found.append("The account is in one-way mode: there is no separate long and short position.")
