"""Puts the finished bundle into a Debian package.

Usage: python packaging/deb.py      (after `build.py`; needs `dpkg-deb`, which every Debian system has)

The bundle goes to /opt, its desktop files to /usr/share, and a link to the program to /usr/bin. The package
depends on what Qt takes from the system, as `setup_env.py` names it for running from source.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from bundle_contents import APP_ID, COMMAND
from terminal_app import APP_NAME, __version__

ROOT = Path(__file__).resolve().parent.parent
_DEPENDS = (
    "libc6 (>= 2.35)",
    "libstdc++6",
    "libgl1",
    "libegl1",
    "libfontconfig1",
    "libfreetype6",
    "libdbus-1-3",
    "libglib2.0-0 | libglib2.0-0t64",
    "libxkbcommon-x11-0",
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-keysyms1",
    "libxcb-shape0",
    "libxcb-xkb1",
)


def main() -> int:
    """Build the package in `dist/`. Returns the exit code of the process."""
    bundle = ROOT / "dist" / APP_ID
    if shutil.which("dpkg-deb") is None or not bundle.is_dir():
        sys.stderr.write(
            "Run `make package` on a Debian system first: this packs its result with dpkg-deb.\n"
        )
        return 1
    with tempfile.TemporaryDirectory() as name:
        tree = Path(name)
        lay_out(bundle, tree)
        target = ROOT / "dist" / f"{APP_ID}_{__version__}_{_architecture()}.deb"
        subprocess.run(["dpkg-deb", "--build", "--root-owner-group", str(tree), str(target)], check=True)
    sys.stdout.write(f"deb: {target.relative_to(ROOT)} has {target.stat().st_size / 1e6:.0f} MB\n")
    return 0


def lay_out(bundle: Path, tree: Path) -> None:
    """Copy a bundle to where the system wants its parts, and describe it."""
    tree.chmod(0o755)
    program = tree / "opt" / APP_ID
    shutil.copytree(bundle, program, symlinks=True, ignore=shutil.ignore_patterns("share"))
    shutil.copytree(bundle / "share", tree / "usr" / "share")
    command = tree / "usr" / "bin" / COMMAND
    command.parent.mkdir(parents=True)
    command.symlink_to(f"/opt/{APP_ID}/{COMMAND}")
    control = tree / "DEBIAN" / "control"
    control.parent.mkdir(mode=0o755)
    control.write_text(control_text(_kilobytes(tree)), "utf-8")


def control_text(kilobytes: int) -> str:
    """What dpkg has to know."""
    return "\n".join(
        (
            f"Package: {APP_ID}",
            f"Version: {__version__}",
            "Section: misc",
            "Priority: optional",
            f"Architecture: {_architecture()}",
            f"Installed-Size: {kilobytes}",
            f"Depends: {', '.join(_DEPENDS)}",
            "Recommends: gnome-keyring | kwalletmanager",
            f"Maintainer: {APP_NAME} contributors <noreply@localhost>",
            "Description: desktop trading terminal for Bitget",
            " Live prices, chart, order book and ticket in one window, with a paper exchange",
            " to practise on. Independent of the exchange.",
            "",
        )
    )


def _kilobytes(tree: Path) -> int:
    files = (file for file in tree.rglob("*") if file.is_file() and not file.is_symlink())
    return sum(file.stat().st_size for file in files) // 1024


def _architecture() -> str:
    done = subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True, check=True)
    return done.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
