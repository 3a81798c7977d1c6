"""Tests for `ui/links.py`."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.ui.links import (
    COLOURS,
    UNLINKED,
    USUAL_COLOUR,
    Links,
    colours_from,
    instrument_from,
    instruments_from,
    saved_instrument,
)

BTC = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")
ETH = InstrumentId(ProductType.SPOT, "ETHUSDT")
SOL = InstrumentId(ProductType.SPOT, "SOLUSDT")
PANELS = ("watchlist", "chart", "chart-2", "book", "ticket")


@pytest.fixture
def links() -> Links:
    return Links(PANELS)


def shown(links: Links) -> list[InstrumentId | None]:
    """What every panel shows."""
    return [links.instrument(panel) for panel in PANELS]


def test_everything_is_linked_at_first(links: Links) -> None:
    assert {links.colour(panel) for panel in PANELS} == {USUAL_COLOUR}
    assert shown(links) == [None] * 5
    links.choose("watchlist", BTC)
    assert shown(links) == [BTC] * 5


def test_a_choice_reaches_its_own_colour_only(links: Links) -> None:
    links.choose("chart", BTC)
    links.link("chart-2", 2)
    links.link("book", 2)
    links.choose("book", ETH)
    assert shown(links) == [BTC, BTC, ETH, ETH, BTC]


def test_a_colour_nobody_wore_takes_what_the_panel_shows_and_another_gives_what_it_shows(
    links: Links,
) -> None:
    links.choose("chart", BTC)
    links.link("chart-2", 3)
    assert links.of_colour(3) == BTC
    links.choose("chart", ETH)
    assert links.instrument("chart-2") == BTC
    links.link("ticket", 3)
    assert links.instrument("ticket") == BTC


def test_an_unlinked_panel_never_changes_by_itself(links: Links) -> None:
    links.choose("chart", BTC)
    links.link("ticket", UNLINKED)
    links.choose("chart", ETH)
    assert links.instrument("ticket") == BTC
    links.choose("ticket", SOL)
    assert shown(links) == [ETH, ETH, ETH, ETH, SOL]
    links.link("ticket", USUAL_COLOUR)
    assert links.instrument("ticket") == ETH


def test_strangers_and_colours_there_are_not_change_nothing(links: Links) -> None:
    links.link("nobody", 2)
    links.link("chart", 9)
    links.link("chart", -1)
    assert links.colours() == {}


def test_another_workspace_changes_colours_and_keeps_what_they_show(links: Links) -> None:
    links.choose("chart", BTC)
    links.choose_colour(2, ETH)
    links.wear({"chart-2": 2, "book": UNLINKED, "nobody": 4}, {"book": SOL})
    assert shown(links) == [BTC, BTC, ETH, SOL, BTC]
    assert links.colours() == {"book": UNLINKED, "chart-2": 2}
    assert links.own() == {"book": SOL}
    assert links.shown() == {1: BTC, 2: ETH}
    links.wear({"ticket": UNLINKED})
    assert links.instrument("ticket") == BTC
    assert links.own() == {"ticket": BTC}


@given(
    st.lists(
        st.tuples(
            st.sampled_from(PANELS), st.sampled_from([UNLINKED, *COLOURS]), st.sampled_from([BTC, ETH, SOL])
        )
    )
)
def test_panels_of_one_colour_always_agree_and_strangers_stay(
    steps: list[tuple[str, int, InstrumentId]],
) -> None:
    links = Links(PANELS)
    for panel, colour, instrument in steps:
        links.link(panel, colour)
        before = {other: links.instrument(other) for other in PANELS}
        links.choose(panel, instrument)
        for other in PANELS:
            same = other == panel or links.colour(other) == colour != UNLINKED
            assert links.instrument(other) == (instrument if same else before[other])


def test_what_is_saved_is_read_back() -> None:
    saved = json.loads(json.dumps(saved_instrument(BTC)))
    assert instrument_from(saved) == BTC
    assert instruments_from({"chart": saved, "book": 3}) == {"chart": BTC}
    assert colours_from({"chart": 3, "book": 0, "tape": 9, "log": True, "ticket": "1"}) == {
        "chart": 3,
        "book": 0,
    }


@pytest.mark.parametrize("saved", [None, 3, [], "chart", ["chart"]])
def test_nonsense_is_nothing(saved: object) -> None:
    assert colours_from(saved) == {}
    assert instruments_from(saved) == {}
    assert instrument_from(saved) is None
