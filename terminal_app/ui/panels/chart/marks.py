"""Where our own fills stand on the chart: one mark for each drawn bar and side. Knows no Qt."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from terminal_app.core.account import Fill
from terminal_app.core.orders import Side
from terminal_app.market.candles import Column
from terminal_app.ui.panels.chart.geometry import Frame
from terminal_app.ui.panels.chart.viewport import Viewport


class Mark(NamedTuple):
    """Fills of one side in one drawn bar: logical pixels across, device pixels down, and how many there are.

    It stands at their average price, weighed by size.
    """

    x: int
    y: int
    buy: bool
    fills: int = 1


class FillColumns(NamedTuple):
    """Fills as columns, oldest first, made once and looked at with every picture."""

    time_ms: Column
    price: Column
    size: Column
    buy: NDArray[np.bool_]


def fill_columns(fills: Sequence[Fill]) -> FillColumns:
    """The columns of some fills in any order."""
    ordered = sorted(fills, key=lambda fill: fill.time_ms)
    return FillColumns(
        np.array([fill.time_ms for fill in ordered], dtype=np.float64),
        np.array([float(fill.price) for fill in ordered], dtype=np.float64),
        np.array([float(fill.size) for fill in ordered], dtype=np.float64),
        np.array([fill.side is Side.BUY for fill in ordered], dtype=np.bool_),
    )


def fill_marks(
    fills: FillColumns, open_ms: Column, interval_ms: int, viewport: Viewport, frame: Frame
) -> list[Mark]:
    """The marks that can be seen, oldest first.

    A fill before the oldest bar, in a hole or after the end of the newest bar has no place.
    """
    if not len(open_ms) or not len(fills.time_ms):
        return []
    first = max(0, int(viewport.left) - frame.group)
    last = min(len(open_ms) - 1, int(viewport.right) + frame.group)
    if first > last:
        return []
    seen = slice(
        int(np.searchsorted(fills.time_ms, open_ms[first])),
        int(np.searchsorted(fills.time_ms, open_ms[last] + interval_ms)),
    )
    times, prices, sizes, buys = (column[seen] for column in fills)
    bars = np.searchsorted(open_ms, times, side="right") - 1
    inside = times < open_ms[bars] + interval_ms
    # One number for each drawn bar and side: those of equal number are one mark.
    names = (bars // frame.group * 2 + buys)[inside]
    found, belongs, counts = np.unique(names, return_inverse=True, return_counts=True)
    weight = np.bincount(belongs, sizes[inside], minlength=len(found))
    value = np.bincount(belongs, (sizes * prices)[inside], minlength=len(found))
    marks = []
    for name, size, money, count in zip(
        found.tolist(), weight.tolist(), value.tolist(), counts.tolist(), strict=True
    ):
        if not size > 0:
            continue
        middle = name // 2 * frame.group + (frame.group - 1) / 2
        x, y = int(viewport.x_of(middle)), int(frame.y_of(money / size))
        if 0 <= x < viewport.width and 0 <= y < frame.height:
            marks.append(Mark(x, y, bool(name % 2), count))
    return marks
