"""Tests for `ui/registry.py`."""

import pytest

from terminal_app.core.ports import Feed
from terminal_app.ui.layout import USUAL
from terminal_app.ui.registry import ALL_DOCKS, DOCKS, PANELS, SPARE_DOCKS, spec_of


def test_every_name_and_title_is_there_once_and_the_usual_layout_has_the_first_of_each_kind() -> None:
    assert len(set(PANELS)) == len(PANELS) == len({spec.title for spec in ALL_DOCKS})
    assert {spec.id for spec in DOCKS} == set(USUAL)
    assert not any(spec.spare for spec in DOCKS)


def test_there_can_be_four_charts() -> None:
    charts = [spec for spec in SPARE_DOCKS if spec.family.id == "chart"]
    assert [(spec.id, spec.title) for spec in charts] == [
        ("chart-2", "Chart 2"),
        ("chart-3", "Chart 3"),
        ("chart-4", "Chart 4"),
    ]
    assert spec_of("chart-3").family is spec_of("chart").family
    with pytest.raises(KeyError):
        spec_of("chart-5")


def test_what_shows_one_instrument_says_which_streams_that_takes() -> None:
    assert spec_of("book").family.shows_one
    assert Feed.BOOK in spec_of("book-2").family.feeds
    assert not spec_of("positions").family.shows_one
    assert not spec_of("log").family.linked
