"""The venue's clock as it tells it: the one answer that is the same for every kind of account."""

import msgspec

from terminal_app.bitget.wire import numbers
from terminal_app.bitget.wire.envelope import Envelope, decode


class _ServerTime(msgspec.Struct, frozen=True, rename="camel"):
    server_time: str | int | None


_TIME = msgspec.json.Decoder(_ServerTime)


def server_time(envelope: Envelope) -> int:
    """Unix milliseconds.

    Raises:
        BadPayloadError: the answer names no time.
    """
    return numbers.millis(decode(_TIME, envelope.data).server_time)
