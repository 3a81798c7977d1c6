"""The watchdog outlives a window that is killed, ends what ends with it, and nothing else."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from terminal_app.bitget.client import BitgetClient
from terminal_app.core.clock import SystemClock
from terminal_app.core.instrument import ProductType
from terminal_app.core.ports import Listeners
from terminal_app.journal.reader import JournalReader
from tests.helpers.killed_session import COUNTDOWN_SECONDS
from tests.helpers.paper_process import PaperProcess, paper_process
from tests.helpers.processes import alive, command_line
from tests.helpers.waiting import eventually

pytestmark = [
    pytest.mark.contract,
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="it looks at processes and kills them"),
]

GONE_WITHIN_SECONDS = 5.0


class Told(NamedTuple):
    """What the window said before it ended."""

    session: str
    kept: str
    waiting: str
    watchdog: int


@contextmanager
def window(paper: PaperProcess, folder: Path, how: str) -> Iterator[tuple[subprocess.Popen[bytes], Told]]:
    """A session with three orders, in a process of its own."""
    command = [sys.executable, "-m", "tests.helpers.killed_session", str(folder), how]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        names = ("rest", "public_ws", "private_ws", "key", "secret", "passphrase")
        process.stdin.write(json.dumps({name: getattr(paper, name) for name in names}).encode() + b"\n")
        process.stdin.flush()
        line = process.stdout.readline()
        try:
            yield process, Told(**json.loads(line))
        finally:
            process.kill()


def client_of(paper: PaperProcess) -> BitgetClient:
    """Another pair of eyes on the same account."""
    listeners = Listeners(lambda _event: None, lambda _event: None, lambda _event: None)
    key = paper.credentials
    return BitgetClient(paper.venue, key, listeners, SystemClock())


async def open_ids(client: BitgetClient) -> set[str]:
    """The client ids of everything that works or waits."""
    product = ProductType.USDT_FUTURES
    orders = {order.client_oid for order in await client.open_orders(product)}
    return orders | {order.client_oid for order in await client.strategy_orders(product)}


async def test_a_killed_window_takes_its_session_orders_with_it(data_dir: Path) -> None:
    with paper_process("--no-rate-limits") as paper, window(paper, data_dir, "wait") as (process, told):
        client = client_of(paper)
        assert await open_ids(client) == {told.session, told.kept, told.waiting}
        assert alive(told.watchdog)
        for secret in (paper.key, paper.secret, paper.passphrase):
            assert secret not in command_line(told.watchdog)
            assert secret.encode() not in _environment(told.watchdog)

        process.send_signal(signal.SIGKILL)
        killed = time.monotonic()
        while await open_ids(client) != {told.kept, told.waiting}:
            assert time.monotonic() - killed < GONE_WITHIN_SECONDS
        await eventually(lambda: not alive(told.watchdog), timeout=30)
        assert await open_ids(client) == {told.kept, told.waiting}
        await client.aclose()
    reader = JournalReader(data_dir / "profiles" / "paper" / "journal.sqlite3")
    cancelled, held = [event for event in reader.recent_events() if event.kind == "watchdog"]
    assert cancelled.sentence == "The window died or stood still: 1 of its session orders were cancelled."
    assert "nobody linked the two orders on BTCUSDT" in held.sentence
    # The next start says both, because no session has begun since.
    assert reader.events_since_session("watchdog") == [held, cancelled]
    reader.close()


async def test_a_window_that_is_closed_in_order_cancels_nothing(data_dir: Path) -> None:
    with paper_process("--no-rate-limits") as paper, window(paper, data_dir, "leave") as (process, told):
        assert process.wait(20) == 0
        await eventually(lambda: not alive(told.watchdog), timeout=10)
        client = client_of(paper)
        assert await open_ids(client) == {told.session, told.kept, told.waiting}
        await client.aclose()


async def test_the_exchanges_own_switch_ends_everything_when_nobody_is_left(data_dir: Path) -> None:
    with (
        paper_process("--no-rate-limits") as paper,
        window(paper, data_dir, "countdown") as (process, told),
    ):
        assert process.stdout is not None
        watchdog = json.loads(process.stdout.readline())["watchdog"]
        client = client_of(paper)
        await asyncio.sleep(0)
        held = time.monotonic()
        while time.monotonic() - held < COUNTDOWN_SECONDS + 2:
            assert told.kept in await open_ids(client)
        process.send_signal(signal.SIGKILL)
        os.kill(watchdog, signal.SIGKILL)
        killed = time.monotonic()
        while {told.session, told.kept} & await open_ids(client):
            assert time.monotonic() - killed < COUNTDOWN_SECONDS + 3
        await client.aclose()


def _environment(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/environ").read_bytes()
    except PermissionError:
        return b""  # it is closed to others, as it should be
