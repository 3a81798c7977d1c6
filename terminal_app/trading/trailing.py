"""A stop-loss that follows the price: where it belongs, when it is moved, and when it has ended. Pure.

It only ever tightens. The stop of a long rises behind the highest price since the trail is active, that of a
short falls behind the lowest; between two ticks it goes to the one that loses less. A price that has fallen
back through the new level before the stop could be moved there puts it one tick behind the price instead,
because the venue takes no stop on the other side of it.
"""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from terminal_app.core.commands import PlaceTrail
from terminal_app.core.held import Distance, Trail
from terminal_app.core.instrument import Instrument
from terminal_app.core.money import trimmed
from terminal_app.core.orders import Side
from terminal_app.core.strategy_orders import StrategyOrder, StrategyStatus

_HUNDRED = Decimal(100)
BY_HAND = "The stop was moved by hand, so it does not trail any more. It stays where it was put."
"""How a trail ends whose stop stands where this program did not put it."""

_SET_OFF = "The stop was set off."


def level_behind(price: Decimal, distance: Distance, side: Side, instrument: Instrument) -> Decimal:
    """Where a stop belongs behind a price, on the tick that loses less; at least one tick behind.

    `side` is the side that closes. It may lie at zero or below where the distance is larger than the price.
    """
    away = price * distance.value / _HUNDRED if distance.percent else distance.value
    if side is Side.SELL:
        return min(instrument.snap_price(price - away, Side.SELL), price - instrument.tick)
    return max(instrument.snap_price(price + away, Side.BUY), price + instrument.tick)


def begun(command: PlaceTrail, at_ms: int) -> Trail:
    """The trail that a command asks for, before its stop is placed."""
    return Trail(
        stop_oid=command.client_oid,
        instrument=command.instrument,
        side=command.side,
        distance=command.distance,
        levels=(command.stop,),
        started_ms=at_ms,
        by=command.by,
        position_side=command.position_side,
        size=command.size,
        activation=command.activation,
    )


def trail_refusals(command: PlaceTrail, instrument: Instrument | None) -> Iterator[str]:
    """Every reason against trailing that the stop itself would not have."""
    if instrument is None:
        yield f"The rules of {command.instrument.symbol} are not loaded yet."
        return
    distance = command.distance
    if distance.value <= 0:
        yield "The distance must be above zero."
    elif distance.percent and distance.value >= _HUNDRED:
        yield "The distance must be below 100 %."
    elif not distance.percent and distance.value < instrument.tick:
        yield f"The distance must be at least one step, {trimmed(instrument.tick)}."
    if command.activation is not None and command.activation <= 0:
        yield "The activation price must be above zero."


def seen(trail: Trail, price: Decimal) -> Trail:
    """The trail after a price: active once its activation is reached, its peak never going back."""
    if trail.ended:
        return trail
    long = trail.side is Side.SELL
    if trail.peak is None:
        reached = trail.activation is None or (
            price >= trail.activation if long else price <= trail.activation
        )
        return replace(trail, peak=price) if reached else trail
    better = price > trail.peak if long else price < trail.peak
    return replace(trail, peak=price) if better else trail


def due(trail: Trail, price: Decimal, instrument: Instrument) -> Decimal | None:
    """The level to move the stop to, when that tightens it by a tick or more; `None` to leave it.

    Args:
        trail: as it stands.
        price: the present price that sets the stop off.
        instrument: the rules.
    """
    if trail.ended or trail.peak is None:
        return None
    wanted = level_behind(trail.peak, trail.distance, trail.side, instrument)
    tick = instrument.tick
    if trail.side is Side.SELL:
        level = min(wanted, instrument.snap_price(price - tick, Side.BUY))
        return level if level >= trail.level + tick else None
    level = max(wanted, instrument.snap_price(price + tick, Side.SELL))
    return level if level <= trail.level - tick and level > 0 else None


def asked(trail: Trail, level: Decimal) -> Trail:
    """The trail when a level is about to be asked for; from here on the stop may stand there."""
    return replace(trail, levels=(*trail.levels, level))


def not_made(trail: Trail, level: Decimal) -> Trail:
    """The trail when it is certain that the last level asked for was not taken."""
    if len(trail.levels) < 2 or trail.level != level:
        return trail
    return replace(trail, levels=trail.levels[:-1])


def shown(trail: Trail, order: StrategyOrder) -> Trail:
    """The trail after what the venue shows of its stop."""
    if trail.ended:
        return trail
    match order.status:
        case StrategyStatus.DONE:
            return ended(trail, _SET_OFF)
        case StrategyStatus.CANCELLED:
            return ended(trail, f"The stop was cancelled. {order.note}".strip())
        case StrategyStatus.FAILED:
            return ended(trail, f"The stop has failed and protects nothing. {order.note}".strip())
        case StrategyStatus.PENDING:
            pass
        case _:
            return trail
    stop = order.stop_loss.trigger if order.stop_loss else None
    if stop is None or stop not in trail.levels:
        return ended(trail, BY_HAND)
    # What was asked for before that cannot be the newest any more.
    return replace(trail, levels=trail.levels[trail.levels.index(stop) :])


def ended(trail: Trail, note: str) -> Trail:
    """The trail as it ends; its stop is left alone."""
    return trail if trail.ended else replace(trail, ended=True, note=note)
