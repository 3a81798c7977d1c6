"""The volume by price of the bars in sight, standing on the right edge of the price pane under the candles.

The forming bar counts once it has closed: a tick must not paint the whole picture anew.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from PySide6.QtGui import QColor, QPainter

from terminal_app.market.candles import Bar, BarSeries, Column
from terminal_app.market.indicators.profile import Profile, profile, traded_profile
from terminal_app.market.indicators.spec import Value
from terminal_app.market.trade_bars import TradeBarSeries
from terminal_app.ui.panels.chart.brushes import ChartColours, RectPainter, mixed
from terminal_app.ui.panels.chart.geometry import Rects
from terminal_app.ui.panels.chart.indicator_layer import price_value
from terminal_app.ui.panels.chart.pane_layer import LegendText, PaneLayer
from terminal_app.ui.panels.chart.shown import ChartView

_INSIDE, _OUTSIDE = 0.34, 0.16


class ProfileLayer(PaneLayer):
    """The visible-range volume profile.

    Args:
        name: what the legend calls it.
        values: the parameters of `VOLUME_PROFILE`.
    """

    def __init__(self, name: str, values: Mapping[str, Value]) -> None:
        self.name = name
        self._rows = int(values["rows"])
        self._share = float(values["value_area"]) / 100
        self._width = float(values["width"]) / 100
        self._series: BarSeries | None = None
        self._made: tuple[object, Profile | None] = (None, None)
        self._exact = False
        self._rects = RectPainter()

    def follow(self, series: BarSeries, newest: Bar | None) -> None:
        """Take the bars as they are now."""
        del newest
        self._series = series

    def paint(self, painter: QPainter, view: ChartView, colours: ChartColours) -> None:
        """Paint the rows: what was traded in rising bars on the right, in falling ones left of it.

        Of bars of trades it is what takers bought, and what they sold.
        """
        made = self._profile(view)
        if made is None:
            return
        scale = view.frame.width * self._width / float((made.up + made.down).max())
        low, high = made.value_area
        inside = np.zeros(self._rows, bool)
        inside[low : high + 1] = True
        right = np.full(self._rows, view.frame.width)
        middle = right - made.up * scale
        left = middle - made.down * scale
        for where, share in ((inside, _INSIDE), (~inside, _OUTSIDE)):
            up, down = (mixed(colour, colours.background, share) for colour in (colours.up, colours.down))
            self._paint(painter, view, made, middle, right, where, up)
            self._paint(painter, view, made, left, middle, where, down)
        point = np.zeros(self._rows, bool)
        point[made.point_of_control] = True
        self._paint(painter, view, made, left, right, point, colours.warning, line=True)

    def tail_span(self, view: ChartView) -> tuple[float, float]:
        """Nothing of it belongs to the newest bar."""
        del view
        return 0.0, 0.0

    def legend(self, view: ChartView, bar: int, colours: ChartColours) -> Sequence[LegendText]:
        """The point of control and the value area."""
        del bar
        made = self._profile(view)
        if made is None:
            return (LegendText("nothing was traded here", colours.soft),)
        low, high = made.value_area
        step = abs(view.frame.price_at(0) - view.frame.price_at(1))
        texts = [
            price_value(price, step)
            for price in (
                made.middle(made.point_of_control),
                made.low + low * made.step,
                made.low + (high + 1) * made.step,
            )
        ]
        return (
            LegendText(f"POC {texts[0]}", colours.warning),
            LegendText(f"VA {texts[1]} – {texts[2]}", colours.text),
            *([LegendText("sold | bought", colours.soft)] if self._exact else []),
        )

    def _profile(self, view: ChartView) -> Profile | None:
        if self._series is None:
            return None
        closed = view.length - 1
        start, stop = min(view.first << view.level, closed), min(view.stop << view.level, closed)
        key = (self._series, view.history_version, start, stop)
        if self._made[0] != key:
            self._made = (key, self._make(self._series, start, stop))
        return self._made[1]

    def _make(self, series: BarSeries, start: int, stop: int) -> Profile | None:
        """Exactly, where the trades of all bars are kept; otherwise from the bars."""
        exact = None
        if isinstance(series, TradeBarSeries):
            exact = traded_profile(series.trades, start, stop, self._rows, self._share)
        self._exact = exact is not None
        return exact or profile(series.view(), start, stop, self._rows, self._share)

    def _paint(
        self,
        painter: QPainter,
        view: ChartView,
        made: Profile,
        left: Column,
        right: Column,
        where: "np.ndarray[tuple[int], np.dtype[np.bool_]]",
        colour: QColor,
        *,
        line: bool = False,
    ) -> None:
        edges = made.low + np.arange(self._rows + 1, dtype=np.float64) * made.step
        ys = np.floor(view.frame.ys_of(edges))
        rects: Rects = np.empty((self._rows, 4), np.int32)
        rects[:, 0], rects[:, 2] = left, right - 1
        rects[:, 1], rects[:, 3] = ys[1:], np.maximum(ys[:-1] - 2, ys[1:])
        if line:
            middle = (rects[:, 1] + rects[:, 3]) // 2
            rects[:, 1] = rects[:, 3] = middle
        kept = where & (rects[:, 2] >= rects[:, 0])
        self._rects.paint(painter, rects[kept], colour)
