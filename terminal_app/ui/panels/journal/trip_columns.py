"""The columns of the table of round trips."""

from collections.abc import Callable

from terminal_app.core.orders import Side
from terminal_app.ui import format as text
from terminal_app.ui.bridge.columns import Align, Column, Tone, signed
from terminal_app.ui.bridge.shapes import id_column, number_column, symbol_column, time_column
from terminal_app.ui.panels.journal import trips
from terminal_app.ui.panels.journal.trips import TripRow


def trip_columns(now_ms: Callable[[], int]) -> tuple[Column[TripRow], ...]:
    """The columns, left to right; `now_ms` says what day it is."""
    return (
        symbol_column(lambda row: row.trip.instrument, 100),
        Column(
            "Side",
            trips.side_word,
            58,
            tone=lambda row: Tone.UP if row.trip.side is Side.BUY else Tone.DOWN,
            sort=lambda row: row.trip.side.value,
            copy=lambda row: "long" if row.trip.side is Side.BUY else "short",
            sought="side",
        ),
        time_column(
            "Opened",
            lambda row: text.time_today(row.trip.opened_ms, now_ms()),
            lambda row: row.trip.opened_ms,
            84,
        ),
        Column(
            "Closed",
            lambda row: trips.closed_text(row, now_ms()),
            84,
            tone=lambda row: Tone.NORMAL if row.trip.closed_ms is None else Tone.SOFT,
            tip=_closed_iso,
            sort=lambda row: row.trip.closed_ms or 0,
            copy=_closed_iso,
            sought="closed",
        ),
        Column(
            "Held",
            trips.held_text,
            70,
            Align.RIGHT,
            tone=lambda _: Tone.SOFT,
            sort=lambda row: row.trip.holding_ms or 0,
            copy=lambda row: "" if row.trip.holding_ms is None else str(row.trip.holding_ms),
            heading_tip="From the first execution to the last; copies and exports tell it in milliseconds",
        ),
        number_column(
            "Size",
            trips.size_text,
            lambda row: row.trip.size,
            64,
            heading_tip="The largest size that was held, in base coin",
        ),
        number_column(
            "Entry",
            lambda row: trips.price_text(row, row.trip.entry),
            lambda row: row.trip.entry,
            76,
            heading_tip="The average price at which it was opened",
        ),
        number_column(
            "Exit",
            lambda row: trips.price_text(row, row.trip.exit),
            lambda row: row.trip.exit,
            76,
            heading_tip="The average price at which it was closed",
        ),
        number_column(
            "Gross",
            lambda row: text.signed_money(row.trip.gross),
            lambda row: row.trip.gross,
            72,
            tone=lambda row: signed(row.trip.gross),
            heading_tip="Gain or loss before fees and funding",
        ),
        Column(
            "Fees",
            trips.fees_text,
            60,
            Align.RIGHT,
            tone=lambda _: Tone.SOFT,
            tip=trips.fees_tip,
            sort=lambda row: row.trip.fees,
            copy=lambda row: text.machine(row.trip.fees),
            heading_tip="What leaves has a minus; exports tell what was charged as a positive number",
        ),
        number_column(
            "Funding",
            lambda row: text.signed_money(row.trip.funding),
            lambda row: row.trip.funding,
            64,
            tone=lambda row: signed(row.trip.funding),
            heading_tip="Paid with a minus, received with a plus",
        ),
        Column(
            "Net",
            lambda row: text.signed_money(row.trip.net),
            76,
            Align.RIGHT,
            tone=lambda row: signed(row.trip.net),
            tip=trips.net_tip,
            sort=lambda row: row.trip.net,
            copy=lambda row: text.machine(row.trip.net),
            also=("Net coin", lambda row: row.trip.coin),
        ),
        Column(
            "Tags",
            lambda row: trips.tags_text(row.tags),
            76,
            tip=lambda row: trips.tags_text(row.tags),
            sort=lambda row: trips.tags_text(row.tags).casefold(),
            sought="tag",
        ),
        Column(
            "Note",
            lambda row: row.note,
            120,
            tone=lambda _: Tone.SOFT,
            tip=lambda row: row.note,
            sought="note",
            hidden=True,
        ),
        id_column("Trip ID", lambda row: row.trip.key),
    )


def _closed_iso(row: TripRow) -> str:
    return trips.OPEN if row.trip.closed_ms is None else text.iso_time(row.trip.closed_ms)
