"""Painting what has changed, now, and counting it, with whichever binding of Qt a side has."""

import time
from collections.abc import Callable, Sequence

from pyqtgraph.Qt import QtCore

_TURNS = 3
"""A scene reports its changes in one turn, its view asks for a paint in the next and paints in the third."""


class Paints(QtCore.QObject):
    """Counts the paint events of a widget."""

    def __init__(self, widget: QtCore.QObject) -> None:
        super().__init__()
        self.count = 0
        self._widget = widget
        widget.installEventFilter(self)

    def eventFilter(self, watched: QtCore.QObject, event: QtCore.QEvent) -> bool:
        if event.type() == QtCore.QEvent.Type.Paint:
            self.count += 1
        return False


def settle(milliseconds: int = 300) -> None:
    """Let the platform show what was asked to be shown; only a running loop hears of it."""
    loop = QtCore.QEventLoop()
    QtCore.QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def flush() -> None:
    """Deliver everything that is posted, until the paint is done."""
    for _ in range(_TURNS):
        QtCore.QCoreApplication.sendPostedEvents()


def frames(actions: Sequence[Callable[[], object]], paints: Paints) -> dict[str, float]:
    """Do each action and paint what it changed: CPU per frame in ms, and paints per frame.

    Raises:
        RuntimeError: some action was not painted, so that the figure would be worth nothing.
    """
    flush()
    before, started = paints.count, time.process_time_ns()
    for action in actions:
        action()
        flush()
    spent = time.process_time_ns() - started
    painted = paints.count - before
    if painted < len(actions):
        raise RuntimeError(f"{painted} paints for {len(actions)} frames")
    return {"ms": spent / 1e6 / len(actions), "paints": painted / len(actions)}
