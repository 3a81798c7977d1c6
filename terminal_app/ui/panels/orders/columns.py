"""The columns of the table of open orders."""

from collections.abc import Callable

from terminal_app.ui.bridge.columns import Column, Tone
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
from terminal_app.ui.panels.orders import state
from terminal_app.ui.panels.orders.state import OrderRow


def order_columns(now_ms: Callable[[], int]) -> tuple[Column[OrderRow], ...]:
    """The columns, left to right; `now_ms` is for the ages."""

    def created_ms(row: OrderRow) -> int:
        return row.order.created_ms

    return (
        symbol_column(lambda row: row.order.instrument, 126),
        side_column(lambda row: row.order.side, 66),
        Column("Type", state.kind_text, 140, tag=state.terms_text, tip=state.kind_tip, sought="type"),
        number_column("Price", state.price_text, lambda row: row.order.price, 96),
        number_column("Size", state.size_text, lambda row: row.order.size.value, 96, unit=state.size_coin),
        number_column(
            "Filled",
            state.filled_text,
            lambda row: row.order.filled,
            80,
            tone=lambda row: Tone.NORMAL if row.order.filled else Tone.FAINT,
        ),
        status_column(
            state.status_text,
            state.status_tip,
            126,
            lambda row: Tone.WARNING if row.in_doubt else Tone.NORMAL,
        ),
        placed_column(created_ms),
        id_column("Order ID", lambda row: row.order.order_id or row.order.client_oid),
        age_column(created_ms, now_ms, 60),
        origin_column(state.origin_text, state.origin_tip, lambda row: row.elsewhere, 76),
        cancel_column(lambda row: row.cancellable, 40),
    )
