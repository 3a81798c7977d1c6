"""From bars to rectangles, in whole device pixels and in one numpy pass. Knows no Qt.

A candle is a body and a one-pixel wick; both are rectangles, so that each colour is one call of the painter.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from terminal_app.market.candles import Column, Columns

Rects = NDArray[np.int32]
"""Rows of left, top, right, bottom; the last two belong to the rectangle, as with Qt's `QRect`."""

_BODY_SHARE = 0.8
_LEAST_LOGGED = 1e-300
_FAR = 10_000


class Frame(NamedTuple):
    """Where bars go: a plot in device pixels, the horizontal window in bars, the vertical one in values.

    One drawn bar stands for `group` bars of the series. With `log` equal ratios are equally high.
    """

    width: float
    height: float
    left: float
    spacing: float
    group: int
    low: float
    high: float
    log: bool = False

    def x_of(self, bar: float) -> int:
        """The pixel in the middle of a drawn bar."""
        return math.floor((bar * self.group + (self.group - 1) / 2 - self.left) * self.spacing)

    def y_of(self, value: float) -> float:
        """The pixel of a value."""
        if self.log:
            top = math.log(self.high)
            down = top - math.log(max(value, _LEAST_LOGGED))
            return down / (top - math.log(self.low)) * self.height
        return (self.high - value) * (self.height / (self.high - self.low))

    def price_at(self, y: float) -> float:
        """The value of a pixel."""
        if self.log:
            return float(self.high * (self.low / self.high) ** (y / self.height))
        return self.high - y / self.height * (self.high - self.low)

    def xs_of(self, first: int, stop: int) -> Column:
        """The pixels in the middle of the drawn bars `first` up to and without `stop`."""
        number = np.arange(first, stop, dtype=np.float64)
        return np.floor((number * self.group + ((self.group - 1) / 2 - self.left)) * self.spacing)

    def ys_of(self, values: Column) -> Column:
        """The pixels of values, not rounded, and never farther away than 32 bits can tell."""
        if self.log:
            top = math.log(self.high)
            down = top - np.log(np.maximum(values, _LEAST_LOGGED))
            y = down * (self.height / (top - math.log(self.low)))
        else:
            y = (self.high - values) * (self.height / (self.high - self.low))
        # Not `clip`, which costs several times as much for a single bar.
        return np.minimum(np.maximum(y, -_FAR), self.height + _FAR)


class BarShapes(NamedTuple):
    """What to paint, one array per colour."""

    up: Rects
    down: Rects


def candle_shapes(columns: Columns, first: int, stop: int, frame: Frame, shift: int = 0) -> BarShapes:
    """The candles `first` up to and without `stop` of one pyramid level.

    `shift` is how many bars come before the first row of `columns`.
    """
    window = slice(first, stop)
    opens, closes = columns.open[window], columns.close[window]
    up = closes >= opens
    middle = frame.xs_of(first + shift, stop + shift)
    body = body_width(frame)
    left = middle - body // 2
    shapes = np.empty((2, stop - first, 4), np.int32)
    bodies, wicks = shapes
    fill_vertical(bodies, np.maximum(opens, closes), np.minimum(opens, closes), frame)
    wicks[:, 0] = wicks[:, 2] = middle
    fill_vertical(wicks, columns.high[window], columns.low[window], frame)
    if body == 1:
        # The body lies on the wick, and may reach a pixel below it.
        wicks[:, 3] = np.maximum(wicks[:, 3], bodies[:, 3])
        return BarShapes(wicks[up], wicks[~up])
    bodies[:, 0], bodies[:, 2] = left, left + (body - 1)
    return BarShapes(shapes[:, up].reshape(-1, 4), shapes[:, ~up].reshape(-1, 4))


def volume_shapes(columns: Columns, first: int, stop: int, frame: Frame, shift: int = 0) -> BarShapes:
    """The volumes of the same bars, standing on the lower edge; the colour is that of the candle."""
    window = slice(first, stop)
    up = columns.close[window] >= columns.open[window]
    body = body_width(frame)
    rects = np.empty((stop - first, 4), np.int32)
    left = frame.xs_of(first + shift, stop + shift) - body // 2
    rects[:, 0], rects[:, 2] = left, left + (body - 1)
    rects[:, 1] = np.ceil(frame.ys_of(columns.volume[window]))
    rects[:, 3] = frame.height - 1
    return BarShapes(rects[up], rects[~up])


def body_width(frame: Frame) -> int:
    """How wide a bar is: an odd number of pixels, so that the wick is in the middle."""
    width = int(frame.spacing * frame.group * _BODY_SHARE)
    return max(1, width if width % 2 else width - 1)


def fill_vertical(rects: Rects, top: Column, bottom: Column, frame: Frame) -> None:
    """Let rectangles reach from one value down to another, at least a pixel high."""
    y = np.floor(frame.ys_of(top))
    rects[:, 1] = y
    rects[:, 3] = np.maximum(np.floor(frame.ys_of(bottom)) - 1, y)
