"""The chart's picture: what lies over its panes, and what is painted when something changes."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QFont, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from terminal_app.ui.panels.chart.axes import Header, TimeAxis
from terminal_app.ui.panels.chart.extremes_layer import ExtremesLayer
from terminal_app.ui.panels.chart.layers import Layer, RuleLayer
from terminal_app.ui.panels.chart.line_layer import LineLayer
from terminal_app.ui.panels.chart.line_places import BUTTON_PX, LABEL_PX, Touched, text_left, touched
from terminal_app.ui.panels.chart.marks_layer import MarksLayer
from terminal_app.ui.panels.chart.measure_layer import MeasureLayer
from terminal_app.ui.panels.chart.panes_picture import HEADER_PX, TIME_AXIS_PX, PanesPicture
from terminal_app.ui.panels.chart.shown import ChartView
from terminal_app.ui.panels.chart.state import ChartState
from terminal_app.ui.style import PAD
from terminal_app.ui.theme import Theme

__all__ = ["HEADER_PX", "TIME_AXIS_PX", "ChartPicture"]


class ChartPicture(PanesPicture):
    """Paints a `ChartState`."""

    def __init__(self, state: ChartState, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(state, theme, parent)
        self._title = ""
        self._view: ChartView | None = None
        self._stale = True
        self._pointer: QPointF | None = None
        self._lent: tuple[float, float | None] | None = None
        colours = self._colours
        self.extremes = ExtremesLayer(colours)
        self.marks = MarksLayer(colours)
        self._last_line = RuleLayer(colours, upright=False, style=Qt.PenStyle.DotLine)
        self.lines = LineLayer(colours)
        self.measure = MeasureLayer(colours)
        self._upright = RuleLayer(colours, upright=True, style=Qt.PenStyle.DashLine)
        self.time_axis = TimeAxis(colours)
        self.header = Header(colours)
        self._over_price = (self.extremes, self.marks, self._last_line, self.lines, self.measure)
        for layer in (*self._over_price, self._upright, self.time_axis, self.header):
            self.scene().addItem(layer)
        self.setAccessibleName("Price chart")

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
        for rule in (self._last_line, self._upright, self.lines, self.marks):
            rule.recolour()
        for items in self._panes():
            items.level.recolour()
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
        if self._build() != self._pictured:
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

    def show_lent(self, pointed: tuple[float, float | None] | None) -> None:
        """Show the crosshair of another chart: its moment (Unix ms), and its price when it is one of ours."""
        if pointed != self._lent:
            self._lent = pointed
            if self.isVisible() and not self._stale and self._pointer is None:
                self._show_pointer()

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
                    PAD + text_left(place.line),
                    HEADER_PX + place.top,
                    place.width - PAD - text_left(place.line) - BUTTON_PX * len(place.line.actions),
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
        self._follow_panes()
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
        if position.x() >= self.plot_width or self.pane_at(position.y()):
            return None
        return touched(self.lines.placed, position.x(), position.y() - HEADER_PX)

    def _rebuild(self) -> None:
        state = self._state
        pictured = self._build()
        if pictured:
            before = self._price_axis_px
            self._fit_price_axis(pictured[0].view)
            pictured = pictured if self._price_axis_px == before else self._build()
        self._pictured = pictured
        view = self._view = pictured[0].view if pictured else None
        width, height = self.plot_width, self.panes_height
        for layer in self._over_price:
            layer.place(0, HEADER_PX, width, self.plot_height)
        self._upright.place(0, HEADER_PX, width, height)
        self.time_axis.place(0, HEADER_PX + height, self.width(), TIME_AXIS_PX)
        self.header.place(0, 0, self.width(), HEADER_PX)
        time_ticks = [(state.viewport.x_of(tick.at), tick) for tick in state.time_ticks()] if view else []
        self.time_axis.set_ticks(time_ticks, state.zone_text(), width)
        price_ticks = state.price_ticks(view, self.plot_height) if view else []
        self._rebuild_panes(pictured, price_ticks, time_ticks)
        self._show_tail()
        self.show_marks()
        self.show_lines()
        self.show_measure()
        self._show_pointer()

    def _layers(self) -> list[Layer]:
        panes = [item for items in self._panes() for item in items.items]
        return [*panes, *self._over_price, self._upright, self.time_axis, self.header]

    def _set_painting_all(self, *, whole: bool) -> None:
        for layer in self._layers():
            layer.painting_all = whole

    def _show_tail(self) -> None:
        ratio = self.devicePixelRatioF()
        for items in self._panes():
            items.show_tail(ratio)
        self.extremes.show_places(self._state.extremes.places(self._view) if self._view else ())
        self.show_last()

    def _show_readout(self) -> None:
        position = self._crosshair()
        x = position.x() if position is not None else None
        self.header.show_line(self._title, self._state.readout(x, self._view))
        self.setAccessibleDescription(self.header.text)
        bar = None if x is None or self._view is None else self._state.bar_at(x, self._view)
        for items in self._panes():
            items.show_legend(bar)

    def _show_pointer(self) -> None:
        """The crosshair and its tags; while a line is dragged they are at the price it would get."""
        view, position = self._view, self._crosshair()
        self._show_level(position)
        if position is None or view is None:
            self._upright.move_to(None)
            self.time_axis.set_pointer(None)
        else:
            x = int(self._state.snap(position.x(), view))
            self._upright.move_to(x)
            self.time_axis.set_pointer((x, self._state.time_text(position.x(), view)))
        self._show_readout()

    def _crosshair(self) -> QPointF | None:
        """Where the crosshair is: under the pointer, or where another chart points if that is in sight.

        A moment without a price of ours stands in no pane: its `y` lies above them all.
        """
        view = self._view
        if self._pointer is not None or self._lent is None or view is None:
            return self._pointer
        time_ms, price = self._lent
        x = self._state.x_at(time_ms)
        if not 0 <= x < self.plot_width:
            return None
        y = -1.0 if price is None else view.frame.y_of(price) / self.devicePixelRatioF()
        return QPointF(x, HEADER_PX + y if 0 <= y < self.plot_height else -1.0)

    def _show_level(self, position: QPointF | None) -> None:
        """The level of the crosshair, in the pane that the pointer is in, and its tag on the axis there."""
        ratio = self.devicePixelRatioF()
        outside = position is None or position.y() < HEADER_PX
        inside = 0 if position is None else self.pane_at(position.y())
        for number, items in enumerate(self._panes()):
            moving = self._state.moving if number == 0 else None
            view = items.view
            hidden = moving is None and (outside or number != inside)
            if position is None or view is None or hidden:
                items.level.move_to(None)
                items.axis.set_pointer(None)
                continue
            y = int(position.y()) - int(items.plot.pos().y())
            if moving is not None:
                y = int(view.frame.y_of(float(moving.price)) / ratio)
                text = self._state.price_text(moving.price)
            elif number == 0:
                text = self._state.price_at(y * ratio, view)
            else:
                text = items.pane.text_at(y * ratio, view)
            items.level.move_to(y if moving is None else None)
            items.axis.set_pointer((y, text))
