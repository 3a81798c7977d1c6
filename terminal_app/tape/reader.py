"""Reads a recording from its first part to its last, or up to where it is damaged."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from terminal_app.tape.blocks import DamageError, check_beginning, read_blocks
from terminal_app.tape.files import parts_from
from terminal_app.tape.records import Kind, TapeError, TapeRecord, read_json


class TapeReader:
    """One recording.

    Args:
        path: a part, read together with those that follow it, or a folder, of which the newest is read.

    Attributes:
        troubles: sentences about what could not be read or was never written, known once it has been read.

    Raises:
        TapeError: there is no recording.
    """

    def __init__(self, path: Path) -> None:
        self.parts = parts_from(path)
        self.troubles: list[str] = []
        with self._open(self.parts[0]) as file:
            check_beginning(file)

    def __iter__(self) -> Iterator[TapeRecord]:
        """Every record, oldest first.

        Raises:
            TapeError: a file cannot be read at all.
        """
        self.troubles = []
        count = 0
        expected: int | None = None
        for path in self.parts:
            with self._open(path) as file:
                check_beginning(file)
                try:
                    for record in read_blocks(file):
                        count += 1
                        if record.kind is Kind.HEADER:
                            expected = self._check_part(record, expected)
                        elif record.kind is Kind.DROPPED:
                            self.troubles.append(
                                f"{read_json(record)} records are missing: the disk was too slow for them."
                            )
                        yield record
                except ValueError as error:
                    self.troubles.append(
                        f"{path.name} is damaged ({error}): {count} records before that were read, "
                        "and nothing after it."
                    )
                    return

    def span_ms(self) -> tuple[int, int]:
        """The first and the last moment of the recording by our wall clock, Unix ms. Reads all of it.

        Raises:
            TapeError: it cannot be read, or is empty.
        """
        first: TapeRecord | None = None
        last: TapeRecord | None = None
        for record in self:
            first, last = first or record, record
        if first is None or last is None:
            raise TapeError("The recording is empty. Choose another one.")
        return first.wall_ms, last.wall_ms

    def _check_part(self, record: TapeRecord, expected: int | None) -> int:
        head = read_json(record)
        part = head.get("part") if isinstance(head, dict) else None
        if not isinstance(part, int):
            raise DamageError("its first record names no part")
        if expected is None and part != 1:
            self.troubles.append("The beginning of the recording is missing: it was dropped to save room.")
        elif expected is not None and part != expected:
            raise DamageError(f"part {expected} is missing")
        return part + 1

    @staticmethod
    def _open(path: Path) -> BinaryIO:
        try:
            return path.open("rb")
        except OSError as error:
            raise TapeError(f"{path} cannot be read: {error.strerror}. Check its permissions.") from error
