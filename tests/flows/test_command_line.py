"""The program as a person starts it: from the command line, in a process of its own."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.helpers.waiting import eventually

pytestmark = [pytest.mark.contract, pytest.mark.slow]

_SECONDS = 60.0


def _environment(*, display: bool) -> Mapping[str, str]:
    hidden = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    return {name: value for name, value in os.environ.items() if display or name not in hidden}


async def _start(*arguments: str) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "terminal_app",
        *arguments,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=PIPE,
        stderr=PIPE,
        env=_environment(display=False),
    )


async def _finish(process: Process) -> tuple[int, str, str]:
    async with asyncio.timeout(_SECONDS):
        out, err = await process.communicate()
    return process.returncode or 0, out.decode(), err.decode()


async def _line(process: Process) -> str:
    assert process.stdout is not None
    async with asyncio.timeout(_SECONDS):
        return (await process.stdout.readline()).decode().strip()


def _exchanges(data_dir: Path) -> list[int]:
    """The process ids of paper exchanges that keep their account under a folder."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                command = (entry / "cmdline").read_bytes().decode(errors="replace")
            except OSError:
                continue
            if "paper-exchange" in command and str(data_dir) in command:
                found.append(int(entry.name))
    return found


async def test_selftest_prints_one_line_for_each_check(data_dir: Path) -> None:
    code, out, err = await _finish(await _start("selftest", "--data-dir", str(data_dir)))
    lines = out.splitlines()
    assert (code, err) == (0, "")
    assert [line for line in lines if not line.startswith(("ok  ", "    "))] == []
    for check in ("order book sound", "limit order cancelled", "market order filled", "position closed"):
        assert f"ok  {check}" in lines


async def test_a_screenshot_is_saved_and_the_program_quits(data_dir: Path, tmp_path: Path) -> None:
    picture = tmp_path / "window.png"
    process = await _start(
        "--data-dir", str(data_dir), "--offscreen", "--screenshot", str(picture), "--after", "6"
    )
    code, out, err = await _finish(process)
    assert (code, err) == (0, "")
    assert out.splitlines()[-1] == f"Saved {picture}"
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.stat().st_size > 30_000


async def test_no_screenshot_of_a_feed_that_is_not_live(data_dir: Path, tmp_path: Path) -> None:
    picture = tmp_path / "window.png"
    (data_dir / "logs" / "paper-exchange.log").mkdir(parents=True)  # so the exchange cannot start
    process = await _start(
        "--data-dir", str(data_dir), "--offscreen", "--screenshot", str(picture), "--after", "0.01"
    )
    code, _, err = await _finish(process)
    assert code == 1
    assert err.startswith("No screenshot: the market feed is ")
    assert not picture.exists()


@pytest.mark.skipif(
    sys.platform != "linux", reason="a display is found by environment variables on Linux only"
)
async def test_without_a_display_it_says_so_and_goes_on(data_dir: Path) -> None:
    process = await _start("--data-dir", str(data_dir))
    assert await _line(process) == (
        "There is no display here, so the terminal runs without a window; Ctrl-C ends it."
    )
    picture = Path((await _line(process)).removeprefix("A picture of the window is kept at "))
    status = await _line(process)
    assert "BTCUSDT perp  last " in status
    assert "open orders 0" in status
    assert picture.read_bytes().startswith(b"\x89PNG")
    process.send_signal(signal.SIGINT)
    code, _, err = await _finish(process)
    assert (code, err) == (0, "")
    assert _exchanges(data_dir) == []


@pytest.mark.skipif(sys.platform != "linux", reason="processes are listed under /proc")
async def test_the_paper_exchange_dies_with_the_window_however_that_dies(data_dir: Path) -> None:
    process = await _start("--data-dir", str(data_dir), "--offscreen")
    await eventually(lambda: _exchanges(data_dir), timeout=20)
    process.kill()
    await _finish(process)
    await eventually(lambda: not _exchanges(data_dir))


async def test_a_data_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    taken = tmp_path / "file"
    taken.write_text("not a folder", "utf-8")
    code, _, err = await _finish(await _start("--data-dir", str(taken / "here"), "--offscreen"))
    assert code == 1
    assert "cannot be used" in err
    assert "--data-dir" in err


async def test_a_profile_that_is_not_set_up_is_named(data_dir: Path) -> None:
    code, _, err = await _finish(
        await _start("--data-dir", str(data_dir), "--profile", "main", "--offscreen")
    )
    assert code == 2
    assert err.startswith("There is no profile named main.")


async def test_a_second_start_on_the_same_folder_says_so_and_ends(data_dir: Path) -> None:
    first = await _start("--data-dir", str(data_dir))
    await _line(first)
    code, _, err = await _finish(await _start("--data-dir", str(data_dir), "--offscreen"))
    assert code == 3
    assert err.startswith("The terminal is already open on ")
    first.send_signal(signal.SIGINT)
    assert (await _finish(first))[0] == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_it_can_be_ended_while_it_starts(data_dir: Path, number: signal.Signals) -> None:
    process = await _start("--data-dir", str(data_dir))
    await _line(process)
    process.send_signal(number)
    code, _, err = await _finish(process)
    assert (code, err) == (0, "")
    assert _exchanges(data_dir) == []
