"""A moment lies in its bar, by how much of the bar is over."""

import numpy as np
import pytest

from terminal_app.core.market import Interval
from terminal_app.market.candles import BarSeries, CandleSeries
from terminal_app.ui.panels.chart.flow.moments import pieces, positions
from tests.helpers.market import START_MS, candle

MINUTE = Interval.M1.ms


def series(*minutes: int) -> CandleSeries:
    made = CandleSeries(Interval.M1)
    made.merge([candle(START_MS + minute * MINUTE) for minute in minutes])
    return made


def place(bars: BarSeries, minute: float) -> float:
    return float(positions(bars, np.array([START_MS + minute * MINUTE]))[0])


@pytest.mark.parametrize(
    ("minute", "position"),
    [(0, -0.5), (0.5, 0), (1, 0.5), (2.25, 1.75), (3.999, 3.499), (6, 5.5), (-1, -1.5)],
)
def test_time_runs_evenly_within_and_beyond(minute: float, position: float) -> None:
    assert place(series(0, 1, 2, 3), minute) == pytest.approx(position)


def test_in_a_hole_a_moment_stays_at_its_edge() -> None:
    bars = series(0, 1, 5)
    assert place(bars, 1.5) == pytest.approx(1)
    assert place(bars, 3) == pytest.approx(1.5)
    assert place(bars, 5) == pytest.approx(1.5)


def test_without_bars_there_is_no_place() -> None:
    assert place(CandleSeries(Interval.M1), 3) == 0


def moments(bars: BarSeries, start: float, end: float) -> list[float]:
    found = pieces(bars, START_MS + start * MINUTE, START_MS + end * MINUTE)
    return [(one - START_MS) / MINUTE for one in found.tolist()]


def test_even_bars_are_one_piece_and_others_are_cut() -> None:
    assert moments(series(0, 1, 2, 3), 0.5, 3.5) == [0.5, 3.5]
    assert moments(series(0, 1, 5, 6), 0.5, 6.5) == [0.5, 1, 5, 6, 6.5]
    assert moments(series(0, 1, 5, 6), 5.25, 5.75) == [5.25, 5.75]
    assert moments(series(0, 1), -3, -1) == [-3, -1]
