"""Two orders of which one cancels the other: what has to happen now. Pure.

What is executed of the limit order is taken off the trigger order, and when either is done the other goes. A
cancel is believed when the venue says that the order is over, and not before. Both can be executed when the
market is faster than the cancel: that is no fault, and it is said.
"""

from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from terminal_app.core.commands import AmendStrategy, CancelOrder, CancelStrategy, PlaceOco
from terminal_app.core.held import Oco, Winner
from terminal_app.core.instrument import Instrument
from terminal_app.core.money import ZERO, trimmed
from terminal_app.core.orders import Order, OrderStatus
from terminal_app.core.strategy_orders import StrategyOrder, StrategyStatus

_SET_OFF = (StrategyStatus.SUBMITTING, StrategyStatus.DONE)
_ALONE = "One does not cancel the other any more."


class Step(NamedTuple):
    """The pair as it stands now, and the one command that follows from it, if any."""

    oco: Oco
    command: CancelOrder | CancelStrategy | AmendStrategy | None = None


def begun(command: PlaceOco, at_ms: int) -> Oco:
    """The pair that a command asks for, before either order is placed."""
    limit, trigger = command.limit, command.trigger
    return Oco(
        limit.client_oid,
        trigger.client_oid,
        limit.instrument,
        limit.side,
        trigger.size.value,
        at_ms,
    )


def oco_refusals(command: PlaceOco) -> tuple[str, ...]:
    """Every reason against linking two orders that neither of them has by itself."""
    limit, trigger = command.limit, command.trigger
    if limit.price is None:
        return ("A linked pair needs a limit price.",)
    same = (limit.instrument, limit.side, limit.size.value, limit.position_side, limit.reduce_only)
    if same != (
        trigger.instrument,
        trigger.side,
        trigger.size.value,
        trigger.position_side,
        trigger.reduce_only,
    ):
        return ("Both orders of a linked pair are of one market, side and size.",)
    return ()


def step(oco: Oco, limit: Order | None, trigger: StrategyOrder | None, instrument: Instrument | None) -> Step:
    """What follows from how both orders stand; an order that is `None` never left.

    Args:
        oco: the pair.
        limit: the limit order as it is known.
        trigger: the trigger order as it is known.
        instrument: the rules, `None` while they are not known: then nothing is made smaller.
    """
    if oco.ended:
        return Step(oco)
    won = oco.won or _winner(limit, trigger)
    oco = replace(oco, won=won)
    if won is None:
        return _both_wait(oco, limit, trigger, instrument)
    if won is not Winner.LIMIT and limit is not None and not limit.status.is_final:
        return Step(oco, _cancel_limit(limit))
    if won is not Winner.TRIGGER and trigger is not None and not trigger.status.is_final:
        return Step(oco, _cancel_trigger(trigger))
    return Step(replace(oco, ended=True, note=_end_of(oco, limit, trigger)))


def by_hand(oco: Oco) -> Oco:
    """The pair when the person wants neither order any more."""
    return oco if oco.ended or oco.won else replace(oco, won=Winner.PERSON)


def ended(oco: Oco, note: str) -> Oco:
    """The pair as it ends without anything to be done."""
    return oco if oco.ended else replace(oco, ended=True, note=note)


def _winner(limit: Order | None, trigger: StrategyOrder | None) -> Winner | None:
    if trigger is not None and trigger.status in _SET_OFF:
        return Winner.TRIGGER
    return Winner.LIMIT if limit is not None and limit.status is OrderStatus.FILLED else None


def _both_wait(
    oco: Oco, limit: Order | None, trigger: StrategyOrder | None, instrument: Instrument | None
) -> Step:
    left = oco.size - (limit.filled if limit is not None else ZERO)
    gone = trigger is None or trigger.status.is_final
    if not gone and trigger is not None and instrument is not None and left < oco.size:
        fitting = instrument.floor_size(left)
        if fitting < max(instrument.min_qty, instrument.lot):
            # What is left is less than the venue's smallest order.
            return Step(replace(oco, won=Winner.LIMIT), _cancel_trigger(trigger))
        if trigger.size is not None and fitting < trigger.size and trigger.status is StrategyStatus.PENDING:
            return Step(oco, _shrink(trigger, fitting))
    if limit is None or limit.status.is_final:
        return Step(ended(oco, f"{_limit_over(limit)} {_stays(trigger, 'trigger order')}"))
    if gone:
        return Step(ended(oco, f"{_trigger_over(trigger)} {_stays(limit, 'limit order')}"))
    return Step(oco)


def _cancel_limit(limit: Order) -> CancelOrder | None:
    if limit.status in (OrderStatus.INTENT, OrderStatus.CANCEL_PENDING):
        return None
    return CancelOrder(limit.client_oid, limit.instrument, limit.order_id)


def _cancel_trigger(trigger: StrategyOrder) -> CancelStrategy | None:
    if trigger.status in (StrategyStatus.SENDING, StrategyStatus.SUBMITTING):
        return None
    return CancelStrategy(trigger.client_oid, trigger.instrument, trigger.order_id or None)


def _shrink(trigger: StrategyOrder, size: Decimal) -> AmendStrategy:
    return AmendStrategy(
        trigger.client_oid,
        trigger.instrument,
        trigger.order_id or None,
        size=size,
        trigger=trigger.trigger,
        by=trigger.by,
        price=trigger.price,
    )


def _limit_over(limit: Order | None) -> str:
    if limit is None:
        return "The limit order never left."
    part = f" after {trimmed(limit.filled)} of it was executed" if limit.filled else ""
    return f"The limit order ended ({limit.status.value}){part}."


def _trigger_over(trigger: StrategyOrder | None) -> str:
    return "The trigger order never left." if trigger is None else f"The trigger order {_word(trigger)}."


def _word(trigger: StrategyOrder) -> str:
    return "has failed" if trigger.status is StrategyStatus.FAILED else "was cancelled"


def _stays(other: Order | StrategyOrder | None, name: str) -> str:
    alive = other is not None and not other.status.is_final
    return f"{_ALONE} The {name} stays." if alive else _ALONE


def _end_of(oco: Oco, limit: Order | None, trigger: StrategyOrder | None) -> str:
    filled = limit.filled if limit is not None else ZERO
    set_off = trigger is not None and trigger.status is StrategyStatus.DONE
    size = trigger.size if trigger is not None and trigger.size is not None else oco.size
    if set_off and filled + size > oco.size:
        return (
            "Both orders were executed: the second one before its cancel arrived. "
            "Look at the position; this can happen and is nobody's fault."
        )
    match oco.won:
        case Winner.TRIGGER:
            return "The trigger order was set off; the limit order is cancelled."
        case Winner.LIMIT:
            return "The limit order was executed; the trigger order is cancelled."
        case _:
            return "Both orders were cancelled by hand."
