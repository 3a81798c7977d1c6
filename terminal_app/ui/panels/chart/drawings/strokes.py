"""Strokes as rows of numbers: cut at the edges of the picture, broken into dashes, found by the pointer.

Knows no Qt. A row is x0, y0, x1, y1 in pixels.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]


class Cut(NamedTuple):
    """What is in the picture of some strokes.

    `rows` are the visible parts, `kept` the numbers of the strokes they are of, and `before` the pixels of
    each that were cut off its beginning.
    """

    rows: Array
    kept: NDArray[np.intp]
    before: Array


def cut(rows: Array, beyond: Flags, width: float, height: float) -> Cut:
    """The parts of strokes inside a picture; those that go `beyond` their second point go on to its edge."""
    x0, y0 = rows[:, 0], rows[:, 1]
    dx, dy = rows[:, 2] - x0, rows[:, 3] - y0
    first = np.zeros(len(rows))
    last = np.where(beyond & ((dx != 0) | (dy != 0)), np.inf, 1.0)
    inside = np.ones(len(rows), np.bool_)
    for along, room in ((-dx, x0), (dx, width - 1 - x0), (-dy, y0), (dy, height - 1 - y0)):
        at = np.divide(room, along, out=np.zeros(len(rows)), where=along != 0)
        first = np.where(along < 0, np.maximum(first, at), first)
        last = np.where(along > 0, np.minimum(last, at), last)
        inside &= (along != 0) | (room >= 0)
    kept = np.flatnonzero(inside & (first <= last))
    first, last, x0, y0, dx, dy = (one[kept] for one in (first, last, x0, y0, dx, dy))
    made = np.column_stack((x0 + first * dx, y0 + first * dy, x0 + last * dx, y0 + last * dy))
    return Cut(made, kept, first * np.hypot(dx, dy))


def begun(rows: Array, before: Array, period: Array | float) -> Array:
    """Strokes that begin with a whole dash, so that dashes move with what was cut off.

    `period` is from one dash to the next, for all or for each. They begin inside: what begins outside of the
    picture Qt cuts itself, and then counts the dashes from there.
    """
    ways = rows[:, 2:] - rows[:, :2]
    length = np.hypot(ways[:, 0], ways[:, 1])
    late = np.minimum(np.mod(-before, period), length)
    share = np.divide(late, length, out=np.zeros(len(rows)), where=length > 0)
    return np.concatenate((rows[:, :2] + ways * share[:, None], rows[:, 2:]), axis=1)


def dashed(rows: Array, before: Array, dash: float, period: float) -> Array:
    """Strokes as dashes, each `dash` pixels long and `period` from the next.

    The dashes are counted from where a stroke began before it was cut, so they move with it.
    """
    length = np.hypot(rows[:, 2] - rows[:, 0], rows[:, 3] - rows[:, 1])
    rows, before, length = rows[length > 0], before[length > 0], length[length > 0]
    if not len(rows):
        return rows
    phase = np.mod(before, period)
    counts = np.ceil((length + phase) / period).astype(np.intp)
    owner = np.repeat(np.arange(len(rows)), counts)
    number = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
    start = number * period - phase[owner]
    end = np.minimum(start + dash, length[owner])
    start = np.maximum(start, 0.0)
    real = end > start
    owner, start, end = owner[real], start[real], end[real]
    along = (rows[owner, 2:] - rows[owner, :2]) / length[owner, None]
    return np.column_stack((rows[owner, :2] + along * start[:, None], rows[owner, :2] + along * end[:, None]))


def distances(rows: Array, x: float, y: float) -> Array:
    """How far a pixel is from each stroke."""
    x0, y0 = rows[:, 0], rows[:, 1]
    dx, dy = rows[:, 2] - x0, rows[:, 3] - y0
    square = dx * dx + dy * dy
    along = np.divide((x - x0) * dx + (y - y0) * dy, square, out=np.zeros(len(rows)), where=square > 0)
    along = np.clip(along, 0.0, 1.0)
    return np.hypot(x0 + along * dx - x, y0 + along * dy - y)
