"""Chunks of memory on disk: one compressed file each, all of them together below a cap.

Writing happens in a thread of its own, so that a slow disk costs nobody a frame. A damaged chunk is skipped,
deleted and counted: what it held is a gap then, never a guess.
"""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote

from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.tape.blocks import DamageError, open_block, pack_block

log = logging.getLogger(__name__)

CAP_BYTES = 256 << 20
_SUFFIX = ".flow"
_PARTS = 6


class ChunkName(NamedTuple):
    """What a chunk holds: `kind` of an instrument, watched without a break from `start` to `end` (ms).

    `number` tells chunks of the very same times apart.
    """

    kind: str
    instrument: InstrumentId
    start: int
    end: int
    number: int = 0

    def file(self) -> str:
        """The name of its file."""
        product, symbol = self.instrument.product.value, quote(self.instrument.symbol, safe="")
        return f"{self.kind},{product},{symbol},{self.start:013d},{self.end:013d},{self.number}{_SUFFIX}"


def name_of(file: str) -> ChunkName | None:
    """The chunk of a file name, `None` for a file of another kind."""
    parts = file.removesuffix(_SUFFIX).split(",")
    if not file.endswith(_SUFFIX) or len(parts) != _PARTS:
        return None
    kind, product, symbol, start, end, number = parts
    try:
        return ChunkName(
            kind, InstrumentId(ProductType(product), unquote(symbol)), int(start), int(end), int(number)
        )
    except ValueError:
        return None


class Shelf:
    """The chunks in one folder.

    Args:
        folder: where they are; it is made with the first chunk. Without one nothing is kept.
        cap_bytes: how long all files together may be; the oldest go first.
    """

    def __init__(self, folder: Path | None, cap_bytes: int = CAP_BYTES) -> None:
        self._folder = folder
        self._cap_bytes = cap_bytes
        self._sizes: dict[ChunkName, int] = {}
        self._waiting: dict[ChunkName, Callable[[], bytes]] = {}
        self._work: Future[None] | None = None
        self._thread: ThreadPoolExecutor | None = None
        self.damaged = 0
        self.trouble = ""
        self.dropped: list[Callable[[ChunkName], None]] = []
        if folder is not None and folder.is_dir():
            self._look(folder)

    @property
    def total_bytes(self) -> int:
        """How long the files are together."""
        return sum(self._sizes.values())

    def names(self, kind: str, instrument: InstrumentId) -> list[ChunkName]:
        """The chunks of one kind and instrument, oldest first."""
        return sorted(name for name in {*self._sizes, *self._waiting} if name[:2] == (kind, instrument))

    def put(self, name: ChunkName, pack: Callable[[], bytes]) -> bool:
        """Keep a chunk; it can be read at once, and is on the disk soon. Says whether it is kept.

        `pack` makes its bytes, from what does not change any more, in the thread that writes.
        """
        if self._folder is None or self.trouble:
            return False
        if self._thread is None:
            self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="flow")
        self._settle()
        while name in self._sizes or name in self._waiting:
            name = name._replace(number=name.number + 1)
        self._waiting[name] = pack
        self._work = self._thread.submit(self._write, self._folder, name, pack)
        return True

    def get(self, name: ChunkName) -> bytes | None:
        """Read a chunk; `None` when there is none, or none that is whole."""
        waiting = self._waiting.get(name)
        if waiting is not None:
            return waiting()
        if self._folder is None:
            return None
        path = self._folder / name.file()
        try:
            return open_block(path.read_bytes())
        except DamageError as error:
            log.warning("a chunk of the order flow is damaged and skipped: %s (%s)", path.name, error)
            self.damaged += 1
            path.unlink(missing_ok=True)
        except OSError as error:
            log.info("a chunk of the order flow cannot be read: %s (%s)", path.name, error)
        self._forget(name)
        return None

    def drain(self) -> None:
        """Wait until everything is on the disk."""
        if self._work is not None:
            self._work.result()
        self._settle()

    def close(self) -> None:
        """Write what waits, and end the thread."""
        if self._thread is not None:
            self._thread.shutdown()
            self._thread = None
        self._settle()

    def _write(self, folder: Path, name: ChunkName, pack: Callable[[], bytes]) -> None:
        """In the thread: nothing here but the disk."""
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            part = folder / f"{name.file()}.part"
            part.write_bytes(pack_block(pack()))
            part.replace(folder / name.file())
        except OSError as error:
            log.warning("the order flow cannot be kept: %s", error)
            self.trouble = f"Nothing older is kept: the disk says {error.strerror}."

    def _settle(self) -> None:
        """Take stock of what was written, and throw away what is too much."""
        if self._folder is None:
            return
        for name in list(self._waiting):
            try:
                self._sizes[name] = (self._folder / name.file()).stat().st_size
            except OSError:
                continue  # not yet
            del self._waiting[name]
        if self.trouble:
            lost, self._waiting = list(self._waiting), {}
            for name in lost:
                self._forget(name)
        excess = self.total_bytes - self._cap_bytes
        for name in sorted(self._sizes, key=lambda one: one.start):
            if excess <= 0:
                break
            excess -= self._sizes[name]
            (self._folder / name.file()).unlink(missing_ok=True)
            self._forget(name)

    def _forget(self, name: ChunkName) -> None:
        self._sizes.pop(name, None)
        for tell in self.dropped:
            tell(name)

    def _look(self, folder: Path) -> None:
        for path in folder.glob(f"*{_SUFFIX}"):
            name = name_of(path.name)
            if name is not None:
                self._sizes[name] = path.stat().st_size
        for part in folder.glob("*.part"):
            part.unlink(missing_ok=True)  # a run that died while it wrote
        self._settle()
