"""The button over a table that cancels the selected rows, and the entry of the menu that does the same."""

from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton

from terminal_app.ui.style import Role, set_role
from terminal_app.ui.widgets.table import RowTable


class Cancellable(Protocol):
    """A row whose order may be cancelled."""

    @property
    def cancellable(self) -> bool:
        """Whether it makes sense to ask for a cancel now."""
        ...


R = TypeVar("R", bound=Cancellable)


class SelectedButton(QPushButton, Generic[R]):
    """Shown while several rows are selected; it counts those of them that can be cancelled.

    Signals:
        wanted: it was pressed; carries the selected rows (a tuple).

    Args:
        table: the rows.
    """

    wanted = Signal(object)

    def __init__(self, table: RowTable[R]) -> None:
        super().__init__()
        self._table = table
        self.setAutoDefault(False)
        self.setAccessibleName("Cancel the selected orders")
        self.setToolTip("Cancels exactly the selected orders (Delete)")
        set_role(self, Role.DANGER)
        table.selectionModel().selectionChanged.connect(self.on_selected)
        self.clicked.connect(self.on_pressed)
        self.hide()

    def on_selected(self) -> None:
        """Other rows are selected, or what is known of them has changed."""
        rows = self._table.selected()
        self.setText(cancel_words(rows))
        self.setVisible(len(rows) > 1 and any(row.cancellable for row in rows))

    def on_pressed(self) -> None:
        """Ask for the cancel of what is selected now."""
        self.wanted.emit(self._table.selected())


def cancel_words(rows: Sequence[Cancellable]) -> str:
    """What a cancel of these rows is called: it names how many of several it is about."""
    return "Cancel" if len(rows) == 1 else f"Cancel selected ({sum(row.cancellable for row in rows)})"
