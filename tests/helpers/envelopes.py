"""Envelopes of the venue made of plain values."""

import msgspec

from terminal_app.bitget.wire.envelope import Envelope


def holding(data: object, time_ms: int = 1_700_000_000_123) -> Envelope:
    """A success of the venue that holds this."""
    return Envelope("00000", request_time=time_ms, data=msgspec.Raw(msgspec.json.encode(data)))
