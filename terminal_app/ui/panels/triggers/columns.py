"""The columns of the table of trigger orders, take-profits and stop-losses."""

from collections.abc import Callable

from terminal_app.core.strategy_orders import StrategyStatus
from terminal_app.ui import format as text
from terminal_app.ui.bridge.columns import Align, Column, Tone, sort_number
from terminal_app.ui.bridge.shapes import (
    age_column,
    cancel_column,
    id_column,
    number_column,
    origin_column,
    placed_column,
    side_column,
    status_column,
    symbol_column,
)
from terminal_app.ui.panels.triggers import state
from terminal_app.ui.panels.triggers.state import TriggerRow

_TONES = {StrategyStatus.UNKNOWN: Tone.WARNING, StrategyStatus.FAILED: Tone.ERROR}


def trigger_columns(now_ms: Callable[[], int]) -> tuple[Column[TriggerRow], ...]:
    """The columns, left to right; `now_ms` is for the ages."""

    def created_ms(row: TriggerRow) -> int:
        return row.order.created_ms

    return (
        symbol_column(lambda row: row.order.instrument, 102),
        Column(
            "Kind",
            state.kind_text,
            118,
            tag=state.terms_text,
            tip=state.trigger_tip,
            sort=state.kind_text,
            sought="kind",
        ),
        side_column(lambda row: row.order.side, 56),
        number_column(
            "Size",
            state.size_text,
            lambda row: row.order.size,
            88,
            unit=lambda row: row.instrument.base if row.instrument is not None else "",
        ),
        Column(
            "Trigger",
            state.trigger_text,
            124,
            Align.RIGHT,
            tip=state.trigger_tip,
            sort=lambda row: sort_number(row.legs[-1].trigger if row.legs else None),
            copy=lambda row: " / ".join(text.machine(leg.trigger) for leg in row.legs),
            heading_tip="The price that sets it off; of two, the take-profit stands first",
        ),
        Column("By", state.by_text, 54, tone=lambda _: Tone.SOFT, tip=state.trigger_tip),
        Column(
            "Then",
            state.then_text,
            92,
            tip=state.trigger_tip,
            heading_tip="What the venue places when the price is reached",
        ),
        Column(
            "Distance",
            state.away_text,
            110,
            Align.RIGHT,
            sort=lambda row: sort_number(row.nearest),
            copy=lambda row: " / ".join(text.machine(row.away(leg)) for leg in row.legs),
            heading_tip="How far the price has to go from where it is now",
        ),
        status_column(
            state.status_text,
            state.status_tip,
            78,
            lambda row: _TONES.get(row.order.status, Tone.NORMAL),
        ),
        placed_column(created_ms),
        id_column("Order ID", lambda row: row.order.order_id or row.order.client_oid),
        age_column(created_ms, now_ms, 46),
        origin_column(state.origin_text, state.origin_tip, lambda row: row.elsewhere, 64),
        cancel_column(lambda row: row.cancellable, 36),
    )
