"""The row of the top bar: captions over values, as many as fit, and all of them in their places at once.

Qt lays a row out a turn of the loop after something in it has changed. What fits could then be measured by
texts of before, and a change would come to rest only some turns later.
"""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from terminal_app.ui.style import GAP, PAD, Role
from terminal_app.ui.widgets.text import plain_label, steady_label


class Field(QWidget):
    """A small caption over a value."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._caption = plain_label(name, Role.CAPTION)
        self._caption.setObjectName(f"{name.lower()}_caption")
        self.value = steady_label()
        self.value.setAccessibleName(name)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, GAP, GAP, GAP)
        column.setSpacing(0)
        column.addStretch(1)
        column.addWidget(self._caption)
        column.addWidget(self.value, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)

    def name(self, caption: str) -> None:
        """Say more, or less, in the caption."""
        self._caption.setText(caption)

    def needed(self) -> int:
        """The width it needs, in pixels, also while it is hidden."""
        return max(_width(self._caption), _width(self.value)) + 2 * GAP


class FittingRow(QHBoxLayout):
    """A row whose less important parts are left out where there is no room for them."""

    def __init__(self) -> None:
        super().__init__()
        self.setContentsMargins(GAP, 0, PAD, 0)
        self.setSpacing(PAD)

    def fit(self, width: int, optional: Mapping[QWidget, bool]) -> None:
        """Show as many of the optional parts as fit into a width, those that come first before the others.

        Args:
            width: of the whole row, in pixels.
            optional: the parts in the order of their importance, and whether each has anything to say.
        """
        room = width - 4 * PAD
        for part in self.parts():
            if part not in optional and not part.isHidden():
                room -= _width(part) + PAD
        for part, says in optional.items():
            needed = _width(part) + PAD
            fits = says and needed <= room
            room -= needed if fits else 0
            if part.isHidden() == fits:
                part.setVisible(fits)

    def parts(self) -> Sequence[QWidget]:
        """Everything in the row, left to right."""
        items = [self.itemAt(number) for number in range(self.count())]
        return [widget for item in items if item is not None and (widget := item.widget()) is not None]

    def settle(self) -> None:
        """Give everything its place now, by the texts as they are."""
        for part in self.parts():
            layout = part.layout()
            if layout is not None and not part.isHidden():
                layout.invalidate()
                layout.activate()
        self.invalidate()
        bar = self.parentWidget()
        whole = bar.layout() if bar is not None else None
        if whole is not None:
            whole.activate()


def _width(part: QWidget) -> int:
    if isinstance(part, Field):
        return part.needed()
    if isinstance(part, QLabel):
        # Before it is shown for the first time it has not got its own letters yet.
        part.ensurePolished()
    return part.sizeHint().width()
