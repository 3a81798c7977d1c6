"""The items of the chart's scene: closed bars, the newest bar and straight lines.

Each is one graphics item in pixel coordinates. A live tick repaints the strip of the last bar only;
everything older is a pixmap that is made again when the window over the bars moves. What is painted in a pane
is said by its `PaneLayer`s.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from terminal_app.ui.panels.chart.brushes import ChartColours, RectPainter, Texts
from terminal_app.ui.panels.chart.pane_layer import PaneLayer
from terminal_app.ui.panels.chart.shown import ChartView
from terminal_app.ui.style import BODY_PX, PAD

_BREAK_DASH_PX, _BREAK_PERIOD_PX = 6, 10


class Layer(QGraphicsItem):
    """An item that fills one rectangle of the view and is placed by `place`."""

    def __init__(self, colours: ChartColours) -> None:
        super().__init__()
        self.colours = colours
        self.box = QRectF(0, 0, 1, 1)
        self.painting_all = False
        self._place: tuple[float, float, float, float] | None = None

    def touch(self, part: QRectF) -> None:
        """Repaint a part, unless the whole chart is being painted anyway."""
        if not self.painting_all:
            self.update(part)

    def place(self, x: float, y: float, width: float, height: float) -> None:
        """Put the layer somewhere; its own coordinates begin at its upper left corner."""
        place = (x, y, width, height)
        if place == self._place:
            return
        self._place = place
        box = QRectF(0, 0, max(1.0, width), max(1.0, height))
        if box != self.box:
            self.prepareGeometryChange()
            self.box = box
        self.setPos(x, y)

    def boundingRect(self) -> QRectF:
        return self.box


class Grid(NamedTuple):
    """Where the grid lies, in logical pixels: levels, moments, and the breaks between days."""

    ys: Sequence[float] = ()
    xs: Sequence[float] = ()
    breaks: Sequence[float] = ()


class PlotLayer(Layer):
    """Grid and closed bars of a pane, with everything over them that a tick does not change.

    While the window over the bars moves they are painted straight to the screen; the first paint of only a
    part of the plot keeps them in a picture, from which later parts are copied.
    `sentence` is written in the middle when there are no bars, `note` in the lower left corner.
    """

    def __init__(self, colours: ChartColours) -> None:
        super().__init__(colours)
        self._texts = Texts(BODY_PX)
        self._view: ChartView | None = None
        self._layers: Sequence[PaneLayer] = ()
        self._rects = RectPainter()
        self._grid = Grid()
        self._ratio = 1.0
        self._picture = QPixmap()
        self._pictured = False
        self.sentence = ""
        self.note = ""

    def rebuild(
        self,
        view: ChartView | None,
        layers: Sequence[PaneLayer],
        grid: Grid,
        ratio: float,
    ) -> None:
        """Take another view and another grid. The caller repaints the whole plot."""
        self._view, self._layers, self._grid = view, layers, grid
        self._ratio = ratio
        self._pictured = False

    def set_status(self, sentence: str, note: str) -> None:
        """Say something in the middle and in the lower left corner; empty for nothing."""
        if (sentence, note) != (self.sentence, self.note):
            self.sentence, self.note = sentence, note
            self.touch(self.box)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        if self._pictured or not self.painting_all:
            if not self._pictured:
                self._keep_picture()
            painter.drawPixmap(QPointF(0, 0), self._picture)
        else:
            painter.save()
            painter.setClipRect(self.box, Qt.ClipOperation.IntersectClip)
            painter.scale(1 / self._ratio, 1 / self._ratio)
            self._paint_bars(painter)
            painter.restore()
        if self.sentence:
            painter.setFont(self._texts.font)
            painter.setPen(self.colours.soft)
            centred = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.box.adjusted(PAD, PAD, -PAD, -PAD), centred, self.sentence)
        if self.note:
            middle = int(self.box.height()) - self._texts.height
            width, height = self._texts.width(self.note) + 2 * PAD, self._texts.height + PAD
            painter.fillRect(0, middle - height // 2, width, height, self.colours.background)
            self._texts.draw(painter, PAD, middle, self.note, self.colours.soft)

    def _keep_picture(self) -> None:
        size = (self.box.size() * self._ratio).toSize()
        if self._picture.size() != size:
            self._picture = QPixmap(size)
        self._picture.setDevicePixelRatio(1.0)
        painter = QPainter(self._picture)
        self._paint_bars(painter)
        painter.end()
        self._picture.setDevicePixelRatio(self._ratio)
        self._pictured = True

    def _paint_bars(self, painter: QPainter) -> None:
        width, height = round(self.box.width() * self._ratio), round(self.box.height() * self._ratio)
        painter.fillRect(0, 0, width, height, self.colours.background)
        self._paint_grid(painter, width, height)
        if self._view is not None:
            for layer in self._layers:
                layer.paint(painter, self._view, self.colours)

    def _paint_grid(self, painter: QPainter, width: int, height: int) -> None:
        ratio, (ys, xs, breaks) = self._ratio, self._grid
        levels = [(0, round(y * ratio), width - 1, round(y * ratio)) for y in ys]
        moments = [(round(x * ratio), 0, round(x * ratio), height - 1) for x in xs]
        for rows in (levels, moments):
            self._rects.paint(painter, np.array(rows, np.int32).reshape(-1, 4), self.colours.grid)
        if breaks:
            tops = np.arange(0, height, _BREAK_PERIOD_PX, dtype=np.int32)
            dashes = np.empty((len(breaks), len(tops), 4), np.int32)
            dashes[:, :, 0] = dashes[:, :, 2] = np.array([round(x * ratio) for x in breaks])[:, None]
            dashes[:, :, 1], dashes[:, :, 3] = tops, tops + _BREAK_DASH_PX - 1
            self._rects.paint(painter, dashes.reshape(-1, 4), self.colours.line)


class TailLayer(Layer):
    """The newest bar of a pane, which changes with every tick."""

    def __init__(self, colours: ChartColours) -> None:
        super().__init__(colours)
        self._ratio = 1.0
        self._view: ChartView | None = None
        self._layers: Sequence[PaneLayer] = ()
        self._where = QRectF()

    def show_bar(self, view: ChartView | None, layers: Sequence[PaneLayer], ratio: float) -> None:
        """Repaint the newest bar: where it was, and where it is."""
        self._ratio, self._layers = ratio, layers
        self._view = view if view is not None and view.tail_in_sight else None
        fresh = QRectF() if self._view is None else self._part(self._view)
        if fresh != self._where and not self._where.isEmpty():
            self.touch(self._where)
        if not fresh.isEmpty():
            self.touch(fresh)
        self._where = fresh

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        view, ratio = self._view, self._ratio
        if view is None:
            return
        left, right = self._strip(view)
        painter.save()
        painter.setClipRect(QRectF(left, 0, right - left, self.box.height()), Qt.ClipOperation.IntersectClip)
        painter.scale(1 / ratio, 1 / ratio)
        for layer in self._layers:
            layer.paint_tail(painter, view, self.colours)
        painter.restore()

    def _strip(self, view: ChartView) -> tuple[float, float]:
        """From the middle of the bar before the newest to the right edge of the newest."""
        frame, ratio = view.frame, self._ratio
        left = frame.x_of(view.tail - 1) / ratio
        right = (frame.x_of(view.tail) + frame.spacing * frame.group / 2) / ratio + 1
        return max(left, 0.0), min(right, self.box.width())

    def _part(self, view: ChartView) -> QRectF:
        """What the layers paint of the strip, as one rectangle: Qt would join several of one item anyway."""
        spans = [layer.tail_span(view) for layer in self._layers]
        spans = [span for span in spans if span[1] > span[0]]
        if not spans:
            return QRectF()
        left, right = self._strip(view)
        top = max(min(top for top, _ in spans) / self._ratio - 1, 0.0)
        bottom = min(max(bottom for _, bottom in spans) / self._ratio + 1, self.box.height())
        return QRectF(left, top, max(0.0, right - left), max(0.0, bottom - top))


class RuleLayer(Layer):
    """One straight line across the plot: the last price, or half of the crosshair.

    Two lines are two layers: Qt repaints the rectangle around everything that one item has changed.
    """

    def __init__(self, colours: ChartColours, *, upright: bool, style: Qt.PenStyle) -> None:
        super().__init__(colours)
        self._upright = upright
        self._pen = QPen(colours.faint, 0, style)
        self._at: float | None = None

    def recolour(self) -> None:
        """Take the theme's colour again."""
        self._pen.setColor(self.colours.faint)

    def move_to(self, at: float | None, colour: QColor | None = None) -> None:
        """Put the line at a pixel, or take it away; a colour is kept until the next one."""
        recoloured = colour is not None and colour != self._pen.color()
        if at == self._at and not recoloured:
            return
        if colour is not None:
            self._pen.setColor(colour)
        for place in (self._at, at):
            if place is not None:
                across = QRectF(place - 1, 0, 3, self.box.height())
                self.touch(across if self._upright else QRectF(0, place - 1, self.box.width(), 3))
        self._at = at

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        size = self.box.width() if self._upright else self.box.height()
        if self._at is None or not 0 <= self._at < size:
            return
        painter.setPen(self._pen)
        if self._upright:
            painter.drawLine(QPointF(self._at, 0), QPointF(self._at, self.box.height() - 1))
        else:
            painter.drawLine(QPointF(0, self._at), QPointF(self.box.width() - 1, self._at))
