"""Painting tools the layers of the chart share: rectangles from a numpy buffer, laid-out texts, colours."""

from collections.abc import Callable, Hashable, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLine, QLineF, QPointF, QRect, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPixmap, QStaticText

from terminal_app.market.candles import Column
from terminal_app.ui.panels.chart.geometry import Rects
from terminal_app.ui.panels.chart.primitives import Primitives
from terminal_app.ui.style import SMALL_PX, body_font
from terminal_app.ui.theme import Theme

Strokes = NDArray[np.float64]
"""Rows of x0, y0, x1, y1."""

_TEXTS_AT_MOST = 1_000


class ChartColours:
    """The tokens of a theme as Qt colours. Volume is mixed with the background: faster than transparent."""

    def __init__(self, theme: Theme) -> None:
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Become the colours of another theme; whoever holds them repaints."""
        self.theme = theme
        self.background = QColor(theme.surface)
        self.grid = QColor(theme.grid)
        self.line = QColor(theme.line)
        self.raised = QColor(theme.raised)
        self.text = QColor(theme.text)
        self.soft = QColor(theme.text_soft)
        self.accent = QColor(theme.accent)
        self.series = tuple(QColor(colour) for colour in theme.links)
        self.faint = QColor(theme.text_faint)
        self.warning = QColor(theme.warning)
        self.on_warning = QColor(theme.on_warning)
        self.up = QColor(theme.buy)
        self.down = QColor(theme.sell)
        self.on_up = QColor(theme.on_buy)
        self.on_down = QColor(theme.on_sell)
        self.volume_up = mixed(self.up, self.background)
        self.volume_down = mixed(self.down, self.background)


class RectPainter:
    """Paints many rectangles of one colour with one call, without a Qt object for each.

    A `QRect` is four 32-bit integers: left, top, right, bottom, the last two inclusive. Whole pixels have
    a path of their own in Qt's raster engine, faster than that of `QRectF`. What is one pixel wide is painted
    as lines, which are the same four integers and cost half: a rectangle is filled row by row.
    """

    def __init__(self) -> None:
        self._buffer = Primitives(QRect)
        self._uprights = Primitives(QLine)

    def paint(self, painter: QPainter, rects: Rects, colour: QColor) -> None:
        """Fill rows of left, top, right, bottom."""
        if not len(rects):
            return
        if rects[0, 0] == rects[0, 2] and (rects[:, 0] == rects[:, 2]).all():
            self._paint_uprights(painter, rects, colour)
            return
        self._buffer.resize(len(rects))
        self._buffer.rows().view(np.int32)[:] = rects
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRects(*self._buffer.drawn())

    def _paint_uprights(self, painter: QPainter, rects: Rects, colour: QColor) -> None:
        whole = rects[:, 1] <= rects[:, 3]
        if not whole.all():
            rects = rects[whole]  # unlike a rectangle, a line upside down would be seen
        self._uprights.resize(len(rects))
        self._uprights.rows().view(np.int32)[:] = rects
        painter.setPen(QPen(colour, 0))
        painter.drawLines(*self._uprights.drawn())


class LinePainter:
    """Paints many strokes of one colour with one call: a line through points, or any other segments.

    Separate strokes stay on the fast path of Qt's raster engine, smoothed and all; a joined line does not.
    """

    def __init__(self) -> None:
        self._buffer = Primitives(QLineF)

    def paint(self, painter: QPainter, xs: Column, ys: Column, colour: QColor, width: float = 1.0) -> None:
        """Draw a line through points in device pixels; where a `y` is no number the line has a hole."""
        if len(xs) < 2:
            return
        whole = np.isfinite(ys)
        kept = whole[:-1] & whole[1:]
        self._buffer.resize(int(kept.sum()))
        strokes = self._buffer.rows()
        strokes[:, 0], strokes[:, 1] = xs[:-1][kept] + 0.5, ys[:-1][kept] + 0.5
        strokes[:, 2], strokes[:, 3] = xs[1:][kept] + 0.5, ys[1:][kept] + 0.5
        self._draw(painter, colour, width, smooth=True)

    def paint_each(
        self,
        painter: QPainter,
        rows: Strokes,
        colour: QColor,
        width: float = 1.0,
        *,
        smooth: bool,
        dashes: Sequence[float] = (),
    ) -> None:
        """Draw separate strokes, rows of x0, y0, x1, y1 in device pixels.

        `dashes` are the lengths of a dash and of the gap behind it, in widths of the line; only strokes that
        are not smooth are dashed quickly.
        """
        self._buffer.resize(len(rows))
        self._buffer.rows()[:] = rows + 0.5
        self._draw(painter, colour, width, smooth=smooth, dashes=dashes)

    def _draw(
        self,
        painter: QPainter,
        colour: QColor,
        width: float,
        *,
        smooth: bool,
        dashes: Sequence[float] = (),
    ) -> None:
        if not len(self._buffer.rows()):
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, smooth)
        pen = QPen(colour, width)
        pen.setCosmetic(True)
        if width > 1:
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)  # else every dash is longer by the width
        if dashes:
            pen.setDashPattern(dashes)
        painter.setPen(pen)
        painter.drawLines(*self._buffer.drawn())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


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


class Kept:
    """A picture of something that is often painted as it was before.

    What changes with every paint is painted straight to where it belongs: its picture would be made in vain;
    what is asked for a second time becomes a picture.
    """

    def __init__(self) -> None:
        self._picture = QPixmap()
        self._pictured: Hashable = None
        self._asked: Hashable = None

    def paint(
        self, painter: QPainter, size: QSizeF, shows: Hashable, paint: Callable[[QPainter], None]
    ) -> None:
        """Paint what follows from `shows` alone, the colours among it; `size` is in logical pixels."""
        ratio = painter.device().devicePixelRatioF()
        wanted = (shows, size.width(), size.height(), ratio)
        if wanted != self._pictured:
            if wanted != self._asked:
                self._asked = wanted
                paint(painter)
                return
            self._picture = QPixmap((size * ratio).toSize())
            self._picture.setDevicePixelRatio(ratio)
            inside = QPainter(self._picture)
            paint(inside)
            inside.end()
            self._pictured = wanted
        painter.drawPixmap(QPointF(0, 0), self._picture)


def mixed(colour: QColor, background: QColor, share: float = 0.36) -> QColor:
    """A colour as a veil of it over the background looks: faster than a transparent one."""
    return QColor.fromRgbF(
        colour.redF() * share + background.redF() * (1 - share),
        colour.greenF() * share + background.greenF() * (1 - share),
        colour.blueF() * share + background.blueF() * (1 - share),
    )
