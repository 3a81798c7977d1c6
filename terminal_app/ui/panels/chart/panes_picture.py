"""The panes of the chart on the screen: where they stand, and the items of each.

A pyqtgraph view whose scene is in pixels and whose axes are our own: pyqtgraph's are made for any plot and
lay their labels out again at every step, which alone costs more than everything painted here.
"""

import pyqtgraph as pg
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QGraphicsScene, QGraphicsView, QWidget

from terminal_app.ui.panels.chart.brushes import ChartColours
from terminal_app.ui.panels.chart.layers import Grid
from terminal_app.ui.panels.chart.legend import Legend
from terminal_app.ui.panels.chart.pane_items import PaneItems, Pictured
from terminal_app.ui.panels.chart.pane_layer import PaneLayer
from terminal_app.ui.panels.chart.pane_places import PanePlace, places
from terminal_app.ui.panels.chart.shown import ChartView, PriceTick
from terminal_app.ui.panels.chart.state import ChartState
from terminal_app.ui.panels.chart.time_scale import TimeTick
from terminal_app.ui.theme import Theme

HEADER_PX = 24
TIME_AXIS_PX = 24
_LEAST_PRICE_AXIS_PX = 64


class PanesPicture(pg.GraphicsView):
    """The panes of a `ChartState` below a header and above the axis of time."""

    def __init__(self, state: ChartState, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent, useOpenGL=False, background=None)
        self._state = state
        self._pictured: list[Pictured] = []
        self._places_of: tuple[float, list[float]] | None = None
        self._places: list[PanePlace] = []
        self._price_axis_px = _LEAST_PRICE_AXIS_PX
        self._colours = ChartColours(theme)
        self.setCentralItem(None)
        self.scene().setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self._price = PaneItems(state.price, self._colours, self.scene())
        self._price.edge.setVisible(False)
        self._below: list[PaneItems] = []
        self.plot = self._price.plot
        self.price_axis = self._price.axis
        self.setCacheMode(QGraphicsView.CacheModeFlag.CacheNone)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontAdjustForAntialiasing)

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
        return self._panes()[number].view

    def legends(self) -> list[Legend]:
        """The legends of the panes, that of the prices first."""
        return [items.legend for items in self._panes()]

    def legend_at(self, position: QPointF) -> PaneLayer | None:
        """The layer whose line of a legend is under a pixel of the widget."""
        found = (legend.layer_at(position) for legend in self.legends())
        return next((layer for layer in found if layer is not None), None)

    def pane_at(self, y: float) -> int:
        """The number of the pane at a pixel of the widget; 0 is that of the prices."""
        found = [number for number, place in enumerate(self.pane_places()) if y - HEADER_PX >= place.top]
        return found[-1] if found else 0

    def _panes(self) -> tuple[PaneItems, ...]:
        """The items of all panes, those of the prices first."""
        return (self._price, *self._below)

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

    def _rebuild_panes(
        self,
        pictured: list[Pictured],
        price_ticks: list[PriceTick],
        time_ticks: list[tuple[float, TimeTick]],
    ) -> None:
        """Put every pane in its place, with another picture."""
        ratio = self.devicePixelRatioF()
        xs, breaks = [x for x, _ in time_ticks], self._state.breaks() if pictured else []
        for number, (items, place) in enumerate(zip(self._panes(), self.pane_places(), strict=True)):
            items.place(HEADER_PX + place.top, self.plot_width, place.height, self._price_axis_px)
            view = pictured[number].view if pictured else None
            ticks = price_ticks
            if number:
                ticks = items.pane.ticks(view, ratio) if view else []
            items.axis.set_tags(items.pane.tags(view) if view else [])
            items.axis.set_ticks(ticks)
            items.rebuild(view, Grid([tick.y for tick in ticks], xs, breaks), ratio)

    def _fit_price_axis(self, view: ChartView) -> None:
        top = self._state.price_at(0, view)
        self._price_axis_px = max(_LEAST_PRICE_AXIS_PX, self.price_axis.width_for(top))

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
