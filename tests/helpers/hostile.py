"""Answers nobody would send, and what a reader may make of them: a value, or one of our two errors."""

from collections.abc import Callable

import msgspec
from hypothesis import strategies as st

from terminal_app.bitget.wire.envelope import BadPayloadError, Envelope
from terminal_app.core.money import BadNumberError

TEXTS = st.sampled_from(
    [
        "",
        "0",
        "-1",
        "1.5",
        "NaN",
        "1e999999",
        "9" * 60,
        "BTCUSDT",
        "SPOT",
        "USDT-FUTURES",
        "buy",
        "limit",
        "live",
    ]
) | st.text(max_size=8)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS

DATA = [
    b"[" * 100_000 + b"]" * 100_000,
    b'{"list":' * 50_000 + b"1" + b"}" * 50_000,
    b'[{"symbol":"BTCUSDT","symbol":"ETHUSDT"}]',
    b'{"a":[[1e999999,1]],"b":[[' + b"9" * 100_000 + b",1]]}",
    b'{"asks":[[1e999999,1]],"bids":[[' + b"9" * 100_000 + b",1]]}",
    b'{"ts":' + b"9" * 100_000 + b"}",
    b'"\\ud800"',
    b'"\xff"',
    b"\x00",
]
"""Data that is deep, long, twofold or no text at all."""


def values(fields: str) -> st.SearchStrategy[object]:
    """Values of every shape, with the venue's own field names in them."""
    names = st.sampled_from(fields.split())
    return st.recursive(
        LEAVES,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=8),
        max_leaves=25,
    )


def read_one(reader: Callable[[Envelope], object], data: bytes) -> None:
    """Any other error than our two fails the test."""
    envelope = Envelope(code="00000", request_time=1_700_000_000_000, data=msgspec.Raw(data))
    message = ""
    try:
        reader(envelope)
    except (BadPayloadError, BadNumberError) as error:
        message = str(error)
    assert len(message) <= 200
