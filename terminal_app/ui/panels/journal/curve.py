"""The equity curve: what all closed trips came to after each of them, as a line that moves in steps."""

from collections.abc import Sequence
from decimal import Decimal

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent

from terminal_app.ui.panels.journal.curve_scale import money_words, steps_of, time_ticks
from terminal_app.ui.style import SMALL_PX, body_font
from terminal_app.ui.theme import Theme

EMPTY = "No trip was closed in this time. The curve begins with the first."
_MARK_PX = 72
_LEAST_PX = (180, 60)
_LINE_PX = 1.5
_FILL = 0.14


class EquityCurve(pg.PlotWidget):
    """A picture of money over time; floats are good enough for it.

    Args:
        theme: the colours.
    """

    def __init__(self, theme: Theme) -> None:
        self._money = _MoneyAxis("left")
        self._time = pg.AxisItem("bottom")
        super().__init__(axisItems={"left": self._money, "bottom": self._time})
        self._points: Sequence[tuple[int, Decimal]] = ()
        self._until_ms = 0
        self._faint = QColor(theme.text_faint)
        self._line = pg.PlotCurveItem(fillLevel=0.0)
        self._zero = pg.InfiniteLine(0.0, angle=0)
        self.setMinimumSize(*_LEAST_PX)
        self.setAccessibleName("Equity curve")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        plot = self.getPlotItem()
        plot.setMenuEnabled(False)
        plot.hideButtons()
        plot.vb.setMouseEnabled(x=False, y=False)
        for axis in (self._money, self._time):
            axis.setTickFont(body_font(SMALL_PX))
            axis.enableAutoSIPrefix(enable=False)
        plot.addItem(self._zero, ignoreBounds=True)
        plot.addItem(self._line)
        self.apply_theme(theme)
        self.show_points(())

    def show_points(self, points: Sequence[tuple[int, Decimal]], until_ms: int = 0) -> None:
        """Draw these.

        Args:
            points: moments (Unix ms) in order, and what had come together by then.
            until_ms: up to when nothing has happened after the last one (Unix ms).
        """
        self._points = points
        self._until_ms = max(until_ms, points[-1][0]) if points else 0
        steps = steps_of(points, self._until_ms)
        self._line.setData([at for at, _ in steps], [value for _, value in steps])
        for part in (self._line, self._zero, self._money, self._time):
            part.setVisible(bool(points))
        self._set_ticks()
        self.setAccessibleDescription(f"Ends at {points[-1][1]}" if points else EMPTY)
        self.viewport().update()

    def apply_theme(self, theme: Theme) -> None:
        """Wear other colours, and write the marks anew."""
        self._faint = QColor(theme.text_faint)
        fill = QColor(theme.accent)
        fill.setAlphaF(_FILL)
        self.setBackground(theme.surface)
        self._line.setPen(pg.mkPen(theme.accent, width=_LINE_PX))
        self._line.setBrush(pg.mkBrush(fill))
        self._zero.setPen(pg.mkPen(theme.text_faint, width=1, style=Qt.PenStyle.DashLine))
        for axis in (self._money, self._time):
            axis.setPen(pg.mkPen(theme.line))
            axis.setTextPen(pg.mkPen(theme.text_soft))
        self._set_ticks()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or less room for marks."""
        super().resizeEvent(event)
        if hasattr(self, "_points"):  # the library resizes before this is built
            self._set_ticks()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the curve, or say when there will be one."""
        super().paintEvent(event)
        if not self._points:
            painter = QPainter(self.viewport())
            painter.setPen(self._faint)
            box = self.viewport().rect().adjusted(16, 0, -16, 0)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, EMPTY)
            painter.end()

    def _set_ticks(self) -> None:
        if not self._points:
            return
        most = max(2, self.width() // _MARK_PX)
        ticks = time_ticks(self._points[0][0], self._until_ms, most)
        self._time.setTicks([[(tick.at_ms / 1000, tick.words) for tick in ticks]])
        self._money.picture = None
        self._money.update()


class _MoneyAxis(pg.AxisItem):
    """Amounts written as everywhere in the window."""

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [money_words(value * scale, spacing) for value in values]
