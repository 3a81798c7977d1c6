"""What the pages of the journal have in common."""

from collections.abc import Sequence
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from terminal_app.ui.widgets.table import RowTable

R = TypeVar("R")

_WHOLE = 8_000


def lone_row(table: RowTable[R]) -> R | None:
    """The selected row if it is the only one; cheap also when ten thousand are selected."""
    numbers: set[int] = set()
    selection = table.selectionModel().selection()
    for piece in map(selection.at, range(selection.count())):
        if piece.height() > 1:
            return None
        numbers.add(piece.top())
    return table.rows_model.row(numbers.pop()) if len(numbers) == 1 else None


def beside(widgets: Sequence[QWidget], shares: Sequence[int]) -> QSplitter:
    """Widgets beside each other that share the width like this, until somebody moves what is between them."""
    halves = QSplitter(Qt.Orientation.Horizontal)
    halves.setChildrenCollapsible(False)
    for number, (widget, share) in enumerate(zip(widgets, shares, strict=True)):
        halves.addWidget(widget)
        halves.setStretchFactor(number, share)
    halves.setSizes([_WHOLE * share // sum(shares) for share in shares])
    return halves
