"""A field on the chart in which the text of a drawing, or the size of a position, is written."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from terminal_app.ui.panels.chart.drawings.values import LONGEST_TEXT
from terminal_app.ui.panels.chart.escape import EscapeKeeper

_WIDTH_PX, _HEIGHT_PX = 200, 24


class InlineEditor(QLineEdit):
    """Return or the end of the keyboard's stay takes what was written; Escape takes nothing. Then it goes.

    Args:
        over: the chart.
        at: where the field begins, in pixels of the chart; it is kept inside.
        name: what is written, for screen readers and as a hint while it is empty.
        text: what to begin with.
        done: takes what was written.
    """

    def __init__(self, over: QWidget, at: QPoint, name: str, text: str, done: Callable[[str], None]) -> None:
        super().__init__(text, over)
        self._over = over
        self._done: Callable[[str], None] | None = done
        self.setObjectName("drawing_editor")
        self.setAccessibleName(name)
        self.setPlaceholderText(name)
        self.setMaxLength(LONGEST_TEXT)
        left = max(0, min(at.x(), over.width() - _WIDTH_PX))
        top = max(0, min(at.y() - _HEIGHT_PX // 2, over.height() - _HEIGHT_PX))
        self.setGeometry(left, top, _WIDTH_PX, _HEIGHT_PX)
        self._escape = EscapeKeeper(self, lambda: True)
        self._escape.settle()
        self.returnPressed.connect(self.on_return)
        self.show()
        self.selectAll()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def on_return(self) -> None:
        """What stands there is meant."""
        self._end(taken=True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves everything as it was; no key goes on to the chart."""
        if event.key() == Qt.Key.Key_Escape:
            self._end(taken=False)
            return
        super().keyPressEvent(event)
        event.accept()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The keyboard went elsewhere: what stands there is meant. A menu of the field is not elsewhere."""
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self._end(taken=True)

    def _end(self, *, taken: bool) -> None:
        done, self._done = self._done, None
        if done is None:
            return
        if self.hasFocus():
            self._over.setFocus(Qt.FocusReason.OtherFocusReason)
        self.hide()
        self.deleteLater()
        if taken:
            done(self.text())
