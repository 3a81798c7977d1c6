"""The line over the table in which the take-profit and the stop-loss of a position are typed."""

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from terminal_app.core.strategy_orders import StrategyOrder
from terminal_app.ui.panels.positions.closing import Offer
from terminal_app.ui.panels.positions.guarding import GuardErrors, parse, texts
from terminal_app.ui.panels.positions.state import PositionRow, side_word
from terminal_app.ui.style import GAP, PAD, Role, set_state
from terminal_app.ui.widgets.bar import bar_button
from terminal_app.ui.widgets.decimal_edit import DecimalEdit
from terminal_app.ui.widgets.text import plain_label

_FIELD_PX = 120


class GuardBar(QWidget):
    """Hidden until the exits of a position are to be set.

    Signals:
        wanted: the person has confirmed (PositionRow, Offer); the bar has closed itself.
    """

    wanted = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self._row: PositionRow | None = None
        self._waiting: Sequence[StrategyOrder] = ()
        self.what = plain_label("", Role.STRONG)
        self.take_profit = DecimalEdit("Take-profit at", self._tick)
        self.stop_loss = DecimalEdit("Stop-loss at", self._tick)
        self.error = plain_label("", Role.SOFT)
        self.error.setWordWrap(True)
        self.confirm = bar_button("Set  ↵", "Set take-profit and stop-loss (Return)")
        self.keep = bar_button("Keep  Esc", "Leave everything as it is (Escape)")
        row = QHBoxLayout(self)
        row.setContentsMargins(PAD, GAP, PAD, GAP)
        row.setSpacing(PAD)
        row.addWidget(self.what)
        for name, field in (("Take-profit", self.take_profit), ("Stop-loss", self.stop_loss)):
            field.setFixedWidth(_FIELD_PX)
            field.changed.connect(self.on_typed)
            field.line.returnPressed.connect(self.on_confirm)
            row.addWidget(plain_label(name, Role.CAPTION))
            row.addWidget(field)
        row.addWidget(self.confirm)
        row.addWidget(self.keep)
        row.addWidget(self.error, 1)
        self.confirm.clicked.connect(self.on_confirm)
        self.keep.clicked.connect(self.close_bar)
        self.hide()

    def open_for(self, row: PositionRow, waiting: Sequence[StrategyOrder]) -> None:
        """Begin with what waits already."""
        self._row, self._waiting = row, waiting
        self.what.setText(f"{row.position.instrument} {side_word(row)}")
        take_profit, stop_loss = texts(row, waiting)
        self.take_profit.set_text(take_profit)
        self.stop_loss.set_text(stop_loss)
        self.show()
        self.stop_loss.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.stop_loss.line.selectAll()
        self.on_typed()

    def follow(self, rows: Sequence[PositionRow], waiting: Sequence[StrategyOrder]) -> None:
        """Judge what is typed by the newest prices; close when the position is gone."""
        if self._row is None:
            return
        key = self._row.key
        now = next((row for row in rows if row.key == key), None)
        if now is None:
            self.close_bar()
        elif (now, waiting) != (self._row, self._waiting):
            self._row, self._waiting = now, waiting
            self.on_typed()

    def on_typed(self) -> None:
        """Say what is wrong, or let it be confirmed."""
        wanted = self._parsed()
        wrong = wanted if isinstance(wanted, GuardErrors) else GuardErrors()
        for field, sentence in ((self.take_profit, wrong.take_profit), (self.stop_loss, wrong.stop_loss)):
            set_state(field.line, "error" if sentence else "")
        self.error.setText(wrong.take_profit or wrong.stop_loss or wrong.whole)
        set_state(self.error, "warning" if wrong.take_profit or wrong.stop_loss else "soft")
        self.confirm.setEnabled(isinstance(wanted, Offer))

    def on_confirm(self) -> None:
        """Send it, once: the bar closes with it."""
        wanted, row = self._parsed(), self._row
        if isinstance(wanted, Offer) and row is not None:
            self.close_bar()
            self.wanted.emit(row, wanted)

    def close_bar(self) -> None:
        """Leave everything as it is."""
        self._row = None
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves everything as it is."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_bar()
            event.accept()
        else:
            super().keyPressEvent(event)

    def _parsed(self) -> Offer | GuardErrors | None:
        if self._row is None:
            return None
        return parse(self.take_profit.text(), self.stop_loss.text(), self._row, self._waiting)

    def _tick(self) -> Decimal | None:
        rules = None if self._row is None else self._row.instrument
        return None if rules is None else rules.tick
