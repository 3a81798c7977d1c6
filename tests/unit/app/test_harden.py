"""Tests for `app/harden.py`: a program of the same user tries to read ours (property G21).

Run as root, the two become an ordinary user first; root may always read.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from terminal_app.app import harden

NOBODY = "65534"

# The attacker starts its victim, so that not even a system which lets only parents look can excuse us.
ATTACK = """
import json, os, pathlib, resource, shutil, subprocess, sys

victim_code = '''
import os, sys
from harden import harden_process
secret = bytearray(b"canary-") + b"in-memory"
if sys.argv[1] == "hard":
    harden_process()
sys.stdout.write("up\\\\n")
sys.stdout.flush()
sys.stdin.read()
'''
victim = subprocess.Popen(
    [sys.executable, "-c", victim_code, sys.argv[1]],
    stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, "MARK": "canary-variable"},
)
victim.stdout.readline()
home = pathlib.Path("/proc") / str(victim.pid)
told = {}

def memory():
    found = b""
    regions = [line for line in (home / "maps").read_text().splitlines() if "rw-p" in line]
    with (home / "mem").open("rb", 0) as file:
        for line in regions:
            start, end = (int(part, 16) for part in line.split()[0].split("-"))
            file.seek(start)
            try:
                found += file.read(min(end - start, 64_000_000))
            except OSError:
                pass
    return b"canary-in-memory" in found

def environment():
    return b"canary-variable" in (home / "environ").read_bytes()

def core():
    target = pathlib.Path(sys.argv[2]) / "image"
    subprocess.run(["gcore", "-o", str(target), str(victim.pid)], capture_output=True)
    images = list(target.parent.glob("image*"))
    return bool(images) and b"canary-in-memory" in images[0].read_bytes()

def limit():
    lines = (home / "limits").read_text().splitlines()
    return "0" if any("core file" in line and line.split()[4:6] == ["0", "0"] for line in lines) else "more"

attacks = [memory, environment, limit] + ([core] if shutil.which("gcore") else [])
for attack in attacks:
    try:
        told[attack.__name__] = attack()
    except OSError as error:
        told[attack.__name__] = type(error).__name__
victim.stdin.close()
victim.wait()
print(json.dumps(told))
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that everybody may enter, with the module in it: nobody may not enter a private checkout."""
    with tempfile.TemporaryDirectory() as name:
        made = Path(name)
        made.chmod(0o777)
        shutil.copy(harden.__file__, made / "harden.py")
        (made / "harden.py").chmod(0o644)
        yield made


def as_ordinary_user(*command: str) -> list[str]:
    """The command as somebody who may not do everything."""
    if os.getuid() != 0:
        return list(command)
    return ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", *command]


def interpreter() -> str:
    """A Python that the ordinary user may start; root's own may lie in root's home."""
    for candidate in (sys.executable, "/usr/bin/python3", "/usr/local/bin/python3"):
        start = as_ordinary_user("/bin/sh", "-c", 'exec "$0" -c "import ctypes"', candidate)
        if subprocess.run(start, capture_output=True, check=False).returncode == 0:
            return candidate
    pytest.skip("there is no Python that an ordinary user may start")


def attack(kind: str, folder: Path) -> dict[str, object]:
    done = subprocess.run(
        as_ordinary_user(interpreter(), "-c", ATTACK, kind, str(folder)),
        cwd=folder,
        capture_output=True,
        text=True,
        env={"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert isinstance(told, dict)
    return told


pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="only Linux can be asked for this"),
    pytest.mark.skipif(
        sys.platform == "linux" and os.getuid() == 0 and shutil.which("setpriv") is None,
        reason="root cannot become an ordinary user without setpriv",
    ),
]


def test_a_hardened_process_refuses_its_own_user(folder: Path) -> None:
    told = attack("hard", folder)

    assert told.pop("memory") == "PermissionError"
    assert told.pop("environment") == "PermissionError"
    assert told.pop("limit") in {"0", "PermissionError"}
    assert told.pop("core", False) is False
    assert told == {}


def test_the_attack_works_without_it(folder: Path) -> None:
    told = attack("soft", folder)

    assert told["environment"] is True
    assert told["memory"] is True
