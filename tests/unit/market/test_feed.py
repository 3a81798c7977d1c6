"""The feed asks for what is wanted, and does not give up."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from terminal_app.core.errors import LinkError, RateLimitError, VenueError
from terminal_app.core.events import BookDelta
from terminal_app.core.instrument import ProductType
from terminal_app.core.ports import Channel, Feed
from terminal_app.market.feed import MarketFeed
from tests.helpers.examples import PERP, PERP_ID, SPOT_ID, ticker
from tests.helpers.feed_bench import CANDLES, KEY, FeedBench
from tests.helpers.market import book_snapshot, level, random_candles, stamp, trade

TRADES = Channel(Feed.TRADES, PERP_ID)
BOOK = Channel(Feed.BOOK, PERP_ID)


@pytest.fixture
async def bench() -> AsyncIterator[FeedBench]:
    made = FeedBench()
    yield made
    await made.feed.aclose()


async def test_the_union_of_all_wants_goes_to_the_client(bench: FeedBench) -> None:
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


async def test_what_was_wanted_before_the_connection_is_fetched_with_it(bench: FeedBench) -> None:
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


async def test_watching_trades_fills_the_tape(bench: FeedBench) -> None:
    bench.client.past_trades = [trade(1), trade(2)]
    bench.client.failures.extend([LinkError("Bitget did not answer."), RateLimitError("429", "Too many.")])
    bench.feed.watch("one", [TRADES])
    await bench.tasks.drain()
    assert [entry.trade_id for entry in bench.hub.tape(PERP_ID).trades] == ["1", "2"]
    assert bench.slept == [1.0, 2.0]


async def test_trades_the_venue_refuses_are_left_to_the_stream(bench: FeedBench) -> None:
    bench.client.failures.append(VenueError("40034", "Bitget does not know this symbol."))
    bench.feed.watch("one", [TRADES])
    await bench.tasks.drain()
    assert (len(bench.hub.tape(PERP_ID).trades), bench.slept) == (0, [])


async def test_instruments_and_tickers_are_loaded_until_it_works(bench: FeedBench) -> None:
    bench.client.listed = [PERP]
    bench.client.ticking = [ticker()]
    bench.client.failures.extend([LinkError("Bitget did not answer."), VenueError("1", "Not now.")])
    bench.feed.start(bench.client, [ProductType.USDT_FUTURES])
    await bench.tasks.drain()
    assert bench.hub.instruments.get(PERP_ID) == PERP
    assert bench.hub.tickers.get(PERP_ID) == ticker()
    assert bench.hub.instruments.get(SPOT_ID) is None
    assert bench.slept == [1.0, 2.0]


async def test_a_crossed_book_is_asked_for_again_with_growing_pauses(bench: FeedBench) -> None:
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


async def test_closing_wants_nothing_and_leaves_no_listener(bench: FeedBench) -> None:
    bench.feed.watch("one", [BOOK])
    await bench.feed.aclose()
    await bench.feed.aclose()
    assert bench.client.wanted[-1] == frozenset()
    assert bench.hub.listeners == []


def test_a_closed_feed_asks_nobody_even_without_a_loop() -> None:
    async def use_and_close() -> FeedBench:
        made = FeedBench()
        await made.feed.aclose()
        return made

    bench = asyncio.run(use_and_close())
    bench.feed.watch("late", [CANDLES, TRADES])
    bench.feed.request_older(*KEY)
    assert (bench.feed.attached, bench.client.wanted) == (False, [])
