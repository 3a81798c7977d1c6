"""The classic words for strategy orders: what kind of plan one is, how far it is, what sets it off."""

from collections.abc import Mapping
from decimal import Decimal

from terminal_app.core.account import HoldMode
from terminal_app.core.orders import ExitLeg, PositionSide
from terminal_app.paper.engine.strategy_messages import StrategyKind, StrategyRow, StrategyStatus

NORMAL, TRACK, MOVING = "normal_plan", "track_plan", "moving_plan"
PROFIT, LOSS, POS_PROFIT, POS_LOSS = "profit_plan", "loss_plan", "pos_profit", "pos_loss"
EXITS = "profit_loss"
"""The word by which all plans of positions are asked for."""

STATUS: Mapping[StrategyStatus, str] = {
    StrategyStatus.PENDING: "live",
    StrategyStatus.SUBMITTING: "executing",
    StrategyStatus.SUCCESS: "executed",
    StrategyStatus.FAILED: "fail_execute",
    StrategyStatus.CANCELLED: "cancelled",
}
STREAM_TYPE: Mapping[str, str] = {
    NORMAL: "pl",
    TRACK: "track",
    MOVING: "mtpsl",
    PROFIT: "tp",
    LOSS: "sl",
    POS_PROFIT: "ptp",
    POS_LOSS: "psl",
}
_PERCENT = Decimal(100)


def plan_type(row: StrategyRow) -> str:
    """What kind of plan a strategy order of a classic account is."""
    if row.kind is StrategyKind.TRIGGER:
        return NORMAL if row.callback is None else TRACK
    if row.callback is not None:
        return MOVING
    if row.exits.take_profit is not None:
        return POS_PROFIT if row.whole else PROFIT
    return POS_LOSS if row.whole else LOSS


def is_of_type(row: StrategyRow, word: str) -> bool:
    """Whether a strategy order is what a word asks for; an empty word asks for all."""
    return word in {"", plan_type(row)} or (word == EXITS and row.kind is StrategyKind.TPSL)


def leg_of(row: StrategyRow) -> ExitLeg:
    """The one price that sets it off, or activates it."""
    leg = row.trigger or row.exits.take_profit or row.exits.stop_loss
    if leg is None:
        raise ValueError("a strategy order has a price")
    return leg


def hold_mode(row: StrategyRow) -> HoldMode:
    """The position mode it was left in."""
    return HoldMode.ONE_WAY if row.position_side is PositionSide.NET else HoldMode.HEDGE


def percent(callback: Decimal) -> Decimal:
    """A callback rate as the API writes it: 1 is one percent."""
    return callback * _PERCENT


def share(rate: Decimal) -> Decimal:
    """A callback rate of the API as a share."""
    return rate.scaleb(-2)
