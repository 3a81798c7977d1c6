"""The columns of the table of fills."""

from collections.abc import Callable

from terminal_app.ui import format as text
from terminal_app.ui.bridge.columns import Column, Tone, signed
from terminal_app.ui.bridge.shapes import id_column, number_column, side_column, symbol_column, time_column
from terminal_app.ui.panels.fills import state
from terminal_app.ui.panels.fills.state import FillRow


def fill_columns(now_ms: Callable[[], int]) -> tuple[Column[FillRow], ...]:
    """The columns, left to right; `now_ms` says what day it is."""
    return (
        time_column(
            "Time",
            lambda row: text.time_today(row.fill.time_ms, now_ms()),
            lambda row: row.fill.time_ms,
            92,
        ),
        symbol_column(lambda row: row.fill.instrument, 126),
        side_column(lambda row: row.fill.side, 66),
        number_column("Price", state.price_text, lambda row: row.fill.price, 96),
        number_column("Size", state.size_text, lambda row: row.fill.size, 96),
        number_column("Value", state.value_text, lambda row: row.fill.value, 96),
        number_column(
            "Fee",
            state.fee_text,
            lambda row: row.fill.fee,
            126,
            tone=lambda _: Tone.SOFT,
            unit=lambda row: row.fill.fee_coin,
        ),
        Column("Role", state.liquidity_text, 66, tone=lambda _: Tone.SOFT, sought="role"),
        number_column(
            "Realised",
            state.realised_text,
            lambda row: row.fill.realised_pnl,
            90,
            tone=lambda row: signed(row.fill.realised_pnl),
            heading_tip="Gain or loss of this fill before fees",
        ),
        id_column("Order ID", lambda row: row.fill.order_id or row.fill.client_oid),
        id_column("Fill ID", lambda row: row.fill.exec_id),
    )
