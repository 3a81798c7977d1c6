"""The footprint in the bars: what was sold and bought at each price, as colours, and in figures if they fit.

On the left of a bar stands what takers sold into the bids, on the right what they bought from the asks. An
upright mark at the outer edge is an imbalance, the frame the point of control, below are delta and volume. A
bar of which trades are missing has a line of the colour of warnings under it.
"""

from collections.abc import Callable, Hashable, Sequence

from PySide6.QtGui import QPainter

from terminal_app.core.money import plain
from terminal_app.market.candles import Bar, BarSeries
from terminal_app.market.flow.footprint import Footprint
from terminal_app.market.flow.trades import Scale, TradeMemory
from terminal_app.ui import format as fmt
from terminal_app.ui.panels.chart.brushes import ChartColours
from terminal_app.ui.panels.chart.flow.choice import FlowChoice
from terminal_app.ui.panels.chart.flow.footprint_cells import CellPainter, row_step
from terminal_app.ui.panels.chart.flow.prints import Prints, prints_of
from terminal_app.ui.panels.chart.flow.words import Volumes
from terminal_app.ui.panels.chart.pane_layer import LegendText, PaneLayer
from terminal_app.ui.panels.chart.shown import ChartView

LEAST_BAR_PX = 6.0


class FootprintLayer(PaneLayer):
    """The footprints of the bars in sight.

    `pending` says that some are not summed up yet, for want of time.

    Args:
        memory: the trades.
        tick: the price step as a whole number, and how many decimals that has.
        choice: how they are drawn.
        may_go_on: whether there is time left in this frame.
        note: what else is to be said, such as of a damaged disk.
    """

    name = "Footprint"

    def __init__(
        self,
        memory: TradeMemory,
        tick: tuple[int, int],
        choice: FlowChoice,
        may_go_on: Callable[[], bool],
        note: Callable[[], str],
    ) -> None:
        self.pending = False
        self._memory = memory
        self._tick, self._tick_places = tick
        self._choice = choice
        self._may_go_on = may_go_on
        self._note = note
        self._prints: Prints | None = None
        self._series: BarSeries | None = None
        self._newest: Bar | None = None
        self._ready: list[tuple[int, Footprint | None]] = []
        self._turn = 0
        self._volumes = Volumes()
        self._cells = CellPainter(self._volumes)

    def follow(self, series: BarSeries, newest: Bar | None) -> None:
        """Take the bars as they are now."""
        if series is not self._series:
            self._prints = prints_of(series, self._memory, self._tick_places)
        self._series, self._newest = series, newest

    def key(self, view: ChartView) -> Hashable:
        """Changes whenever a footprint of a closed bar in sight does."""
        ready = self._closed(view)
        if len(ready) != len(self._ready) or any(
            one[0] != other[0] or one[1] is not other[1]
            for one, other in zip(ready, self._ready, strict=True)
        ):
            self._turn += 1
        self._ready = ready
        step = 0 if self._prints is None else self._step(view, self._prints.scale)
        return self._turn, step, self._choice

    def paint(self, painter: QPainter, view: ChartView, colours: ChartColours) -> None:
        """Paint the closed bars."""
        prints, series = self._prints, self._series
        if prints is None or series is None or not self._drawn(view):
            return
        columns = series.view()
        bars = [
            (place, one, (float(columns.open[place]), float(columns.close[place])))
            for place, one in self._ready
            if one is not None and one.seen
        ]
        self._cells.paint(painter, view, colours, bars, prints.scale, self._choice.imbalance)

    def paint_tail(self, painter: QPainter, view: ChartView, colours: ChartColours) -> None:
        """Paint the newest bar."""
        newest, one, prints = self._newest, self._forming(view), self._prints
        if newest is not None and one is not None and prints is not None and one.seen:
            bars = [(view.tail, one, (newest.open, newest.close))]
            self._cells.paint(painter, view, colours, bars, prints.scale, self._choice.imbalance)

    def tail_span(self, view: ChartView) -> tuple[float, float]:
        """From the highest row down to what is written below the lowest."""
        one = self._forming(view)
        if one is None or self._prints is None or not len(one.rows.prices):
            return 0.0, 0.0
        unit = 10.0**-self._prints.scale.price_places * one.step
        high, low = (float(one.rows.prices[place]) for place in (-1, 0))
        bottom = view.frame.y_of(low * unit) + self._cells.foot_height * view.ratio
        return view.frame.y_of((high + 1) * unit), bottom

    def legend(self, view: ChartView, bar: int, colours: ChartColours) -> Sequence[LegendText]:
        """Delta, volume and point of control of a bar, and what is not complete."""
        prints = self._prints
        if prints is None or not self._drawn(view):
            return (LegendText("zoom in to see it", colours.soft),)
        values = self._values(view, bar, colours, prints.scale)
        missing = ", ".join(filter(None, (prints.missing(view), self._note())))
        return (*values, LegendText(missing, colours.warning)) if missing else values

    def _values(
        self, view: ChartView, bar: int, colours: ChartColours, scale: Scale
    ) -> tuple[LegendText, ...]:
        one = self._forming(view) if bar == view.tail else dict(self._ready).get(bar)
        if one is None or not one.seen:
            return (LegendText(fmt.DASH if self.pending else "not seen", colours.soft),)
        delta = one.delta
        texts = [
            LegendText(f"Δ {self._volumes.signed(delta, scale)}", colours.up if delta >= 0 else colours.down),
            LegendText(f"Σ {self._volumes.text(one.volume, scale)}"),
        ]
        if len(one.rows.prices):
            row = int(one.rows.prices[one.point_of_control])
            texts.append(LegendText(f"POC {fmt.number(plain(scale.price(row * one.step)))}"))
        if not one.whole:
            texts.append(LegendText("bar incomplete", colours.warning))
        return tuple(texts)

    def _drawn(self, view: ChartView) -> bool:
        return view.level == 0 and view.frame.spacing >= LEAST_BAR_PX * view.ratio

    def _closed(self, view: ChartView) -> list[tuple[int, Footprint | None]]:
        prints = self._prints
        self.pending = False
        if prints is None or not self._drawn(view):
            return []
        step = self._step(view, prints.scale)
        found: list[tuple[int, Footprint | None]] = []
        # The newest first: when time runs out, they are there.
        for place in range(min(view.stop, view.tail) - 1, view.first - 1, -1):
            one = prints.closed(place, step, self._may_go_on)
            self.pending = self.pending or one is None
            found.append((place, one))
        return found

    def _forming(self, view: ChartView) -> Footprint | None:
        prints = self._prints
        if prints is None or not self._drawn(view) or not view.tail_in_sight:
            return None
        return prints.forming(view.tail, self._step(view, prints.scale), self._may_go_on)

    def _step(self, view: ChartView, scale: Scale) -> int:
        tick = self._tick * 10 ** (scale.price_places - self._tick_places)
        return row_step(view, tick, 10.0**-scale.price_places, self._choice.step)
