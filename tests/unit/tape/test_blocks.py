"""A damaged recording is read up to the damage, and says so."""

from pathlib import Path

import pytest

from terminal_app.core.clock import SystemClock
from terminal_app.core.events import Link
from terminal_app.tape.blocks import VERSION, beginning, pack_block
from terminal_app.tape.reader import TapeReader
from terminal_app.tape.records import Kind, TapeError, TapeRecord, json_body, pack
from terminal_app.tape.writer import TapeWriter

HEADER = pack_block(pack(TapeRecord(Kind.HEADER, Link.REST, 0.0, 0, json_body({"part": 1}))))


def frame(number: int) -> bytes:
    return pack(TapeRecord(Kind.FRAME, Link.PUBLIC, float(number), number, b"x" * 50))


def tape(path: Path, data: bytes) -> TapeReader:
    path.write_bytes(data)
    return TapeReader(path)


def times(reader: TapeReader) -> list[float]:
    return [record.at for record in reader if record.kind is Kind.FRAME]


WHOLE = beginning() + HEADER + pack_block(frame(1) + frame(2)) + pack_block(frame(3))


def test_a_whole_file_has_no_troubles(tmp_path: Path) -> None:
    reader = tape(tmp_path / "a.tape", WHOLE)

    assert times(reader) == [1.0, 2.0, 3.0]
    assert reader.troubles == []
    assert reader.span_ms() == (0, 3)


@pytest.mark.parametrize("cut", range(1, len(pack_block(frame(3)))))
def test_a_torn_tail_is_left_out_and_said(tmp_path: Path, cut: int) -> None:
    reader = tape(tmp_path / "a.tape", WHOLE[:-cut])

    assert times(reader) == [1.0, 2.0]
    (trouble,) = reader.troubles
    assert "damaged" in trouble
    assert "3 records before that were read" in trouble


def test_every_turned_bit_is_found(tmp_path: Path) -> None:
    start = len(beginning() + HEADER + pack_block(frame(1) + frame(2)))
    for place in range(start, len(WHOLE)):
        damaged = bytearray(WHOLE)
        damaged[place] ^= 1
        reader = tape(tmp_path / "a.tape", bytes(damaged))

        assert times(reader) == [1.0, 2.0], place
        assert reader.troubles, place


def test_a_block_that_unpacks_to_more_than_it_says_is_damaged(tmp_path: Path) -> None:
    bomb = bytearray(pack_block(bytes(50_000_000)))
    bomb[8:12] = (100).to_bytes(4, "little")
    reader = tape(tmp_path / "a.tape", beginning() + HEADER + bytes(bomb))

    assert times(reader) == []
    assert reader.troubles


def test_a_missing_part_ends_the_reading(tmp_path: Path) -> None:
    writer = TapeWriter(tmp_path, SystemClock(), {})
    for number in range(3):
        writer.put(Kind.FRAME, Link.PUBLIC, float(number), bytes(300))
        writer.next_part()
    writer.close()
    first, second, *_ = sorted(tmp_path.iterdir())
    second.unlink()

    reader = TapeReader(first)
    times(reader)
    assert "part 2 is missing" in reader.troubles[0]


@pytest.mark.parametrize("data", [b"", b"SQLite format 3\x00", b"TFBTAP"])
def test_another_file_is_no_recording(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(TapeError, match="not a recording"):
        tape(tmp_path / "a.tape", data)


def test_a_newer_recording_needs_a_newer_program(tmp_path: Path) -> None:
    with pytest.raises(TapeError, match="newer version"):
        tape(tmp_path / "a.tape", WHOLE[:7] + bytes([VERSION + 1]) + WHOLE[8:])


def test_an_empty_recording_has_no_span(tmp_path: Path) -> None:
    with pytest.raises(TapeError, match="empty"):
        tape(tmp_path / "a.tape", beginning()).span_ms()
