"""Writes a recording in a thread of its own: whoever records never waits for the disk.

What was handed over is on the disk half a second later. A disk that is too slow costs records, which are
counted, written down and said; a disk that says no ends the recording and says so.
"""

import os
import threading
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import BinaryIO

from terminal_app.core.events import Link
from terminal_app.core.ports import Clock
from terminal_app.tape.blocks import beginning, pack_block
from terminal_app.tape.files import part_path, recordings, stem_for
from terminal_app.tape.records import Kind, TapeError, TapeRecord, json_body, pack

PART_BYTES = 16 << 20
TOTAL_BYTES = 1 << 30
MOST_PARTS = 1_000
_EVERY_SECONDS = 0.5
_BLOCK_BYTES = 1 << 18
_MOST_WAITING = 50_000

Body = bytes | Callable[[], bytes]


class TapeWriter:
    """One recording being made. `put` may be called from one thread only.

    Args:
        folder: where the parts go; it is made when it is missing.
        clock: names the files and dates the records of the writer itself.
        about: what the header of each part says besides its number; nothing secret.
        part_bytes: a part that is longer is `full`.
        total_bytes: all recordings in the folder together; the oldest parts are deleted beyond it.
        most_parts: how many parts of all recordings are kept in the folder.
        most_waiting: records that may wait for the disk; more are dropped.
        on_trouble: hears a sentence when something is lost, in the writer's thread.

    Raises:
        TapeError: the folder cannot be used.
    """

    def __init__(
        self,
        folder: Path,
        clock: Clock,
        about: Mapping[str, object],
        *,
        part_bytes: int = PART_BYTES,
        total_bytes: int = TOTAL_BYTES,
        most_parts: int = MOST_PARTS,
        most_waiting: int = _MOST_WAITING,
        on_trouble: Callable[[str], None] = lambda _sentence: None,
    ) -> None:
        self._folder = folder
        self._clock = clock
        self._about = about
        self._part_bytes = part_bytes
        self._total_bytes = total_bytes
        self._most_parts = most_parts
        self._most_waiting = most_waiting
        self._on_trouble = on_trouble
        self._stem = stem_for(clock.now_ms())
        self._waiting: deque[tuple[TapeRecord, Body] | None] = deque()  # `None` is where a part begins
        self._parting = False
        self._dropped = 0
        self._told = 0
        self._part = 0
        self._written = 0
        self._size = 0
        self._file: BinaryIO | None = None
        self._failed = False
        self._stop = threading.Event()
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            while part_path(folder, self._stem, 1).exists():
                self._stem += "a"
            self._begin_part()
        except OSError as error:
            raise TapeError(
                f"Nothing can be recorded in {folder}: {error.strerror}. Choose another folder."
            ) from error
        self._thread = threading.Thread(target=self._run, name="tape", daemon=True)
        self._thread.start()

    @property
    def first_part(self) -> Path:
        """The file to open for a replay of it all."""
        return part_path(self._folder, self._stem, 1)

    @property
    def dropped(self) -> int:
        """How many records were lost."""
        return self._dropped

    @property
    def failed(self) -> bool:
        """Whether the disk has said no: nothing more is written."""
        return self._failed

    @property
    def size(self) -> int:
        """How many bytes of this recording were written."""
        return self._size

    @property
    def full(self) -> bool:
        """Whether it is time for `next_part`; not while the disk is far behind."""
        behind = len(self._waiting) >= self._most_waiting // 2
        return self._written >= self._part_bytes and not self._parting and not behind

    def next_part(self) -> None:
        """Begin a new part with what is put next: whoever puts it knows what such a part must begin with."""
        self._parting = True
        self._waiting.append(None)

    def put(self, kind: Kind, link: Link, at: float, body: Body = b"") -> None:
        """Hand over a record; returns at once. A body that takes a while is made in the writer's thread."""
        if self._failed or len(self._waiting) >= self._most_waiting:
            self._dropped += 1
            return
        self._waiting.append((TapeRecord(kind, link, at, self._clock.now_ms()), body))

    def close(self) -> None:
        """Write what waits, and end. Blocks until it is on the disk; idempotent."""
        self._stop.set()
        self._thread.join()
        self._failed = True

    def _run(self) -> None:
        try:
            while not self._stop.wait(_EVERY_SECONDS):
                self._write()
            self._write()
        except OSError as error:
            self._failed = True
            self._on_trouble(
                f"The recording has ended: {error.strerror}. What was recorded before that can be replayed. "
                "Make room on the disk, then switch recording on again in the settings."
            )
        finally:
            if self._file is not None:
                self._file.close()

    def _write(self) -> None:
        self._note_drops()
        block: list[bytes] = []
        length = 0
        while self._waiting:
            taken = self._waiting.popleft()
            if taken is not None:
                record, body = taken
                block.append(pack(record._replace(body=body if isinstance(body, bytes) else body())))
                length += len(block[-1])
            if block and (taken is None or length >= _BLOCK_BYTES or not self._waiting):
                self._append(pack_block(b"".join(block)))
                block, length = [], 0
            if taken is None:
                self._begin_part()
        self._sync()

    def _note_drops(self) -> None:
        """Write down how many records were lost since the last time, among those that came after them."""
        missing = self._dropped - self._told
        if not missing:
            return
        self._told += missing
        body = json_body(missing)
        record = TapeRecord(Kind.DROPPED, Link.REST, self._clock.monotonic(), self._clock.now_ms())
        self._waiting.append((record, body))
        self._on_trouble(f"{missing} records are missing in the recording: the disk is too slow for them.")

    def _begin_part(self) -> None:
        if self._file is not None:
            self._sync()
            self._file.close()
        self._part += 1
        self._make_room()
        path = part_path(self._folder, self._stem, self._part)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._file = os.fdopen(handle, "wb")
        self._written, self._parting = 0, False
        head = {**self._about, "part": self._part, "recording": self._stem}
        record = TapeRecord(
            Kind.HEADER, Link.REST, self._clock.monotonic(), self._clock.now_ms(), json_body(head)
        )
        self._append(beginning() + pack_block(pack(record)))
        self._sync()

    def _make_room(self) -> None:
        """Delete the oldest parts until a new one fits below the cap."""
        sizes = {path: path.stat().st_size for path in recordings(self._folder)}
        total, count = sum(sizes.values()) + self._part_bytes, len(sizes) + 1
        for path, size in sizes.items():
            if total <= self._total_bytes and count <= self._most_parts:
                return
            path.unlink(missing_ok=True)
            total, count = total - size, count - 1

    def _append(self, data: bytes) -> None:
        if self._file is not None:
            self._file.write(data)
            self._written += len(data)
            self._size += len(data)

    def _sync(self) -> None:
        if self._file is not None:
            self._file.flush()
            os.fsync(self._file.fileno())
