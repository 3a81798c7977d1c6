"""The past of candles comes whole: from the store at once, from the venue in pages, without holes."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from terminal_app.core.clock import ManualClock
from terminal_app.core.errors import LinkError, VenueError
from terminal_app.core.events import ChannelSilent, Link, LinkChanged, LinkState
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.market import Candle, Interval
from terminal_app.core.ports import Channel, Feed
from terminal_app.journal.candle_store import SqliteCandleStore
from terminal_app.market.feed import MarketFeed
from terminal_app.market.history import OLDER_PAUSE_SECONDS, PAGE, SETTLE_SECONDS, STORED_PAGE
from tests.helpers.examples import PERP_ID
from tests.helpers.feed_bench import CANDLES, KEY, MINUTE, FeedBench
from tests.helpers.market import START_MS, FakeMarketData, random_candles
from tests.helpers.waiting import eventually

TRADES = Channel(Feed.TRADES, PERP_ID)
BOOK = Channel(Feed.BOOK, PERP_ID)


@pytest.fixture
async def bench() -> AsyncIterator[FeedBench]:
    made = FeedBench()
    yield made
    await made.feed.aclose()


async def test_watching_candles_loads_their_history_once(bench: FeedBench) -> None:
    bench.client.history = random_candles(700)
    bench.feed.watch("one", [CANDLES])
    assert bench.feed.candle_load(*KEY).loading
    bench.feed.watch("two", [CANDLES])
    await bench.tasks.drain()
    assert bench.minutes == list(range(700 - PAGE, 700))
    assert bench.client.pages_asked == [(None, PAGE)]
    assert not bench.feed.candle_load(*KEY).loading


async def test_a_failed_load_says_why_and_tries_again(bench: FeedBench) -> None:
    bench.client.history = random_candles(3)
    told: list[str] = []

    async def look(seconds: float) -> None:
        told.append(bench.feed.candle_load(*KEY).error)
        await bench.sleep(seconds)

    bench.feed = MarketFeed(bench.hub, bench.clock, bench.tasks, sleep=look, jitter=lambda: 0.0)
    bench.feed.start(bench.client, [])
    bench.client.failures.extend(LinkError("Bitget did not answer.") for _ in range(7))
    bench.feed.watch("one", [CANDLES])
    await bench.tasks.drain()
    assert told == ["Bitget did not answer."] * 7
    assert bench.slept == [0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 15.0]
    assert bench.feed.candle_load(*KEY).error == ""
    assert bench.minutes == [0, 1, 2]


async def test_a_refusal_is_told_and_not_repeated(bench: FeedBench) -> None:
    bench.client.failures.append(VenueError("40034", "Bitget does not know this symbol."))
    bench.feed.watch("one", [CANDLES])
    await bench.tasks.drain()
    load = bench.feed.candle_load(*KEY)
    assert (load.error, load.loading) == ("Bitget does not know this symbol.", False)
    assert (len(bench.client.pages_asked), bench.slept) == (1, [])


async def test_a_load_nobody_wants_any_more_ends(bench: FeedBench) -> None:
    bench.client.failures.extend(LinkError("Bitget did not answer.") for _ in range(1_000))
    bench.feed.watch("one", [CANDLES, TRADES])
    await eventually(lambda: len(bench.slept) > 3)
    bench.feed.release("one")
    await bench.tasks.drain()
    assert not bench.feed.candle_load(*KEY).loading


async def test_a_hole_between_history_and_stream_is_filled(bench: FeedBench) -> None:
    everything = random_candles(600)
    bench.client.history = everything[:500]
    bench.feed.watch("one", [CANDLES])
    await bench.tasks.drain()
    bench.client.history = everything[:561]
    bench.push(everything[560])
    await bench.tasks.drain()
    assert bench.minutes == list(range(561))


async def test_a_hole_before_a_closed_bar_that_is_read_again_is_filled(bench: FeedBench) -> None:
    everything = random_candles(600)
    bench.client.history = everything[:500]
    bench.feed.watch("one", [CANDLES])
    await bench.tasks.drain()
    bench.client.history = everything
    bench.push(everything[500])
    await bench.tasks.drain()
    assert bench.client.pages_asked[1:] == [(None, 3), (START_MS + 597 * MINUTE, 97)]
    assert bench.minutes == list(range(600))


async def test_a_hole_older_than_a_page_is_filled_page_by_page(bench: FeedBench) -> None:
    everything = random_candles(1_800)
    bench.hub.add_history(*KEY, everything[:10])
    bench.client.history = everything
    bench.feed.watch("one", [CANDLES])
    await bench.tasks.drain()
    assert bench.minutes == list(range(1_800))
    assert bench.client.pages_asked[1] == (START_MS + (1_800 - PAGE) * MINUTE, PAGE)


async def test_a_hole_the_venue_has_too_is_asked_for_once(bench: FeedBench) -> None:
    bars = random_candles(20)
    bench.client.history = bars[:5] + bars[9:]
    bench.feed.watch("one", [CANDLES])
    await bench.tasks.drain()
    assert bench.client.pages_asked == [(None, PAGE), (START_MS + 9 * MINUTE, 5)]
    bench.feed.release("one")
    bench.feed.watch("one", [CANDLES])
    await bench.tasks.drain()
    assert bench.client.pages_asked[2:] == [(None, PAGE)]


async def test_a_hole_right_before_the_newest_bar_is_asked_for_until_it_is_believed(bench: FeedBench) -> None:
    bars = random_candles(12)
    bench.client.history = bars[:5]
    bench.feed.watch("one", [CANDLES])
    await bench.tasks.drain()
    # The stream is ahead of what the venue answers.
    bench.client.history = [*bars[:5], bars[7]]
    bench.push(bars[7])
    await bench.tasks.drain()
    assert bench.minutes == [*range(5), 7]
    bench.client.history = bars[:9]
    bench.push(bars[8])
    await bench.tasks.drain()
    assert bench.minutes == list(range(9))


async def test_candles_are_fetched_again_when_the_stream_was_away(bench: FeedBench) -> None:
    everything = random_candles(30)
    bench.client.history = everything[:10]
    bench.feed.watch("one", [CANDLES, BOOK])
    await bench.tasks.drain()
    bench.client.history = everything
    bench.feed.on_link_event(LinkChanged(Link.PUBLIC, LinkState.LIVE))
    bench.feed.on_link_event(LinkChanged(Link.PRIVATE, LinkState.DOWN))
    bench.feed.on_link_event(ChannelSilent(Link.PUBLIC, "candles", silent=True))
    await bench.tasks.drain()
    assert len(bench.client.pages_asked) == 1
    for state in (LinkState.DOWN, LinkState.CONNECTING, LinkState.LIVE):
        bench.feed.on_link_event(LinkChanged(Link.PUBLIC, state))
    await bench.tasks.drain()
    assert bench.minutes == list(range(30))


async def test_older_candles_come_in_pages_until_there_are_none(bench: FeedBench) -> None:
    bench.client.history = random_candles(800)
    bench.feed.watch("one", [CANDLES])
    await bench.tasks.drain()
    bench.feed.request_older(*KEY)
    bench.feed.request_older(*KEY)
    assert bench.feed.candle_load(*KEY).loading_older
    await bench.tasks.drain()
    assert bench.minutes == list(range(800))
    assert len(bench.client.pages_asked) == 2
    bench.feed.request_older(*KEY)
    await bench.tasks.drain()
    assert bench.feed.candle_load(*KEY).exhausted
    asked = len(bench.client.pages_asked)
    bench.feed.request_older(*KEY)
    await bench.tasks.drain()
    assert len(bench.client.pages_asked) == asked


async def test_older_candles_that_fail_are_tried_after_a_pause(bench: FeedBench) -> None:
    bench.client.history = random_candles(800)
    bench.feed.watch("one", [CANDLES])
    await bench.tasks.drain()
    bench.client.failures.append(LinkError("Bitget did not answer."))
    bench.feed.request_older(*KEY)
    await bench.tasks.drain()
    assert bench.feed.candle_load(*KEY).error == "Bitget did not answer."
    bench.feed.request_older(*KEY)
    await bench.tasks.drain()
    assert bench.minutes[0] == 800 - PAGE
    bench.clock.advance(OLDER_PAUSE_SECONDS)
    bench.feed.request_older(*KEY)
    await bench.tasks.drain()
    assert (bench.minutes[0], bench.feed.candle_load(*KEY).error) == (0, "")


# ------------------------------------------------------------------------------------------ live and past


async def test_a_closed_bar_is_read_again_and_then_is_what_the_venue_says(bench: FeedBench) -> None:
    bars = random_candles(5)
    bench.client.history = bars[:4]
    bench.feed.watch("one", [CANDLES])
    await bench.tasks.drain()
    # The stream never told of the last trade of the bar, and of one that the venue took back.
    bench.push(bars[3]._replace(close=bars[3].low, volume=bars[3].volume + 1))
    bench.client.history = bars
    bench.push(bars[4])
    assert bench.slept == []
    await bench.tasks.drain()
    assert bench.slept == [SETTLE_SECONDS]
    assert bench.client.pages_asked[1:] == [(None, 3)]
    view = bench.hub.candles(*KEY).view()
    for told, column in zip(list(zip(*bars, strict=True))[:6], view, strict=True):
        assert column.tolist() == [float(value) for value in told]


async def test_bars_that_could_not_be_read_again_are_read_with_the_next(bench: FeedBench) -> None:
    bars = random_candles(10)
    bench.client.history = bars[:5]
    bench.feed.watch("one", [CANDLES])
    await bench.tasks.drain()
    bench.client.failures.extend([LinkError("Bitget did not answer.")] * 2)
    for number in (5, 6, 7):
        bench.push(bars[number]._replace(close=bars[number].low))
        bench.client.history = bars[: number + 1]
        await bench.tasks.drain()
    assert [count for _, count in bench.client.pages_asked[1:]] == [3, 4, 5]
    closes = bench.hub.candles(*KEY).view().close.tolist()
    assert closes[:-1] == [float(bar.close) for bar in bars[:7]]


async def test_a_bar_that_was_cut_short_is_read_again_after_a_break(bench: FeedBench) -> None:
    everything = random_candles(2_000)
    bench.client.history = everything[:600]
    bench.feed.watch("one", [CANDLES])
    await bench.tasks.drain()
    bench.client.history = everything
    broken = everything[599]
    bench.push(broken._replace(close=broken.low, volume=broken.volume / 2))
    for state in (LinkState.DOWN, LinkState.LIVE):
        bench.feed.on_link_event(LinkChanged(Link.PUBLIC, state))
    await bench.tasks.drain()
    assert bench.minutes == list(range(600 - PAGE, 2_000))
    series = bench.hub.candles(*KEY)
    assert series.view().close.tolist() == [float(bar.close) for bar in everything[600 - PAGE :]]


class BreakingVenue(FakeMarketData):
    """The line breaks for a while, right after this venue has answered for the first time."""

    def __init__(self, feed: MarketFeed, before: list[Candle], after: list[Candle]) -> None:
        super().__init__(history=before)
        self._feed = feed
        self._after = after

    async def candles(
        self, instrument: InstrumentId, interval: Interval, *, before_ms: int | None = None, count: int = 500
    ) -> list[Candle]:
        page = await super().candles(instrument, interval, before_ms=before_ms, count=count)
        if self.history is not self._after:
            self.history = self._after
            for state in (LinkState.DOWN, LinkState.LIVE):
                self._feed.on_link_event(LinkChanged(Link.PUBLIC, state))
        return page


async def test_a_break_during_the_loading_loads_again(bench: FeedBench) -> None:
    everything = random_candles(700)
    bench.feed.start(BreakingVenue(bench.feed, everything[:600], everything), [])
    bench.feed.watch("one", [CANDLES])
    await bench.tasks.drain()
    assert bench.minutes == list(range(600 - PAGE, 700))
    assert bench.feed.candle_load(*KEY) == (False, False, "", False)


# ------------------------------------------------------------------------------------------ the store


class Kept:
    """A file of candles, and the runs of a program on it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.stores: list[SqliteCandleStore] = []
        self.benches: list[FeedBench] = []

    def bench(self, *, told: list[Candle], now_ms: int) -> FeedBench:
        """The next run; the venue has these candles."""
        self.stores.append(SqliteCandleStore(self.path, ManualClock(now_ms)))
        bench = FeedBench(self.stores[-1], ManualClock(now_ms))
        bench.client.history = told
        self.benches.append(bench)
        return bench

    async def aclose(self) -> None:
        """End the last run."""
        await self.benches[-1].feed.aclose()
        await self.stores[-1].aclose()


@pytest.fixture
async def kept(data_dir: Path) -> AsyncIterator[Kept]:
    made = Kept(data_dir / "market.sqlite3")
    yield made
    await made.aclose()


def at_ms(minute: int) -> int:
    return START_MS + minute * MINUTE


async def watch(bench: FeedBench) -> None:
    bench.feed.watch("one", [CANDLES])
    await bench.tasks.drain()


async def test_a_warm_start_shows_what_is_kept_before_the_venue_answers(kept: Kept) -> None:
    everything = random_candles(3_000)
    await watch(kept.bench(told=everything[:2_000], now_ms=at_ms(2_000)))
    await kept.aclose()
    bench = kept.bench(told=everything, now_ms=at_ms(3_000))
    bench.client.failures.append(LinkError("Bitget did not answer."))
    shown: list[int] = []
    bench.on_sleep = lambda: shown.append(bench.hub.candles(*KEY).length)
    await watch(bench)
    assert next(filter(None, shown)) == STORED_PAGE
    assert bench.minutes == list(range(1_999 - STORED_PAGE, 3_000))
    store = kept.stores[-1]
    assert await store.candles(*KEY, count=5_000) == everything[:-1]


async def test_the_whole_past_of_the_venue_comes_into_the_store(kept: Kept) -> None:
    everything = random_candles(5_000)
    bench = kept.bench(told=everything, now_ms=at_ms(5_000))
    await watch(bench)
    assert bench.minutes == list(range(5_000 - PAGE, 5_000))
    assert await kept.stores[-1].candles(*KEY, count=9_000) == everything[:-1]
    asked = len(bench.client.pages_asked)
    bench.feed.request_older(*KEY)
    await bench.tasks.drain()
    assert bench.minutes[0] == 5_000 - PAGE - STORED_PAGE
    assert len(bench.client.pages_asked) == asked


async def test_the_next_run_asks_the_venue_for_nothing_that_is_kept(kept: Kept) -> None:
    everything = random_candles(5_000)
    await watch(kept.bench(told=everything, now_ms=at_ms(5_000)))
    await kept.aclose()
    bench = kept.bench(told=everything, now_ms=at_ms(5_000))
    await watch(bench)
    assert bench.client.pages_asked == [(None, PAGE), (START_MS, PAGE)]
    while not bench.feed.candle_load(*KEY).exhausted:
        bench.feed.request_older(*KEY)
        await bench.tasks.drain()
    assert bench.minutes == list(range(5_000))


async def test_what_is_kept_far_from_now_waits_until_it_joins(kept: Kept) -> None:
    everything = random_candles(20_000)
    await watch(kept.bench(told=everything[:600], now_ms=at_ms(600)))
    await kept.aclose()
    bench = kept.bench(told=everything, now_ms=at_ms(20_000))
    bench.feed.watch("one", [CANDLES])
    await eventually(lambda: bench.hub.candles(*KEY).length > 0)
    assert bench.minutes[0] == 20_000 - PAGE
    await bench.tasks.drain()
    while not bench.feed.candle_load(*KEY).exhausted:
        bench.feed.request_older(*KEY)
        await bench.tasks.drain()
    assert bench.minutes == list(range(20_000))


async def test_a_hole_in_the_store_is_never_shown(kept: Kept) -> None:
    everything = random_candles(4_000)
    store = SqliteCandleStore(kept.path, ManualClock())
    store.keep(*KEY, everything[:1_000] + everything[1_700:2_500] + everything[2_600:3_900])
    await store.aclose()
    bench = kept.bench(told=everything, now_ms=at_ms(4_000))
    bench.client.failures.append(LinkError("Bitget did not answer."))
    shown: list[list[int]] = []
    bench.on_sleep = lambda: shown.append(bench.minutes)
    await watch(bench)
    assert next(filter(None, shown)) == list(range(3_900 - STORED_PAGE, 3_900))
    while not bench.feed.candle_load(*KEY).exhausted:
        bench.feed.request_older(*KEY)
        await bench.tasks.drain()
        assert bench.hub.candles(*KEY).gaps == []
    assert bench.minutes == list(range(4_000))


async def test_a_hole_of_the_venue_is_asked_for_once_in_all_runs(kept: Kept) -> None:
    bars = random_candles(20)
    told = bars[:5] + bars[9:]
    hole = (START_MS + 9 * MINUTE, 5)
    for asked in (1, 0, 0):
        bench = kept.bench(told=told, now_ms=at_ms(20))
        await watch(bench)
        assert bench.minutes == [*range(5), *range(9, 20)]
        assert bench.client.pages_asked.count(hole) == asked
        if asked:
            await kept.aclose()
            continue
        bench.feed.release("one")
        await watch(bench)
        assert bench.client.pages_asked.count(hole) == 0
        await kept.aclose()


async def test_a_venue_that_tells_another_past_is_believed(kept: Kept) -> None:
    await watch(kept.bench(told=random_candles(4_000, seed=1), now_ms=at_ms(4_000)))
    await kept.aclose()
    other = random_candles(4_000, seed=2)
    bench = kept.bench(told=other, now_ms=at_ms(4_000))
    await watch(bench)
    while not bench.feed.candle_load(*KEY).exhausted:
        bench.feed.request_older(*KEY)
        await bench.tasks.drain()
    assert bench.hub.candles(*KEY).view().close.tolist() == [float(bar.close) for bar in other]
    assert await kept.stores[-1].candles(*KEY, count=9_000) == other[:-1]


async def test_candles_that_are_told_differently_now_are_read_again_as_far_back_as_they_are(
    kept: Kept,
) -> None:
    now, then = random_candles(4_000, seed=1), random_candles(4_000, seed=2)
    # The venue made the last 700 candles of the earlier run anew.
    bench = kept.bench(told=[*now[:1_300], *then[1_300:2_000]], now_ms=at_ms(2_000))
    await watch(bench)
    await kept.aclose()
    bench = kept.bench(told=now, now_ms=at_ms(4_000))
    await watch(bench)
    forward = [before for before, _ in bench.client.pages_asked if before is not None]
    assert min(forward) == START_MS
    view = bench.hub.candles(*KEY).view()
    assert view.close.tolist() == [float(bar.close) for bar in now[-bench.hub.candles(*KEY).length :]]
    assert await kept.stores[-1].candles(*KEY, count=9_000) == now[:-1]


@pytest.mark.parametrize("first", [1_000, 3_000])
async def test_another_past_behind_a_hole_is_believed_too(kept: Kept, first: int) -> None:
    await watch(kept.bench(told=random_candles(first, seed=1), now_ms=at_ms(first)))
    await kept.aclose()
    other = random_candles(4_000, seed=2)
    bench = kept.bench(told=other, now_ms=at_ms(4_000))
    await watch(bench)
    series = bench.hub.candles(*KEY)
    assert series.view().close.tolist() == [float(bar.close) for bar in other[-series.length :]]
    assert series.gaps == []
    assert await kept.stores[-1].candles(*KEY, count=9_000) == other[:-1]


async def test_the_past_that_is_refused_is_left_alone(kept: Kept) -> None:
    bench = kept.bench(told=random_candles(2_000), now_ms=at_ms(2_000))
    refusal = VenueError("40034", "Bitget keeps no more.")
    bench.on_sleep = lambda: bench.client.failures.append(refusal) if bench.minutes else None
    await watch(bench)
    assert bench.minutes == list(range(2_000 - PAGE, 2_000))
    assert bench.feed.candle_load(*KEY).error == ""
    assert len(bench.client.pages_asked) <= 3
