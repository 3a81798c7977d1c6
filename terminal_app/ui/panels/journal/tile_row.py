"""Figures beside each other: a small name over a strong value."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from terminal_app.ui.panels.journal.results import Tile
from terminal_app.ui.style import GAP, PAD, Role, set_state
from terminal_app.ui.widgets.text import plain_label, plain_tip


class TileRow(QWidget):
    """As many figures as it is given; the last ones are left out where there is no room for them.

    The table beside it has them all.
    """

    def __init__(self) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(PAD, 0, PAD, GAP)
        self._row.setSpacing(2 * PAD)
        self._row.addStretch(1)
        self._tiles: list[tuple[QWidget, QLabel, QLabel]] = []

    def show_tiles(self, tiles: Sequence[Tile]) -> None:
        """Show these figures."""
        while len(self._tiles) < len(tiles):
            self._add()
        for (box, name, value), tile in zip(self._tiles, tiles, strict=True):
            name.setText(tile.name)
            value.setText(tile.value)
            set_state(value, tile.state)
            box.setToolTip(plain_tip(tile.tip))
            box.setAccessibleName(f"{tile.name} {tile.value}")
            box.setAccessibleDescription(tile.tip)

    def values(self) -> dict[str, str]:
        """What is shown, by name."""
        return {name.text(): value.text() for _, name, value in self._tiles}

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
