"""How drawings that have their places are painted: shades, then strokes, then texts."""

import math
from collections.abc import Hashable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPixmap

from terminal_app.ui.panels.chart.brushes import ChartColours, LinePainter, RectPainter, Texts
from terminal_app.ui.panels.chart.drawings.placing import DASHES, Placed, PlacedNote, Room
from terminal_app.ui.panels.chart.drawings.shapes import Note, Side
from terminal_app.ui.panels.chart.drawings.strokes import Array, Flags, begun, dashed
from terminal_app.ui.panels.chart.drawings.values import Dash
from terminal_app.ui.panels.chart.geometry import Rects
from terminal_app.ui.style import GAP, PAD, SMALL_PX

Size = tuple[int, int]
"""Width and height of a text in logical pixels."""

CROWD = 250
"""So many strokes are no longer smoothed: that would cost more than all the bars."""

_SHADE = 0.12
_VEIL = 0.75
_LEAST_SPAN_PX = 40
_SOLID = DASHES.index(Dash.SOLID)
_PICTURES_AT_MOST = 1_000
_DASH_PX = {Dash.DASHED: (6, 4), Dash.DOTTED: (1, 3)}
"""How long a dash is, and the gap behind it, in logical pixels."""


class DrawingPainter:
    """Paints in the colours and device pixels that `begin` was told; keeps the pictures of texts."""

    def __init__(self) -> None:
        self._rects, self._lines = RectPainter(), LinePainter()
        self._texts: Texts | None = None
        self._pictures: dict[tuple[tuple[str, ...], bool, int], tuple[QPixmap, Size]] = {}
        self._begun: Hashable = None
        self._tints: tuple[QColor, ...] = ()
        self._colours: ChartColours | None = None
        self._ratio = 1.0

    def begin(self, colours: ChartColours, ratio: float) -> None:
        """Paint in these colours, with so many device pixels for a logical one."""
        begun_with = (colours.theme, ratio)
        if begun_with != self._begun:
            self._begun, self._colours, self._ratio = begun_with, colours, ratio
            self._tints = (*colours.series, colours.up, colours.down)
            self._pictures.clear()

    def room(self, ratio: float) -> Room:
        """What texts need, in device pixels."""
        return Room(_LEAST_SPAN_PX * ratio, self._fonts.height * ratio)

    def box(self, placed: PlacedNote, width: float, ratio: float) -> QRectF:
        """Where a text stands in a plot of so many device pixels, in logical ones."""
        size = self._size(placed.note)
        return QRectF(
            *_corner(placed.note.side, placed.x / ratio, placed.y / ratio, size, width // ratio), *size
        )

    def paint_shapes(self, painter: QPainter, placed: Placed) -> None:
        """Paint everything but texts, in device pixels."""
        for number, mine in _groups(placed.shade_tints):
            shade = QColor(self._tints[number])
            shade.setAlphaF(_SHADE)
            self._rects.paint(painter, placed.shades[mine], shade)
        rows = placed.strokes
        if not len(rows):
            return
        crowded, level, dashes = len(rows) > CROWD, _straight(rows), placed.dashes
        sharp = (level | crowded) & (dashes != _SOLID)
        periods = np.array([sum(_DASH_PX.get(dash, (1, 0))) for dash in DASHES]) * self._ratio
        # The thinnest line is one device pixel on every screen.
        widths = np.rint(1 + (placed.widths - 1) * self._ratio).astype(np.intp)
        rows = rows.copy()
        rows[sharp] = begun(rows[sharp], placed.before[sharp], periods[dashes[sharp]] * widths[sharp])
        kinds = dashes * 2 + np.where(dashes == _SOLID, level, sharp)
        inks = (widths * len(self._tints) + placed.tints) * (2 * len(DASHES)) + kinds
        for ink, mine in _groups(inks):
            wide, tint = divmod(ink // (2 * len(DASHES)), len(self._tints))
            colour, dash = self._tints[tint], DASHES[ink // 2 % len(DASHES)]
            long, gap = (pixels * self._ratio for pixels in _DASH_PX.get(dash, (0, 0)))
            if dash is Dash.SOLID and ink % 2:
                self._rects.paint(painter, _boxes(rows[mine], wide), colour)
            elif dash is Dash.SOLID:
                self._lines.paint_each(painter, rows[mine], colour, wide, smooth=not crowded)
            elif ink % 2:
                dashes_px = (long, gap)
                self._lines.paint_each(painter, rows[mine], colour, wide, smooth=False, dashes=dashes_px)
            else:
                parts = dashed(rows[mine], placed.before[mine], long * wide, (long + gap) * wide)
                self._lines.paint_each(painter, parts, colour, wide, smooth=True)

    def paint_notes(
        self, painter: QPainter, notes: Sequence[PlacedNote], width: float, moved: float = 0.0
    ) -> None:
        """Paint texts in a plot of so many device pixels, `moved` of them to the left."""
        ratio = self._ratio
        wide = width // ratio
        painter.save()
        painter.scale(ratio, ratio)
        for note, tint, _, x, y in notes:
            picture, size = self._pictures.get((note.lines, note.framed, tint)) or self._keep(note, tint)
            left, top = _corner(note.side, (x - moved) / ratio, y / ratio, size, wide)
            painter.drawPixmap(left, top, picture)
        painter.restore()

    def _size(self, note: Note) -> Size:
        texts = self._fonts
        return max(map(texts.width, note.lines)) + PAD, texts.height * len(note.lines)

    def _keep(self, note: Note, tint: int) -> tuple[QPixmap, Size]:
        """A text with its ground, painted once: a copy of it costs a fifth."""
        if len(self._pictures) >= _PICTURES_AT_MOST:
            self._pictures.clear()
        kept = self._make_picture(note, self._tints[tint]), self._size(note)
        self._pictures[note.lines, note.framed, tint] = kept
        return kept

    def _make_picture(self, note: Note, colour: QColor) -> QPixmap:
        texts, colours, ratio = self._fonts, self._colours, self._ratio
        if colours is None:
            raise RuntimeError("painted before there were colours")
        wide, high = self._size(note)
        picture = QPixmap(round(wide * ratio), round(high * ratio))
        picture.setDevicePixelRatio(ratio)
        ground = QColor(colours.raised if note.framed else colours.background)
        ground.setAlphaF(1.0 if note.framed else _VEIL)
        picture.fill(ground)
        painter = QPainter(picture)
        if note.framed:
            painter.fillRect(0, 0, 2, high, colour)
        ink = colours.text if note.framed else colour
        for number, line in enumerate(note.lines):
            middle = texts.height // 2 + number * texts.height
            texts.draw(painter, PAD // 2, middle, line, ink)
        painter.end()
        return picture

    @property
    def _fonts(self) -> Texts:
        # Not made before there is an application.
        texts = self._texts = self._texts or Texts(SMALL_PX)
        return texts


def _groups(numbers: NDArray[np.intp]) -> Iterator[tuple[int, NDArray[np.intp]]]:
    """Each number there is, with the places it stands at."""
    order = np.argsort(numbers, kind="stable")
    ordered = numbers[order]
    ends = np.flatnonzero(np.diff(ordered, append=-1)) + 1
    start = 0
    for end in ends.tolist():
        yield int(ordered[start]), order[start:end]
        start = end


def _straight(rows: Array) -> Flags:
    """Which strokes are level or upright, in whole pixels."""
    whole = np.floor(rows)
    return np.asarray((whole[:, 0] == whole[:, 2]) | (whole[:, 1] == whole[:, 3]))


def _boxes(rows: Array, wide: int) -> Rects:
    """Straight strokes as boxes of whole pixels, as much longer as they are wider: corners are whole."""
    whole = np.floor(rows).astype(np.int32)
    low, high = np.minimum(whole[:, :2], whole[:, 2:]), np.maximum(whole[:, :2], whole[:, 2:])
    return np.concatenate((low - (wide - 1) // 2, high + wide // 2), axis=1)


def _corner(side: Side, x: float, y: float, size: Size, room: float) -> tuple[int, int]:
    """Where a text of a size begins beside a point of a plot that is `room` wide, in whole logical pixels."""
    wide, high = size
    left, top = math.floor(x), math.floor(y)
    match side:
        case Side.RIGHT:
            left, top = left + GAP, top - high // 2
        case Side.BELOW:
            top += 2
        case Side.EDGE:
            left, top = left - wide - GAP, top - high - 1
        case _:
            top -= high + 1
    if x >= 0:
        # What begins in sight is to be read wholly.
        left = max(0, min(left, int(room) - wide))
    return left, top
