"""The right side of the dialog: the offer, the form, what was said last, and the buttons. Decides nothing."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from terminal_app.core.keys import Profile
from terminal_app.ui.keys.form import KeyForm
from terminal_app.ui.keys.state import FOUND_TEXT, Verdict
from terminal_app.ui.keys.verdict import VerdictBox
from terminal_app.ui.style import GAP, PAD, Role, set_role
from terminal_app.ui.widgets.text import plain_label


class KeyPane(QWidget):
    """Everything about one profile."""

    def __init__(self) -> None:
        super().__init__()
        self.heading = plain_label("", Role.TITLE)
        self.form = KeyForm()
        self.verdict = VerdictBox()
        self.offer = QFrame()
        self.offer.setObjectName("offer")
        self.import_button = QPushButton("Import…")
        self.decline_button = QPushButton("Do not ask again")
        self.new_list_button = QPushButton("Start a new list…")
        self.forget_button = QPushButton("Forget key…")
        self.test_button = QPushButton("Test connection")
        self.save_button = QPushButton("Save")
        self.close_button = QPushButton("Close")
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * PAD + GAP, 2 * PAD, 2 * PAD + GAP, 2 * PAD)
        column.setSpacing(PAD + GAP)
        column.addWidget(self.heading)
        column.addWidget(self.offer)
        column.addWidget(self._form_area(), 1)
        column.addWidget(self.verdict)
        column.addLayout(self._buttons())
        self._fill_offer()
        self.offer.hide()
        self.new_list_button.hide()

    def show_profile(self, profile: Profile | None) -> None:
        """Set everything up for a stored profile, or for a new one."""
        self.form.show_profile(profile)
        self.heading.setText("New profile" if profile is None else profile.name)
        self.forget_button.setVisible(profile is not None)

    def say(self, level: str, sentence: str) -> None:
        """Say how something ended, or what goes on; an empty sentence says nothing."""
        self.verdict.show_verdict(Verdict(level, sentence))

    def said(self) -> str:
        """The sentence that was said last."""
        return self.verdict.sentence.text()

    def set_busy(self, *, busy: bool) -> None:
        """Let nothing be pressed but the button that cancels."""
        for widget in (self.form, self.offer, self.forget_button, self.test_button, self.save_button):
            widget.setEnabled(not busy)
        self.close_button.setText("Cancel" if busy else "Close")

    def _form_area(self) -> QScrollArea:
        area = QScrollArea()
        area.setObjectName("profile_form_area")
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, PAD, 0)
        column.addWidget(self.form)
        column.addStretch(1)
        area.setWidget(inside)
        return area

    def _fill_offer(self) -> None:
        text = plain_label(FOUND_TEXT)
        text.setWordWrap(True)
        row = QHBoxLayout(self.offer)
        row.setContentsMargins(PAD + GAP, PAD, PAD, PAD)
        row.addWidget(text, 1)
        row.addWidget(self.import_button)
        row.addWidget(self.decline_button)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(PAD)
        for button in (self.test_button, self.close_button, self.new_list_button):
            button.setObjectName("plain")
        self.save_button.setObjectName("save")
        self.forget_button.setObjectName("forget")
        set_role(self.forget_button, Role.DANGER)
        row.addWidget(self.forget_button)
        row.addWidget(self.new_list_button)
        row.addStretch(1)
        for button in (self.test_button, self.save_button, self.close_button):
            row.addWidget(button)
        return row
