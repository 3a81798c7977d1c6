"""The past comes in the background: politely, after failures too, and no deeper than it should."""

from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from terminal_app.core.clock import ManualClock
from terminal_app.core.errors import LinkError
from terminal_app.core.market import Interval
from terminal_app.core.ports import Channel, Feed
from terminal_app.journal.candle_store import SqliteCandleStore
from terminal_app.market import deepening
from terminal_app.market.deepening import FIRST_PAUSE_SECONDS, PAUSE_SECONDS
from terminal_app.market.history import PAGE
from tests.helpers.examples import SPOT_ID
from tests.helpers.feed_bench import CANDLES, KEY, FeedBench
from tests.helpers.market import random_candles

OTHER = Channel(Feed.CANDLES, SPOT_ID, Interval.M1)


@pytest.fixture
async def store(data_dir: Path) -> AsyncIterator[SqliteCandleStore]:
    made = SqliteCandleStore(data_dir / "market.sqlite3", ManualClock())
    yield made
    await made.aclose()


@pytest.fixture
async def bench(store: SqliteCandleStore) -> AsyncIterator[FeedBench]:
    made = FeedBench(store)
    yield made
    await made.feed.aclose()


async def test_pages_come_with_pauses(bench: FeedBench) -> None:
    bench.client.history = random_candles(3 * PAGE)
    bench.feed.watch("one", [CANDLES])
    await bench.tasks.drain()
    assert bench.slept[0] == FIRST_PAUSE_SECONDS
    assert set(bench.slept[1:]) == {PAUSE_SECONDS}
    assert len(bench.client.pages_asked) == 4


async def test_a_venue_that_does_not_answer_is_asked_less_and_less(
    bench: FeedBench, store: SqliteCandleStore
) -> None:
    history = bench.client.history = random_candles(3 * PAGE)
    failed = LinkError("Bitget did not answer.")
    waits: list[float] = []

    def fail() -> None:
        if bench.minutes and len(waits) < 4:
            bench.client.failures.append(failed)
            waits.append(bench.slept[-1])

    bench.on_sleep = fail
    bench.feed.watch("one", [CANDLES])
    await bench.tasks.drain()
    assert max(bench.slept[1:]) >= 4 * PAUSE_SECONDS
    assert await store.candles(*KEY, count=9_000) == history[:-1]


async def test_all_series_take_turns_and_what_nobody_wants_any_more_is_left(bench: FeedBench) -> None:
    bench.client.history = random_candles(40 * PAGE)

    def reached() -> list[int]:
        return [before for before, _ in bench.client.pages_asked if before is not None]

    def leave() -> None:
        if len(reached()) >= 6:
            bench.feed.release("one")

    bench.on_sleep = leave
    bench.feed.watch("one", [CANDLES, OTHER])
    await bench.tasks.drain()
    assert len(reached()) == 6
    assert sum(times == 2 for times in Counter(reached()).values()) >= 2


async def test_no_deeper_than_the_limit(
    bench: FeedBench, store: SqliteCandleStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deepening, "DEEPEST", 3 * PAGE)
    history = bench.client.history = random_candles(10 * PAGE)
    bench.feed.watch("one", [CANDLES])
    await bench.tasks.drain()
    kept = await store.candles(*KEY, count=9_000)
    assert kept == history[-len(kept) - 1 : -1]
    assert 3 * PAGE <= len(kept) < 5 * PAGE


async def test_without_a_store_nothing_is_fetched_ahead() -> None:
    bench = FeedBench()
    bench.client.history = random_candles(3 * PAGE)
    bench.feed.watch("one", [CANDLES])
    await bench.tasks.drain()
    assert len(bench.client.pages_asked) == 1
    await bench.feed.aclose()
