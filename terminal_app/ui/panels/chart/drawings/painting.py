"""How drawings that have their places are painted: shades, then strokes, then texts."""

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
        self._pictures: dict[Hashable, QPixmap] = {}
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
        texts, note = self._fonts, placed.note
        wide, high = max(map(texts.width, note.lines)) + PAD, texts.height * len(note.lines)
        x, y = placed.x / ratio, placed.y / ratio
        box = _box(note.side, x, y, wide, high)
        if x >= 0:
            # What begins in sight is to be read wholly.
            box.moveLeft(max(0.0, min(box.left(), width // ratio - wide)))
        return box

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

    def paint_notes(self, painter: QPainter, notes: Sequence[PlacedNote], width: float) -> None:
        """Paint texts in a plot of so many device pixels."""
        painter.save()
        painter.scale(self._ratio, self._ratio)
        for one in notes:
            picture = self._picture(one.note, self._tints[one.tint])
            painter.drawPixmap(self.box(one, width, self._ratio).topLeft(), picture)
        painter.restore()

    def _picture(self, note: Note, colour: QColor) -> QPixmap:
        """A text with its ground, painted once: a copy of it costs a fifth."""
        key = (note.lines, note.framed, colour.rgb())
        picture = self._pictures.get(key)
        if picture is None:
            if len(self._pictures) >= _PICTURES_AT_MOST:
                self._pictures.clear()
            picture = self._pictures[key] = self._make_picture(note, colour)
        return picture

    def _make_picture(self, note: Note, colour: QColor) -> QPixmap:
        texts, colours, ratio = self._fonts, self._colours, self._ratio
        if colours is None:
            raise RuntimeError("painted before there were colours")
        wide, high = max(map(texts.width, note.lines)) + PAD, texts.height * len(note.lines)
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


def _box(side: Side, x: float, y: float, wide: int, high: int) -> QRectF:
    """Where a text of a size stands beside a point, in whole logical pixels."""
    match side:
        case Side.RIGHT:
            return QRectF(int(x) + GAP, int(y) - high // 2, wide, high)
        case Side.BELOW:
            return QRectF(int(x), int(y) + 2, wide, high)
        case Side.EDGE:
            return QRectF(int(x) - wide - GAP, int(y) - high - 1, wide, high)
        case _:
            return QRectF(int(x), int(y) - high - 1, wide, high)
