"""What can be drawn over the bars of a chart: the one contract of every indicator, drawing and volume.

A `PaneLayer` has values over bar indexes. It says which range of values it needs for the bars in sight, and
paints itself there. It lives in a pane: in the price pane (`ChartState.add_layer`), or in one of its own
below (`Pane(name, [layer])`, `ChartState.add_pane`). After adding, removing or changing the look of a layer,
call `ChartCanvas.redraw()`; nothing else has to be told.

How a picture is made, and what that asks of a layer:

1. `follow` hears the series and its newest bar before each picture, so also with every tick. It must be cheap
   when `series.version` has not changed; `series.history_version` tells that older bars changed, and another
   series object that everything did. The newest bar is told as it is drawn: brought up to the last price.
2. `value_range` is asked with every picture. Bars are counted at a level of the pyramid: drawn bar `i` of
   level `k` stands for the bars `i << k` up to and without `(i + 1) << k` of the series, and the level is
   chosen so that a picture has at most one bar in two pixels. `stop` is beyond the newest bar when that is in
   sight. `None` leaves the axis to the others. `ValueLevels` keeps columns of numbers at every level.
3. `paint` paints everything but what the newest bar can change: the drawn bars `view.first` up to and without
   `min(view.stop, view.tail)`, and whatever else stands still. It is kept as a picture that a tick does not
   paint again, so what it painted must follow from the view and from `key`; when either differs, or after
   `redraw`, it is called again.
4. `paint_tail` paints the newest bar, `view.tail`, with every tick and only while it is in sight. It is
   clipped to the strip from the middle of the bar before it to the right edge of the newest one. `tail_span`
   says how much of its height that can touch: the less it is, the less is painted with a tick.
5. `legend` gives the values at one bar for the upper left corner of the pane, after `name`.

All painting is in device pixels of the pane: `view.frame` turns bars and values into pixels and back, for one
(`x_of`, `y_of`, `price_at`) or for many at once (`xs_of`, `ys_of`). The pane clips. Colours come from
`ChartColours` only, and are handed in with every call, for they change with the theme. Layers are painted in
the order in which they stand in `Pane.layers`: what stands before the bars is under them.
Rectangles: `RectPainter`, one call for each colour. Lines: `LinePainter`. Pens of width 1, never a Qt item or
a path for each bar. A layer that is told of changes elsewhere (trades, a book, a drawing under the hand) puts
a number that has changed into `key`, and the next frame paints it.

The pointer: `ChartCanvas.tools.tool` may take what it does in a plot (`pointer.PointerTool`), and
`layer_chosen` and `layer_menu_wanted` tell of double and right clicks on a line of a legend.
"""

from collections.abc import Hashable, Sequence
from typing import NamedTuple

from PySide6.QtGui import QColor, QPainter

from terminal_app.market.candles import Bar, BarSeries
from terminal_app.ui.panels.chart.brushes import ChartColours
from terminal_app.ui.panels.chart.shown import AxisTag, ChartView

Range = tuple[float, float]
"""The lowest and the highest value."""


class LegendText(NamedTuple):
    """A value in the legend; without a colour it is written in that of ordinary text."""

    text: str
    colour: QColor | None = None


class PaneLayer:
    """Something over the bars of one pane. Derive from it, and say what is needed of the rest.

    `name` stands before the values in the legend; with an empty one the layer has no legend.
    """

    name = ""

    def follow(self, series: BarSeries, newest: Bar | None) -> None:
        """Take the bars as they are now; `newest` is `None` when there are none."""

    def value_range(self, level: int, first: int, stop: int) -> Range | None:
        """The range of the values of these drawn bars, `None` when the axis need not care."""
        del level, first, stop
        return None

    def key(self, view: ChartView) -> Hashable:
        """Whatever the picture of `paint` depends on besides the view."""
        del view
        return None

    def paint(self, painter: QPainter, view: ChartView, colours: ChartColours) -> None:
        """Paint all bars in sight but the newest."""

    def paint_tail(self, painter: QPainter, view: ChartView, colours: ChartColours) -> None:
        """Paint the newest bar."""

    def tail_span(self, view: ChartView) -> tuple[float, float]:
        """The highest and the lowest pixel that `paint_tail` may touch; the same twice for none."""
        return 0.0, view.frame.height

    def tags(self, view: ChartView) -> Sequence[AxisTag]:
        """What stands on the axis, the most important first; pixels are logical pixels of the pane."""
        del view
        return ()

    def legend(self, view: ChartView, bar: int, colours: ChartColours) -> Sequence[LegendText]:
        """The values at a drawn bar."""
        del view, bar, colours
        return ()
