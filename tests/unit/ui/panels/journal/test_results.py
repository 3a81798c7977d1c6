"""Tests for `ui/panels/journal/results.py` and the columns of the table."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest

from terminal_app.trading.results import results as reckon
from terminal_app.ui import format as text
from terminal_app.ui.panels.journal import results
from terminal_app.ui.panels.journal.result_columns import result_columns
from terminal_app.ui.panels.journal.results import Grouping
from terminal_app.ui.widgets.table_text import csv_text
from tests.helpers.fake_journal import trip
from tests.helpers.ui_samples import ETH_SPOT

WON, LOST, OTHER_DAY = trip(1), trip(2, ETH_SPOT, gross="-30"), trip(30)
EVERY = (OTHER_DAY, LOST, WON)


@pytest.fixture(autouse=True)
def in_utc() -> Iterator[None]:
    """Days are those of UTC."""
    before = text.style()
    text.use(text.Style(utc=True))
    yield
    text.use(before)


def test_there_is_a_line_for_each_day_week_or_symbol() -> None:
    days = results.rows(EVERY, Grouping.DAY, "USDT")
    assert [(row.name, row.results.trips, row.results.net) for row in days] == [
        ("2023-11-14", 2, Decimal("-20.2")),
        ("2023-11-13", 1, Decimal("11.15")),
    ]
    assert [row.name for row in results.rows(EVERY, Grouping.WEEK, "USDT")] == ["2023-11-13"]
    symbols = results.rows(EVERY, Grouping.SYMBOL, "USDT")
    assert [(row.name, row.results.trips) for row in symbols] == [("BTCUSDT perp", 2), ("ETHUSDT", 1)]


def test_the_figures_of_the_whole_time() -> None:
    told = {tile.name: (tile.value, tile.state) for tile in results.tiles(reckon(EVERY))}
    assert told == {
        "Net": ("−9.05 USDT", "down"),
        "Round trips": ("3", ""),
        "Win rate": ("66.67%", ""),
        "Expectancy": ("−3.02", "down"),
        "Average win": ("+11.15", "up"),
        "Average loss": ("−31.35", "down"),
        "Held on average": ("2 h", ""),
        "Largest loss": ("−31.35", "down"),
        "Drawdown": ("−31.35", "down"),
    }


def test_without_trips_nothing_is_made_up() -> None:
    told = {tile.name: tile.value for tile in results.tiles(reckon(()))}
    assert told.pop("Net") == "0.00 USDT"
    assert told.pop("Round trips") == "0"
    assert set(told.values()) == {"—"}


def test_trips_and_fees_in_other_coins_are_said_to_be_left_out() -> None:
    usdc = replace(trip(4), coin="USDC")
    with_bgb = trip(5, fee_other={"BGB": Decimal("0.02")})
    assert results.coins_of([usdc, WON, with_bgb, trip(9, coin="EUR", closed=False)]) == ["USDT", "USDC"]
    assert results.coins_of([trip(closed=False, coin="EUR")]) == ["USDT"]
    assert results.left_out(reckon([WON])) == ""
    assert results.left_out(reckon([usdc, WON, with_bgb])) == (
        "1 round trip in another coin than USDT is not counted. Fees of 0.02 BGB are not counted."
    )


def test_an_export_has_every_decimal() -> None:
    row = results.rows([trip(1, gross="1.23456789")], Grouping.DAY, "USDT")
    head, line = csv_text(result_columns(), row).splitlines()
    told = dict(zip(head.split(","), line.split(","), strict=True))
    assert (told["What"], told["Net"], told["Net coin"], told["Held"]) == (
        "2023-11-14",
        "-0.11543211",
        "USDT",
        "7200000",
    )
    assert told["Largest loss"] == "-0.11543211"
