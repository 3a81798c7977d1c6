"""Tries the frozen program as a stranger's computer would run it, and prints its size, start and memory.

Usage: .venv-package/bin/python packaging/smoke.py [BUNDLE]      (default: the one in `dist/`)

The bundle is copied to a folder with an unusual name and runs there with an empty home and with no variable
but those a login sets. The last picture is kept in `build/smoke/window.png`.
"""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtGui import QImage

import running
from bundle_contents import APP_ID, COMMAND
from screen import Screen
from terminal_app import APP_NAME, __version__

ROOT = Path(__file__).resolve().parent.parent
LARGEST_MB = 240
_PATIENCE = 120.0
_FONTS = {".ttf", ".otf", ".ttc", ".pfb"}
_SHADES = 16
_PICTURE_AFTER = 8


class SmokeError(Exception):
    """The bundle does not do what it has to; the message says what."""


@dataclass
class Home:
    """A new user's folders, and a copy of the bundle beside them."""

    folder: Path
    bundle: Path
    environment: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        places = {name: self.folder / name for name in ("home", "tmp", "runtime")}
        for place in places.values():
            place.mkdir(mode=0o700)
        home, tmp, runtime = map(str, places.values())
        if sys.platform == "win32":
            user = dict.fromkeys(("USERPROFILE", "APPDATA", "LOCALAPPDATA"), home)
            self.environment = {**user, "TEMP": tmp, "TMP": tmp, "SYSTEMROOT": os.environ["SYSTEMROOT"]}
        else:
            self.environment = {"HOME": home, "TMPDIR": tmp, "XDG_RUNTIME_DIR": runtime, "LANG": "C.UTF-8"}

    @property
    def program(self) -> Path:
        """The executable."""
        if sys.platform == "darwin":
            return self.bundle / "Contents" / "MacOS" / COMMAND
        return self.bundle / (f"{COMMAND}.exe" if sys.platform == "win32" else COMMAND)

    def run(self, *arguments: str) -> str:
        """Run the program to its end and return what it printed.

        Raises:
            SmokeError: it failed, or complained on its error output.
        """
        command = [str(self.program), *arguments]
        done = subprocess.run(
            command,
            env=self.environment,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=_PATIENCE,
            check=False,
        )
        if done.returncode or done.stderr:
            raise SmokeError(
                f"{' '.join(arguments)}: exit code {done.returncode}\n{done.stdout}{done.stderr}"
            )
        return done.stdout


@dataclass
class Window:
    """What was seen of one run with a window: seconds from the start of the process, memory in MB."""

    first_paint: float | None = None
    memory: dict[str, float] = field(default_factory=dict)
    mapped: set[Path] = field(default_factory=set)


def main(arguments: list[str]) -> int:
    """Run every check. Returns the exit code of the process."""
    bundle = Path(arguments[0]).resolve() if arguments else default_bundle()
    try:
        with tempfile.TemporaryDirectory(prefix="smoke ü ") as name:
            folder = Path(name)
            shutil.copytree(bundle, folder / bundle.name, symlinks=True)
            home = Home(folder, folder / bundle.name)
            check_size(home)
            check_window(home)
            check_version(home)
            check_selftest(home)
            check_keyring(home)
            check_nothing_is_left(home)
    except (SmokeError, subprocess.TimeoutExpired) as error:
        say(f"FAILED  {error}")
        return 1
    say("smoke: the bundle works")
    return 0


def default_bundle() -> Path:
    """Where the build puts the bundle of this system."""
    return ROOT / "dist" / (f"{APP_NAME}.app" if sys.platform == "darwin" else APP_ID)


def check_size(home: Home) -> None:
    """The whole folder, links not counted."""
    size = sum(file.stat().st_size for file in files_in(home.bundle)) / 1e6
    say(f"ok  {size:.0f} MB on disk (at most {LARGEST_MB})")
    if size > LARGEST_MB:
        raise SmokeError(f"{size:.0f} MB are more than {LARGEST_MB} MB")


def check_version(home: Home) -> None:
    """The bundle is of this version."""
    said = home.run("--version").strip()
    if said != f"{APP_NAME} {__version__}":
        raise SmokeError(f"--version says {said!r}")
    say(f"ok  {said}")


def check_selftest(home: Home) -> None:
    """The program's own test, from the exchange to a closed position."""
    said = home.run("selftest").splitlines()
    say(f"ok  selftest: {sum(line.startswith('ok') for line in said)} checks passed")


def check_window(home: Home) -> None:
    """The window paints, connects and closes: once from the disk, once from memory."""
    forget_files(home.bundle)
    for start in ("cold", "warm"):
        picture = home.folder / f"{start}.png"
        seen = run_window(home, picture)
        check_picture(picture)
        check_mapped(home, seen.mapped)
        paint = "not measured here" if seen.first_paint is None else f"{seen.first_paint * 1000:.0f} ms"
        memory = (
            ", ".join(f"{name} {size:.0f} MB" for name, size in seen.memory.items()) or "not measured here"
        )
        say(f"ok  window, {start} start: first paint {paint}; resident memory: {memory}")


def run_window(home: Home, picture: Path) -> Window:
    """Run the window until it has saved its picture and ended by itself."""
    seen = Window()
    arguments = ["--screenshot", str(picture), "--after", str(_PICTURE_AFTER)]
    with contextlib.ExitStack() as stack:
        environment = dict(home.environment)
        screen = None
        if sys.platform == "linux":
            screen = stack.enter_context(Screen(Path(stack.enter_context(tempfile.TemporaryDirectory()))))
            environment["DISPLAY"] = screen.name
        output = stack.enter_context((home.folder / "window.out").open("w+b"))
        started = time.monotonic()
        process = stack.enter_context(
            subprocess.Popen(
                [str(home.program), *arguments],
                env=environment,
                cwd=home.folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        )
        for elapsed in until_ended(process, started):
            if seen.first_paint is None and screen is not None:
                seen.first_paint = elapsed if screen.is_painted() else None
            elif elapsed > _PICTURE_AFTER / 2:
                look_at_processes(home, seen)
        output.seek(0)
        said = output.read().decode("utf-8", errors="replace")
    if process.returncode or said.strip() != f"Saved {picture}":
        raise SmokeError(f"the window ended with code {process.returncode} and said:\n{said}")
    return seen


def until_ended(process: subprocess.Popen[bytes], started: float) -> Iterator[float]:
    """The time since the start, every few milliseconds until the process ends; too long, and it is killed."""
    while (elapsed := time.monotonic() - started) < _PATIENCE:
        yield elapsed
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.005 if elapsed < _PICTURE_AFTER / 2 else 0.5)
            return
    process.kill()
    raise SmokeError(f"the window did not end within {_PATIENCE:.0f} s")


def look_at_processes(home: Home, seen: Window) -> None:
    """Take down the memory and the files of everything that runs from the bundle."""
    for number, command in running.processes_from(home.bundle).items():
        name = "paper exchange" if "paper-exchange" in command else "window"
        seen.memory[name] = max(seen.memory.get(name, 0.0), running.resident_mb(number))
        seen.mapped |= running.mapped_files(number)


def check_picture(picture: Path) -> None:
    """The window's own picture is one of a window, not of nothing."""
    image = QImage(str(picture))
    if image.width() < 1280 or image.height() < 720:
        raise SmokeError(f"the picture is {image.width()} × {image.height()}")
    shades = {image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}
    if len(shades) < _SHADES:
        raise SmokeError(f"the picture is blank: {len(shades)} colours")
    kept = ROOT / "build" / "smoke" / "window.png"
    kept.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(picture, kept)


def check_mapped(home: Home, mapped: set[Path]) -> None:
    """Nothing came from this repository or from an installed Python, and letters came from a font."""
    if sys.platform != "linux":
        return
    strange = [
        file
        for file in mapped
        if not file.is_relative_to(home.bundle)
        and (file.is_relative_to(ROOT) or (file.is_relative_to(sys.base_prefix) and "python" in file.name))
    ]
    if strange:
        raise SmokeError(f"the program used files from outside the bundle: {', '.join(map(str, strange))}")
    if not any(file.suffix.lower() in _FONTS for file in mapped):
        raise SmokeError("the program found no font: its texts would be boxes")


def check_keyring(home: Home) -> None:
    """The frozen program reaches the system's key store; tried where a private one can be started."""
    if not all(map(shutil.which, ("dbus-run-session", "gnome-keyring-daemon"))):
        say("--  keyring not tried: no dbus-run-session or gnome-keyring-daemon here")
        return
    trial = [sys.executable, str(ROOT / "packaging" / "keyring_trial.py"), str(home.program)]
    done = subprocess.run(
        ["dbus-run-session", "--", *trial],
        env={**home.environment, "PATH": os.defpath},
        cwd=home.folder,
        capture_output=True,
        text=True,
        timeout=_PATIENCE,
        check=False,
    )
    if done.returncode:
        raise SmokeError(f"keyring: {done.stdout.strip()} {done.stderr.strip()}")
    say(f"ok  keyring: {done.stdout.strip()}")


def check_nothing_is_left(home: Home) -> None:
    """No process and no temporary file stays behind."""
    if left := running.processes_from(home.bundle):
        raise SmokeError(f"still running: {'; '.join(left.values())}")
    if files := list((home.folder / "tmp").iterdir()):
        raise SmokeError(f"temporary files stayed: {', '.join(file.name for file in files)}")
    say("ok  nothing left behind")


def forget_files(folder: Path) -> None:
    """Make the system drop these files from its memory, so that the next start reads the disk (Linux)."""
    if sys.platform == "linux":
        for file in files_in(folder):
            with file.open("rb") as opened:
                os.fsync(opened.fileno())
                os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def files_in(folder: Path) -> list[Path]:
    """The files of a folder and its folders, links left out."""
    return [file for file in folder.rglob("*") if file.is_file() and not file.is_symlink()]


def say(line: str) -> None:
    """Print one line."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
