"""Where moments within bars lie. Positions count bars: bar `i` reaches from `i - 0.5` to `i + 0.5`. No Qt."""

import numpy as np
from numpy.typing import NDArray

from terminal_app.market.candles import BarSeries, Column
from terminal_app.ui.panels.chart.geometry import Frame
from terminal_app.ui.panels.chart.shown import ChartView


def positions(series: BarSeries, times: NDArray[np.generic]) -> Column:
    """The positions of moments (Unix ms), within their bars by how much of the bar's time is over.

    After a hole they stay at the right edge of the bar before; beyond the ends they go on at the usual step.
    """
    opens, step = series.view().open_ms, float(series.step_ms)
    moments = times.astype(np.float64)
    if not len(opens):
        return moments * 0.0
    places = np.searchsorted(opens, moments, side="right") - 1
    inside = np.maximum(places, 0)
    following = np.minimum(inside + 1, len(opens) - 1)
    lengths = np.where(following > inside, opens[following] - opens[inside], step)
    if series.timed:
        lengths = np.where(following > inside, np.minimum(lengths, step), step)
    shares = (moments - opens[inside]) / np.maximum(lengths, 1.0)
    closed = (places >= 0) & (following > inside)
    shares = np.where(
        closed, np.minimum(shares, 1.0), np.where(places < 0, (moments - opens[0]) / step, shares)
    )
    return np.asarray(inside - 0.5 + shares)


def xs(series: BarSeries, times: NDArray[np.generic], frame: Frame) -> Column:
    """The device pixels of moments, not rounded."""
    return (positions(series, times) - frame.left) * frame.spacing


def first_bar(view: ChartView) -> int:
    """The first bar of the series in sight."""
    return view.first << view.level


def in_sight(series: BarSeries, view: ChartView) -> tuple[float, float]:
    """From when to when (Unix ms) the bars of a picture reach; without an end when the newest is in sight."""
    opens = series.view().open_ms
    first = min(first_bar(view), len(opens) - 1)
    stop = view.stop << view.level
    return float(opens[first]), float(opens[stop]) if stop < len(opens) else float("inf")


def newest_open(series: BarSeries, view: ChartView) -> float:
    """When the newest drawn bar of a picture opened."""
    opens = series.view().open_ms
    return float(opens[min(view.tail << view.level, len(opens) - 1)])


def pieces(series: BarSeries, start: float, end: float) -> Column:
    """The moments from `start` to `end` between which time runs evenly over the bars, both ends included."""
    opens = series.view().open_ms
    first = int(np.searchsorted(opens, start, side="right"))
    stop = int(np.searchsorted(opens, end, side="left"))
    if first >= stop:
        return np.array((start, end))
    before = max(first - 1, 0)
    even = series.timed and opens[stop - 1] - opens[before] == (stop - 1 - before) * series.step_ms
    return np.array((start, end)) if even else np.concatenate(((start,), opens[first:stop], (end,)))
