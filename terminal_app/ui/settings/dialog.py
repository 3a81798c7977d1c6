"""The settings dialog: pages of choices, kept together with one button or not at all."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from terminal_app.settings.model import Settings
from terminal_app.ui.settings.pages import ConfirmPage, LimitsPage
from terminal_app.ui.settings.state import Chosen, SettingsErrors, SettingsForm, form_of, parse
from terminal_app.ui.style import GAP, PAD, ROW_PX, Role
from terminal_app.ui.widgets.text import plain_label

_SIZE = (640, 460)
_LIST_PX = 150


class SettingsDialog(QDialog):
    """Confirmations and risk limits.

    Args:
        settings: what is chosen now.
        save: takes what was chosen, once.
        parent: as usual.
    """

    def __init__(
        self, settings: Settings, save: Callable[[Chosen], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Settings")
        self.setModal(True)
        self.resize(*_SIZE)
        self._save = save
        self.confirmations = ConfirmPage()
        self.limits = LimitsPage()
        self.pages = QListWidget()
        self.pages.setAccessibleName("Pages of the settings")
        self.pages.setFixedWidth(_LIST_PX)
        self._stack = QStackedWidget()
        for title, page in (("Confirmations", self.confirmations), ("Risk limits", self.limits)):
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
        self.show_form(form_of(settings))

    def form(self) -> SettingsForm:
        """The fields as they are."""
        return SettingsForm(
            whens=self.confirmations.whens(),
            oversize=self.confirmations.oversize.text(),
            away=self.confirmations.away.text(),
            max_notional=self.limits.notional.text(),
            max_age=self.limits.age.text(),
        )

    def show_form(self, form: SettingsForm) -> None:
        """Put choices into the fields."""
        self.confirmations.show_form(form)
        self.limits.show_form(form)
        self.on_typed()

    def on_typed(self) -> None:
        """Say what is wrong beside its field; nothing wrong can be saved."""
        parsed = parse(self.form())
        errors = parsed if isinstance(parsed, SettingsErrors) else SettingsErrors()
        self.confirmations.show_errors(errors)
        self.limits.show_errors(errors)
        self.keep.setEnabled(isinstance(parsed, Chosen))

    def on_usual(self) -> None:
        """The defaults are wanted in the fields."""
        self.show_form(form_of(Settings()))

    def on_keep(self) -> None:
        """The choices are to be kept."""
        parsed = parse(self.form())
        if isinstance(parsed, Chosen):
            self._save(parsed)
            self.accept()

    def _lay_out(self) -> None:
        for button in (self.usual, self.cancel):
            button.setAutoDefault(False)
        self.keep.setDefault(True)
        body = QHBoxLayout()
        body.setSpacing(2 * PAD)
        body.addWidget(self.pages)
        body.addWidget(self._stack, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(PAD)
        buttons.addWidget(self.usual)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.keep)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(2 * PAD, 2 * PAD, 2 * PAD, 2 * PAD)
        whole.setSpacing(PAD + GAP)
        whole.addLayout(body, 1)
        whole.addLayout(buttons)
        note = plain_label("Colours, numbers and times are chosen in the View menu.", Role.FAINT)
        whole.insertWidget(1, note, 0, Qt.AlignmentFlag.AlignLeft)
