"""Our candles on disk and in the chart: a file of a million, and older pages put before a long series."""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from decimal import Decimal
from functools import cache, partial
from pathlib import Path
from typing import TypeVar

from terminal_app.core.clock import SystemClock
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import Candle, Interval
from terminal_app.journal.candle_store import MOST_BYTES, SqliteCandleStore
from terminal_app.market.candles import CandleSeries
from terminal_app.market.history import STORED_PAGE
from tests.perf.loads import bars as loads
from tests.perf.side import serve

T = TypeVar("T")

_KEY = (InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT"), Interval.M1)
_CHUNK = 20_000
_READS = 7
_FOLDER = tempfile.TemporaryDirectory()


def warm(count: int) -> dict[str, float]:
    """Milliseconds to open a file with so many candles and read the newest page, and for a page inside."""
    return asyncio.run(_warm(_file(count), count))


async def _warm(path: Path, count: int) -> dict[str, float]:
    store = SqliteCandleStore(path, SystemClock())
    first, newest = await _timed(partial(store.candles, *_KEY, count=STORED_PAGE))
    spent = []
    for part in range(1, _READS + 1):
        before = newest[-1].open_ms - count * part // (_READS + 2) * Interval.M1.ms
        read, page = await _timed(partial(store.candles, *_KEY, before_ms=before, count=STORED_PAGE))
        spent.append(read)
        if len(newest) != STORED_PAGE or len(page) != STORED_PAGE:
            raise RuntimeError("the file does not hold what was put into it")
    await store.aclose()
    return {"first": first, "page": statistics.median(spent), "mb": path.stat().st_size / 1e6}


async def _timed(work: Callable[[], Awaitable[T]]) -> tuple[float, T]:
    started = time.perf_counter()
    result = await work()
    return (time.perf_counter() - started) * 1_000, result


@cache
def _file(count: int) -> Path:
    """A file with so many candles, made once."""

    async def fill() -> None:
        store = SqliteCandleStore(path, SystemClock(), most_bytes=4 * MOST_BYTES)
        rows = loads.bars(count)
        for start in range(0, count, _CHUNK):
            store.keep(*_KEY, [_candle(row) for row in rows[start : start + _CHUNK].tolist()])
            await store.holes(*_KEY)
        await store.aclose()

    path = Path(_FOLDER.name) / f"{count}.sqlite3"
    asyncio.run(fill())
    return path


def older(count: int, pages: int) -> dict[str, float]:
    """Milliseconds to put a page before so many bars, on average over a long way back."""
    rows = [_candle(row) for row in loads.bars(count + pages * STORED_PAGE).tolist()]
    series = CandleSeries(Interval.M1)
    series.merge(rows[-count:])
    spent = 0.0
    for page in range(pages, 0, -1):
        older = rows[(page - 1) * STORED_PAGE : page * STORED_PAGE]
        started = time.perf_counter()
        series.merge(older)
        spent += time.perf_counter() - started
    return {"ms": spent / pages * 1_000}


def _candle(row: list[float]) -> Candle:
    opened, high, low, close = (Decimal(repr(round(price, 1))) for price in row[1:5])
    volume = Decimal(repr(round(row[5], 4)))
    return Candle(int(row[0]), opened, high, low, close, volume, volume * close)


if __name__ == "__main__":
    serve({"warm": warm, "older": older})
