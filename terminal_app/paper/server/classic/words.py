"""The classic account's words for the core's values, where they are not the unified account's.

In hedge mode a classic order's `side` names the position (`buy` is the long one) and `tradeSide` says whether
it opens or closes; in one-way mode `side` is the trade. Nothing but this file turns one into the other.
"""

from collections.abc import Mapping

from terminal_app.core.account import HoldMode
from terminal_app.core.orders import PositionSide, Side, TriggerBy, VenueStatus
from terminal_app.paper.engine.account import is_hedge_close
from terminal_app.paper.engine.messages import OrderRow, PlaceRequest

MIX_STATUS: Mapping[VenueStatus, str] = {
    VenueStatus.LIVE: "live",
    VenueStatus.PARTIALLY_FILLED: "partially_filled",
    VenueStatus.FILLED: "filled",
    VenueStatus.CANCELLED: "canceled",
}
"""Futures spell the end of an order with one l, spot with two."""

OPENS: Mapping[str, bool] = {"open": True, "close": False}
HOLD_SIDE: Mapping[str, PositionSide] = {
    "long": PositionSide.LONG,
    "short": PositionSide.SHORT,
    "buy": PositionSide.LONG,
    "sell": PositionSide.SHORT,
}
"""Which position is meant; in one-way mode `buy` is the long one (the venue's documentation, TP/SL)."""

TRIGGER_TYPE: Mapping[TriggerBy, str] = {TriggerBy.LAST: "fill_price", TriggerBy.MARK: "mark_price"}
READ_TRIGGER_TYPE: Mapping[str, TriggerBy] = {word: by for by, word in TRIGGER_TYPE.items()}


def real_side(side: Side, *, opens: bool) -> Side:
    """The direction that a hedge-mode order trades in: closing trades against its position."""
    return side if opens else side.opposite


def closes(row: OrderRow | PlaceRequest, hold_mode: HoldMode) -> bool:
    """Whether an order may only close."""
    request = row.request if isinstance(row, OrderRow) else row
    if hold_mode is HoldMode.HEDGE:
        return is_hedge_close(request.position_side, request.side)
    return request.reduce_only


def told_side(side: Side, position_side: PositionSide, hold_mode: HoldMode) -> Side:
    """The `side` of an order as the API tells it."""
    if hold_mode is HoldMode.ONE_WAY:
        return side
    return Side.BUY if position_side is PositionSide.LONG else Side.SELL


def trade_side(side: Side, position_side: PositionSide, hold_mode: HoldMode, *, burst: bool = False) -> str:
    """The `tradeSide` of an order or a fill (the venue's documentation, order fills)."""
    if hold_mode is HoldMode.ONE_WAY:
        return f"{'burst_' if burst else ''}{side.value}_single"
    if not is_hedge_close(position_side, side):
        return "open"
    return f"burst_close_{position_side.value}" if burst else "close"


def reduce_only(row: OrderRow) -> bool:
    """What `reduceOnly` says. Clients flip the side of a hedge-mode order that has it: every close does."""
    return closes(row, row.hold_mode)
