"""The line over the table in which an open order is changed: price, size, one command per confirmation."""

from collections.abc import Callable
from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from terminal_app.core.commands import AmendOrder
from terminal_app.core.instrument import Instrument
from terminal_app.core.money import plain
from terminal_app.core.orders import Order
from terminal_app.ui import format as text
from terminal_app.ui.panels.orders.amend import AmendErrors, amendable, parse
from terminal_app.ui.panels.orders.state import OrderRow
from terminal_app.ui.style import GAP, PAD, Role, set_state
from terminal_app.ui.widgets.bar import bar_button
from terminal_app.ui.widgets.decimal_edit import DecimalEdit
from terminal_app.ui.widgets.text import plain_label

_FIELD_PX = 130


class AmendBar(QWidget):
    """Hidden until an order is to be changed.

    Signals:
        amended: the person has confirmed a change (AmendOrder); the bar has closed itself.
    """

    amended = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._order: Order | None = None
        self._instrument: Instrument | None = None
        self.what = plain_label("", Role.STRONG)
        self.price = DecimalEdit("New price", self._step_of(lambda rules: rules.tick))
        self.amount = DecimalEdit("New size", self._step_of(lambda rules: rules.lot))
        self.error = plain_label("", Role.SOFT)
        self.error.setWordWrap(True)
        self.confirm = bar_button("Amend  ↵", "Change the order (Return)")
        self.keep = bar_button("Keep  Esc", "Leave the order as it is (Escape)")
        for field in (self.price, self.amount):
            field.setFixedWidth(_FIELD_PX)
            field.changed.connect(self.on_typed)
            field.line.returnPressed.connect(self.on_confirm)
        row = QHBoxLayout(self)
        row.setContentsMargins(PAD, GAP, PAD, GAP)
        row.setSpacing(PAD)
        row.addWidget(self.what)
        row.addWidget(plain_label("Price", Role.CAPTION))
        row.addWidget(self.price)
        row.addWidget(plain_label("Size", Role.CAPTION))
        row.addWidget(self.amount)
        row.addWidget(self.confirm)
        row.addWidget(self.keep)
        row.addWidget(self.error, 1)
        self.confirm.clicked.connect(self.on_confirm)
        self.keep.clicked.connect(self.close_bar)
        self.hide()

    @property
    def order(self) -> Order | None:
        """The order that is being changed."""
        return self._order

    def open_for(self, row: OrderRow, *, size_first: bool = False) -> None:
        """Begin to change an order."""
        order, rules = row.order, row.instrument
        if not amendable(row) or rules is None or order.price is None:
            return
        self._order, self._instrument = order, rules
        self.what.setText(f"Amend {text.side(order.side)} {order.instrument}")
        self.price.set_text(plain(order.price))
        self.amount.set_text(plain(order.size.value))
        self.show()
        line = self.amount.line if size_first else self.price.line
        line.setFocus(Qt.FocusReason.OtherFocusReason)
        line.selectAll()
        self.on_typed()

    def follow(self, row: OrderRow | None) -> str:
        """Take the newest state of the order; a sentence when it can no longer be changed."""
        if self._order is None:
            return ""
        if row is None or not amendable(row):
            self.close_bar()
            return "The order you were changing is no longer working."
        if row.order != self._order:
            self._order = row.order
            self.on_typed()
        return ""

    def on_typed(self) -> None:
        """Say what is wrong, or let the change be confirmed."""
        wanted = self._parsed()
        wrong = wanted if isinstance(wanted, AmendErrors) else AmendErrors()
        for field, sentence in ((self.price, wrong.price), (self.amount, wrong.size)):
            set_state(field.line, "error" if sentence else "")
        self.error.setText(wrong.price or wrong.size or wrong.whole)
        set_state(self.error, "warning" if wrong.price or wrong.size else "soft")
        self.confirm.setEnabled(isinstance(wanted, AmendOrder))

    def on_confirm(self) -> None:
        """Send the change, once: the bar closes with it."""
        wanted = self._parsed()
        if isinstance(wanted, AmendOrder):
            self.close_bar()
            self.amended.emit(wanted)

    def close_bar(self) -> None:
        """Leave the order as it is."""
        self._order = None
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves the order as it is."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_bar()
            event.accept()
        else:
            super().keyPressEvent(event)

    def _parsed(self) -> AmendOrder | AmendErrors | None:
        if self._order is None or self._instrument is None:
            return None
        return parse(self.price.text(), self.amount.text(), self._order, self._instrument)

    def _step_of(self, pick: Callable[[Instrument], Decimal]) -> Callable[[], Decimal | None]:
        return lambda: None if self._instrument is None else pick(self._instrument)
