"""What the pointer on a chart says to others: where it points, and which layer of a legend is meant."""

from PySide6.QtCore import QPoint, QPointF, Signal

from terminal_app.ui.panels.chart.picture import HEADER_PX
from terminal_app.ui.panels.chart.scroller import ChartScroller


class ChartPointing(ChartScroller):
    """Tells where the pointer is, and finds layers under it.

    Signals:
        layer_chosen: the line of a layer in a legend was double-clicked (PaneLayer).
        layer_menu_wanted: what can be done with a layer is asked for (QPoint on the screen, PaneLayer).
        pointed: the crosshair moved (Unix ms and price as floats, each `None` when there is none).
    """

    layer_chosen = Signal(object)
    layer_menu_wanted = Signal(object, object)
    pointed = Signal(object, object)

    @property
    def pointed_price(self) -> float | None:
        """The price under the pointer; `None` while it is elsewhere."""
        position, view = self._pointer, self._view
        if position is None or view is None or self.pane_at(position.y()):
            return None
        return view.frame.price_at((position.y() - HEADER_PX) * self.devicePixelRatioF())

    def choose_layer(self, position: QPointF) -> bool:
        """Tell that the layer of a line of a legend was chosen; `False` when there is none."""
        layer = self.legend_at(position)
        if layer is not None:
            self.layer_chosen.emit(layer)
        return layer is not None

    def ask_for_layer(self, position: QPointF, at: QPoint) -> bool:
        """Ask for the menu of a layer: of a line of a legend, or the first of a pane below the prices."""
        layer, pane = self.legend_at(position), self._state.pane(self.zone(position).pane)
        if layer is None and pane is not self._state.price and pane.layers:
            layer = pane.layers[0]
        if layer is not None:
            self.layer_menu_wanted.emit(at, layer)
        return layer is not None

    def tell_pointed(self) -> None:
        """Tell where the crosshair is."""
        position, view = self._pointer, self._view
        if position is None or view is None:
            self.pointed.emit(None, None)
            return
        self.pointed.emit(self._state.time_at(position.x(), view), self.pointed_price)
