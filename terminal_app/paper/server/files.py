"""Small files that must survive a crash: written whole or not at all; a damaged one is set aside."""

import contextlib
import json
import logging
import os
import tempfile
from pathlib import Path

log = logging.getLogger(__name__)


def write_atomic(path: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Replace a file so that a reader sees the old content or the new, even after a power cut.

    Raises:
        OSError: the disk says no; the old file is untouched.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
    _sync_folder(path.parent)


def read_json(path: Path) -> object:
    """The content of a JSON file, or `None` when there is none. A damaged file is set aside as `*.damaged`.

    Raises:
        OSError: the file is there but cannot be read.
    """
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return None
    try:
        content: object = json.loads(raw)
    except ValueError:
        set_aside(path, "it is not readable JSON")
        return None
    return content


def set_aside(path: Path, why: str) -> None:
    """Move a damaged file out of the way under a name of its own and say so in the log."""
    target = path.with_name(f"{path.name}.damaged")
    number = 1
    while target.exists():
        number += 1
        target = path.with_name(f"{path.name}.damaged-{number}")
    path.replace(target)
    log.warning("%s was damaged (%s); it was kept as %s and a new one is used", path.name, why, target.name)


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
