"""A key that has to be held: a short press only says so, and a held one acts once."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

HOLD_MS = 700

_LEAVING = (QEvent.Type.ApplicationDeactivate, QEvent.Type.WindowDeactivate)


class HoldKey(QObject):
    """Watches a key everywhere in the program, text fields too.

    Letting go early, and leaving the window while it is down, is a short press.

    Signals:
        held: it was down long enough; once for each press.
        tapped: it was let go before.

    Args:
        key: which one.
        window: where it is watched; floating panels belong to it.
    """

    held = Signal()
    tapped = Signal()

    def __init__(self, key: Qt.Key, window: QWidget) -> None:
        super().__init__(window)
        self._key = key
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(HOLD_MS)
        self._timer.timeout.connect(self._on_time)
        shortcut = QShortcut(QKeySequence(key), window)
        shortcut.setContext(Qt.ShortcutContext.ApplicationShortcut)
        shortcut.setAutoRepeat(False)
        shortcut.activated.connect(self._on_down)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See the key let go. Every event of the program comes by, but only while the key is down."""
        released = (
            event.type() is QEvent.Type.KeyRelease
            and isinstance(event, QKeyEvent)
            and event.key() == self._key
            and not event.isAutoRepeat()
        )
        if (released or event.type() in _LEAVING) and self._timer.isActive():
            self._end()
            self.tapped.emit()
        return super().eventFilter(watched, event)

    def _on_down(self) -> None:
        application = QApplication.instance()
        if application is not None and not self._timer.isActive():
            application.installEventFilter(self)
            self._timer.start()

    def _on_time(self) -> None:
        self._end()
        self.held.emit()

    def _end(self) -> None:
        self._timer.stop()
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
