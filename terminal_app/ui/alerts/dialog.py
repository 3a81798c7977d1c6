"""The list of all price alerts, and what can be changed of the chosen one. Every step acts at once."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from terminal_app.core.instrument import Instrument, InstrumentId
from terminal_app.core.money import trimmed
from terminal_app.core.orders import TriggerBy
from terminal_app.market.alerts.values import Alert
from terminal_app.ui.alerts.desk import AlertDesk
from terminal_app.ui.alerts.mute import AlertMute
from terminal_app.ui.alerts.words import listed_text
from terminal_app.ui.style import GAP, PAD, Role
from terminal_app.ui.typed_terms import read_price
from terminal_app.ui.widgets.text import plain_label

_SIZE_PX = (460, 360)
_KINDS = (("the last price", TriggerBy.LAST), ("the mark price", TriggerBy.MARK))
_TIMES = (("once", False), ("each time", True))
_EMPTY = "No alerts yet. Point at a price of the chart and press Alt+A, or right-click there."


class AlertDialog(QDialog):
    """Shows every alert of every symbol.

    Args:
        desk: leads them.
        find: the rules of an instrument.
        mute: whether they make no sound; `None` where none is made anyway.
        parent: the window.
    """

    def __init__(
        self,
        desk: AlertDesk,
        find: Callable[[InstrumentId], Instrument | None],
        mute: AlertMute | None,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._find = find
        self.setObjectName("alerts")
        self.setWindowTitle("Price alerts")
        self.resize(*_SIZE_PX)
        self.list = QListWidget()
        self.list.setAccessibleName("Price alerts")
        self.list.setUniformItemSizes(True)
        self.list.setSpacing(2)
        self.empty = plain_label(_EMPTY, Role.SOFT)
        self.empty.setWordWrap(True)
        self.price = QLineEdit()
        self.price.setAccessibleName("Price")
        self.by = _choice("Set off by", _KINDS)
        self.times = _choice("How often", _TIMES)
        self.trouble = plain_label("", Role.ERROR)
        self.trouble.setWordWrap(True)
        self.remove = _button("Remove")
        self.clear = _button("Remove what has fired")
        self.close_button = _button("Close")
        self.mute = QCheckBox("Mute the sound")
        self.mute.setVisible(mute is not None)
        if mute is not None:
            self.mute.setChecked(mute.muted)
            self.mute.clicked.connect(mute.toggle)
        self._lay_out()
        self.list.currentRowChanged.connect(self.show_chosen)
        self.list.installEventFilter(self)
        self.price.editingFinished.connect(self.on_price_typed)
        self.by.activated.connect(self.on_kind_chosen)
        self.times.activated.connect(self.on_times_chosen)
        self.remove.clicked.connect(self.on_remove)
        self.clear.clicked.connect(self.on_clear)
        self.close_button.clicked.connect(self.close)
        desk.listeners.append(self.show_alerts)
        self.finished.connect(self.on_finished)
        self.show_alerts()

    @property
    def chosen(self) -> Alert | None:
        """The marked alert as it is now."""
        row = self.list.currentRow()
        name = self.list.item(row).data(Qt.ItemDataRole.UserRole) if row >= 0 else None
        return next((alert for alert in self._desk.alerts if alert.id == name), None)

    def show_alerts(self) -> None:
        """Show them as they are now; the marked one stays marked, or the one in its place is."""
        before, row = self.chosen, max(0, self.list.currentRow())
        alerts = self._desk.alerts
        self.list.blockSignals(True)
        self.list.clear()
        for alert in alerts:
            item = QListWidgetItem(listed_text(alert, self._find(alert.instrument)))
            item.setData(Qt.ItemDataRole.UserRole, alert.id)
            self.list.addItem(item)
        same = [number for number, one in enumerate(alerts) if before is not None and one.id == before.id]
        self.list.setCurrentRow(same[0] if same else min(row, len(alerts) - 1))
        self.list.blockSignals(False)
        fired = sum(not alert.armed for alert in alerts)
        self.clear.setText(f"Remove what has fired ({fired})")
        self.clear.setEnabled(fired > 0)
        self.empty.setVisible(not alerts)
        self.list.setVisible(bool(alerts))
        self.show_chosen()

    def show_chosen(self) -> None:
        """Show what can be changed of the marked one."""
        alert = self.chosen
        for widget in (self.price, self.by, self.times, self.remove):
            widget.setEnabled(alert is not None)
        self.trouble.setText("")
        self.price.setText("" if alert is None else trimmed(alert.price))
        if alert is not None:
            self.by.setCurrentIndex(self.by.findData(alert.by))
            self.times.setCurrentIndex(self.times.findData(alert.each))

    def on_price_typed(self) -> None:
        """Wait for another price, from now on."""
        alert = self.chosen
        rules = None if alert is None else self._find(alert.instrument)
        if alert is None or rules is None or not self.price.isModified():
            return
        price = read_price(self.price.text(), rules)
        self.trouble.setText(price if isinstance(price, str) else self._desk.move(alert, price))

    def on_kind_chosen(self) -> None:
        """Another price sets it off."""
        alert, by = self.chosen, self.by.currentData()
        if alert is not None and isinstance(by, TriggerBy) and by is not alert.by:
            self.trouble.setText(self._desk.move(alert, alert.price, by))

    def on_times_chosen(self) -> None:
        """Once, or each time."""
        alert = self.chosen
        if alert is not None:
            self._desk.repeat(alert, each=self.times.currentData() is True)

    def on_remove(self) -> None:
        """The marked one goes."""
        alert = self.chosen
        if alert is not None:
            self._desk.remove(alert.id)

    def on_clear(self) -> None:
        """Everything that has fired goes."""
        for alert in self._desk.alerts:
            if not alert.armed:
                self._desk.remove(alert.id)

    def on_finished(self) -> None:
        """It is closed, and hears of nothing more."""
        self._desk.listeners.remove(self.show_alerts)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Delete removes the marked alert."""
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if pressed and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Delete:
            self.on_remove()
            return True
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        form, row, column = QFormLayout(), QHBoxLayout(), QVBoxLayout(self)
        form.addRow("Price", self.price)
        form.addRow("Set off by", self.by)
        form.addRow("How often", self.times)
        for widget in (self.remove, self.clear):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.close_button)
        column.setContentsMargins(PAD, PAD, PAD, PAD)
        column.setSpacing(GAP)
        column.addWidget(self.list, 1)
        column.addWidget(self.empty, 1, Qt.AlignmentFlag.AlignTop)
        column.addLayout(form)
        column.addWidget(self.mute)
        column.addWidget(self.trouble)
        column.addLayout(row)


def _choice(name: str, items: tuple[tuple[str, object], ...]) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    for text, data in items:
        box.addItem(text, data)
    return box


def _button(text: str) -> QPushButton:
    button = QPushButton(text)
    button.setAutoDefault(False)
    return button
