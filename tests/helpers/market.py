"""Public market data to build tests from, and a client that serves what a test gives it."""

import math
import random
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from terminal_app.core.changes import Changes
from terminal_app.core.clock import ManualClock
from terminal_app.core.errors import TerminalError
from terminal_app.core.events import BookSnapshot
from terminal_app.core.instrument import Instrument, InstrumentId, PositionTier, ProductType
from terminal_app.core.market import Candle, FundingRate, Interval, Level, Stamp, Ticker, Trade
from terminal_app.core.orders import Side
from terminal_app.core.ports import Channel
from terminal_app.market.candles import BarSeries, CandleSeries
from terminal_app.market.history import CandleLoad
from terminal_app.market.hub import MarketHub
from tests.helpers.examples import PERP

D = Decimal
START_MS = 1_700_000_040_000
"""A whole minute."""


def candle(open_ms: int, close: str = "100", volume: str = "1", *, spread: str = "1") -> Candle:
    """A bar that opens where it closes, with room above and below."""
    price = D(close)
    return Candle(open_ms, price, price + D(spread), price - D(spread), price, D(volume), D(0))


def random_candles(count: int, interval: Interval = Interval.M1, seed: int = 1) -> list[Candle]:
    """A random walk on the tick of `examples.PERP` without holes, from `START_MS` on."""
    chance = random.Random(seed)
    price, bars = 640_000, []
    for index in range(count):
        path = [price, *(price := price + chance.randint(-60, 60) for _ in range(4))]
        ends = (path[0], max(path), min(path), path[-1])
        opened, high, low, closed = (PERP.tick * value for value in ends)
        volume = D(chance.randint(1, 400_000)) * PERP.lot
        bars.append(Candle(START_MS + index * interval.ms, opened, high, low, closed, volume, D(0)))
    return bars


def candles_of(series: BarSeries) -> CandleSeries:
    """The bars of a chart as the candles that they are in a test."""
    assert isinstance(series, CandleSeries)
    return series


def trade(number: int, price: str = "64210.5", size: str = "0.1", side: Side = Side.BUY) -> Trade:
    """A public trade; later numbers are later trades."""
    return Trade(str(number), D(price), D(size), side, START_MS + number * 1_000)


def level(price: str, size: str = "1") -> Level:
    """A book level."""
    return D(price), D(size)


def stamp(clock: ManualClock) -> Stamp:
    """Now."""
    return Stamp(clock.now_ms(), clock.monotonic())


def book_snapshot(instrument: InstrumentId, clock: ManualClock, best_bid: str = "64210.5") -> BookSnapshot:
    """A hundred levels of size 1 on each side, one tick apart, with a spread of one tick."""
    bid = D(best_bid)
    return BookSnapshot(
        instrument,
        tuple((bid - PERP.tick * step, D(1)) for step in range(100)),
        tuple((bid + PERP.tick * (step + 1), D(1)) for step in range(100)),
        stamp(clock),
    )


def filled_hub(clock: ManualClock, instruments: Iterable[Instrument] = (PERP,)) -> tuple[MarketHub, Changes]:
    """A hub that knows some instruments, and the desk it marks."""
    changes = Changes()
    hub = MarketHub(changes, clock)
    for instrument in instruments:
        hub.instruments.replace(instrument.id.product, [instrument])
    return hub, changes


@dataclass
class FakeMarketData:
    """Implements `MarketData`. `failures` are raised by the reads, one each, before they answer.

    `history` is all candles the venue has; a page is cut from it as the venue would.
    """

    history: list[Candle] = field(default_factory=list)
    past_trades: list[Trade] = field(default_factory=list)
    listed: list[Instrument] = field(default_factory=list)
    ticking: list[Ticker] = field(default_factory=list)
    failures: deque[TerminalError] = field(default_factory=deque)
    wanted: list[frozenset[Channel]] = field(default_factory=list)
    pages_asked: list[tuple[int | None, int]] = field(default_factory=list)
    books_refreshed: list[InstrumentId] = field(default_factory=list)

    def _maybe_fail(self) -> None:
        if self.failures:
            raise self.failures.popleft()

    async def instruments(self, product: ProductType) -> list[Instrument]:
        self._maybe_fail()
        return [instrument for instrument in self.listed if instrument.id.product is product]

    async def tickers(self, product: ProductType) -> list[Ticker]:
        self._maybe_fail()
        return [ticker for ticker in self.ticking if ticker.instrument.product is product]

    async def book(self, instrument: InstrumentId, depth: int = 50) -> BookSnapshot:
        raise NotImplementedError

    async def candles(
        self, instrument: InstrumentId, interval: Interval, *, before_ms: int | None = None, count: int = 500
    ) -> list[Candle]:
        self.pages_asked.append((before_ms, count))
        self._maybe_fail()
        limit = math.inf if before_ms is None else before_ms
        return [bar for bar in self.history if bar.open_ms < limit][-count:]

    async def trades(self, instrument: InstrumentId, count: int = 100) -> list[Trade]:
        self._maybe_fail()
        return self.past_trades[-count:]

    async def funding(self, instrument: InstrumentId) -> FundingRate:
        raise NotImplementedError

    async def funding_history(self, instrument: InstrumentId, count: int = 100) -> list[FundingRate]:
        raise NotImplementedError

    async def open_interest(self, instrument: InstrumentId) -> Decimal:
        raise NotImplementedError

    async def position_tiers(self, instrument: InstrumentId) -> list[PositionTier]:
        raise NotImplementedError

    def want(self, channels: frozenset[Channel]) -> None:
        self.wanted.append(channels)

    def refresh_book(self, instrument: InstrumentId) -> None:
        self.books_refreshed.append(instrument)


@dataclass
class FakeCandleFeed:
    """What a chart needs of the feed, without a venue behind it."""

    load: CandleLoad = field(default_factory=CandleLoad)
    watched: list[Sequence[Channel]] = field(default_factory=list)
    older_asked: int = 0

    def watch(self, owner: object, channels: Iterable[Channel]) -> None:
        self.watched.append(tuple(channels))

    def candle_load(self, instrument: InstrumentId, interval: Interval) -> CandleLoad:
        return self.load

    def request_older(self, instrument: InstrumentId, interval: Interval) -> None:
        self.older_asked += 1
