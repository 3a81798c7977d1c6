"""A small note beside a part of the window. It takes no key, no click beside it, and no focus by itself."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from terminal_app.ui.style import GAP, PAD, Role, set_role
from terminal_app.ui.tour.state import Step
from terminal_app.ui.widgets.text import plain_label

_WIDTH_PX = 300


class Callout(QFrame):
    """Says one step of the tour.

    Signals:
        next_asked: the next step is wanted, or the end after the last.
        back_asked: the step before is wanted.
        skip_asked: the tour is to end.
    """

    next_asked = Signal()
    back_asked = Signal()
    skip_asked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("callout")
        self.setFixedWidth(_WIDTH_PX)
        self.title = plain_label("", Role.TITLE)
        self.count = plain_label("", Role.CAPTION)
        self.text = plain_label("", Role.SOFT)
        self.text.setWordWrap(True)
        self.skip = self._button("Skip", "Skip the tour (Esc)", Role.QUIET)
        self.back = self._button("Back", "The step before", Role.QUIET)
        self.next = self._button("Next", "The next step", Role.CHIP)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.count)
        foot = QHBoxLayout()
        foot.setSpacing(GAP)
        foot.addWidget(self.skip)
        foot.addStretch(1)
        foot.addWidget(self.back)
        foot.addWidget(self.next)
        column = QVBoxLayout(self)
        column.setContentsMargins(PAD + GAP, PAD + GAP, PAD + GAP, PAD)
        column.setSpacing(PAD)
        column.addLayout(head)
        column.addWidget(self.text)
        column.addLayout(foot)
        self.skip.clicked.connect(self.skip_asked)
        self.back.clicked.connect(self.back_asked)
        self.next.clicked.connect(self.next_asked)

    def say(self, step: Step, number: int, count: int) -> None:
        """Say a step, the `number`th of so many, from 1."""
        self.title.setText(step.title)
        self.count.setText(f"{number} of {count}")
        self.text.setText(step.text)
        self.back.setVisible(number > 1)
        self.next.setText("Done" if number == count else "Next")
        self.setAccessibleName(f"Tour, {number} of {count}. {step.title}. {step.text}")
        self.text.setFixedHeight(self.text.heightForWidth(_WIDTH_PX - 2 * (PAD + GAP)))
        self.adjustSize()

    def _button(self, text: str, tip: str, role: Role) -> QPushButton:
        button = QPushButton(text, self)
        button.setToolTip(tip)
        button.setAutoDefault(False)
        # Tab reaches it; a click on it leaves the keyboard where an order is being typed.
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        set_role(button, role)
        return button
