"""A slider from 0 to 100 % with marked stops. It draws itself in the colours of the palette."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

STOPS = (0, 25, 50, 75, 100)
"""Where it holds, in percent."""

_HEIGHT = 22
_EDGE = 8
_STOP_RADIUS = 3.0
_HANDLE_RADIUS = 6.5
_CATCH = 3
_PAGE = 25
_NOTCH = 120


class ShareSlider(QSlider):
    """A share in whole percent. Near a stop the mouse is caught by it; the keys move by one.

    Signals:
        share_chosen(int): the person has moved it there; not told when the program does.
    """

    share_chosen = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(0, STOPS[-1])
        self.setPageStep(_PAGE)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(120, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Room for the stops."""
        return QSize(80, _HEIGHT)

    def show_share(self, share: int) -> None:
        """Stand at a share without telling anybody."""
        if share != self.value():
            self.blockSignals(True)
            self.setValue(share)
            self.blockSignals(False)
            self.update()

    def place_of(self, share: int) -> QPointF:
        """Where a share lies, in the middle of the groove."""
        room = self.width() - 2 * _EDGE
        return QPointF(_EDGE + room * share / STOPS[-1], self.height() / 2)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go where the groove was pressed."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._go(self._share_at(event.position().x()))
            event.accept()
        else:
            event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the mouse."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go(self._share_at(event.position().x()))
            event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """It stays where it is."""
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn only with the focus: a wheel that scrolls past must change nothing."""
        notches = event.angleDelta().y() // _NOTCH
        if not self.hasFocus() or not notches:
            event.ignore()
            return
        self._go(self.value() + notches)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """One percent by the arrows, a quarter by the page keys, the ends by Home and End."""
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Down: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: 1,
            Qt.Key.Key_PageDown: -_PAGE,
            Qt.Key.Key_PageUp: _PAGE,
            Qt.Key.Key_Home: -STOPS[-1],
            Qt.Key.Key_End: STOPS[-1],
        }
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        self._go(self.value() + step)
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The groove, the part up to the handle, the stops and the handle."""
        del event
        colours = self.palette()
        line = colours.color(QPalette.ColorRole.Mid)
        ground = colours.color(QPalette.ColorRole.Window)
        full = colours.color(QPalette.ColorRole.Accent)
        if not self.isEnabled():
            full = line
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        here = self.place_of(self.value())
        painter.setPen(QPen(line, 2))
        painter.drawLine(self.place_of(0), self.place_of(STOPS[-1]))
        painter.setPen(QPen(full, 2))
        painter.drawLine(self.place_of(0), here)
        for stop in STOPS:
            reached = stop <= self.value()
            self._dot(painter, self.place_of(stop), _STOP_RADIUS, full if reached else line, ground)
        text = colours.color(QPalette.ColorRole.WindowText)
        self._dot(painter, here, _HANDLE_RADIUS, text if self.hasFocus() else full, full)
        painter.end()

    def _dot(self, painter: QPainter, at: QPointF, radius: float, edge: QColor, fill: QColor) -> None:
        painter.setPen(QPen(edge, 2))
        painter.setBrush(fill)
        painter.drawEllipse(QRectF(at.x() - radius, at.y() - radius, 2 * radius, 2 * radius))

    def _share_at(self, x: float) -> int:
        room = max(1, self.width() - 2 * _EDGE)
        share = round((x - _EDGE) * STOPS[-1] / room)
        return next((stop for stop in STOPS if abs(stop - share) <= _CATCH), share)

    def _go(self, share: int) -> None:
        wanted = min(max(share, 0), STOPS[-1])
        self.setValue(wanted)
        self.update()
        self.share_chosen.emit(wanted)
