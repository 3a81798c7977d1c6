"""The legend of a pane: the name of each of its layers, and its values at the bar under the pointer."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from terminal_app.ui.panels.chart.brushes import ChartColours, Texts
from terminal_app.ui.panels.chart.layers import Layer
from terminal_app.ui.panels.chart.pane_layer import LegendText, PaneLayer
from terminal_app.ui.style import GAP, PAD, SMALL_PX

_ROW_PX = 17


class LegendRow(NamedTuple):
    """A line of the legend."""

    layer: PaneLayer
    values: Sequence[LegendText]


class Legend(Layer):
    """One line for each layer that has a name, in the upper left corner of its pane."""

    def __init__(self, colours: ChartColours) -> None:
        super().__init__(colours)
        self._texts = Texts(SMALL_PX)
        self._rows: Sequence[LegendRow] = ()
        self._room = QRectF()
        self.setVisible(False)

    @property
    def rows(self) -> Sequence[LegendRow]:
        """What is written."""
        return self._rows

    def place_in(self, top: float, width: float, height: float) -> None:
        """Stand in a pane that reaches from there."""
        self._room = QRectF(0, top, width, height)
        self._settle()

    def show_rows(self, rows: Sequence[LegendRow]) -> None:
        """Take other lines."""
        if rows == self._rows:
            return
        self._rows = rows
        self.setVisible(bool(rows))
        self._settle()
        self.touch(self.box)

    def layer_at(self, position: QPointF) -> PaneLayer | None:
        """The layer whose line is under a pixel of the widget."""
        inside = self.mapFromScene(position)
        number = int((inside.y() - GAP) // _ROW_PX)
        if not self.box.contains(inside) or not 0 <= number < len(self._rows):
            return None
        row = self._rows[number]
        return row.layer if inside.x() <= self._width_of(row) else None

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        colours = self.colours
        for number, row in enumerate(self._rows):
            middle = GAP + number * _ROW_PX + _ROW_PX // 2
            back = QRectF(PAD - GAP, middle - _ROW_PX // 2, self._width_of(row) - PAD + GAP, _ROW_PX)
            painter.fillRect(back, colours.background)
            self._texts.draw(painter, PAD, middle, row.layer.name, colours.soft)
            x = PAD + self._texts.width(row.layer.name) + PAD
            for value in row.values:
                self._texts.draw(painter, x, middle, value.text, value.colour or colours.text)
                x += self._texts.width(value.text) + PAD

    def _width_of(self, row: LegendRow) -> int:
        texts = [row.layer.name, *(value.text for value in row.values)]
        return PAD + sum(self._texts.width(text) + PAD for text in texts)

    def _settle(self) -> None:
        width = max((self._width_of(row) for row in self._rows), default=1)
        height = GAP + len(self._rows) * _ROW_PX
        self.place(0, self._room.top(), min(width, self._room.width()), min(height, self._room.height()))
