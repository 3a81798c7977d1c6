"""G10: connections that end again and again, over real sockets: every channel flows, and nothing is kept.

The venue is on loopback, in this process, so what it would keep counts too.
"""

import asyncio
import contextlib
from random import Random

from terminal_app.bitget.backoff import ConnectBudget
from terminal_app.bitget.stream import Stream
from terminal_app.bitget.stream_limits import StreamLimits
from terminal_app.bitget.stream_protocol import StreamEvent
from terminal_app.bitget.unified.stream import UNIFIED_STREAM
from terminal_app.core.clock import SystemClock
from terminal_app.core.events import AccountSeen, BookSnapshot, CandlesSeen, Link, TickerSeen, TradesSeen
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import Interval
from terminal_app.core.ports import Channel, Feed
from terminal_app.tasks import TaskOwner
from tests.faults.goals import Result
from tests.faults.process import Holdings, holdings
from tests.helpers import stream_frames as frames
from tests.helpers.bitget_rest import CREDENTIALS
from tests.helpers.stream_server import StreamServer
from tests.helpers.waiting import eventually

_SYMBOLS = ("BTCUSDT", "ETHUSDT", "SOLUSDT")
_QUICK = StreamLimits(healthy_after=0.0)
_WARM = 20
_MOST_MB = 5.0
_RESTART_EVERY = 40
_PATIENCE_S = 30.0


def run(cases: int, seed: int) -> Result:
    """A case is one end of both connections; the last look is after all of them."""
    return asyncio.run(_Story(seed).run(cases))


class _Story:
    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._random = Random(seed)
        self._heard = 0
        self._spoke: set[str] = set()

    async def run(self, cases: int) -> Result:
        """End the connections so often."""
        ids = [InstrumentId(ProductType.USDT_FUTURES, symbol) for symbol in _SYMBOLS]
        wanted = frozenset(
            Channel(feed, one, Interval.M1 if feed is Feed.CANDLES else None) for one in ids for feed in Feed
        )
        tasks, clock, budget = TaskOwner("reconnects"), SystemClock(), ConnectBudget(10**9)
        async with StreamServer() as public, StreamServer() as private:
            _teach(public)
            private.on_subscribe["account"] = [frames.account()]
            streams = [
                Stream(
                    UNIFIED_STREAM,
                    link,
                    venue.url,
                    key,
                    clock,
                    clock.now_ms,
                    self._take,
                    tasks,
                    budget,
                    _QUICK,
                    _no_jitter,
                )
                for link, venue, key in (
                    (Link.PUBLIC, public, None),
                    (Link.PRIVATE, private, CREDENTIALS),
                )
            ]
            streams[0].want(wanted)
            for stream in streams:
                stream.start()
            wrong = await self._rounds(cases, streams, (public, private))
            for stream in streams:
                await stream.aclose()
            await tasks.aclose()
        return wrong

    async def _rounds(self, cases: int, streams: list[Stream], venues: tuple[StreamServer, ...]) -> Result:
        await self._flowing(streams, venues, 1)
        wrong: list[str] = []
        before = holdings()
        for number in range(1, cases + 1):
            self._spoke.clear()
            for venue in venues:
                await self._end(venue, number)
            try:
                await self._flowing(streams, venues, number + 1)
            except AssertionError as error:
                return Result(number, [f"not everything came back: {error} ({self._seed}, {number})"])
            if number == min(_WARM, cases // 2):
                before = holdings()
        after = await _calm(before)
        if after.megabytes - before.megabytes >= _MOST_MB:
            wrong.append(f"{after.megabytes - before.megabytes:.1f} MB more ({self._seed})")
        wrong += [f"{what} ({self._seed})" for what in _more(before, after)]
        notes = {"most MB grown": round(after.megabytes - before.megabytes, 1), "frames": self._heard}
        return Result(cases, wrong, notes)

    async def _end(self, venue: StreamServer, number: int) -> None:
        venue.requests.clear()
        if number % _RESTART_EVERY == 0:
            await venue.shut()
            await venue.listen()
        elif self._random.random() < 0.5:
            venue.peers[0].drop()
        else:
            venue.peers[0].say_goodbye()

    def _take(self, event: StreamEvent) -> None:
        self._heard += 1
        match event:
            case BookSnapshot() | TradesSeen() | CandlesSeen():
                self._spoke.add(f"{type(event).__name__} {event.instrument}")
            case TickerSeen(ticker):
                self._spoke.add(f"ticker {ticker.instrument}")
            case AccountSeen():
                self._spoke.add("account")
            case _:
                pass

    async def _flowing(
        self, streams: list[Stream], venues: tuple[StreamServer, ...], connections: int
    ) -> None:
        """Wait until both are connected anew, everything is confirmed, and what speaks has spoken since."""

        def all_of_it() -> bool:
            public, private = (stream.audit() for stream in streams)
            whole = public.desired == public.confirmed == public.flowing
            signed = private.desired == private.confirmed
            fresh = all(venue.connected >= connections and len(venue.peers) == 1 for venue in venues)
            return whole and signed and fresh and len(self._spoke) == len(_SYMBOLS) * len(Feed) + 1

        await eventually(all_of_it, timeout=_PATIENCE_S, every=0.002)


def _teach(venue: StreamServer) -> None:
    """What the venue sends to whoever subscribes."""
    candle: frames.Row = dict.fromkeys(
        ("start", "open", "high", "low", "close", "volume", "turnover"), "1700000000000"
    )
    for symbol in _SYMBOLS:
        for topic, frame in {
            "books": frames.book(100, 0, action="snapshot", symbol=symbol),
            "ticker": frames.ticker(symbol=symbol),
            "publicTrade": frames.trade(symbol=symbol),
            "kline": frames.push(frames.arg("kline", symbol, interval="1m"), [candle]),
        }.items():
            venue.on_subscribe.setdefault(topic, []).append(frame)


async def _calm(before: Holdings) -> Holdings:
    """A look at the process when what is about to end has ended."""
    with contextlib.suppress(AssertionError):
        await eventually(lambda: not _more(before, holdings()), timeout=5.0)
    return holdings()


def _more(before: Holdings, after: Holdings) -> list[str]:
    """What there is more of than before."""
    return [
        f"{getattr(after, name)} {name} instead of {getattr(before, name)}"
        for name in ("files", "tasks", "timers")
        if getattr(after, name) > getattr(before, name)
    ]


def _no_jitter() -> float:
    return 0.0
