"""Tests for `ui/panels/journal/trips.py` and the columns of the table."""

from decimal import Decimal

import pytest

from terminal_app.core.orders import Side
from terminal_app.core.records import NoteSeen
from terminal_app.ui import format as text
from terminal_app.ui.bridge.columns import Tone
from terminal_app.ui.bridge.filtering import keeper
from terminal_app.ui.panels.journal import trips
from terminal_app.ui.panels.journal.trip_columns import trip_columns
from terminal_app.ui.panels.journal.trips import TripRow
from terminal_app.ui.widgets.table_text import csv_text
from tests.helpers.fake_journal import journal, trip
from tests.helpers.ui_samples import ETH_SPOT, NOW_MS, RULES

COLUMNS = trip_columns(lambda: NOW_MS)


def cell(title: str, row: TripRow) -> str:
    """What a cell says."""
    return next(column for column in COLUMNS if column.title == title).text(row)


def tone(title: str, row: TripRow) -> Tone:
    """What the colour of a cell says."""
    return next(column for column in COLUMNS if column.title == title).tone(row)


def test_open_trips_come_first_then_the_closed_ones_from_the_newest_on() -> None:
    read = [trip(4, closed=False), trip(3), trip(2, closed=False), trip(1)]
    notes = {"t3": NoteSeen("t3", "Too early.", ("fomo",), NOW_MS)}
    rows = trips.rows(journal(read, notes=notes), RULES.get)
    assert [row.trip.key for row in rows] == ["t2", "t4", "t1", "t3"]
    assert (rows[3].note, rows[3].tags, rows[0].note) == ("Too early.", ("fomo",), "")
    assert trips.rows(None, RULES.get) == []


def test_a_row_says_what_the_trip_brought() -> None:
    row = TripRow(trip(1, side=Side.SELL), RULES[trip().instrument], "Too early.", ("fomo", "late"))
    titles = ("Symbol", "Side", "Held", "Size", "Entry", "Exit", "Gross", "Fees", "Funding", "Net", "Tags")
    assert [cell(title, row) for title in titles] == [
        "BTCUSDT",
        "▼ Short",
        "2 h",
        "0.250",
        f"64{text.THIN_SPACE}000.55",
        f"64{text.THIN_SPACE}050.50",
        "+12.50",
        "−1.25",
        "−0.1000",
        "+11.15",
        "fomo late",
    ]
    assert (tone("Side", row), tone("Net", row), tone("Funding", row)) == (Tone.DOWN, Tone.UP, Tone.DOWN)


def test_an_open_trip_says_so_and_is_reckoned_so_far() -> None:
    row = TripRow(trip(1, closed=False), None)
    assert (cell("Closed", row), cell("Held", row), cell("Exit", row)) == ("open", "—", "—")
    assert trips.net_tip(row).startswith("So far; the trip is still open.")


def test_fees_in_a_third_coin_are_named_and_a_rebate_comes_in() -> None:
    row = TripRow(trip(fees="-0.5", fee_other={"BGB": Decimal("0.02")}), None)
    assert trips.fees_text(row) == "+0.5000"
    assert trips.fees_tip(row) == "-0.5 USDT, and 0.02 BGB, which net leaves out"


def test_an_export_is_in_utc_and_to_the_last_decimal() -> None:
    row = TripRow(trip(1, gross="0.123456789"), None, "=1+1", ("a",))
    head, line = csv_text(COLUMNS, [row]).splitlines()
    told = dict(zip(head.split(","), line.split(","), strict=True))
    assert told["Opened"] == "2023-11-14T19:13:20.000+00:00"
    assert (told["Side"], told["Held"], told["Net"], told["Net coin"]) == (
        "long",
        "7200000",
        "-1.226543211",
        "USDT",
    )
    assert (told["Note"], told["Fees"]) == ("'=1+1", "1.25")


def test_the_filter_looks_into_notes_and_tags() -> None:
    rows = [TripRow(trip(1), None, "Waited for the retest", ("breakout",)), TripRow(trip(2, ETH_SPOT), None)]

    def kept(typed: str) -> list[str]:
        keeps = keeper(COLUMNS, typed)
        assert keeps is not None
        return [row.trip.key for row in rows if keeps(row)]

    assert kept("retest") == kept("tag:break") == kept('note:"for the"') == ["t1"]
    assert kept("symbol:eth") == ["t2"]
    assert kept("tag:retest") == []


@pytest.mark.parametrize(
    ("typed", "tags"),
    [
        ("", ()),
        ("  #late,,  entry; LATE ", ("late", "entry")),
        ("a b a", ("a", "b")),
        ("#", ()),
    ],
)
def test_tags_are_words_each_once(typed: str, tags: tuple[str, ...]) -> None:
    assert trips.parse_tags(typed) == tags
    assert trips.parse_tags(trips.tags_text(tags)) == tags


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "999 ms"),
        (59, "59 s"),
        (60, "1 min"),
        (192, "3 min 12 s"),
        (8_040, "2 h 14 min"),
        (2 * 86_400 - 1, "47 h 59 min"),
        (2 * 86_400 + 3_600, "2 d 1 h"),
    ],
)
def test_a_length_of_time_has_its_two_largest_units(seconds: int, words: str) -> None:
    assert trips.duration(seconds * 1000 + 999) == words
