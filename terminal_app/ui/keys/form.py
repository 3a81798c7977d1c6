"""The form of one profile: reads an `Entry` from the fields and shows what is wrong beside them."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QWidget

from terminal_app.core.keys import Environment, Profile, Storage
from terminal_app.core.secret import Credentials
from terminal_app.ui.keys.choice import Choice
from terminal_app.ui.keys.fields import LineField, SecretEdit
from terminal_app.ui.keys.state import ENVIRONMENTS, STORAGES, STORED_HINT, Entry, Field
from terminal_app.ui.style import GAP, PAD, Role, set_state
from terminal_app.ui.widgets.text import plain_label

_LABEL_PX = 96
_TIP = "Paste one after the other, or all three at once into any of these fields."


class KeyForm(QWidget):
    """Name, environment, the three parts, where to keep them, and the password of an encrypted file.

    Signals:
        changed: something was typed or chosen.
        block_pasted: three parts at once, not filled in yet.
    """

    changed = Signal()
    block_pasted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._stored: Profile | None = None
        self.name = LineField(QLineEdit(), "Name")
        self.name.line.setMaxLength(32)
        self.key, self.secret, self.passphrase = SecretEdit(), SecretEdit(), SecretEdit()
        self.password, self.repeat = SecretEdit(), SecretEdit()
        self.fields: Mapping[Field, LineField] = {
            Field.NAME: self.name,
            Field.KEY: LineField(self.key, "API key"),
            Field.SECRET: LineField(self.secret, "Secret"),
            Field.PASSPHRASE: LineField(self.passphrase, "Passphrase"),
            Field.PASSWORD: LineField(self.password, "Password of the encrypted file"),
            Field.REPEAT: LineField(self.repeat, "The password once more"),
        }
        self.environments = {
            environment: _switch(*texts, environment) for environment, texts in ENVIRONMENTS.items()
        }
        self.environment_sentence = plain_label(role=Role.CAPTION)
        self.storage: Choice[Storage] = Choice("Where the key is kept", STORAGES)
        self._password_rows: list[QWidget] = []
        self._lay_out()
        self.environments[Environment.DEMO].setChecked(True)
        self._connect_signals()
        self.show_profile(None)

    def show_profile(self, profile: Profile | None) -> None:
        """Empty the form for a new profile, or set it up for a stored one. No secret is ever filled in."""
        self._stored = profile
        for line in (self.name.line, *self._secrets()):
            line.clear()
        for field in self.fields.values():
            field.show_error("")
        for part in (self.key, self.secret, self.passphrase):
            part.setPlaceholderText(STORED_HINT if profile is not None else "")
        self.name.line.setText("" if profile is None else profile.name)
        # Its journal has this name and holds orders of this environment.
        self.name.setEnabled(profile is None)
        for environment, button in self.environments.items():
            button.setEnabled(profile is None)
            button.setChecked(environment is (Environment.DEMO if profile is None else profile.environment))
        self.storage.choose(Storage.SYSTEM if profile is None else profile.storage)
        self._refresh()

    def entry(self) -> Entry:
        """What stands in the form."""
        return Entry(
            name=self.name.line.text().strip(),
            environment=next(one for one, button in self.environments.items() if button.isChecked()),
            storage=self.storage.value(),
            key=self.key.secret(),
            secret=self.secret.secret(),
            passphrase=self.passphrase.secret(),
            password=self.password.secret(),
            repeat=self.repeat.secret(),
            stored=self._stored,
        )

    def fill(self, credentials: Credentials) -> None:
        """Put the three parts in."""
        self.key.put(credentials.key)
        self.secret.put(credentials.secret)
        self.passphrase.put(credentials.passphrase)

    def clear_secrets(self) -> None:
        """Take every secret out."""
        for line in self._secrets():
            line.clear()

    def show_problems(self, problems: Mapping[Field, str]) -> None:
        """Say what is wrong beside the fields, and go to the first one."""
        for field, widget in self.fields.items():
            widget.show_error(problems.get(field, ""))
        for field in self.fields:
            if field in problems:
                self.fields[field].line.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def on_changed(self) -> None:
        """Something was typed or chosen."""
        self._refresh()
        self.changed.emit()

    def _secrets(self) -> tuple[SecretEdit, ...]:
        return (self.key, self.secret, self.passphrase, self.password, self.repeat)

    def _refresh(self) -> None:
        entry = self.entry()
        self.environment_sentence.setText(ENVIRONMENTS[entry.environment][1])
        wanted = entry.storage is Storage.FILE
        for widget in self._password_rows:
            widget.setVisible(wanted)
        stays = self._stored is not None and self._stored.storage is Storage.FILE
        self.password.setPlaceholderText("leave empty to keep the password" if stays else "")

    def _connect_signals(self) -> None:
        for line in (self.name.line, *self._secrets()):
            line.textChanged.connect(self.on_changed)
        for button in self.environments.values():
            button.toggled.connect(self.on_changed)
        self.storage.changed.connect(self.on_changed)
        for part in (self.key, self.secret, self.passphrase):
            part.block_pasted.connect(self.block_pasted)

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(PAD + GAP)
        grid.setVerticalSpacing(PAD)
        grid.setColumnMinimumWidth(0, _LABEL_PX)
        grid.setColumnStretch(1, 1)
        self._row(grid, "Name", self.name)
        self._row(grid, "Environment", self._environment_row())
        for text, field in (
            ("API key", Field.KEY),
            ("Secret", Field.SECRET),
            ("Passphrase", Field.PASSPHRASE),
        ):
            self._row(grid, text, self.fields[field])
        self._row(grid, "", plain_label(_TIP, Role.CAPTION))
        self._row(grid, "Keep the key", self.storage)
        for text, field in (("Password", Field.PASSWORD), ("Once more", Field.REPEAT)):
            self._password_rows += self._row(grid, text, self.fields[field])

    def _row(self, grid: QGridLayout, text: str, widget: QWidget) -> list[QWidget]:
        row = grid.rowCount()
        label = plain_label(text, Role.SOFT)
        # Level with the text of the line beside it.
        label.setContentsMargins(0, 0 if isinstance(widget, Choice) else GAP + 1, 0, 0)
        grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        grid.addWidget(widget, row, 1)
        return [label, widget]

    def _environment_row(self) -> QWidget:
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        group = QButtonGroup(self)
        for button in self.environments.values():
            group.addButton(button)
            row.addWidget(button)
        row.addSpacing(PAD)
        row.addWidget(self.environment_sentence, 1)
        return whole


def _switch(title: str, sentence: str, environment: Environment) -> QPushButton:
    button = QPushButton(title)
    button.setObjectName("environment")
    button.setCheckable(True)
    button.setAccessibleName(title)
    button.setAccessibleDescription(sentence)
    set_state(button, environment.value)
    return button
