"""The keyboard for a widget under the mouse, given back when the mouse leaves. Who types keeps it."""

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

_TYPED_IN = (QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox)


class BorrowedFocus:
    """Lends the keyboard to a widget.

    Args:
        widget: who borrows it.
    """

    def __init__(self, widget: QWidget) -> None:
        self._widget = widget
        self._before: QWidget | None = None

    def take(self) -> None:
        """The mouse has come: take the keyboard, unless somebody types."""
        focus = QApplication.focusWidget()
        if focus is not None and not isinstance(focus, _TYPED_IN) and not self._widget.isAncestorOf(focus):
            self._before = focus
            self._widget.setFocus(Qt.FocusReason.MouseFocusReason)

    def give_back(self) -> None:
        """The mouse has gone: who had the keyboard has it again, if it is still where it was lent to."""
        before, self._before = self._before, None
        if before is not None and self._widget.hasFocus() and shiboken6.isValid(before):
            before.setFocus(Qt.FocusReason.MouseFocusReason)
