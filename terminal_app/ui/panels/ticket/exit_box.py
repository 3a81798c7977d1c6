"""Take-profit and stop-loss as fields, put away until they are wanted. They hold text and decide nothing."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from terminal_app.core.orders import TriggerBy
from terminal_app.ui.style import GAP, PAD, Role, set_role
from terminal_app.ui.widgets.decimal_edit import DecimalEdit
from terminal_app.ui.widgets.text import plain_label

_ON = "on"
_BY = "by"
_CLEAR = "clear"
_NAMES = {TriggerBy.LAST: "Last price", TriggerBy.MARK: "Mark price"}
_HINT = "A price, a percentage such as 1.5%, or for the take-profit a multiple of the risk such as 2R"


class ExitBox(QWidget):
    """The exits of the order that is being typed.

    Signals:
        changed(): what is asked for is something else now.
        chosen(): a choice worth keeping was made.
    """

    changed = Signal()
    chosen = Signal()

    def __init__(self, step: Callable[[], Decimal | None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.by = TriggerBy.LAST
        self.on = QCheckBox("TP / SL")
        self.on.setToolTip("Guard the position this order opens with a take-profit, a stop-loss or both")
        self.target = DecimalEdit("Take-profit", step)
        self.stop = DecimalEdit("Stop-loss", step)
        self.more = QToolButton()
        set_role(self.more, Role.CHIP)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.menu = QMenu(self)
        self.more.setMenu(self.menu)
        self.kinds = QActionGroup(self)
        for by, name in _NAMES.items():
            action = QAction(f"Set off by the {name.lower()}", self.kinds)
            action.setCheckable(True)
            action.setData(by)
            self.menu.addAction(action)
        self.menu.addSeparator()
        self.clear_after = QAction("Clear after sending", self)
        self.clear_after.setCheckable(True)
        self.menu.addAction(self.clear_after)
        self._fields = QWidget()
        self._lay_out()
        self._name_kind()
        self.on.toggled.connect(self._on_toggled)
        self.kinds.triggered.connect(self._on_kind_chosen)
        self.clear_after.toggled.connect(self.chosen)
        for field in (self.target, self.stop):
            field.line.setPlaceholderText("none")
            field.line.setToolTip(_HINT)
            field.changed.connect(self.changed)

    def texts(self) -> tuple[str, str]:
        """Take-profit and stop-loss as typed; empty while they are put away."""
        return (self.target.text(), self.stop.text()) if self.on.isChecked() else ("", "")

    def set_texts(self, target: str, stop: str) -> None:
        """Type for the person."""
        self.target.set_text(target)
        self.stop.set_text(stop)

    def forget(self) -> None:
        """Clear both."""
        self.set_texts("", "")

    def on_sent(self) -> None:
        """An order was taken: clear both if that is wanted."""
        if self.clear_after.isChecked():
            self.forget()

    def show_errors(self, target: str, stop: str) -> None:
        """Say what is wrong."""
        self.target.show_error(target)
        self.stop.show_error(stop)

    def choices(self) -> dict[str, object]:
        """The choices, as values that fit in JSON."""
        return {_ON: self.on.isChecked(), _BY: self.by.value, _CLEAR: self.clear_after.isChecked()}

    def take_choices(self, saved: Mapping[str, object]) -> None:
        """Take choices told earlier; what is not understood stays as it is."""
        self.by = next((by for by in TriggerBy if by.value == saved.get(_BY)), self.by)
        self._name_kind()
        for box, name in ((self.on, _ON), (self.clear_after, _CLEAR)):
            if isinstance(wanted := saved.get(name), bool):
                box.setChecked(wanted)

    def tab_order(self) -> list[QWidget]:
        """What the tab key goes through."""
        return [self.on, self.target.line, self.stop.line, self.more]

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.on)
        head.addStretch(1)
        head.addWidget(self.more)
        grid = QGridLayout(self._fields)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(PAD)
        grid.setVerticalSpacing(GAP)
        for column, (name, field) in enumerate((("Take-profit", self.target), ("Stop-loss", self.stop))):
            caption = plain_label(name, Role.CAPTION)
            caption.setBuddy(field)
            grid.addWidget(caption, 0, column)
            grid.addWidget(field, 1, column, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(column, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(GAP)
        whole.addLayout(head)
        whole.addWidget(self._fields)
        self._fields.hide()
        self.more.hide()

    def _on_toggled(self, on: bool) -> None:
        self._fields.setVisible(on)
        self.more.setVisible(on)
        self.changed.emit()
        self.chosen.emit()

    def _on_kind_chosen(self, action: QAction) -> None:
        self.by = TriggerBy(action.data())
        self._name_kind()
        self.changed.emit()
        self.chosen.emit()

    def _name_kind(self) -> None:
        name = _NAMES[self.by]
        self.more.setText(f"{name} ▾")
        self.more.setAccessibleName(f"Set off by the {name.lower()}; press for more")
        for action in self.kinds.actions():
            action.setChecked(action.data() is self.by or action.data() == self.by)
