"""G13, the local half: hostile settings files and command lines.

There is no local socket: a second start only looks at a lock.
"""

import contextlib
import hashlib
import io
import json
import re
from collections.abc import Callable, Sequence
from functools import cache, partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from unittest.mock import patch

from terminal_app.app import cli
from terminal_app.core.clock import ManualClock
from terminal_app.settings.model import Settings, from_saved, to_save
from terminal_app.settings.store import JsonFile
from tests.faults.fuzz_budget import fuzzed
from tests.faults.goals import Result
from tests.faults.mangling import Mangler

# -------------------------------------------------------------------------------------------- settings


def run_settings(cases: int, seed: int) -> Result:
    """A case is one settings file: damaged, or with a right checksum around a hostile body."""
    with TemporaryDirectory() as folder:
        return fuzzed(cases, seed, partial(_settings, Path(folder)))


def _settings(folder: Path, random: Random) -> tuple[bytes, Callable[[], object]]:
    content = random.choice((_saved_whole, _saved_body))(random)
    path = folder / "settings.json"
    path.write_bytes(content)
    return content, lambda: _read_settings(folder, path)


@cache
def _good_settings() -> Mangler:
    return Mangler(json.dumps({**to_save(Settings()), "later": {"a": [1, 2.5, "x", None]}}).encode())


def _saved_whole(random: Random) -> bytes:
    return Mangler(_wrapped(_good_settings().good)).mangled(random)


def _saved_body(random: Random) -> bytes:
    return _wrapped(_good_settings().mangled(random))


def _wrapped(body: bytes) -> bytes:
    """A file as somebody would forge it who knows how the checksum is made."""
    try:
        exact = json.dumps(json.loads(body), ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    except (ValueError, RecursionError):
        exact = ""
    checksum = hashlib.sha256(exact.encode()).hexdigest()
    return b'{"format":1,"checksum":"%b","body":%b}' % (checksum.encode(), body)


def _read_settings(folder: Path, path: Path) -> None:
    file = JsonFile(path, "settings", ManualClock())
    settings = from_saved(file.load().body)
    file.save(to_save(settings))
    assert from_saved(file.load().body) == settings
    for left in folder.iterdir():
        left.unlink()


# ---------------------------------------------------------------------------------------- command lines

_WORDS = (
    *(
        "--profile",
        "--data-dir",
        "--offscreen",
        "--screenshot",
        "--after",
        "--seed",
        "--version",
        "--help",
        "-h",
    ),
    *(
        "--",
        "-",
        "",
        "paper-exchange",
        "selftest",
        "keyring-helper",
        "watchdog",
        "--port",
        "--faults",
        "--speed",
    ),
    *(
        "paper",
        "live",
        "../../etc",
        "a" * 33,
        "\ud800",
        "\x00",
        "\u202e",
        "💥",
        "0",
        "-1",
        "1e999",
        "nan",
        "inf",
    ),
    *(
        "9" * 5000,
        "٣",
        "10",
        "/dev/null",
        "--profile=x;y",
        "--after=inf",
        "--seed=１",
        "=",
        "--=",
        "x" * 100_000,
    ),
)
_VERBS = (
    "terminal_app.app.bootstrap.run",
    "terminal_app.app.paper_exchange.main",
    "terminal_app.app.selftest.main",
    "terminal_app.app.watchdog.main",
    "terminal_app.credentials.helper.main",
)


class _Launches:
    """Stands for everything that a command line may start."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, options: object = None) -> int:
        self.count += 1
        if isinstance(options, cli.Options):
            assert re.fullmatch(r"[A-Za-z0-9_-]{1,32}", options.profile)
            assert 0 < options.after <= 3600
        return 0


def run_argv(cases: int, seed: int) -> Result:
    """A case is one command line; whatever it would start is only counted."""
    with contextlib.ExitStack() as stack:
        launches = _Launches()
        for verb in _VERBS:
            stack.enter_context(patch(verb, launches))
        stack.enter_context(patch("terminal_app.app.harden.harden_process", lambda: None))
        stack.enter_context(contextlib.redirect_stdout(_Nowhere()))
        stack.enter_context(contextlib.redirect_stderr(_Nowhere()))
        return fuzzed(cases, seed, partial(_command_line, launches))


def _command_line(launches: _Launches, random: Random) -> tuple[bytes, Callable[[], object]]:
    argv = [random.choice(_WORDS) for _ in range(int(random.random() * 7))]
    if random.random() < 0.3:
        argv = [word[: int(random.random() * 12)] for word in argv]
    return ascii(argv).encode(), lambda: _start(argv, launches)


def _start(argv: Sequence[str], launches: _Launches) -> None:
    """A command line starts one thing, or is refused with a sentence, or asks for help."""
    before = launches.count
    code: object
    try:
        code = cli.main(argv)
    except SystemExit as end:
        code = end.code
        started = 0
    else:
        started = 1
    assert code in (0, 2)
    assert launches.count == before + started


class _Nowhere(io.StringIO):
    def write(self, text: str) -> int:
        """Take it and keep nothing."""
        return len(text)
