"""The hand on the chart: a press moves a line, arms a button of one, measures, or drags the chart itself.

What a line means is not known here: who gave it says whether it may move, where it may go, and what becomes
of it. A press that armed a button counts only when it is let go over the same button.
"""

from decimal import Decimal
from typing import NamedTuple, Protocol

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from terminal_app.ui.panels.chart.escape import EscapeKeeper
from terminal_app.ui.panels.chart.line_places import Touched
from terminal_app.ui.panels.chart.lines import Line
from terminal_app.ui.panels.chart.measure import Measure
from terminal_app.ui.panels.chart.picture import HEADER_PX, TIME_AXIS_PX
from terminal_app.ui.panels.chart.pointer import Zone
from terminal_app.ui.panels.chart.pointing import ChartPointing
from terminal_app.ui.panels.chart.shown import Moving
from terminal_app.ui.panels.chart.state import ChartState
from terminal_app.ui.panels.chart.tool_hand import ToolHand
from terminal_app.ui.theme import Theme

__all__ = ["HEADER_PX", "TIME_AXIS_PX", "ChartCanvas", "Mover"]

_MOVES_FROM_PX = 3
_CURSORS = {
    "axis": Qt.CursorShape.SizeVerCursor,
    "time": Qt.CursorShape.SizeHorCursor,
    "edge": Qt.CursorShape.SplitVCursor,
}
_PRICES = Zone("plot")
_LEFT = Qt.MouseButton.LeftButton
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_ALT = Qt.KeyboardModifier.AltModifier


class Mover(Protocol):
    """Who knows what it means that a line is dragged."""

    def begin(self, line: Line) -> bool:
        """Whether it may be moved now; who says no tells the person why."""
        ...

    def price(self, line: Line, value: float) -> Decimal:
        """The price a line may have near this one."""
        ...

    def shown(self, line: Line, price: Decimal, aside: float) -> Line:
        """What it would be at a price, pulled so many pixels aside: itself, or what comes out of it."""
        ...

    def finish(self, line: Line, price: Decimal, aside: float) -> None:
        """It was let go at another price than its own."""
        ...


class _Grip(NamedTuple):
    """A line in the hand: how far the pointer was above it, and where it was pressed, in logical pixels."""

    line: Line
    above: float
    pressed: QPointF


class ChartCanvas(ChartPointing):
    """A `ChartState` under mouse and keyboard.

    Signals:
        action_wanted: a button of a line was clicked (Line, LineAction).
        alert_wanted: a price was clicked with Alt held (float).
        left: the keyboard has gone elsewhere.
        menu_wanted: what can be done at a price is asked for (QPoint on the screen, price as float).
        panes_changed: a pane was made higher or lower by hand.

    `mover` answers for the lines; without one they stay where they are. `tools` may take what the pointer
    does in a plot.
    """

    action_wanted = Signal(object, object)
    alert_wanted = Signal(float)
    left = Signal()
    menu_wanted = Signal(object, float)
    panes_changed = Signal()

    def __init__(self, state: ChartState, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(state, theme, parent)
        self.mover: Mover | None = None
        self.tools = ToolHand(self.point)
        self._dragged: tuple[Zone, QPointF] | None = None
        self._grip: _Grip | None = None
        self._armed: Touched | None = None
        self._measuring = False
        self._escape = EscapeKeeper(self, lambda: self.busy)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)

    @property
    def busy(self) -> bool:
        """Whether Escape would end something here: a line in the hand, a measure, or what a tool is doing."""
        return self._grip is not None or self._state.measure is not None or self.tools.busy

    def settle_escape(self) -> None:
        """There may be something to end now, or no longer."""
        self._escape.settle()

    def start_over(self, title: str) -> None:
        """The state shows another series now; what the hand was doing is over."""
        self._forget_gestures()
        super().start_over(title)

    def follow_lines(self) -> bool:
        """The state has other lines; `False` when the one in the hand has gone or can no longer be moved."""
        grip = self._grip
        line = None if grip is None else self._state.line(grip.line.key)
        if grip is not None and (line is None or not line.movable or line.price != grip.line.price):
            self.drop_line()
            return False
        self.show_lines()
        return True

    def drop_line(self) -> None:
        """Put the line in the hand back where it was, and let the scale follow the market again."""
        self._grip = None
        self._dragged = None
        self._escape.settle()
        if self._state.moving is not None:
            self._state.moving = None
            self._state.let_go()
            self.moved()

    def clear_measure(self) -> None:
        """Take the measure away."""
        self._measuring = False
        if self._state.measure is not None:
            self._state.measure = None
            self._escape.settle()
            self.show_measure()

    # ---------------------------------------------------------------------------------------- events

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self._grip is None:
            self.turn_wheel(event)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()
        position = event.position()
        if event.button() is not _LEFT or self._grip is not None:
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        zone = self.zone(position)
        self.clear_measure()
        if self.tools.press(position, zone, event.modifiers()):
            self._escape.settle()
            return
        if zone != _PRICES or self._view is None:
            self._dragged = (zone, position)
        elif event.modifiers() & _SHIFT:
            self._start_measure(position)
        elif event.modifiers() & _ALT and position.y() >= HEADER_PX:
            self.alert_wanted.emit(self._view.frame.price_at(self._plot_y(position)))
        else:
            self._press(position)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()
        if event.button() is not _LEFT:
            return
        if self._dragged is not None and self._dragged[0].part == "edge":
            self.panes_changed.emit()
        self._dragged = None
        self._measuring = False
        self.tools.release(event.position())
        self._escape.settle()
        if self._grip is not None:
            self._let_go()
        armed, self._armed = self._armed, None
        if armed is not None and armed.action is not None:
            now = self.touched(event.position())
            if now is not None and (now.line.key, now.action) == (armed.line.key, armed.action):
                self.action_wanted.emit(now.line, now.action)
        self._point_at(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        position, held = event.position(), bool(event.buttons() & _LEFT)
        if self.tools.holding:
            self.tools.drag(position, held=held)
        elif self._grip is not None:
            if held:
                self._drag_line(position)
            else:
                self.drop_line()  # the button was let go where nobody told us
        elif self._measuring and held:
            self._stretch_measure(position)
        elif self._dragged is not None and held:
            zone, before = self._dragged
            self._dragged = (zone, position)
            self.drag(zone, position - before)
        self._point_at(position)
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()
        zone = self.zone(event.position())
        if event.button() is not _LEFT or self._grip is not None:
            return
        if self.tools.double(event.position(), zone, event.modifiers()):
            self._escape.settle()
            return
        if self._on_line(event.position()):
            return
        if self.choose_layer(event.position()):
            return
        match zone.part:
            case "axis":
                self._state.pane(zone.pane).manual_range = None
            case "time":
                self._state.to_usual()
            case "plot":
                self._state.to_live()
        self.moved()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        event.accept()
        view, at = self._view, QPointF(event.pos())
        if view is None or self._grip is not None or self.tools.holding:
            return
        zone = self.zone(at)
        asked = self.ask_for_layer(at, event.globalPos())
        if asked or zone.pane or zone.part == "time" or at.y() < HEADER_PX:
            return
        y = (at.y() - HEADER_PX) * self.devicePixelRatioF()
        self.menu_wanted.emit(event.globalPos(), view.frame.price_at(int(y)))

    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(None)
        event.accept()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Whoever goes elsewhere with a line in the hand has not decided anything."""
        self._armed = None
        self.tools.cancel()
        self.drop_line()
        self.left.emit()
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.tools.cancel():
            return
        if event.key() == Qt.Key.Key_Escape and self.busy:
            self.drop_line()
            self.clear_measure()
            return
        if self._grip is not None:
            return
        if not self.press_key(event.key()):
            event.ignore()

    # -------------------------------------------------------------------------------------- gestures

    def _on_line(self, position: QPointF) -> bool:
        return self.zone(position) == _PRICES and self.touched(position) is not None

    def _press(self, position: QPointF) -> None:
        hit = self.touched(position)
        if hit is None:
            self._dragged = (_PRICES, position)
        elif hit.action is not None:
            self._armed = hit
        elif hit.line.movable and self.mover is not None and self.mover.begin(hit.line):
            self._grip = _Grip(hit.line, position.y() - self._y_of(hit.line.price), position)
            self._escape.settle()

    def _y_of(self, price: Decimal) -> float:
        """The pixel of the widget at which a price stands."""
        if self._view is None:
            return 0.0
        return HEADER_PX + self._view.frame.y_of(float(price)) / self.devicePixelRatioF()

    def _drag_line(self, position: QPointF) -> None:
        grip, mover, view = self._grip, self.mover, self._view
        if grip is None or mover is None or view is None:
            return
        moving = self._state.moving
        if moving is None and abs(position.y() - grip.pressed.y()) < _MOVES_FROM_PX:
            return
        if moving is None:
            self._state.hold(view)
        price = grip.line.price
        if position.y() != grip.pressed.y():
            y = min(max(position.y() - grip.above - HEADER_PX, 0), self.plot_height)
            price = mover.price(grip.line, view.frame.price_at(y * self.devicePixelRatioF()))
        aside = position.x() - grip.pressed.x()
        self._state.moving = Moving(grip.line.key, price, mover.shown(grip.line, price, aside), aside)
        self.show_lines()

    def _let_go(self) -> None:
        grip, moving = self._grip, self._state.moving
        self.drop_line()
        if grip is None or moving is None or self.mover is None or moving.price == grip.line.price:
            return
        self.mover.finish(grip.line, moving.price, moving.aside)

    def _start_measure(self, position: QPointF) -> None:
        if self._view is not None:
            spot = self._state.spot(position.x(), self._plot_y(position), self._view)
            self._state.measure = Measure(spot, spot)
            self._measuring = True
            self._escape.settle()
            self.show_measure()

    def _stretch_measure(self, position: QPointF) -> None:
        measure, view = self._state.measure, self._view
        if measure is not None and view is not None:
            x = min(max(position.x(), 0), self.plot_width - 1)
            end = self._state.spot(x, self._plot_y(position), view)
            self._state.measure = measure._replace(end=end)
            self.show_measure()

    def _plot_y(self, position: QPointF) -> float:
        """The device pixel of the plot, kept inside it."""
        y = min(max(position.y() - HEADER_PX, 0), self.plot_height - 1)
        return int(y) * self.devicePixelRatioF()

    def _forget_gestures(self) -> None:
        self.tools.cancel()
        self._dragged = self._grip = self._armed = None
        self._measuring = False
        self._escape.settle()

    def _point_at(self, position: QPointF | None) -> None:
        zone = None if position is None else self.zone(position)
        inside = zone is not None and zone.part == "plot" and position is not None
        inside = inside and position is not None and position.y() >= HEADER_PX
        self._pointer = position if inside else None
        wanted = self.tools.hover(self._pointer, 0 if zone is None else zone.pane)
        hit = self.touched(position) if inside and position is not None and self._grip is None else None
        self.lines.show_touched(hit)
        cursor = _CURSORS.get("" if zone is None else zone.part, Qt.CursorShape.ArrowCursor)
        if self._grip is not None:
            cursor = Qt.CursorShape.SizeVerCursor
        elif hit is not None and hit.action is not None:
            cursor = Qt.CursorShape.PointingHandCursor
        elif hit is not None and hit.line.movable and wanted is None:
            cursor = Qt.CursorShape.SizeVerCursor
        elif self._pointer is not None and self._view is not None:
            cursor = wanted or Qt.CursorShape.CrossCursor
        self.viewport().setCursor(cursor)
        self.viewport().setToolTip(
            "" if hit is None else hit.line.hint if hit.action is None else hit.action.value
        )
        self._show_pointer()
        self.tell_pointed()
