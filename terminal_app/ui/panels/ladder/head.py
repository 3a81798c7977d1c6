"""What stands over the ladder: the ARM switch, the row step, the mouse scheme, the way to the market."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from terminal_app.ui.panels.book.state import GROUPS
from terminal_app.ui.panels.ladder.intents import SCHEME_MEANINGS, SCHEME_NAMES, Scheme
from terminal_app.ui.panels.ladder.state import Out
from terminal_app.ui.style import GAP, PAD, Role, set_state
from terminal_app.ui.widgets.once_button import OnceButton
from terminal_app.ui.widgets.text import set_tip

_SCHEMES = tuple(Scheme)
_ARM_TIP = (
    "Clicks on the ladder trade only while this is on. It goes off by itself when anything is in doubt."
)
_CENTRES = {
    None: ("Centre", "Put the market in the middle: Space"),
    Out.ABOVE: ("▲ Centre", "The market is above these rows. Space puts it in the middle."),
    Out.BELOW: ("▼ Centre", "The market is below these rows. Space puts it in the middle."),
}


class LadderHead(QWidget):
    """The controls over the ladder.

    Signals:
        arm_asked(bool): clicks are to trade, or not any more.
        centre_asked: the market is to be in the middle.
        group_chosen: another row step.
        scheme_chosen: another mouse scheme.
    """

    arm_asked = Signal(bool)
    centre_asked = Signal()
    group_chosen = Signal()
    scheme_chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.arm = OnceButton("ARM", "Arm the ladder: clicks on it trade", Role.CHIP)
        self.arm.setCheckable(True)
        self.arm.setToolTip(_ARM_TIP)
        self.centre = OnceButton("Centre", "Put the market in the middle", Role.CHIP)
        self.grouping = QComboBox()
        self.scheme = QComboBox()
        self._fill()
        grid = QGridLayout(self)
        grid.setContentsMargins(PAD, GAP, PAD, GAP)
        grid.setSpacing(GAP)
        grid.addWidget(self.arm, 0, 0)
        grid.addWidget(self.centre, 0, 1)
        grid.addWidget(self.grouping, 1, 0)
        grid.addWidget(self.scheme, 1, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.arm.clicked.connect(self._on_arm)
        self.centre.clicked.connect(self.centre_asked)
        self.grouping.currentIndexChanged.connect(self.group_chosen)
        self.scheme.currentIndexChanged.connect(self._on_scheme)

    @property
    def group(self) -> int:
        """The row step in ticks."""
        return GROUPS[max(0, self.grouping.currentIndex())]

    @property
    def mouse_scheme(self) -> Scheme:
        """The habit of the buttons."""
        return _SCHEMES[max(0, self.scheme.currentIndex())]

    def choose_group(self, group: int) -> None:
        """Show another row step, in ticks."""
        self.grouping.setCurrentIndex(GROUPS.index(group))

    def change_group(self, by: int) -> None:
        """Take the next wider (1) or narrower (-1) row step."""
        self.grouping.setCurrentIndex(min(max(self.grouping.currentIndex() + by, 0), len(GROUPS) - 1))

    def choose_scheme(self, scheme: Scheme) -> None:
        """Take another habit of the buttons."""
        self.scheme.setCurrentIndex(_SCHEMES.index(scheme))

    def name_group(self, place: int, text: str) -> None:
        """Write a row step as its price."""
        self.grouping.setItemText(place, text)

    def show_armed(self, *, armed: bool) -> None:
        """Show whether clicks trade."""
        self.arm.setChecked(armed)
        self.arm.setText("ARMED" if armed else "ARM")
        set_state(self.arm, "armed" if armed else "")

    def show_out(self, out: Out | None) -> None:
        """Show where the market is when no row has it."""
        text, tip = _CENTRES[out]
        if self.centre.text() != text:
            self.centre.setText(text)
            self.centre.allow(tip=tip)
            set_state(self.centre, "call" if out else "")

    def _on_arm(self, checked: bool) -> None:
        # Whether it may be on is decided elsewhere, and shown by `show_armed`.
        self.arm.setChecked(not checked)
        self.arm_asked.emit(checked)

    def _on_scheme(self) -> None:
        set_tip(self.scheme, SCHEME_MEANINGS[self.mouse_scheme])
        self.scheme_chosen.emit()

    def _fill(self) -> None:
        for group in GROUPS:
            self.grouping.addItem(f"{group} × tick")
        self.grouping.setAccessibleName("Price step of a row")
        self.grouping.setToolTip("The price step of a row: + and − change it, or Ctrl and the wheel")
        for place, scheme in enumerate(_SCHEMES):
            self.scheme.addItem(SCHEME_NAMES[scheme])
            self.scheme.setItemData(place, SCHEME_MEANINGS[scheme], Qt.ItemDataRole.ToolTipRole)
        self.scheme.setAccessibleName("Mouse scheme")
        set_tip(self.scheme, SCHEME_MEANINGS[self.mouse_scheme])
        for box in (self.grouping, self.scheme):
            box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            box.setMinimumContentsLength(6)
