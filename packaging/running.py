"""What Linux tells about running processes: their memory and the files they have mapped. Empty elsewhere."""

import sys
from collections.abc import Iterator
from pathlib import Path

_PROC = Path("/proc")


def processes_from(folder: Path) -> dict[int, str]:
    """The processes whose program lies in this folder, each with its command line."""
    return {
        int(entry.name): " ".join(_arguments(entry))
        for entry in _entries()
        if _program(entry).is_relative_to(folder)
    }


def resident_mb(process: int) -> float:
    """Memory of a process in MB of 10⁶ bytes, 0 when it has ended."""
    for line in _read(_PROC / str(process) / "status").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024 / 1e6
    return 0.0


def mapped_files(process: int) -> set[Path]:
    """The files a process has in its memory: programs, libraries, fonts."""
    lines = _read(_PROC / str(process) / "maps").splitlines()
    return {Path(parts[5]) for line in lines if len(parts := line.split(maxsplit=5)) == 6 and "/" in parts[5]}


def _entries() -> Iterator[Path]:
    if sys.platform == "linux":
        yield from (entry for entry in _PROC.iterdir() if entry.name.isdigit())


def _program(entry: Path) -> Path:
    try:
        return (entry / "exe").readlink()
    except OSError:
        return Path()


def _arguments(entry: Path) -> list[str]:
    return _read(entry / "cmdline").rstrip("\0").split("\0")


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8", errors="replace")
    except OSError:
        return ""
