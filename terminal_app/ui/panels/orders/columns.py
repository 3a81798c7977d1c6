"""The columns of the table of open orders."""

from collections.abc import Callable

from terminal_app.ui import format as text
from terminal_app.ui.bridge.columns import Align, Column, Tone
from terminal_app.ui.bridge.shapes import id_column, number_column, side_column, symbol_column, time_column
from terminal_app.ui.panels.orders import state
from terminal_app.ui.panels.orders.state import OrderRow

AGE = "Age"
_CANCEL = "×"


def order_columns(now_ms: Callable[[], int]) -> tuple[Column[OrderRow], ...]:
    """The columns, left to right; `now_ms` is for the ages."""

    def age(row: OrderRow) -> str:
        return text.age((now_ms() - row.order.created_ms) / 1000)

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
        Column(
            "Status",
            state.status_text,
            126,
            tone=lambda row: Tone.WARNING if row.in_doubt else Tone.NORMAL,
            tip=state.status_tip,
            sort=state.status_text,
            sought="status",
        ),
        time_column(
            "Placed",
            lambda row: text.date_time(row.order.created_ms),
            lambda row: row.order.created_ms,
            140,
            hidden=True,
        ),
        id_column("Order ID", lambda row: row.order.order_id or row.order.client_oid),
        time_column(AGE, age, lambda row: row.order.created_ms, 60, Align.RIGHT, falling=True),
        Column(
            "Placed by",
            state.origin_text,
            76,
            tone=lambda row: Tone.NORMAL if row.elsewhere else Tone.FAINT,
            tip=state.origin_tip,
            sort=state.origin_text,
            sought="by",
        ),
        Column(
            "",
            lambda row: _CANCEL if row.cancellable else "",
            40,
            tip=lambda _: "Cancel this order (Delete)",
            action=True,
            name="cancel",
            fixed=True,
        ),
    )
