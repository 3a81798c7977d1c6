"""The line over the table in which a waiting order is moved: its prices, one command per confirmation."""

from collections.abc import Callable
from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from terminal_app.core.commands import AmendStrategy
from terminal_app.core.instrument import Instrument
from terminal_app.core.strategy_orders import StrategyKind, StrategyOrder
from terminal_app.ui.panels.triggers.amend import Fields, TermErrors, note, parse, texts, why_not
from terminal_app.ui.panels.triggers.state import TriggerRow, kind_text
from terminal_app.ui.style import GAP, PAD, Role, set_state
from terminal_app.ui.widgets.bar import bar_button
from terminal_app.ui.widgets.decimal_edit import DecimalEdit
from terminal_app.ui.widgets.text import plain_label

_FIELD_PX = 120


class TermsBar(QWidget):
    """Hidden until an order is to be changed.

    Signals:
        amended: the person has confirmed a change (TriggerRow, AmendStrategy); the bar has closed itself.
    """

    amended = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self._row: TriggerRow | None = None
        self.what = plain_label("", Role.STRONG)
        self.trigger = DecimalEdit("New trigger price", self._step_of(lambda rules: rules.tick))
        self.take_profit = DecimalEdit("New take-profit", self._step_of(lambda rules: rules.tick))
        self.stop_loss = DecimalEdit("New stop-loss", self._step_of(lambda rules: rules.tick))
        self.amount = DecimalEdit("New size", self._step_of(lambda rules: rules.lot))
        self.error = plain_label("", Role.SOFT)
        self.error.setWordWrap(True)
        self.confirm = bar_button("Amend  ↵", "Change the order (Return)")
        self.keep = bar_button("Keep  Esc", "Leave the order as it is (Escape)")
        self._captions: dict[DecimalEdit, QLabel] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(PAD, GAP, PAD, GAP)
        row.setSpacing(PAD)
        row.addWidget(self.what)
        for caption, field in (
            ("Trigger", self.trigger),
            ("Take-profit", self.take_profit),
            ("Stop-loss", self.stop_loss),
            ("Size", self.amount),
        ):
            self._captions[field] = plain_label(caption, Role.CAPTION)
            field.setFixedWidth(_FIELD_PX)
            field.changed.connect(self.on_typed)
            field.line.returnPressed.connect(self.on_confirm)
            row.addWidget(self._captions[field])
            row.addWidget(field)
        row.addWidget(self.confirm)
        row.addWidget(self.keep)
        row.addWidget(self.error, 1)
        self.confirm.clicked.connect(self.on_confirm)
        self.keep.clicked.connect(self.close_bar)
        self.hide()

    @property
    def order(self) -> StrategyOrder | None:
        """The order that is being changed."""
        return None if self._row is None else self._row.order

    def open_for(self, row: TriggerRow) -> None:
        """Begin to change an order."""
        if why_not(row):
            return
        self._row = row
        self.what.setText(f"Amend {kind_text(row)} {row.order.instrument}")
        fields, is_trigger = texts(row), row.order.kind is StrategyKind.TRIGGER
        for field, typed, there in (
            (self.trigger, fields.trigger, is_trigger),
            (self.take_profit, fields.take_profit, not is_trigger),
            (self.stop_loss, fields.stop_loss, not is_trigger),
            (self.amount, fields.size, is_trigger),
        ):
            field.set_text(typed)
            field.setVisible(there)
            self._captions[field].setVisible(there)
        self.show()
        first = self.trigger if is_trigger else self.stop_loss
        if not is_trigger and row.order.stop_loss is None:
            first = self.take_profit
        first.line.setFocus(Qt.FocusReason.OtherFocusReason)
        first.line.selectAll()
        self.on_typed()

    def follow(self, row: TriggerRow | None) -> str:
        """Take the newest state of the order; a sentence when it can no longer be changed."""
        if self._row is None:
            return ""
        if row is None or why_not(row):
            self.close_bar()
            return "The order you were changing is no longer waiting."
        if row != self._row:
            self._row = row
            self.on_typed()
        return ""

    def on_typed(self) -> None:
        """Say what is wrong, or let the change be confirmed."""
        wanted = self._parsed()
        wrong = wanted if isinstance(wanted, TermErrors) else TermErrors()
        for field, sentence in (
            (self.trigger, wrong.trigger),
            (self.take_profit, wrong.take_profit),
            (self.stop_loss, wrong.stop_loss),
            (self.amount, wrong.size),
        ):
            set_state(field.line, "error" if sentence else "")
        along = note(wanted, self._row) if isinstance(wanted, AmendStrategy) and self._row else ""
        self.error.setText(wrong.first or along)
        set_state(self.error, "warning" if wrong.first and not wrong.whole else "soft")
        self.confirm.setEnabled(isinstance(wanted, AmendStrategy))

    def on_confirm(self) -> None:
        """Send the change, once: the bar closes with it."""
        wanted, row = self._parsed(), self._row
        if isinstance(wanted, AmendStrategy):
            self.close_bar()
            self.amended.emit(row, wanted)

    def close_bar(self) -> None:
        """Leave the order as it is."""
        self._row = None
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves the order as it is."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_bar()
            event.accept()
        else:
            super().keyPressEvent(event)

    def _parsed(self) -> AmendStrategy | TermErrors | None:
        if self._row is None:
            return None
        typed = Fields(
            self.trigger.text(), self.take_profit.text(), self.stop_loss.text(), self.amount.text()
        )
        return parse(typed, self._row)

    def _step_of(self, pick: Callable[[Instrument], Decimal]) -> Callable[[], Decimal | None]:
        def step() -> Decimal | None:
            rules = None if self._row is None else self._row.instrument
            return None if rules is None else pick(rules)

        return step
