"""A mouse that only the widget under test sees: the real pointer of the screen moves for everybody."""

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

_LEFT = Qt.MouseButton.LeftButton
_NONE = Qt.MouseButton.NoButton
_NO_KEY = Qt.KeyboardModifier.NoModifier


def press(
    widget: QWidget, at: QPoint, button: Qt.MouseButton = _LEFT, keys: Qt.KeyboardModifier = _NO_KEY
) -> None:
    """Press a button and keep it down."""
    _send(widget, QEvent.Type.MouseButtonPress, at, button, button, keys)


def release(widget: QWidget, at: QPoint, button: Qt.MouseButton = _LEFT) -> None:
    """Let a button go."""
    _send(widget, QEvent.Type.MouseButtonRelease, at, button, _NONE)


def click(widget: QWidget, at: QPoint, button: Qt.MouseButton = _LEFT) -> None:
    """Press and let go."""
    press(widget, at, button)
    release(widget, at, button)


def double_click(widget: QWidget, at: QPoint) -> None:
    """Two clicks in a row, as Qt reports them."""
    click(widget, at)
    _send(widget, QEvent.Type.MouseButtonDblClick, at, _LEFT, _LEFT)
    release(widget, at)


def move(widget: QWidget, at: QPoint, *, held: Qt.MouseButton = _NONE) -> None:
    """Move to a point of the widget, perhaps with a button down."""
    _send(widget, QEvent.Type.MouseMove, at, _NONE, held)


def drag(widget: QWidget, start: QPoint, end: QPoint) -> None:
    """Press at one point, move in two steps, let go at the other."""
    press(widget, start)
    move(widget, (start + end) / 2, held=_LEFT)
    move(widget, end, held=_LEFT)
    release(widget, end)


def wheel(widget: QWidget, at: QPoint, turn: QPoint, keys: Qt.KeyboardModifier = _NO_KEY) -> None:
    """Turn the wheel; 120 is one notch, positive is away from the hand (or to the right)."""
    event = QWheelEvent(
        QPointF(at),
        QPointF(widget.mapToGlobal(at)),
        QPoint(),
        turn,
        _NONE,
        keys,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def menu(widget: QWidget, at: QPoint) -> None:
    """Ask for the context menu of a point, as the right button does."""
    reason = QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(widget, QContextMenuEvent(reason, at, widget.mapToGlobal(at)))


def _send(
    widget: QWidget,
    kind: QEvent.Type,
    at: QPoint,
    button: Qt.MouseButton,
    held: Qt.MouseButton,
    keys: Qt.KeyboardModifier = _NO_KEY,
) -> None:
    place = QPointF(at)
    event = QMouseEvent(kind, place, QPointF(widget.mapToGlobal(at)), button, held, keys)
    QApplication.sendEvent(widget, event)
