"""Between anchors and pixels, for one point or for many at once. Knows no Qt.

A bar is centred on the moment it opened, and moments between two bars lie between them: a line through two
moments is the same line at every interval. Beyond the ends time goes on at the interval.
"""

import math
from decimal import Decimal
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from terminal_app.market.candles import BarSeries
from terminal_app.ui.panels.chart.drawings.values import Anchor
from terminal_app.ui.panels.chart.geometry import Frame
from terminal_app.ui.panels.chart.scale import nearest_tick

Array = NDArray[np.float64]

_LEAST_LOGGED = 1e-300


def positions_of(series: BarSeries, times: Array) -> Array:
    """The bar positions of moments (Unix ms)."""
    length, step = series.length, float(series.step_ms)
    if not length:
        return np.zeros(times.shape)
    open_ms = series.view().open_ms
    before = np.clip(open_ms.searchsorted(times, side="right") - 1, 0, length - 1)
    after = np.minimum(before + 1, length - 1)
    wide = open_ms[after] - open_ms[before]
    inside = (times >= open_ms[0]) & (times < open_ms[-1])
    # Before the first bar, from the last one on, and between bars of one moment the interval is all there is.
    per_bar = np.where(inside & (wide > 0), wide, step)
    return np.asarray(before + (times - open_ms[before]) / per_bar)


def time_of(series: BarSeries, position: float) -> float:
    """The moment of a bar position: the other way round."""
    length, step = series.length, float(series.step_ms)
    if not length:
        return 0.0
    open_ms = series.view().open_ms
    if position < 0:
        return float(open_ms[0]) + position * step
    if position >= length - 1:
        return float(open_ms[-1]) + (position - (length - 1)) * step
    before = math.floor(position)
    wide = float(open_ms[before + 1] - open_ms[before])
    return float(open_ms[before]) + (position - before) * wide


def ys_of(prices: Array, frame: Frame) -> Array:
    """The pixels of prices, however far outside they are."""
    if frame.log:
        top = math.log(frame.high)
        down = top - np.log(np.maximum(prices, _LEAST_LOGGED))
        return np.asarray(down * (frame.height / (top - math.log(frame.low))))
    return (frame.high - prices) * (frame.height / (frame.high - frame.low))


def xs_of(positions: Array, frame: Frame) -> Array:
    """The pixels of bar positions."""
    return (positions - frame.left) * frame.spacing


class Ground(NamedTuple):
    """What a hand draws on: a picture, its bars, and the step of the prices."""

    frame: Frame
    series: BarSeries
    tick: Decimal

    def pixel(self, anchor: Anchor) -> tuple[float, float]:
        """Where an anchor stands."""
        at = positions_of(self.series, np.array([anchor.time_ms]))
        return float(xs_of(at, self.frame)[0]), self.frame.y_of(float(anchor.price))

    def anchor(self, x: float, y: float) -> Anchor:
        """The bar and the tick nearest to a pixel."""
        position = math.floor(x / self.frame.spacing + self.frame.left + 0.5)
        return Anchor(time_of(self.series, position), self.price(y))

    def price(self, y: float) -> Decimal:
        """The price on the tick at a pixel, never below one tick."""
        return max(nearest_tick(self.frame.price_at(y), self.tick), self.tick)

    def moved(self, anchor: Anchor, bars: int, down: float) -> Anchor:
        """An anchor so many bars later and so many pixels farther down."""
        at = float(positions_of(self.series, np.array([anchor.time_ms]))[0])
        price = anchor.price if not down else self.price(self.frame.y_of(float(anchor.price)) + down)
        return Anchor(time_of(self.series, at + bars) if bars else anchor.time_ms, price)

    def bars_between(self, x0: float, x1: float) -> int:
        """Whole bars from one pixel to another."""
        return round((x1 - x0) / self.frame.spacing)
