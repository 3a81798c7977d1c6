"""How a dialog is laid out: its room, its headline, its row of buttons."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from terminal_app.ui.style import GAP, PAD, Role, set_state
from terminal_app.ui.widgets.text import plain_label

_LIVE = "LIVE"


def dialog_page(dialog: QWidget) -> QVBoxLayout:
    """The column of a dialog, with its margins."""
    whole = QVBoxLayout(dialog)
    whole.setContentsMargins(2 * PAD, 2 * PAD, 2 * PAD, 2 * PAD)
    whole.setSpacing(PAD + GAP)
    return whole


def dialog_head(headline: QLabel, *, live: bool) -> QHBoxLayout:
    """The headline, and beside it that real money is at stake, when it is."""
    head = QHBoxLayout()
    head.addWidget(headline, 1)
    if live:
        badge = plain_label(_LIVE, Role.BADGE)
        set_state(badge, "live")
        head.addWidget(badge, 0, Qt.AlignmentFlag.AlignTop)
    return head


def button_row(right: Sequence[QPushButton], left: Sequence[QPushButton] = ()) -> QHBoxLayout:
    """The last row of a dialog: what ends it at the right, what it offers besides at the left."""
    row = QHBoxLayout()
    row.setSpacing(PAD)
    for button in left:
        row.addWidget(button)
    row.addStretch(1)
    for button in right:
        row.addWidget(button)
    return row
