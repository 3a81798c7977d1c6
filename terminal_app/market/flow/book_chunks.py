"""A stretch of time of a book as a picture: one column per slice of time, one row per group of prices.

Sizes are kept as codes on a logarithmic scale, eight to a doubling: exact enough to be seen, a byte each, and
ready to be drawn with a table of colours.
"""

import struct
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint8]
Times = NDArray[np.int64]

UNKNOWN, NOTHING, LEAST = 0, 1, 2
"""Codes: not in reach of the book, in reach and empty, and the smallest size."""
MOST = 255
PER_DOUBLING = 8
ROWS = 512
COLUMNS = 256
_HEAD = struct.Struct("<BBqqdHI")
_VERSION = 1


def codes_of(sizes: NDArray[np.float64], unit: float) -> Codes:
    """Sizes as codes; `unit` is the size of the smallest."""
    with np.errstate(divide="ignore"):
        doublings = np.log2(sizes / unit) * PER_DOUBLING
    codes = np.clip(np.rint(doublings) + LEAST, LEAST, MOST)
    return np.where(sizes > 0, codes, NOTHING).astype(np.uint8)


def size_of(code: int, unit: float) -> float:
    """About the size that a code stands for, 0 for none."""
    return float(unit * 2 ** ((code - LEAST) / PER_DOUBLING)) if code >= LEAST else 0.0


@dataclass(slots=True)
class BookChunk:
    """Columns of one book.

    Args:
        base: the lower edge of the lowest row, in units of the last decimal of prices.
        step: how high a row is, in those units.
        places: how many decimals these units have.
        unit: the size of the smallest code.
        times: when each column was taken, Unix ms, ascending.
        ends: when the last column ends.
    """

    base: int
    step: int
    places: int
    unit: float
    length: int = 0
    ends: int = 0
    times: Times = field(default_factory=lambda: np.zeros(COLUMNS, np.int64))
    codes: Codes = field(default_factory=lambda: np.zeros((COLUMNS, ROWS), np.uint8))

    @property
    def start(self) -> int:
        """When the first column was taken."""
        return int(self.times[0])

    @property
    def full(self) -> bool:
        """Whether there is no room for another column."""
        return self.length == COLUMNS

    @property
    def low(self) -> float:
        """The price of the lower edge."""
        return float(self.base * 10.0**-self.places)

    @property
    def row_height(self) -> float:
        """How high a row is, as a price."""
        return float(self.step * 10.0**-self.places)

    def add(self, time_ms: int, codes: Codes) -> None:
        """Another column."""
        self.times[self.length] = time_ms
        self.codes[self.length] = codes
        self.length += 1
        self.ends = max(self.ends, time_ms)


def pack_book(chunk: BookChunk) -> bytes:
    """A chunk as bytes; columns as what differs from the one before, which squeezes well."""
    length = chunk.length
    head = _HEAD.pack(
        _VERSION, chunk.places, chunk.base, chunk.step, chunk.unit, length, chunk.ends - chunk.start
    )
    codes = chunk.codes[:length].copy()
    codes[1:] -= chunk.codes[: length - 1]
    return head + chunk.times[:length].tobytes() + codes.tobytes()


def unpack_book(body: bytes) -> BookChunk | None:
    """The chunk of some bytes; `None` for bytes of another kind."""
    if len(body) < _HEAD.size:
        return None
    version, places, base, step, unit, length, lasts = _HEAD.unpack_from(body)
    wanted = _HEAD.size + length * (8 + ROWS)
    if version != _VERSION or len(body) != wanted or not 0 < length <= COLUMNS or step <= 0 or not unit > 0:
        return None
    chunk = BookChunk(base, step, places, unit, length)
    chunk.times[:length] = np.frombuffer(body, np.int64, length, _HEAD.size)
    codes = np.frombuffer(body, np.uint8, length * ROWS, _HEAD.size + 8 * length).reshape(length, ROWS)
    chunk.codes[:length] = np.cumsum(codes, axis=0, dtype=np.uint8)
    chunk.ends = chunk.start + lasts
    return chunk
