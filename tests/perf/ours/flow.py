"""Our chart with the order flow over it, 1280 × 720: pans, and frames of a burst of trades and books."""

import random
from decimal import Decimal
from functools import cache, partial

from PySide6.QtWidgets import QApplication

from terminal_app.core.changes import Changes
from terminal_app.core.clock import ManualClock
from terminal_app.core.events import BookDelta, BookSnapshot, TradesSeen
from terminal_app.core.instrument import Instrument, InstrumentId, ProductType
from terminal_app.core.market import Candle, Interval, Level, Stamp, Trade
from terminal_app.core.orders import Side
from terminal_app.market.hub import MarketHub
from terminal_app.market.indicators.chosen import Chosen, ChosenSet
from terminal_app.ui.panels.chart.flow.choice import FlowChoice
from terminal_app.ui.panels.chart.panel import ChartPanel
from terminal_app.ui.theme import DARK
from tests.helpers.market import FakeCandleFeed
from tests.perf.loads import bars as loads
from tests.perf.painting import Paints, flush, frames, settle
from tests.perf.side import serve

_RULES = Instrument(
    id=InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT"),
    base="BTC",
    quote="USDT",
    tick=Decimal("0.1"),
    lot=Decimal("0.0001"),
    quote_step=Decimal("0.01"),
    min_qty=Decimal("0.0001"),
    min_notional=Decimal(5),
    max_leverage=125,
    funding_hours=8,
)
_START_MS = 1_700_000_040_000
_MINUTES = 60
_TRADES_A_MINUTE = 1_500
_SLICE_MS = 250
_LEVELS = 400
_SPACING = {"footprint": 90.0, "heat": 16.0, "bubbles": 16.0, "all": 16.0, "plain": 16.0}
_CHOICES = {
    "plain": FlowChoice(),
    "footprint": FlowChoice(footprint=True),
    "heat": FlowChoice(heat=True),
    "bubbles": FlowChoice(bubbles=True),
    "all": FlowChoice(footprint=True, heat=True, bubbles=True),
}
_PROFILE = ChosenSet((Chosen("VOLUME_PROFILE", {}, {}),))


class Market:
    """An hour of trades and books, and whatever comes after it."""

    def __init__(self) -> None:
        self.chance = random.Random(7)
        self.changes = Changes()
        self.hub = MarketHub(self.changes, ManualClock())
        self.hub.instruments.replace(_RULES.id.product, [_RULES])
        self.price = 640_000
        self.now_ms = _START_MS
        self.number = 0

    def trades(self, count: int) -> None:
        """So many trades, one message each."""
        for _ in range(count):
            self.price += self.chance.choice((-2, -1, 0, 0, 1, 2))
            self.number += 1
            size = Decimal(int(self.chance.paretovariate(1.2) * 100)) * _RULES.lot
            side = Side.BUY if self.chance.random() < 0.5 else Side.SELL
            one = Trade(str(self.number), _RULES.tick * self.price, size, side, self.now_ms)
            self.hub.apply(TradesSeen(_RULES.id, (one,), Stamp(self.now_ms, self.now_ms / 1_000)))

    def book(self) -> None:
        """A whole book, as a stream that was never cut tells it."""
        steps = range(1, _LEVELS + 1)
        bids = tuple(self._level(self.price - step) for step in steps)
        asks = tuple(self._level(self.price + step) for step in steps)
        stamp = Stamp(self.now_ms, self.now_ms / 1_000)
        if self.hub.book(_RULES.id).stamp is None:
            self.hub.apply(BookSnapshot(_RULES.id, bids, asks, stamp))
            return
        self.hub.book(_RULES.id).replace(bids, asks, stamp)
        self.hub.apply(BookDelta(_RULES.id, (), (), stamp))

    def candle(self, opened: int) -> None:
        """The candle of the minute."""
        low, high = sorted((opened, self.price))
        first, top, bottom, last = (_RULES.tick * one for one in (opened, high, low, self.price))
        minute = self.now_ms // Interval.M1.ms * Interval.M1.ms
        bar = Candle(minute, first, top, bottom, last, Decimal(10), Decimal(0))
        self.hub.add_history(_RULES.id, Interval.M1, [bar])

    def minute(self) -> None:
        """A minute of all of it."""
        opened, slices = self.price, Interval.M1.ms // _SLICE_MS
        for _ in range(slices):
            self.trades(_TRADES_A_MINUTE // slices)
            self.book()
            self.now_ms += _SLICE_MS
        self.now_ms -= 1
        self.candle(opened)
        self.now_ms += 1

    def _level(self, ticks: int) -> Level:
        return _RULES.tick * ticks, Decimal(1 + ticks * 7919 % 13 + (60 if ticks % 97 == 0 else 0))


class Flow:
    """A chart over that hour with one kind of order flow, or with all of them and the volume profile."""

    def __init__(self, kind: str) -> None:
        self.market = Market()
        self.panel = ChartPanel(self.market.hub, FakeCandleFeed(), DARK)
        self.panel.resize(loads.WIDTH, loads.HEIGHT)
        self.panel.show()
        self.panel.show_instrument(_RULES.id)
        self.panel.flow.choose(_CHOICES[kind])
        if kind == "all":
            self.panel.indicators.shown.choose(_PROFILE)
        for _ in range(_MINUTES):
            self.market.minute()
            self.frame()
        self.paints = Paints(self.panel.canvas.viewport())
        self.panel.state.viewport.spacing = _SPACING[kind]
        self.panel.state.to_live()
        self.panel.canvas.redraw()
        settle()
        while self.panel.flow.pending or self.panel.indicators.shown.pending:
            self.frame()
            flush()  # what is pending is told by the paint

    def frame(self) -> None:
        """What a frame of the window does."""
        self.panel.show_frame(self.market.changes.drain())

    def pan(self, pixels: float) -> None:
        """Drag the bars."""
        self.panel.state.viewport.pan(pixels, self.panel.state.series.length)
        self.panel.canvas.redraw()

    def burst(self, messages: int) -> None:
        """A frame after so many messages."""
        self.market.trades(messages)
        self.market.now_ms += 16
        self.market.book()
        self.market.candle(self.market.price)
        self.frame()


@cache
def flow(kind: str) -> Flow:
    """Made once for all samples."""
    return Flow(kind)


def pan(kind: str, rounds: int) -> dict[str, float]:
    """Pans to and fro."""
    one = flow(kind)
    moves = [37.0, 21.0, -13.0, -45.0] * rounds
    return frames([partial(one.pan, pixels) for pixels in moves], one.paints)


def burst(kind: str, rounds: int, messages: int) -> dict[str, float]:
    """Frames of a burst, with what the messages cost before they are seen."""
    one = flow(kind)
    one.panel.state.to_live()
    one.panel.canvas.redraw()
    settle(50)
    return frames([partial(one.burst, messages)] * rounds, one.paints)


if __name__ == "__main__":
    application = QApplication([])
    serve({"pan": pan, "burst": burst})
