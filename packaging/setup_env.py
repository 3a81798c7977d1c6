"""Make an environment ready: Python, Debian packages, virtual environment, locked requirements.

Usage: python3 packaging/setup_env.py [dev|bench|package|lock]

Needs only the standard library. Running it again when nothing changed costs a fraction of a second; running
it twice at once is safe, the second waits for the first.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "packaging" / "requirements"
OLDEST_PYTHON = (3, 11)

# Name of a requirements file -> folder of its environment.
ENVIRONMENTS = {"dev": ".venv", "bench": ".venv-bench", "package": ".venv-package", "lock": ".venv-lock"}
# Environments that hold the program itself beside its requirements.
WITH_PROGRAM = {"dev", "package"}

# What Qt's xcb platform loads (from `ldd` on its plugins), a font, and what the tests and the keyring need.
DEBIAN_PACKAGES = (
    "libdbus-1-3",
    "libegl1",
    "libfontconfig1",
    "libfreetype6",
    "libgl1",
    "libwayland-cursor0",
    "libwayland-egl1",
    "libx11-xcb1",
    "libxcb-cursor0",
    "libxcb-glx0",
    "libxcb-icccm4",
    "libxcb-image0",
    "libxcb-keysyms1",
    "libxcb-randr0",
    "libxcb-render-util0",
    "libxcb-render0",
    "libxcb-shape0",
    "libxcb-shm0",
    "libxcb-sync1",
    "libxcb-xfixes0",
    "libxcb-xkb1",
    "libxkbcommon-x11-0",
    "libxkbcommon0",
    "fonts-dejavu-core",
    "xauth",
    "xvfb",
    "dbus",
    "gnome-keyring",
    "libsecret-tools",
    "strace",
)


class SetupError(Exception):
    """Set-up cannot go on; the message says why and what to type."""


def main(arguments: list[str]) -> int:
    """Set up the named environment (default: dev). Returns the process exit code."""
    name = arguments[0] if arguments else "dev"
    try:
        if name not in ENVIRONMENTS:
            raise SetupError(
                f"there is no environment called {name!r}: choose one of {', '.join(ENVIRONMENTS)}"
            )
        check_python(sys.version_info[:2])
        folder = ROOT / ENVIRONMENTS[name]
        with only_one(ROOT / ".setup.lock"):
            install_debian_packages()
            build_environment(name, folder)
    except SetupError as error:
        say(f"setup: {error}")
        return 1
    except subprocess.CalledProcessError as error:
        say(f"setup: this command failed with code {error.returncode}: {' '.join(map(str, error.cmd))}")
        return 1
    return 0


def check_python(version: tuple[int, ...]) -> None:
    """Raise SetupError if this Python is too old."""
    if version < OLDEST_PYTHON:
        have, need = (".".join(map(str, numbers)) for numbers in (version, OLDEST_PYTHON))
        raise SetupError(
            f"this is Python {have}, and Terminal for Bitget needs Python {need} or later. "
            f"If you have one under another name, type: make setup PYTHON=python{need}"
        )


@contextlib.contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Hold a lock on a file, waiting for any other set-up of the same folder."""
    with path.open("a+") as file:
        take_lock(file)
        try:
            yield
        finally:
            release_lock(file)


if sys.platform == "win32":
    import msvcrt

    def take_lock(file: IO[str]) -> None:
        """Wait for the lock. `LK_LOCK` gives up after ten tries of one second, so ask again."""
        while True:
            file.seek(0)
            with contextlib.suppress(OSError):
                msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
                return

    def release_lock(file: IO[str]) -> None:
        """Give the lock back."""
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def take_lock(file: IO[str]) -> None:
        """Wait for the lock."""
        fcntl.flock(file, fcntl.LOCK_EX)

    def release_lock(file: IO[str]) -> None:
        """Give the lock back."""
        fcntl.flock(file, fcntl.LOCK_UN)


def install_debian_packages() -> None:
    """Install what is missing if this user may; otherwise raise SetupError with the command to type.

    On a system without `apt-get` it only leaves it to the reader: the libraries have other names there.
    """
    if not (shutil.which("dpkg-query") and shutil.which("apt-get")):
        return
    missing = missing_debian_packages()
    if not missing:
        return
    may = root_prefix()
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *missing]
    if may is None:
        raise SetupError(
            "Qt and the tests need Debian packages that are not installed. Type:\n"
            f"    sudo {' '.join(install)}"
        )
    say(f"setup: installing Debian packages: {' '.join(missing)}")
    # Another apt may be running; wait for its lock instead of failing.
    quiet = ["-qq", "-o", "DPkg::Lock::Timeout=300"]
    environment = [*may, "env", "DEBIAN_FRONTEND=noninteractive"]
    run([*environment, "apt-get", "update", *quiet])
    run([*environment, *install, *quiet], stdout=subprocess.DEVNULL)


def missing_debian_packages() -> list[str]:
    """Debian packages that are needed and not installed, python3-venv among them when Python lacks it."""
    query = ["dpkg-query", "--show", "--showformat=${Package} ${db:Status-Status}\n", *DEBIAN_PACKAGES]
    answer = subprocess.run(query, capture_output=True, text=True, check=False).stdout  # asks, and may say no
    installed = {line.split()[0] for line in answer.splitlines() if line.endswith(" installed")}
    missing = [package for package in DEBIAN_PACKAGES if package not in installed]
    if not can_import("ensurepip"):
        missing.append("python3-venv")
    return missing


def can_import(module: str) -> bool:
    """Whether a fresh interpreter of this Python finds the module."""
    return (
        subprocess.run(
            [sys.executable, "-c", f"import {module}"], capture_output=True, check=False
        ).returncode
        == 0
    )


def root_prefix() -> list[str] | None:
    """What to put before a command to run it as root without being asked; None if this user may not."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return []
    sudo = ["sudo", "-n"]
    if (
        shutil.which("sudo")
        and subprocess.run([*sudo, "true"], capture_output=True, check=False).returncode == 0
    ):
        return sudo
    return None


def build_environment(name: str, folder: Path) -> None:
    """Bring the virtual environment to what the requirement files say, or leave it if it is already there."""
    stamp = folder / ".stamp"
    wanted = fingerprint(name)
    if stamp.exists() and stamp.read_text("utf-8") == wanted:
        return
    say(f"setup: preparing {folder.name} (a few minutes the first time)")
    python = interpreter(folder)
    if not works(python):
        if not can_import("ensurepip"):
            raise SetupError(
                "this Python cannot make virtual environments. On Debian and Ubuntu type:\n"
                "    sudo apt-get install python3-venv"
            )
        venv.create(folder, with_pip=True, clear=True)
    stamp.unlink(missing_ok=True)
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "-qq"]
    locked = str(REQUIREMENTS / f"{name}.txt")
    # Wheels only: building a source package would download build tools that no hash pins.
    run([*pip, "install", "--require-hashes", "--only-binary=:all:", "-r", locked])
    if name in WITH_PROGRAM:
        run([*pip, "install", "--no-deps", "--no-build-isolation", "--editable", str(ROOT)])
    stamp.write_text(wanted, "utf-8")


def interpreter(folder: Path) -> Path:
    """Where a virtual environment keeps its Python."""
    return folder / "Scripts" / "python.exe" if sys.platform == "win32" else folder / "bin" / "python"


def works(python: Path) -> bool:
    """Whether the environment's Python starts, has pip and is of the version running now."""
    program = "import pip, sys; print(sys.version_info[:2])"
    with contextlib.suppress(OSError):
        answer = subprocess.run([str(python), "-c", program], capture_output=True, text=True, check=False)
        return answer.stdout.strip() == str(sys.version_info[:2])
    return False


def fingerprint(name: str) -> str:
    """A digest of everything the environment is made from, and of where it is.

    Of pyproject.toml only the tables that shape the installation count: a change of a lint rule does not.
    """
    import tomllib  # a Python too old for this program does not have it, and must still get a plain sentence

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    installed = [project["build-system"], project["project"], project["tool"]["setuptools"]]
    parts = [
        str(ROOT),
        sys.version,
        (REQUIREMENTS / f"{name}.txt").read_text("utf-8"),
        (REQUIREMENTS / "runtime.in").read_text("utf-8"),
        repr(installed),
    ]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def run(command: list[str], stdout: int | None = None) -> None:
    """Run a command to its end; a failure raises CalledProcessError."""
    subprocess.run(command, check=True, stdout=stdout)


def say(line: str) -> None:
    """Print one line."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
