"""How far the stops at the exchange guard a position: the share they cover, and what is lost if they are hit.

Only what waits at the exchange counts: a stop that is on its way, or that nobody has confirmed, guards
nothing yet. Pure.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from terminal_app.core.account import HoldMode, Position
from terminal_app.core.instrument import Instrument
from terminal_app.core.money import ZERO, divide
from terminal_app.core.orders import PositionSide, Side, TriggerBy
from terminal_app.core.strategy_orders import StrategyKind, StrategyOrder, StrategyStatus

ONE = Decimal(1)

_CERTAIN = frozenset({StrategyStatus.PENDING, StrategyStatus.SUBMITTING})


class Badge(Enum):
    """What is said of a position. `LATE`: a stop lies where the position is liquidated before."""

    PROTECTED = "protected"
    PARTLY = "partly"
    NAKED = "naked"
    LATE = "late"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop that waits for a position: its order, the price that sets it off, and the worst it executes at.

    `size` is in base coin, no more than the position. `late` says that the liquidation comes before.
    """

    order: StrategyOrder
    trigger: Decimal
    by: TriggerBy
    exit: Decimal
    size: Decimal
    late: bool = False


@dataclass(frozen=True, slots=True)
class Protection:
    """The guard of one position.

    `share` of it, from 0 to 1, is covered by stops that come before the liquidation. `result` is what is
    gained (or lost, below zero) against the entry when these are hit, in quote coin, with the fee of
    closing where that is known (`fees`); `None` when nothing is covered. `stops` are nearest first and
    leave out what nobody has confirmed.
    """

    badge: Badge
    share: Decimal = ZERO
    result: Decimal | None = None
    fees: bool = False
    stops: tuple[Stop, ...] = ()


def audit(
    position: Position,
    waiting: Sequence[StrategyOrder],
    instrument: Instrument | None,
    mark: Decimal | None = None,
) -> Protection:
    """The guard of a position.

    Args:
        position: an open one.
        waiting: the strategy orders that are not over, of any instrument.
        instrument: its rules, for the fee.
        mark: the mark price, which tells a stop from a take-profit among trigger orders; the entry without.
    """
    stops = stops_of(position, waiting, mark)
    fee = None if instrument is None else instrument.taker_fee
    left, result = position.size, ZERO
    for stop in stops:
        if not stop.late and left > ZERO:
            part = min(left, stop.size)
            left -= part
            result += outcome_at(position, stop.exit, part, fee)
    covered = position.size - left
    share = ONE if left <= ZERO else divide(covered, position.size)
    late = any(stop.late for stop in stops)
    if left <= ZERO:
        badge = Badge.PROTECTED
    elif late:
        badge = Badge.LATE
    elif covered > ZERO:
        badge = Badge.PARTLY
    elif any(_guards(position, order, mark) for order in waiting if order.status not in _CERTAIN):
        badge = Badge.UNSURE
    else:
        badge = Badge.NAKED
    return Protection(badge, share, result if covered > ZERO else None, fee is not None, stops)


def stops_of(
    position: Position, waiting: Iterable[StrategyOrder], mark: Decimal | None = None
) -> tuple[Stop, ...]:
    """The confirmed stops of a position, the one that is hit first in front."""
    long = position.side is not PositionSide.SHORT
    found = [
        _stop(position, order)
        for order in waiting
        if order.status in _CERTAIN and _guards(position, order, mark)
    ]
    return tuple(sorted(found, key=lambda stop: stop.trigger, reverse=long))


def outcome_at(position: Position, price: Decimal, size: Decimal, fee: Decimal | None) -> Decimal:
    """What closing so much of a position at a price brings against the entry, less the fee of closing.

    In quote coin, below zero for a loss.
    """
    gain = (price - position.avg_price) * size
    gain = -gain if position.side is PositionSide.SHORT else gain
    return gain - (fee or ZERO) * price * size


def _guards(position: Position, order: StrategyOrder, mark: Decimal | None) -> bool:
    """Whether an order closes this position, or a part of it, at a loss side price."""
    long = position.side is not PositionSide.SHORT
    closing = Side.SELL if long else Side.BUY
    if order.status.is_final or order.instrument != position.instrument or order.side is not closing:
        return False
    if order.kind is StrategyKind.TP_SL:
        return order.stop_loss is not None
    hedged = position.hold_mode is HoldMode.HEDGE and order.position_side is position.side
    # Where the venue's own trailing order stands is not told, only where it begins.
    if order.trigger is None or order.kind.trails or not (order.reduce_only or hedged):
        return False
    now = position.avg_price if mark is None else mark
    return order.trigger < now if long else order.trigger > now


def _stop(position: Position, order: StrategyOrder) -> Stop:
    leg = order.stop_loss
    trigger, by, price = (
        (leg.trigger, leg.by, leg.price)
        if leg is not None
        else (order.trigger or ZERO, order.by, order.price)
    )
    size = position.size if order.size is None else min(order.size, position.size)
    at = position.liquidation
    long = position.side is not PositionSide.SHORT
    late = at is not None and (trigger <= at if long else trigger >= at)
    return Stop(order, trigger, by, trigger if price is None else price, size, late)
