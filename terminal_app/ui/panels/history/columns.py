"""The columns of the order history."""

from collections.abc import Callable

from terminal_app.core.orders import OrderStatus
from terminal_app.ui import format as text
from terminal_app.ui.bridge.columns import Column, Tone, signed
from terminal_app.ui.bridge.shapes import (
    id_column,
    number_column,
    origin_column,
    side_column,
    symbol_column,
    time_column,
)
from terminal_app.ui.panels.history import state
from terminal_app.ui.panels.history.state import HistoryRow
from terminal_app.ui.panels.orders import state as orders
from terminal_app.ui.panels.orders.state import OrderRow


def history_columns(now_ms: Callable[[], int]) -> tuple[Column[HistoryRow], ...]:
    """The columns, left to right; `now_ms` says what day it is."""
    return (
        time_column(
            "Time",
            lambda row: text.time_today(row.order.updated_ms, now_ms()),
            lambda row: row.order.updated_ms,
            86,
        ),
        symbol_column(lambda row: row.order.instrument, 108),
        side_column(lambda row: row.order.side, 60),
        Column(
            "Type",
            _of_order(orders.kind_text),
            90,
            tag=_of_order(orders.terms_text),
            tip=_of_order(orders.kind_tip),
            sought="type",
        ),
        number_column("Price", _of_order(orders.price_text), lambda row: row.order.price, 78),
        number_column(
            "Average",
            state.average_text,
            lambda row: row.order.avg_price,
            80,
            heading_tip="The average price of its fills",
        ),
        number_column(
            "Size",
            _of_order(orders.size_text),
            lambda row: row.order.size.value,
            70,
            unit=_of_order(orders.size_coin),
        ),
        number_column(
            "Filled",
            _of_order(orders.filled_text),
            lambda row: row.order.filled,
            66,
            tone=lambda row: Tone.NORMAL if row.order.filled else Tone.FAINT,
        ),
        number_column(
            "Fee",
            state.fee_text,
            lambda row: row.order.fee,
            104,
            tone=lambda _: Tone.SOFT,
            unit=lambda row: row.order.fee_coin,
        ),
        number_column(
            "Realised",
            state.realised_text,
            lambda row: row.realised,
            74,
            tone=lambda row: signed(row.realised),
            heading_tip="Gain or loss of its fills before fees; a dash when not all of them are loaded",
        ),
        Column(
            "How it ended",
            state.ending_text,
            150,
            tone=_ending_tone,
            tip=state.ending_text,
            sort=lambda row: row.order.status.value,
            sought="status",
        ),
        origin_column(
            _of_order(orders.origin_text),
            _of_order(orders.origin_tip),
            lambda row: _as_open(row).elsewhere,
            70,
            hidden=True,
        ),
        id_column("Order ID", lambda row: row.key),
    )


def _of_order(tell: Callable[[OrderRow], str]) -> Callable[[HistoryRow], str]:
    return lambda row: tell(_as_open(row))


def _as_open(row: HistoryRow) -> OrderRow:
    return OrderRow(row.order, row.instrument)


def _ending_tone(row: HistoryRow) -> Tone:
    if row.order.status in (OrderStatus.REJECTED, OrderStatus.NOT_SENT, OrderStatus.PROVEN_NEVER):
        return Tone.WARNING
    return Tone.NORMAL if row.order.filled else Tone.SOFT
