"""What a recording is made of: one record for each frame, call of the protocol, order step or gesture.

Knows no files. A record says when it was (by both clocks), on which connection, and holds plain bytes; what
is JSON in them says `Kind`.
"""

import json
import struct
from collections.abc import Iterator, Mapping
from enum import IntEnum
from typing import NamedTuple

from terminal_app.core.errors import EnvironmentTroubleError
from terminal_app.core.events import Link


class Kind(IntEnum):
    """What a record tells. The numbers are in files: they are never used for anything else."""

    HEADER = 1
    """The first of every file, JSON: `recording`, `part` and `program`."""
    FRAME = 2
    """A frame that arrived, as it was."""
    SENT = 3
    """A frame that left; of a login only that it was one."""
    OPENED = 4
    """A connection was made."""
    CLOSED = 5
    """It ended."""
    TURN = 6
    """The protocol was asked what is due; `slept` when the computer had slept."""
    WANTED = 7
    """Which public channels are wanted from now on, as core values."""
    DOUBTED = 8
    """Somebody doubted the book of an instrument, a core value."""
    SEED = 9
    """Where the randomness of a connection starts, a number in JSON."""
    ORDERS = 10
    """A step of the blotter that no frame explains, JSON: its name and its arguments as core values."""
    INSTRUMENT = 11
    """The rules of an instrument, a core value."""
    GESTURE = 12
    """A click or a key, JSON."""
    JOURNAL = 13
    """An intent, an outcome or anything else the journal keeps, a core value."""
    DROPPED = 14
    """How many records before this one were lost because the disk was too slow, a number in JSON."""
    END = 15
    """How books and orders stood at the end, JSON: their digests."""
    KEYFRAME = 16
    """What is wanted and how the books stand, as core values: where one can begin without what was before."""
    HISTORY = 17
    """Candles that were asked for, a core value."""
    DIALECT = 18
    """How the streams speak from now on: a kind of account, a core value."""


class TapeRecord(NamedTuple):
    """One record.

    Args:
        kind: what it tells.
        link: the connection, `REST` for what belongs to none.
        at: our monotonic clock, seconds.
        wall_ms: our wall clock, Unix ms.
        body: see `kind`.
    """

    kind: Kind
    link: Link
    at: float
    wall_ms: int
    body: bytes = b""


class TapeError(EnvironmentTroubleError):
    """A recording cannot be read or written; the sentence says why and what to do."""


_HEAD = struct.Struct("<BBdqI")
_LINKS = tuple(Link)
_NUMBER = {link: number for number, link in enumerate(_LINKS)}


def pack(record: TapeRecord) -> bytes:
    """The bytes of a record."""
    return (
        _HEAD.pack(record.kind, _NUMBER[record.link], record.at, record.wall_ms, len(record.body))
        + record.body
    )


def unpack(block: bytes) -> Iterator[TapeRecord]:
    """The records of a block.

    Raises:
        ValueError: the block was not made by `pack`.
    """
    place = 0
    while place < len(block):
        try:
            kind, link, at, wall_ms, length = _HEAD.unpack_from(block, place)
            place += _HEAD.size
            record = TapeRecord(Kind(kind), _LINKS[link], at, wall_ms, block[place : place + length])
        except (struct.error, IndexError) as error:
            raise ValueError("a record is not whole") from error
        if len(record.body) != length:
            raise ValueError("a record is not whole")
        place += length
        yield record


def json_body(value: Mapping[str, object] | list[object] | int) -> bytes:
    """JSON as it stands in records: short, and always the same for the same value."""
    return json.dumps(value, separators=(",", ":"), sort_keys=True).encode()


def read_json(record: TapeRecord) -> object:
    """The JSON of a record.

    Raises:
        ValueError: it has none.
    """
    found: object = json.loads(record.body)
    return found
