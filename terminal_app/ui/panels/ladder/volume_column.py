"""The narrow column of volumes beside the ladder: a bar for each row, sold left and bought right of it."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from terminal_app.ui.panels.book.chip import faded
from terminal_app.ui.panels.ladder.rows import HEADER_PX, ROW_PX
from terminal_app.ui.panels.ladder.volumes import NOTHING, VolumePicture, VolumeRow
from terminal_app.ui.style import GAP, SMALL_PX, body_font
from terminal_app.ui.theme import Theme
from terminal_app.ui.widgets.text import set_tip

WIDTH_PX = 72
_NARROW_PX = 36
_FIGURES_FROM_PX = 56
_NARROW_HEAD = "Vol"
_BAR_ALPHA = 0.42
_MOST_PX = 2
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class VolumeColumn(QWidget):
    """Paints a `VolumePicture`, its rows beside those of the ladder. It only shows: it takes no clicks."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = NOTHING
        self._font = body_font(SMALL_PX)
        self.setMinimumWidth(_NARROW_PX)
        self.setMaximumWidth(WIDTH_PX)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName("Volume at price")
        self.apply_theme(theme)

    @property
    def picture(self) -> VolumePicture:
        """What is painted."""
        return self._picture

    @property
    def _wide(self) -> bool:
        """Whether figures have room."""
        return self.width() >= _FIGURES_FROM_PX

    def apply_theme(self, theme: Theme) -> None:
        """Wear other colours."""
        self._background, self._grid = QColor(theme.surface), QColor(theme.grid)
        self._line, self._text, self._faint = QColor(theme.line), QColor(theme.text), QColor(theme.text_faint)
        self._warning = QColor(theme.warning)
        self._sold = faded(QColor(theme.sell), _BAR_ALPHA)
        self._bought = faded(QColor(theme.buy), _BAR_ALPHA)
        self.update()

    def show_picture(self, picture: VolumePicture) -> None:
        """Take another picture."""
        if picture == self._picture:
            return
        if picture.tip != self._picture.tip:
            set_tip(self, picture.tip)
            self.setAccessibleDescription(picture.tip)
        self._picture = picture
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(WIDTH_PX, HEADER_PX + 20 * ROW_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._background)
        painter.setFont(self._font)
        for place, row in enumerate(self._picture.rows):
            self._paint_row(painter, QRect(0, HEADER_PX + place * ROW_PX, self.width(), ROW_PX), row)
        painter.setPen(self._warning if self._picture.incomplete else self._faint)
        head = self._picture.head if self._wide or not self._picture.head else _NARROW_HEAD
        painter.drawText(QRect(0, 0, self.width() - GAP, HEADER_PX), _RIGHT, head)
        painter.fillRect(0, HEADER_PX - 1, self.width(), 1, self._line)
        painter.fillRect(0, 0, 1, self.height(), self._line)
        painter.end()

    def _paint_row(self, painter: QPainter, box: QRect, row: VolumeRow) -> None:
        painter.fillRect(box.left(), box.bottom(), box.width(), 1, self._grid)
        if not row.text:
            return
        room = box.width() - _MOST_PX - 1
        sold, bought = round(room * row.sold_share), round(room * row.bought_share)
        left, height = box.left() + _MOST_PX + 1, box.height() - 3
        painter.fillRect(left, box.top() + 1, sold, height, self._sold)
        painter.fillRect(left + sold, box.top() + 1, bought, height, self._bought)
        if row.most:
            painter.fillRect(box.left() + 1, box.top() + 1, _MOST_PX, height, self._warning)
        if not self._wide:
            return
        painter.setPen(self._text)
        painter.drawText(box.adjusted(0, 0, -GAP, 0), _RIGHT, row.text)
