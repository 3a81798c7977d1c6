"""Live and past candles agree to the digit, over a cut line and a restart; a minute takes a second here."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from terminal_app.bitget.client import BitgetClient
from terminal_app.bitget.endpoints import Venue
from terminal_app.core.account_kind import AccountKind
from terminal_app.core.changes import Changes
from terminal_app.core.clock import SystemClock
from terminal_app.core.events import AccountEvent
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import Candle, Interval
from terminal_app.core.ports import Channel, Feed, Listeners
from terminal_app.journal.candle_store import SqliteCandleStore
from terminal_app.market.candles import CandleSeries
from terminal_app.market.feed import MarketFeed
from terminal_app.market.hub import MarketHub
from terminal_app.tasks import TaskOwner
from tests.helpers.line import Line
from tests.helpers.paper_process import PaperProcess, paper_process
from tests.helpers.waiting import eventually

pytestmark = [pytest.mark.contract, pytest.mark.slow]

KEY = (InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT"), Interval.M1)
CLOCK = SystemClock()
_SPEED = 60


async def sooner(seconds: float) -> None:
    """Pauses are for a market of the usual speed."""
    await asyncio.sleep(seconds / _SPEED)


class Watcher:
    """A program that watches candles: the client, the stores and the feed, with a file."""

    def __init__(
        self, client: BitgetClient, hub: MarketHub, feed: MarketFeed, store: SqliteCandleStore
    ) -> None:
        self.client = client
        self.feed = feed
        self.store = store
        self.series: CandleSeries = hub.candles(*KEY)

    @property
    def newest(self) -> int:
        """When the newest candle opened."""
        return int(self.series.last.open_ms) if self.series.last else 0

    async def live(self, bars: int) -> int:
        """Wait until so many more candles have closed and are settled; the last of those, Unix ms."""
        until = self.newest + bars * Interval.M1.ms
        await eventually(lambda: self.newest > until, timeout=60)
        async for kept in self._kept():
            if kept and kept[-1].open_ms >= until:
                return until
        raise AssertionError

    async def _kept(self) -> AsyncIterator[list[Candle]]:
        while True:
            yield await self.store.candles(*KEY, count=1)
            await asyncio.sleep(0.02)

    def rows(self, until_ms: int) -> list[tuple[float, ...]]:
        """The candles of the chart up to a moment."""
        return [row for row in zip(*map(list, self.series.view()), strict=True) if row[0] <= until_ms]


@asynccontextmanager
async def watching(paper: PaperProcess, line: Line, path: Path, kind: AccountKind) -> AsyncIterator[Watcher]:
    venue = Venue.paper(line.at(paper.rest), line.at(paper.public_ws), line.at(paper.private_ws))
    hub, tasks = MarketHub(Changes(), CLOCK), TaskOwner("feed")
    feed = MarketFeed(hub, CLOCK, tasks, sleep=sooner)

    def ignore(_event: AccountEvent) -> None:
        pass

    key = paper.credentials
    client = BitgetClient(venue, key, Listeners(hub.apply, ignore, feed.on_link_event), CLOCK, kind=kind)
    store = SqliteCandleStore(path, CLOCK)
    await client.start()
    feed.start(client, [], store)
    feed.watch("one", [Channel(Feed.CANDLES, *KEY)])
    watcher = Watcher(client, hub, feed, store)
    await eventually(lambda: watcher.series.length > 300 and not feed.candle_load(*KEY).loading, timeout=60)
    try:
        yield watcher
    finally:
        await feed.aclose()
        await client.aclose()
        await store.aclose()


async def agree(watcher: Watcher, until_ms: int) -> None:
    """The chart, the file and the venue say the same, digit by digit, and nothing is missing."""
    assert watcher.series.gaps == []
    shown = watcher.rows(until_ms)
    told = await watcher.client.candles(*KEY, before_ms=until_ms + 1, count=len(shown))
    assert shown == [tuple(float(value) for value in bar[:6]) for bar in told]
    kept = await watcher.store.candles(*KEY, before_ms=until_ms + 1, count=len(shown))
    assert kept == told


@pytest.mark.parametrize("kind", list(AccountKind))
async def test_live_and_past_agree_over_a_cut_line_and_a_new_start(kind: AccountKind, data_dir: Path) -> None:
    path = data_dir / "market.sqlite3"
    with paper_process("--speed", str(_SPEED), "--account", kind.value, "--no-rate-limits") as paper:
        async with Line(paper.port) as line:
            async with watching(paper, line, path, kind) as watcher:
                await agree(watcher, await watcher.live(4))
                line.cut()
                before = watcher.newest
                await asyncio.sleep(3.0)  # three candles that the stream tells nothing of
                line.join()
                await eventually(lambda: watcher.newest > before + 4 * Interval.M1.ms, timeout=60)
                await eventually(lambda: not watcher.feed.candle_load(*KEY).loading, timeout=60)
                await agree(watcher, await watcher.live(3))
                oldest, until = watcher.series.bar(0).open_ms, watcher.newest
            async with watching(paper, line, path, kind) as watcher:
                await agree(watcher, await watcher.live(2))
                assert watcher.series.bar(0).open_ms < oldest
                assert watcher.newest > until
                watcher.feed.request_older(*KEY)
                await eventually(lambda: not watcher.feed.candle_load(*KEY).loading_older, timeout=60)
                await agree(watcher, await watcher.live(1))
