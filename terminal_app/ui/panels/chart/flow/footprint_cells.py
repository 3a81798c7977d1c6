"""How a footprint is painted: cells in one numpy pass for all bars, figures where they have room."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QPainter

from terminal_app.market.flow.footprint import Footprint
from terminal_app.market.flow.trades import Scale
from terminal_app.ui.panels.chart.brushes import ChartColours, RectPainter, Texts, mixed
from terminal_app.ui.panels.chart.flow.words import Volumes
from terminal_app.ui.panels.chart.geometry import Rects
from terminal_app.ui.panels.chart.shown import ChartView
from terminal_app.ui.style import SMALL_PX

Bars = Sequence[tuple[int, Footprint, tuple[float, float]]]
"""Places, footprints, and opens and closes of bars."""

_BOX_SHARE = 0.94
_BODY_PX = 3
_HALVES_FROM_PX = 14
_TEXT_BAR_PX = 74
_TEXT_ROW_PX = 15
_COLOUR_ROW_PX = 4
_GAP_FROM_PX = 5
_MARK_PX = 3
_TEXT_PAD_PX = 5
_SHADES = (0.08, 0.18, 0.30, 0.42, 0.56)
_TEXTS_AT_MOST = 1_600
_FOOT_LINES = 2
_SHORTEST_FOOT = "Σ 1"
_NONE = np.empty(0, bool)


def row_step(view: ChartView, tick: int, unit: float, chosen: int) -> int:
    """How high a row is, in units of prices.

    Args:
        tick: the price step in those units.
        unit: the price of one.
        chosen: so many ticks; 0 for the least that can be read at this zoom.
    """
    if chosen:
        return tick * chosen
    frame = view.frame
    middle = frame.height / 2
    per_pixel = abs(frame.price_at(middle - 0.5) - frame.price_at(middle + 0.5))
    wide = frame.spacing >= _TEXT_BAR_PX * view.ratio
    ticks = max(1.0, per_pixel / unit / tick * (_TEXT_ROW_PX if wide else _COLOUR_ROW_PX) * view.ratio)
    power = 10 ** math.floor(math.log10(ticks))
    return tick * int(next(factor * power for factor in (1, 2, 5, 10) if factor * power >= ticks * 0.999))


class CellPainter:
    """Paints footprints.

    Args:
        volumes: the texts.
    """

    def __init__(self, volumes: Volumes) -> None:
        self._volumes = volumes
        self._rects = RectPainter()
        self._mixed: dict[tuple[int, int], list[QColor]] = {}
        self._texts = Texts(SMALL_PX)
        self._strong = Texts(SMALL_PX, strong=True)

    @property
    def foot_height(self) -> int:
        """How many logical pixels below the lowest row are painted at most."""
        return _FOOT_LINES * self._texts.height + 6

    def paint(
        self,
        painter: QPainter,
        view: ChartView,
        colours: ChartColours,
        bars: Bars,
        scale: Scale,
        imbalance: int,
    ) -> None:
        """Paint some bars over the candles."""
        whole = [bar for bar in bars if len(bar[1].rows.prices)]
        if whole:
            cells = _Cells(view, whole, scale, imbalance)
            self._paint_ground(painter, cells, colours)
            self._paint_marks(painter, cells, colours)
            if cells.readable and len(cells.sold) <= _TEXTS_AT_MOST:
                self._paint_figures(painter, cells, colours, scale)
        self._paint_feet(painter, view, bars, colours, scale)

    def _paint_ground(self, painter: QPainter, cells: "_Cells", colours: ChartColours) -> None:
        self._rects.paint(painter, cells.boxes, colours.background)
        if not cells.halves:
            delta = cells.bought - cells.sold
            rects = cells.rects(cells.left, cells.right)
            self._paint_shaded(painter, rects, np.maximum(delta, 0) / cells.most, colours, up=True)
            self._paint_shaded(painter, rects, np.maximum(-delta, 0) / cells.most, colours, up=False)
            return
        sold, bought = cells.rects(cells.left, cells.middle - 1), cells.rects(cells.middle, cells.right)
        self._paint_shaded(painter, sold, cells.sold / cells.most, colours, up=False)
        self._paint_shaded(painter, bought, cells.bought / cells.most, colours, up=True)
        self._rects.paint(painter, cells.bodies[cells.rising], colours.up)
        self._rects.paint(painter, cells.bodies[~cells.rising], colours.down)

    def _paint_shaded(
        self, painter: QPainter, rects: Rects, shares: NDArray[np.float64], colours: ChartColours, *, up: bool
    ) -> None:
        colour = colours.up if up else colours.down
        shades = np.minimum((shares * len(_SHADES)).astype(np.int64), len(_SHADES) - 1)
        for number, shade in enumerate(self._shades(colour, colours.background)):
            self._rects.paint(painter, rects[(shades == number) & (shares > 0)], shade)

    def _shades(self, colour: QColor, background: QColor) -> list[QColor]:
        key = (colour.rgb(), background.rgb())
        if key not in self._mixed:
            self._mixed[key] = [mixed(colour, background, share) for share in _SHADES]
        return self._mixed[key]

    def _paint_marks(self, painter: QPainter, cells: "_Cells", colours: ChartColours) -> None:
        if not cells.halves:
            return
        mark = max(1, round(_MARK_PX * cells.ratio))
        left = cells.rects(cells.left, cells.left + mark - 1)
        right = cells.rects(cells.right - mark + 1, cells.right)
        self._rects.paint(painter, left[cells.sellers], colours.down)
        self._rects.paint(painter, right[cells.buyers], colours.up)
        points = cells.rects(cells.left, cells.right)[cells.controls]
        edges = np.repeat(points[None], 4, axis=0)
        edges[0, :, 3] = edges[0, :, 1]
        edges[1, :, 1] = edges[1, :, 3]
        edges[2, :, 2] = edges[2, :, 0]
        edges[3, :, 0] = edges[3, :, 2]
        self._rects.paint(painter, edges.reshape(-1, 4), colours.warning)

    def _paint_figures(self, painter: QPainter, cells: "_Cells", colours: ChartColours, scale: Scale) -> None:
        pad, ratio = _TEXT_PAD_PX, cells.ratio
        half = int((cells.right[0] - cells.middle[0]) / ratio) - pad
        edges = np.stack((cells.left, cells.right + 1, (cells.top + cells.bottom + 1) / 2))
        lefts, rights, middles = (edges / ratio).astype(np.int64).tolist()
        volumes = (cells.sold.tolist(), cells.bought.tolist())
        strong = (cells.sellers.tolist(), cells.buyers.tolist())
        painter.save()
        painter.scale(ratio, ratio)
        for place, middle in enumerate(middles):
            for side in (0, 1):
                volume = volumes[side][place]
                texts = self._strong if strong[side][place] else self._texts
                figure = self._volumes.text(volume, scale)
                if texts.width(figure) > half:
                    continue
                colour = colours.text if volume else colours.faint
                if side == 0:
                    texts.draw(painter, lefts[place] + pad, middle, figure, colour)
                else:
                    texts.draw_right(painter, rights[place] - pad, middle, figure, colour)
        painter.restore()

    def _paint_feet(
        self, painter: QPainter, view: ChartView, bars: Bars, colours: ChartColours, scale: Scale
    ) -> None:
        """What stands below a bar: a line when it is not complete, delta and volume if they have room."""
        width, ratio = _box_width(view), view.ratio
        roomy = self._texts.width(_SHORTEST_FOOT) <= width / ratio
        lines: list[tuple[int, int, int, int]] = []
        unit = 10.0**-scale.price_places
        painter.save()
        painter.scale(ratio, ratio)
        for place, one, (opened, closed) in bars:
            if one.whole and not roomy:
                continue
            left = view.frame.x_of(place) - width // 2
            prices = one.rows.prices
            low = float(prices[0]) * one.step * unit if len(prices) else min(opened, closed)
            bottom = math.floor(view.frame.y_of(low)) + 1
            if not one.whole:
                lines.append((left, bottom, left + width - 1, bottom + 1))
            if not roomy:
                continue
            colour = colours.up if one.delta >= 0 else colours.down
            texts = (
                (f"Δ {self._volumes.signed(one.delta, scale)}", colour),
                (f"Σ {self._volumes.text(one.volume, scale)}", colours.soft),
            )
            if max(self._texts.width(text) for text, _ in texts) > width / ratio:
                continue
            for number, (text, colour) in enumerate(texts):
                middle = int(bottom / ratio) + 4 + number * self._texts.height + self._texts.height // 2
                inset = (width / ratio - self._texts.width(text)) / 2
                x, high = int(left / ratio + inset), self._texts.height
                back = QRect(x - 2, middle - high // 2, self._texts.width(text) + 4, high)
                painter.fillRect(back, colours.background)
                self._texts.draw(painter, x, middle, text, colour)
        painter.restore()
        if lines:
            self._rects.paint(painter, np.array(lines, np.int32), colours.warning)


class _Cells:
    """The cells of some bars in device pixels, one after the other."""

    def __init__(self, view: ChartView, bars: Bars, scale: Scale, imbalance: int) -> None:
        frame = view.frame
        self.ratio = view.ratio
        counts = [len(one.rows.prices) for _, one, _ in bars]
        width = _box_width(view)
        lefts = np.array([frame.x_of(place) - width // 2 for place, _, _ in bars])
        body = round(_BODY_PX * view.ratio)
        self.halves = width >= _HALVES_FROM_PX * view.ratio
        inner = lefts + body + 1 if self.halves else lefts
        self.left = np.repeat(inner, counts)
        self.right = np.repeat(lefts + width - 1, counts)
        self.middle = (self.left + self.right + 1) // 2
        rows = np.concatenate([one.rows.prices for _, one, _ in bars]).astype(np.float64)
        high = 10.0**-scale.price_places * bars[0][1].step
        self.top = np.floor(frame.ys_of((rows + 1) * high)).astype(np.int64)
        bottom = np.floor(frame.ys_of(rows * high)).astype(np.int64) - 1
        gap = (bottom - self.top) >= _GAP_FROM_PX * view.ratio
        self.bottom = np.maximum(bottom - gap, self.top)
        self.sold = np.concatenate([one.rows.sold for _, one, _ in bars])
        self.bought = np.concatenate([one.rows.bought for _, one, _ in bars])
        self.most = np.repeat(np.array([one.most for _, one, _ in bars], np.float64), counts)
        starts = np.cumsum([0, *counts[:-1]])
        # There is no room for marks in narrow bars.
        marked = bars if self.halves else []
        flags = [one.imbalances(imbalance) for _, one, _ in marked]
        self.sellers = np.concatenate([_NONE, *(sellers for sellers, _ in flags)])
        self.buyers = np.concatenate([_NONE, *(buyers for _, buyers in flags)])
        self.controls = starts[: len(marked)] + np.array([one.point_of_control for _, one, _ in marked], int)
        height = int(np.median(self.bottom - self.top)) + 1
        self.readable = self.halves and height >= (_TEXT_ROW_PX - 3) * view.ratio
        ends = starts + np.array(counts) - 1
        self.boxes = _rects(lefts, self.top[ends], lefts + width - 1, self.bottom[starts])
        opens = np.array([pair[0] for _, _, pair in bars])
        closes = np.array([pair[1] for _, _, pair in bars])
        self.rising = closes >= opens
        tops = np.floor(frame.ys_of(np.maximum(opens, closes)))
        bottoms = np.maximum(np.floor(frame.ys_of(np.minimum(opens, closes))) - 1, tops)
        self.bodies = _rects(lefts, tops, lefts + body - 1, bottoms)

    def rects(self, left: NDArray[np.int64], right: NDArray[np.int64]) -> Rects:
        """Every cell from one side to another."""
        return _rects(left, self.top, right, self.bottom)


def _rects(*edges: NDArray[np.generic]) -> Rects:
    return np.stack([edge.astype(np.int32) for edge in edges], axis=1)


def _box_width(view: ChartView) -> int:
    return max(3, int(view.frame.spacing * _BOX_SHARE))
