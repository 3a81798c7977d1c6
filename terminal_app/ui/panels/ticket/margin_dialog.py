"""The small dialog that changes leverage, margin mode and position mode, on purpose and one at a time."""

from collections.abc import Awaitable, Callable

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QDialog, QFrame, QHBoxLayout, QPushButton, QWidget

from terminal_app.core.commands import Command, SetHoldMode, SetLeverage
from terminal_app.core.money import trimmed
from terminal_app.core.orders import MarginMode
from terminal_app.core.outcomes import Outcome
from terminal_app.ui.bridge.tasks import UiTasks
from terminal_app.ui.panels.ticket.form import TicketView
from terminal_app.ui.panels.ticket.margin import (
    HOLD_WORDS,
    MARGIN_WORDS,
    change_answer,
    headline,
    hold_command,
    hold_conditions,
    leverage_command,
    leverage_conditions,
    spoken,
)
from terminal_app.ui.style import GAP, PAD, Role, set_state
from terminal_app.ui.widgets.decimal_edit import DecimalEdit
from terminal_app.ui.widgets.dialog_page import dialog_page
from terminal_app.ui.widgets.fitting import fit_height
from terminal_app.ui.widgets.text import plain_label

_WIDTH = 420


class MarginDialog(QDialog):
    """How orders on one contract are margined.

    Args:
        view: the world when it was opened.
        submit: the one road to the exchange.
        tasks: runs the sending.
        parent: as usual.
    """

    def __init__(
        self,
        view: TicketView,
        submit: Callable[[Command], Awaitable[Outcome]],
        tasks: UiTasks,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Margin and position mode")
        self.setModal(True)
        self.setFixedWidth(_WIDTH)
        self._submit = submit
        self._tasks = tasks
        self._view = view
        self._sending = False
        self.now = plain_label(role=Role.SOFT)
        self.mode = QComboBox()
        self.mode.setAccessibleName("Margin mode")
        for mode, words in MARGIN_WORDS.items():
            self.mode.addItem(words, mode)
        self.mode.setCurrentIndex(list(MARGIN_WORDS).index(view.margin_mode))
        self.leverage = DecimalEdit("Leverage", lambda: None)
        self.leverage.row.addWidget(plain_label("×", Role.SOFT))
        self.leverage.set_text(trimmed(view.leverage) if view.leverage is not None else "")
        self.set_leverage = QPushButton("Set")
        self.set_leverage.setAccessibleName("Set margin mode and leverage")
        self.switch = QPushButton()
        self.answer = plain_label(role=Role.SOFT)
        self.answer.setWordWrap(True)
        self.done_button = QPushButton("Done")
        self._lay_out()
        self.leverage.changed.connect(self.on_typed)
        self.set_leverage.clicked.connect(self.on_set)
        self.switch.clicked.connect(self.on_switch)
        self.done_button.clicked.connect(self.accept)
        self.show_view(view)

    def showEvent(self, event: QShowEvent) -> None:
        """Every word has its room."""
        super().showEvent(event)
        fit_height(self)

    def show_view(self, view: TicketView) -> None:
        """Show how things stand now; what is typed stays."""
        self._view = view
        self.now.setText(f"Now: {headline(view)}")
        wanted = hold_command(view)
        self.switch.setText(f"Switch to {HOLD_WORDS[wanted.mode].lower()}" if wanted else "Not known yet")
        self.switch.setEnabled(wanted is not None and not self._sending)
        self.on_typed()

    def on_typed(self) -> None:
        """Say what is wrong with the leverage."""
        command = self._leverage_command()
        self.leverage.show_error(command if isinstance(command, str) and self.leverage.text() else "")
        self.set_leverage.setEnabled(isinstance(command, SetLeverage) and not self._sending)

    def on_set(self) -> None:
        """The leverage is wanted."""
        command = self._leverage_command()
        if isinstance(command, SetLeverage):
            self._send(command)

    def on_switch(self) -> None:
        """The other position mode is wanted."""
        command = hold_command(self._view)
        if command is not None:
            self._send(command)

    def _leverage_command(self) -> SetLeverage | str:
        return leverage_command(
            self.leverage.text(), MarginMode(self.mode.currentData()), self._view.instrument
        )

    def _send(self, command: SetLeverage | SetHoldMode) -> None:
        if self._sending:
            return
        self._sending = True
        self._say(f"{spoken(command)}: sending…", "soft")
        self.show_view(self._view)
        self._tasks.start(self._deliver(command))

    async def _deliver(self, command: SetLeverage | SetHoldMode) -> None:
        said = ("The program failed while sending. See what holds under Now.", "warning")
        try:
            said = change_answer(command, await self._submit(command))
        finally:
            if shiboken6.isValid(self):
                self._sending = False
                self._say(*said)
                self.show_view(self._view)

    def _say(self, text: str, state: str) -> None:
        self.answer.setText(text)
        set_state(self.answer, state)

    def _lay_out(self) -> None:
        for button in (self.set_leverage, self.switch, self.done_button):
            button.setAutoDefault(False)
        instrument = self._view.instrument
        row = QHBoxLayout()
        row.setSpacing(PAD)
        row.addWidget(self.mode, 1, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.leverage, 1, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.set_leverage, 0, Qt.AlignmentFlag.AlignTop)
        line = QFrame()
        line.setObjectName("divider")
        line.setFixedHeight(1)
        end = QHBoxLayout()
        end.addWidget(self.answer, 1)
        end.addWidget(self.done_button, 0, Qt.AlignmentFlag.AlignBottom)
        whole = dialog_page(self)
        whole.setSpacing(PAD)
        whole.addWidget(plain_label(str(instrument.id), Role.TITLE))
        whole.addWidget(self.now)
        whole.addLayout(row)
        whole.addWidget(_words(leverage_conditions(instrument, self._view.kind)))
        whole.addSpacing(GAP)
        whole.addWidget(line)
        whole.addWidget(plain_label("Position mode", Role.STRONG))
        whole.addWidget(_words(hold_conditions(instrument, self._view.kind)))
        whole.addWidget(self.switch, 0, Qt.AlignmentFlag.AlignLeft)
        whole.addLayout(end)


def _words(text: str) -> QWidget:
    label = plain_label(text, Role.SOFT)
    label.setWordWrap(True)
    return label
