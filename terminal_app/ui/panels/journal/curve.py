"""The equity curve: what all closed trips came to after each of them, as a line that moves in steps."""

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from terminal_app.ui.theme import Theme

if TYPE_CHECKING:
    from terminal_app.ui.panels.journal.curve_plot import CurvePlot

EMPTY = "No trip was closed in this time. The curve begins with the first."
_LEAST_PX = (180, 60)
_SIDE_PX = 16


class EquityCurve(QWidget):
    """A plot of money over time, or a sentence that says when there will be one.

    Args:
        theme: the colours.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._plot: CurvePlot | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.setMinimumSize(*_LEAST_PX)
        self.setAccessibleName("Equity curve")
        self.show_points(())

    def show_points(self, points: Sequence[tuple[int, Decimal]], until_ms: int = 0) -> None:
        """Draw these.

        Args:
            points: moments (Unix ms) in order, and what had come together by then.
            until_ms: up to when nothing has happened after the last one (Unix ms).
        """
        if points:
            self._plotted().show_points(points, until_ms)
        if self._plot is not None:
            self._plot.setVisible(bool(points))
        self.setAccessibleDescription(f"Ends at {points[-1][1]}" if points else EMPTY)
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Wear other colours."""
        self._theme = theme
        if self._plot is not None:
            self._plot.apply_theme(theme)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Say when there will be a curve; a plot lies over it."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(self._theme.surface))
        painter.setPen(QColor(self._theme.text_faint))
        box = self.rect().adjusted(_SIDE_PX, 0, -_SIDE_PX, 0)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, EMPTY)
        painter.end()

    def _plotted(self) -> "CurvePlot":
        """The plot, made for the first points."""
        if self._plot is None:
            # Loading the plotting library takes longer than building the whole window.
            from terminal_app.ui.panels.journal.curve_plot import CurvePlot

            self._plot = CurvePlot(self._theme)
            self._column.addWidget(self._plot)
        return self._plot
