"""Trades as the bytes of a chunk and back."""

import struct

import numpy as np
from numpy.typing import NDArray

_HEAD = struct.Struct("<BBBI")
_VERSION = 1
_ROW_BYTES = 8 + 8 + 8 + 1


def pack_trades(scale: tuple[int, int], columns: NDArray[np.int64]) -> bytes:
    """Four columns (time, price, size, buy) as bytes; times and prices as differences, which squeeze well."""
    times, prices, sizes, buys = columns
    head = _HEAD.pack(_VERSION, *scale, len(times))
    steps = [np.diff(column, prepend=0).tobytes() for column in (times, prices)]
    return b"".join((head, *steps, sizes.tobytes(), buys.astype(np.uint8).tobytes()))


def unpack_trades(body: bytes) -> tuple[tuple[int, int], list[NDArray[np.int64]]] | None:
    """The decimals of prices and sizes, and the columns; `None` for bytes of another kind."""
    if len(body) < _HEAD.size:
        return None
    version, price_places, size_places, count = _HEAD.unpack_from(body)
    if version != _VERSION or len(body) != _HEAD.size + count * _ROW_BYTES:
        return None
    wide = np.frombuffer(body, np.int64, 3 * count, _HEAD.size).reshape(3, count)
    buys = np.frombuffer(body, np.uint8, count, _HEAD.size + 24 * count)
    columns = [np.cumsum(wide[0]), np.cumsum(wide[1]), wide[2].copy(), buys.astype(np.int64)]
    return (price_places, size_places), columns
