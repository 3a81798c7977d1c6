"""G27: a day of market data in minutes: nothing of the process grows.

400 frames a second of books, tickers, trades and candles go through the protocol, the decoders, the hub and
the stores; sixty times a second the frame clock drains what changed and a panel reads it. Every ten minutes
the connection breaks, and now and then a frame is damaged: repairs, refills and the log are part of it.
"""

import asyncio
import logging
import tempfile
from collections.abc import Callable
from itertools import cycle
from pathlib import Path
from random import Random

from terminal_app.app.logs import close_log, open_log
from terminal_app.bitget.wire import numbers
from terminal_app.core.changes import Batch, Kind, Topic
from terminal_app.core.market import Interval
from terminal_app.core.ports import Channel, Feed
from terminal_app.ui.bridge.frame import FRAME_MS, FrameClock
from tests.faults.goals import Result
from tests.faults.ladders import Ladder
from tests.faults.process import Holdings, holdings
from tests.faults.stream_line import StreamLine
from tests.faults.virtual_loop import run_virtually

_SYMBOLS = ("BTCUSDT", "ETHUSDT", "SOLUSDT", "XRPUSDT")
_GAP_S = 1 / 400
_PAINT_EVERY = round(FRAME_MS / 1000 / _GAP_S)
_BREAK_EVERY = 400 * 600
_DAMAGED_EVERY = 20_011
_LOOK_AT_LOOP_EVERY = 400
_MOST_MB = 20.0
_MOST_SHARE = 0.02
_MOST_BLOCKS = 3_000
_WARM = 25_000
"""Frames until the tapes are full."""
_LOG_BYTES = 5 * 2_000_000

log = logging.getLogger("terminal_app.soak")

_floor: list[float] = []
"""Megabytes after the first twentieth of the first part of this process: every part ends near them."""


def run(cases: int, seed: int) -> Result:
    """A case is one frame."""
    soak = _Soak(seed)
    return run_virtually(soak.run(cases), soak.line.clock)


class _Reader:
    """A panel that reads everything and paints nothing."""

    topics: frozenset[Kind | Topic] = frozenset({Kind.BOOK, Kind.TICKER, Kind.TRADES, Kind.CANDLES})

    def __init__(self, line: StreamLine, ladders: dict[str, Ladder]) -> None:
        self._hub = line.hub
        self._ids = [ladder.instrument for ladder in ladders.values()]
        self.read = 0

    def show_frame(self, batch: Batch) -> None:
        """The seam of the frame clock."""
        for topic in batch.topics:
            if topic.kind is Kind.BOOK and topic.key in self._ids:
                self.read += len(self._hub.book(self._ids[self._ids.index(topic.key)]).top(20)[0])
        self.read += len(self._hub.tape(self._ids[0]).trades)
        self.read += len(self._hub.candles(self._ids[0], Interval.M1).view().close)


class _Soak:
    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._random = Random(seed)
        self._ladders = {symbol: Ladder(symbol, self._random) for symbol in _SYMBOLS}
        ids = [ladder.instrument for ladder in self._ladders.values()]
        self._channels = [
            *(Channel(feed, one) for one in ids for feed in (Feed.BOOK, Feed.TICKER, Feed.TRADES)),
            *(Channel(Feed.CANDLES, one, Interval.M1) for one in ids),
        ]
        self.line = StreamLine(self._ladders, self._channels, self._random)
        self._trades = 0

    async def run(self, cases: int) -> Result:
        """Let so many frames come; look at the process after a twentieth of them, and at the end."""
        with tempfile.TemporaryDirectory() as folder:
            level = logging.getLogger("terminal_app").level
            open_log(Path(folder), self.line.changes)
            log.info("the soak begins")  # so that the file is open when the files are counted
            try:
                return await self._watched(cases, Path(folder))
            finally:
                close_log()
                logging.getLogger("terminal_app").setLevel(level)

    async def _watched(self, cases: int, folder: Path) -> Result:
        self.line.feed.watch("panel", self._channels)
        reader = _Reader(self.line, self._ladders)
        frames = FrameClock(self.line.changes, self.line.clock)
        frames.add(reader)
        warm = max(cases // 20, min(_WARM, cases // 2))
        await self._frames(0, warm, frames)
        # What remembers a bounded number of texts is full at the first look: filling it is no growth.
        for number in range(numbers.REMEMBERED):
            numbers.required(f"0.{number:06}")
        before = holdings()
        if not _floor:
            _floor.append(before.megabytes)
        await self._frames(warm, cases, frames)
        after = holdings()
        log_bytes = sum(file.stat().st_size for file in folder.iterdir())
        await self.line.feed.aclose()
        wrong = [f"{what} ({self._seed}, {cases} frames)" for what in _grown(before, after)]
        if log_bytes > _LOG_BYTES:
            wrong.append(f"the log has {log_bytes} bytes ({self._seed})")
        if not reader.read:
            wrong.append(f"nothing was ever read ({self._seed})")
        notes = {
            "most MB grown": round(after.megabytes - _floor[0], 1),
            "most blocks grown": after.blocks - before.blocks,
            "connections replaced": self.line.replaced,
            "frames rejected": self.line.protocol.rejected_frames,
            "most bytes of log": log_bytes,
        }
        return Result(cases, wrong, notes)

    async def _frames(self, start: int, end: int, frames: FrameClock) -> None:
        line, random = self.line, self._random.random
        makers: list[Callable[[str], tuple[str, bytes]]] = []
        makers += [self._book] * 10 + [self._ticker] * 5 + [self._trade] * 4 + [self._candle]
        turns = cycle([(maker, symbol) for maker in makers for symbol in _SYMBOLS])
        for number in range(start, end):
            for frame, _ in line.pass_time(_GAP_S):
                line.receive(frame)
            maker, symbol = next(turns)
            topic, frame = maker(symbol)
            if (topic, symbol) in line.pushed:
                line.receive(frame if number % _DAMAGED_EVERY else frame[: int(random() * len(frame))])
            if number % _PAINT_EVERY == 0:
                frames.step()
            if number % _LOOK_AT_LOOP_EVERY == 0:
                await asyncio.sleep(0)
            if number % _BREAK_EVERY == _BREAK_EVERY - 1:
                line.break_off()

    def _book(self, symbol: str) -> tuple[str, bytes]:
        return "books", self._ladders[symbol].change(self.line.clock.now_ms())

    def _ticker(self, symbol: str) -> tuple[str, bytes]:
        price = 60_000 + int(self._random.random() * 100) / 2
        row = (
            f'{{"lastPrice":"{price}","bid1Price":"{price}","ask1Price":"{price + 0.5}","volume24h":"10.5"}}'
        )
        return "ticker", self._push("ticker", symbol, row)

    def _trade(self, symbol: str) -> tuple[str, bytes]:
        self._trades += 1
        price, now = 60_000 + int(self._random.random() * 100) / 2, self.line.clock.now_ms()
        row = f'{{"p":"{price}","v":"0.01","S":"buy","T":"{now}","i":"{self._trades}"}}'
        return "publicTrade", self._push("publicTrade", symbol, row)

    def _candle(self, symbol: str) -> tuple[str, bytes]:
        now = self.line.clock.now_ms()
        start, price = now - now % 60_000, 60_000 + int(self._random.random() * 100) / 2
        values = ",".join(f'"{name}":"{price}"' for name in ("open", "high", "low", "close"))
        row = f'{{"start":"{start}",{values},"volume":"{now % 60_000}","turnover":"1"}}'
        return "kline", self._push("kline", symbol, row, ',"interval":"1m"')

    def _push(self, topic: str, symbol: str, row: str, more: str = "") -> bytes:
        arg = f'{{"instType":"usdt-futures","topic":"{topic}","symbol":"{symbol}"{more}}}'
        return f'{{"action":"update","arg":{arg},"data":[{row}],"ts":{self.line.clock.now_ms()}}}'.encode()


def _grown(before: Holdings, after: Holdings) -> list[str]:
    """What is more than it may be."""
    wrong = [
        f"memory grew from {since:.0f} to {after.megabytes:.0f} MB"
        for since in (before.megabytes, _floor[0])
        if after.megabytes - since >= _MOST_MB
    ]
    if after.blocks - before.blocks > _MOST_BLOCKS:
        wrong.append(f"{after.blocks - before.blocks} pieces of memory more")
    for name in ("files", "tasks", "timers", "qt_objects"):
        then, now = getattr(before, name), getattr(after, name)
        if now > then * (1 + _MOST_SHARE):
            wrong.append(f"{now} {name} instead of {then}")
    return wrong
