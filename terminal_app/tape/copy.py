"""Writes records that are all there into one file, at once: what an export needs."""

import os
from collections.abc import Iterable
from pathlib import Path

from terminal_app.tape.blocks import beginning, pack_block
from terminal_app.tape.records import TapeError, TapeRecord, pack

_BLOCK_BYTES = 1 << 18


def write_tape(path: Path, records: Iterable[TapeRecord]) -> None:
    """Write a recording, the header first; an older file of that name stays as it is.

    Raises:
        TapeError: it cannot be written.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(beginning())
            block: list[bytes] = []
            length = 0
            for record in records:
                block.append(pack(record))
                length += len(block[-1])
                if length >= _BLOCK_BYTES:
                    file.write(pack_block(b"".join(block)))
                    block, length = [], 0
            if block:
                file.write(pack_block(b"".join(block)))
    except OSError as error:
        raise TapeError(f"{path} cannot be written: {error.strerror}. Choose another name.") from error
