"""The one layer that paints drawings: over the bars of the price pane, kept in its picture between ticks."""

from collections.abc import Callable, Hashable, Sequence
from operator import is_not

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPixmap

from terminal_app.core.instrument import Instrument
from terminal_app.market.candles import Bar, BarSeries
from terminal_app.ui import format as fmt
from terminal_app.ui.panels.chart.brushes import ChartColours, LinePainter, RectPainter, Texts
from terminal_app.ui.panels.chart.drawings.placing import DASHES, Arrangement, Placed, PlacedNote, Room
from terminal_app.ui.panels.chart.drawings.projection import positions_of, xs_of, ys_of
from terminal_app.ui.panels.chart.drawings.shapes import Note, Side, handles
from terminal_app.ui.panels.chart.drawings.strokes import Array, Flags, begun, dashed
from terminal_app.ui.panels.chart.drawings.values import Dash, Drawing, Tool
from terminal_app.ui.panels.chart.geometry import Frame, Rects
from terminal_app.ui.panels.chart.pane_layer import PaneLayer
from terminal_app.ui.panels.chart.shown import AxisTag, ChartView
from terminal_app.ui.style import GAP, PAD, SMALL_PX

HANDLE_PX = 7
HIT_PX = 5
_SHADE = 0.12
_VEIL = 0.75
_LEAST_SPAN_PX = 40
_CROWD = 250
_PICTURES_AT_MOST = 1_000
_DASH_PX = {Dash.DASHED: (6, 4), Dash.DOTTED: (1, 3)}
"""How long a dash is, and the gap behind it, in logical pixels."""


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
        self._boxes: list[tuple[QRectF, int]] = []
        self._texts: Texts | None = None
        self._pictures: dict[Hashable, QPixmap] = {}
        self._pictured_on: Hashable = None
        self._rects, self._lines = RectPainter(), LinePainter()

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
        for box, owner in reversed(self._boxes):
            if box.contains(x / view.ratio, y / view.ratio) and owner < len(self._drawings):
                return self._drawings[owner]
        found = self._place(view).near(x, y, HIT_PX * view.ratio)
        return None if found is None else self._drawings[found]

    def handle_at(self, x: float, y: float, view: ChartView) -> int | None:
        """The number of the handle of the selected drawing under a device pixel."""
        reach = (HANDLE_PX / 2 + 2) * view.ratio
        points = self._handles(view.frame)
        near = (abs(points[:, 0] - x) <= reach) & (abs(points[:, 1] - y) <= reach)
        return int(np.flatnonzero(near)[0]) if near.any() else None

    def tags(self, view: ChartView) -> Sequence[AxisTag]:
        """The prices of the drawing in the hand or the selected one, and of all horizontal lines."""
        if not self.shown:
            return ()
        chosen = self._live or self._selected
        first = [] if chosen is None or chosen.tool is Tool.VERTICAL else [chosen]
        return [
            AxisTag(y, fmt.price(anchor.price, self._rules()), one.style.colour)
            for one in (*first, *self._levels)
            for anchor in one.anchors
            if 0 <= (y := view.frame.y_of(float(anchor.price))) < view.frame.height
        ]

    def tail_span(self, view: ChartView) -> tuple[float, float]:
        """Nothing of it belongs to the newest bar."""
        del view
        return 0.0, 0.0

    def paint(self, painter: QPainter, view: ChartView, colours: ChartColours) -> None:
        """Paint everything in sight."""
        self._boxes = []
        if self._series is None or not self.shown:
            return
        ground = (colours.raised.rgb(), colours.background.rgb(), colours.text.rgb(), view.ratio)
        if ground != self._pictured_on:
            self._pictured_on = ground
            self._pictures.clear()
        self._paint(painter, self._place(view), view, colours, settled=True)
        if self._live is not None:
            live = Arrangement([self._live], self._rules(), self._series.step_ms)
            self._paint(
                painter, live.place(self._series, view.frame, self._room(view)), view, colours, settled=False
            )
        self._paint_handles(painter, view, colours)

    # ------------------------------------------------------------------------------------------- parts

    def _place(self, view: ChartView) -> Placed:
        series = self._series
        if series is None:
            raise RuntimeError("there are no bars to draw on")
        written_for = (series.step_ms, self._rules())
        if self._settled is None or self._settled[0] != written_for:
            made = Arrangement(self._drawings, self._rules(), series.step_ms)
            self._settled, self._placed = (written_for, made), None
        arrangement = self._settled[1]
        wanted = (id(arrangement), id(series), series.history_version, series.length, view.frame)
        if self._placed is None or self._placed[0] != wanted:
            self._placed = (wanted, arrangement.place(series, view.frame, self._room(view)))
        return self._placed[1]

    def _handles(self, frame: Frame) -> Array:
        if self._selected is None or self._series is None or not self.shown:
            return np.empty((0, 2))
        points = handles(self._selected)
        times = np.array([one.time_ms for one in points])
        prices = np.array([float(one.price) for one in points])
        rows = np.column_stack((xs_of(positions_of(self._series, times), frame), ys_of(prices, frame)))
        return np.clip(rows, -frame.width, 2 * frame.width + frame.height)

    def _paint(
        self, painter: QPainter, placed: Placed, view: ChartView, colours: ChartColours, *, settled: bool
    ) -> None:
        tints = (*colours.series, colours.up, colours.down)
        # Not np.unique, which brings the masked arrays of numpy along.
        for tint in sorted(set(placed.shade_tints.tolist())):
            shade = QColor(tints[tint])
            shade.setAlphaF(_SHADE)
            boxes = placed.shades[placed.shade_tints == tint]
            self._rects.paint(painter, boxes, shade)
        # Hundreds of smooth lines and of single dashes would cost more than all the bars.
        crowded = len(placed.strokes) > _CROWD
        straight = _straight(placed.strokes)
        inks = (placed.tints * len(DASHES) + placed.dashes) * 2 + straight
        for ink in sorted(set(inks.tolist())):
            mine = inks == ink
            tint, dash, level = tints[ink // 2 // len(DASHES)], DASHES[ink // 2 % len(DASHES)], ink % 2
            rows, before = placed.strokes[mine], placed.before[mine]
            if dash is Dash.SOLID and level:
                self._rects.paint(painter, _boxes(rows), tint)
            elif dash is Dash.SOLID:
                self._lines.paint_each(painter, rows, tint, smooth=not crowded)
            else:
                long, gap = (pixels * view.ratio for pixels in _DASH_PX[dash])
                if level or crowded:
                    rows = begun(rows, before, long + gap)
                    self._lines.paint_each(painter, rows, tint, smooth=False, dashes=(long, gap))
                else:
                    rows = dashed(rows, before, long, long + gap)
                    self._lines.paint_each(painter, rows, tint, smooth=True)
        painter.save()
        painter.scale(view.ratio, view.ratio)
        for note in placed.notes:
            box = self._paint_note(painter, note, view, colours, tints[note.tint])
            if settled:
                self._boxes.append((box, note.owner))
        painter.restore()

    def _paint_note(
        self, painter: QPainter, placed: PlacedNote, view: ChartView, colours: ChartColours, colour: QColor
    ) -> QRectF:
        note, ratio = placed.note, view.ratio
        key = (note.lines, note.framed, colour.rgb())
        picture = self._pictures.get(key)
        if picture is None:
            if len(self._pictures) >= _PICTURES_AT_MOST:
                self._pictures.clear()
            picture = self._pictures[key] = self._picture(note, ratio, colours, colour)
        wide, high = int(picture.width() / ratio), int(picture.height() / ratio)
        x, y = placed.x / ratio, placed.y / ratio
        box = _box(note.side, x, y, wide, high)
        if x >= 0:
            # What begins in sight is to be read wholly.
            box.moveLeft(max(0.0, min(box.left(), view.frame.width // ratio - wide)))
        painter.drawPixmap(box.topLeft(), picture)
        return box

    def _picture(self, note: Note, ratio: float, colours: ChartColours, colour: QColor) -> QPixmap:
        """A text with its ground, painted once: a copy of it costs a fifth."""
        texts = self._fonts
        wide, high = max(map(texts.width, note.lines)) + PAD, texts.height * len(note.lines)
        picture = QPixmap(round(wide * ratio), round(high * ratio))
        picture.setDevicePixelRatio(ratio)
        ground = QColor(colours.raised if note.framed else colours.background)
        ground.setAlphaF(1.0 if note.framed else _VEIL)
        picture.fill(ground)
        painter = QPainter(picture)
        if note.framed:
            painter.fillRect(0, 0, 2, high, colour)
        ink = colours.text if note.framed else colour
        for number, line in enumerate(note.lines):
            middle = texts.height // 2 + number * texts.height
            texts.draw(painter, PAD // 2, middle, line, ink)
        painter.end()
        return picture

    @property
    def _fonts(self) -> Texts:
        # Not made before there is an application.
        texts = self._texts = self._texts or Texts(SMALL_PX)
        return texts

    def _room(self, view: ChartView) -> Room:
        return Room(_LEAST_SPAN_PX * view.ratio, self._fonts.height * view.ratio)

    def _paint_handles(self, painter: QPainter, view: ChartView, colours: ChartColours) -> None:
        half = HANDLE_PX * view.ratio / 2
        for x, y in self._handles(view.frame):
            around = QRectF(int(x - half), int(y - half), int(2 * half), int(2 * half))
            painter.fillRect(around, colours.accent)
            painter.fillRect(around.adjusted(1, 1, -1, -1), colours.background)


def _straight(rows: Array) -> Flags:
    """Which strokes are level or upright, in whole pixels."""
    whole = np.floor(rows)
    return np.asarray((whole[:, 0] == whole[:, 2]) | (whole[:, 1] == whole[:, 3]))


def _boxes(rows: Array) -> Rects:
    """Straight strokes as boxes of whole pixels."""
    whole = np.floor(rows).astype(np.int32)
    low, high = np.minimum(whole[:, :2], whole[:, 2:]), np.maximum(whole[:, :2], whole[:, 2:])
    return np.concatenate((low, high), axis=1)


def _box(side: Side, x: float, y: float, wide: int, high: int) -> QRectF:
    """Where a text of a size stands beside a point, in whole logical pixels."""
    match side:
        case Side.RIGHT:
            return QRectF(int(x) + GAP, int(y) - high // 2, wide, high)
        case Side.BELOW:
            return QRectF(int(x), int(y) + 2, wide, high)
        case Side.EDGE:
            return QRectF(int(x) - wide - GAP, int(y) - high - 1, wide, high)
        case _:
            return QRectF(int(x), int(y) - high - 1, wide, high)
