"""A chunk of a book as an image: rows of prices, columns of equal time, colours by size."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from terminal_app.market.flow.book_chunks import LEAST, MOST, NOTHING, ROWS, UNKNOWN, BookChunk, Codes
from terminal_app.market.flow.books import SLICE_MS
from terminal_app.ui.panels.chart.brushes import ChartColours

CONTRAST_STEP = 4
_MOST_COLUMNS = 1_024
_LOW_SHARE, _HIGH_SHARE = 0.55, 0.997
_LEAST_SPAN = 16
_REACH_ALPHA, _LEAST_ALPHA, _MOST_ALPHA = 0.05, 0.10, 0.88


class Grain(NamedTuple):
    """How coarse an image is: the time of a column in ms, and how many rows are one."""

    cell_ms: float
    rows: int


def grain_of(ms_per_pixel: float, rows_per_pixel: float) -> Grain:
    """As fine as can be seen, in doublings, so that a little zooming changes nothing."""
    return Grain(
        SLICE_MS * 2.0 ** max(0, math.floor(math.log2(max(ms_per_pixel / SLICE_MS, 1.0)))),
        2 ** min(6, max(0, math.floor(math.log2(max(rows_per_pixel, 1.0))))),
    )


def raster(chunk: BookChunk, grain: Grain) -> Codes:
    """The codes in equal times, highest price first; of several that fall together the largest is seen."""
    times = chunk.times[: chunk.length]
    count = min(_MOST_COLUMNS, max(1, math.ceil((chunk.ends - chunk.start) / grain.cell_ms)))
    cell = max((chunk.ends - chunk.start) / count, 1e-9)
    edges = chunk.start + cell * np.arange(count)
    first = np.maximum(np.searchsorted(times, edges, side="right") - 1, 0)
    found = np.maximum.reduceat(chunk.codes[: chunk.length], first, axis=0)
    if grain.rows > 1:
        found = found.reshape(count, ROWS // grain.rows, grain.rows).max(axis=2)
    return np.ascontiguousarray(found.T[::-1])


def image_of(codes: Codes, table: list[int]) -> QImage:
    """The image of codes, with a table of colours."""
    rows, columns = codes.shape
    indexed = QImage(codes.data, columns, rows, columns, QImage.Format.Format_Indexed8)
    indexed.setColorTable(table)
    return indexed.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


def counts_of(chunk: BookChunk) -> NDArray[np.int64]:
    """How often each code is in a chunk, of every fourth column."""
    return np.bincount(chunk.codes[: chunk.length : 4].ravel(), minlength=MOST + 1)


def contrast(counts: NDArray[np.int64]) -> tuple[int, int]:
    """From which code to which the colours run, so that the usual is faint and the largest is bright."""
    sizes = counts[LEAST:]
    if not sizes.sum():
        return LEAST, MOST
    upto = np.cumsum(sizes) / sizes.sum()
    low, high = (LEAST + int(np.searchsorted(upto, share)) for share in (_LOW_SHARE, _HIGH_SHARE))
    low = low // CONTRAST_STEP * CONTRAST_STEP
    high = max(math.ceil(high / CONTRAST_STEP) * CONTRAST_STEP, low + _LEAST_SPAN)
    return low, high


def colour_table(colours: ChartColours, low: int, high: int) -> list[int]:
    """A colour for each code: from a breath of the accent to the colour of warnings, strong."""
    table = []
    for code in range(MOST + 1):
        if code == UNKNOWN:
            table.append(QColor(0, 0, 0, 0).rgba())
            continue
        share = min(max((code - low) / (high - low), 0.0), 1.0) if code >= LEAST else 0.0
        colour = QColor(_between(colours.accent, colours.warning, share**1.5))
        alpha = _REACH_ALPHA if code == NOTHING else _LEAST_ALPHA + (_MOST_ALPHA - _LEAST_ALPHA) * share
        colour.setAlphaF(alpha)
        table.append(colour.rgba())
    return table


def _between(one: QColor, other: QColor, share: float) -> QColor:
    return QColor.fromRgbF(
        one.redF() + (other.redF() - one.redF()) * share,
        one.greenF() + (other.greenF() - one.greenF()) * share,
        one.blueF() + (other.blueF() - one.blueF()) * share,
    )
