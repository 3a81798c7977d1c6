"""The chart that is moved and scaled: by wheel, by dragging the plot or an axis, and by keys."""

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QWheelEvent

from terminal_app.ui.panels.chart.pane_places import GRIP_PX
from terminal_app.ui.panels.chart.picture import HEADER_PX, ChartPicture
from terminal_app.ui.panels.chart.pointer import PlotPoint, Zone

_WHEEL_STEP = 120.0
_ZOOM_PER_STEP = 1.15
_DRAG_ZOOM = 1.006
_KEY_PAN_SHARE = 0.1


class ChartScroller(ChartPicture):
    """Chooses which bars and prices are visible.

    Signals:
        window_moved: a gesture changed which bars are visible.
    """

    window_moved = Signal()

    def turn_wheel(self, event: QWheelEvent) -> None:
        """A wheel zooms at the pointer; turned sideways it pans."""
        delta = event.angleDelta()
        if abs(delta.x()) > abs(delta.y()):
            self.pan(float(delta.x()))
        else:
            self.zoom_at(_ZOOM_PER_STEP ** (delta.y() / _WHEEL_STEP), event.position().x())

    def press_key(self, key: int) -> bool:
        """A key pans, zooms or goes to the newest bar; says whether it does any of that."""
        step, middle = self.plot_width * _KEY_PAN_SHARE, self.plot_width / 2
        match key:
            case Qt.Key.Key_Left:
                self.pan(step)
            case Qt.Key.Key_Right:
                self.pan(-step)
            case Qt.Key.Key_Up | Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.zoom_at(_ZOOM_PER_STEP, middle)
            case Qt.Key.Key_Down | Qt.Key.Key_Minus:
                self.zoom_at(1 / _ZOOM_PER_STEP, middle)
            case Qt.Key.Key_End:
                self.go_live()
            case _:
                return False
        return True

    def go_live(self) -> None:
        """Back to the newest bar."""
        self._state.to_live()
        self.moved()

    def zone(self, position: QPointF) -> Zone:
        """The part of the chart under a logical pixel."""
        y = position.y() - HEADER_PX
        number = self.pane_at(position.y())
        if y >= self.panes_height:
            return Zone("axis" if position.x() >= self.plot_width else "time")
        for edge, place in enumerate(self.pane_places()[1:], start=1):
            if abs(y - place.top) <= GRIP_PX:
                return Zone("edge", edge)
        return Zone("axis" if position.x() >= self.plot_width else "plot", number)

    def point(self, position: QPointF, pane: int) -> PlotPoint | None:
        """A logical pixel as a point of a pane, kept inside it; `None` while it shows nothing."""
        view = self.pane_view(pane)
        if view is None:
            return None
        place, ratio = self.pane_places()[pane], self.devicePixelRatioF()
        x = min(max(position.x(), 0), self.plot_width - 1)
        y = min(max(position.y() - HEADER_PX - place.top, 0), place.height - 1)
        return PlotPoint(pane, x * ratio, y * ratio, view)

    def drag(self, zone: Zone, by: QPointF) -> None:
        """The pointer was dragged so far: in a plot it pans, on an axis it stretches the scale."""
        pane, view = self._state.pane(zone.pane), self.pane_view(zone.pane)
        match zone.part:
            case "axis":
                if view is not None:
                    self._state.stretch(pane, _DRAG_ZOOM ** by.y(), view)
                    self.moved()
            case "time":
                self.zoom_at(_DRAG_ZOOM ** by.x(), self.plot_width)
            case "edge":
                self._state.pull_edge(zone.pane, by.y(), self.panes_height)
                self.redraw()
            case _:
                if view is not None:
                    pane.shift(by.y() * self.devicePixelRatioF(), view)
                if by.x():
                    self.pan(by.x())
                else:
                    self.moved()

    def pan(self, pixels: float) -> None:
        """Move the bars so many logical pixels to the right."""
        self._state.viewport.pan(pixels, self._state.series.length)
        self.moved()

    def zoom_at(self, factor: float, x: float) -> None:
        """Make the bars so much wider; the one at a logical pixel stays where it is."""
        self._state.viewport.zoom(factor, x, self._state.series.length)
        self.moved()

    def moved(self) -> None:
        """Other bars are visible, or others prices: draw them, and tell."""
        self.redraw()
        self.window_moved.emit()
