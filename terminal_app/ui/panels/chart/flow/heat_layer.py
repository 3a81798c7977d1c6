"""The book over time, under the bars: the more was resting at a price, the brighter it is.

There is an image for each chunk of time. They are made once and then drawn to scale; the chunk that is being
filled is drawn with the newest bar, so that a new column paints nothing else. Where the book was not known
nothing is drawn, and a line along the lower edge says so.
"""

import math
from collections.abc import Callable, Hashable, Sequence
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from terminal_app.market.candles import Bar, BarSeries
from terminal_app.market.flow.book_chunks import ROWS, BookChunk, size_of
from terminal_app.market.flow.books import BookMemory
from terminal_app.ui.panels.chart.brushes import ChartColours, RectPainter
from terminal_app.ui.panels.chart.flow import heat_image
from terminal_app.ui.panels.chart.flow.moments import in_sight, newest_open, pieces, xs
from terminal_app.ui.panels.chart.flow.words import known_text
from terminal_app.ui.panels.chart.geometry import Frame
from terminal_app.ui.panels.chart.pane import fine, value_text
from terminal_app.ui.panels.chart.pane_layer import LegendText, PaneLayer
from terminal_app.ui.panels.chart.shown import ChartView

_IMAGES_KEPT = 160
_LOG_STRIPS = 12
_GAP_PX = 3


class HeatLayer(PaneLayer):
    """The heatmap of a book.

    `pending` says that chunks have still to come from the disk, or images to be made, for want of time.

    Args:
        memory: what the book was.
        may_go_on: whether there is time left in this frame.
        note: what else is to be said.
    """

    name = "Book"

    def __init__(self, memory: BookMemory, may_go_on: Callable[[], bool], note: Callable[[], str]) -> None:
        self.pending = False
        self._memory = memory
        self._may_go_on = may_go_on
        self._note = note
        self._series: BarSeries | None = None
        self._images: dict[Hashable, tuple[QImage, int]] = {}
        self._counts: dict[tuple[int, int], np.ndarray[tuple[int, ...], np.dtype[np.int64]]] = {}
        self._contrast = (0, 1)
        self._contrast_of: Hashable = None
        self._table: tuple[Hashable, list[int]] = (None, [])
        self._ready: list[BookChunk] = []
        self._rects = RectPainter()

    def follow(self, series: BarSeries, newest: Bar | None) -> None:
        """Take the bars as they are now."""
        del newest
        self._series = series

    def key(self, view: ChartView) -> Hashable:
        """Which chunks are in sight and finished, and how bright they are."""
        series = self._series
        if series is None:
            return None
        start, end = in_sight(series, view)
        self._open(start, end)
        self._ready = self._memory.between(start, end)
        self._set_contrast()
        return self._memory.closed, len(self._ready), self._contrast, self._memory.coverage.version

    def paint(self, painter: QPainter, view: ChartView, colours: ChartColours) -> None:
        """Paint every finished chunk, and of the one being filled what is older than the newest bar."""
        series = self._series
        if series is None:
            return
        table = self._colours(colours)
        parted, live = newest_open(series, view), self._memory.live
        spans = [
            (chunk, float(chunk.start), float(min(parted, chunk.ends) if chunk is live else chunk.ends))
            for chunk in self._ready
        ]
        self._paint_chunks(painter, view, series, table, spans)
        self._paint_gaps(painter, view, series, colours)

    def paint_tail(self, painter: QPainter, view: ChartView, colours: ChartColours) -> None:
        """Paint what was added since the newest bar began."""
        series, live = self._series, self._memory.live
        if series is not None and live is not None and live.length:
            since = max(newest_open(series, view), live.start)
            spans = [(live, float(since), float(live.ends))]
            self._paint_chunks(painter, view, series, self._colours(colours), spans)

    def legend(self, view: ChartView, bar: int, colours: ChartColours) -> Sequence[LegendText]:
        """What the brightest colour stands for, and what is not complete."""
        del bar
        series, unit = self._series, self._ready[-1].unit if self._ready else None
        if series is None or unit is None:
            return (LegendText("nothing seen yet here", colours.soft),)
        low, high = (size_of(code, unit) for code in self._contrast)
        texts = [
            LegendText(f"faint ≈ {value_text(fine(low, low / 10))}", colours.soft),
            LegendText(f"bright ≈ {value_text(fine(high, high / 10))}", colours.warning),
        ]
        if not series.timed:
            texts.append(LegendText("as wide as each bar, however long that took", colours.soft))
        parts = [known_text(self._memory.coverage, *in_sight(series, view)), self._note()]
        if self._memory.too_many(*in_sight(series, view)):
            parts.append("zoom in to see older ones")
        missing = ", ".join(filter(None, parts)) or ("…" if self.pending else "")
        return (*texts, LegendText(missing, colours.warning)) if missing else texts

    def _open(self, start: float, end: float) -> None:
        """Take chunks from the shelf while there is time, the newest first."""
        shelved = self._memory.shelved(start, end)
        while shelved and self._may_go_on():
            self._memory.open(shelved.pop())
        self.pending = bool(shelved)

    def _set_contrast(self) -> None:
        keys = tuple(
            (chunk.start, 0 if chunk is self._memory.live else chunk.length) for chunk in self._ready
        )
        live = self._memory.live
        grown = 0 if live is None else live.length // 32
        if (keys, grown) == self._contrast_of:
            return
        self._contrast_of = (keys, grown)
        found: dict[tuple[int, int], np.ndarray[tuple[int, ...], np.dtype[np.int64]]] = {}
        for chunk in self._ready:
            key = (chunk.start, chunk.length)
            held = self._counts.get(key)
            found[key] = heat_image.counts_of(chunk) if held is None else held
        self._counts = found
        if found:
            self._contrast = heat_image.contrast(np.sum(list(found.values()), axis=0))

    def _colours(self, colours: ChartColours) -> list[int]:
        key = (self._contrast, colours.accent.rgb(), colours.warning.rgb())
        if self._table[0] != key:
            self._images.clear()
            self._table = (key, heat_image.colour_table(colours, *self._contrast))
        return self._table[1]

    def _paint_chunks(
        self,
        painter: QPainter,
        view: ChartView,
        series: BarSeries,
        table: list[int],
        spans: Sequence[tuple[BookChunk, float, float]],
    ) -> None:
        """Paint chunks, each from one moment to another. All are put in place at once: that is most of it."""
        frame = view.frame
        spans = [span for span in spans if span[2] > span[1] and span[0].length]
        if not spans:
            return
        ends = np.array([span[1:] for span in spans])
        even = not len(pieces(series, float(ends.min()), float(ends.max()))[1:-1])
        edges = np.floor(xs(series, ends.ravel(), frame)).reshape(-1, 2).tolist()
        middle = frame.height / 2
        per_pixel = abs(frame.price_at(middle - 0.5) - frame.price_at(middle + 0.5))
        for (chunk, start, end), (left, right) in zip(spans, edges, strict=True):
            if right < 0 or left >= frame.width:
                continue
            grain = heat_image.grain_of((end - start) / max(right - left, 1.0), per_pixel / chunk.row_height)
            image, last = self._image(chunk, grain, table)
            moments = [start, end] if even else pieces(series, start, end).tolist()
            places = [left, right]
            if len(moments) > len(places):
                places = np.floor(xs(series, np.array(moments), frame)).tolist()
            per_ms = image.width() / max(last - chunk.start, 1)
            columns = [min((moment - chunk.start) * per_ms, image.width()) for moment in moments]
            for (x0, x1), (first, stop) in zip(pairwise(places), pairwise(columns), strict=True):
                if max(x1, x0 + 1) > 0 and x0 < frame.width:
                    _draw(painter, image, chunk, frame, (x0, max(x1, x0 + 1), first, stop))

    def _image(self, chunk: BookChunk, grain: heat_image.Grain, table: list[int]) -> tuple[QImage, int]:
        """The image of a chunk, and when it ended as it was made."""
        key = (chunk.start, chunk.length, grain)
        made = self._images.pop(key, None)
        if made is None:
            made = (heat_image.image_of(heat_image.raster(chunk, grain), table), chunk.ends)
            if len(self._images) >= _IMAGES_KEPT:
                self._images.pop(next(iter(self._images)))
        self._images[key] = made
        return made

    def _paint_gaps(
        self, painter: QPainter, view: ChartView, series: BarSeries, colours: ChartColours
    ) -> None:
        start, end = in_sight(series, view)
        gaps = [gap for gap in self._memory.coverage.gaps if gap.start < end and gap.end > start]
        if not gaps:
            return
        places = xs(series, np.array(gaps, np.float64), view.frame).reshape(-1, 2)
        lines = np.empty((len(gaps), 4), np.int32)
        far = view.frame.width * 2
        lines[:, 0], lines[:, 2] = np.clip(places[:, 0], -far, far), np.clip(places[:, 1], -far, far)
        lines[:, 1] = view.frame.height - round(_GAP_PX * view.ratio)
        lines[:, 3] = view.frame.height - 1
        self._rects.paint(painter, lines, colours.warning)


def _draw(
    painter: QPainter,
    image: QImage,
    chunk: BookChunk,
    frame: Frame,
    across: tuple[float, float, float, float],
) -> None:
    """Draw a part of an image: from and to which pixel, from and to which of its columns."""
    left, right, first, last = across
    strips = _LOG_STRIPS if frame.log else 1
    rows = image.height() / strips
    high = chunk.low + ROWS * chunk.row_height
    per_row = chunk.row_height * ROWS / image.height()
    for strip in range(strips):
        top = math.floor(frame.y_of(high - strip * rows * per_row))
        bottom = math.floor(frame.y_of(max(high - (strip + 1) * rows * per_row, chunk.row_height / 10)))
        if bottom <= 0 or top >= frame.height or bottom <= top:
            continue
        # Only what is seen: Qt's raster engine takes large rectangles badly.
        seen_top, seen_bottom = max(top, 0.0), min(bottom, frame.height)
        per_pixel = rows / (bottom - top)
        source = QRectF(
            first,
            strip * rows + (seen_top - top) * per_pixel,
            max(last - first, 1e-3),
            (seen_bottom - seen_top) * per_pixel,
        )
        painter.drawImage(QRectF(left, seen_top, right - left, seen_bottom - seen_top), image, source)
