"""Painting tools the layers of the chart share: rectangles from a numpy buffer, laid-out texts, colours."""

import numpy as np
from pyqtgraph.Qt.internals import PrimitiveArray
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QStaticText

from terminal_app.ui.panels.chart.geometry import Rects
from terminal_app.ui.style import SMALL_PX, body_font
from terminal_app.ui.theme import Theme

_TEXTS_AT_MOST = 1_000
_DOUBLES_IN_A_RECT = 2


class ChartColours:
    """The tokens of a theme as Qt colours. Volume is mixed with the background: faster than transparent."""

    def __init__(self, theme: Theme) -> None:
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Become the colours of another theme; whoever holds them repaints."""
        self.background = QColor(theme.surface)
        self.grid = QColor(theme.grid)
        self.line = QColor(theme.line)
        self.raised = QColor(theme.raised)
        self.text = QColor(theme.text)
        self.soft = QColor(theme.text_soft)
        self.faint = QColor(theme.text_faint)
        self.warning = QColor(theme.warning)
        self.on_warning = QColor(theme.on_warning)
        self.up = QColor(theme.buy)
        self.down = QColor(theme.sell)
        self.on_up = QColor(theme.on_buy)
        self.on_down = QColor(theme.on_sell)
        self.volume_up = _mixed(self.up, self.background)
        self.volume_down = _mixed(self.down, self.background)


class RectPainter:
    """Paints many rectangles of one colour with one call, without a Qt object for each.

    A `QRect` is four 32-bit integers: left, top, right, bottom, the last two inclusive. Whole pixels have
    a path of their own in Qt's raster engine, faster than that of `QRectF`.
    """

    def __init__(self) -> None:
        self._buffer = PrimitiveArray(QRect, _DOUBLES_IN_A_RECT)

    def paint(self, painter: QPainter, rects: Rects, colour: QColor) -> None:
        """Fill rows of left, top, right, bottom."""
        if not len(rects):
            return
        self._buffer.resize(len(rects))
        self._buffer.ndarray().view(np.int32)[:] = rects
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRects(*self._buffer.drawargs())


class Texts:
    """Texts of one font, laid out once."""

    def __init__(self, pixels: int = SMALL_PX, *, strong: bool = False) -> None:
        self.font: QFont = body_font(pixels, strong=strong)
        self.metrics = QFontMetrics(self.font)
        self.height = self.metrics.height()
        self._laid_out: dict[str, tuple[QStaticText, int]] = {}

    def width(self, text: str) -> int:
        """Pixels a text needs."""
        return self._get(text)[1]

    def draw(self, painter: QPainter, x: int, middle: int, text: str, colour: QColor) -> None:
        """Write a text from `x` on, with its middle at `middle`."""
        painter.setFont(self.font)
        painter.setPen(colour)
        painter.drawStaticText(x, middle - self.height // 2, self._get(text)[0])

    def draw_right(self, painter: QPainter, right: int, middle: int, text: str, colour: QColor) -> None:
        """Write a text that ends at `right`."""
        self.draw(painter, right - self.width(text), middle, text, colour)

    def _get(self, text: str) -> tuple[QStaticText, int]:
        entry = self._laid_out.get(text)
        if entry is None:
            if len(self._laid_out) >= _TEXTS_AT_MOST:
                self._laid_out.clear()
            static = QStaticText(text)
            static.setTextFormat(Qt.TextFormat.PlainText)
            static.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
            static.prepare(font=self.font)
            entry = self._laid_out[text] = (static, self.metrics.horizontalAdvance(text))
        return entry


def _mixed(colour: QColor, background: QColor) -> QColor:
    share = 0.36
    return QColor.fromRgbF(
        colour.redF() * share + background.redF() * (1 - share),
        colour.greenF() * share + background.greenF() * (1 - share),
        colour.blueF() * share + background.blueF() * (1 - share),
    )
