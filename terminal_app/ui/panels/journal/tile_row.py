"""Figures beside each other: a small name over a strong value."""

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLayout, QVBoxLayout, QWidget

from terminal_app.ui.panels.journal.results import Tile
from terminal_app.ui.style import PAD, Role, set_state
from terminal_app.ui.widgets.text import plain_label, set_tip


class TileRow(QWidget):
    """As many figures as it is given; the last ones are left out where there is no room for them.

    The table beside it has them all.
    """

    def __init__(self) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(PAD, 0, PAD, 0)
        self._row.setSpacing(2 * PAD)
        self._row.addStretch(1)
        # The row may be narrower than all its figures: the last ones then go away.
        self._row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self._tiles: list[tuple[QWidget, QLabel, QLabel]] = []

    def show_tiles(self, tiles: Sequence[Tile]) -> None:
        """Show these figures."""
        while len(self._tiles) < len(tiles):
            self._add()
        for (box, name, value), tile in zip(self._tiles, tiles, strict=True):
            name.setText(tile.name)
            value.setText(tile.value)
            set_state(value, tile.state)
            set_tip(box, tile.tip)
            box.setAccessibleName(f"{tile.name} {tile.value}")
            box.setAccessibleDescription(tile.tip)

        self._settle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or less room."""
        super().resizeEvent(event)
        self._settle()

    def minimumSizeHint(self) -> QSize:
        first = self._tiles[0][0].sizeHint() if self._tiles else QSize(0, 0)
        return QSize(first.width() + 2 * PAD, first.height())

    def values(self) -> dict[str, str]:
        """Every figure, by name."""
        return {name.text(): value.text() for _, name, value in self._tiles}

    def seen(self) -> dict[str, str]:
        """The figures there is room for."""
        return {name.text(): value.text() for box, name, value in self._tiles if not box.isHidden()}

    def _settle(self) -> None:
        room = self.width() - 2 * PAD
        for box, _, _ in self._tiles:
            room -= box.sizeHint().width()
            box.setVisible(room >= 0)
            room -= self._row.spacing()

    def _add(self) -> None:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        name, value = plain_label("", Role.CAPTION), plain_label("", Role.STRONG)
        column.addWidget(name)
        column.addWidget(value)
        self._row.insertWidget(len(self._tiles), box)
        self._tiles.append((box, name, value))
