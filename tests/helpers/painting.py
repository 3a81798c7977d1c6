"""Seeing what Qt paints, and waiting until it has, without a time in it."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QPaintEvent, QRegion
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

_TURNS = 5


def settle(qtbot: QtBot) -> None:
    """Let the event loop turn a few times: updates, layouts and repaints that are due happen."""
    for _ in range(_TURNS):
        timer = QTimer()
        timer.setSingleShot(True)
        with qtbot.waitSignal(timer.timeout):
            timer.start(0)


class PaintWatch(QObject):
    """An event filter that remembers what was painted of a widget."""

    def __init__(self) -> None:
        super().__init__()
        self.painted = QRegion()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.painted = self.painted.united(event.region())
        return False


def painted_by(qtbot: QtBot, widget: QWidget, action: Callable[[], None]) -> QRegion:
    """The part of a visible widget that an action has repainted."""
    settle(qtbot)
    watch = PaintWatch()
    widget.installEventFilter(watch)
    action()
    settle(qtbot)
    widget.removeEventFilter(watch)
    return watch.painted
