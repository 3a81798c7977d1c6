"""A choice of a few, each with a sentence below it: where a key is kept."""

from collections.abc import Mapping
from typing import Generic, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QLabel, QRadioButton, QVBoxLayout, QWidget

from terminal_app.ui.style import GAP, Role, set_state
from terminal_app.ui.widgets.text import plain_label

C = TypeVar("C")
_INDENT_PX = 22


class Choice(QWidget, Generic[C]):
    """Radio buttons with sentences.

    Signals:
        changed: another one was chosen.
    """

    changed = Signal()

    def __init__(self, name: str, texts: Mapping[C, tuple[str, str]]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self.buttons: dict[C, QRadioButton] = {}
        self._sentences: dict[C, QLabel] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for value, (title, sentence) in texts.items():
            button = QRadioButton(title)
            button.setAccessibleDescription(sentence)
            label = plain_label(sentence, Role.CAPTION)
            label.setWordWrap(True)
            label.setContentsMargins(_INDENT_PX, 0, 0, GAP)
            self.buttons[value] = button
            self._sentences[value] = label
            self._group.addButton(button)
            column.addWidget(button)
            column.addWidget(label)
        next(iter(self.buttons.values())).setChecked(True)
        self._group.buttonToggled.connect(self.on_toggled)

    def value(self) -> C:
        """What is chosen."""
        return next(value for value, button in self.buttons.items() if button.isChecked())

    def choose(self, value: C) -> None:
        """Choose for the person."""
        self.buttons[value].setChecked(True)

    def say(self, value: C, sentence: str, *, warning: bool = False) -> None:
        """Change the sentence below one of them."""
        self._sentences[value].setText(sentence)
        set_state(self._sentences[value], "warning" if warning else "")
        self.buttons[value].setAccessibleDescription(sentence)

    def sentence(self, value: C) -> str:
        """The sentence below one of them."""
        return self._sentences[value].text()

    def on_toggled(self, _button: QRadioButton, checked: bool) -> None:
        """One came on and another went off; tell once."""
        if checked:
            self.changed.emit()
