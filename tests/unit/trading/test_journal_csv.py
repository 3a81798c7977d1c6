"""CSV that loses no digit and that no spreadsheet runs."""

import csv
import io
from dataclasses import replace
from decimal import Decimal

import pytest

from terminal_app.core.bills import Bill, BillKind
from terminal_app.core.records import NoteSeen
from terminal_app.trading.journal_csv import bills_csv, fills_csv, stories_csv, trips_csv
from terminal_app.trading.story import Story, StoryLine
from terminal_app.trading.trips import round_trips
from tests.helpers.examples import PERP_ID, fill

D = Decimal
AT_MS = 1_795_911_159_007


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_executions_keep_every_digit_and_are_in_utc() -> None:
    one = replace(fill(), time_ms=AT_MS, price=D("0.00000001"), fee=D("1E-12"), realised_pnl=D("-1.50"))
    (row,) = rows(fills_csv([one]))
    assert row["time_utc"] == "2026-11-29T00:12:39.007Z"
    assert (row["price"], row["fee"], row["realised_pnl"]) == ("0.00000001", "0.000000000001", "-1.50")
    assert (row["symbol"], row["product"], row["side"]) == ("BTCUSDT", "usdt-futures", "buy")
    assert rows(fills_csv([replace(one, realised_pnl=None)]))[0]["realised_pnl"] == ""


def test_nothing_is_only_headings() -> None:
    assert fills_csv([]).startswith("time_utc,product,")
    assert [len(text.splitlines()) for text in (fills_csv([]), bills_csv([]), trips_csv([], {}))] == [1] * 3


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_a_text_that_looks_like_a_formula_is_marked_as_a_text(start: str) -> None:
    evil = f"{start}HYPERLINK(1)"
    story = Story("tb-1", AT_MS, evil, (StoryLine(AT_MS, evil),), evil)
    (row,) = rows(stories_csv([story], {"tb-1": NoteSeen("tb-1", evil, (evil,), 1)}))
    texts = [row["title"], row["what"], row["end"], row["note"], row["tags"]]
    assert texts == [f"'{evil}"] * 5


def test_commas_quotes_and_lines_survive() -> None:
    note = NoteSeen("k", 'so, "what"\nnow', ("fomo", "late"), 1)
    story = Story("k", AT_MS, "Buy", (StoryLine(AT_MS, "One."), StoryLine(AT_MS + 1, "Two.")), "Filled.")
    found = rows(stories_csv([story], {"k": note}))
    assert [row["what"] for row in found] == ["One.", "Two."]
    assert {(row["note"], row["tags"]) for row in found} == {('so, "what"\nnow', "fomo late")}


def test_trips_with_their_notes() -> None:
    opened = replace(fill(), time_ms=AT_MS, fee=D("0.5"), fee_coin="BGB")
    (trip,) = round_trips([opened])
    (row,) = rows(trips_csv([trip], {trip.key: NoteSeen(trip.key, "Too early.", (), 1)}))
    assert (row["closed_utc"], row["exit"], row["holding_ms"]) == ("", "", "")
    assert (row["note"], row["fees_in_other_coins"], row["key"]) == ("Too early.", "0.5 BGB", trip.key)


def test_bills() -> None:
    paid = Bill("7", AT_MS, "USDT", BillKind.FUNDING, PERP_ID, D("-0.31399125"), D(0), D("59981.71"), "OUT")
    moved = replace(paid, instrument=None, balance=None)
    first, second = rows(bills_csv([paid, moved]))
    assert (first["amount"], first["change"], first["balance"]) == ("-0.31399125", "-0.31399125", "59981.71")
    assert (second["symbol"], second["balance"]) == ("", "")
