"""Strategy orders to plain data and back, field by field."""

from terminal_app.core.money import plain
from terminal_app.core.orders import MarginMode, PositionSide, Side
from terminal_app.paper.engine.dumps import Reader, Row, instrument_text, leg_row
from terminal_app.paper.engine.strategy_messages import (
    Exits,
    Leg,
    StrategyKind,
    StrategyRow,
    StrategyStatus,
)


def strategy_row(row: StrategyRow) -> Row:
    """A strategy order, waiting or past."""
    return {
        "order_id": row.order_id,
        "client_oid": row.client_oid,
        "instrument": instrument_text(row.instrument),
        "kind": row.kind.value,
        "side": row.side.value,
        "position_side": row.position_side.value,
        "direction": row.direction.value,
        "size": plain(row.size),
        "created_ms": row.created_ms,
        "updated_ms": row.updated_ms,
        "take_profit": leg_row(row.exits.take_profit),
        "stop_loss": leg_row(row.exits.stop_loss),
        "trigger": leg_row(row.trigger),
        "whole": row.whole,
        "rising": row.rising,
        "reduce_only": row.reduce_only,
        "position_id": row.position_id,
        "entry_id": row.entry_id,
        "status": row.status.value,
        "touched": row.touched.value,
        "placed_id": row.placed_id,
        "note": row.note,
        **({"in_quote": True} if row.in_quote else {}),
        **({} if row.callback is None else {"callback": plain(row.callback)}),
        **({} if row.best is None else {"best": plain(row.best)}),
        **({} if row.margin_mode is None else {"margin_mode": row.margin_mode.value}),
    }


def read_strategy(row: Reader) -> StrategyRow:
    """A strategy order out of a dump."""
    return StrategyRow(
        order_id=row.text("order_id"),
        client_oid=row.text("client_oid"),
        instrument=row.instrument("instrument"),
        kind=row.choice("kind", StrategyKind),
        side=row.choice("side", Side),
        position_side=row.choice("position_side", PositionSide),
        direction=row.choice("direction", Side),
        size=row.money("size"),
        created_ms=row.whole("created_ms"),
        updated_ms=row.whole("updated_ms"),
        exits=Exits(row.leg_or_none("take_profit"), row.leg_or_none("stop_loss")),
        trigger=row.leg_or_none("trigger"),
        whole=row.flag("whole"),
        rising=row.flag("rising"),
        reduce_only=row.flag("reduce_only"),
        position_id=row.text("position_id"),
        entry_id=row.text("entry_id"),
        status=row.choice("status", StrategyStatus),
        touched=row.choice("touched", Leg),
        placed_id=row.text("placed_id"),
        note=row.text("note"),
        in_quote="in_quote" in row.names() and row.flag("in_quote"),
        callback=row.money_or_none("callback"),
        best=row.money_or_none("best"),
        margin_mode=row.choice("margin_mode", MarginMode) if "margin_mode" in row.names() else None,
    )
