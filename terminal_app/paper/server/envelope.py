"""The frame around every REST answer, and the one JSON encoder and decoder of the room."""

from decimal import Decimal

import msgspec

from terminal_app.paper.server.errors import ApiError

_encoder = msgspec.json.Encoder(decimal_format="number")
_decoder = msgspec.json.Decoder(object, float_hook=Decimal)


def encode(value: object) -> bytes:
    """JSON bytes. A `Decimal` becomes a JSON number with all its digits."""
    return _encoder.encode(value)


def decode(body: bytes | str) -> object:
    """Read JSON; fractions become `Decimal`, never a float.

    Raises:
        msgspec.DecodeError: the text is not JSON.
    """
    return _decoder.decode(body)


def success(data: object, now_ms: int) -> bytes:
    """The body of a good answer. Clients refuse any `msg` but exactly this word."""
    return b'{"code":"00000","msg":"success","requestTime":%d,"data":%b}' % (now_ms, encode(data))


def failure(error: ApiError, now_ms: int) -> bytes:
    """The body of a refusal."""
    return b'{"code":%b,"msg":%b,"requestTime":%d,"data":null}' % (
        encode(error.code),
        encode(error.text),
        now_ms,
    )
