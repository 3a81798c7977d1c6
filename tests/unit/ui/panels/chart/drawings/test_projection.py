"""Anchors and pixels: the same moment and price at every interval, scale and zoom, there and back."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.market import Candle, Interval
from terminal_app.market.candles import CandleSeries
from terminal_app.ui.panels.chart.drawings.projection import Ground, positions_of, time_of, ys_of
from terminal_app.ui.panels.chart.drawings.values import Anchor
from terminal_app.ui.panels.chart.geometry import Frame
from tests.helpers.market import random_candles

MINUTE = 60_000
TICK = Decimal("0.1")
FRAME = Frame(800.0, 400.0, 200.0, 8.0, 1, 64_000.0, 64_200.0)


def series(interval: Interval = Interval.M1, count: int = 300, gap_after: int | None = None) -> CandleSeries:
    made = CandleSeries(interval)
    candles = random_candles(count)
    step = made.step_ms
    start = candles[0].open_ms // (step * 60) * step * 60
    made.merge(
        [
            Candle(
                start + number * step + (50 * step if gap_after is not None and number > gap_after else 0),
                one.open,
                one.high,
                one.low,
                one.close,
                one.volume,
                one.turnover,
            )
            for number, one in enumerate(candles)
        ]
    )
    return made


def test_a_bar_stands_at_the_moment_it_opened() -> None:
    bars = series()
    opened = bars.view().open_ms
    assert positions_of(bars, opened).tolist() == list(range(300))


def test_moments_between_bars_lie_between_them_and_beyond_the_ends_time_goes_on() -> None:
    bars = series()
    first, last = bars.bar(0).open_ms, bars.bar(299).open_ms
    times = np.array([first + 90_000, last + 30_000, last + 10 * MINUTE, first - 5 * MINUTE])
    assert positions_of(bars, times).tolist() == [1.5, 299.5, 309, -5]


def test_a_moment_of_a_minute_lies_within_its_hour() -> None:
    hours = series(Interval.H1)
    at = hours.bar(7).open_ms + 45 * MINUTE
    assert positions_of(hours, np.array([at])).tolist() == [7.75]


def test_a_hole_is_crossed_in_one_bar() -> None:
    bars = series(gap_after=9)
    before, after = bars.bar(9).open_ms, bars.bar(10).open_ms
    assert after - before == 51 * MINUTE
    assert positions_of(bars, np.array([(before + after) / 2])).tolist() == [9.5]


@given(st.floats(-500, 900), st.booleans())
def test_a_position_comes_back_from_its_moment(position: float, hole: bool) -> None:
    bars = series(gap_after=20 if hole else None)
    back = positions_of(bars, np.array([time_of(bars, position)]))[0]
    assert back == pytest.approx(position, abs=1e-6)


def test_without_bars_everything_is_at_the_beginning() -> None:
    empty = CandleSeries(Interval.M1)
    assert positions_of(empty, np.array([5.0])).tolist() == [0]
    assert time_of(empty, 4.0) == 0


@pytest.mark.parametrize("log", [False, True])
def test_an_anchor_comes_back_from_its_pixel(log: bool) -> None:
    bars = series()
    ground = Ground(FRAME._replace(log=log), bars, TICK)
    anchor = Anchor(bars.bar(250).open_ms, Decimal("64100.3"))
    assert ground.anchor(*ground.pixel(anchor)) == anchor


def test_far_prices_are_not_pulled_near() -> None:
    far = ys_of(np.array([1e9]), FRAME)[0]
    assert far == pytest.approx((64_200 - 1e9) * 2)


def test_no_price_is_below_a_tick() -> None:
    low = Ground(FRAME._replace(low=-100.0, high=100.0), series(), TICK)
    assert low.anchor(10, 390).price == TICK


@pytest.mark.parametrize("log", [False, True])
def test_what_is_moved_keeps_its_part_of_a_bar_and_follows_the_pixels(log: bool) -> None:
    hours = series(Interval.H1)
    ground = Ground(FRAME._replace(log=log), hours, TICK)
    anchor = Anchor(hours.bar(220).open_ms + 15 * MINUTE, Decimal(64_100))
    moved = ground.moved(anchor, 3, 40)
    assert moved.time_ms == hours.bar(223).open_ms + 15 * MINUTE
    assert ground.pixel(moved)[1] == pytest.approx(ground.pixel(anchor)[1] + 40, abs=0.2)
    assert ground.moved(anchor, 0, 0) == anchor
