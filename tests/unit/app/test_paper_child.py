"""A child of a few lines: it is followed when it was started before, and ended in any case."""

import asyncio
import sys
from pathlib import Path
from subprocess import PIPE, Popen

import pytest

from terminal_app.app.paper_child import PaperChild
from terminal_app.app.paper_launch import PaperLaunch
from terminal_app.core.errors import EnvironmentTroubleError

_READY = (
    '{"rest": "http://127.0.0.1:4711", "public_ws": "p", "private_ws": "q",'
    ' "key": "k", "secret": "s", "passphrase": "w"}'
)
_ECHO = f"import sys; print({_READY!r}, flush=True); [print(line, end='', flush=True) for line in sys.stdin]"


def launched(code: str) -> Popen[bytes]:
    return Popen([sys.executable, "-c", code], stdin=PIPE, stdout=PIPE)


def child(tmp_path: Path, code: str) -> tuple[PaperChild, Popen[bytes]]:
    process = launched(code)
    return PaperChild(PaperLaunch(tmp_path, tmp_path / "exchange.log"), process), process


async def test_one_that_was_started_before_is_followed(tmp_path: Path) -> None:
    one, process = child(tmp_path, _ECHO)
    address = await one.start()
    assert (address.port, one.pid) == (4711, process.pid)
    one.ask("pause")
    assert await anext(one.lines()) == "pause\n"
    await one.stop()
    assert (one.pid, process.returncode) == (None, 0)
    one.ask("nobody hears this")


async def test_one_that_was_never_asked_for_is_ended_too(tmp_path: Path) -> None:
    one, process = child(tmp_path, _ECHO)
    await one.stop()
    assert process.returncode == 0


async def test_it_tells_that_it_has_ended_by_itself(tmp_path: Path) -> None:
    one, _ = child(tmp_path, f"print({_READY!r}); raise SystemExit(3)")
    await one.start()
    assert await one.wait() == 3
    assert [line async for line in one.lines()] == []
    await one.stop()


@pytest.mark.parametrize("said", ["", "print('{}')", "print('no JSON')"])
async def test_one_that_does_not_say_where_it_is_has_not_started(tmp_path: Path, said: str) -> None:
    one, process = child(tmp_path, said)
    with pytest.raises(EnvironmentTroubleError, match=r"exchange\.log"):
        await one.start()
    assert process.returncode is not None


async def test_one_that_hears_nothing_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("terminal_app.app.paper_child._STOP_SECONDS", 0.05)
    one, process = child(tmp_path, f"print({_READY!r}, flush=True)\nimport time\nwhile True: time.sleep(9)")
    await one.start()
    async with asyncio.TaskGroup() as tasks:
        waiting = tasks.create_task(one.wait())
        await asyncio.sleep(0)
        await one.stop()
    assert process.returncode != 0
    assert waiting.result() == process.returncode


async def test_one_that_cannot_be_started_says_why(tmp_path: Path) -> None:
    one = PaperChild(PaperLaunch(tmp_path, tmp_path))
    with pytest.raises(EnvironmentTroubleError, match="cannot be started: Is a directory"):
        await one.start()
    await one.stop()
