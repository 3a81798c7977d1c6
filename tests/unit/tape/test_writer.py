"""A recording as it is made: in time, in parts, below a cap, and honest about what is missing."""

import os
import select
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from terminal_app.core.clock import SystemClock
from terminal_app.core.events import Link
from terminal_app.tape.reader import TapeReader
from terminal_app.tape.records import Kind, TapeError, TapeRecord
from terminal_app.tape.writer import TapeWriter
from tests.helpers.waiting import eventually

ABOUT = {"program": "test"}


def bodies(path: Path) -> list[bytes]:
    return [record.body for record in TapeReader(path) if record.kind is Kind.FRAME]


def test_what_was_put_is_read_back(tmp_path: Path) -> None:
    writer = TapeWriter(tmp_path / "tapes", SystemClock(), ABOUT)
    for number in range(1000):
        writer.put(Kind.FRAME, Link.PUBLIC, float(number), b"%d" % number)
    writer.close()
    writer.close()

    reader = TapeReader(writer.first_part)
    header, *frames = reader
    assert header.kind is Kind.HEADER
    assert [(record.at, record.body) for record in frames] == [(float(n), b"%d" % n) for n in range(1000)]
    assert reader.troubles == []
    assert writer.first_part.stat().st_mode & 0o777 == 0o600
    assert writer.first_part.parent.stat().st_mode & 0o777 == 0o700


async def test_it_is_on_the_disk_before_a_second_is_over(tmp_path: Path) -> None:
    writer = TapeWriter(tmp_path, SystemClock(), ABOUT)
    writer.put(Kind.FRAME, Link.PUBLIC, 1.0, b"now")

    # Read while it is still being written, as after a crash.
    await eventually(lambda: bodies(writer.first_part) == [b"now"], timeout=1.0)
    writer.close()


def test_it_goes_on_in_a_new_part_and_drops_the_oldest(tmp_path: Path) -> None:
    writer = TapeWriter(tmp_path, SystemClock(), ABOUT, part_bytes=100_000, total_bytes=350_000)
    for number in range(40):
        if number % 3 == 0:
            writer.next_part()
        writer.put(Kind.FRAME, Link.PUBLIC, 1.0, os.urandom(50_000))
    writer.close()

    parts = sorted(tmp_path.iterdir())
    assert writer.first_part not in parts
    assert sum(path.stat().st_size for path in parts) <= 700_000
    reader = TapeReader(parts[0])
    assert any(record.kind is Kind.FRAME for record in reader)
    assert reader.troubles == ["The beginning of the recording is missing: it was dropped to save room."]


async def test_a_part_begins_where_it_was_asked_for(tmp_path: Path) -> None:
    writer = TapeWriter(tmp_path, SystemClock(), ABOUT, part_bytes=500)
    assert not writer.full
    writer.put(Kind.FRAME, Link.PUBLIC, 1.0, os.urandom(500))
    await eventually(lambda: writer.full)
    writer.put(Kind.FRAME, Link.PUBLIC, 1.0, b"still in the first")
    writer.next_part()
    assert not writer.full
    writer.put(Kind.FRAME, Link.PUBLIC, 1.0, b"in the second")
    writer.close()

    first, second = sorted(tmp_path.iterdir())
    assert bodies(second) == [b"in the second"]
    assert bodies(first)[1:] == [b"still in the first", b"in the second"]


def test_two_recordings_of_one_second_are_two(tmp_path: Path) -> None:
    one, two = (TapeWriter(tmp_path, SystemClock(), ABOUT) for _ in range(2))
    one.close()
    two.close()

    assert one.first_part != two.first_part


def test_what_does_not_fit_is_counted_and_said(tmp_path: Path) -> None:
    said: list[str] = []
    writer = TapeWriter(tmp_path, SystemClock(), ABOUT, most_waiting=10, on_trouble=said.append)
    for _ in range(1000):
        writer.put(Kind.FRAME, Link.PUBLIC, 1.0, b"x")
    writer.close()

    reader = TapeReader(writer.first_part)
    frames = [record for record in reader if record.kind is Kind.FRAME]
    assert writer.dropped == 1000 - len(frames) > 0
    assert len(said) == len(reader.troubles) == 1
    assert said[0].startswith(f"{writer.dropped} records are missing")
    assert reader.troubles[0].startswith(f"{writer.dropped} records are missing")


async def test_a_disk_that_says_no_ends_the_recording_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    said: list[str] = []
    writer = TapeWriter(tmp_path, SystemClock(), ABOUT, on_trouble=said.append)
    monkeypatch.setattr("os.fsync", full)
    writer.put(Kind.FRAME, Link.PUBLIC, 1.0, b"x")
    await eventually(lambda: bool(said))
    writer.put(Kind.FRAME, Link.PUBLIC, 1.0, b"x")
    writer.close()

    assert said[0].startswith("The recording has ended: No space left on device.")
    assert writer.dropped == 1


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(TapeError, match="Nothing can be recorded in"):
        TapeWriter(tmp_path / "file", SystemClock(), ABOUT)


def test_records_of_the_reader_are_those_of_the_format(tmp_path: Path) -> None:
    writer = TapeWriter(tmp_path, SystemClock(), ABOUT)
    writer.put(Kind.SENT, Link.PRIVATE, 2.5, b"ping")
    writer.close()
    *_, last = TapeReader(writer.first_part)

    assert last == TapeRecord(Kind.SENT, Link.PRIVATE, 2.5, last.wall_ms, b"ping")


def test_a_body_may_be_made_later(tmp_path: Path) -> None:
    writer = TapeWriter(tmp_path, SystemClock(), ABOUT)
    threads: list[str] = []

    def make() -> bytes:
        threads.append(threading.current_thread().name)
        return b"made"

    writer.put(Kind.FRAME, Link.PUBLIC, 1.0, make)
    writer.put(Kind.FRAME, Link.PUBLIC, 1.0, b"then")
    writer.close()

    assert bodies(writer.first_part) == [b"made", b"then"]
    assert threads == ["tape"]


_WRITES = """
import sys, time
from pathlib import Path
from terminal_app.core.clock import SystemClock
from terminal_app.core.events import Link
from terminal_app.tape.records import Kind
from terminal_app.tape.writer import TapeWriter

writer = TapeWriter(Path(sys.argv[1]), SystemClock(), {})
while True:
    writer.put(Kind.FRAME, Link.PUBLIC, time.monotonic(), b"x" * 100)
    sys.stdin.readline()
"""


def test_a_crash_loses_less_than_a_second(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _WRITES, str(tmp_path)], stdin=subprocess.PIPE, bufsize=0
    ) as process:
        assert process.stdin is not None
        began = time.monotonic()
        while time.monotonic() - began < 2.5:
            process.stdin.write(b"\n")
            select.select([], [], [], 0.002)
        killed = time.monotonic()
        process.kill()

    times = [record.at for record in TapeReader(tmp_path) if record.kind is Kind.FRAME]
    assert len(times) > 100
    assert max(times) > killed - 1.0
