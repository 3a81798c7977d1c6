"""Tests for `ui/bridge/shapes.py`."""

from dataclasses import dataclass
from decimal import Decimal

from terminal_app.core.instrument import InstrumentId
from terminal_app.core.orders import Side
from terminal_app.ui.bridge.columns import Align, Column, Tone
from terminal_app.ui.bridge.shapes import id_column, number_column, side_column, symbol_column, time_column
from tests.helpers.ui_samples import BTC_PERP, ETH_SPOT, NOW_MS


@dataclass(frozen=True)
class Item:
    """A row."""

    which: InstrumentId = BTC_PERP
    side: Side = Side.BUY
    value: Decimal | None = Decimal("1234.50")
    at_ms: int = NOW_MS


ITEM = Item()


def test_a_symbol_names_its_product_and_leads_somewhere() -> None:
    column: Column[Item] = symbol_column(lambda item: item.which, 100)
    assert column.tag is not None
    assert (column.text(ITEM), column.tag(ITEM), column.link) == ("BTCUSDT", "perp", True)
    assert column.tag(Item(ETH_SPOT)) == "spot"
    assert column.sought == "symbol"


def test_a_side_is_a_word_with_an_arrow_and_a_colour() -> None:
    column: Column[Item] = side_column(lambda item: item.side, 60)
    sell = Item(side=Side.SELL)
    assert (column.text(ITEM), column.tone(ITEM)) == ("▲ Buy", Tone.UP)
    assert (column.text(sell), column.tone(sell)) == ("▼ Sell", Tone.DOWN)


def test_a_number_is_sorted_and_copied_exactly_and_an_unknown_one_is_below_all() -> None:
    column: Column[Item] = number_column(
        "Value", lambda _: "1.2K", lambda item: item.value, 80, unit=lambda _: "USDT"
    )
    assert column.sort is not None
    assert column.align is Align.RIGHT
    assert (column.plain(ITEM), column.plain(Item(value=None))) == ("1234.50", "")
    low, unknown = Item(value=Decimal(-5)), Item(value=None)
    assert sorted((ITEM, low, unknown), key=column.sort) == [unknown, low, ITEM]


def test_a_moment_is_copied_in_full_and_an_age_sorts_the_other_way() -> None:
    moment: Column[Item] = time_column("Time", lambda _: "now", lambda item: item.at_ms, 80)
    age: Column[Item] = time_column("Age", lambda _: "1 s", lambda item: item.at_ms, 80, falling=True)
    assert moment.plain(ITEM) == "2023-11-14T22:13:20.000+00:00"
    assert moment.sort is not None
    assert age.sort is not None
    later = Item(at_ms=NOW_MS + 1)
    assert sorted((later, ITEM), key=moment.sort) == [ITEM, later]
    assert sorted((later, ITEM), key=age.sort) == [later, ITEM]


def test_an_id_waits_in_the_column_menu() -> None:
    column: Column[Item] = id_column("Order ID", lambda _: "17")
    assert column.hidden
