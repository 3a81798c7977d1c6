"""What a person can do about an order that nobody knows the state of: ask again, and look at the evidence."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QPushButton, QWidget

from terminal_app.core.orders import Order
from terminal_app.ui.bridge.sending import Sender
from terminal_app.ui.safety.guard import Guard
from terminal_app.ui.widgets.dialog_page import button_row, dialog_page

_SIZE = (680, 320)
_STILL_SILENT = "The exchange did not answer, or does not know this order yet. It is asked again by itself."


class EvidenceSheet(QDialog):
    """A text that can be marked and copied. It stands beside the window and blocks nothing."""

    def __init__(self, title: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("evidence_sheet")
        self.setWindowTitle(title)
        self.setModal(False)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*_SIZE)
        self.text = QPlainTextEdit(words)
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(title)
        self.copy = QPushButton("Copy all")
        self.leave = QPushButton("Close")
        for button in (self.copy, self.leave):
            button.setAutoDefault(False)
        whole = dialog_page(self)
        whole.addWidget(self.text, 1)
        whole.addLayout(button_row((self.copy, self.leave)))
        self.copy.clicked.connect(self.on_copy)
        self.leave.clicked.connect(self.close)

    def on_copy(self) -> None:
        """Everything is wanted on the clipboard."""
        QGuiApplication.clipboard().setText(self.text.toPlainText())


class AskingAgain:
    """Asks the exchange about orders, each once at a time, and says when it stays silent.

    Args:
        guard: asks.
        sender: runs it, and tells.
    """

    def __init__(self, guard: Guard, sender: Sender) -> None:
        self._guard = guard
        self._sender = sender
        self._under_way: set[str] = set()

    def ask(self, order: Order) -> None:
        """What became of an order is to be asked now."""
        if order.client_oid not in self._under_way:
            self._under_way.add(order.client_oid)
            self._sender.run(self._ask(order.client_oid))

    async def _ask(self, client_oid: str) -> None:
        try:
            if not await self._guard.ask_again(client_oid):
                self._sender.refuse(_STILL_SILENT)
        finally:
            self._under_way.discard(client_oid)
