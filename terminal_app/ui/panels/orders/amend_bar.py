"""The line over the table in which an open order is changed: price, size, one command per confirmation."""

from collections.abc import Callable

from PySide6.QtCore import Signal

from terminal_app.core.commands import AmendOrder
from terminal_app.core.money import plain
from terminal_app.ui import format as text
from terminal_app.ui.panels.orders.amend import AmendErrors, amendable, parse
from terminal_app.ui.panels.orders.state import OrderRow
from terminal_app.ui.widgets.field_bar import FieldSpec, Judged
from terminal_app.ui.widgets.order_panel import ChangeBar

_FIELD_PX = 130
_FIELDS = (
    FieldSpec("Price", "New price", lambda rules: rules.tick),
    FieldSpec("Size", "New size", lambda rules: rules.lot),
)


class AmendBar(ChangeBar[OrderRow, AmendOrder]):
    """Hidden until an order is to be changed.

    Signals:
        amended: the person has confirmed a change (AmendOrder); the bar has closed itself.

    Args:
        note: what a person should know of a change before they confirm it; "" for nothing.
    """

    amended = Signal(object)
    gone = "The order you were changing is no longer working."

    def __init__(self, note: Callable[[], str] = str) -> None:
        self._note = note
        super().__init__(_FIELDS, "Amend", "Change the order", "Leave the order as it is", _FIELD_PX)
        self.price, self.amount = self.fields

    def open_for(self, row: OrderRow) -> None:
        """Begin to change an order."""
        order = row.order
        if amendable(row) and order.price is not None:
            title = f"Amend {text.side(order.side)} {order.instrument}"
            self.begin(row, title, (plain(order.price), plain(order.size.value)), self.price)

    def can_change(self, row: OrderRow) -> bool:
        """Whether an order can be changed as it is now."""
        return amendable(row)

    def judged(self, row: OrderRow) -> Judged[AmendOrder]:
        """What price and size mean for the order."""
        if row.instrument is None:
            return Judged()
        found = parse(self.price.text(), self.amount.text(), row.order, row.instrument)
        if isinstance(found, AmendErrors):
            return Judged(wrong=(found.price, found.size), whole=found.whole)
        return Judged(found, whole=self._note())

    def confirmed(self, row: OrderRow, wanted: AmendOrder) -> None:
        """Tell of the change."""
        del row
        self.amended.emit(wanted)
