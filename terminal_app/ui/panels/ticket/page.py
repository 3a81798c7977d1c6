"""The page of the ticket: its parts from the kind of order to the buttons, and the order of the tab key."""

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from terminal_app.core.orders import Side
from terminal_app.ui.panels.ticket.after_box import AfterBox
from terminal_app.ui.panels.ticket.fields import TicketFields
from terminal_app.ui.panels.ticket.head import TicketHead
from terminal_app.ui.panels.ticket.preview import Preview
from terminal_app.ui.panels.ticket.send_button import SendButton
from terminal_app.ui.style import GAP, PAD, Role
from terminal_app.ui.widgets.text import plain_label


class TicketPage(QScrollArea):
    """Everything in one column. In a low window it is scrolled up and down, never squeezed, never sideways.

    Args:
        head: what is traded, and how it is margined.
        parent: as usual.
    """

    def __init__(self, head: TicketHead, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.head = head
        self.fields = TicketFields()
        self.preview = Preview()
        self.after = AfterBox()
        self.buttons = {side: SendButton(side) for side in Side}
        self.reason = plain_label(role=Role.SOFT)
        self.answer = plain_label(role=Role.SOFT)
        page = self._laid_out()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(page)
        page.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)
        self.setMinimumWidth(page.minimumSizeHint().width())

    def set_tab_order(self) -> None:
        """From the kind of order down to the buttons; the account comes last, out of the way of a hurry."""
        order = [*self.fields.tab_order(), self.after.head, *self.buttons.values(), self.head.account]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _laid_out(self) -> QWidget:
        row = QHBoxLayout()
        row.setSpacing(PAD)
        for side in Side:
            row.addWidget(self.buttons[side], 1)
        for label in (self.reason, self.answer):
            label.setWordWrap(True)
            label.setMinimumWidth(1)
        page = QWidget()
        whole = QVBoxLayout(page)
        whole.setContentsMargins(PAD, PAD, PAD, PAD)
        whole.setSpacing(PAD)
        whole.addWidget(self.head)
        whole.addWidget(self.fields)
        whole.addWidget(self.preview)
        whole.addWidget(self.after)
        whole.addLayout(row)
        notes = QVBoxLayout()
        notes.setSpacing(GAP)
        notes.addWidget(self.reason)
        notes.addWidget(self.answer)
        whole.addLayout(notes)
        whole.addStretch(1)
        return page
