"""Blocks of a recording's file: compressed records behind a checksum, so that damage is seen where it begins.

file   magic, version, block, block ...
block  length, checksum and unpacked length (4 bytes each, little-endian), then that much zlib
"""

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO

from terminal_app.tape.records import TapeError, TapeRecord, unpack

MAGIC = b"TFBTAPE"
VERSION = 1

_HEAD = struct.Struct("<III")
_LONGEST = 1 << 26
"""A block that says it is longer is damaged; the writer's are a hundredth of this."""


class DamageError(ValueError):
    """The file is not whole from here on."""


def beginning() -> bytes:
    """The first bytes of a file."""
    return MAGIC + bytes([VERSION])


def pack_block(records: bytes) -> bytes:
    """A block of packed records."""
    squeezed = zlib.compress(records, 6)
    return _HEAD.pack(len(squeezed), zlib.crc32(squeezed), len(records)) + squeezed


def check_beginning(file: BinaryIO) -> None:
    """Read the first bytes of a file.

    Raises:
        TapeError: it is no recording, or one of a newer program.
    """
    found = file.read(len(MAGIC) + 1)
    if found[:-1] != MAGIC:
        raise TapeError("This file is not a recording. Choose one that ends in .tape.")
    if found[-1] != VERSION:
        raise TapeError("This recording was made by a newer version of the program. Use that one to open it.")


def read_blocks(file: BinaryIO) -> Iterator[TapeRecord]:
    """The records after the beginning.

    Raises:
        DamageError: the next block is not whole; everything before it has been given.
    """
    while (block := _next_block(file)) is not None:
        try:
            yield from unpack(block)
        except ValueError as error:
            raise DamageError(str(error)) from error


def open_block(packed: bytes) -> bytes:
    """What `pack_block` made a single block of.

    Raises:
        DamageError: it is not whole, or not alone.
    """
    file = BytesIO(packed)
    block = _next_block(file)
    if block is None or file.read(1):
        raise DamageError("it is not one block")
    return block


def _next_block(file: BinaryIO) -> bytes | None:
    """The next block, `None` at the end."""
    head = file.read(_HEAD.size)
    if not head:
        return None
    if len(head) < _HEAD.size:
        raise DamageError("it ends in the head of a block")
    length, checksum, unpacked = _HEAD.unpack(head)
    if max(length, unpacked) > _LONGEST:
        raise DamageError("a block has an impossible length")
    squeezed = file.read(length)
    if len(squeezed) < length:
        raise DamageError("it ends within a block")
    if zlib.crc32(squeezed) != checksum:
        raise DamageError("a checksum is wrong")
    try:
        # The length bounds what is made of it, whatever the block unpacks to.
        block = zlib.decompressobj().decompress(squeezed, unpacked or 1)
    except zlib.error as error:
        raise DamageError(str(error)) from error
    if len(block) != unpacked:
        raise DamageError("a block has another length than it says")
    return block
