"""Tests for `ui/panels/watchlist/favourites.py`."""

import json

from terminal_app.ui.panels.watchlist.favourites import Favourites
from tests.helpers.ui_samples import BTC_PERP, ETH_SPOT


def test_a_star_is_put_and_taken() -> None:
    starred = Favourites()
    starred.toggle(BTC_PERP)
    starred.toggle(ETH_SPOT)
    assert list(starred) == [BTC_PERP, ETH_SPOT]
    starred.toggle(BTC_PERP)
    assert BTC_PERP not in starred
    assert len(starred) == 1


def test_stars_survive_json_and_rubbish_is_passed_over() -> None:
    starred = Favourites()
    starred.toggle(BTC_PERP)
    other = Favourites()
    other.recall([*json.loads(json.dumps(starred.saved())), "", "moon:X", 3, "spot:"])
    assert list(other) == [BTC_PERP]
    other.recall({"spot": 1})
    assert list(other) == [BTC_PERP]
