"""Tests for `ui/widgets/table_text.py`."""

import csv
import io

from terminal_app.ui.bridge.rows import Column
from terminal_app.ui.widgets.table_text import csv_text, tab_text

COLUMNS: tuple[Column[str], ...] = (
    Column("Word, or two", lambda word: word, 10),
    Column("Length", lambda word: f"{len(word)} letters", 10, copy=lambda word: str(-len(word))),
    Column("", lambda _: "×", 10, action=True),
)


def test_rows_become_tabs_with_machine_numbers_and_without_buttons() -> None:
    assert tab_text(COLUMNS, ["ab", "c"]) == "ab\t-2\nc\t-1"


def test_rows_become_csv_under_their_titles() -> None:
    rows = list(csv.reader(io.StringIO(csv_text(COLUMNS, ['a "b", c']))))
    assert rows == [["Word, or two", "Length"], ['a "b", c', "-8"]]


def test_a_text_that_looks_like_a_formula_is_made_harmless() -> None:
    rows = list(csv.reader(io.StringIO(csv_text(COLUMNS, ["=1+1", "-5", "@x"]))))
    assert [row[0] for row in rows[1:]] == ["'=1+1", "-5", "'@x"]


def test_the_coin_of_a_number_has_a_field_of_its_own() -> None:
    fee: Column[str] = Column(
        "Fee", lambda word: f"{word} USDT", 10, copy=lambda word: word, also=("Fee coin", lambda _: "USDT")
    )
    columns = (fee, COLUMNS[0])
    assert tab_text(columns, ["1.5"]) == "1.5\tUSDT\t1.5"
    assert csv_text(columns, ["1.5"]).splitlines() == ['Fee,Fee coin,"Word, or two"', "1.5,USDT,1.5"]
