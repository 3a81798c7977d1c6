"""A program that stood still: orders are shut from the first moment on, until the account has been read."""

import asyncio
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from terminal_app.trading.sleep import GAP_S
from tests.helpers.paper_process import PaperProcess, paper_process

pytestmark = [
    pytest.mark.contract,
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="it stops a process"),
]


class Session:
    """A session in a process of its own."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process

    def says(self) -> str | None:
        """Why orders are shut from now on, `None` when they are open."""
        assert self.process.stdout is not None
        sentence: str | None = json.loads(self.process.stdout.readline())
        return sentence


@contextmanager
def session(paper: PaperProcess, folder: Path) -> Iterator[Session]:
    """A session that says why orders are shut."""
    command = [sys.executable, "-m", "tests.helpers.stopped_session", str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        names = ("rest", "public_ws", "private_ws", "key", "secret", "passphrase")
        process.stdin.write(json.dumps({name: getattr(paper, name) for name in names}).encode() + b"\n")
        process.stdin.flush()
        try:
            yield Session(process)
        finally:
            process.kill()


async def test_orders_are_shut_after_a_stop_until_the_account_is_read(data_dir: Path) -> None:
    with paper_process("--no-rate-limits") as paper, session(paper, data_dir) as stopped:
        while stopped.says() is not None:
            pass
        stopped.process.send_signal(signal.SIGSTOP)
        await asyncio.sleep(GAP_S + 2)  # the time itself is what is lost
        stopped.process.send_signal(signal.SIGCONT)
        assert "The computer slept or its clock was set" in (stopped.says() or "")
        while stopped.says() is not None:
            pass
