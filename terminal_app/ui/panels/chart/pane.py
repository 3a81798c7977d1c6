"""One pane of the chart: its layers, its range of values, the labels of its axis. Paints nothing itself."""

import math
from collections.abc import Hashable, Sequence
from decimal import Decimal

from terminal_app.market.candles import Bar, BarSeries
from terminal_app.ui import format as fmt
from terminal_app.ui.panels.chart.pane_layer import PaneLayer, Range
from terminal_app.ui.panels.chart.scale import PRICE_SPACING_PX, value_levels
from terminal_app.ui.panels.chart.shown import AxisTag, ChartView, PriceTick

USUAL_SHARE = 0.2
_MARGIN = 0.08
_NOTHING: Range = (0.0, 1.0)
_LEAST_RANGE = 1e-12
_FLAT_SHARE = 0.01
_THOUSANDS_FROM = 10_000
_LEAST_APART_PX = 22.0
_LABELS_WANTED = 4
_STEPS = 24
"""A range that the values choose is rounded to between so many and twice as many steps."""
_ROOMY = 1.125
"""How many times what it needs a range may be before it is given up."""


class Pane:
    """Layers over one range of values.

    `manual_range` was chosen by hand and stays until it is taken away; `share` is the part of the chart's
    height the pane wants. `margins` are the parts of its height left free above and below the values. With
    `log` equal ratios are equally high; a range that reaches down to zero cannot be drawn so, and is not.
    `least` is how far a range reaches at least to each side of values that are all the same.
    A range that the values choose stands still while bars are only moved, until it no longer fits them well.
    """

    def __init__(self, name: str, layers: Sequence[PaneLayer] = (), *, share: float = USUAL_SHARE) -> None:
        self.name = name
        self.layers = list(layers)
        self.share = share
        self.manual_range: Range | None = None
        self.margins = (_MARGIN, _MARGIN)
        self.log = False
        self.least = 0.0
        self._series: BarSeries | None = None
        self._chosen: tuple[Hashable, Range] | None = None

    def follow(self, series: BarSeries, newest: Bar | None) -> None:
        """Take the bars as they are now."""
        self._series = series
        for layer in self.layers:
            layer.follow(series, newest)

    def fitted(self, view: ChartView, height: float) -> ChartView:
        """The picture of this pane, `height` device pixels high, with the bars of another one."""
        if self.manual_range is not None:
            self._chosen = None
        low, high = self.manual_range or self._auto_range(view)
        log = self.log and low > 0
        return view.framed(view.frame._replace(height=height, low=low, high=high, log=log))

    def keys(self, view: ChartView) -> tuple[Hashable, ...]:
        """What the picture depends on besides the view."""
        return tuple([layer.key(view) for layer in self.layers])

    def tags(self, view: ChartView) -> list[AxisTag]:
        """What stands on the axis besides its labels, the most important first, in logical pixels."""
        return [tag for layer in self.layers for tag in layer.tags(view)]

    def stretch(self, factor: float, view: ChartView, least: float = 0.0) -> None:
        """Stretch the range about its middle and keep it from now on, at least `least` to each side."""
        frame = view.frame
        if frame.log:
            ratio = max((frame.high / frame.low) ** (factor / 2), 1 + least / frame.high)
            middle = math.sqrt(frame.low * frame.high)
            self.manual_range = (middle / ratio, middle * ratio)
            return
        middle, half = (frame.low + frame.high) / 2, (frame.high - frame.low) / 2
        half = max(half * factor, least, abs(middle) * _LEAST_RANGE)
        self.manual_range = (middle - half, middle + half)

    def shift(self, pixels: float, view: ChartView) -> None:
        """Move a range that was set by hand; `pixels` (device) count downwards."""
        if self.manual_range is not None:
            frame = view.frame
            self.manual_range = (frame.price_at(frame.height - pixels), frame.price_at(-pixels))

    def ticks(self, view: ChartView, ratio: float) -> list[PriceTick]:
        """The labels of the axis, their pixels logical ones."""
        frame, height = view.frame, view.frame.height / ratio
        apart = min(PRICE_SPACING_PX, max(_LEAST_APART_PX, height / _LABELS_WANTED))
        return [
            PriceTick(frame.y_of(float(value)) / ratio, value_text(value))
            for value in value_levels(frame.low, frame.high, height, apart)
        ]

    def text_at(self, y: float, view: ChartView) -> str:
        """The value under a device pixel, as fine as a pixel is."""
        frame = view.frame
        value = frame.price_at(y)
        return value_text(fine(value, abs(value - frame.price_at(y + 1))))

    def _auto_range(self, view: ChartView) -> Range:
        low, high = math.inf, -math.inf
        for layer in self.layers:
            wanted = layer.value_range(view.level, view.first, view.stop)
            if wanted is not None:
                low, high = min(low, wanted[0]), max(high, wanted[1])
        return self._with_margins(low, high, view.frame.spacing) if low <= high else _NOTHING

    def _with_margins(self, low: float, high: float, spacing: float) -> Range:
        if high - low < self.least or not high - low > max(abs(low), abs(high)) * _LEAST_RANGE:
            least = self.least or abs(high) * _FLAT_SHARE or 1.0
            low, high = low - least, high + least
        above, below = self.margins
        room = 1 - above - below
        if self.log and low > 0:
            chosen = self._stand(math.log(low), math.log(high), (self._series, spacing, True))
            low, high = map(math.exp, chosen)
            whole = math.log(high / low) / room
            return low / math.exp(whole * below), high * math.exp(whole * above)
        low, high = self._stand(low, high, (self._series, spacing, False))
        whole = (high - low) / room
        return low - whole * below, high + whole * above

    def _stand(self, low: float, high: float, at: Hashable) -> Range:
        before = self._chosen[1] if self._chosen is not None and self._chosen[0] == at else None
        self._chosen = (at, steady(low, high, before))
        return self._chosen[1]


def steady(low: float, high: float, before: Range | None = None) -> Range:
    """A little more than this range, and the same for many that are nearly the same; or that of `before`.

    So a pan, or a tick at a new high, rarely moves everything that is in sight.
    """
    step = 2.0 ** math.floor(math.log2((high - low) / _STEPS))
    fresh = math.floor(low / step) * step, math.ceil(high / step) * step
    if before is None or not before[0] <= low <= high <= before[1]:
        return fresh
    return before if before[1] - before[0] <= (fresh[1] - fresh[0]) * _ROOMY else fresh


def value_text(value: Decimal) -> str:
    """A value of an axis or a legend: a large one in thousands or millions, others with their decimals."""
    if abs(value) >= _THOUSANDS_FROM:
        return fmt.volume(value)
    return fmt.fixed(value, max(0, -int(value.as_tuple().exponent)))


def fine(value: float, step: float) -> Decimal:
    """A value with the decimals that tell steps of this size apart."""
    places = 0 if not step > 0 else max(0, min(12, -math.floor(math.log10(step))))
    return Decimal(f"{value:.{places}f}")
