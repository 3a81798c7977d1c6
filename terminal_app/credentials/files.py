"""Files that only their owner may read, replaced whole: after a crash there is the old one or the new one."""

import os
from pathlib import Path

from terminal_app.core.keys import KeyTrouble
from terminal_app.credentials.troubles import trouble_error

_MOST_BYTES = 1_000_000


def write_private(path: Path, data: bytes) -> None:
    """Write a file and have it on the disk before returning. Makes its folder.

    Raises:
        KeyStoreError: the disk or its permissions are in the way; the old file is still there.
    """
    partial = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        partial.unlink(missing_ok=True)
        # The mode is set as the file is made, so that nobody can open it in between.
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        raise trouble_error(KeyTrouble.DISK, error.strerror or "") from error


def read_private(path: Path) -> bytes | None:
    """The content of a file, `None` when there is none.

    Raises:
        KeyStoreError: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise trouble_error(KeyTrouble.DISK, error.strerror or "") from error
    if len(data) > _MOST_BYTES:
        raise trouble_error(KeyTrouble.DAMAGED, "the file is far too large")
    return data


def remove_private(path: Path) -> None:
    """Remove a file, and what a crash may have left of its writing.

    Raises:
        KeyStoreError: it cannot be removed.
    """
    try:
        path.with_name(f".{path.name}.part").unlink(missing_ok=True)
        path.unlink(missing_ok=True)
        if path.parent.is_dir():
            _sync_folder(path.parent)
    except OSError as error:
        raise trouble_error(KeyTrouble.DISK, error.strerror or "") from error


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
