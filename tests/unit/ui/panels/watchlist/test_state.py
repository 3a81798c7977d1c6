"""Tests for `ui/panels/watchlist/state.py`."""

from decimal import Decimal

import pytest

from terminal_app.core.instrument import Instrument, InstrumentId, ProductType
from terminal_app.core.market import Ticker
from terminal_app.ui.panels.watchlist import state
from terminal_app.ui.panels.watchlist.state import Order, WatchRow
from tests.helpers.ui_samples import BTC_PERP, ETH_SPOT, RULES, instrument, ticker

BTC_SPOT = InstrumentId(ProductType.SPOT, "BTCUSDT")
NEW = InstrumentId(ProductType.SPOT, "NEWUSDT")


def row(which: InstrumentId, known: Ticker | None) -> WatchRow:
    """One row."""
    return WatchRow(instrument(which), known)


ROWS = [
    row(NEW, None),
    row(ETH_SPOT, ticker(ETH_SPOT, "3400", change="0.05", turnover="10")),
    row(BTC_PERP, ticker(BTC_PERP, "64000", change="-0.02", turnover="30")),
    row(BTC_SPOT, ticker(BTC_SPOT, "64000", change=None, turnover="20")),
]


@pytest.mark.parametrize(
    ("order", "reverse", "expected"),
    [
        (Order.VOLUME, False, [BTC_PERP, BTC_SPOT, ETH_SPOT, NEW]),
        (Order.VOLUME, True, [ETH_SPOT, BTC_SPOT, BTC_PERP, NEW]),
        (Order.CHANGE, False, [ETH_SPOT, BTC_PERP, BTC_SPOT, NEW]),
        (Order.CHANGE, True, [BTC_PERP, ETH_SPOT, BTC_SPOT, NEW]),
        (Order.NAME, False, [BTC_PERP, BTC_SPOT, ETH_SPOT, NEW]),
        (Order.NAME, True, [NEW, ETH_SPOT, BTC_SPOT, BTC_PERP]),
    ],
)
def test_the_order_and_the_unknown_at_the_end(
    order: Order, reverse: bool, expected: list[InstrumentId]
) -> None:
    assert [shown.id for shown in state.ordered(ROWS, order, reverse=reverse)] == expected


def test_words_search_and_a_product_word_picks_the_product() -> None:
    asked: list[tuple[str, int]] = []
    everything = list(RULES.values())

    def search(letters: str, limit: int) -> list[Instrument]:
        asked.append((letters, limit))
        return everything

    assert state.found("Eth Spot", everything, search) == [RULES[ETH_SPOT]]
    assert state.found("perp", everything, search) == [RULES[BTC_PERP]]
    assert state.found("btc usdt", everything, search) == everything
    assert [letters for letters, _ in asked] == ["eth", "btcusdt"]


def test_the_words_of_a_row() -> None:
    shown = ROWS[2]
    assert state.last_text(shown) == "64\u2009000.0"
    assert state.change_text(shown) == "▼ \u22122.00%"
    assert state.below_text(shown) == "30.00"
    assert state.product_text(shown) == "perp"
    assert state.volume_text(shown) == "30.00 USDT"
    assert state.change(shown) == Decimal("-0.02")
    unknown = ROWS[0]
    assert (state.last_text(unknown), state.change_text(unknown)) == ("—", "—")
    assert (state.below_text(unknown), state.volume_text(unknown)) == ("—", "—")
