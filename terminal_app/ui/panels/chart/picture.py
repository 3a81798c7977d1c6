"""The chart's picture: which layers there are, where they go, and what is painted when something changes.

A pyqtgraph view whose scene is in pixels and whose axes are our own: pyqtgraph's are made for any plot and
lay their labels out again at every step, which alone costs more than everything painted here.
"""

from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QFont, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGraphicsScene, QGraphicsView, QWidget

from terminal_app.ui.panels.chart.axes import Header, PriceAxis, TimeAxis
from terminal_app.ui.panels.chart.brushes import ChartColours
from terminal_app.ui.panels.chart.layers import MarksLayer, PlotLayer, RuleLayer, TailLayer
from terminal_app.ui.panels.chart.line_layer import LineLayer
from terminal_app.ui.panels.chart.line_places import BUTTON_PX, LABEL_PX, Touched, touched
from terminal_app.ui.panels.chart.measure_layer import MeasureLayer
from terminal_app.ui.panels.chart.shown import ChartView
from terminal_app.ui.panels.chart.state import ChartState
from terminal_app.ui.style import PAD
from terminal_app.ui.theme import Theme

HEADER_PX = 24
TIME_AXIS_PX = 24
_LEAST_PRICE_AXIS_PX = 64


class ChartPicture(pg.GraphicsView):
    """Paints a `ChartState`."""

    def __init__(self, state: ChartState, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent, useOpenGL=False, background=None)
        self._state = state
        self._title = ""
        self._view: ChartView | None = None
        self._stale = True
        self._pointer: QPointF | None = None
        self._price_axis_px = _LEAST_PRICE_AXIS_PX
        colours = ChartColours(theme)
        self.plot = PlotLayer(colours)
        self._colours = colours
        self._tail = TailLayer(colours)
        self.marks = MarksLayer(colours)
        self._last_line = RuleLayer(colours, upright=False, style=Qt.PenStyle.DotLine)
        self.lines = LineLayer(colours)
        self.measure = MeasureLayer(colours)
        self._upright = RuleLayer(colours, upright=True, style=Qt.PenStyle.DashLine)
        self._level = RuleLayer(colours, upright=False, style=Qt.PenStyle.DashLine)
        self.price_axis = PriceAxis(colours)
        self.time_axis = TimeAxis(colours)
        self.header = Header(colours)
        self.setCentralItem(None)
        self.scene().setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self._over_plot = (
            self.plot,
            self._tail,
            self.marks,
            self._last_line,
            self._upright,
            self._level,
            self.lines,
            self.measure,
        )
        self._layers = (*self._over_plot, self.price_axis, self.time_axis, self.header)
        for layer in self._layers:
            self.scene().addItem(layer)
        self.setCacheMode(QGraphicsView.CacheModeFlag.CacheNone)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontAdjustForAntialiasing)
        self.setAccessibleName("Price chart")

    @property
    def plot_width(self) -> float:
        """The width of the plot in logical pixels."""
        return float(max(1, self.width() - self._price_axis_px))

    @property
    def plot_height(self) -> float:
        """The height of the plot in logical pixels."""
        return float(max(1, self.height() - HEADER_PX - TIME_AXIS_PX))

    @property
    def view(self) -> ChartView | None:
        """What was painted last; `None` when there was nothing to paint."""
        return self._view

    def start_over(self, title: str) -> None:
        """The state shows another series now; `title` says which."""
        self._title = title
        self._view = None
        self.redraw()

    def apply_theme(self, theme: Theme) -> None:
        """Wear other colours."""
        self._colours.apply_theme(theme)
        for rule in (self._last_line, self._upright, self._level, self.lines, self.marks):
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

    def show_lines(self) -> None:
        """Our own lines have changed."""
        view, ratio = self._view, self.devicePixelRatioF()
        placed, without = self._state.places(view, ratio, self.lines.width_of) if view else ([], 0)
        self.lines.show_lines(placed, without, ratio)

    def show_measure(self) -> None:
        """The measure has changed."""
        view = self._view
        place = self._state.measure_place(view, self.devicePixelRatioF()) if view else None
        self.measure.show_measure(place)

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

    def painted_texts(self) -> Sequence[tuple[QRect, str, QFont]]:
        """The room that each label of a line gives its text, for whoever measures whether it fits."""
        return [
            (
                QRect(
                    2 * PAD,
                    HEADER_PX + place.top,
                    place.width - 2 * PAD - BUTTON_PX * len(place.line.actions),
                    LABEL_PX,
                ),
                place.line.text,
                self.lines.texts.font,
            )
            for place in self.lines.placed
            if place.top is not None
        ]

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

    def touched(self, position: QPointF) -> Touched | None:
        """Which of our lines, or of their buttons, is at a pixel of the widget."""
        if position.x() >= self.plot_width:
            return None
        return touched(self.lines.placed, position.x(), position.y() - HEADER_PX)

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
        self.show_lines()
        self.show_measure()
        self._show_pointer()

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

    def _show_readout(self) -> None:
        x = self._pointer.x() if self._pointer is not None else None
        self.header.show_line(self._title, self._state.readout(x, self._view))
        self.setAccessibleDescription(self.header.text)

    def _show_pointer(self) -> None:
        """The crosshair and its tags; while a line is dragged they are at the price it would get."""
        view, position = self._view, self._pointer
        if position is None or view is None:
            self._upright.move_to(None)
            self._level.move_to(None)
            self.price_axis.set_pointer(None)
            self.time_axis.set_pointer(None)
        else:
            moving, ratio = self._state.moving, self.devicePixelRatioF()
            x, y = int(self._state.snap(position.x(), view)), int(position.y()) - HEADER_PX
            if moving is None:
                price = self._state.price_at(y * ratio, view)
            else:
                y = int(view.frame.y_of(float(moving.price)) / ratio)
                price = self._state.price_text(moving.price)
            self._upright.move_to(x)
            self._level.move_to(y if moving is None else None)
            self.price_axis.set_pointer((y, price))
            self.time_axis.set_pointer((x, self._state.time_text(position.x(), view)))
        self._show_readout()
