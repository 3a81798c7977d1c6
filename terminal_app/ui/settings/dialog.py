"""The settings dialog: pages of choices, kept together with one button or not at all."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import shiboken6
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QWidget,
)

from terminal_app.settings.exchange import USUAL, ExchangeChoices
from terminal_app.settings.model import Settings
from terminal_app.settings.recording import NOTHING_RECORDED
from terminal_app.trading.limits import DEFAULT_LIMITS, RiskLimits, loosened
from terminal_app.ui.bridge.tasks import UiTasks
from terminal_app.ui.recording.page import RecordingPage
from terminal_app.ui.recording.state import RecordingDesk
from terminal_app.ui.settings.exchange_page import ExchangePage, loosened_exchange
from terminal_app.ui.settings.limits_form import LimitsForm, form_of_limits, parse_limits
from terminal_app.ui.settings.limits_page import Consent, LimitsPage
from terminal_app.ui.settings.pages import ConfirmPage
from terminal_app.ui.settings.state import Chosen, Present, SettingsErrors, SettingsForm, form_of, parse
from terminal_app.ui.style import GAP, PAD, ROW_PX, Role
from terminal_app.ui.widgets.dialog_page import button_row, dialog_page
from terminal_app.ui.widgets.text import plain_label

_SIZE = (700, 560)
_LIST_PX = 150


class SettingsDialog(QDialog):
    """Confirmations, risk limits, and how the account is spoken to.

    Args:
        present: what is chosen now.
        save: takes what was chosen; why it could not be kept, empty when it was.
        use_countdown: sets the venue's own switch; why that could not be, empty when it holds.
        tasks: runs the question to the venue.
        parent: as usual.
        recording: records what is seen, `None` where nothing can be recorded.
    """

    def __init__(
        self,
        present: Present,
        save: Callable[[Chosen], str],
        use_countdown: Callable[[int], Awaitable[str]],
        tasks: UiTasks,
        parent: QWidget | None = None,
        recording: RecordingDesk | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Settings")
        self.setModal(True)
        self.resize(*_SIZE)
        self._save = save
        self._use_countdown = use_countdown
        self._tasks = tasks
        self._now = present
        self.consent = Consent()
        self.trouble = plain_label("", Role.ERROR)
        self.trouble.setWordWrap(True)
        self.trouble.hide()
        self.confirmations = ConfirmPage()
        self.limits = LimitsPage()
        self.exchange = ExchangePage()
        self.recording = None if recording is None else RecordingPage(recording, tasks)
        self.pages = QListWidget()
        self.pages.setAccessibleName("Pages of the settings")
        self.pages.setFixedWidth(_LIST_PX)
        self._stack = QStackedWidget()
        pages: list[tuple[str, QWidget]] = [
            ("Confirmations", self.confirmations),
            ("Risk limits", self.limits),
            ("Exchange", self.exchange),
        ]
        if self.recording is not None and recording is not None:
            self.recording.show_choices(recording.choices)
            self.recording.changed.connect(self.on_typed)
            pages.append(("Recording", self.recording))
        for title, page in pages:
            item = QListWidgetItem(title, self.pages)
            item.setSizeHint(QSize(0, ROW_PX + GAP))
            self._stack.addWidget(page)
        self.usual = QPushButton("Defaults")
        self.usual.setToolTip("Put the usual choices into the fields of all pages")
        self.cancel = QPushButton("Cancel")
        self.keep = QPushButton("Save")
        self._lay_out()
        self.pages.currentRowChanged.connect(self._stack.setCurrentIndex)
        self.pages.setCurrentRow(0)
        self.usual.clicked.connect(self.on_usual)
        self.cancel.clicked.connect(self.reject)
        self.keep.clicked.connect(self.on_keep)
        self.confirmations.changed.connect(self.on_typed)
        self.limits.changed.connect(self.on_typed)
        self.exchange.changed.connect(self.on_typed)
        self.consent.changed.connect(self.on_typed)
        self.limits.show_today(present.today)
        self.exchange.show_missing(present.missing)
        self.show_form(form_of(present.settings), form_of_limits(present.limits), present.exchange)

    def form(self) -> SettingsForm:
        """The fields as they are."""
        return SettingsForm(
            whens=self.confirmations.whens(),
            oversize=self.confirmations.oversize.text(),
            away=self.confirmations.away.text(),
        )

    def chosen(self) -> Chosen | None:
        """What the fields mean, `None` while something is wrong or not agreed to."""
        rules, limits = parse(self.form()), parse_limits(self.limits.form())
        if isinstance(rules, SettingsErrors) or not isinstance(limits, RiskLimits) or not self.consent.given:
            return None
        recording = None if self.recording is None else self.recording.chosen()
        return Chosen(rules, limits, self.exchange.chosen(), recording)

    def show_recording(self) -> None:
        """Turn to the page about recording."""
        if self.recording is not None:
            self.pages.setCurrentRow(self._stack.indexOf(self.recording))

    def show_form(self, form: SettingsForm, limits: LimitsForm, exchange: ExchangeChoices) -> None:
        """Put choices into the fields."""
        self.confirmations.show_form(form)
        self.limits.show_form(limits)
        self.exchange.show_choices(exchange)
        self.on_typed()

    def on_typed(self) -> None:
        """Say what is wrong beside its field; only what is right and agreed to can be saved."""
        rules, limits = parse(self.form()), parse_limits(self.limits.form())
        self.confirmations.show_errors(rules if isinstance(rules, SettingsErrors) else SettingsErrors())
        readable = isinstance(limits, RiskLimits)
        self.limits.show_errors({} if isinstance(limits, RiskLimits) else limits)
        allowed = loosened(self._now.limits, limits) if isinstance(limits, RiskLimits) else ()
        self.consent.ask((*allowed, *loosened_exchange(self._now.exchange, self.exchange.chosen())))
        self.trouble.hide()
        self.keep.setEnabled(self.chosen() is not None)
        asks = readable and not self.consent.given
        self.keep.setToolTip("Agree to what is allowed first." if asks else "")

    def on_usual(self) -> None:
        """The defaults are wanted in the fields."""
        self.show_form(form_of(Settings()), form_of_limits(DEFAULT_LIMITS), USUAL)
        if self.recording is not None:
            self.recording.show_choices(NOTHING_RECORDED)

    def on_keep(self) -> None:
        """The choices are to be kept."""
        chosen = self.chosen()
        if chosen is None:
            return
        if chosen.exchange.countdown_s == self._now.exchange.countdown_s:
            self._end(self._save(chosen))
        else:
            self._tasks.start(self._ask_and_save(chosen), self.keep)

    async def _ask_and_save(self, chosen: Chosen) -> None:
        """The venue is asked first: nothing is kept of what it refuses."""
        self.keep.setText("Asking Bitget…")
        trouble = await self._use_countdown(chosen.exchange.countdown_s)
        if not shiboken6.isValid(self):
            return
        self.keep.setText("Save")
        if trouble:
            self.pages.setCurrentRow(self._stack.indexOf(self.exchange))
        else:
            self._now = replace(self._now, exchange=chosen.exchange)
        self._end(trouble or self._save(chosen))

    def _end(self, trouble: str) -> None:
        self.trouble.setText(trouble)
        self.trouble.setVisible(bool(trouble))
        if not trouble:
            self.accept()

    def _lay_out(self) -> None:
        for button in (self.usual, self.cancel):
            button.setAutoDefault(False)
        self.keep.setDefault(True)
        body = QHBoxLayout()
        body.setSpacing(2 * PAD)
        body.addWidget(self.pages)
        body.addWidget(self._stack, 1)
        whole = dialog_page(self)
        whole.addLayout(body, 1)
        whole.addWidget(self.consent)
        whole.addWidget(self.trouble)
        whole.addLayout(button_row((self.cancel, self.keep), (self.usual,)))
        note = plain_label("Colours, numbers and times are chosen in the View menu.", Role.FAINT)
        whole.insertWidget(1, note, 0, Qt.AlignmentFlag.AlignLeft)
