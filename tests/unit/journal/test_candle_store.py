"""What was told is given back to the digit, over restarts, within a size, whatever happens to the file."""

import sqlite3
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terminal_app.core.clock import ManualClock
from terminal_app.core.market import Candle, Interval
from terminal_app.journal.candle_store import SqliteCandleStore
from tests.helpers.examples import PERP_ID, SPOT_ID
from tests.helpers.logs import LogWatch
from tests.helpers.market import START_MS, candle, random_candles

MINUTE = Interval.M1.ms
KEY = (PERP_ID, Interval.M1)
OTHER = (SPOT_ID, Interval.H1)


@pytest.fixture
def path(data_dir: Path) -> Path:
    return data_dir / "market.sqlite3"


@pytest.fixture
async def store(path: Path) -> AsyncIterator[SqliteCandleStore]:
    made = SqliteCandleStore(path, ManualClock())
    yield made
    await made.aclose()


async def again(store: SqliteCandleStore, path: Path) -> SqliteCandleStore:
    """The same file in the next run."""
    await store.aclose()
    return SqliteCandleStore(path, ManualClock())


async def test_pages_come_back_oldest_first(store: SqliteCandleStore) -> None:
    bars = random_candles(30)
    store.keep(*KEY, bars[10:])
    store.keep(*KEY, bars[:10])
    assert await store.candles(*KEY, count=5) == bars[25:]
    assert await store.candles(*KEY, before_ms=bars[25].open_ms, count=100) == bars[:25]
    assert await store.open_times(*KEY, before_ms=bars[3].open_ms, count=2) == [
        bars[2].open_ms,
        bars[1].open_ms,
    ]
    assert await store.candles(*OTHER) == []


numbers = st.decimals(allow_nan=False, allow_infinity=False, min_value=0, places=None)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(st.lists(st.tuples(*[numbers] * 6), min_size=1, max_size=4))
async def test_every_digit_survives(tmp_path: Path, values: list[tuple[Decimal, ...]]) -> None:
    path = tmp_path / "market.sqlite3"
    path.unlink(missing_ok=True)
    bars = [Candle(START_MS + place * MINUTE, *row) for place, row in enumerate(values)]
    store = SqliteCandleStore(path, ManualClock())
    store.keep(*KEY, bars)
    store = await again(store, path)
    kept = await store.candles(*KEY)
    await store.aclose()
    assert [tuple(map(str, bar)) for bar in kept] == [tuple(map(str, bar)) for bar in bars]


async def test_a_later_version_replaces_the_earlier(store: SqliteCandleStore) -> None:
    store.keep(*KEY, [candle(START_MS, "100.0", "7")])
    store.keep(*KEY, [candle(START_MS, "101.10", "5")])
    (bar,) = await store.candles(*KEY)
    assert (str(bar.close), str(bar.volume)) == ("101.10", "5")


async def test_holes_are_remembered(store: SqliteCandleStore, path: Path) -> None:
    store.keep_hole(*KEY, (1, 2))
    store.keep_hole(*KEY, (1, 2))
    store.keep_hole(*KEY, (1, 3))
    store = await again(store, path)
    assert await store.holes(*KEY) == {(1, 2), (1, 3)}
    assert await store.holes(*OTHER) == frozenset()
    await store.aclose()


async def test_what_is_forgotten_is_gone_and_what_comes_after_stays(store: SqliteCandleStore) -> None:
    bars = random_candles(4)
    store.keep(*OTHER, bars)
    store.keep(*KEY, bars[:2])
    store.keep_hole(*KEY, (1, 2))
    store.forget(*KEY)
    store.keep(*KEY, bars[3:])
    assert await store.candles(*KEY) == bars[3:]
    assert await store.holes(*KEY) == frozenset()
    store.forget(*KEY)
    assert (await store.candles(*KEY), await store.candles(*OTHER)) == ([], bars)


@pytest.mark.parametrize("rubbish", [b"no database at all " * 300, b"SQLite format 3\0" + b"\xff" * 5_000])
async def test_a_damaged_file_is_put_aside(path: Path, rubbish: bytes, expect_log: LogWatch) -> None:
    path.write_bytes(rubbish)
    store = SqliteCandleStore(path, ManualClock())
    expect_log("the kept candles were damaged")
    assert await store.candles(*KEY) == []
    store.keep(*KEY, random_candles(3))
    assert len(await store.candles(*KEY)) == 3
    await store.aclose()
    assert path.with_name("market.damaged.sqlite3").read_bytes() == rubbish


async def test_damage_in_the_middle_is_found_when_it_is_read(
    path: Path, store: SqliteCandleStore, expect_log: LogWatch
) -> None:
    store.keep(*KEY, random_candles(5_000))
    await store.aclose()
    content = bytearray(path.read_bytes())
    content[8_192:-8_192] = bytes(len(content) - 16_384)
    path.write_bytes(content)
    store = SqliteCandleStore(path, ManualClock())
    expect_log("the kept candles were damaged")
    assert await store.candles(*KEY, count=5_000) == []
    store.keep(*KEY, random_candles(2))
    assert len(await store.candles(*KEY)) == 2
    await store.aclose()


async def test_a_text_that_is_no_number_is_damage(
    path: Path, store: SqliteCandleStore, expect_log: LogWatch
) -> None:
    store.keep(*KEY, random_candles(2))
    await store.aclose()
    connection = sqlite3.connect(path)
    connection.execute("UPDATE candles SET close = 'x'")
    connection.commit()
    connection.close()
    store = SqliteCandleStore(path, ManualClock())
    expect_log("the kept candles were damaged")
    assert await store.candles(*KEY) == []
    await store.aclose()


async def test_another_layout_is_begun_anew(path: Path, expect_log: LogWatch) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    store = SqliteCandleStore(path, ManualClock())
    expect_log("layout 99, known 1")
    assert await store.candles(*KEY) == []
    await store.aclose()


async def test_a_folder_that_cannot_be_written_costs_only_the_cache(
    data_dir: Path, expect_log: LogWatch
) -> None:
    store = SqliteCandleStore(data_dir / "missing" / "market.sqlite3", ManualClock())
    expect_log("candles are not kept")
    store.keep(*KEY, random_candles(2))
    assert await store.candles(*KEY) == []
    assert await store.holes(*KEY) == frozenset()
    await store.aclose()


async def test_the_series_used_longest_ago_shrinks_first(path: Path) -> None:
    clock = ManualClock()
    store = SqliteCandleStore(path, clock, most_bytes=3_000_000)
    store.keep(*OTHER, random_candles(25_000))
    assert len(await store.candles(*OTHER)) == 500
    clock.advance(60)
    for start in range(0, 30_000, 10_000):
        store.keep(*KEY, random_candles(30_000)[start : start + 10_000])
        await store.holes(*KEY)
    assert len(await store.candles(*KEY, count=50_000)) == 30_000
    left = await store.candles(*OTHER, count=50_000)
    assert left == random_candles(25_000)[25_000 - len(left) :]
    assert len(left) < 25_000
    await store.aclose()
    assert path.stat().st_size <= 3_000_000


async def test_one_series_alone_loses_its_oldest_candles(path: Path) -> None:
    bars = random_candles(45_000)
    store = SqliteCandleStore(path, ManualClock(), most_bytes=2_500_000)
    store.keep(*KEY, bars)
    kept = await store.candles(*KEY, count=50_000)
    assert kept == bars[45_000 - len(kept) :]
    assert 5_000 <= len(kept) < 45_000
    await store.aclose()


async def test_a_closed_store_keeps_nothing(store: SqliteCandleStore) -> None:
    store.keep(*KEY, random_candles(2))
    await store.aclose()
    await store.aclose()
    store.keep(*KEY, random_candles(9))
    assert await store.candles(*KEY) == []
