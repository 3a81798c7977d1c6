"""Our own limits against one order: how much, how many, how far from the price, how fast. Pure.

What only makes a position smaller skips them; a limit price far beyond the market is refused even then.
"""

from decimal import Decimal
from typing import NamedTuple

from terminal_app.core.instrument import Instrument
from terminal_app.core.money import ZERO, OrderSize, ceil_to, floor_to, trimmed
from terminal_app.core.orders import OrderType, Side
from terminal_app.trading.exposure import Load
from terminal_app.trading.gate import TradingState
from terminal_app.trading.limits import RiskLimits

_ONE = Decimal(1)
_HUNDRED = Decimal(100)
_CENT = Decimal("0.01")


class Wish(NamedTuple):
    """A new or changed order in one shape. `shrinks` is a change that only makes an order smaller."""

    side: Side
    order_type: OrderType
    size: OrderSize
    price: Decimal | None
    reducing: bool
    shrinks: bool = False
    new: bool = True


class Desk(NamedTuple):
    """What our own limits are judged by.

    `load` is what the instrument carries already; `lately` the orders of the last ten seconds; `twin_ms` how
    long ago another place asked for the same, `None` when nobody did; `why` explains the state.
    """

    load: Load = Load()
    lately: int = 0
    twin_ms: int | None = None
    state: TradingState = TradingState.ENABLED
    why: str = ""


def state_refusals(wish: Wish, desk: Desk) -> tuple[str, ...]:
    """What the kill switch, or a lock after a loss, has against an order."""
    if desk.state is TradingState.HALTED or (
        desk.state is TradingState.REDUCE_ONLY and not wish.reducing and not wish.shrinks
    ):
        return (desk.why or f"Trading is {desk.state.value}.",)
    return ()


def size_refusals(wish: Wish, worth: Decimal, desk: Desk, quote: str, limits: RiskLimits) -> list[str]:
    """Order and symbol against their limits; `worth` is the most quote coin the order can be about."""
    found: list[str] = []
    if wish.reducing or wish.shrinks:
        return found
    if worth > limits.max_order_notional:
        limit = trimmed(limits.max_order_notional)
        found.append(f"Your limit is {limit} {quote} per order; this order is {money(worth)} {quote}.")
    after = desk.load.of(wish.side) + worth
    # Whoever allows a larger order allows it on a symbol that carries nothing else.
    if after > limits.max_symbol_notional and after > limits.max_order_notional:
        limit = trimmed(max(limits.max_symbol_notional, limits.max_order_notional))
        doubt = f", {money(desk.load.unknown)} {quote} of it not confirmed" if desk.load.unknown else ""
        found.append(
            f"Your limit is {limit} {quote} per symbol; position and open orders would make it "
            f"{money(after)} {quote}{doubt}."
        )
    return found


def count_refusals(wish: Wish, desk: Desk, limits: RiskLimits) -> list[str]:
    """How many are open, how many were sent, and whether this one was sent just now."""
    found: list[str] = []
    if wish.reducing or wish.shrinks:
        return found
    if wish.new and desk.load.open_orders >= limits.max_open_orders:
        found.append(f"Your limit is {limits.max_open_orders} open orders; {desk.load.open_orders} are open.")
    if desk.lately >= limits.max_orders_per_10s:
        most = limits.max_orders_per_10s
        found.append(f"Your limit is {most} orders in ten seconds; {desk.lately} were sent.")
    if desk.twin_ms is not None and desk.twin_ms < limits.duplicate_ms:
        found.append(
            f"The same order was sent {desk.twin_ms} ms ago from another place (limit {limits.duplicate_ms} "
            "ms): send it again if both are meant."
        )
    return found


def age_refusals(
    wish: Wish, instrument: Instrument, age: float | None, limits: RiskLimits
) -> tuple[str, ...]:
    """Whether the price that the order is judged by is alive."""
    if wish.reducing or wish.shrinks:
        return ()
    if age is None:
        return (f"No live price for {instrument.id.symbol}, so an order cannot be judged.",)
    if age > limits.max_price_age_s:
        return (f"No live price: the last one is {int(age)} s old (limit {limits.max_price_age_s} s).",)
    return ()


def collar_refusals(
    wish: Wish, instrument: Instrument, touch: Decimal | None, marks: dict[str, Decimal], limits: RiskLimits
) -> list[str]:
    """An order that would trade far beyond the price, to the person's own disadvantage.

    Args:
        wish: the order.
        instrument: its rules.
        touch: the best price of the other side, which a market order would get.
        marks: what the price is compared with, by name.
        limits: our own limits.
    """
    found: list[str] = []
    market = wish.order_type is OrderType.MARKET
    price = touch if market else wish.price
    # A way out is never shut by a thin book.
    if price is None or price <= ZERO or wish.shrinks or (market and wish.reducing):
        return found
    share = limits.max_price_distance
    for name, mark in marks.items():
        if wish.side is Side.BUY:
            if price > (most := mark * (_ONE + share)):
                border = trimmed(floor_to(most, instrument.tick))
                found.append(f"Your limit is {_percent(share)} above the {name}, {border}; {_at(price)}")
        elif price < (least := mark * (_ONE - share)):
            border = trimmed(ceil_to(least, instrument.tick))
            found.append(f"Your limit is {_percent(share)} below the {name}, {border}; {_at(price)}")
    return found


def money(value: Decimal) -> str:
    """An amount of quote coin for people, never rounded up."""
    return trimmed(floor_to(value, _CENT)) if value >= _ONE else trimmed(value)


def _at(price: Decimal) -> str:
    return f"this price is {trimmed(price)}."


def _percent(share: Decimal) -> str:
    return f"{trimmed(share * _HUNDRED)} %"
