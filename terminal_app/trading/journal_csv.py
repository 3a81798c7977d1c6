"""The journal as CSV: UTC times, full precision, and nothing that a spreadsheet would run. Pure.

Numbers are plain decimals with a point. A text that begins like a formula gets an apostrophe in front, as
spreadsheets themselves do to mark a text.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal

from terminal_app.core.account import Fill
from terminal_app.core.bills import Bill
from terminal_app.core.money import plain
from terminal_app.core.records import NoteSeen
from terminal_app.trading.story import Story
from terminal_app.trading.trips import RoundTrip

Cell = str | int | Decimal | None

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")

_FILLS = (
    "time_utc product symbol side position_side price size value fee fee_coin realised_pnl liquidity"
    " exec_id order_id client_oid"
)
_TRIPS = (
    "opened_utc closed_utc holding_ms product symbol side size entry exit gross fees funding net coin"
    " fees_in_other_coins note tags key exec_ids"
)
_BILLS = "time_utc kind type product symbol coin amount fee change balance bill_id"
_STORIES = "began_utc title time_utc what end note tags client_oid"


class _Moment(int):
    """A time in Unix ms, written as UTC."""


def fills_csv(fills: Iterable[Fill]) -> str:
    """Executions, one a row, with a row of headings."""
    return _table(
        _FILLS,
        (
            (
                _Moment(fill.time_ms),
                fill.instrument.product.value,
                fill.instrument.symbol,
                fill.side.value,
                fill.position_side.value,
                fill.price,
                fill.size,
                fill.value,
                fill.fee,
                fill.fee_coin,
                fill.realised_pnl,
                fill.liquidity.value,
                fill.exec_id,
                fill.order_id,
                fill.client_oid,
            )
            for fill in fills
        ),
    )


def trips_csv(trips: Iterable[RoundTrip], notes: Mapping[str, NoteSeen]) -> str:
    """Round trips with their notes, one a row, with a row of headings."""
    return _table(
        _TRIPS,
        (
            (
                _Moment(trip.opened_ms),
                None if trip.closed_ms is None else _Moment(trip.closed_ms),
                trip.holding_ms,
                trip.instrument.product.value,
                trip.instrument.symbol,
                trip.side.value,
                trip.size,
                trip.entry,
                trip.exit,
                trip.gross,
                trip.fees,
                trip.funding,
                trip.net,
                trip.coin,
                " ".join(f"{plain(fee)} {coin}" for coin, fee in trip.fee_other.items()),
                *_note(notes.get(trip.key)),
                trip.key,
                " ".join(trip.exec_ids),
            )
            for trip in trips
        ),
    )


def bills_csv(bills: Iterable[Bill]) -> str:
    """The venue's ledger, one line a row, with a row of headings."""
    return _table(
        _BILLS,
        (
            (
                _Moment(bill.time_ms),
                bill.kind.value,
                bill.type_text,
                bill.instrument.product.value if bill.instrument else "",
                bill.instrument.symbol if bill.instrument else "",
                bill.coin,
                bill.amount,
                bill.fee,
                bill.change,
                bill.balance,
                bill.bill_id,
            )
            for bill in bills
        ),
    )


def stories_csv(stories: Iterable[Story], notes: Mapping[str, NoteSeen]) -> str:
    """Stories, one line of a story a row, with a row of headings."""
    return _table(
        _STORIES,
        (
            (
                _Moment(story.at_ms),
                story.title,
                _Moment(line.at_ms),
                line.what,
                story.end,
                *_note(notes.get(story.client_oid)),
                story.client_oid,
            )
            for story in stories
            for line in story.lines
        ),
    )


def _note(note: NoteSeen | None) -> tuple[str, str]:
    return ("", "") if note is None else (note.note, " ".join(note.tags))


def _table(headings: str, rows: Iterable[Sequence[Cell]]) -> str:
    text = io.StringIO(newline="")
    table = csv.writer(text)
    table.writerow(headings.split())
    table.writerows([_cell(cell) for cell in row] for row in rows)
    return text.getvalue()


def _cell(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case Decimal():
            return plain(cell)
        case _Moment():
            moment = datetime.fromtimestamp(cell // 1000, tz=UTC)
            return f"{moment:%Y-%m-%dT%H:%M:%S}.{cell % 1000:03}Z"
        case str():
            return f"'{cell}" if cell.startswith(_FORMULA) else cell
        case _:
            return str(cell)
