"""Prices on the axis that stand for something drawn: of those that would cover each other the first."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from terminal_app.ui.panels.chart.brushes import ChartColours, Texts
from terminal_app.ui.panels.chart.shown import AxisTag
from terminal_app.ui.style import PAD, SMALL_PX

TAG_PX = 16
_EDGE_PX = 3


class AxisTags:
    """Paints tags: a price on the ground of the axis, with the colour of what it stands for beside it."""

    def __init__(self) -> None:
        self._texts = Texts(SMALL_PX)
        self._taken: Sequence[AxisTag] = ()
        self.shown: tuple[AxisTag, ...] = ()

    def take(self, tags: Sequence[AxisTag]) -> None:
        """Show these, the most important first; their pixels are logical ones."""
        if tags == self._taken:
            return
        self._taken = tags
        shown: list[AxisTag] = []
        for tag in tags:
            if all(abs(tag.y - other.y) >= TAG_PX for other in shown):
                shown.append(tag)
        self.shown = tuple(shown)

    def paint(self, painter: QPainter, box: QRectF, colours: ChartColours) -> None:
        """Paint those inside the axis."""
        for tag in self.shown:
            top = int(tag.y) - TAG_PX // 2
            if top < 0 or top + TAG_PX > box.height():
                continue
            painter.fillRect(QRectF(1, top, box.width() - 1, TAG_PX), colours.raised)
            painter.fillRect(QRectF(1, top, _EDGE_PX, TAG_PX), colours.series[tag.tint])
            self._texts.draw_right(painter, int(box.width()) - PAD, int(tag.y), tag.text, colours.text)
