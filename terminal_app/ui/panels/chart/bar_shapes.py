"""The other ways to draw bars: hollow candles, open-high-low-close bars, and the ground under a line.

Like `geometry`, whole device pixels in one numpy pass, and no Qt.
"""

import numpy as np
from numpy.typing import NDArray

from terminal_app.market.candles import Column, Columns
from terminal_app.ui.panels.chart.geometry import BarShapes, Frame, Rects, body_width, fill_vertical

_LEAST_HOLLOW_PX = 3


def hollow_shapes(
    columns: Columns, first: int, stop: int, frame: Frame, before: Column, shift: int = 0
) -> BarShapes:
    """Candles that are hollow when they close above their open; the colour compares with the close before.

    `before` are the closes of the bars before each, `shift` how many bars come before the first row.
    """
    window = slice(first, stop)
    opens, closes = columns.open[window], columns.close[window]
    top, bottom = np.maximum(opens, closes), np.minimum(opens, closes)
    middle, body = frame.xs_of(first + shift, stop + shift), body_width(frame)
    left = middle - body // 2
    right = left + (body - 1)
    bodies = np.empty((stop - first, 4), np.int32)
    bodies[:, 0], bodies[:, 2] = left, right
    fill_vertical(bodies, top, bottom, frame)
    shapes = np.zeros((6, stop - first, 4), np.int32)
    shapes[:4] = bodies
    upper, lower, left_edge, right_edge, wick_above, wick_below = shapes
    hollow = (closes >= opens) & (body >= _LEAST_HOLLOW_PX)
    lower[hollow, 1] = bodies[hollow, 3]
    upper[hollow, 3] = bodies[hollow, 1]
    left_edge[hollow, 2], right_edge[hollow, 0] = left[hollow], right[hollow]
    for wick in (wick_above, wick_below):
        wick[:, 0] = wick[:, 2] = middle
    fill_vertical(wick_above, columns.high[window], top, frame)
    fill_vertical(wick_below, bottom, columns.low[window], frame)
    # A filled body is one rectangle, a hollow one its four edges; wicks only where there are some.
    wanted = np.ones((6, stop - first), dtype=bool)
    wanted[1:4] = hollow
    wanted[4], wanted[5] = columns.high[window] > top, columns.low[window] < bottom
    return _coloured(shapes, wanted, closes >= before)


def ohlc_shapes(columns: Columns, first: int, stop: int, frame: Frame, shift: int = 0) -> BarShapes:
    """A stem from high to low, the open a notch to its left and the close one to its right."""
    window = slice(first, stop)
    opens, closes = columns.open[window], columns.close[window]
    middle, body = frame.xs_of(first + shift, stop + shift), body_width(frame)
    thick = max(0, body // 7)
    shapes = np.empty((3, stop - first, 4), np.int32)
    stems, left, right = shapes
    stems[:, 0], stems[:, 2] = middle - thick // 2, middle + (thick + 1) // 2
    fill_vertical(stems, columns.high[window], columns.low[window], frame)
    left[:, 0], left[:, 2] = middle - body // 2, middle
    right[:, 0], right[:, 2] = middle, middle + body // 2
    for notch, values in ((left, opens), (right, closes)):
        notch[:, 1] = np.floor(frame.ys_of(values))
        notch[:, 3] = notch[:, 1] + thick
    return _coloured(shapes, np.ones((3, stop - first), dtype=bool), closes >= opens)


def ground_shapes(xs: Column, ys: Column, frame: Frame) -> Rects:
    """What lies under a line through points, one rectangle for each column of pixels."""
    if len(xs) < 2:
        return np.empty((0, 4), np.int32)
    first, last = max(float(xs[0]), 0.0), min(float(xs[-1]), frame.width)
    columns = np.arange(first, last)
    rects = np.empty((len(columns), 4), np.int32)
    rects[:, 0] = rects[:, 2] = columns
    rects[:, 1] = np.interp(columns, xs, ys)
    rects[:, 3] = frame.height - 1
    return rects


def _coloured(shapes: NDArray[np.int32], wanted: NDArray[np.bool_], up: NDArray[np.bool_]) -> BarShapes:
    return BarShapes(shapes[wanted & up], shapes[wanted & ~up])
