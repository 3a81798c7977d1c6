"""The only door for numbers of the venue: every text is bounded before it becomes a `Decimal` or an `int`.

The venue sends numbers as JSON strings, writes "" or null where it has none, and sends real JSON numbers in a
few places (the levels of the REST order book). Knows no field names.
"""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from functools import lru_cache

import msgspec

from terminal_app.core.money import ZERO, BadNumberError, parse_decimal

_MAX_MILLIS = 10**14  # the year 5138: what is larger is not a time in milliseconds
_MAX_SMALL = 10**9
_MAX_BIG = 2**63 - 1  # sequence numbers of coin-margined books exceed 2**53
_MAX_DIGITS = 19
_SCIENTIFIC = re.compile(r"(?P<mantissa>-?[0-9.]+)[eE](?P<exponent>[+-]?[0-9]{1,2})")
_MAX_EXPONENT = 30
REMEMBERED = 8_192
"""So many texts are kept as numbers: a market names the same ones again and again."""

_read = lru_cache(maxsize=REMEMBERED)(parse_decimal)
_PLAIN_LIST = re.compile(r"(?:[0-9]{1,20}+(?:\.[0-9]{1,20}+)?+,)*+")


def required(text: str | int | None) -> Decimal:
    """A number that must be there.

    Raises:
        BadNumberError: it is missing, or not a plain bounded decimal.
    """
    if not isinstance(text, str):
        if text is None or isinstance(text, bool) or abs(text) > _MAX_BIG:
            raise BadNumberError("a number is missing")
        return Decimal(text)
    return _read(text)


def many(texts: Sequence[str]) -> list[Decimal]:
    """Numbers that must be there and not be negative: the levels of a book, checked together for speed.

    Raises:
        BadNumberError: one of them is missing, negative, or not a plain decimal with at most 20 digits on
            either side of the point.
    """
    if texts and _PLAIN_LIST.fullmatch(",".join(texts) + ",") is None:
        raise BadNumberError("not plain decimal numbers")
    try:
        return list(map(Decimal, texts))
    except InvalidOperation:
        raise BadNumberError("not plain decimal numbers") from None


def optional(text: str | int | None) -> Decimal | None:
    """A number or nothing: "" and null mean that the venue has none.

    Raises:
        BadNumberError: there is a text, and it is not a plain bounded decimal.
    """
    return None if text is None or text == "" else required(text)


def optionals(texts: Iterable[str | int | None]) -> list[Decimal | None]:
    """The same for many, in one go for speed: a ticker has sixteen of them."""
    return [
        None if text is None or text == "" else _read(text) if isinstance(text, str) else required(text)
        for text in texts
    ]


def or_zero(text: str | int | None) -> Decimal:
    """A number, zero when the venue has none. For sums and balances only, never for prices."""
    return ZERO if text is None or text == "" else required(text)


def positive(text: str | int | None) -> Decimal | None:
    """A number above zero or nothing: the venue writes "0" for a limit or price that does not exist."""
    return above_zero(optional(text))


def above_zero(value: Decimal | None) -> Decimal | None:
    """The number if it is above zero, and nothing otherwise."""
    return value if value is not None and value > ZERO else None


def millis(text: str | int | None) -> int:
    """A Unix time in milliseconds, as digits or as an integer.

    Raises:
        BadNumberError: it is missing or out of range.
    """
    if type(text) is int and 0 <= text <= _MAX_MILLIS:
        return text
    return _whole(text, _MAX_MILLIS)


def optional_millis(text: str | int | None) -> int | None:
    """A Unix time in milliseconds; "" , null, "0" and "-1" mean that there is none."""
    return None if text in (None, "", "0", "-1", 0, -1) else millis(text)


def small_int(text: str | int | None, default: int = 0) -> int:
    """A count (decimals, leverage, hours): a fraction is cut off, `default` when it is missing."""
    if text is None or text == "":
        return default
    value = required(text)
    if not 0 <= value <= _MAX_SMALL:
        raise BadNumberError("a count is out of range")
    return int(value)


def sequence(value: int) -> int:
    """A sequence number of a stream, which must fit in 63 bits."""
    return _whole(value, _MAX_BIG)


def json_number(raw: msgspec.Raw) -> Decimal:
    """A number that comes as a JSON number or as a JSON string, read without ever being a float.

    A JSON number may have an exponent of at most 30 either way (`8.66E-6`).

    Raises:
        BadNumberError: it is anything else.
    """
    try:
        text = bytes(raw).decode("ascii")
    except UnicodeDecodeError:
        raise BadNumberError("not a plain decimal number") from None
    if text.startswith('"') and text.endswith('"') and len(text) > 1:
        return parse_decimal(text[1:-1])
    match = _SCIENTIFIC.fullmatch(text)
    if match is None:
        return parse_decimal(text)
    exponent = int(match["exponent"])
    if abs(exponent) > _MAX_EXPONENT:
        raise BadNumberError("not a plain decimal number")
    return parse_decimal(match["mantissa"]).scaleb(exponent)


def _whole(value: str | int | None, most: int) -> int:
    if isinstance(value, str):
        if not (value.isascii() and value.isdigit()) or len(value) > _MAX_DIGITS:
            raise BadNumberError("not a whole number")
        value = int(value)
    if value is None or isinstance(value, bool) or not 0 <= value <= most:
        raise BadNumberError("a whole number is missing or out of range")
    return value
