"""The left side of the dialog: the profiles, and what can be done with one as a whole."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from terminal_app.core.keys import Environment, Profile
from terminal_app.ui.keys.state import ENVIRONMENTS, place_of
from terminal_app.ui.style import GAP, PAD, Role, set_state
from terminal_app.ui.widgets.text import plain_label

_WIDTH_PX = 224
_DOT_PX = 8
_EMPTY = "No profile yet. Enter a key on the right and save it."


class _List(QListWidget):
    """A list where nothing is chosen until somebody chooses: the focus alone would choose the first row."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        QWidget.focusInEvent(self, event)
        self.viewport().update()


class ProfileSide(QWidget):
    """The list of profiles.

    Signals:
        chosen: another profile, or `None` for a new one, is wanted in the form.
        open_asked: the chosen profile is to be opened.
    """

    chosen = Signal(object)
    open_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("profile_side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(_WIDTH_PX)
        self._profiles: Sequence[Profile] = ()
        self.list = _List()
        self.list.setObjectName("profile_list")
        self.list.setAccessibleName("Profiles")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.empty = plain_label(_EMPTY, Role.FAINT)
        self.empty.setWordWrap(True)
        self.empty.setContentsMargins(PAD + GAP, PAD, PAD, PAD)
        self.new_button = QPushButton("New profile")
        self.open_button = QPushButton("Open")
        self._lay_out()
        self.list.currentRowChanged.connect(self.on_row_changed)
        self.list.itemActivated.connect(self.on_activated)
        self.new_button.clicked.connect(self.on_new)
        self.open_button.clicked.connect(self.on_open)

    def names(self) -> list[str]:
        """The names on the list."""
        return [profile.name for profile in self._profiles]

    def current(self) -> Profile | None:
        """The chosen profile; `None` for a new one."""
        row = self.list.currentRow()
        return self._profiles[row] if 0 <= row < len(self._profiles) else None

    def show_profiles(self, profiles: Sequence[Profile], chosen: str | None) -> None:
        """Put profiles on the list and choose one, without a signal."""
        self._profiles = tuple(profiles)
        self.list.blockSignals(True)
        self.list.clear()
        for profile in profiles:
            self._add(profile)
        names = self.names()
        self.list.setCurrentRow(names.index(chosen) if chosen in names else -1)
        self.list.blockSignals(False)
        self.empty.setVisible(not profiles)
        self.open_button.setEnabled(self.current() is not None)

    def choose(self, profile: Profile | None) -> None:
        """Choose another one without a signal."""
        self.show_profiles(self._profiles, None if profile is None else profile.name)

    def on_row_changed(self, _row: int) -> None:
        """Another row was chosen."""
        self.open_button.setEnabled(self.current() is not None)
        self.chosen.emit(self.current())

    def on_activated(self, _item: QListWidgetItem) -> None:
        """A row was double-clicked, or Return was pressed on it."""
        self.on_open()

    def on_new(self) -> None:
        """A new profile is wanted."""
        if self.current() is not None:
            self.list.setCurrentRow(-1)
        else:
            self.chosen.emit(None)

    def on_open(self) -> None:
        """The chosen profile is to be opened."""
        if (profile := self.current()) is not None:
            self.open_asked.emit(profile)

    def _add(self, profile: Profile) -> None:
        details = f"{ENVIRONMENTS[profile.environment][0]} · {place_of(profile)}"
        item = QListWidgetItem()
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{profile.name}, {details}")
        row = QWidget()
        row.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        grid = QGridLayout(row)
        grid.setContentsMargins(PAD, GAP + 1, PAD, GAP + 1)
        grid.setHorizontalSpacing(PAD)
        grid.setVerticalSpacing(0)
        grid.addWidget(self._dot(profile.environment), 0, 0, 2, 1)
        grid.addWidget(plain_label(profile.name, Role.STRONG), 0, 1)
        grid.addWidget(plain_label(details, Role.CAPTION), 1, 1)
        grid.setColumnStretch(1, 1)
        item.setSizeHint(row.sizeHint())
        self.list.addItem(item)
        self.list.setItemWidget(item, row)

    def _dot(self, environment: Environment) -> QWidget:
        dot = QFrame()
        dot.setObjectName("environment_dot")
        dot.setFixedSize(_DOT_PX, _DOT_PX)
        set_state(dot, environment.value)
        return dot

    def _lay_out(self) -> None:
        heading = plain_label("Profiles", Role.CAPTION)
        heading.setContentsMargins(PAD + GAP, PAD + GAP, 0, 0)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(PAD, 0, PAD, PAD)
        buttons.addWidget(self.new_button, 1)
        buttons.addWidget(self.open_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 1, 0)
        column.addWidget(heading)
        column.addWidget(self.empty)
        column.addWidget(self.list, 1)
        column.addLayout(buttons)
