"""What tables of orders that still work have in common: rows are changed in a bar, and cancelled.

They are cancelled one by one, as selected, or all.
"""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from terminal_app.core.instrument import InstrumentId
from terminal_app.ui.style import Role
from terminal_app.ui.widgets.bar import bar_button
from terminal_app.ui.widgets.field_bar import FieldBar, Ruled
from terminal_app.ui.widgets.selected_button import Cancellable, SelectedButton
from terminal_app.ui.widgets.table import RowTable
from terminal_app.ui.widgets.table_panel import TablePanel, Veiled
from terminal_app.ui.widgets.text import plain_label

W = TypeVar("W")


class _Named(Protocol):
    @property
    def client_oid(self) -> str: ...

    @property
    def instrument(self) -> InstrumentId: ...


class _Working(Cancellable, Ruled, Protocol):
    @property
    def order(self) -> _Named: ...


R = TypeVar("R", bound=_Working)


class ChangeBar(FieldBar[R, W]):
    """A bar in which an order is changed; it closes when that cannot be any more."""

    gone = "The order you were changing is gone."
    """What is said then."""

    def can_change(self, row: R) -> bool:
        """Whether an order can be changed as it is now."""
        raise NotImplementedError

    def follow(self, row: R | None) -> str:
        """Take the newest state of the order; a sentence when it can no longer be changed."""
        if self.row is None:
            return ""
        if row is None or not self.can_change(row):
            self.close_bar()
            return self.gone
        self.take(row)
        return ""


class OrderPanel(TablePanel[R]):
    """A table of orders over which they are cancelled, and below which one is changed.

    Args:
        table: the orders.
        empty: what would be here, when there is nothing at all.
        bar: changes an order.
        everything: what a screen reader says of the button that cancels all.
        veiled: lays a veil over a widget for when the account is too old.
    """

    def __init__(
        self,
        table: RowTable[R],
        empty: str,
        bar: ChangeBar[R, W],
        everything: str,
        veiled: Veiled | None = None,
    ) -> None:
        super().__init__(table, empty, lambda row: row.order.instrument, veiled)
        self._follow: Callable[[R | None], str] = bar.follow
        self._changed: Callable[[], R | None] = lambda: bar.row
        self.summary = plain_label("", Role.SOFT)
        self.cancel_selected = SelectedButton(table)
        self.cancel_all = bar_button("Cancel all", everything, Role.DANGER)
        self.lay_out((self.cancel_selected, self.summary), (self.cancel_all,), (bar,))
        self.cancel_selected.wanted.connect(self.on_delete)
        self.cancel_all.clicked.connect(self.on_cancel_all)
        table.row_activated.connect(self.on_amend)
        table.action_clicked.connect(self.on_cancel)
        table.delete_pressed.connect(self.on_delete)

    def on_cancel(self, row: R) -> None:
        """The × of a row was pressed."""
        self.on_delete((row,))

    def on_delete(self, rows: Sequence[R]) -> None:
        """Delete was pressed on the selected rows, or the orders of the rows are to go."""
        raise NotImplementedError

    def on_cancel_all(self) -> None:
        """The button over the table was pressed: everything, or exactly what a filter has left."""
        raise NotImplementedError

    def on_amend(self, row: R) -> None:
        """Change an order in place, or say why that cannot be."""
        raise NotImplementedError

    def follow_change(self) -> None:
        """Show the order that is being changed as it is now, or say that it is gone."""
        row = self._changed()
        if row is not None:
            gone = self._follow(self.model.find(row.order.client_oid))
            self.summary.setText(gone or self.summary.text())
