"""A market feed with everything around it but a venue: the client serves what a test gives it."""

import asyncio
from collections.abc import Callable

from terminal_app.core.clock import ManualClock
from terminal_app.core.events import CandlesSeen
from terminal_app.core.market import Candle, Interval
from terminal_app.core.ports import CandleStore, Channel, Feed
from terminal_app.market.feed import MarketFeed
from terminal_app.market.hub import MarketHub
from terminal_app.tasks import TaskOwner
from tests.helpers.examples import PERP_ID
from tests.helpers.market import START_MS, FakeMarketData, filled_hub, stamp

MINUTE = Interval.M1.ms
CANDLES = Channel(Feed.CANDLES, PERP_ID, Interval.M1)
KEY = (PERP_ID, Interval.M1)


class FeedBench:
    """A feed with everything around it; it sleeps no longer than a turn of the loop, after `on_sleep`."""

    def __init__(self, store: CandleStore | None = None, clock: ManualClock | None = None) -> None:
        self.clock = clock or ManualClock()
        self.on_sleep: Callable[[], object] = lambda: None
        self.client = FakeMarketData()
        self.hub: MarketHub = filled_hub(self.clock, ())[0]
        self.slept: list[float] = []
        self.tasks = TaskOwner("feed")
        self.feed = MarketFeed(self.hub, self.clock, self.tasks, sleep=self.sleep, jitter=lambda: 1.0)
        self.feed.start(self.client, [], store)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.on_sleep()
        await asyncio.sleep(0)

    @property
    def minutes(self) -> list[int]:
        """When the candles open, in minutes after `START_MS`."""
        times = self.hub.candles(*KEY).view().open_ms
        return [int(time - START_MS) // MINUTE for time in times.tolist()]

    def push(self, *bars: Candle) -> None:
        """The stream brings candles."""
        self.hub.apply(CandlesSeen(PERP_ID, Interval.M1, bars, stamp(self.clock)))
