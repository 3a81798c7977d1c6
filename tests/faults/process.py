"""What this process holds on to: memory, open files, tasks, timers, objects of Qt."""

import asyncio
import contextlib
import gc
import os
import sys
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject

_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096
_SELF = Path("/proc/self")


class Holdings(NamedTuple):
    """A look at the process. Memory and files are 0 where the system does not tell them.

    `blocks` are pieces of memory that Python has given out: they show a leak long before the megabytes do.
    """

    megabytes: float
    blocks: int
    files: int
    tasks: int
    timers: int
    qt_objects: int


def holdings() -> Holdings:
    """Look, after what is garbage has been thrown away."""
    # Looking for them makes Qt load what it loads only when it is looked at, so it comes first.
    qt_objects = sum(isinstance(thing, QObject) for thing in gc.get_objects())
    gc.collect()
    return Holdings(
        resident_megabytes(),
        sys.getallocatedblocks(),
        len(list((_SELF / "fd").iterdir())) if _SELF.exists() else 0,
        len(asyncio.all_tasks()),
        sum(not timer.cancelled() for timer in getattr(asyncio.get_running_loop(), "_scheduled", ())),
        qt_objects,
    )


def resident_megabytes() -> float:
    """Memory that is really there, in MB."""
    if not _SELF.exists():
        return 0.0
    return int((_SELF / "statm").read_text("ascii").split()[1]) * _PAGE / 1e6


def peak_megabytes() -> float:
    """The most memory that ever was there at one time, in MB; 0 where the system does not tell."""
    if not _SELF.exists():
        return 0.0
    lines = (_SELF / "status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:"))


def forget_peak() -> None:
    """Let the peak begin anew, where the system can do that."""
    with contextlib.suppress(OSError):
        (_SELF / "clear_refs").write_text("5", "ascii")
