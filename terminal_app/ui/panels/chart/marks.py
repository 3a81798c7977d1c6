"""Where our own fills stand on the chart. Knows no Qt."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from terminal_app.core.account import Fill
from terminal_app.core.orders import Side
from terminal_app.market.candles import Column
from terminal_app.ui.panels.chart.geometry import Frame
from terminal_app.ui.panels.chart.viewport import Viewport

AT_MOST = 500


class Mark(NamedTuple):
    """A fill in the plot: logical pixels across, device pixels down, and its direction."""

    x: int
    y: int
    buy: bool


def fill_marks(
    fills: Sequence[Fill], open_ms: Column, interval_ms: int, viewport: Viewport, frame: Frame
) -> list[Mark]:
    """The marks of the visible fills, newest first, one for each pixel and side.

    A fill before the oldest bar or after the end of the newest one has no place, and of too many the oldest
    have none.
    """
    if not len(open_ms) or not fills:
        return []
    times = np.array([fill.time_ms for fill in fills], dtype=np.float64)
    bars = np.searchsorted(open_ms, times, side="right") - 1
    group, width = frame.group, viewport.width
    marks: dict[Mark, None] = {}
    for fill, bar in zip(fills, bars.tolist(), strict=True):
        if bar < 0 or fill.time_ms >= open_ms[bar] + interval_ms:
            continue
        middle = bar // group * group + (group - 1) / 2
        x, y = int(viewport.x_of(middle)), int(frame.y_of(float(fill.price)))
        if 0 <= x < width and 0 <= y < frame.height:
            marks[Mark(x, y, fill.side is Side.BUY)] = None
            if len(marks) == AT_MOST:
                break
    return list(marks)
