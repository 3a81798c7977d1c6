"""The pages of the settings dialog as widgets. They hold text and decide nothing."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from terminal_app.settings.confirmations import When
from terminal_app.ui.confirm_policy import Rule
from terminal_app.ui.settings.state import RULE_WORDS, WHEN_WORDS, SettingsErrors, SettingsForm
from terminal_app.ui.style import GAP, PAD, Role
from terminal_app.ui.widgets.decimal_edit import DecimalEdit
from terminal_app.ui.widgets.text import plain_label

_UNIT_PX = 58
_ASK_TEXT = "Ask before these are sent. Each class has its own rule; the middle is that of the order book."


class ConfirmPage(QWidget):
    """Where each class is asked about.

    Signals:
        changed(): another choice.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.oversize = limit_field("Ask about orders over this value", "quote coin")
        self.away = limit_field("Ask about prices this far away", "%")
        self.choices = {rule: _when_box(rule) for rule in Rule}
        grid = new_grid()
        numbers = {Rule.OVERSIZE: self.oversize, Rule.AWAY: self.away}
        for row, rule in enumerate(Rule):
            name = plain_label(RULE_WORDS[rule])
            name.setBuddy(self.choices[rule])
            grid.addWidget(name, row, 0)
            grid.addWidget(self.choices[rule], row, 2)
            if rule in numbers:
                grid.addWidget(numbers[rule], row, 1)
        _page(self, _ASK_TEXT, grid)
        for box in self.choices.values():
            box.currentIndexChanged.connect(self.changed)
        for field in numbers.values():
            field.changed.connect(self.changed)

    def whens(self) -> Mapping[Rule, When]:
        """What is chosen for each class."""
        return {rule: When(box.currentData()) for rule, box in self.choices.items()}

    def show_form(self, form: SettingsForm) -> None:
        """Put choices into the fields."""
        for rule, box in self.choices.items():
            box.setCurrentIndex(list(When).index(form.whens[rule]))
        self.oversize.set_text(form.oversize)
        self.away.set_text(form.away)

    def show_errors(self, errors: SettingsErrors) -> None:
        """Say what is wrong with the numbers."""
        self.oversize.show_error(errors.oversize)
        self.away.show_error(errors.away)


def limit_field(name: str, unit: str) -> DecimalEdit:
    """A field for a number with its unit behind it."""
    field = DecimalEdit(name, lambda: None)
    label: QLabel = plain_label(unit, Role.SOFT)
    label.setMinimumWidth(_UNIT_PX)
    field.row.addWidget(label)
    return field


def _when_box(rule: Rule) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(f"{RULE_WORDS[rule]}: where to ask")
    for when, words in WHEN_WORDS.items():
        box.addItem(words, when)
    return box


def new_grid() -> QGridLayout:
    """Names on the left, fields on the right."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(PAD)
    grid.setVerticalSpacing(PAD)
    grid.setColumnStretch(0, 1)
    return grid


def _page(page: QWidget, words: str, grid: QGridLayout) -> None:
    text = plain_label(words, Role.SOFT)
    text.setWordWrap(True)
    whole = QVBoxLayout(page)
    whole.setContentsMargins(0, 0, 0, 0)
    whole.setSpacing(PAD + GAP)
    whole.addWidget(text)
    whole.addLayout(grid)
    whole.addStretch(1)
