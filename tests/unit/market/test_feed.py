"""The feed asks for what is wanted, fills what is missing, and does not give up."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from terminal_app.core.clock import ManualClock
from terminal_app.core.errors import LinkError, RateLimitError, VenueError
from terminal_app.core.events import BookDelta, CandlesSeen, ChannelSilent, Link, LinkChanged, LinkState
from terminal_app.core.instrument import ProductType
from terminal_app.core.market import Candle, Interval
from terminal_app.core.ports import Channel, Feed
from terminal_app.market.feed import OLDER_PAUSE_SECONDS, PAGE, MarketFeed
from terminal_app.market.hub import MarketHub
from terminal_app.tasks import TaskOwner
from tests.helpers.examples import PERP, PERP_ID, SPOT_ID, ticker
from tests.helpers.market import (
    START_MS,
    FakeMarketData,
    book_snapshot,
    filled_hub,
    level,
    random_candles,
    stamp,
    trade,
)
from tests.helpers.waiting import eventually

MINUTE = Interval.M1.ms
CANDLES = Channel(Feed.CANDLES, PERP_ID, Interval.M1)
TRADES = Channel(Feed.TRADES, PERP_ID)
BOOK = Channel(Feed.BOOK, PERP_ID)
KEY = (PERP_ID, Interval.M1)


class Bench:
    """A feed with everything around it."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.client = FakeMarketData()
        self.hub: MarketHub = filled_hub(self.clock, ())[0]
        self.slept: list[float] = []
        self.tasks = TaskOwner("feed")
        self.feed = MarketFeed(self.hub, self.clock, self.tasks, sleep=self.sleep, jitter=lambda: 1.0)
        self.feed.start(self.client, [])

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(0)

    @property
    def minutes(self) -> list[int]:
        times = self.hub.candles(*KEY).view().open_ms
        return [int(time - START_MS) // MINUTE for time in times.tolist()]

    def push(self, *bars: Candle) -> None:
        self.hub.apply(CandlesSeen(PERP_ID, Interval.M1, bars, stamp(self.clock)))


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    made = Bench()
    yield made
    await made.feed.aclose()


async def test_the_union_of_all_wants_goes_to_the_client(bench: Bench) -> None:
    one, two = object(), object()
    bench.feed.watch(one, [BOOK, TRADES])
    bench.feed.watch(two, [BOOK])
    assert bench.client.wanted == [frozenset({BOOK, TRADES})]
    bench.feed.release(one)
    assert bench.client.wanted[-1] == {BOOK}
    bench.feed.watch(two, [])
    assert bench.client.wanted[-1] == frozenset()
    bench.feed.release(two)
    bench.feed.release(two)
    assert len(bench.client.wanted) == 3
    await bench.tasks.drain()


async def test_what_was_wanted_before_the_connection_is_fetched_with_it(bench: Bench) -> None:
    feed = MarketFeed(bench.hub, bench.clock, bench.tasks)
    bench.client.history = random_candles(3)
    feed.watch("one", [CANDLES, BOOK])
    feed.request_older(*KEY)
    assert bench.client.wanted == []
    feed.start(bench.client, [])
    await bench.tasks.drain()
    assert bench.client.wanted == [{CANDLES, BOOK}]
    assert bench.minutes == [0, 1, 2]
    await feed.aclose()


async def test_watching_candles_loads_their_history_once(bench: Bench) -> None:
    bench.client.history = random_candles(700)
    bench.feed.watch("one", [CANDLES])
    assert bench.feed.candle_load(*KEY).loading
    bench.feed.watch("two", [CANDLES])
    await bench.tasks.drain()
    assert bench.minutes == list(range(200, 700))
    assert bench.client.pages_asked == [(None, PAGE)]
    assert not bench.feed.candle_load(*KEY).loading


async def test_watching_trades_fills_the_tape(bench: Bench) -> None:
    bench.client.past_trades = [trade(1), trade(2)]
    bench.client.failures.extend([LinkError("Bitget did not answer."), RateLimitError("429", "Too many.")])
    bench.feed.watch("one", [TRADES])
    await bench.tasks.drain()
    assert [entry.trade_id for entry in bench.hub.tape(PERP_ID).trades] == ["1", "2"]
    assert bench.slept == [1.0, 2.0]


async def test_trades_the_venue_refuses_are_left_to_the_stream(bench: Bench) -> None:
    bench.client.failures.append(VenueError("40034", "Bitget does not know this symbol."))
    bench.feed.watch("one", [TRADES])
    await bench.tasks.drain()
    assert (len(bench.hub.tape(PERP_ID).trades), bench.slept) == (0, [])


async def test_a_failed_load_says_why_and_tries_again(bench: Bench) -> None:
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


async def test_a_refusal_is_told_and_not_repeated(bench: Bench) -> None:
    bench.client.failures.append(VenueError("40034", "Bitget does not know this symbol."))
    bench.feed.watch("one", [CANDLES])
    await bench.tasks.drain()
    load = bench.feed.candle_load(*KEY)
    assert (load.error, load.loading) == ("Bitget does not know this symbol.", False)
    assert (len(bench.client.pages_asked), bench.slept) == (1, [])


async def test_a_load_nobody_wants_any_more_ends(bench: Bench) -> None:
    bench.client.failures.extend(LinkError("Bitget did not answer.") for _ in range(1_000))
    bench.feed.watch("one", [CANDLES, TRADES])
    await eventually(lambda: len(bench.slept) > 3)
    bench.feed.release("one")
    await bench.tasks.drain()
    assert not bench.feed.candle_load(*KEY).loading


async def test_a_hole_between_history_and_stream_is_filled(bench: Bench) -> None:
    everything = random_candles(600)
    bench.client.history = everything[:500]
    bench.feed.watch("one", [CANDLES])
    await bench.tasks.drain()
    bench.client.history = everything
    bench.push(everything[500])
    await bench.tasks.drain()
    assert len(bench.client.pages_asked) == 1
    bench.push(everything[560])
    await bench.tasks.drain()
    assert bench.minutes == list(range(600))


async def test_a_hole_older_than_a_page_is_filled_page_by_page(bench: Bench) -> None:
    everything = random_candles(1_800)
    bench.hub.add_history(*KEY, everything[:10])
    bench.client.history = everything
    bench.feed.watch("one", [CANDLES])
    await bench.tasks.drain()
    assert bench.minutes == list(range(1_800))
    assert bench.client.pages_asked[1] == (START_MS + 1_300 * MINUTE, PAGE)


async def test_a_hole_the_venue_has_too_is_asked_for_once(bench: Bench) -> None:
    bars = random_candles(20)
    bench.client.history = bars[:5] + bars[9:]
    bench.feed.watch("one", [CANDLES])
    await bench.tasks.drain()
    assert bench.client.pages_asked == [(None, PAGE), (START_MS + 9 * MINUTE, 4)]
    bench.feed.release("one")
    bench.feed.watch("one", [CANDLES])
    await bench.tasks.drain()
    assert bench.client.pages_asked[2:] == [(None, PAGE)]


async def test_candles_are_fetched_again_when_the_stream_was_away(bench: Bench) -> None:
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


async def test_older_candles_come_in_pages_until_there_are_none(bench: Bench) -> None:
    bench.client.history = random_candles(800)
    bench.feed.watch("one", [CANDLES])
    await bench.tasks.drain()
    bench.feed.request_older(*KEY)
    bench.feed.request_older(*KEY)
    assert bench.feed.candle_load(*KEY).loading_older
    await bench.tasks.drain()
    assert bench.minutes == list(range(800))
    assert len(bench.client.pages_asked) == 2
    assert await bench.feed.older_candles(*KEY) == 0
    bench.feed.request_older(*KEY)
    await bench.tasks.drain()
    assert bench.feed.candle_load(*KEY).exhausted
    asked = len(bench.client.pages_asked)
    bench.feed.request_older(*KEY)
    await bench.tasks.drain()
    assert len(bench.client.pages_asked) == asked


async def test_older_candles_that_fail_are_tried_after_a_pause(bench: Bench) -> None:
    bench.client.history = random_candles(800)
    bench.feed.watch("one", [CANDLES])
    await bench.tasks.drain()
    bench.client.failures.append(LinkError("Bitget did not answer."))
    bench.feed.request_older(*KEY)
    await bench.tasks.drain()
    assert bench.feed.candle_load(*KEY).error == "Bitget did not answer."
    bench.feed.request_older(*KEY)
    await bench.tasks.drain()
    assert bench.minutes[0] == 300
    bench.clock.advance(OLDER_PAUSE_SECONDS)
    bench.feed.request_older(*KEY)
    await bench.tasks.drain()
    assert (bench.minutes[0], bench.feed.candle_load(*KEY).error) == (0, "")


async def test_instruments_and_tickers_are_loaded_until_it_works(bench: Bench) -> None:
    bench.client.listed = [PERP]
    bench.client.ticking = [ticker()]
    bench.client.failures.extend([LinkError("Bitget did not answer."), VenueError("1", "Not now.")])
    bench.feed.start(bench.client, [ProductType.USDT_FUTURES])
    await bench.tasks.drain()
    assert bench.hub.instruments.get(PERP_ID) == PERP
    assert bench.hub.tickers.get(PERP_ID) == ticker()
    assert bench.hub.instruments.get(SPOT_ID) is None
    assert bench.slept == [1.0, 2.0]


async def test_a_crossed_book_is_asked_for_again_with_growing_pauses(bench: Bench) -> None:
    crossing = BookDelta(PERP_ID, (level("64999"),), (), stamp(bench.clock))
    bench.hub.apply(book_snapshot(PERP_ID, bench.clock))
    asked = []
    for _ in range(8):
        bench.hub.apply(crossing)
        asked.append(len(bench.client.books_refreshed))
        bench.clock.advance(1.0)
        bench.hub.apply(book_snapshot(PERP_ID, bench.clock))
    assert asked == [1, 2, 2, 3, 3, 3, 3, 4]
    assert set(bench.client.books_refreshed) == {PERP_ID}
    bench.clock.advance(120)
    bench.hub.apply(crossing)
    assert len(bench.client.books_refreshed) == 5


async def test_closing_wants_nothing_and_leaves_no_listener(bench: Bench) -> None:
    bench.feed.watch("one", [BOOK])
    await bench.feed.aclose()
    await bench.feed.aclose()
    assert bench.client.wanted[-1] == frozenset()
    assert bench.hub.listeners == []


def test_a_closed_feed_asks_nobody_even_without_a_loop() -> None:
    async def use_and_close() -> Bench:
        made = Bench()
        await made.feed.aclose()
        return made

    bench = asyncio.run(use_and_close())
    bench.feed.watch("late", [CANDLES, TRADES])
    bench.feed.request_older(*KEY)
    assert (bench.feed.attached, bench.client.wanted) == (False, [])
