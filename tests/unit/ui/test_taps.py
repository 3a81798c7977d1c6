"""Tests for `ui/taps.py`."""

from terminal_app.core.market import Interval
from terminal_app.core.ports import Channel, Feed
from terminal_app.market.history import CandleLoad
from terminal_app.ui.taps import Tap
from tests.helpers.ui_parts import PartsDesk
from tests.helpers.ui_samples import BTC_PERP, ETH_SPOT

BTC_CANDLES = Channel(Feed.CANDLES, BTC_PERP, Interval.M1)
ETH_CANDLES = Channel(Feed.CANDLES, ETH_SPOT, Interval.M1)


def test_what_is_wanted_while_the_tap_is_shut_is_wanted_once_it_is_open() -> None:
    feed = PartsDesk().feed
    tap = Tap(feed)
    tap.watch("chart", [BTC_CANDLES])
    assert feed.wanted() == set()
    tap.turn(on=True)
    assert feed.wanted() == {BTC_CANDLES}
    tap.watch("chart", [ETH_CANDLES])
    assert feed.wanted() == {ETH_CANDLES}
    tap.turn(on=False)
    assert feed.wanted() == set()
    tap.turn(on=True)
    assert feed.wanted() == {ETH_CANDLES}


def test_questions_pass() -> None:
    tap = Tap(PartsDesk().feed)
    tap.request_older(BTC_PERP, Interval.M1)
    assert tap.candle_load(BTC_PERP, Interval.M1) == CandleLoad()
