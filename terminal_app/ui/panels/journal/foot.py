"""The line under the journal that is always there: whether the books agree, and how old all of it is."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from terminal_app.core.ports import Clock
from terminal_app.ui.panels.fills.today_line import ZoneLabel
from terminal_app.ui.panels.journal.state import DIFFERENCE, Verdict
from terminal_app.ui.safety.evidence import EvidenceSheet
from terminal_app.ui.style import GAP, PAD, Role, set_state
from terminal_app.ui.widgets.bar import bar_button
from terminal_app.ui.widgets.text import plain_label, set_tip


class JournalFoot(QWidget):
    """The difference to the bills, what no trip tells of, the age and the zone.

    Args:
        clock: for the name of the zone.
    """

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._verdict = Verdict("", "soft")
        self.difference = plain_label("", Role.SOFT)
        self.difference.setWordWrap(True)
        self.details = bar_button("What is missing…", "List what is missing, to read and to copy")
        self.loose = plain_label("", Role.SOFT)
        self.loose.setWordWrap(True)
        set_state(self.loose, "warning")
        self.as_of = plain_label("", Role.SOFT)
        self.zone = ZoneLabel(clock)
        row = QHBoxLayout()
        row.setSpacing(PAD)
        row.addWidget(self.difference, 1)
        row.addWidget(self.details)
        row.addWidget(self.as_of)
        row.addWidget(self.zone)
        column = QVBoxLayout(self)
        column.setContentsMargins(PAD, GAP, PAD, GAP)
        column.setSpacing(GAP)
        column.addLayout(row)
        column.addWidget(self.loose)
        self.details.hide()
        self.loose.hide()
        self.details.clicked.connect(self.on_details)

    def show_verdict(self, verdict: Verdict, loose: str) -> None:
        """Say how the books compare, and what no trip tells of."""
        self._verdict = verdict
        self.difference.setText(verdict.words)
        set_tip(self.difference, verdict.tip)
        set_state(self.difference, verdict.state)
        self.details.setVisible(bool(verdict.detail))
        self.loose.setText(loose)
        self.loose.setVisible(bool(loose))

    def show_age(self, words: str, state: str, tip: str) -> None:
        """Say from when all of it is."""
        if self.as_of.text() != words:
            self.as_of.setText(words)
        set_tip(self.as_of, tip)
        set_state(self.as_of, state)

    def on_details(self) -> EvidenceSheet:
        """What is missing is wanted in full."""
        sheet = EvidenceSheet(DIFFERENCE, f"{self._verdict.words}\n\n{self._verdict.detail}", self)
        sheet.show()
        return sheet
