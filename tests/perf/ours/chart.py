"""Our chart, 1280 × 720: a pan of the window and a tick of the newest bar, each painted."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cache, partial
from random import Random

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPicture
from PySide6.QtWidgets import QApplication

from terminal_app.core.instrument import Instrument, InstrumentId, ProductType
from terminal_app.core.market import Candle, Interval
from terminal_app.market.candles import CandleSeries
from terminal_app.ui.panels.chart.canvas import HEADER_PX, ChartCanvas
from terminal_app.ui.panels.chart.drawings.layer import DrawingLayer
from terminal_app.ui.panels.chart.drawings.making import Recipe, drawn
from terminal_app.ui.panels.chart.drawings.projection import time_of
from terminal_app.ui.panels.chart.drawings.values import COLOURS, Anchor, Dash, Drawing, Style, Tool
from terminal_app.ui.panels.chart.geometry import Frame
from terminal_app.ui.panels.chart.lines import Line, LineAction, LineKind, Tint
from terminal_app.ui.panels.chart.scale import nearest_tick
from terminal_app.ui.panels.chart.state import ChartState
from terminal_app.ui.theme import DARK
from tests.perf.loads import bars as loads
from tests.perf.painting import Paints, frames, settle
from tests.perf.side import serve

_CHUNK = 20_000
_NEAR_BARS = 300
_RULES = Instrument(
    id=InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT"),
    base="BTC",
    quote="USDT",
    tick=Decimal("0.1"),
    lot=Decimal("0.001"),
    quote_step=Decimal("0.01"),
    min_qty=Decimal("0.001"),
    min_notional=Decimal(5),
    max_leverage=125,
    funding_hours=8,
)


class Chart:
    """A chart of so many bars."""

    def __init__(self, count: int) -> None:
        rows = loads.bars(count)
        self.count = count
        self.last = rows[-1]
        self.series = CandleSeries(Interval.M1)
        for start in range(0, count, _CHUNK):
            self.series.merge([candle(row) for row in rows[start : start + _CHUNK].tolist()])
        self.state = ChartState()
        self.state.show(self.series, _RULES)
        self.canvas = ChartCanvas(self.state, DARK)
        self.canvas.resize(loads.WIDTH, loads.HEIGHT)
        self.canvas.show()
        self.paints = Paints(self.canvas.viewport())
        self.canvas.start_over("BTCUSDT perp · 1m")
        settle()

    def zoom_to(self, first: float, stop: float) -> None:
        """Show these bars."""
        view = self.state.viewport
        view.spacing = view.width / (stop - first)
        view.right = stop
        self.canvas.redraw()

    def view_frame(self) -> Frame:
        """Where bars and prices are now."""
        view = self.state.build(self.canvas.plot_width, self.canvas.plot_height)
        if view is None:
            raise RuntimeError("there is nothing in sight")
        return view.frame

    def pan(self, steps: int) -> None:
        """Drag the bars to the left by so many steps."""
        view = self.state.viewport
        view.pan(-steps * loads.pan_step(self.count) * view.spacing, self.count)
        self.canvas.redraw()

    def shift(self, bars: int) -> None:
        """Drag the bars to the left by so many of them."""
        view = self.state.viewport
        view.pan(-bars * view.spacing, self.count)
        self.canvas.redraw()

    def tick(self, bar: Candle) -> None:
        """Take a newer version of the last bar."""
        self.series.merge([bar])
        self.canvas.refresh()


def candle(row: list[float]) -> Candle:
    """A row of the load."""
    opened, high, low, closed, volume = (Decimal(repr(value)) for value in row[1:])
    return Candle(int(row[0]), opened, high, low, closed, volume, Decimal(0))


@cache
def chart(count: int) -> Chart:
    """Made once for all samples."""
    return Chart(count)


def pan(count: int, rounds: int) -> dict[str, float]:
    """Pans over nine tenths of the bars."""
    one = chart(count)
    one.zoom_to(*loads.shown(count))
    return frames([partial(one.pan, steps) for steps in loads.PANS * rounds], one.paints)


def zoom(count: int, rounds: int) -> dict[str, float]:
    """Zooms out and in again about the middle."""
    one = chart(count)
    return frames([partial(one.zoom_to, *shown) for shown in loads.zooms(count) * rounds], one.paints)


def pan_with_lines(count: int, rounds: int, lines: int) -> dict[str, float]:
    """The same pans with so many order lines in sight, each with its label and its button."""
    one = chart(count)
    one.zoom_to(*loads.shown(count))
    frame = one.view_frame()
    step = (frame.high - frame.low) / (lines + 1)
    one.state.lines = [order_line(number, frame.low + step * (number + 1)) for number in range(lines)]
    try:
        return pan(count, rounds)
    finally:
        one.state.lines = []


def pan_near(count: int, rounds: int, drawings: int) -> dict[str, float]:
    """Small pans with some hundred bars in sight, and so many drawings spread over all bars and prices."""
    one = chart(count)
    one.zoom_to(0, count)
    frame = one.view_frame()
    one.zoom_to(count / 2 - _NEAR_BARS, count / 2)
    work = [partial(one.shift, 4 * steps) for steps in loads.PANS * rounds]
    return _with_drawings(one, _drawings(one, drawings, (frame.low, frame.high), 0.002), work)


def pan_held_with_drawings(count: int, rounds: int, drawings: int) -> dict[str, float]:
    """The same pans while the range of prices was chosen by hand."""
    one = chart(count)
    one.zoom_to(*loads.shown(count))
    frame = one.view_frame()
    one.state.manual_range = (frame.low, frame.high)
    try:
        return pan_with_drawings(count, rounds, drawings)
    finally:
        one.state.manual_range = None


def pan_with_drawings(count: int, rounds: int, drawings: int) -> dict[str, float]:
    """The pans over nine tenths of the bars with so many drawings of every tool, nearly all in sight."""
    one = chart(count)
    one.zoom_to(*loads.shown(count))
    frame = one.view_frame()
    work = [partial(one.pan, steps) for steps in loads.PANS * rounds]
    return _with_drawings(one, _drawings(one, drawings, (frame.low, frame.high), 0.1), work)


def tick_with_drawings(count: int, rounds: int, drawings: int) -> dict[str, float]:
    """Ticks of the newest bar, with all bars and so many drawings in sight."""
    one = chart(count)
    one.zoom_to(count * 0.05, count * 1.02)
    news = [candle(row) for row in loads.ticks(one.last, rounds).tolist()]
    one.last = loads.ticks(one.last, rounds)[-1]
    frame = one.view_frame()
    work = [partial(one.tick, bar) for bar in news]
    return _with_drawings(one, _drawings(one, drawings, (frame.low, frame.high), 0.1), work)


def _with_drawings(
    one: Chart, drawings: tuple[Drawing, ...], work: Sequence[Callable[[], None]]
) -> dict[str, float]:
    """The frames of some work with drawings over the bars; what is done once for all is done before."""
    layer = DrawingLayer(lambda: _RULES)
    layer.show_drawings(drawings)
    one.state.add_layer(layer)
    one.canvas.redraw()
    settle()
    one.canvas.viewport().update(0, HEADER_PX, 1, 1)
    settle()
    try:
        return frames(work, one.paints)
    finally:
        one.state.remove_layer(layer)
        one.canvas.redraw()
        settle()


def _drawings(one: Chart, count: int, prices: tuple[float, float], largest: float) -> tuple[Drawing, ...]:
    """Drawings of every tool in turn, of every size, spread over all bars."""
    chance = Random(7)
    wide, high = one.count, prices[1] - prices[0]

    def anchor(x: float, y: float) -> Anchor:
        price = nearest_tick(prices[0] + high * y, _RULES.tick)
        return Anchor(time_of(one.series, wide * x), price)

    made = []
    for number in range(count):
        tool, x, y = list(Tool)[number % len(Tool)], chance.random(), chance.random()
        points = [
            anchor(x + chance.uniform(0, largest) * k, y + chance.uniform(-0.1, 0.1) * k) for k in range(3)
        ]
        style = Style(number % COLOURS, list(Dash)[number % len(Dash)])
        recipe = Recipe(tool, style, _RULES.tick, Decimal("0.25"), f"A note {number}")
        drawing = drawn(recipe, points[: tool.clicks], number)
        if drawing is not None:
            made.append(drawing)
    return tuple(made)


def order_line(number: int, price: float) -> Line:
    """The line of an order."""
    exact = nearest_tick(price, _RULES.tick)
    tint = Tint.BUY if number % 2 else Tint.SELL
    text = f"▲ Buy 0.{number:03d} Limit · {exact}"
    return Line(LineKind.ORDER, str(number), exact, text, tint, actions=(LineAction.CANCEL,), movable=True)


def tick(count: int, rounds: int) -> dict[str, float]:
    """Ticks of the newest bar, with all bars in sight."""
    one = chart(count)
    one.zoom_to(count * 0.05, count * 1.02)
    news = [candle(row) for row in loads.ticks(one.last, rounds).tolist()]
    one.last = loads.ticks(one.last, rounds)[-1]
    return frames([partial(one.tick, bar) for bar in news], one.paints)


@cache
def empty_plot() -> tuple[pg.PlotWidget, Paints]:
    """A plot of pyqtgraph with its axes and nothing in it."""
    plot = pg.PlotWidget()
    plot.resize(loads.WIDTH, loads.HEIGHT)
    plot.show()
    settle()
    return plot, Paints(plot.viewport())


def pan_empty(count: int, rounds: int) -> dict[str, float]:
    """The same pans on pyqtgraph's empty plot."""
    plot, paints = empty_plot()
    plot.setYRange(50_000, 70_000)
    return _pan_plot(count, rounds, plot, paints)


def _pan_plot(count: int, rounds: int, plot: pg.PlotWidget, paints: Paints) -> dict[str, float]:
    first, stop = loads.shown(count)
    moved = [sum((loads.PANS * rounds)[: number + 1]) for number in range(len(loads.PANS) * rounds)]
    step = loads.pan_step(count)

    def move(by: int) -> None:
        plot.setXRange(first + by, stop + by, padding=0)

    return frames([partial(move, steps * step) for steps in moved], paints)


class ExampleItem(pg.GraphicsObject):
    """Candles as pyqtgraph's own example draws them: once into a picture, which is then replayed."""

    def __init__(self, rows: loads.Bars) -> None:
        super().__init__()
        self._picture = QPicture()
        painter = QPainter(self._picture)
        painter.setPen(pg.mkPen("w"))
        for place, (_, opened, high, low, closed, _) in enumerate(rows.tolist()):
            painter.drawLine(QPointF(place, low), QPointF(place, high))
            painter.setBrush(pg.mkBrush("r" if opened > closed else "g"))
            painter.drawRect(QRectF(place - 1 / 3, opened, 2 / 3, closed - opened))
        painter.end()

    def paint(self, painter: QPainter, *_: object) -> None:
        painter.drawPicture(0, 0, self._picture)

    def boundingRect(self) -> QRectF:
        return QRectF(self._picture.boundingRect())


@cache
def example_plot(count: int) -> tuple[pg.PlotWidget, Paints]:
    """A plot with the candles of the example."""
    plot = pg.PlotWidget()
    plot.addItem(ExampleItem(loads.bars(count)))
    plot.resize(loads.WIDTH, loads.HEIGHT)
    plot.show()
    settle()
    return plot, Paints(plot.viewport())


def pan_example(count: int, rounds: int) -> dict[str, float]:
    """The same pans on the candles of pyqtgraph's example."""
    return _pan_plot(count, rounds, *example_plot(count))


if __name__ == "__main__":
    application = QApplication([])
    takes = (
        pan,
        zoom,
        pan_with_lines,
        pan_near,
        pan_with_drawings,
        pan_held_with_drawings,
        tick_with_drawings,
        tick,
        pan_empty,
        pan_example,
    )
    serve({take.__name__: take for take in takes})
