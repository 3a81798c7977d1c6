"""The head of the ticket: what is traded, and how it is margined. A dialog changes that, on purpose."""

from collections.abc import Awaitable, Callable

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from terminal_app.core.commands import Command
from terminal_app.core.outcomes import Outcome
from terminal_app.ui.bridge.tasks import UiTasks
from terminal_app.ui.panels.ticket.form import TicketView
from terminal_app.ui.panels.ticket.margin import headline
from terminal_app.ui.panels.ticket.margin_dialog import MarginDialog
from terminal_app.ui.style import Role, set_role
from terminal_app.ui.widgets.text import plain_label


class TicketHead(QWidget):
    """A name and a button that changes nothing by itself.

    Args:
        submit: the one road to the exchange.
        tasks: runs the sending.
        parent: as usual.
    """

    def __init__(
        self,
        submit: Callable[[Command], Awaitable[Outcome]],
        tasks: UiTasks,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._submit = submit
        self._tasks = tasks
        self._view: TicketView | None = None
        self._dialog: MarginDialog | None = None
        self.name = plain_label("No instrument", Role.STRONG)
        self.account = QPushButton()
        set_role(self.account, Role.CHIP)
        self.account.setAutoDefault(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.name)
        row.addStretch(1)
        row.addWidget(self.account)
        self.account.clicked.connect(self.on_account_wanted)

    def show_view(self, view: TicketView | None) -> None:
        """Show how things stand now, in an open dialog too."""
        self._view = view
        futures = view is not None and view.instrument.id.product.is_futures
        text = headline(view) if view else ""
        self.account.setText(text)
        self.account.setEnabled(futures)
        self.account.setVisible(view is not None)
        self.account.setAccessibleName(f"Margin: {text}. Press to change." if futures else text)
        self.account.setToolTip("Leverage, margin mode and position mode: press to change" if futures else "")
        if self._dialog is not None and view is not None:
            self._dialog.show_view(view)

    def on_account_wanted(self) -> None:
        """Leverage and modes are to be changed: a dialog asks for it on purpose."""
        if self._view is None or self._dialog is not None:
            return
        dialog = MarginDialog(self._view, self._submit, self._tasks, self)
        dialog.finished.connect(self._on_dialog_closed)
        self._dialog = dialog
        dialog.open()

    def _on_dialog_closed(self) -> None:
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            dialog.deleteLater()
