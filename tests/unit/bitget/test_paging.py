"""Lists in pages: every row once, whatever the cursor is called and however wide a window may be."""

from decimal import Decimal

import msgspec
import pytest

from terminal_app.bitget import paging
from terminal_app.bitget.endpoints import private
from terminal_app.bitget.paging import DAY_MS, Pages
from terminal_app.bitget.wire.envelope import Envelope
from terminal_app.core.errors import LinkError
from terminal_app.core.market import Candle, Interval
from tests.helpers.bitget_rest import Bench
from tests.helpers.http_script import Asked, Reply, ok

LIST = private("/list")


class Rows:
    """Numbered rows, the newest and highest first, each a second older than the one before it."""

    def __init__(self, bench: Bench, count: int, cap: int = 100, step_ms: int = 1_000) -> None:
        self.asked: list[Asked] = []
        self._now_ms = bench.clock.now_ms()
        self._rows = [(number, self._now_ms - (count - number) * step_ms) for number in range(count, 0, -1)]
        self._cap = cap
        bench.http.compute("/list", self._answer)

    def _answer(self, asked: Asked) -> Reply:
        self.asked.append(asked)
        params = asked.params
        start, end = int(params.get("startTime", 0)), int(params.get("endTime", self._now_ms))
        before = int(params.get("idLessThan", 10**9))
        fitting = [row for row in self._rows if start <= row[1] <= end and row[0] < before]
        return ok(fitting[: min(int(params["limit"]), self._cap)])


def decode(envelope: Envelope) -> tuple[list[int], str]:
    rows = [int(number) for number, _ in msgspec.json.decode(envelope.data)]
    return rows, str(rows[-1]) if rows else ""


def pages(bench: Bench, window_ms: int = 30 * DAY_MS) -> Pages:
    return Pages(bench.rest(), "idLessThan", window_ms)


@pytest.mark.parametrize("cap", [100, 30])
async def test_pages_are_joined_by_the_cursor_of_the_dialect(cap: int) -> None:
    bench = Bench()
    rows = Rows(bench, 250, cap)
    found = await pages(bench).read(LIST, {"symbol": "X"}, decode, str)
    assert found == list(range(250, 0, -1))
    assert rows.asked[0].params == {"symbol": "X", "limit": "100"}
    assert rows.asked[1].params["idLessThan"] == str(251 - cap)


async def test_pages_end_at_the_count() -> None:
    bench = Bench()
    rows = Rows(bench, 250)
    assert await pages(bench).read(LIST, {}, decode, str, 120) == list(range(250, 130, -1))
    assert [asked.params["limit"] for asked in rows.asked] == ["100", "20"]


@pytest.mark.parametrize(("own", "windows"), [(None, 2), (7 * DAY_MS, 6)])
async def test_windows_are_as_wide_as_the_call_takes(own: int | None, windows: int) -> None:
    bench = Bench()
    rows = Rows(bench, 400, step_ms=DAY_MS // 10)
    since_ms = bench.clock.now_ms() - 40 * DAY_MS
    found = await pages(bench).since(LIST, {}, decode, str, since_ms, window_ms=own)
    assert sorted(found) == list(range(1, 401))
    first = {asked.params["startTime"] for asked in rows.asked}
    assert len(first) == windows
    for asked in rows.asked:
        end = int(asked.params.get("endTime", bench.clock.now_ms()))
        assert end - int(asked.params["startTime"]) <= (own or 30 * DAY_MS)


async def test_a_window_that_is_too_full_is_halved_until_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench()
    Rows(bench, 300, step_ms=DAY_MS // 100)
    monkeypatch.setattr(paging, "ALL", 200)
    since_ms = bench.clock.now_ms() - 5 * DAY_MS
    assert len(await pages(bench).since(LIST, {}, decode, str, since_ms)) == 300
    Rows(bench, 300, step_ms=1)
    with pytest.raises(LinkError, match="more history"):
        await pages(bench).since(LIST, {}, decode, str, since_ms)


async def test_candles_go_over_to_the_older_call() -> None:
    bench = Bench()
    bench_rest = bench.rest()
    now_ms = bench.clock.now_ms() // 60_000 * 60_000
    opens = [now_ms - 60_000 * back for back in range(2_000)]
    asked: list[tuple[bool, int]] = []

    async def read(recent: bool, limit: int, until_ms: int | None) -> list[Candle]:
        asked.append((recent, limit))
        fitting = [at for at in opens if until_ms is None or at < until_ms][:limit]
        one = Decimal(1)
        return [Candle(at, one, one, one, one, one, one) for at in sorted(fitting)]

    found = await paging.candles(bench_rest, read, Interval.M1, None, 1_300, 200)
    assert [candle.open_ms for candle in found] == sorted(opens[:1_300])
    assert asked == [(True, 1_000), (False, 200), (False, 101)]
    asked.clear()
    await paging.candles(bench_rest, read, Interval.M1, opens[1_500], 50, 200)
    assert asked == [(False, 51)]
