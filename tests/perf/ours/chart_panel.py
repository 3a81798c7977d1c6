"""Our chart panel with ten indicators, 1280 × 720: what a frame of the window does, painted."""

from decimal import Decimal
from functools import cache, partial

from PySide6.QtWidgets import QApplication

from terminal_app.core.changes import Changes
from terminal_app.core.clock import SystemClock
from terminal_app.core.market import Candle, Interval
from terminal_app.market.hub import MarketHub
from terminal_app.market.indicators.chosen import COLOURS, Chosen, ChosenSet, Look
from terminal_app.ui.panels.chart.panel import ChartPanel
from terminal_app.ui.theme import DARK
from tests.helpers.examples import PERP
from tests.helpers.market import FakeCandleFeed, random_candles
from tests.perf.loads import bars as loads
from tests.perf.painting import Paints, frames, settle
from tests.perf.side import serve

TEN = ("SMA", "EMA", "WMA", "BBANDS", "SAR", "KAMA", "RSI", "MACD", "ATR", "OBV")
"""Six of them over the prices, four in panes of their own."""


class Panel:
    """A chart of so many bars, and its market."""

    def __init__(self, count: int, indicators: int) -> None:
        self.changes = Changes()
        self.hub = MarketHub(self.changes, SystemClock())
        self.hub.instruments.replace(PERP.id.product, [PERP])
        candles = random_candles(count)
        self.count, self.last = count, candles[-1]
        self.hub.add_history(PERP.id, Interval.M1, candles)
        self.panel = ChartPanel(self.hub, FakeCandleFeed(), DARK)
        self.panel.resize(loads.WIDTH, loads.HEIGHT)
        self.panel.show()
        self.panel.show_instrument(PERP.id)
        items = [
            Chosen(name, {}, {} if name in ("BBANDS", "MACD") else {"real": Look(number % COLOURS)})
            for number, name in enumerate(TEN[:indicators])
        ]
        self.panel.indicators.shown.choose(ChosenSet(tuple(items)))
        self.paints = Paints(self.panel.canvas.viewport())
        settle()
        self.frame()
        while self.panel.indicators.shown.pending:
            self.frame()
            settle(10)

    def frame(self) -> None:
        """What a frame of the window does."""
        self.panel.show_frame(self.changes.drain())

    def show(self, first: float, stop: float) -> None:
        """Show these bars."""
        view = self.panel.state.viewport
        view.spacing = view.width / (stop - first)
        view.right = stop
        self.panel.canvas.redraw()

    def pan(self, steps: int) -> None:
        """Drag the bars to the left by so many steps."""
        view = self.panel.state.viewport
        view.pan(-steps * loads.pan_step(self.count) * view.spacing, self.count)
        self.panel.canvas.redraw()

    def tick(self, bar: Candle) -> None:
        """Take a newer version of the last bar."""
        self.hub.add_history(PERP.id, Interval.M1, [bar])
        self.frame()

    def news(self, rounds: int) -> list[Candle]:
        """Later versions of the last bar, within its range."""
        low, high = self.last.low, self.last.high
        middle = (low + high) / 2
        made = []
        for number in range(rounds):
            volume = self.last.volume + Decimal(number + 1) / 1000
            made.append(self.last._replace(close=middle if number % 2 else low, volume=volume))
        self.last = made[-1]
        return made


@cache
def panel(count: int, indicators: int) -> Panel:
    """Made once for all samples."""
    return Panel(count, indicators)


def pan(count: int, rounds: int, indicators: int) -> dict[str, float]:
    """Pans over nine tenths of the bars."""
    one = panel(count, indicators)
    one.show(*loads.shown(count))
    return frames([partial(one.pan, steps) for steps in loads.PANS * rounds], one.paints)


def tick(count: int, rounds: int, indicators: int) -> dict[str, float]:
    """Ticks of the newest bar, with all bars in sight."""
    one = panel(count, indicators)
    one.show(count * 0.05, count * 1.02)
    return frames([partial(one.tick, bar) for bar in one.news(rounds)], one.paints)


if __name__ == "__main__":
    application = QApplication([])
    serve({"pan": pan, "tick": tick})
