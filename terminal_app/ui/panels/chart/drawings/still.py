"""Settled drawings that move with the bars: neither one nor hundreds of them may slow a pan.

They are put in place over more than the plot, which serves until the bars have moved by its margin; of many
there is a picture. They are moved by whole pixels, as bars are, so a smooth stroke may stand half a pixel
beside where it would be painted.
"""

from collections.abc import Hashable, Sequence

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPixmap

from terminal_app.ui.panels.chart.drawings.painting import DrawingPainter
from terminal_app.ui.panels.chart.drawings.placing import Placed, PlacedNote
from terminal_app.ui.panels.chart.geometry import Frame

_MARGIN_PX = 192
"""How far the bars can move to either side, in logical pixels."""


class StillPicture:
    """The picture, and the texts that cannot be in it because they keep off the edges of the plot.

    Of few drawings there is none: they are painted from their places.
    """

    def __init__(self, painter: DrawingPainter) -> None:
        self._painter = painter
        self._shows: Hashable = None
        self._picture = QPixmap()
        self._edge = QPixmap()
        self._placed: Placed | None = None
        self._loose: list[PlacedNote] = []
        self._fixed: list[PlacedNote] = []
        self._left = 0.0
        self._margin = 0

    @property
    def few(self) -> bool:
        """Whether what was kept last were places, which cost no more than others to be made."""
        return self._placed is not None

    def forget(self) -> None:
        """Give the memory back."""
        self._shows, self._placed = None, None
        self._loose, self._fixed = [], []
        self._picture, self._edge = QPixmap(), QPixmap()

    def moved(self, shows: Hashable, frame: Frame) -> int | None:
        """By how many pixels the bars have moved to the left since; `None` when it is of no use any more."""
        if shows != self._shows:
            return None
        pixels = round((frame.left - self._left) * frame.spacing)
        return pixels if abs(pixels) <= self._margin else None

    def wide(self, frame: Frame, ratio: float) -> Frame:
        """The frame of the next picture."""
        self._margin = round(_MARGIN_PX * ratio)
        left = frame.left - self._margin / frame.spacing
        return frame._replace(left=left, width=frame.width + 2 * self._margin)

    def hold(self, shows: Hashable, placed: Placed, frame: Frame) -> None:
        """Keep the places of few in the wide frame; `shows` is all that they depend on but `frame.left`."""
        self.forget()
        self._shows, self._left, self._placed = shows, frame.left, placed
        self._loose, self._fixed = self._parted(placed, frame)

    def make(self, shows: Hashable, placed: Placed, frame: Frame, ratio: float) -> None:
        """Paint what has its places in the wide frame; `shows` is all that it depends on but `frame.left`."""
        self._shows, self._left = shows, frame.left
        self._placed, self._fixed = None, []
        wide, high = round(frame.width), round(frame.height)
        notes, at_edge = self._parted(placed, frame)
        inside = [one for one in notes if self._stays_inside(one, frame, ratio)]
        kept = set(map(id, inside))
        self._loose = [one for one in notes if id(one) not in kept]
        self._picture = _cleared(self._picture, wide + 2 * self._margin, high)
        painter = QPainter(self._picture)
        self._painter.paint_shapes(painter, placed)
        painter.translate(self._margin, 0)
        self._painter.paint_notes(painter, inside, frame.width)
        painter.end()
        self._edge = self._edge_picture(at_edge, frame, ratio)

    def paint(self, painter: QPainter, moved: int, frame: Frame) -> None:
        """Paint it where the bars are now."""
        wide, high = round(frame.width), round(frame.height)
        if self._placed is None:
            painter.drawPixmap(QPoint(0, 0), self._picture, QRect(self._margin + moved, 0, wide, high))
        else:
            self._painter.paint_shapes(painter, self._placed.moved(self._margin + moved, frame))
            self._painter.paint_notes(painter, self._fixed, frame.width)
        if not self._edge.isNull():
            painter.drawPixmap(QPoint(wide - self._edge.width(), 0), self._edge)
        seen = [one for one in self._loose if -frame.width < one.x - moved <= frame.width]
        self._painter.paint_notes(painter, seen, frame.width, moved)

    def _parted(self, placed: Placed, frame: Frame) -> tuple[list[PlacedNote], list[PlacedNote]]:
        """The texts that move with the bars, and those at the right edge, at their places in the plot."""
        edge = [one._replace(x=frame.width) for one in placed.notes if one.note.side.at_edge]
        others = [one for one in placed.notes if not one.note.side.at_edge]
        return [one._replace(x=one.x - self._margin) for one in others], edge

    def _stays_inside(self, note: PlacedNote, frame: Frame, ratio: float) -> bool:
        """Whether it keeps off the right edge however far the picture is moved; the left stops nothing."""
        box = self._painter.box(note, frame.width, ratio)
        return box.right() + self._margin / ratio <= frame.width // ratio

    def _edge_picture(self, notes: Sequence[PlacedNote], frame: Frame, ratio: float) -> QPixmap:
        if not notes:
            return QPixmap()
        width = frame.width // ratio
        left = min(self._painter.box(one, frame.width, ratio).left() for one in notes)
        wide = round(frame.width) - int(left * ratio)
        picture = _cleared(QPixmap(), min(wide, round(width * ratio)), round(frame.height))
        painter = QPainter(picture)
        painter.translate(picture.width() - round(frame.width), 0)
        self._painter.paint_notes(painter, notes, frame.width)
        painter.end()
        return picture


def _cleared(picture: QPixmap, wide: int, high: int) -> QPixmap:
    if (picture.width(), picture.height()) != (wide, high):
        picture = QPixmap(wide, high)
    picture.fill(Qt.GlobalColor.transparent)
    return picture
