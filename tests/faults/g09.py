"""G09: connections that are dead and do not say so: shown as doubtful in 3 s, a new one begun in 10 s.

`run` takes real sockets and real seconds, many trials beside each other: a stopped process, a black hole, a
reset, an end of the stream, and a secure connection that stalls in the middle of a record. What the measuring
process itself was late is taken off. `run_exact` is the same with the venue inside the process and a
clock that nobody waits for; it is exact.
"""

import asyncio
import signal
import ssl
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from enum import Enum
from pathlib import Path
from random import Random
from unittest.mock import patch
from urllib.parse import urlsplit

from terminal_app.core.clock import ManualClock, SystemClock
from terminal_app.core.events import LinkState
from terminal_app.tasks import TaskOwner
from tests.faults.goals import Result
from tests.faults.sham_venue import ShamVenue, Weather
from tests.faults.valve import Break, Valve
from tests.faults.virtual_loop import run_virtually
from tests.faults.watched import Watched
from tests.helpers import stream_frames as frames
from tests.helpers.authority import Authority, server_context
from tests.helpers.stream_server import StreamServer
from tests.helpers.waiting import eventually

_PUSH_S = 0.1
_TICK_S = 0.01


class Trouble(Enum):
    """What happens to a connection."""

    STOPPED = "process stopped"
    HOLE = "black hole"
    RESET = "reset"
    END = "end of the stream"
    TLS = "TLS stall"


_BREAKS = {
    Trouble.HOLE: Break.HOLE,
    Trouble.RESET: Break.RESET,
    Trouble.END: Break.END,
    Trouble.TLS: Break.STALL,
}
_TROUBLES = [trouble for trouble in Trouble if trouble in _BREAKS or hasattr(signal, "SIGSTOP")]
"""Windows cannot stop a process."""


# ---------------------------------------------------------------------------------------- real seconds


def run(cases: int, seed: int) -> Result:
    """A case is one trial; all of them at the same time, over real sockets."""
    return asyncio.run(_all(cases, seed))


async def _all(cases: int, seed: int) -> Result:
    result = Result()
    late = _Lateness()
    owner = TaskOwner("trials")
    ticking = owner.spawn(late.tick(), "lateness")
    with tempfile.TemporaryDirectory() as folder:
        authority = Authority()
        server = server_context(authority.issue(), Path(folder) / "server.pem")
        trust = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        trust.load_verify_locations(authority.save(Path(folder) / "authority.pem"))
        with patch("terminal_app.bitget.stream.tls_context", lambda: trust):
            trials = [
                owner.spawn(_trial(number, server, late), f"trial {number}")
                for number in range(seed, seed + cases)
            ]
            for trial in trials:
                result.add(await trial)
    ticking.cancel()
    await owner.aclose()
    result.notes["most ms late ourselves"] = round(late.worst * 1000)
    return result


class _Lateness:
    """How late this process itself was, at most."""

    def __init__(self) -> None:
        self.worst = 0.0

    async def tick(self) -> None:
        """Look, again and again."""
        while True:
            before = time.monotonic()
            await asyncio.sleep(_TICK_S)
            self.worst = max(self.worst, time.monotonic() - before - _TICK_S)


async def _trial(seed: int, secure: ssl.SSLContext, late: _Lateness) -> Result:
    random, trouble = Random(seed), _TROUBLES[seed % len(_TROUBLES)]
    tasks = TaskOwner("trial")
    async with AsyncExitStack() as stack:
        if trouble is Trouble.STOPPED:
            url, act = await _process(stack)
        else:
            url, act = await _proxied(stack, trouble, secure, tasks)
        watched = Watched(url, SystemClock(), tasks)
        watched.stream.start()
        await eventually(lambda: watched.tickers > 3)
        await asyncio.sleep(random.random() * 2)
        broken = time.monotonic()
        act()
        await eventually(lambda: watched.after(broken, LinkState.CONNECTING) is not None, timeout=60.0)
        await watched.stream.aclose()
        await tasks.aclose()
    return Result(
        1, watched.wrong(broken, late.worst + 0.05, f"{trouble.value} ({seed})"), _notes(watched, broken)
    )


def _notes(watched: Watched, broken: float) -> dict[str, int | float]:
    stale = watched.after(broken, LinkState.DEGRADED, LinkState.DOWN) or 0.0
    again = watched.after(broken, LinkState.CONNECTING) or 0.0
    return {"most s until doubtful": round(stale, 2), "most s until a new connection": round(again, 2)}


async def _process(stack: AsyncExitStack) -> tuple[str, "Act"]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.faults.stream_process"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None

    async def end() -> None:
        process.send_signal(signal.SIGCONT)
        process.kill()
        await process.wait()

    stack.push_async_callback(end)
    port = int(await process.stdout.readline())
    return f"ws://127.0.0.1:{port}/", lambda: process.send_signal(signal.SIGSTOP)


async def _proxied(
    stack: AsyncExitStack, trouble: Trouble, secure: ssl.SSLContext, tasks: TaskOwner
) -> tuple[str, "Act"]:
    venue = await stack.enter_async_context(StreamServer(secure if trouble is Trouble.TLS else None))
    port = urlsplit(venue.url).port
    assert port is not None
    valve = await stack.enter_async_context(Valve(port))
    tasks.spawn(_push(venue), "pushes")
    scheme = urlsplit(venue.url).scheme
    return f"{scheme}://127.0.0.1:{valve.port}/", lambda: valve.break_all(_BREAKS[trouble])


async def _push(venue: StreamServer) -> None:
    while True:
        venue.push(frames.ticker())
        await asyncio.sleep(_PUSH_S)


# ------------------------------------------------------------------------------------ virtual seconds


def run_exact(cases: int, seed: int) -> Result:
    """A case is one trial in a black hole, with a clock that nobody waits for."""
    result = Result()
    for number in range(seed, seed + cases):
        clock = ManualClock()
        result.add(run_virtually(_exact(clock, number), clock))
    return result


async def _exact(clock: ManualClock, seed: int) -> Result:
    random, tasks = Random(seed), TaskOwner("exact")
    venue = ShamVenue(clock, random)
    every = random.choice((0.05, 0.3, 1.0))
    with venue.installed():
        watched = Watched("ws://127.0.0.1:9/", clock, tasks)
        watched.stream.start()
        pushes = tasks.spawn(_sham_pushes(venue, every), "pushes")
        await asyncio.sleep(1 + random.random() * 40)
        heard = watched.tickers
        pushes.cancel()
        venue.weather = Weather.SILENT
        broken = clock.monotonic()
        await asyncio.sleep(30)
        venue.weather = Weather.FINE
        back = tasks.spawn(_sham_pushes(venue, every), "pushes again")
        await asyncio.sleep(60)
        healed = watched.tickers > heard and watched.said[-1][1] is LinkState.LIVE
        back.cancel()
        await watched.stream.aclose()
        await tasks.aclose()
    wrong = watched.wrong(broken, 1e-6, f"virtual, a push every {every} s ({seed})")
    if not healed:
        wrong.append(f"it did not come back ({seed})")
    return Result(1, wrong, _notes(watched, broken))


async def _sham_pushes(venue: ShamVenue, every: float) -> None:
    while True:
        for connection in venue.open:
            connection.push(frames.ticker())
        await asyncio.sleep(every)


Act = Callable[[], None]
"""Breaks a connection."""
