"""The one layer that paints drawings: over the bars of the price pane, kept in its picture between ticks."""

from collections.abc import Callable, Hashable, Sequence
from operator import is_not

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from terminal_app.core.instrument import Instrument
from terminal_app.market.candles import Bar, BarSeries
from terminal_app.ui import format as fmt
from terminal_app.ui.panels.chart.brushes import ChartColours
from terminal_app.ui.panels.chart.drawings.painting import DrawingPainter
from terminal_app.ui.panels.chart.drawings.placing import Arrangement, Placed
from terminal_app.ui.panels.chart.drawings.projection import positions_of, xs_of, ys_of
from terminal_app.ui.panels.chart.drawings.shapes import handles
from terminal_app.ui.panels.chart.drawings.still import StillPicture
from terminal_app.ui.panels.chart.drawings.strokes import Array
from terminal_app.ui.panels.chart.drawings.values import Drawing, Tool
from terminal_app.ui.panels.chart.geometry import Frame
from terminal_app.ui.panels.chart.pane_layer import PaneLayer
from terminal_app.ui.panels.chart.shown import AxisTag, ChartView

HANDLE_PX = 7
HIT_PX = 5
_FEW = 60
"""Fewer strokes cost less than a picture of them."""
_WORTH = 2
"""After what was kept has served so often the next is kept at once."""


class DrawingLayer(PaneLayer):
    """Paints settled drawings, the one under the hand, and the handles of the one that is selected.

    Args:
        rules: how prices and sizes of the instrument on show are written.
    """

    def __init__(self, rules: Callable[[], Instrument | None]) -> None:
        self._rules = rules
        self.shown = True
        self._drawings: tuple[Drawing, ...] = ()
        self._levels: list[Drawing] = []
        self._live: Drawing | None = None
        self._selected: Drawing | None = None
        self._series: BarSeries | None = None
        self._version = 0
        self._settled: tuple[Hashable, Arrangement] | None = None
        self._placed: tuple[Hashable, Placed] | None = None
        self._painter = DrawingPainter()
        self._still = StillPicture(self._painter)
        self._tags_of: Hashable = None
        self._tags: Sequence[AxisTag] = ()
        self._asked: Hashable = None
        self._served = 0

    @property
    def live(self) -> Drawing | None:
        """The drawing under the hand."""
        return self._live

    @property
    def selected(self) -> Drawing | None:
        """The drawing with handles."""
        return self._selected

    def show_drawings(self, drawings: tuple[Drawing, ...], live: Drawing | None = None) -> None:
        """Paint these, and one that is being made or moved, which may change often."""
        if live is not None:
            kept = tuple(one for one in drawings if one.key != live.key)
            drawings = kept if len(kept) != len(drawings) else drawings
        before = self._drawings
        if len(drawings) != len(before) or any(map(is_not, drawings, before)):
            self._drawings = drawings
            self._levels = [one for one in reversed(drawings) if one.tool is Tool.HORIZONTAL]
            self._settled = None
        self._live = live
        self._version += 1

    def select(self, drawing: Drawing | None) -> None:
        """Paint the handles of a drawing, or none."""
        self._selected = drawing
        self._version += 1

    def show_all(self, *, shown: bool) -> None:
        """Paint anything at all, or nothing."""
        self.shown = shown
        self._version += 1

    def write_anew(self) -> None:
        """Numbers are written in another way."""
        self._settled = None
        self._version += 1

    def follow(self, series: BarSeries, newest: Bar | None) -> None:
        """Take the bars as they are now."""
        del newest
        if series is not self._series:
            self._series, self._settled = series, None
            self._version += 1

    def key(self, view: ChartView) -> Hashable:
        """Everything that is not in the view."""
        del view
        return self._version, self._rules()

    def at(self, x: float, y: float, view: ChartView) -> Drawing | None:
        """The drawing under a device pixel."""
        if self._series is None or not self.shown:
            return None
        placed, ratio = self._place(view), view.ratio
        for note in reversed(placed.notes):
            if self._painter.box(note, view.frame.width, ratio).contains(x / ratio, y / ratio):
                return self._drawings[note.owner]
        found = placed.near(x, y, HIT_PX * ratio)
        return None if found is None else self._drawings[found]

    def handle_at(self, x: float, y: float, view: ChartView) -> int | None:
        """The number of the handle of the selected drawing under a device pixel."""
        reach = (HANDLE_PX / 2 + 2) * view.ratio
        points = self._handles(view.frame)
        near = (abs(points[:, 0] - x) <= reach) & (abs(points[:, 1] - y) <= reach)
        return int(np.flatnonzero(near)[0]) if near.any() else None

    def tags(self, view: ChartView) -> Sequence[AxisTag]:
        """The prices of the drawing in the hand or the selected one, and of all horizontal lines."""
        frame, rules = view.frame, self._rules()
        wanted = (self._version, rules, frame.low, frame.high, frame.height, frame.log, view.ratio)
        if wanted != self._tags_of:
            self._tags_of, self._tags = wanted, self._make_tags(view, rules)
        return self._tags

    def tail_span(self, view: ChartView) -> tuple[float, float]:
        """Nothing of it belongs to the newest bar."""
        del view
        return 0.0, 0.0

    def paint(self, painter: QPainter, view: ChartView, colours: ChartColours) -> None:
        """Paint everything in sight."""
        series, frame = self._series, view.frame
        if series is None or not self.shown:
            return
        self._painter.begin(colours, view.ratio)
        if self._drawings:
            self._paint_settled(painter, series, view, colours)
        else:
            self._still.forget()
        if self._live is not None:
            live = Arrangement([self._live], self._rules(), series.step_ms)
            self._paint(painter, live.place(series, frame, self._painter.room(view.ratio)), frame)
        self._paint_handles(painter, view, colours)

    # ------------------------------------------------------------------------------------------- parts

    def _make_tags(self, view: ChartView, rules: Instrument | None) -> Sequence[AxisTag]:
        if not self.shown:
            return ()
        chosen = self._live or self._selected
        first = [] if chosen is None or chosen.tool is Tool.VERTICAL else [chosen]
        return [
            AxisTag(y / view.ratio, fmt.price(anchor.price, rules), one.style.colour)
            for one in (*first, *self._levels)
            for anchor in one.anchors
            if 0 <= (y := view.frame.y_of(float(anchor.price))) < view.frame.height
        ]

    def _paint_settled(
        self, painter: QPainter, series: BarSeries, view: ChartView, colours: ChartColours
    ) -> None:
        """They are kept when only the bars have moved, as long as they do: many of them as a picture."""
        arrangement, frame, ratio = self._arrangement(series), view.frame, view.ratio
        still, standing = self._still, frame._replace(left=0.0)
        shows = (arrangement, series, series.history_version, series.length, standing, ratio, colours.theme)
        moved = still.moved(shows, frame)
        served, self._served = self._served, 0 if moved is None else self._served + 1
        if moved is None and (still.few or shows == self._asked or served >= _WORTH):
            placed = arrangement.place(series, still.wide(frame, ratio), self._painter.room(ratio))
            if len(placed.strokes) < _FEW:
                still.hold(shows, placed, frame)
            else:
                still.make(shows, placed, frame, ratio)
            moved = 0
        if moved is not None:
            still.paint(painter, moved, frame)
            return
        self._asked = shows
        self._paint(painter, self._place(view), frame)

    def _paint(self, painter: QPainter, placed: Placed, frame: Frame) -> None:
        self._painter.paint_shapes(painter, placed)
        self._painter.paint_notes(painter, placed.notes, frame.width)

    def _arrangement(self, series: BarSeries) -> Arrangement:
        written_for = (series.step_ms, self._rules())
        if self._settled is None or self._settled[0] != written_for:
            made = Arrangement(self._drawings, self._rules(), series.step_ms)
            self._settled, self._placed = (written_for, made), None
        return self._settled[1]

    def _place(self, view: ChartView) -> Placed:
        series = self._series
        if series is None:
            raise RuntimeError("there are no bars to draw on")
        arrangement = self._arrangement(series)
        wanted = (id(arrangement), id(series), series.history_version, series.length, view.frame)
        if self._placed is None or self._placed[0] != wanted:
            room = self._painter.room(view.ratio)
            self._placed = (wanted, arrangement.place(series, view.frame, room))
        return self._placed[1]

    def _handles(self, frame: Frame) -> Array:
        if self._selected is None or self._series is None or not self.shown:
            return np.empty((0, 2))
        points = handles(self._selected)
        times = np.array([one.time_ms for one in points])
        prices = np.array([float(one.price) for one in points])
        rows = np.column_stack((xs_of(positions_of(self._series, times), frame), ys_of(prices, frame)))
        return np.clip(rows, -frame.width, 2 * frame.width + frame.height)

    def _paint_handles(self, painter: QPainter, view: ChartView, colours: ChartColours) -> None:
        half = HANDLE_PX * view.ratio / 2
        for x, y in self._handles(view.frame):
            around = QRectF(int(x - half), int(y - half), int(2 * half), int(2 * half))
            painter.fillRect(around, colours.accent)
            painter.fillRect(around.adjusted(1, 1, -1, -1), colours.background)
