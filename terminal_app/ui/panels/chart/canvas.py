"""The chart's picture and its gestures: the wheel zooms, dragging pans, a double click goes back to live.

A pyqtgraph view whose scene is in pixels and whose axes are our own: pyqtgraph's are made for any plot and
lay their labels out again at every step, which alone costs more than everything painted here.
"""

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QGraphicsScene, QGraphicsView, QWidget

from terminal_app.ui.panels.chart.axes import Header, PriceAxis, TimeAxis
from terminal_app.ui.panels.chart.brushes import ChartColours
from terminal_app.ui.panels.chart.layers import MarksLayer, PlotLayer, RuleLayer, TailLayer
from terminal_app.ui.panels.chart.state import ChartState, ChartView
from terminal_app.ui.theme import Theme

HEADER_PX = 24
TIME_AXIS_PX = 24
_LEAST_PRICE_AXIS_PX = 64
_WHEEL_STEP = 120.0
_ZOOM_PER_STEP = 1.15
_DRAG_ZOOM = 1.006
_KEY_PAN_SHARE = 0.1
_CURSORS = {"price": Qt.CursorShape.SizeVerCursor, "time": Qt.CursorShape.SizeHorCursor}


class ChartCanvas(pg.GraphicsView):
    """Paints a `ChartState`.

    Signals:
        window_moved: a gesture changed which bars are visible.
    """

    window_moved = Signal()

    def __init__(self, state: ChartState, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent, useOpenGL=False, background=None)
        self._state = state
        self._title = ""
        self._view: ChartView | None = None
        self._stale = True
        self._pointer: QPointF | None = None
        self._dragged: tuple[str, QPointF] | None = None
        self._price_axis_px = _LEAST_PRICE_AXIS_PX
        colours = ChartColours(theme)
        self.plot = PlotLayer(colours)
        self._colours = colours
        self._tail = TailLayer(colours)
        self.marks = MarksLayer(colours)
        self._last_line = RuleLayer(colours, upright=False, style=Qt.PenStyle.DotLine)
        self._upright = RuleLayer(colours, upright=True, style=Qt.PenStyle.DashLine)
        self._level = RuleLayer(colours, upright=False, style=Qt.PenStyle.DashLine)
        self.price_axis = PriceAxis(colours)
        self.time_axis = TimeAxis(colours)
        self.header = Header(colours)
        self.setCentralItem(None)
        self.scene().setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self._over_plot = (self.plot, self._tail, self.marks, self._last_line, self._upright, self._level)
        self._layers = (*self._over_plot, self.price_axis, self.time_axis, self.header)
        for layer in self._layers:
            self.scene().addItem(layer)
        self.setCacheMode(QGraphicsView.CacheModeFlag.CacheNone)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontAdjustForAntialiasing)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName("Price chart")

    @property
    def plot_width(self) -> float:
        """The width of the plot in logical pixels."""
        return float(max(1, self.width() - self._price_axis_px))

    @property
    def plot_height(self) -> float:
        """The height of the plot in logical pixels."""
        return float(max(1, self.height() - HEADER_PX - TIME_AXIS_PX))

    def start_over(self, title: str) -> None:
        """The state shows another series now; `title` says which."""
        self._title = title
        self._view = None
        self.redraw()

    def apply_theme(self, theme: Theme) -> None:
        """Wear other colours."""
        self._colours.apply_theme(theme)
        for rule in (self._last_line, self._upright, self._level):
            rule.recolour()
        self.redraw()

    def set_status(self, sentence: str, note: str) -> None:
        """Say something in the middle or in the corner of the plot."""
        self.plot.set_status(sentence, note)

    def redraw(self) -> None:
        """Everything may have changed: paint it all, once, when Qt next paints."""
        self._stale = True
        self.viewport().update()

    def refresh(self) -> None:
        """New data: repaint the last bar only when nothing else has moved, and everything otherwise."""
        if self._stale:
            return
        if self._build() != self._view:
            self.redraw()
            return
        self._show_tail()
        self._show_readout()

    def show_marks(self) -> None:
        """Our own fills have changed."""
        view = self._view
        self.marks.show_marks(self._state.marks(view) if view else (), self.devicePixelRatioF())

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._stale:
            super().paintEvent(event)
            return
        self._stale = False
        self._set_painting_all(whole=True)
        try:
            self._rebuild()
            super().paintEvent(event)
        finally:
            self._set_painting_all(whole=False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.redraw()

    # -------------------------------------------------------------------------------------- gestures

    def wheelEvent(self, event: QWheelEvent) -> None:
        delta = event.angleDelta()
        if abs(delta.x()) > abs(delta.y()):
            self._pan(float(delta.x()))
        else:
            self._zoom(_ZOOM_PER_STEP ** (delta.y() / _WHEEL_STEP), event.position().x())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._dragged = (self._zone(event.position()), event.position())
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._dragged = None
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        position = event.position()
        if self._dragged is not None and event.buttons() & Qt.MouseButton.LeftButton:
            zone, before = self._dragged
            self._dragged = (zone, position)
            self._drag(zone, position - before)
        self._point_at(position)
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._zone(event.position()) == "price":
            self._state.manual_range = None
        else:
            self._state.to_live()
        self._moved()
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(None)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = self.plot_width * _KEY_PAN_SHARE
        middle = self.plot_width / 2
        match event.key():
            case Qt.Key.Key_Left:
                self._pan(step)
            case Qt.Key.Key_Right:
                self._pan(-step)
            case Qt.Key.Key_Up | Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self._zoom(_ZOOM_PER_STEP, middle)
            case Qt.Key.Key_Down | Qt.Key.Key_Minus:
                self._zoom(1 / _ZOOM_PER_STEP, middle)
            case Qt.Key.Key_End:
                self._state.to_live()
                self._moved()
            case _:
                event.ignore()

    def _zone(self, position: QPointF) -> str:
        if position.x() >= self.plot_width:
            return "price"
        return "time" if position.y() >= self.height() - TIME_AXIS_PX else "plot"

    def _drag(self, zone: str, by: QPointF) -> None:
        if zone == "price":
            if self._view is not None:
                self._state.scale_prices(_DRAG_ZOOM ** by.y(), self._view)
                self._moved()
        elif zone == "time":
            self._zoom(_DRAG_ZOOM ** by.x(), self.plot_width)
        else:
            if self._view is not None:
                self._state.pan_prices(by.y() * self.devicePixelRatioF(), self._view)
            self._pan(by.x())

    def _pan(self, pixels: float) -> None:
        self._state.viewport.pan(pixels, self._state.series.length)
        self._moved()

    def _zoom(self, factor: float, x: float) -> None:
        self._state.viewport.zoom(factor, x, self._state.series.length)
        self._moved()

    def _moved(self) -> None:
        self.redraw()
        self.window_moved.emit()

    # -------------------------------------------------------------------------------------- painting

    def _build(self) -> ChartView | None:
        ratio = self.devicePixelRatioF()
        return self._state.build(self.plot_width * ratio, self.plot_height * ratio, ratio)

    def _rebuild(self) -> None:
        state, ratio = self._state, self.devicePixelRatioF()
        view = self._build()
        if view is not None:
            before = self._price_axis_px
            self._fit_price_axis(view)
            view = view if self._price_axis_px == before else self._build()
        self._view = view
        width, height = self.plot_width, self.plot_height
        for layer in self._over_plot:
            layer.place(0, HEADER_PX, width, height)
        self.price_axis.place(width, HEADER_PX, self.width() - width, height)
        self.time_axis.place(0, HEADER_PX + height, self.width(), TIME_AXIS_PX)
        self.header.place(0, 0, self.width(), HEADER_PX)
        price_ticks = state.price_ticks(view, height) if view else []
        time_ticks = [(state.viewport.x_of(tick.at), tick) for tick in state.time_ticks()] if view else []
        self.price_axis.set_ticks(price_ticks)
        self.time_axis.set_ticks(time_ticks, state.zone_text(), width)
        self.plot.rebuild(view, state.columns(view.level if view else 0), price_ticks, time_ticks, ratio)
        self._show_tail()
        self.show_marks()
        self._point_at(self._pointer)

    def _set_painting_all(self, *, whole: bool) -> None:
        for layer in self._layers:
            layer.painting_all = whole

    def _fit_price_axis(self, view: ChartView) -> None:
        top = self._state.price_at(0, view)
        self._price_axis_px = max(_LEAST_PRICE_AXIS_PX, self.price_axis.width_for(top))

    def _show_tail(self) -> None:
        view, ratio = self._view, self.devicePixelRatioF()
        self._tail.show_bar(view, self._state.tail(view) if view else None, ratio)
        self.show_last()

    def show_last(self) -> None:
        """Bring the line and the tag of the last price, with its countdown, up to date."""
        view, ratio = self._view, self.devicePixelRatioF()
        last = self._state.last_price(view) if view else None
        if last is None:
            self._last_line.move_to(None)
        else:
            last = last._replace(y=last.y // ratio)
            self._last_line.move_to(last.y, self._colours.up if last.up else self._colours.down)
        self.price_axis.set_last(last)

    def _show_readout(self) -> None:
        x = self._pointer.x() if self._pointer is not None else None
        self.header.show_line(self._title, self._state.readout(x, self._view))
        self.setAccessibleDescription(self.header.text)

    def _point_at(self, position: QPointF | None) -> None:
        zone = None if position is None else self._zone(position)
        if zone != "plot":
            position = None
        self._pointer = position
        view = self._view
        if position is None or view is None or position.y() < HEADER_PX:
            self._pointer = None
            self._upright.move_to(None)
            self._level.move_to(None)
            self.price_axis.set_pointer(None)
            self.time_axis.set_pointer(None)
            self.viewport().setCursor(_CURSORS.get(zone or "", Qt.CursorShape.ArrowCursor))
        else:
            x, y = int(self._state.snap(position.x(), view)), int(position.y()) - HEADER_PX
            self._upright.move_to(x)
            self._level.move_to(y)
            price = self._state.price_at(y * self.devicePixelRatioF(), view)
            self.price_axis.set_pointer((y, price))
            self.time_axis.set_pointer((x, self._state.time_text(position.x(), view)))
            self.viewport().setCursor(Qt.CursorShape.CrossCursor)
        self._show_readout()
