"""The `Confirmer` of the window: asks what the rules of the person want asked, in one box."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QCheckBox, QDialog, QGridLayout, QPushButton, QWidget

from terminal_app.settings.confirmations import ConfirmRules
from terminal_app.ui.bridge.dialogs import finished
from terminal_app.ui.confirm_policy import ConfirmPolicy, Rule
from terminal_app.ui.confirming import Asked
from terminal_app.ui.keeping import Keeping
from terminal_app.ui.style import GAP, PAD, Role
from terminal_app.ui.topbar_state import Venue
from terminal_app.ui.widgets.dialog_page import button_row, dialog_head, dialog_page
from terminal_app.ui.widgets.fitting import fit_height
from terminal_app.ui.widgets.text import plain_label

_LEAST_PX = 340


class ConfirmBox(QDialog):
    """One question: a headline, its lines, why it is asked, and a tick that silences this class only.

    With real money the answer no has the keyboard. What was pressed before the box was there answers nothing:
    a held key and the second half of a double-click are no answers.
    """

    def __init__(
        self, parent: QWidget, policy: ConfirmPolicy, reasons: tuple[Rule, ...], text: str, yes: str
    ) -> None:
        super().__init__(parent)
        self.setObjectName("confirm_box")
        self.setModal(True)
        self.setMinimumWidth(_LEAST_PX)
        headline, *lines = text.splitlines() or [""]
        self.setWindowTitle("Confirm")
        self.headline = plain_label(headline, Role.TITLE)
        self.headline.setWordWrap(True)
        self.why = plain_label(policy.because(reasons), Role.SOFT)
        self.why.setWordWrap(True)
        self.never = QCheckBox(policy.do_not_ask(reasons[0]))
        self.yes, self.no = QPushButton(yes), QPushButton("No")
        whole = dialog_page(self)
        whole.addLayout(dialog_head(self.headline, live=policy.live))
        whole.addLayout(_grid(lines))
        whole.addWidget(self.why)
        whole.addWidget(self.never)
        whole.addLayout(button_row((self.no, self.yes)))
        default = self.no if policy.live else self.yes
        for button in (self.yes, self.no):
            button.setAutoDefault(False)
            button.installEventFilter(self)
        default.setDefault(True)
        default.setFocus()
        self.yes.clicked.connect(self.accept)
        self.no.clicked.connect(self.reject)

    def showEvent(self, event: QShowEvent) -> None:
        """Every word has its room."""
        super().showEvent(event)
        fit_height(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A key that is still held from before is no answer."""
        if event.isAutoRepeat():
            event.accept()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the rest of a double-click and of a held key from a button."""
        held = isinstance(event, QKeyEvent) and event.isAutoRepeat()
        return held or event.type() is QEvent.Type.MouseButtonDblClick or super().eventFilter(watched, event)


class Asker:
    """Asks by the rules in the settings, and keeps a tick there. It is a `Confirmer`.

    Args:
        keeping: where the rules are kept.
        venue: whose money it is.
        changed: told when a tick has changed the rules.
    """

    def __init__(self, keeping: Keeping, venue: Venue, changed: Callable[[], None] | None = None) -> None:
        self._keeping = keeping
        self._live = venue is Venue.LIVE
        self._changed = changed

    @property
    def policy(self) -> ConfirmPolicy:
        """The rules as they are now."""
        return ConfirmPolicy(self._keeping.settings.confirmations, self._live)

    async def __call__(self, parent: QWidget, asked: Asked, text: str, yes: str) -> bool:
        """Whether to go on; see `Confirmer`."""
        policy = self.policy
        reasons = policy.reasons(asked)
        if not reasons:
            return True
        box = ConfirmBox(parent, policy, reasons, text, yes)
        agreed = await finished(box) == QDialog.DialogCode.Accepted
        if agreed and box.never.isChecked():
            self._keep(self.policy.without(reasons[0]))
        return agreed

    def _keep(self, rules: ConfirmRules) -> None:
        self._keeping.keep_settings(replace(self._keeping.settings, confirmations=rules))
        if self._changed is not None:
            self._changed()


def _grid(lines: list[str]) -> QGridLayout:
    """A line each; what stands before a colon is its caption."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(2 * PAD)
    grid.setVerticalSpacing(GAP)
    grid.setColumnStretch(1, 1)
    for row, line in enumerate(lines):
        caption, colon, value = line.partition(": ")
        if not colon:
            whole = plain_label(line)
            whole.setWordWrap(True)
            grid.addWidget(whole, row, 0, 1, 2)
            continue
        grid.addWidget(plain_label(caption, Role.CAPTION), row, 0)
        number = plain_label(value)
        number.setAlignment(Qt.AlignmentFlag.AlignRight)
        grid.addWidget(number, row, 1)
    return grid
