"""The layers of the chart's scene: grid and closed bars, the newest bar, and straight lines.

Each layer is one graphics item in pixel coordinates. A live tick repaints the columns of the last bar only;
everything older is a pixmap that is made again when the window over the bars moves.
"""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from terminal_app.market.candles import Columns
from terminal_app.ui.panels.chart.brushes import ChartColours, RectPainter, Texts
from terminal_app.ui.panels.chart.geometry import BarShapes, bar_shapes, bounds
from terminal_app.ui.panels.chart.marks import Mark
from terminal_app.ui.panels.chart.scale import TimeTick
from terminal_app.ui.panels.chart.shown import ChartView, PriceTick
from terminal_app.ui.style import BODY_PX, PAD

_MARK_PX = 8


class Layer(QGraphicsItem):
    """An item that fills one rectangle of the view and is placed by `place`."""

    def __init__(self, colours: ChartColours) -> None:
        super().__init__()
        self.colours = colours
        self.box = QRectF(0, 0, 1, 1)
        self.painting_all = False

    def touch(self, part: QRectF) -> None:
        """Repaint a part, unless the whole chart is being painted anyway."""
        if not self.painting_all:
            self.update(part)

    def place(self, x: float, y: float, width: float, height: float) -> None:
        """Put the layer somewhere; its own coordinates begin at its upper left corner."""
        box = QRectF(0, 0, max(1.0, width), max(1.0, height))
        if box != self.box:
            self.prepareGeometryChange()
            self.box = box
        self.setPos(x, y)

    def boundingRect(self) -> QRectF:
        return self.box


class PlotLayer(Layer):
    """Grid and closed bars.

    While the window over the bars moves they are painted straight to the screen; the first paint of only a
    part of the plot keeps them in a picture, from which later parts are copied.
    `sentence` is written in the middle when there are no bars, `note` in the lower left corner.
    """

    def __init__(self, colours: ChartColours) -> None:
        super().__init__(colours)
        self._painter = _ShapePainter(colours)
        self._texts = Texts(BODY_PX)
        self._shapes: BarShapes | None = None
        self._grid_x: list[int] = []
        self._grid_y: list[int] = []
        self._ratio = 1.0
        self._picture = QPixmap()
        self._pictured = False
        self.sentence = ""
        self.note = ""

    def rebuild(
        self,
        view: ChartView | None,
        columns: Columns,
        price_ticks: list[PriceTick],
        time_ticks: list[tuple[float, TimeTick]],
        ratio: float,
    ) -> None:
        """Take other bars and grid lines. The caller repaints the whole plot."""
        self._shapes = (
            None if view is None else bar_shapes(columns, view.first, min(view.stop, view.tail), view.frame)
        )
        self._grid_y = [round(tick.y * ratio) for tick in price_ticks]
        self._grid_x = [round(x * ratio) for x, _ in time_ticks]
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
        for y in self._grid_y:
            painter.fillRect(0, y, width, 1, self.colours.grid)
        for x in self._grid_x:
            painter.fillRect(x, 0, 1, height, self.colours.grid)
        if self._shapes is not None:
            self._painter.paint(painter, self._shapes)


class TailLayer(Layer):
    """The newest bar, which changes with every tick."""

    def __init__(self, colours: ChartColours) -> None:
        super().__init__(colours)
        self._painter = _ShapePainter(colours)
        self._ratio = 1.0
        self._shapes: BarShapes | None = None
        self._where = QRectF()

    def show_bar(self, view: ChartView | None, tail: Columns | None, ratio: float) -> None:
        """Take the newest bar (columns of length one), and repaint where it was and where it is."""
        visible = view is not None and view.first <= view.tail < view.stop
        self._ratio = ratio
        self._shapes = bar_shapes(tail, 0, 1, view.frame, view.tail) if view and tail and visible else None
        box = bounds(self._shapes) if self._shapes is not None else None
        fresh = QRectF(*(value / ratio for value in box)).adjusted(-1, -1, 1, 1) if box else QRectF()
        for dirty in (self._where, fresh):
            if not dirty.isEmpty():
                self.touch(dirty)
        self._where = fresh

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        if self._shapes is None:
            return
        painter.save()
        painter.setClipRect(self.box, Qt.ClipOperation.IntersectClip)
        painter.scale(1 / self._ratio, 1 / self._ratio)
        self._painter.paint(painter, self._shapes)
        painter.restore()


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


class MarksLayer(Layer):
    """Our own fills: a triangle whose tip is at the price, from below for a buy and from above for a sell.

    Many fills in one bar are one mark, a little larger and with a foot. The pictures are made once.
    """

    def __init__(self, colours: ChartColours) -> None:
        super().__init__(colours)
        self._marks: Sequence[Mark] = ()
        self._ratio = 1.0
        self._pictures: dict[tuple[bool, bool], QPixmap] = {}
        self.setVisible(False)

    def recolour(self) -> None:
        """The colours have changed: make the pictures anew."""
        self._pictures.clear()

    def show_marks(self, marks: Sequence[Mark], ratio: float) -> None:
        """Take other marks."""
        if marks != self._marks or ratio != self._ratio:
            if ratio != self._ratio:
                self._pictures.clear()
            self._marks, self._ratio = marks, ratio
            self.setVisible(bool(marks))
            self.touch(self.box)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        for mark in self._marks:
            picture = self._picture(buy=mark.buy, many=mark.fills > 1)
            y = mark.y / self._ratio
            top = y if mark.buy else y - picture.height() / self._ratio + 1
            painter.drawPixmap(QPointF(mark.x - _MARK_PX // 2 - 1, top), picture)

    def _picture(self, *, buy: bool, many: bool) -> QPixmap:
        picture = self._pictures.get((buy, many))
        if picture is None:
            picture = self._pictures[buy, many] = self._make_picture(buy=buy, many=many)
        return picture

    def _make_picture(self, *, buy: bool, many: bool) -> QPixmap:
        wide, high = _MARK_PX + 3, _MARK_PX + (6 if many else 2)
        picture = QPixmap(round(wide * self._ratio), round(high * self._ratio))
        picture.setDevicePixelRatio(self._ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not buy:
            painter.translate(0, high)
            painter.scale(1, -1)
        painter.setPen(QPen(self.colours.text, 1))
        painter.setBrush(self.colours.up if buy else self.colours.down)
        middle = wide / 2
        sides = (
            QPointF(middle - _MARK_PX / 2, _MARK_PX + 0.5),
            QPointF(middle + _MARK_PX / 2, _MARK_PX + 0.5),
        )
        painter.drawPolygon(QPolygonF([QPointF(middle, 0.5), *sides]))
        if many:
            painter.drawRect(QRectF(middle - _MARK_PX / 2, _MARK_PX + 2.5, _MARK_PX, 2))
        painter.end()
        return picture


class _ShapePainter:
    """Paints bars, one call for each colour."""

    def __init__(self, colours: ChartColours) -> None:
        self._colours = colours
        self._rects = RectPainter()

    def paint(self, painter: QPainter, shapes: BarShapes) -> None:
        self._rects.paint(painter, shapes.volume_up, self._colours.volume_up)
        self._rects.paint(painter, shapes.volume_down, self._colours.volume_down)
        self._rects.paint(painter, shapes.up, self._colours.up)
        self._rects.paint(painter, shapes.down, self._colours.down)
