"""Another symbol over the bars of this one: a line that begins where the bars begin, in percent of there."""

from collections.abc import Callable, Hashable, Sequence

import numpy as np
from PySide6.QtGui import QPainter

from terminal_app.market.candles import Bar, BarSeries, Column
from terminal_app.market.line_series import LineSeries
from terminal_app.market.pyramid import Pyramid
from terminal_app.ui.panels.chart.bars_layer import LevelColumns
from terminal_app.ui.panels.chart.brushes import ChartColours, LinePainter
from terminal_app.ui.panels.chart.pane_layer import LegendText, PaneLayer, Range
from terminal_app.ui.panels.chart.price_scale import percent_of
from terminal_app.ui.panels.chart.shown import ChartView

_LINE_PX = 1.5


class CompareLayer(PaneLayer):
    """The closes of another symbol, put to scale so that both have the same value at the first bar in sight.

    Args:
        name: of the other symbol.
        other: its bars.
        columns: the bars of this one, by level.
        colour: which of the colours of series.
    """

    def __init__(self, name: str, other: Callable[[], BarSeries], columns: LevelColumns, colour: int) -> None:
        self.name = name
        self._other = other
        self._columns = columns
        self._colour = colour
        self._closes = LineSeries()
        self._pyramid = Pyramid(self._closes)
        self._seen: Hashable = None
        self._until = 0.0
        self._line = LinePainter()

    def follow(self, series: BarSeries, newest: Bar | None) -> None:
        """Find the closes at the times of the bars; with a tick only those of the newest."""
        del newest
        other = self._other()
        history = (id(series), series.history_version, id(other), other.history_version)
        seen = (history, series.version, other.version)
        if seen == self._seen:
            return
        before = self._seen
        rewritten = not isinstance(before, tuple) or before[0] != history
        times = series.view().open_ms
        # Bars from the last candle of the other symbol on may have waited for it.
        first = 0 if rewritten else min(int(times.searchsorted(self._until)), self._closes.length)
        self._seen = seen
        self._until = 0.0 if other.last is None else other.last.open_ms
        self._closes.put(first, closes_at(times[first:], other))

    def value_range(self, level: int, first: int, stop: int) -> Range | None:
        """The range of the line, in prices of the bars."""
        values = self._scaled(level, first, stop)
        whole = values[np.isfinite(values)]
        return (float(whole.min()), float(whole.max())) if len(whole) else None

    def key(self, view: ChartView) -> Hashable:
        """What the line is put to scale by, and which closes there are."""
        return self._factor(view.level, view.first, view.stop), self._closes.history_version

    def paint(self, painter: QPainter, view: ChartView, colours: ChartColours) -> None:
        """Paint it up to the newest bar."""
        self._paint(painter, view, colours, max(0, view.first - 1), min(view.stop, view.tail))

    def paint_tail(self, painter: QPainter, view: ChartView, colours: ChartColours) -> None:
        """Paint it to the newest bar."""
        self._paint(painter, view, colours, max(0, view.tail - 1), view.tail + 1)

    def legend(self, view: ChartView, bar: int, colours: ChartColours) -> Sequence[LegendText]:
        """How far it is from where the bars in sight begin."""
        closes = self._pyramid.level(view.level).close
        base = _first_finite(closes[view.first : view.stop])
        if bar >= len(closes) or base is None or not np.isfinite(closes[bar]):
            return [LegendText("no data")]
        return [LegendText(percent_of(float(closes[bar]), base), colours.series[self._colour])]

    def _factor(self, level: int, first: int, stop: int) -> float:
        base = _first_finite(self._pyramid.level(level).close[first:stop])
        return float("nan") if not base else float(self._columns(level).close[first]) / base

    def _scaled(self, level: int, first: int, stop: int, seen: tuple[int, int] | None = None) -> Column:
        factor = self._factor(level, *(seen or (first, stop)))
        return self._pyramid.level(level).close[first:stop] * factor

    def _paint(
        self, painter: QPainter, view: ChartView, colours: ChartColours, first: int, stop: int
    ) -> None:
        values = self._scaled(view.level, first, stop, (view.first, view.stop))
        xs = view.frame.xs_of(first, first + len(values))
        colour = colours.series[self._colour]
        self._line.paint(painter, xs, view.frame.ys_of(values), colour, _LINE_PX * view.ratio)


def closes_at(times: Column, other: BarSeries) -> Column:
    """The closes of other bars at some times: the last there is; no number before the first."""
    if not other.length:
        return np.full(len(times), np.nan)
    view = other.view()
    places = view.open_ms.searchsorted(times, side="right") - 1
    closes = view.close[np.maximum(places, 0)].copy()
    closes[places < 0] = np.nan
    return closes


def _first_finite(values: Column) -> float | None:
    whole = values[np.isfinite(values)]
    return float(whole[0]) if len(whole) else None
