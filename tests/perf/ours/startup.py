"""The start of a program, seen from outside: its first paint on a screen, and its memory. Linux only."""

import os
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import running
from screen import Screen
from tests.perf.harness import OURS, PEERS, ROOT
from tests.perf.side import serve

_PATIENCE_SECONDS = 30.0
_LOOK_SECONDS = 0.002
_MEMORY_EVERY_SECONDS = 3.0
_STILL_GROWS = 1.01


def _start(command: Sequence[str | Path], home: Path, *, quoted: bool = False) -> dict[str, float]:
    """Times in ms to the first paint and, if it is printed, to the first price; then the memory in MB."""
    with Screen(home) as screen:
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "DISPLAY": screen.name,
            "LANG": "C.UTF-8",
        }
        output = subprocess.PIPE if quoted else subprocess.DEVNULL
        began = time.monotonic()
        with subprocess.Popen(
            list(map(str, command)), cwd=ROOT, env=environment, stdout=output, stderr=subprocess.DEVNULL
        ) as process:
            try:
                while not screen.is_painted():
                    if time.monotonic() > began + _PATIENCE_SECONDS or _ended(process, _LOOK_SECONDS):
                        raise RuntimeError(f"{command[-1]} painted nothing")
                figures = {"paint": (time.monotonic() - began) * 1e3}
                if process.stdout is not None:
                    figures["quote"] = (float(process.stdout.readline()) - began) * 1e3
                figures["mb"] = _settled_mb(process)
            finally:
                process.terminate()
                process.wait(_PATIENCE_SECONDS)
    return figures


def _settled_mb(process: subprocess.Popen[bytes]) -> float:
    """The memory once it stands still: where the cores are shared, a window takes longer to be complete."""
    before, now = 0.0, 0.0
    while not before or now > before * _STILL_GROWS:
        _ended(process, _MEMORY_EVERY_SECONDS)
        before, now = now, running.resident_mb(process.pid)
    return now


def _ended(process: subprocess.Popen[bytes], within: float) -> bool:
    try:
        process.wait(within)
    except subprocess.TimeoutExpired:
        return False
    return True


def ours() -> dict[str, float]:
    """Our program with an empty data folder."""
    with tempfile.TemporaryDirectory(prefix="bench-") as home:
        figures = _start([OURS.with_name("terminal-app"), "--data-dir", f"{home}/data"], Path(home))
    with tempfile.TemporaryDirectory(prefix="bench-") as home:
        command: list[str | Path] = [OURS, "-m", "tests.perf.ours.started", "--data-dir", f"{home}/data"]
        figures["quote"] = _start(command, Path(home), quoted=True)["quote"]
    return figures


def vnpy() -> dict[str, float]:
    """vnpy's main window in an empty home."""
    with tempfile.TemporaryDirectory(prefix="bench-") as home:
        return _start([PEERS, "-m", "tests.perf.peers.window_vnpy"], Path(home))


if __name__ == "__main__":
    serve({"ours": ours, "vnpy": vnpy})
