"""From candle columns to rectangles, in whole device pixels and in one numpy pass. Knows no Qt.

A candle is a body and a one-pixel wick; both are rectangles, so that each colour is one call of the painter.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from terminal_app.market.candles import Columns

Rects = NDArray[np.int32]
"""Rows of left, top, right, bottom; the last two belong to the rectangle, as with Qt's `QRect`."""

VOLUME_SHARE = 0.16
_BODY_SHARE = 0.8
_NO_VOLUME = 1e-300
_FAR = 10_000


class Frame(NamedTuple):
    """Where bars go: the plot in device pixels, the horizontal window in bars, the vertical one in prices.

    One drawn bar stands for `group` candles.
    """

    width: float
    height: float
    left: float
    spacing: float
    group: int
    low: float
    high: float
    volume_top: float

    def y_of(self, price: float) -> float:
        """The pixel of a price."""
        return (self.high - price) / (self.high - self.low) * self.height

    def price_at(self, y: float) -> float:
        """The price of a pixel."""
        return self.high - y / self.height * (self.high - self.low)


class BarShapes(NamedTuple):
    """What to paint, one array per colour."""

    up: Rects
    down: Rects
    volume_up: Rects
    volume_down: Rects


def bar_shapes(columns: Columns, first: int, stop: int, frame: Frame, shift: int = 0) -> BarShapes:
    """The shapes of the bars `first` up to and without `stop` of one pyramid level.

    `shift` is how many bars come before the first row of `columns`.
    """
    window = slice(first, stop)
    opens, closes = columns.open[window], columns.close[window]
    up = closes >= opens
    number = np.arange(first + shift, stop + shift, dtype=np.float64)
    middle = np.floor((number * frame.group + (frame.group - 1) / 2 - frame.left) * frame.spacing)
    body = _body_width(frame.spacing * frame.group)
    left = middle - body // 2

    shapes = np.empty((3, stop - first, 4), np.int32)
    bodies, wicks, volumes = shapes
    bodies[:, 0], bodies[:, 2] = left, left + (body - 1)
    _fill_vertical(bodies, np.maximum(opens, closes), np.minimum(opens, closes), frame)
    wicks[:, 0] = wicks[:, 2] = middle
    _fill_vertical(wicks, columns.high[window], columns.low[window], frame)
    room = frame.height * VOLUME_SHARE / max(frame.volume_top, _NO_VOLUME)
    volumes[:, 0::2] = bodies[:, 0::2]
    volumes[:, 1] = np.ceil(frame.height - columns.volume[window] * room)
    volumes[:, 3] = frame.height - 1
    return BarShapes(shapes[:2, up].reshape(-1, 4), shapes[:2, ~up].reshape(-1, 4), volumes[up], volumes[~up])


def bounds(shapes: BarShapes) -> tuple[int, int, int, int] | None:
    """The smallest left, top, width and height that hold all shapes, `None` when there are none."""
    every = np.concatenate(shapes)
    if not len(every):
        return None
    left, top = every[:, :2].min(axis=0).tolist()
    right, bottom = every[:, 2:].max(axis=0).tolist()
    return left, top, right - left + 1, bottom - top + 1


def _body_width(room: float) -> int:
    """An odd number of pixels, so that the wick is in the middle."""
    width = int(room * _BODY_SHARE)
    return max(1, width if width % 2 else width - 1)


def _fill_vertical(rects: Rects, top: NDArray[np.float64], bottom: NDArray[np.float64], frame: Frame) -> None:
    scale = frame.height / (frame.high - frame.low)
    edge = frame.height + _FAR  # far outside is as good as anywhere, and fits 32 bits
    y = np.clip(np.floor((frame.high - top) * scale), -_FAR, edge)
    rects[:, 1] = y
    rects[:, 3] = np.maximum(np.clip(np.floor((frame.high - bottom) * scale), -_FAR, edge) - 1, y)
