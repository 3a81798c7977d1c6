"""The whole terminal on the streams of the push server and the REST of the paper exchange.

Every sample starts a terminal of its own, waits until it is live, and lets the load run in it.
"""

import asyncio
import contextlib
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass, field, replace
from pathlib import Path
from unittest import mock

import qasync
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication

from terminal_app.app.paper_child import PaperAddress, PaperChild
from terminal_app.app.session import Session
from terminal_app.app.terminal import Terminal
from terminal_app.core.changes import Batch, Kind, Topic
from terminal_app.core.events import AccountEvent, AccountSeen, BookBroken, MarketEvent, TickerSeen
from tests.helpers.terminal import running_terminal
from tests.helpers.waiting import eventually
from tests.perf.loads.push_server import FIRST_EQUITY, set_rate
from tests.perf.server_process import served
from tests.perf.side import serve

_SETTLE_SECONDS = 2.0
_BEAT_SECONDS = 0.005
_PATIENCE_SECONDS = 600.0
_HOPS = 2


@dataclass
class Seen:
    """What reached the stores."""

    messages: int = 0
    equities: list[int] = field(default_factory=list)
    arrived: list[float] = field(default_factory=list)
    collecting: bool = False

    def market(self, event: MarketEvent) -> None:
        """A market event was stored."""
        self.messages += 1
        if self.collecting:
            self.arrived.extend(_received(event))

    def account(self, event: AccountEvent) -> None:
        """An account event was delivered."""
        if isinstance(event, AccountSeen) and event.account.equity >= FIRST_EQUITY:
            self.equities.append(int(event.account.equity))


def _received(event: MarketEvent) -> list[float]:
    """When the event arrived, on the monotonic clock."""
    match event:
        case TickerSeen(ticker):
            return [ticker.stamp.received]
        case BookBroken():
            return []
        case _:
            return [event.stamp.received]


class PaintTail(QObject):
    """Calls back when everything that is to be painted now has been; scenes need one turn more."""

    def __init__(self, done: Callable[[], None]) -> None:
        super().__init__()
        self._done = done

    def post(self, hops: int) -> None:
        """Go to the end of the line."""
        event = QEvent(QEvent.Type(QEvent.Type.User.value + hops))
        QCoreApplication.postEvent(self, event, Qt.EventPriority.LowEventPriority.value)

    def customEvent(self, event: QEvent) -> None:
        hops = event.type() - QEvent.Type.User.value
        self.post(hops - 1) if hops > 1 else self._done()


class PaintProbe:
    """Learns when everything that arrived before a frame is on the screen. Served last by the frame clock."""

    def __init__(self, seen: Seen) -> None:
        self._seen = seen
        self._tail = PaintTail(self._painted)
        self._waiting: list[list[float]] = []
        self.ages: list[float] = []

    @property
    def topics(self) -> frozenset[Kind | Topic]:
        """Everything."""
        return frozenset(Kind)

    def show_frame(self, _batch: Batch) -> None:
        """Every panel has been told."""
        if self._seen.arrived:
            self._waiting.append(self._seen.arrived)
            self._seen.arrived = []
            self._tail.post(_HOPS)

    def _painted(self) -> None:
        now = time.monotonic()
        for received in self._waiting.pop(0):
            self.ages.append(now - received)


@contextlib.asynccontextmanager
async def live(application: QApplication, url: str) -> AsyncIterator[tuple[Terminal, Seen]]:
    """A terminal that is live on the push server."""
    seen = Seen()
    start, on_account = PaperChild.start, Session._on_account

    async def started(child: PaperChild, port: int = 0) -> PaperAddress:
        address = await start(child, port)
        return replace(address, public_ws=f"{url}/public", private_ws=f"{url}/private")

    def counted(session: Session, event: AccountEvent) -> None:
        seen.account(event)
        on_account(session, event)

    set_rate(url, 100)
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as folder,
        mock.patch.object(PaperChild, "start", started),
        mock.patch.object(Session, "_on_account", counted),
    ):
        async with running_terminal(application, Path(folder)) as terminal:
            terminal.window.tour.end()  # nobody trades below it, and whatever it covers is painted with it
            terminal.session.hub.listeners.append(seen.market)
            await asyncio.sleep(_SETTLE_SECONDS)
            yield terminal, seen
            set_rate(url, 0)


async def cpu(application: QApplication, url: str, rate: int, seconds: float) -> dict[str, float]:
    """CPU per message in µs, and of one core, at a rate, while the account itself is at rest."""
    async with live(application, url) as (_terminal, seen):
        set_rate(url, rate, private=1)
        await asyncio.sleep(1)
        before, spent, began = seen.messages, time.process_time(), time.monotonic()
        await asyncio.sleep(seconds)
        messages, spent = seen.messages - before, time.process_time() - spent
        passed = time.monotonic() - began
    return {"us": spent * 1e6 / messages, "share": spent / passed * 100, "rate": messages / passed}


async def paint(application: QApplication, url: str, rate: int, seconds: float) -> dict[str, float]:
    """Milliseconds from the arrival of a message to its paint: the median, 95th and 99th percentile."""
    async with live(application, url) as (terminal, seen):
        probe = PaintProbe(seen)
        terminal.window.frames.add(probe)
        set_rate(url, rate)
        await asyncio.sleep(1)
        probe.ages.clear()
        seen.collecting = True
        await asyncio.sleep(seconds)
        seen.collecting = False
        cuts = statistics.quantiles(probe.ages, n=100)
        terminal.window.frames.remove(probe)
    return {**{f"p{at}": cuts[at - 1] * 1e3 for at in (50, 95, 99)}, "rate": len(probe.ages) / seconds}


async def flood(application: QApplication, url: str, rate: int, seconds: float) -> dict[str, float]:
    """The lag of the loop in ms (99th percentile), how many private frames were lost, and the rate."""
    async with live(application, url) as (_terminal, seen):
        seen.equities.clear()
        set_rate(url, rate)
        lags: list[float] = []
        works: list[float] = []
        before, began = seen.messages, time.monotonic()
        while time.monotonic() < began + seconds:
            due, worked = time.monotonic() + _BEAT_SECONDS, time.thread_time()
            await asyncio.sleep(_BEAT_SECONDS)
            lags.append(time.monotonic() - due)
            works.append(time.thread_time() - worked)
        came = (seen.messages - before) / (time.monotonic() - began)
        set_rate(url, 100)
        await asyncio.sleep(1)
        equities = seen.equities
    lost = equities[-1] - equities[0] + 1 - len(equities)
    return {"p99": p99_ms(lags), "busy": p99_ms(works), "lost": lost, "rate": came}


def p99_ms(seconds: list[float]) -> float:
    """The 99th percentile, in ms."""
    return statistics.quantiles(seconds, n=100)[98] * 1e3


class FrameProbe:
    """Measures frames of the window: from the first panel that is told to the last pixel.

    Served first by the frame clock, it posts itself an event behind the paints that are then due.
    """

    def __init__(self) -> None:
        self._tail = PaintTail(self._painted)
        self._began = (0.0, 0.0)
        self._waiting = False
        self.walls: list[float] = []
        self.cpus: list[float] = []

    @property
    def topics(self) -> frozenset[Kind | Topic]:
        """Everything."""
        return frozenset(Kind)

    def show_frame(self, _batch: Batch) -> None:
        """A frame begins."""
        if not self._waiting:
            self._waiting = True
            self._began = (time.perf_counter(), time.thread_time())
            self._tail.post(_HOPS)

    def _painted(self) -> None:
        self._waiting = False
        self.walls.append(time.perf_counter() - self._began[0])
        self.cpus.append(time.thread_time() - self._began[1])


async def charts(application: QApplication, url: str, rate: int, seconds: float) -> dict[str, float]:
    """Milliseconds of a frame with four charts of four symbols (99th percentile), on a clock and of CPU."""
    async with live(application, url) as (terminal, seen):
        terminal.window.workspace.switch("Charts 2×2")
        await asyncio.sleep(_SETTLE_SECONDS)
        frames, probe = terminal.window.frames, FrameProbe()
        served_panels = list(vars(frames)["_panels"])
        for panel in (probe, *served_panels):
            frames.remove(panel)
            frames.add(panel)
        set_rate(url, rate, private=1)
        await asyncio.sleep(1)
        probe.walls.clear()
        probe.cpus.clear()
        before, began = seen.messages, time.monotonic()
        await asyncio.sleep(seconds)
        came = (seen.messages - before) / (time.monotonic() - began)
        frames.remove(probe)
    return {"p99": p99_ms(probe.walls), "cpu": p99_ms(probe.cpus), "frames": len(probe.walls), "rate": came}


async def soak(application: QApplication, url: str, count: int) -> dict[str, float]:
    """How much memory grew, in MB, while so many frames came, counted from the first twentieth on."""
    async with live(application, url) as (_terminal, seen):
        seen.messages = 0
        set_rate(url, -1)
        began = time.monotonic()
        await eventually(lambda: seen.messages >= count / 20, _PATIENCE_SECONDS)
        first = resident_mb()
        await eventually(lambda: seen.messages >= count, _PATIENCE_SECONDS)
        grown = resident_mb() - first
        rate = seen.messages / (time.monotonic() - began)
    return {"mb": grown, "rate": rate}


def resident_mb() -> float:
    """The memory of this process in MB of 10⁶ bytes."""
    if sys.platform != "linux":
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


def main() -> None:
    """Answer requests."""
    application = QApplication(["bench"])
    application.setQuitOnLastWindowClosed(False)

    def sampled(
        story: Callable[..., Coroutine[object, object, dict[str, float]]],
    ) -> Callable[..., dict[str, float]]:
        def take(**arguments: float) -> dict[str, float]:
            with served("tests.perf.loads.push_server") as url, qasync.QEventLoop(application) as loop:
                return loop.run_until_complete(story(application, url, **arguments))

        return take

    serve({story.__name__: sampled(story) for story in (cpu, paint, flood, soak, charts)})


if __name__ == "__main__":
    main()
