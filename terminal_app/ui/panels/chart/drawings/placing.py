"""Many drawings in one picture: their parts as rows of numbers, put in place in a few passes. Knows no Qt.

What a drawing consists of is worked out once; a pan or a zoom only moves the numbers.
"""

import math
from collections.abc import Hashable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from terminal_app.core.instrument import Instrument
from terminal_app.market.candles import BarSeries
from terminal_app.ui.panels.chart.drawings.projection import positions_of, xs_of, ys_of
from terminal_app.ui.panels.chart.drawings.shapes import Ink, Note, Reach, Shape, shape_of
from terminal_app.ui.panels.chart.drawings.strokes import Array, cut, distances
from terminal_app.ui.panels.chart.drawings.values import COLOURS, Anchor, Dash, Drawing
from terminal_app.ui.panels.chart.geometry import Frame, Rects

Numbers = NDArray[np.intp]

UP, DOWN = COLOURS, COLOURS + 1
"""The tints of gain and loss; those before are the colours of series by their numbers."""

DASHES = tuple(Dash)
_FAR = 1e7
_NOTES_A_ROOM = 1.3
"""Of the texts that explain a shape, for the least width that one takes: more than that nobody reads."""


class Room(NamedTuple):
    """What a text needs of its span to be shown, in pixels: at least so much one way, and for each row."""

    least: float
    row: float


class PlacedNote(NamedTuple):
    """A text at a pixel."""

    note: Note
    tint: int
    owner: int
    x: float
    y: float


class Placed(NamedTuple):
    """Everything in sight. `owners` are numbers of drawings, `dashes` those of `DASHES`, `widths` pixels."""

    strokes: Array
    before: Array
    tints: Numbers
    dashes: Numbers
    widths: Numbers
    owners: Numbers
    shades: Rects
    shade_tints: Numbers
    notes: Sequence[PlacedNote]

    def near(self, x: float, y: float, reach: float) -> int | None:
        """The number of the drawing with a stroke nearest to a pixel, the newest of several."""
        far = distances(self.strokes, x, y)
        close = far <= reach
        if not close.any():
            return None
        best = far[close].min()
        return int(self.owners[close][far[close] <= best + 0.5].max())

    def moved(self, pixels: int, frame: Frame) -> "Placed":
        """Strokes and shades so many pixels farther left, as far as they are in a smaller frame."""
        aside = np.array((pixels, 0, pixels, 0))
        # Cut anew, so that dashes are counted from where they begin.
        seen = cut(self.strokes - aside, np.zeros(len(self.strokes), np.bool_), frame.width, frame.height)
        kept = seen.kept
        return self._replace(
            strokes=seen.rows,
            before=self.before[kept] + seen.before,
            tints=self.tints[kept],
            dashes=self.dashes[kept],
            widths=self.widths[kept],
            owners=self.owners[kept],
            shades=(self.shades - aside).astype(np.int32),
            notes=(),
        )


class Arrangement:
    """Some drawings, ready to be placed.

    Args:
        rules: how prices and sizes are written.
        step_ms: how long a bar is, for what is counted in bars.
    """

    def __init__(self, drawings: Sequence[Drawing], rules: Instrument | None, step_ms: int) -> None:
        self.drawings = drawings
        shapes = [shape_of(one, rules, step_ms) for one in drawings]
        self._strokes(shapes)
        self._shades(shapes)
        self._notes(shapes)
        self._positions_of: Hashable = None
        self._extents: tuple[Array, Array, Array, Array] = (np.empty(0),) * 4
        self._positions: tuple[Array, Array, Array] = (np.empty((0, 3)), np.empty((0, 2)), np.empty((0, 3)))

    def place(self, series: BarSeries, frame: Frame, room: Room) -> Placed:
        """Where everything stands in a picture. Of very many texts and shades some are left out."""
        strokes, shades, notes = self._places(series)
        near = self._near(frame)
        reach = self._reach[near]
        rows = self._rows(xs_of(strokes[near], frame), ys_of(self._stroke_prices[near], frame), near, frame)
        seen = cut(rows, reach == Reach.BEYOND, frame.width, frame.height)
        kept = near[seen.kept]
        # What goes from edge to edge has no beginning of its own: its dashes move with the bars.
        before = np.where(reach[seen.kept] == Reach.ACROSS, frame.left * frame.spacing, seen.before)
        before = np.where(reach[seen.kept] == Reach.UPRIGHT, 0.0, before)
        boxes = _boxes(xs_of(shades, frame), ys_of(self._shade_prices, frame), frame)
        shown = _shown(boxes, frame.width * frame.height)
        return Placed(
            seen.rows,
            before,
            self._tints[kept],
            self._dashes[kept],
            self._widths[kept],
            self._owners[kept],
            boxes[shown].astype(np.int32),
            self._shade_tints[shown],
            self._placed_notes(xs_of(notes, frame), ys_of(self._note_prices, frame), frame, room),
        )

    def _near(self, frame: Frame) -> Numbers:
        """The numbers of the strokes that may be in sight, told by their ends alone."""
        first, last, lowest, highest = self._extents
        right = frame.left + frame.width / frame.spacing
        seen = (first <= right) & (last >= frame.left) & (lowest <= frame.high) & (highest >= frame.low)
        return np.flatnonzero(seen)

    def _rows(self, xs: Array, ys: Array, near: Numbers, frame: Frame) -> Array:
        rows = np.column_stack((xs[:, 0], ys[:, 0], xs[:, 1], ys[:, 1]))
        one = np.flatnonzero(self._lifted[near])
        if len(one):
            dx = rows[one, 2] - rows[one, 0]
            slope = np.divide(rows[one, 3] - rows[one, 1], dx, out=np.zeros(len(dx)), where=dx != 0)
            lift = ys[one, 2] - rows[one, 1] - slope * (xs[one, 2] - rows[one, 0])
            rows[one, 1] += lift * self._lift[near][one]
            rows[one, 3] += lift * self._lift[near][one]
        across, upright = self._reach[near] == Reach.ACROSS, self._reach[near] == Reach.UPRIGHT
        rows[across, 0], rows[across, 2] = 0.0, frame.width - 1
        rows[upright, 1], rows[upright, 3] = 0.0, frame.height - 1
        # Beyond this the numbers lose their pixels, and there is nothing to see of them anyway.
        return np.clip(rows, -_FAR, _FAR)

    def _placed_notes(self, xs: Array, ys: Array, frame: Frame, room: Room) -> list[PlacedNote]:
        x, y = np.where(self._at_edge, frame.width, xs[:, 0]), ys[:, 0]
        wide, high = np.abs(xs[:, 2] - xs[:, 1]), np.abs(ys[:, 2] - ys[:, 1])
        most = np.maximum(wide, high)
        shown = (x > -frame.width) & (x <= frame.width) & (y > -1) & (y < frame.height + 1)
        shown &= ~self._sized | ((most >= room.least) & (high >= self._rows_needed * room.row))
        crowd = np.flatnonzero(shown & self._sized)
        allowed = math.ceil(frame.width / room.least * _NOTES_A_ROOM)
        if len(crowd) > allowed:
            shown[crowd[np.argsort(-most[crowd], kind="stable")][allowed:]] = False
        seen = np.flatnonzero(shown)
        places = zip(seen.tolist(), x[seen].tolist(), y[seen].tolist(), strict=True)
        return [PlacedNote(*self._notes_made[number], at, down) for number, at, down in places]

    def _places(self, series: BarSeries) -> tuple[Array, Array, Array]:
        wanted = (id(series), series.history_version, series.length)
        if wanted != self._positions_of:
            self._positions_of = wanted
            times = (self._stroke_times, self._shade_times, self._note_times)
            strokes, shades, notes = (positions_of(series, one) for one in times)
            self._positions = (strokes, shades, notes)
            self._extents = self._ends(strokes)
        return self._positions

    def _ends(self, strokes: Array) -> tuple[Array, Array, Array, Array]:
        """The first and last position and the lowest and highest price of each stroke, if it ends.

        A stroke that is lifted may stand at any price.
        """
        beyond = self._reach == Reach.BEYOND
        wide, high = beyond | (self._reach == Reach.ACROSS), beyond | (self._reach == Reach.UPRIGHT)
        high |= self._lifted
        across, prices = strokes[:, :2], self._stroke_prices[:, :2]
        return (
            np.where(wide, -np.inf, across.min(axis=1)),
            np.where(wide, np.inf, across.max(axis=1)),
            np.where(high, -np.inf, prices.min(axis=1)),
            np.where(high, np.inf, prices.max(axis=1)),
        )

    def _strokes(self, shapes: Sequence[Shape]) -> None:
        made = [(number, stroke) for number, shape in enumerate(shapes) for stroke in shape.strokes]
        points = [(one.start, one.end, one.through or one.start) for _, one in made]
        self._stroke_times, self._stroke_prices = _arrays(points, 3)
        self._reach = np.array([one.reach for _, one in made], np.intp)
        self._lifted = np.array([one.through is not None for _, one in made], np.bool_)
        self._lift = np.array([0.5 if one.halfway else 1.0 for _, one in made])
        self._owners = np.array([number for number, _ in made], np.intp)
        self._tints = np.array([self._tint(number, one.ink) for number, one in made], np.intp)
        self._dashes = np.array([DASHES.index(one.dash or Dash.SOLID) for _, one in made], np.intp)
        self._widths = np.array([self.drawings[number].style.width for number, _ in made], np.intp)

    def _shades(self, shapes: Sequence[Shape]) -> None:
        made = [(number, shade) for number, shape in enumerate(shapes) for shade in shape.shades]
        self._shade_times, self._shade_prices = _arrays([(one.start, one.end) for _, one in made], 2)
        self._shade_tints = np.array([self._tint(number, one.ink) for number, one in made], np.intp)

    def _notes(self, shapes: Sequence[Shape]) -> None:
        made = [(number, note) for number, shape in enumerate(shapes) for note in shape.notes]
        self._notes_made = [(note, self._tint(number, note.ink), number) for number, note in made]
        points = [(note.at, *(note.span or (note.at, note.at))) for _, note in made]
        self._note_times, self._note_prices = _arrays(points, 3)
        self._sized = np.array([note.span is not None for _, note in made], np.bool_)
        self._rows_needed = np.array([note.rows for _, note in made], np.float64)
        self._at_edge = np.array([note.side.at_edge for _, note in made], np.bool_)

    def _tint(self, number: int, ink: Ink) -> int:
        if ink is Ink.OWN:
            return self.drawings[number].style.colour
        return UP if ink is Ink.UP else DOWN


def _arrays(points: Sequence[tuple[Anchor, ...]], wide: int) -> tuple[Array, Array]:
    """Times and prices of rows of anchors."""
    times = np.array([[one.time_ms for one in row] for row in points], np.float64)
    prices = np.array([[float(one.price) for one in row] for row in points], np.float64)
    return times.reshape(-1, wide), prices.reshape(-1, wide)


def _boxes(xs: Array, ys: Array, frame: Frame) -> Array:
    """Boxes of pixels between two points each, as left, top, right, bottom, cut at the edges."""
    rows = np.concatenate((np.minimum(xs[:, :1], xs[:, 1:]), np.minimum(ys[:, :1], ys[:, 1:])), axis=1)
    rows = np.concatenate((rows, np.maximum(xs[:, :1], xs[:, 1:]), np.maximum(ys[:, :1], ys[:, 1:])), axis=1)
    return np.asarray(np.clip(np.floor(rows), -1, (frame.width, frame.height, frame.width, frame.height)))


def _shown(boxes: Array, area: float) -> NDArray[np.bool_]:
    """Which boxes are in sight: the newest ones until together they would cover so many pixels."""
    sizes = np.maximum(boxes[:, 2] - boxes[:, 0], 0) * np.maximum(boxes[:, 3] - boxes[:, 1], 0)
    newer = np.cumsum(sizes[::-1])[::-1] - sizes
    return np.asarray((sizes > 0) & (newer < area))
