"""One small JSON file that survives: written whole or not at all, and read only if it is what was written.

A file that cannot be used is never deleted and never fatal: it is set aside under another name and said so.
Knows nothing of what the files hold.
"""

import hashlib
import json
import math
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from terminal_app.core.ports import Clock

_MOST_BYTES = 1_000_000
_MOST_LEVELS = 60
_FORMAT = 1
_DAMAGED = "is damaged"
_CHANGED = "is damaged or was changed by hand"
_OTHER_VERSION = "was written by another version of this program"
_NO_FILE = "is not a file"
_TOO_LARGE = "is larger than it can be"


class _UnusableError(Exception):
    """The file is there and is not what was written. The message is the end of a sentence."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was read: empty if there was nothing, and a sentence for the person if that is not all right."""

    body: Mapping[str, object]
    trouble: str = ""


class JsonFile:
    """A JSON object in a file, with a version and a checksum around it.

    Args:
        path: the file; its folder exists.
        title: what is in it, for people: `window layout`.
        clock: names the files that are set aside.
    """

    def __init__(self, path: Path, title: str, clock: Clock) -> None:
        self.path = path
        self._title = title
        self._clock = clock

    def load(self) -> Loaded:
        """Read the file. Never raises: what cannot be used is set aside, and `trouble` says where."""
        try:
            return Loaded(_opened(self._read()))
        except FileNotFoundError:
            return Loaded({})
        except OSError as error:
            return Loaded(
                {}, f"The {self._title} could not be read ({error.strerror}); the defaults are used."
            )
        except _UnusableError as error:
            return Loaded({}, f"The saved {self._title} {error}. {self._set_aside()}")

    def save(self, body: Mapping[str, object]) -> None:
        """Replace the file by one that holds `body`; it is on the disk when this returns.

        Raises:
            OSError: it cannot be written; the old file is as it was.
        """
        text = json.dumps(_wrapped(body), allow_nan=False, indent=1)
        beside = self.path.with_name(f".{self.path.name}.{os.getpid()}.tmp")
        try:
            descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(text.encode())
                file.flush()
                os.fsync(file.fileno())
            beside.replace(self.path)
        finally:
            beside.unlink(missing_ok=True)

    def _read(self) -> bytes:
        # Without waiting: a pipe in the place of the file must not hang the start.
        descriptor = os.open(
            self.path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        )
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise _UnusableError(_NO_FILE)
            content = file.read(_MOST_BYTES + 1)
        if len(content) > _MOST_BYTES:
            raise _UnusableError(_TOO_LARGE)
        return content

    def _set_aside(self) -> str:
        aside = self.path.with_name(f"{self.path.name}.damaged-{self._clock.now_ms()}")
        try:
            self.path.replace(aside)
        except OSError as error:
            return f"It could not be set aside ({error.strerror}); the defaults are used."
        return f"It was set aside as {aside.name}; the defaults are used."


def _wrapped(body: Mapping[str, object]) -> Mapping[str, object]:
    return {"format": _FORMAT, "checksum": _checksum(body), "body": body}


def _opened(content: bytes) -> Mapping[str, object]:
    try:
        text = content.decode()
        whole: object = json.loads(text, parse_constant=_no_constant, parse_float=_finite)
        body: object = whole.get("body") if isinstance(whole, dict) else None
        if not isinstance(whole, dict) or not isinstance(body, dict) or _is_deep(body):
            raise _UnusableError(_DAMAGED)
        if whole.get("format") != _FORMAT:
            raise _UnusableError(_OTHER_VERSION)
        if whole.get("checksum") != _checksum(body):
            raise _UnusableError(_CHANGED)
    except (ValueError, RecursionError):
        raise _UnusableError(_DAMAGED) from None
    return body


def _checksum(body: Mapping[str, object]) -> str:
    exact = json.dumps(body, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(exact.encode()).hexdigest()


def _is_deep(value: object) -> bool:
    """Whether it is nested further than anything that was ever written, so that writing it would not work."""
    layer: list[object] = [value]
    for _ in range(_MOST_LEVELS):
        inner = [list(one.values()) if isinstance(one, dict) else one for one in layer]
        layer = [child for one in inner if isinstance(one, list) for child in one]
        if not layer:
            return False
    return True


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        _no_constant(text)
    return number


def _no_constant(name: str) -> object:
    message = f"{name} is not a number"
    raise ValueError(message)
