"""G19: sessions that trade, fail and crash with canaries as their key: nothing of those is left anywhere."""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from pathlib import Path

from terminal_app.paper.server.faults.plan import KINDS
from tests.faults import scanned
from tests.faults.forked import forked
from tests.faults.goals import Result
from tests.faults.scanned_window import KEY_FILE
from tests.helpers.paper_process import PaperProcess, paper_process
from tests.helpers.processes import alive
from tests.helpers.secret_scan import KEY, PASSPHRASE, SECRET, scan_folder
from tests.helpers.waiting import eventually

BUNDLE = Path(__file__).resolve().parent.parent.parent / "dist"
_WINDOW_EVERY = 25
_AT_ONCE = 4
_SECONDS = 60.0
_WATCHDOG_SECONDS = 13.0
_FAULTY = ("drop-reply", "late-reply", "error-before", "error-after", "html", "garbage", "storm", "half-body")
_LEFT = ("everything.log", "terminal.log", scanned.SEEN)


def run(cases: int, seed: int) -> Result:
    """A case is one session, from its start to its end in order or by force; some are a whole window."""
    result = Result()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        plan, keyed = _plan(place, seed), _keyed(place)
        with (
            paper_process("--faults", str(plan), data_dir=keyed, seed=seed) as paper,
            ThreadPoolExecutor(_AT_ONCE) as hands,
        ):
            for part in hands.map(lambda number: _case(place, paper, number), range(seed, seed + cases)):
                result.add(part)
    if BUNDLE.exists():
        result.wrong += [f"{what} of the bundle" for what in scan_folder(BUNDLE)]
        result.notes["bundle searched"] = 1
    return result


def _case(place: Path, paper: PaperProcess, number: int) -> Result:
    scene = place / f"scene-{number}"
    scene.mkdir()
    window = number % _WINDOW_EVERY == 0
    wrong = _window(scene) if window else _session(scene, paper, number)
    size = sum(path.stat().st_size for path in scene.rglob("*") if path.is_file())
    said = [f"{what} (scenario {number})" for what in wrong]
    return Result(1, said, {"windows": int(window), "MB searched": round(size / 1e6, 2)})


def _keyed(place: Path) -> Path:
    """A folder of the exchange in which the canaries are the key; it is the one place where they may be."""
    folder = place / "exchange"
    folder.mkdir()
    parts = {"key": KEY, "secret": SECRET, "passphrase": PASSPHRASE}
    (folder / KEY_FILE).write_text(json.dumps(parts), "utf-8")
    return folder


def _plan(place: Path, seed: int) -> Path:
    plan = place / "faults.json"
    paths = ("/api/v3/trade/", "/api/v3/account/")
    assert set(_FAULTY) <= set(KINDS)
    rules = [{"kind": kind, "path": path, "share": 0.03} for kind in _FAULTY for path in paths]
    plan.write_text(json.dumps({"seed": seed, "rules": rules}), "utf-8")
    return plan


def _session(scene: Path, paper: PaperProcess, number: int) -> list[str]:
    addresses = (paper.rest, paper.public_ws, paper.private_ws)
    process, pipe = forked(scanned.main, scene, addresses, number)
    told = _last_word(pipe) if pipe.poll(_SECONDS) else None
    end, watchdog = told if isinstance(told, tuple) else (None, None)
    over = pipe.poll(_SECONDS) and _last_word(pipe) == "over"
    process.kill()
    process.join()
    pipe.close()
    if watchdog is not None:
        _end(watchdog)
    wrong = scan_folder(scene) + _missing(scene, [*_LEFT, "data/profiles/main/journal.sqlite3"])
    if end is None or over is (end in ("abort", "kill")):
        printed = (scene / "printed.txt").read_text("utf-8", "replace")[-800:]
        wrong.append(f"the end was to be {end}: {printed}")
    return wrong


def _last_word(pipe: Connection) -> object:
    """What the session said at its very end; nothing when it was ended by force."""
    try:
        return pipe.recv()
    except (EOFError, ConnectionError):
        return None


def _window(scene: Path) -> list[str]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": str(scene), "TMPDIR": str(scene)}
    command = [sys.executable, "-m", "tests.faults.scanned_window", str(scene)]
    done = subprocess.run(command, env=environment, capture_output=True, timeout=180, check=False)
    (scene / "printed.txt").write_bytes(done.stdout + done.stderr)
    key = next(scene.rglob(KEY_FILE))
    wrong = scan_folder(scene, besides=[key])
    wrong += _missing(scene, ["everything.log", "shown.txt", scanned.SEEN, "settings.json"])
    if done.returncode:
        wrong.append(f"the window ended with {done.returncode}: {done.stderr[-800:]!r}")
    return wrong


def _missing(scene: Path, names: Sequence[str]) -> list[str]:
    """What was to be searched and is not there: then nothing was proven."""
    return [f"there is no {name}" for name in names if not (scene / name).exists()]


def _end(pid: int) -> None:
    """The watchdog of a session that died cancels its orders first; its log is searched too.

    With a key that is refused it goes on asking for minutes, which would only write the same lines again.
    """
    with contextlib.suppress(AssertionError):
        asyncio.run(eventually(lambda: not alive(pid), timeout=_WATCHDOG_SECONDS))
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
