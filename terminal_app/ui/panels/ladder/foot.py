"""What stands under the ladder: what a click would do, the position, the working sizes, and five buttons."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from terminal_app.ui.panels.ladder.desk import Deed
from terminal_app.ui.panels.ladder.lines import LINES, PositionText, Strip
from terminal_app.ui.panels.ladder.plans import Plan
from terminal_app.ui.panels.ladder.size_bar import SizeBar
from terminal_app.ui.style import GAP, PAD, Role, set_state
from terminal_app.ui.widgets.once_button import OnceButton
from terminal_app.ui.widgets.text import plain_label, set_tip

_SIGNS = {1: "up", -1: "down", 0: "soft"}


_NAMES = {
    Deed.CANCEL_BIDS: "Cancel my bids on this symbol",
    Deed.CANCEL_ALL: "Cancel all my orders on this symbol",
    Deed.CANCEL_ASKS: "Cancel my asks on this symbol",
    Deed.REVERSE: "Reverse the position at market",
    Deed.CLOSE: "Close the position at market",
}
_PLACES = {
    Deed.CANCEL_BIDS: (0, 0, 2),
    Deed.CANCEL_ALL: (0, 2, 2),
    Deed.CANCEL_ASKS: (0, 4, 2),
    Deed.REVERSE: (1, 0, 3),
    Deed.CLOSE: (1, 3, 3),
}


class LadderFoot(QWidget):
    """The lines and buttons under the rows.

    Signals:
        asked: a button was pressed (`Deed`).
    """

    asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.strip = plain_label("", Role.STATUS)
        self.strip.setAccessibleName("What a click would do")
        self.strip.setWordWrap(True)
        self.strip.setMinimumWidth(1)
        self.strip.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.position = plain_label("", Role.STATUS)
        self.pnl = plain_label("", Role.STATUS)
        self.pnl.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.sizes = SizeBar()
        self.buttons = {deed: OnceButton(deed.value, _NAMES[deed]) for deed in Deed}
        line = QHBoxLayout()
        line.addWidget(self.position)
        line.addStretch(1)
        line.addWidget(self.pnl)
        grid = QGridLayout()
        grid.setSpacing(GAP)
        for ask, (row, column, span) in _PLACES.items():
            grid.addWidget(self.buttons[ask], row, column, 1, span)
            self.buttons[ask].clicked.connect(self._asker(ask))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(PAD, GAP, PAD, PAD)
        whole.setSpacing(GAP)
        whole.addWidget(self.strip)
        whole.addLayout(line)
        whole.addWidget(self.sizes)
        whole.addLayout(grid)
        self._layouts: tuple[QLayout, ...] = (line, grid, whole)
        self._keep_room()
        # What gives way first where there is no room: all of it can be done elsewhere too.
        self._spare: tuple[tuple[QWidget, ...], ...] = (
            (self.buttons[Deed.REVERSE], self.buttons[Deed.CLOSE]),
            tuple(self.buttons[one] for one in (Deed.CANCEL_BIDS, Deed.CANCEL_ALL, Deed.CANCEL_ASKS)),
            (self.position, self.pnl),
            (self.sizes,),
        )

    def fit(self, room: int) -> None:
        """Show as much as there is room for, in pixels; what has none is left out, never squeezed."""
        for row in self._spare:
            for widget in row:
                widget.setVisible(True)
        for row in self._spare:
            # Qt does not tell a layout inside another one that a part of it is hidden now.
            for layout in self._layouts:
                layout.invalidate()
            if self._layouts[-1].totalMinimumSize().height() <= room:
                return
            for widget in row:
                widget.setVisible(False)

    def show_strip(self, strip: Strip) -> None:
        """Say what a click would do, or what has become of one."""
        if strip.text != self.strip.text():
            self.strip.setText(strip.text)
            set_tip(self.strip, strip.text)
        set_state(self.strip, "warning" if strip.refusal else "")

    def show_position(self, line: PositionText) -> None:
        """Say what is held."""
        self.position.setText(line.text)
        self.pnl.setText(line.pnl)
        set_state(self.pnl, _SIGNS[line.sign])
        set_state(self.position, "" if line.pnl else "soft")

    def show_plans(self, plans: Mapping[Deed, Plan]) -> None:
        """Let the buttons be pressed whose plans are ready; the others say why not."""
        for ask, plan in plans.items():
            self.buttons[ask].allow("" if plan.ready else plan.reason, plan.text)

    def _asker(self, ask: Deed) -> Callable[[], None]:
        def press() -> None:
            self.asked.emit(ask)

        return press

    def _keep_room(self) -> None:
        """Room for the strip at its fullest, so that nothing under it moves."""
        self.strip.ensurePolished()
        self.strip.setFixedHeight(LINES * self.strip.fontMetrics().lineSpacing() + 2)
