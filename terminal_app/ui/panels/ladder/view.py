"""The ladder with the hand on it: one press and release is one act.

It knows rows, buttons and pixels; what they mean is decided in `intents.py` and `plans.py`.
"""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from terminal_app.core.orders import Side
from terminal_app.ui.panels.ladder.intents import Button, Held
from terminal_app.ui.panels.ladder.painter import Look
from terminal_app.ui.panels.ladder.rows import LadderRows, Spot
from terminal_app.ui.theme import Theme

_WHEEL_ROWS = 3
_NOTCH = 120
_BUTTONS = {
    Qt.MouseButton.LeftButton: Button.LEFT,
    Qt.MouseButton.RightButton: Button.RIGHT,
    Qt.MouseButton.MiddleButton: Button.MIDDLE,
}
_HELD = {
    Qt.KeyboardModifier.NoModifier: Held.NONE,
    Qt.KeyboardModifier.ControlModifier: Held.CTRL,
    Qt.KeyboardModifier.ShiftModifier: Held.SHIFT,
}


class Hit(NamedTuple):
    """A button that was pressed and let go on one spot. `held` is `None` for keys that mean nothing."""

    spot: Spot
    button: Button
    held: Held | None


class Drag(NamedTuple):
    """A chip on its way: from a row to a row, or to `None` outside the ladder."""

    side: Side
    start: int
    oids: tuple[str, ...]
    text: str
    to: int | None


class _Press(NamedTuple):
    spot: Spot
    button: Button
    held: Held | None
    at: QPoint


class LadderView(LadderRows):
    """Tells what the mouse does on the rows.

    Signals:
        hit: a button was pressed and let go on one spot, as `Hit`.
        cross_hit: the × of a chip was pressed and let go, with the `Spot`.
        dropped: a chip was let go, as `Drag`.
        hover_changed: the mouse is on another spot, or a drag has another target.
        touched: a hand did something: a press, a turn of the wheel.
        scrolled(int): the person wants to see rows so much higher.
        group_turned(int): a wider (1) or narrower (-1) row step is wanted, by Ctrl and the wheel.
    """

    hit = Signal(object)
    cross_hit = Signal(object)
    dropped = Signal(object)
    hover_changed = Signal()
    touched = Signal()
    scrolled = Signal(int)
    group_turned = Signal(int)

    def __init__(self, theme: Theme, monotonic: Callable[[], float], parent: QWidget | None = None) -> None:
        super().__init__(theme, monotonic, parent)
        self._pressed: _Press | None = None
        self._drag: Drag | None = None
        self._hovered: Spot | None = None
        self.may_drag = False
        """Whether chips can be dragged now."""
        self.setMouseTracking(True)

    @property
    def hovered(self) -> Spot | None:
        """Where the mouse is."""
        return self._hovered

    @property
    def drag(self) -> Drag | None:
        """The chip on its way, `None` when none is."""
        return self._drag

    def held(self) -> Held | None:
        """The key that is down now, `None` for several or a meaningless one."""
        return _held(QGuiApplication.keyboardModifiers())

    def clear(self) -> None:
        """Show nothing: another instrument is coming."""
        super().clear()
        self._pressed = self._drag = None
        self._hover(None)

    def show_armed(self, *, armed: bool) -> None:
        """Show whether clicks trade; without, nothing is dragged."""
        super().show_armed(armed=armed)
        if not armed:
            self.abort_drag()

    def on_moved(self) -> None:
        """A press on rows that were elsewhere is none."""
        self._pressed = None

    def look(self, index: int) -> Look:
        """How a row stands out: under the mouse, or at either end of a drag."""
        hovered = self._hovered
        column = hovered.column if hovered is not None and hovered.row == index else None
        drag = self._drag
        if drag is None:
            return Look(column, self._armed)
        coming = (drag.side, drag.text) if drag.to == index != drag.start else None
        return Look(None, self._armed, drag.side if drag.start == index else None, coming)

    def abort_drag(self) -> bool:
        """Let a dragged chip stay where it was; says whether there was one."""
        drag, self._drag, self._pressed = self._drag, None, None
        if drag is None:
            return False
        self.update()
        self._point()
        self.hover_changed.emit()
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.touched.emit()
        button, spot = _BUTTONS.get(event.button()), self.spot_at(event.position().toPoint())
        self._hover(spot)
        if (
            button is None
            or spot is None
            or not self.settled
            or self._pressed is not None
            or self._drag is not None
        ):
            # A second button while one is down means neither.
            self._pressed = None
            return
        self._pressed = _Press(spot, button, _held(event.modifiers()), event.position().toPoint())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The first press of a double-click was the act; the second one is none."""
        self._pressed = None
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        self._maybe_drag(at)
        if self._drag is not None:
            self._drag_to(at)
        self._hover(self.spot_at(at))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        if self._drag is not None:
            if event.button() is Qt.MouseButton.LeftButton:
                self._drop(at)
            return
        pressed, self._pressed = self._pressed, None
        if pressed is None or _BUTTONS.get(event.button()) is not pressed.button:
            return
        if self.spot_at(at) != pressed.spot:
            return
        if pressed.spot.chip is None or pressed.held is not Held.NONE or pressed.button is Button.MIDDLE:
            self.hit.emit(Hit(pressed.spot, pressed.button, pressed.held))
        elif pressed.spot.cross and pressed.button is Button.LEFT:
            self.cross_hit.emit(pressed.spot)

    def wheelEvent(self, event: QWheelEvent) -> None:
        notches = event.angleDelta().y() / _NOTCH
        if not notches:
            super().wheelEvent(event)
            return
        self.touched.emit()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.group_turned.emit(-1 if notches > 0 else 1)
        else:
            self.scrolled.emit(round(notches * _WHEEL_ROWS) or (1 if notches > 0 else -1))
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(None)
        super().leaveEvent(event)

    def _maybe_drag(self, at: QPoint) -> None:
        pressed = self._pressed
        if pressed is None or self._drag is not None or pressed.spot.chip is None or pressed.spot.cross:
            return
        if (pressed.button, pressed.held) != (Button.LEFT, Held.NONE) or not self.may_drag:
            return
        if (at - pressed.at).manhattanLength() < QApplication.startDragDistance():
            return
        rung = self.rung(pressed.spot.row)
        mark = None if rung is None else rung.own(pressed.spot.chip)
        if mark is None:
            self._pressed = None
            return
        start = pressed.spot.row
        self._drag = Drag(pressed.spot.chip, start, mark.oids, mark.text, start)
        self.setCursor(Qt.CursorShape.ClosedHandCursor)
        self.update()
        self.hover_changed.emit()

    def _drag_to(self, at: QPoint) -> None:
        drag = self._drag
        if drag is None:
            return
        spot = self.spot_at(at)
        inside = self.rect().contains(at)
        to = spot.row if spot is not None else drag.start if inside else None
        if to != drag.to:
            self._drag = drag._replace(to=to)
            self.update()
            self.hover_changed.emit()

    def _drop(self, at: QPoint) -> None:
        self._drag_to(at)
        drag, self._drag, self._pressed = self._drag, None, None
        self.update()
        self._point()
        if drag is not None and drag.to != drag.start:
            self.dropped.emit(drag)
        self.hover_changed.emit()

    def _hover(self, spot: Spot | None) -> None:
        if spot == self._hovered:
            return
        for changed in (self._hovered, spot):
            place = None if changed is None else self._place(changed.row)
            if place is not None:
                self.update(self.row_box(place))
        self._hovered = spot
        if self._drag is None:
            self._point()
        self.hover_changed.emit()

    def _point(self) -> None:
        hovered = self._hovered
        if hovered is None:
            self.setCursor(Qt.CursorShape.ArrowCursor)
        elif hovered.chip is not None and not hovered.cross and self.may_drag:
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            self.setCursor(Qt.CursorShape.PointingHandCursor)


def _held(modifiers: Qt.KeyboardModifier) -> Held | None:
    return _HELD.get(modifiers & ~Qt.KeyboardModifier.KeypadModifier)
