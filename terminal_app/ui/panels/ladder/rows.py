"""The picture of the ladder: paints the rows, only those that changed, and knows where everything is."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from terminal_app.core.orders import Side
from terminal_app.ui.panels.ladder.intents import Column
from terminal_app.ui.panels.ladder.painter import CANCEL_PX, LadderPainter, Look, Text
from terminal_app.ui.panels.ladder.state import EMPTY, Picture, Rung, differing
from terminal_app.ui.style import PAD
from terminal_app.ui.theme import Theme

ROW_PX = 20
HEADER_PX = 22
GRACE_SECONDS = 0.25
"""A press so soon after the rows have moved is not counted: the hand aimed at others."""


class Spot(NamedTuple):
    """A place on the ladder: the index of a row, a column, and the chip or the × there."""

    row: int
    column: Column
    chip: Side | None = None
    cross: bool = False


class LadderRows(QWidget):
    """Paints a `Picture`.

    Signals:
        resized: another number of rows fits.
        painted: the rows have just been painted.
    """

    resized = Signal()
    painted = Signal()

    def __init__(self, theme: Theme, monotonic: Callable[[], float], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._monotonic = monotonic
        self._picture = EMPTY
        self._sentence = ""
        self._moved_at = monotonic() - GRACE_SECONDS
        self._armed = False
        self._painter = LadderPainter(theme)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
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
            self.on_moved()
        return True

    def clear(self) -> None:
        """Show nothing: another instrument is coming."""
        self._painter.forget_widths()
        self._picture = EMPTY
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

    def on_moved(self) -> None:
        """The rows are elsewhere now: what a hand aimed at is no longer there."""

    def look(self, index: int) -> Look:
        """How a row stands out."""
        del index
        return Look(None, self._armed)

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
                draw.row(painter, box, rung, self.look(rung.index))
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
        super().resizeEvent(event)
        self.on_moved()
        self.resized.emit()

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


def _first(picture: Picture) -> int | None:
    """The index of the first row: where it is the same, every row is where it was."""
    return picture.rungs[0].index if picture.rungs else None
