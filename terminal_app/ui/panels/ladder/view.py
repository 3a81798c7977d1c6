"""The picture of the ladder and the hand on it. Repaints changed rows only; one press and release is one act.

It knows rows, buttons and pixels; what they mean is decided in `intents.py` and `plans.py`.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from terminal_app.core.orders import Side
from terminal_app.ui.panels.ladder.intents import Button, Column, Held
from terminal_app.ui.panels.ladder.painter import CANCEL_PX, LadderPainter, Look, Text
from terminal_app.ui.panels.ladder.state import EMPTY, Picture, Rung, differing
from terminal_app.ui.style import PAD
from terminal_app.ui.theme import Theme

ROW_PX = 20
HEADER_PX = 22
GRACE_SECONDS = 0.25
"""A press so soon after the rows have moved is not counted: the hand aimed at others."""

_WHEEL_ROWS = 3
_NOTCH = 120
_BUTTONS = {
    Qt.MouseButton.LeftButton: Button.LEFT,
    Qt.MouseButton.RightButton: Button.RIGHT,
    Qt.MouseButton.MiddleButton: Button.MIDDLE,
}
_HELD = {
    Qt.KeyboardModifier.NoModifier: Held.NONE,
    Qt.KeyboardModifier.ControlModifier: Held.CTRL,
    Qt.KeyboardModifier.ShiftModifier: Held.SHIFT,
}


class Spot(NamedTuple):
    """A place on the ladder: the index of a row, a column, and the chip or the × there."""

    row: int
    column: Column
    chip: Side | None = None
    cross: bool = False


class Hit(NamedTuple):
    """A button that was pressed and let go on one spot. `held` is `None` for keys that mean nothing."""

    spot: Spot
    button: Button
    held: Held | None


class Drag(NamedTuple):
    """A chip on its way: from a row to a row, or to `None` outside the ladder."""

    side: Side
    start: int
    oids: tuple[str, ...]
    text: str
    to: int | None


class _Press(NamedTuple):
    spot: Spot
    button: Button
    held: Held | None
    at: QPoint


class LadderView(QWidget):
    """Paints a `Picture` and tells what the mouse does on it.

    Signals:
        hit: a button was pressed and let go on one spot, as `Hit`.
        cross_hit: the × of a chip was pressed and let go, with the `Spot`.
        dropped: a chip was let go, as `Drag`.
        hover_changed: the mouse is on another spot, or a drag has another target.
        touched: a hand did something: a press, a turn of the wheel.
        scrolled(int): the person wants to see rows so much higher.
        group_turned(int): a wider (1) or narrower (-1) row step is wanted, by Ctrl and the wheel.
        resized: another number of rows fits.
        painted: the rows have just been painted.
    """

    hit = Signal(object)
    cross_hit = Signal(object)
    dropped = Signal(object)
    hover_changed = Signal()
    touched = Signal()
    scrolled = Signal(int)
    group_turned = Signal(int)
    resized = Signal()
    painted = Signal()

    def __init__(self, theme: Theme, monotonic: Callable[[], float], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._monotonic = monotonic
        self._picture = EMPTY
        self._sentence = ""
        self._moved_at = monotonic() - GRACE_SECONDS
        self._pressed: _Press | None = None
        self._drag: Drag | None = None
        self._hovered: Spot | None = None
        self._armed = False
        self.may_drag = False
        """Whether chips can be dragged now."""
        self._painter = LadderPainter(theme)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setAccessibleName("Price ladder")

    @property
    def picture(self) -> Picture:
        """What is painted."""
        return self._picture

    @property
    def sentence(self) -> str:
        """What is written where the rows would be."""
        return self._sentence

    @property
    def row_count(self) -> int:
        """How many rows fit."""
        return max(1, (self.height() - HEADER_PX) // ROW_PX)

    @property
    def settled(self) -> bool:
        """Whether the rows have stood long enough for a hand to aim at them."""
        return self._monotonic() - self._moved_at >= GRACE_SECONDS

    @property
    def hovered(self) -> Spot | None:
        """Where the mouse is."""
        return self._hovered

    @property
    def drag(self) -> Drag | None:
        """The chip on its way, `None` when none is."""
        return self._drag

    def held(self) -> Held | None:
        """The key that is down now, `None` for several or a meaningless one."""
        return _held(QGuiApplication.keyboardModifiers())

    def rung(self, index: int) -> Rung | None:
        """The row of an index, `None` when it is not on show."""
        return next((rung for rung in self._picture.rungs if rung.index == index), None)

    def apply_theme(self, theme: Theme) -> None:
        """Wear other colours."""
        self._painter = LadderPainter(theme)
        self._painter.fit(self._picture, self.width())
        self.update()

    def show_picture(self, picture: Picture) -> bool:
        """Take a new picture and repaint what differs; says whether anything does."""
        old, self._picture = self._picture, picture
        if old == picture:
            return False
        places = differing(old, picture)
        if self._painter.fit(picture, self.width()) or places is None:
            self.update()
        for place in places or ():
            self.update(self.row_box(place))
        if _first(old) != _first(picture):
            self._moved_at = self._monotonic()
            self._pressed = None
        return True

    def clear(self) -> None:
        """Show nothing: another instrument is coming."""
        self._painter.forget_widths()
        self._picture = EMPTY
        self._pressed = self._drag = None
        self._hover(None)
        self.update()

    def show_sentence(self, text: str) -> None:
        """Say something where the rows would be; empty for nothing."""
        if text != self._sentence:
            self._sentence = text
            self.update()

    def show_armed(self, *, armed: bool) -> None:
        """Show whether clicks trade."""
        if armed != self._armed:
            self._armed = armed
            self.update()
        if not armed:
            self.abort_drag()

    def abort_drag(self) -> bool:
        """Let a dragged chip stay where it was; says whether there was one."""
        drag, self._drag, self._pressed = self._drag, None, None
        if drag is None:
            return False
        self.update()
        self._point()
        self.hover_changed.emit()
        return True

    def row_box(self, place: int) -> QRect:
        """Where a row is, counted from the top."""
        return QRect(0, HEADER_PX + place * ROW_PX, self.width(), ROW_PX)

    def box_of(self, index: int, column: Column) -> QRect:
        """Where a column of a row is; empty when the row is not on show."""
        place = self._place(index)
        return QRect() if place is None else self._painter.columns(self.row_box(place)).half(column)

    def chip_box(self, index: int, side: Side) -> QRect:
        """Where our own orders of a row are, without the ×."""
        place = self._place(index)
        if place is None:
            return QRect()
        cell = self._painter.columns(self.row_box(place)).own(side)
        return cell.adjusted(CANCEL_PX, 0, 0, 0) if side is Side.BUY else cell.adjusted(0, 0, -CANCEL_PX, 0)

    def cross_box(self, index: int, side: Side) -> QRect:
        """Where the × of a chip is."""
        place = self._place(index)
        if place is None:
            return QRect()
        return self._painter.cancel_box(self._painter.columns(self.row_box(place)).own(side), side)

    def painted_texts(self) -> Sequence[Text]:
        """Every text with the room it has now."""
        rows = [(self.row_box(place), rung) for place, rung in enumerate(self._picture.rungs)]
        return self._painter.texts(QRect(0, 0, self.width(), HEADER_PX), rows)

    def sizeHint(self) -> QSize:
        return QSize(260, HEADER_PX + 20 * ROW_PX)

    def minimumSizeHint(self) -> QSize:
        return QSize(220, HEADER_PX + 5 * ROW_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        dirty, draw = event.rect(), self._painter
        painter.fillRect(dirty, draw.background)
        for place, rung in enumerate(self._picture.rungs):
            box = self.row_box(place)
            if event.region().intersects(box):
                draw.row(painter, box, rung, self._look(rung.index))
        if dirty.top() < HEADER_PX:
            draw.header(painter, QRect(0, 0, self.width(), HEADER_PX))
        if not self._picture.rungs and self._sentence:
            draw.sentence(painter, self.rect().adjusted(PAD, HEADER_PX, -PAD, -PAD), self._sentence)
        if self._armed:
            painter.setPen(QPen(draw.armed, 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()
        self.painted.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._painter.forget_widths()
        self._painter.fit(self._picture, self.width())
        self._pressed = None
        super().resizeEvent(event)
        self.resized.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.touched.emit()
        button, spot = _BUTTONS.get(event.button()), self.spot_at(event.position().toPoint())
        self._hover(spot)
        if (
            button is None
            or spot is None
            or not self.settled
            or self._pressed is not None
            or self._drag is not None
        ):
            # A second button while one is down means neither.
            self._pressed = None
            return
        self._pressed = _Press(spot, button, _held(event.modifiers()), event.position().toPoint())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The first press of a double-click was the act; the second one is none."""
        self._pressed = None
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        self._maybe_drag(at)
        if self._drag is not None:
            self._drag_to(at)
        self._hover(self.spot_at(at))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        if self._drag is not None:
            if event.button() is Qt.MouseButton.LeftButton:
                self._drop(at)
            return
        pressed, self._pressed = self._pressed, None
        if pressed is None or _BUTTONS.get(event.button()) is not pressed.button:
            return
        if self.spot_at(at) != pressed.spot:
            return
        if pressed.spot.chip is None or pressed.held is not Held.NONE or pressed.button is Button.MIDDLE:
            self.hit.emit(Hit(pressed.spot, pressed.button, pressed.held))
        elif pressed.spot.cross and pressed.button is Button.LEFT:
            self.cross_hit.emit(pressed.spot)

    def wheelEvent(self, event: QWheelEvent) -> None:
        notches = event.angleDelta().y() / _NOTCH
        if not notches:
            super().wheelEvent(event)
            return
        self.touched.emit()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.group_turned.emit(-1 if notches > 0 else 1)
        else:
            self.scrolled.emit(round(notches * _WHEEL_ROWS) or (1 if notches > 0 else -1))
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(None)
        super().leaveEvent(event)

    def spot_at(self, at: QPoint) -> Spot | None:
        """What is at a point; `None` outside the rows."""
        place = (at.y() - HEADER_PX) // ROW_PX
        if at.y() < HEADER_PX or not 0 <= place < len(self._picture.rungs):
            return None
        rung = self._picture.rungs[place]
        cells = self._painter.columns(self.row_box(place))
        column = next((one for one in Column if cells.half(one).contains(at)), None)
        if column is None:
            return None
        for side in Side:
            mark = rung.own(side)
            if mark is not None and cells.own(side).contains(at):
                cross = bool(mark.cancels) and self._painter.cancel_box(cells.own(side), side).contains(at)
                return Spot(rung.index, column, side, cross)
        return Spot(rung.index, column)

    def _place(self, index: int) -> int | None:
        rungs = self._picture.rungs
        place = rungs[0].index - index if rungs else -1
        return place if 0 <= place < len(rungs) else None

    def _look(self, index: int) -> Look:
        hovered = self._hovered
        column = hovered.column if hovered is not None and hovered.row == index else None
        drag = self._drag
        if drag is None:
            return Look(column, self._armed)
        coming = (drag.side, drag.text) if drag.to == index != drag.start else None
        return Look(None, self._armed, drag.side if drag.start == index else None, coming)

    def _maybe_drag(self, at: QPoint) -> None:
        pressed = self._pressed
        if pressed is None or self._drag is not None or pressed.spot.chip is None or pressed.spot.cross:
            return
        if (pressed.button, pressed.held) != (Button.LEFT, Held.NONE) or not self.may_drag:
            return
        if (at - pressed.at).manhattanLength() < QApplication.startDragDistance():
            return
        rung = self.rung(pressed.spot.row)
        mark = None if rung is None else rung.own(pressed.spot.chip)
        if mark is None:
            self._pressed = None
            return
        start = pressed.spot.row
        self._drag = Drag(pressed.spot.chip, start, mark.oids, mark.text, start)
        self.setCursor(Qt.CursorShape.ClosedHandCursor)
        self.update()
        self.hover_changed.emit()

    def _drag_to(self, at: QPoint) -> None:
        drag = self._drag
        if drag is None:
            return
        spot = self.spot_at(at)
        inside = self.rect().contains(at)
        to = spot.row if spot is not None else drag.start if inside else None
        if to != drag.to:
            self._drag = drag._replace(to=to)
            self.update()
            self.hover_changed.emit()

    def _drop(self, at: QPoint) -> None:
        self._drag_to(at)
        drag, self._drag, self._pressed = self._drag, None, None
        self.update()
        self._point()
        if drag is not None and drag.to != drag.start:
            self.dropped.emit(drag)
        self.hover_changed.emit()

    def _hover(self, spot: Spot | None) -> None:
        if spot == self._hovered:
            return
        for changed in (self._hovered, spot):
            place = None if changed is None else self._place(changed.row)
            if place is not None:
                self.update(self.row_box(place))
        self._hovered = spot
        if self._drag is None:
            self._point()
        self.hover_changed.emit()

    def _point(self) -> None:
        hovered = self._hovered
        if hovered is None:
            self.setCursor(Qt.CursorShape.ArrowCursor)
        elif hovered.chip is not None and not hovered.cross and self.may_drag:
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            self.setCursor(Qt.CursorShape.PointingHandCursor)


def _first(picture: Picture) -> int | None:
    """The index of the first row: where it is the same, every row is where it was."""
    return picture.rungs[0].index if picture.rungs else None


def _held(modifiers: Qt.KeyboardModifier) -> Held | None:
    return _HELD.get(modifiers & ~Qt.KeyboardModifier.KeypadModifier)
