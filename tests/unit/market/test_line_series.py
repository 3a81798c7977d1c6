"""A column of numbers grows at its end without touching history, and knows every zoom."""

import numpy as np

from terminal_app.market.line_series import LineSeries
from terminal_app.market.pyramid import Pyramid


def test_numbers_are_put_and_read() -> None:
    series = LineSeries()
    series.put(0, np.array([np.nan, 1.0, 3.0]))
    series.put(2, np.array([4.0, 2.0]))
    assert series.view().close.tolist()[1:] == [1.0, 4.0, 2.0]
    assert np.isnan(series.view().close[0])


def test_only_a_change_before_the_last_number_is_history() -> None:
    series = LineSeries()
    series.put(0, np.array([np.nan, 1.0, 3.0]))
    history = series.history_version
    series.put(0, np.array([np.nan, 1.0, 5.0, 6.0]))
    series.put(2, np.array([5.0, 7.0]))
    assert series.history_version == history
    series.put(2, np.array([9.0, 7.0]))
    assert series.history_version == history + 1
    series.put(0, np.array([1.0]))
    assert (series.history_version, series.length) == (history + 2, 1)


def test_a_level_has_the_lowest_the_highest_and_the_last() -> None:
    series = LineSeries()
    series.put(0, np.array([1.0, 5.0, 2.0, 4.0, 3.0]))
    level = Pyramid(series).level(1)
    assert (level.low.tolist(), level.high.tolist(), level.close.tolist()) == (
        [1, 2, 3],
        [5, 4, 3],
        [5, 4, 3],
    )
