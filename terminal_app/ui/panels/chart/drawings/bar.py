"""The slim bar of tools at the left of the chart. What has no room is in the menu of its last button."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from terminal_app.ui.panels.chart.drawings.values import TOOL_LETTERS, TOOL_WORDS, Tool
from terminal_app.ui.resources import icon
from terminal_app.ui.style import Role, set_role
from terminal_app.ui.theme import Theme

_BUTTON_PX = 24
_ICON_PX = 16
_EDGE_PX = 2


@dataclass(frozen=True, slots=True)
class Switch:
    """A button that is no tool: its icon, what it does, and what happens. `on` makes it a switch."""

    icon: str
    text: str
    run: Callable[[], None]
    on: Callable[[], bool] | None = None


class DrawingBar(QWidget):
    """A button for each tool, then switches, then one for the menu with everything.

    Args:
        theme: the colours of the icons.
        take: takes a tool, or lays the one in the hand down for `None`.
        switches: what else there is.
        more: opens the menu below a button.
    """

    def __init__(
        self,
        theme: Theme,
        take: Callable[[Tool | None], None],
        switches: Sequence[Switch],
        more: Callable[[QWidget], None],
    ) -> None:
        super().__init__()
        self._take = take
        self._switches = switches
        self._icons: list[tuple[QToolButton, str]] = []
        self.setObjectName("drawing_bar")
        self.setFixedWidth(_BUTTON_PX + 2 * _EDGE_PX)
        self.setAccessibleName("Drawing tools")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(_EDGE_PX, _EDGE_PX, _EDGE_PX, _EDGE_PX)
        self._column.setSpacing(0)
        self.tools = {tool: self._tool_button(tool) for tool in Tool}
        self.buttons = {one.text: self._switch_button(one) for one in switches}
        self.more = self._button("more", "All drawing tools and their switches")
        self.more.clicked.connect(lambda: more(self.more))
        self._column.addStretch(1)
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Wear other colours."""
        for button, name in self._icons:
            button.setIcon(icon(f"draw-{name}", theme.text_soft))

    def show_state(self, tool: Tool | None) -> None:
        """Mark the tool in the hand and the switches that are on."""
        for one, button in self.tools.items():
            button.setChecked(one is tool)
        for switch in self._switches:
            if switch.on is not None:
                self.buttons[switch.text].setChecked(switch.on())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or less room: the last buttons go first, the one for the menu never."""
        super().resizeEvent(event)
        room = (self.height() - 2 * _EDGE_PX) // _BUTTON_PX - 1
        for number, button in enumerate((*self.tools.values(), *self.buttons.values())):
            button.setVisible(number < room)

    def minimumSizeHint(self) -> QSize:
        return QSize(_BUTTON_PX + 2 * _EDGE_PX, _BUTTON_PX + 2 * _EDGE_PX)

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def _tool_button(self, tool: Tool) -> QToolButton:
        button = self._button(tool.value, f"{TOOL_WORDS[tool]} (Alt+{TOOL_LETTERS[tool]})")
        button.setCheckable(True)
        button.clicked.connect(lambda on: self._take(tool if on else None))
        return button

    def _switch_button(self, switch: Switch) -> QToolButton:
        button = self._button(switch.icon, switch.text)
        button.setCheckable(switch.on is not None)
        button.clicked.connect(switch.run)
        return button

    def _button(self, name: str, text: str) -> QToolButton:
        button = QToolButton(self)
        button.setAccessibleName(text)
        button.setToolTip(text)
        button.setIconSize(QSize(_ICON_PX, _ICON_PX))
        button.setFixedSize(_BUTTON_PX, _BUTTON_PX)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        set_role(button, Role.QUIET)
        self._icons.append((button, name))
        self._column.addWidget(button)
        return button
