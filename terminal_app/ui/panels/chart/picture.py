"""The chart's picture: which layers there are, where they go, and what is painted when something changes.

A pyqtgraph view whose scene is in pixels and whose axes are our own: pyqtgraph's are made for any plot and
lay their labels out again at every step, which alone costs more than everything painted here.
"""

from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QFont, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGraphicsScene, QGraphicsView, QWidget

from terminal_app.ui.panels.chart.axes import Header, TimeAxis
from terminal_app.ui.panels.chart.brushes import ChartColours
from terminal_app.ui.panels.chart.layers import Grid, Layer, MarksLayer, RuleLayer
from terminal_app.ui.panels.chart.legend import Legend
from terminal_app.ui.panels.chart.line_layer import LineLayer
from terminal_app.ui.panels.chart.line_places import BUTTON_PX, LABEL_PX, Touched, touched
from terminal_app.ui.panels.chart.measure_layer import MeasureLayer
from terminal_app.ui.panels.chart.pane_items import PaneItems, Pictured
from terminal_app.ui.panels.chart.pane_layer import PaneLayer
from terminal_app.ui.panels.chart.pane_places import PanePlace, places
from terminal_app.ui.panels.chart.shown import ChartView, PriceTick
from terminal_app.ui.panels.chart.state import ChartState
from terminal_app.ui.panels.chart.time_scale import TimeTick
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
        self._pictured: list[Pictured] = []
        self._places_of: tuple[float, list[float]] | None = None
        self._places: list[PanePlace] = []
        self._stale = True
        self._pointer: QPointF | None = None
        self._price_axis_px = _LEAST_PRICE_AXIS_PX
        colours = ChartColours(theme)
        self._colours = colours
        self.setCentralItem(None)
        self.scene().setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.marks = MarksLayer(colours)
        self._last_line = RuleLayer(colours, upright=False, style=Qt.PenStyle.DotLine)
        self.lines = LineLayer(colours)
        self.measure = MeasureLayer(colours)
        self._upright = RuleLayer(colours, upright=True, style=Qt.PenStyle.DashLine)
        self.time_axis = TimeAxis(colours)
        self.header = Header(colours)
        self._over_price = (self.marks, self._last_line, self.lines, self.measure)
        self._price = PaneItems(state.price, colours, self.scene())
        self._below: list[PaneItems] = []
        for layer in (*self._over_price, self._upright, self.time_axis, self.header):
            self.scene().addItem(layer)
        self.plot = self._price.plot
        self.price_axis = self._price.axis
        self.setCacheMode(QGraphicsView.CacheModeFlag.CacheNone)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontAdjustForAntialiasing)
        self.setAccessibleName("Price chart")

    @property
    def plot_width(self) -> float:
        """The width of the plot in logical pixels."""
        return float(max(1, self.width() - self._price_axis_px))

    @property
    def plot_height(self) -> float:
        """The height of the price pane in logical pixels."""
        return self.pane_places()[0].height

    @property
    def panes_height(self) -> float:
        """The height of all panes together."""
        return float(max(1, self.height() - HEADER_PX - TIME_AXIS_PX))

    def pane_places(self) -> list[PanePlace]:
        """Where the panes stand below the header: that of the prices first."""
        wanted = (self.panes_height, [pane.share for pane in self._state.panes])
        if wanted != self._places_of:
            self._places_of, self._places = wanted, places(*wanted)
        return self._places

    def pane_view(self, number: int) -> ChartView | None:
        """What was painted last in a pane; 0 is that of the prices."""
        return (self._price, *self._below)[number].view

    def legends(self) -> list[Legend]:
        """The legends of the panes, that of the prices first."""
        return [items.legend for items in (self._price, *self._below)]

    def legend_at(self, position: QPointF) -> PaneLayer | None:
        """The layer whose line of a legend is under a pixel of the widget."""
        found = (legend.layer_at(position) for legend in self.legends())
        return next((layer for layer in found if layer is not None), None)

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
        for items in (self._price, *self._below):
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

    def _build(self) -> list[Pictured]:
        """What each pane would show now, that of the prices first; nothing while there are no bars."""
        state, ratio = self._state, self.devicePixelRatioF()
        price, *others = self.pane_places()
        view = state.build(self.plot_width * ratio, price.height * ratio, ratio)
        if view is None:
            return []
        views = [view]
        for pane, place in zip(state.panes, others, strict=True):
            views.append(state.build_pane(pane, view, place.height * ratio))
        panes = (state.price, *state.panes)
        return [Pictured(one, pane.keys(one)) for pane, one in zip(panes, views, strict=True)]

    def _rebuild(self) -> None:
        state, ratio = self._state, self.devicePixelRatioF()
        pictured = self._build()
        if pictured:
            before = self._price_axis_px
            self._fit_price_axis(pictured[0].view)
            pictured = pictured if self._price_axis_px == before else self._build()
        self._pictured = pictured
        view = self._view = pictured[0].view if pictured else None
        width, axis = self.plot_width, self._price_axis_px
        price, *others = self.pane_places()
        for layer in self._over_price:
            layer.place(0, HEADER_PX, width, price.height)
        self._upright.place(0, HEADER_PX, width, self.panes_height)
        self.time_axis.place(0, HEADER_PX + self.panes_height, self.width(), TIME_AXIS_PX)
        self.header.place(0, 0, self.width(), HEADER_PX)
        time_ticks = [(state.viewport.x_of(tick.at), tick) for tick in state.time_ticks()] if view else []
        self.time_axis.set_ticks(time_ticks, state.zone_text(), width)
        price_ticks = state.price_ticks(view, price.height) if view else []
        breaks = state.breaks() if view else []
        self._price.place(HEADER_PX, width, price.height, axis)
        self._rebuild_pane(self._price, view, price_ticks, time_ticks, breaks)
        for number, (items, place) in enumerate(zip(self._below, others, strict=True), start=1):
            items.place(HEADER_PX + place.top, width, place.height, axis)
            one = pictured[number].view if pictured else None
            ticks = items.pane.ticks(one, ratio) if one else []
            self._rebuild_pane(items, one, ticks, time_ticks, breaks)
        self._show_tail()
        self.show_marks()
        self.show_lines()
        self.show_measure()
        self._show_pointer()

    def _rebuild_pane(
        self,
        items: PaneItems,
        view: ChartView | None,
        ticks: list[PriceTick],
        time_ticks: list[tuple[float, TimeTick]],
        breaks: list[float],
    ) -> None:
        items.axis.set_ticks(ticks)
        grid = Grid([tick.y for tick in ticks], [x for x, _ in time_ticks], breaks)
        items.rebuild(view, grid, self.devicePixelRatioF())

    def _follow_panes(self) -> None:
        """Have the items of exactly the panes there are."""
        panes = self._state.panes
        if [items.pane for items in self._below] == panes:
            return
        kept = {id(items.pane): items for items in self._below}
        for items in self._below:
            if items.pane not in panes:
                items.remove()
        self._below = [
            kept[id(pane)] if id(pane) in kept else PaneItems(pane, self._colours, self.scene())
            for pane in panes
        ]

    def _layers(self) -> list[Layer]:
        panes = [item for items in (self._price, *self._below) for item in items.items]
        return [*panes, *self._over_price, self._upright, self.time_axis, self.header]

    def _set_painting_all(self, *, whole: bool) -> None:
        for layer in self._layers():
            layer.painting_all = whole

    def _fit_price_axis(self, view: ChartView) -> None:
        top = self._state.price_at(0, view)
        self._price_axis_px = max(_LEAST_PRICE_AXIS_PX, self.price_axis.width_for(top))

    def _show_tail(self) -> None:
        ratio = self.devicePixelRatioF()
        for items in (self._price, *self._below):
            items.show_tail(ratio)
        self.show_last()

    def _show_readout(self) -> None:
        x = self._pointer.x() if self._pointer is not None else None
        self.header.show_line(self._title, self._state.readout(x, self._view))
        self.setAccessibleDescription(self.header.text)
        bar = None if x is None or self._view is None else self._state.bar_at(x, self._view)
        for items in (self._price, *self._below):
            items.show_legend(bar)

    def _show_pointer(self) -> None:
        """The crosshair and its tags; while a line is dragged they are at the price it would get."""
        view, position = self._view, self._pointer
        self._show_level(position)
        if position is None or view is None:
            self._upright.move_to(None)
            self.time_axis.set_pointer(None)
        else:
            x = int(self._state.snap(position.x(), view))
            self._upright.move_to(x)
            self.time_axis.set_pointer((x, self._state.time_text(position.x(), view)))
        self._show_readout()

    def _show_level(self, position: QPointF | None) -> None:
        """The level of the crosshair, in the pane that the pointer is in, and its tag on the axis there."""
        ratio = self.devicePixelRatioF()
        inside = self.pane_at(position.y()) if position is not None else 0
        for number, items in enumerate((self._price, *self._below)):
            moving = self._state.moving if number == 0 else None
            view = items.view
            if position is None or view is None or (number != inside and moving is None):
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

    def pane_at(self, y: float) -> int:
        """The number of the pane at a pixel of the widget; 0 is that of the prices."""
        found = [number for number, place in enumerate(self.pane_places()) if y - HEADER_PX >= place.top]
        return found[-1] if found else 0
