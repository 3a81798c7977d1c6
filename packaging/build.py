"""Freeze the program for this system into `dist/`, show what makes its size, and try it in an empty home.

Usage: .venv-package/bin/python packaging/build.py [--no-smoke]     (`make package` prepares the environment)
"""

import argparse
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import app_icons
import bundle_contents as contents
import machine_traces
import smoke
from terminal_app import __version__

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
DIST = ROOT / "dist"
BUILD = ROOT / "build"
FREEZE = ("-m", "PyInstaller", "--noconfirm", "--clean", "--log-level=WARN")


def main(arguments: list[str]) -> int:
    """Build it. Returns the exit code of the process."""
    parser = argparse.ArgumentParser(description="Freeze the program into dist/ and try it.")
    parser.add_argument("--no-smoke", action="store_true", help="build only")
    options = parser.parse_args(arguments)
    prepare(BUILD / "made")
    freeze()
    bundle = DIST / contents.APP_ID
    if sys.platform == "linux":
        strip_python(bundle)
        add_desktop_files(bundle)
    if missing := missing_resources(bundle):
        say(f"build: not in the bundle: {', '.join(missing)}")
        return 1
    show_size(bundle)
    found = machine_traces.find(bundle, ROOT)
    for trace in found:
        say(f"build: names a folder of this machine: {trace}")
    if found:
        return 1
    if named := machine_traces.find(bundle, Path(sys.base_prefix)):
        # Compiled into the interpreter; distributions and python.org build theirs in neutral places.
        say(f"build: the Python that was frozen names its folder {sys.base_prefix} in {len(named)} files")
    say(f"build: {bundle.relative_to(ROOT)} is ready")
    return 0 if options.no_smoke else smoke.main([])


def prepare(folder: Path) -> None:
    """Make what the spec file expects to find: the icons and the version resource of Windows."""
    folder.mkdir(parents=True, exist_ok=True)
    app_icons.write_all(ROOT / "resources" / "icons" / "app.svg", folder)
    template = (HERE / "windows" / "version_info.txt").read_text("utf-8")
    (folder / "version_info.txt").write_text(with_version(template, __version__), "utf-8")


def with_version(template: str, version: str) -> str:
    """The text with `{version}`, `{major}`, `{minor}` and `{patch}` filled in."""
    filled = template.replace("{version}", version)
    for name, number in zip(("major", "minor", "patch"), version.split("."), strict=True):
        filled = filled.replace(f"{{{name}}}", number)
    return filled


def freeze() -> None:
    """Run PyInstaller; a failure raises CalledProcessError."""
    places = ["--distpath", str(DIST), "--workpath", str(BUILD / "pyinstaller")]
    subprocess.run([sys.executable, *FREEZE, *places, str(HERE / "terminal.spec")], cwd=ROOT, check=True)


def missing_resources(bundle: Path) -> list[str]:
    """The resources that did not get into the bundle; PyInstaller only mentions them among its warnings."""
    places = [file.relative_to(ROOT) for file in smoke.files_in(ROOT / "resources")]
    return [str(place) for place in places if not (bundle / "_internal" / place).is_file()]


def strip_python(bundle: Path) -> None:
    """Remove the debugging tables of the interpreter, 20 MB of some builds.

    Only of the interpreter's own files: those from wheels are stripped already, and some were patched in a
    way that `strip` breaks.
    """
    inside = bundle / "_internal"
    files = [
        file
        for pattern in ("libpython3*.so*", "python3*/lib-dynload/*.so")
        for file in inside.glob(pattern)
        if not file.is_symlink()
    ]
    subprocess.run(["strip", "--strip-unneeded", *map(str, files)], check=True)


def add_desktop_files(bundle: Path) -> None:
    """Put what a desktop reads into `share/`, laid out as under `/usr/share`."""
    places = {
        HERE / "linux" / f"{contents.APP_ID}.desktop": "applications",
        HERE / "linux" / f"{contents.APP_ID}.metainfo.xml": "metainfo",
        ROOT / "resources" / "icons" / "app.svg": f"icons/hicolor/scalable/apps/{contents.APP_ID}.svg",
        BUILD / "made" / "app.png": f"icons/hicolor/256x256/apps/{contents.APP_ID}.png",
    }
    for source, place in places.items():
        target = bundle / "share" / place
        target = target if target.suffix else target / source.name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)


def show_size(bundle: Path) -> None:
    """Print the largest parts of the bundle."""
    sizes = Counter[str]()
    for file in smoke.files_in(bundle):
        sizes[part_of(file.relative_to(bundle))] += file.stat().st_size
    for part, size in sizes.most_common(12):
        say(f"build: {size / 1e6:7.1f} MB  {part}")


def part_of(file: Path) -> str:
    """What a file of the bundle is counted under: the package, library or folder it belongs to."""
    parts = file.parts[1:] if file.parts[0] == "_internal" else file.parts
    if parts[:3] == ("PySide6", "Qt", "lib"):
        return "Qt: ICU tables" if "icu" in file.name else "Qt: libraries"
    if parts[0] == "PySide6":
        return "Qt: Python bindings and plugins"
    return parts[0].split(".")[0]


def say(line: str) -> None:
    """Print one line."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
