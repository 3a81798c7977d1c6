"""What moves of prices do to one waiting strategy order: set it off, activate it, better its best price.

Pure: rows and ranges in, legs and prices out.
"""

from decimal import Decimal

from terminal_app.core.orders import ExitLeg, Side
from terminal_app.paper.engine.moves import Ranges
from terminal_app.paper.engine.strategy_messages import Exits, Leg, StrategyKind, StrategyRow


def touched(row: StrategyRow, moved: Ranges) -> tuple[Leg, ExitLeg] | None:
    """The leg that these moves have touched; of a pair the stop-loss first."""
    if row.callback is not None:
        return _turned(row, row.callback, moved)
    long = row.direction is Side.BUY
    if row.kind is StrategyKind.TRIGGER:
        legs = [(Leg.TRIGGER, row.trigger, row.rising)]
    else:
        legs = [
            (Leg.STOP_LOSS, row.exits.stop_loss, not long),
            (Leg.TAKE_PROFIT, row.exits.take_profit, long),
        ]
    for name, leg, rising in legs:
        seen = None if leg is None else moved.get((row.instrument, leg.by))
        if leg is None or seen is None:
            continue
        if seen.high >= leg.trigger if rising else seen.low <= leg.trigger:
            return name, leg
    return None


def _turned(row: StrategyRow, callback: Decimal, moved: Ranges) -> tuple[Leg, ExitLeg] | None:
    """What sets a trailing order off: the price has come back far enough from its best.

    Only the best of earlier steps counts: within a step nobody knows whether the best came before.
    """
    seen = None if row.trigger is None else moved.get((row.instrument, row.trigger.by))
    if row.trigger is None or seen is None or row.best is None:
        return None
    sells = row.side is Side.SELL
    turned = seen.low <= row.best * (1 - callback) if sells else seen.high >= row.best * (1 + callback)
    return (Leg.TRIGGER, row.trigger) if turned else None


def best(row: StrategyRow, moved: Ranges) -> Decimal | None:
    """The best price of a trailing order after these moves, `None` while it is not activated.

    When it is activated on the way to better prices, the best of the step came after that; else the
    activation price itself is all that is sure.
    """
    seen = None if row.trigger is None else moved.get((row.instrument, row.trigger.by))
    if row.trigger is None or seen is None:
        return row.best
    sells, start = row.side is Side.SELL, row.trigger.trigger
    if row.best is not None:
        return max(row.best, seen.high) if sells else min(row.best, seen.low)
    if not (seen.high >= start if row.rising else seen.low <= start):
        return None
    if row.rising is sells:
        return seen.high if sells else seen.low
    return start


def same_legs(exits: Exits, wanted: Exits) -> Exits:
    """Those legs of `wanted` that are in `exits` too."""
    return Exits(
        wanted.take_profit if exits.take_profit else None,
        wanted.stop_loss if exits.stop_loss else None,
    )


def without(exits: Exits, gone: Exits) -> Exits:
    """Those legs of `exits` that are not in `gone`."""
    return Exits(
        None if gone.take_profit else exits.take_profit,
        None if gone.stop_loss else exits.stop_loss,
    )
