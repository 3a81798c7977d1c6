"""Tests for `ui/panels/chart/live.py`."""

from decimal import Decimal

import numpy as np
import pytest

from terminal_app.market.candles import Bar, Columns
from terminal_app.market.last import LastPrice
from terminal_app.ui.panels.chart.live import countdown, follow, one_bar

MINUTE = 60_000
BAR = Bar(600_000.0, 100.0, 102.0, 99.0, 101.0, 5.0)


def live(price: str, time_ms: int) -> LastPrice:
    return LastPrice(Decimal(price), time_ms)


@pytest.mark.parametrize(
    ("price", "close", "high", "low"),
    [("100.5", 100.5, 102.0, 99.0), ("103", 103.0, 103.0, 99.0), ("98", 98.0, 102.0, 98.0)],
)
def test_the_close_follows_and_the_extremes_reach_as_far(
    price: str, close: float, high: float, low: float
) -> None:
    drawn = follow(BAR, MINUTE, live(price, 610_000))
    assert drawn == BAR._replace(close=close, high=high, low=low)


@pytest.mark.parametrize("time_ms", [599_999, 660_000])
def test_a_price_of_another_time_leaves_the_bar_alone(time_ms: int) -> None:
    assert follow(BAR, MINUTE, live("50", time_ms)) == BAR
    assert follow(BAR, MINUTE, None) == BAR


def test_a_bar_of_several_candles_keeps_its_open_and_volume() -> None:
    columns = Columns(*(np.array([0.0, value]) for value in (540_000.0, 97.0, 102.0, 96.0, 101.0, 9.0)))
    drawn = one_bar(columns, 1, BAR._replace(close=104.0, high=104.0))
    assert [float(column[0]) for column in drawn] == [540_000.0, 97.0, 104.0, 96.0, 104.0, 9.0]


@pytest.mark.parametrize(
    ("interval_ms", "now_ms", "text"),
    [
        (MINUTE, 600_000, "01:00"),
        (MINUTE, 619_001, "00:41"),
        (MINUTE, 659_999, "00:01"),
        (MINUTE, 660_000, ""),
        (240 * MINUTE, 600_000, "04:00:00"),
        (1440 * MINUTE * 7, 600_000 + 1440 * MINUTE, "6d 00h"),
    ],
)
def test_the_countdown(interval_ms: int, now_ms: int, text: str) -> None:
    assert countdown(BAR, interval_ms, now_ms) == text
