"""The prices and the size of a waiting strategy order, and the one command that gives it others. Pure."""

from dataclasses import dataclass, replace
from decimal import Decimal

from terminal_app.core.commands import AmendStrategy
from terminal_app.core.orders import ExitLeg
from terminal_app.core.strategy_orders import StrategyOrder


@dataclass(frozen=True, slots=True)
class Terms:
    """What can be changed of a strategy order: the prices that set it off, and its size.

    `trigger` belongs to a trigger order, the other two prices to the exits of a position. A leg that is
    `None` is not there. `size` is in base coin, `None` for the whole position.
    """

    trigger: Decimal | None = None
    take_profit: Decimal | None = None
    stop_loss: Decimal | None = None
    size: Decimal | None = None


def terms_of(order: StrategyOrder) -> Terms:
    """The terms on which an order waits."""
    return Terms(
        order.trigger,
        None if order.take_profit is None else order.take_profit.trigger,
        None if order.stop_loss is None else order.stop_loss.trigger,
        order.size,
    )


def amend(order: StrategyOrder, terms: Terms) -> AmendStrategy:
    """The command that gives an order these terms; what is not among them stays.

    A limit price moves along with the price that sets it off: left behind, a stop would be set off and
    then wait where nobody trades.
    """
    return AmendStrategy(
        order.client_oid,
        order.instrument,
        order.order_id or None,
        size=terms.size,
        trigger=terms.trigger,
        by=order.by,
        price=_along(order.price, order.trigger, terms.trigger),
        take_profit=_leg(order.take_profit, terms.take_profit),
        stop_loss=_leg(order.stop_loss, terms.stop_loss),
    )


def _leg(leg: ExitLeg | None, trigger: Decimal | None) -> ExitLeg | None:
    if trigger is None:
        return None
    if leg is None:
        return ExitLeg(trigger)
    return replace(leg, trigger=trigger, price=_along(leg.price, leg.trigger, trigger))


def _along(price: Decimal | None, before: Decimal | None, now: Decimal | None) -> Decimal | None:
    if price is None or before is None or now is None:
        return price
    return price + (now - before)
