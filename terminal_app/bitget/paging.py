"""Lists that come in pages: until enough is there or the cursor ends, by windows of time, and candles.

Both dialects of the venue page by a cursor; they differ in its name and in how wide a window may be. Knows no
fields of a payload.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar, final

from terminal_app.bitget.endpoints import Endpoint
from terminal_app.bitget.rest import BitgetRest
from terminal_app.bitget.wire.envelope import Envelope
from terminal_app.core.errors import LinkError
from terminal_app.core.market import Candle, Interval

T = TypeVar("T")

PAGE = 100
MAX_PAGES = 100
ALL = PAGE * MAX_PAGES
DAY_MS = 86_400_000
KEPT_MS = 90 * DAY_MS - 60_000
"""A minute less than the 90 days that the venue keeps: the last of them must not be refused."""

_NARROWEST_WINDOW_MS = 60_000
_RECENT = 1000
_MAX_CANDLE_PAGES = 60


@final
class Pages:
    """Reads lists of one dialect.

    Args:
        rest: the venue.
        cursor: the parameter that says where the next page begins.
        window_ms: how wide a window the venue takes, unless a call says otherwise.
    """

    def __init__(self, rest: BitgetRest, cursor: str, window_ms: int) -> None:
        self._rest = rest
        self._cursor = cursor
        self._window_ms = window_ms

    async def read(
        self,
        endpoint: Endpoint,
        params: Mapping[str, str],
        decode: Callable[[Envelope], tuple[list[T], str]],
        key: Callable[[T], str],
        count: int = ALL,
    ) -> list[T]:
        """Pages until `count` rows are there, or the cursor ends or stands still.

        A short page is no proof of the end: the venue may cap pages lower than asked, and rows of products
        that this program does not trade are already left out.
        """
        found: dict[str, T] = {}
        cursor = ""
        seen: set[str] = set()
        for _ in range(MAX_PAGES):
            at = {self._cursor: cursor} if cursor else {}
            limit = {"limit": str(min(PAGE, count - len(found)))}
            page, next_cursor = await self._rest.read(endpoint, {**params, **limit, **at}, decode)
            found.update((key(row), row) for row in page)
            if not next_cursor or next_cursor in seen or len(found) >= count:
                break
            cursor = next_cursor
            seen.add(cursor)
        return list(found.values())

    async def since(
        self,
        endpoint: Endpoint,
        params: Mapping[str, str],
        decode: Callable[[Envelope], tuple[list[T], str]],
        key: Callable[[T], str],
        since_ms: int,
        until_ms: int | None = None,
        *,
        window_ms: int | None = None,
    ) -> list[T]:
        """Every row since a moment, in windows as wide as the venue takes; nothing is left out silently.

        A window with more rows than its pages can hold is read again in halves.

        Raises:
            LinkError: there are more rows than can be read.
        """
        found: dict[str, T] = {}
        now_ms = self._rest.offset.venue_ms()
        newest = until_ms is None or until_ms >= now_ms
        end_ms = now_ms if until_ms is None else min(until_ms, now_ms)
        width_ms = window_ms or self._window_ms
        while end_ms > since_ms:
            start_ms = max(since_ms, end_ms - width_ms)
            # The newest window is open: what happens while it is read belongs to it.
            window = {"startTime": str(start_ms)} | ({} if newest else {"endTime": str(end_ms)})
            rows = await self.read(endpoint, {**params, **window}, decode, key, ALL)
            if len(rows) >= ALL:
                width_ms = (end_ms - start_ms) // 2
                if width_ms < _NARROWEST_WINDOW_MS:
                    raise LinkError("There is more history at the exchange than can be read at once.")
                continue
            found.update((key(row), row) for row in rows)
            end_ms, newest = start_ms, False
        return list(found.values())


async def candles(
    rest: BitgetRest,
    read: Callable[[bool, int, int | None], Awaitable[list[Candle]]],
    interval: Interval,
    before_ms: int | None,
    count: int,
    past_page: int,
) -> list[Candle]:
    """Up to `count` candles that opened before `before_ms` (or up to now), oldest first.

    The newest thousand come in one page; what is older comes by another call, in pages of `past_page`.

    Args:
        rest: tells the venue's time.
        read: reads one page; told whether it is the newer call, how many candles, and up to when (Unix ms).
        interval: their length.
        before_ms, count: which of them.
        past_page: how many the older call gives at once.
    """
    found: dict[int, Candle] = {}
    until = before_ms
    recent = before_ms is None or rest.offset.venue_ms() - before_ms < _RECENT * interval.ms
    for _ in range(_MAX_CANDLE_PAGES):
        # One more than needed: the venue may or may not count the candle that opened at the end itself.
        limit = min(count - len(found) + 1, _RECENT if recent else past_page)
        older = [
            candle for candle in await read(recent, limit, until) if until is None or candle.open_ms < until
        ]
        found.update((candle.open_ms, candle) for candle in older)
        if len(found) >= count or not (older or recent):
            break
        until = min(found, default=until)
        recent = False
    return [found[open_ms] for open_ms in sorted(found)[-count:]]
