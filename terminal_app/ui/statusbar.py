"""The status bar: always there, and always with a word beside a colour."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStatusBar, QWidget

from terminal_app.ui import statusbar_state as state
from terminal_app.ui.link_state import LinkStates
from terminal_app.ui.statusbar_state import StatusFacts, StatusItem
from terminal_app.ui.style import GAP, PAD, Role, set_role, set_state
from terminal_app.ui.widgets.text import plain_label, plain_tip

_HEIGHT_PX = 24
_LINKS = 2
_DOT = "● "


class StatusBar(QStatusBar):
    """Link words, ages, budgets, and the version at the right end.

    Args:
        facts: what is to be said, read at every tick.
        links: the connections.
        version: of the program.
    """

    def __init__(self, facts: Callable[[], StatusFacts], links: LinkStates, version: str) -> None:
        super().__init__()
        self._facts = facts
        self._links = links
        self.items: dict[str, QLabel] = {}
        self._shown: tuple[StatusItem, ...] = ()
        self.setSizeGripEnabled(False)
        self.setFixedHeight(_HEIGHT_PX)
        self.setAccessibleName("Status")
        line = QWidget()
        self._row = QHBoxLayout(line)
        self._row.setContentsMargins(PAD, 0, PAD, 0)
        self._row.setSpacing(GAP)
        for item in state.items(facts(), links):
            self._add(item.name)
        self._row.addStretch(1)
        self.version = plain_label(f"v{version}", Role.CAPTION)
        self.version.setAccessibleName("Version of the program")
        self._row.addWidget(self.version)
        self.addWidget(line, 1)
        self.on_tick()

    def on_tick(self) -> None:
        """Say how things are now."""
        fresh = tuple(state.items(self._facts(), self._links))
        if fresh == self._shown:
            return
        self._shown = fresh
        for number, item in enumerate(fresh):
            label = self.items[item.name]
            label.setText((_DOT if number < _LINKS else "") + item.value)
            label.setToolTip(plain_tip(item.tip))
            label.setAccessibleName(f"{item.name} {item.value}")
            set_state(label, item.mood.value)

    def _add(self, name: str) -> None:
        caption = plain_label(name, Role.CAPTION)
        value = plain_label("")
        value.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        set_role(value, Role.STATUS)
        self._row.addWidget(caption)
        self._row.addWidget(value)
        self._row.addSpacing(PAD + GAP)
        self.items[name] = value
