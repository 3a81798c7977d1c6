"""The items of one pane on the scene: bars, newest bar, level of the crosshair, legend and value axis."""

from collections.abc import Hashable
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsScene, QStyleOptionGraphicsItem, QWidget

from terminal_app.ui.panels.chart.axes import PriceAxis
from terminal_app.ui.panels.chart.brushes import ChartColours
from terminal_app.ui.panels.chart.layers import Grid, Layer, PlotLayer, RuleLayer, TailLayer
from terminal_app.ui.panels.chart.legend import Legend, LegendRow
from terminal_app.ui.panels.chart.pane import Pane
from terminal_app.ui.panels.chart.shown import ChartView

_PLOT_Z, _TAIL_Z, _LEGEND_Z = -3.0, -2.0, 1.0


class Pictured(NamedTuple):
    """What the closed bars of a pane depend on."""

    view: ChartView
    keys: tuple[Hashable, ...]


class EdgeLayer(Layer):
    """The line between a pane and the one above it."""

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        painter.fillRect(self.box, self.colours.line)


class PaneItems:
    """One pane, painted."""

    def __init__(self, pane: Pane, colours: ChartColours, scene: QGraphicsScene) -> None:
        self.pane = pane
        self.view: ChartView | None = None
        self.plot = PlotLayer(colours)
        self.tail = TailLayer(colours)
        self.level = RuleLayer(colours, upright=False, style=Qt.PenStyle.DashLine)
        self.legend = Legend(colours)
        self.axis = PriceAxis(colours)
        self.edge = EdgeLayer(colours)
        self.edge.setZValue(_LEGEND_Z)
        self._colours = colours
        self._scene = scene
        self.plot.setZValue(_PLOT_Z)
        self.tail.setZValue(_TAIL_Z)
        self.legend.setZValue(_LEGEND_Z)
        for item in self.items:
            scene.addItem(item)

    @property
    def items(self) -> tuple[Layer, ...]:
        """Everything on the scene."""
        return (self.plot, self.tail, self.level, self.legend, self.axis, self.edge)

    def remove(self) -> None:
        """Leave the scene."""
        for item in self.items:
            self._scene.removeItem(item)

    def place(self, top: float, width: float, height: float, axis_width: float) -> None:
        """Stand there."""
        for item in (self.plot, self.tail, self.level):
            item.place(0, top, width, height)
        self.axis.place(width, top, axis_width, height)
        self.edge.place(0, top, width + axis_width, 1)
        self.legend.place_in(top, width, height)

    def rebuild(self, view: ChartView | None, grid: Grid, ratio: float) -> None:
        """Take another picture; the caller repaints everything."""
        self.view = view
        self.plot.rebuild(view, self.pane.layers, grid, ratio)

    def show_tail(self, ratio: float) -> None:
        """Repaint the newest bar."""
        self.tail.show_bar(self.view, self.pane.layers, ratio)

    def show_legend(self, bar: int | None) -> None:
        """Write the values at a drawn bar, or those of the newest for `None`."""
        view = self.view
        if view is None:
            self.legend.show_rows(())
            return
        at = view.tail if bar is None else min(max(bar, 0), view.tail)
        rows = [
            LegendRow(layer, tuple(layer.legend(view, at, self._colours)))
            for layer in self.pane.layers
            if layer.name
        ]
        self.legend.show_rows(rows)
