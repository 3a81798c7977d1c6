"""Tests for `ui/bridge/filtering.py`."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.ui.bridge.columns import Column
from terminal_app.ui.bridge.filtering import Term, keeper, narrowed, term_for, terms


@dataclass(frozen=True)
class Item:
    """A row."""

    symbol: str
    side: str
    status: str
    note: str = "secret"


COLUMNS: tuple[Column[Item], ...] = (
    Column("Symbol", lambda item: item.symbol, 80, tag=lambda _: "perp", sought="symbol"),
    Column("Side", lambda item: item.side, 80, sought="side"),
    Column("Status", lambda item: item.status, 80, sought="status"),
    Column("Note", lambda item: item.note, 80),
)
ITEMS = (
    Item("BTCUSDT", "▲ Buy", "working"),
    Item("BTCUSDT", "▼ Sell", "partly filled"),
    Item("BUYUSDT", "▼ Sell", "working"),
)


def kept(typed: str) -> list[int]:
    """The places of the items that a filter keeps."""
    keeps = keeper(COLUMNS, typed)
    return [number for number, item in enumerate(ITEMS) if keeps is None or keeps(item)]


@pytest.mark.parametrize(
    ("typed", "places"),
    [
        ("", [0, 1, 2]),
        ("   ", [0, 1, 2]),
        ("btc", [0, 1]),
        ("BTC sell", [1]),
        ("sell btc", [1]),
        ("buy", [0, 2]),
        ("side:buy", [0]),
        ("Side:Buy", [0]),
        ("side:", [0, 1, 2]),
        ('status:"partly filled"', [1]),
        ('status:"partly', [1]),
        ("perp", [0, 1, 2]),
        ("secret", []),
        ("other:buy", []),
        ("btc zzz", []),
    ],
)
def test_every_word_has_to_be_said(typed: str, places: list[int]) -> None:
    assert kept(typed) == places


def test_a_colon_after_a_word_that_names_no_column_is_text() -> None:
    assert terms("error: 40:15", {"side"}) == (Term("error:"), Term("40:15"))


def test_the_filter_for_a_cell_keeps_the_rows_that_say_the_same() -> None:
    symbol, side, status, note = COLUMNS
    assert term_for(symbol, ITEMS[0]) == "symbol:BTCUSDT"
    assert term_for(side, ITEMS[0]) == "side:Buy"
    assert term_for(status, ITEMS[1]) == 'status:"partly filled"'
    assert term_for(note, ITEMS[0]) == ""
    assert kept(term_for(side, ITEMS[1])) == [1, 2]


@pytest.mark.parametrize(
    ("typed", "term", "left"),
    [
        ("", "side:buy", "side:buy"),
        ("btc", "side:buy", "btc side:buy"),
        ("Side:sell btc", "side:buy", "btc side:buy"),
        ('status:"partly filled" side:x', "status:working", "side:x status:working"),
        ("12:30 btc", "side:buy", "12:30 btc side:buy"),
    ],
)
def test_a_column_is_narrowed_to_one_thing_at_a_time(typed: str, term: str, left: str) -> None:
    assert narrowed(typed, term) == left


@given(st.text(max_size=30))
def test_whatever_is_typed_only_takes_rows_away(typed: str) -> None:
    assert set(kept(typed)) <= {0, 1, 2}
    assert set(kept(f"{typed} btc")) <= set(kept("btc"))
