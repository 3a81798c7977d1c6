"""The box that says how a test, or anything else the dialog did, has ended."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout

from terminal_app.ui.keys.state import Verdict
from terminal_app.ui.style import GAP, PAD, Role, set_state
from terminal_app.ui.widgets.text import plain_label

_WORDS = {"error": "Error. ", "warning": "Warning. ", "success": "", "info": ""}


class VerdictBox(QFrame):
    """A sentence with a coloured edge, warnings and facts below it."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("verdict")
        self.sentence = _line(Role.STRONG)
        self.warnings = _line(None)
        self.facts = _line(Role.SOFT)
        set_state(self.warnings, "warning")
        column = QVBoxLayout(self)
        column.setContentsMargins(PAD + GAP, PAD, PAD, PAD)
        column.setSpacing(GAP)
        for label in (self.sentence, self.warnings, self.facts):
            column.addWidget(label)
        self.hide()

    def show_verdict(self, verdict: Verdict) -> None:
        """Say it; an empty sentence hides the box."""
        self.sentence.setText(verdict.sentence)
        self.warnings.setText("\n".join(f"⚠ {warning}" for warning in verdict.warnings))
        self.warnings.setVisible(bool(verdict.warnings))
        self.facts.setText("\n".join(verdict.facts))
        self.facts.setVisible(bool(verdict.facts))
        self.setAccessibleName(_WORDS[verdict.level] + verdict.sentence)
        set_state(self, verdict.level)
        self.setVisible(bool(verdict.sentence))


def _line(role: Role | None) -> QLabel:
    label = plain_label(role=role)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
