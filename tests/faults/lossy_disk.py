"""A storage layer for SQLite that can lose its power: only what was synced is sure to be there afterwards.

Everything is written to real files too, so the program notices nothing. What a disk would really hold is kept
beside them: the bytes as of each file's last sync, and every write since, of which a power loss may keep any,
drop any, or tear any at a sector.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import apsw

_SECTOR = 512


@dataclass(frozen=True, slots=True)
class _Write:
    """Bytes at a place; no bytes and `cut` for a file that was made shorter."""

    offset: int
    data: bytes
    cut: bool = False


@dataclass
class _File:
    """What the disk has of a file for sure, and what is still on its way."""

    durable: bytes | None = None
    waiting: list[_Write] = field(default_factory=list)


@dataclass
class LossyDisk:
    """All files of one machine.

    Attributes:
        before: called before each operation that changes something, with its number.
    """

    before: Callable[[], None] = lambda: None
    _files: dict[str, _File] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def write(self, name: str, one: _Write) -> None:
        """Something is on its way."""
        self.before()
        with self._lock:
            self._files.setdefault(name, _File()).waiting.append(one)

    def sync(self, name: str) -> None:
        """All of it has arrived."""
        self.before()
        with self._lock:
            file = self._files.setdefault(name, _File())
            content = bytearray(file.durable or b"")
            for one in file.waiting:
                _apply(content, one)
            file.durable, file.waiting = bytes(content), []

    def delete(self, name: str) -> None:
        """A file goes at once: nothing of ours deletes what it still needs."""
        self.before()
        with self._lock:
            self._files.pop(name, None)

    def lose_power(self, random: Random, folder: Path) -> None:
        """Write down what a disk may hold after the power was lost now."""
        with self._lock:
            for name, file in self._files.items():
                content = bytearray(file.durable or b"")
                kept = 0
                for one in file.waiting:
                    kept += _maybe(content, one, random)
                if file.durable is not None or kept:
                    (folder / Path(name).name).write_bytes(content)


def _maybe(content: bytearray, one: _Write, random: Random) -> bool:
    """A write that was under way: it arrived, it did not, or a part of it did."""
    match random.randrange(3):
        case 0:
            return False
        case 1 if len(one.data) > _SECTOR:
            sectors = range(0, len(one.data), _SECTOR)
            for place in random.sample(sectors, random.randrange(1, len(sectors))):
                _apply(content, _Write(one.offset + place, one.data[place : place + _SECTOR]))
        case _:
            _apply(content, one)
    return True


def _apply(content: bytearray, one: _Write) -> None:
    if one.cut:
        del content[one.offset :]
        return
    if len(content) < one.offset:
        content.extend(bytes(one.offset - len(content)))
    content[one.offset : one.offset + len(one.data)] = one.data


class LossyVFS(apsw.VFS):
    """SQLite's usual files, with the disk looking on."""

    def __init__(self, name: str, disk: LossyDisk) -> None:
        self._disk = disk
        super().__init__(name, base="")

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:
        return _LossyFile(name, flags, self._disk)

    def xDelete(self, filename: str, syncdir: bool) -> None:
        self._disk.delete(filename)
        super().xDelete(filename, syncdir)


class _LossyFile(apsw.VFSFile):
    def __init__(self, name: str | apsw.URIFilename | None, flags: list[int], disk: LossyDisk) -> None:
        self._name = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        self._disk = disk
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:
        self._disk.write(self._name, _Write(offset, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, newsize: int) -> None:
        self._disk.write(self._name, _Write(newsize, b"", cut=True))
        super().xTruncate(newsize)

    def xSync(self, flags: int) -> None:
        super().xSync(flags)
        self._disk.sync(self._name)
