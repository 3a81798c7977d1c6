"""Reading the parameters of a call: strings or numbers, missing or wrong, each with the venue's refusal.

Unknown parameters are ignored, because real clients send some.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TypeVar
from urllib.parse import parse_qsl

import msgspec

from terminal_app.core.money import ZERO, BadNumberError, parse_decimal
from terminal_app.paper.server.envelope import decode
from terminal_app.paper.server.errors import ApiError, bad_enum, bad_value, missing

T = TypeVar("T")

_INTEGER = re.compile(r"[0-9]{1,16}")
_CLIENT_OID = re.compile(r"[.A-Z:/a-z0-9_-]{1,32}")
_MAX_EXPONENT = 40
_MAX_ITEMS = 20


class Params:
    """The parameters of one call or of one item of a batch. An empty string counts as absent."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = values

    def text(self, name: str) -> str:
        """A parameter as text, empty when absent. JSON numbers and booleans are taken as their text.

        Raises:
            ApiError: it is a list, an object or an absurd number.
        """
        value = self._values.get(name)
        match value:
            case None:
                return ""
            case str():
                return value
            case bool():
                return "yes" if value else "no"
            case int():
                return str(value)
            case Decimal() if value.is_finite() and abs(value.adjusted()) < _MAX_EXPONENT:
                return format(value, "f")
            case _:
                raise bad_value(name)

    def has_none_of(self, names: frozenset[str]) -> bool:
        """Whether none of these is there, not even empty."""
        return names.isdisjoint(self._values)

    def need(self, *names: str) -> None:
        """Insist on parameters.

        Raises:
            ApiError: some are absent; the answer names them.
        """
        absent = [name for name in names if not self.text(name)]
        if absent:
            raise missing(*absent)

    def needed(self, name: str) -> str:
        """A required parameter."""
        self.need(name)
        return self.text(name)

    def word(self, name: str, words: Mapping[str, T], default: T) -> T:
        """One of some lower-case words, in any case, or the default when absent.

        Raises:
            ApiError: it is another word.
        """
        text = self.text(name)
        if not text:
            return default
        return self.needed_word(name, words)

    def needed_word(self, name: str, words: Mapping[str, T]) -> T:
        """One of some lower-case words, in any case; required."""
        found = words.get(self.needed(name).lower())
        if found is None:
            raise bad_enum()
        return found

    def decimal(self, name: str) -> Decimal | None:
        """A number, `None` when absent.

        Raises:
            ApiError: it is not a plain number.
        """
        text = self.text(name)
        if not text:
            return None
        try:
            return parse_decimal(text)
        except BadNumberError:
            raise bad_value(name) from None

    def positive(self, name: str) -> Decimal | None:
        """A number above zero, `None` when absent."""
        value = self.decimal(name)
        if value is not None and value <= ZERO:
            raise bad_value(name)
        return value

    def integer(self, name: str) -> int | None:
        """A whole number that is not negative, `None` when absent."""
        text = self.text(name)
        if not text:
            return None
        if _INTEGER.fullmatch(text) is None:
            raise bad_value(name)
        return int(text)

    def limit(self, default: int, most: int) -> int:
        """The `limit` of a page, at least 1; more than the maximum gives the maximum."""
        return min(max(self.integer("limit") or default, 1), most)

    def listed(self, name: str) -> list[object]:
        """A list of whatever, empty when absent.

        Raises:
            ApiError: it is something else.
        """
        value = self._values.get(name) or []
        if not isinstance(value, list):
            raise bad_value(name)
        return value

    def beneath(self, item: object) -> "Params":
        """The parameters of one item of a list; what it does not say, the whole says.

        Raises:
            ApiError: it is not an object.
        """
        if not isinstance(item, dict):
            raise bad_value("orderList")
        return Params({**self._values, **item})

    def client_oid(self) -> str:
        """The caller's own order id, empty when absent.

        Raises:
            ApiError: 40305, it has characters or a length that the venue refuses.
        """
        text = self.text("clientOid")
        if text and _CLIENT_OID.fullmatch(text) is None:
            raise ApiError(
                "40305", "client_oid length is not greater than 32 and only [.A-Z:/a-z0-9_-] is allowed"
            )
        return text


def query_params(query: str) -> Params:
    """The parameters of a query string as received."""
    return Params(dict(parse_qsl(query, keep_blank_values=True)))


def body_params(body: bytes) -> Params:
    """The parameters of a JSON object; an empty body is an empty object.

    Raises:
        ApiError: the body is not a JSON object.
    """
    return _as_params(_read(body) if body.strip() else {})


def body_items(body: bytes) -> Sequence[Params]:
    """The items of a batch: a JSON array of 1 to 20 objects.

    Raises:
        ApiError: it is not, or there are too many.
    """
    content = _read(body)
    if not isinstance(content, list):
        raise ApiError("40017", "Parameter verification failed: a list of orders is expected")
    if len(content) > _MAX_ITEMS:
        raise ApiError("40306", f"Batch processing orders can only process up to {_MAX_ITEMS}")
    if not content:
        raise missing("orderList")
    return [_as_params(item) for item in content]


def _read(body: bytes) -> object:
    try:
        return decode(body)
    except msgspec.DecodeError:
        raise ApiError("40017", "Parameter verification failed: the body is not JSON") from None


def _as_params(content: object) -> Params:
    if not isinstance(content, dict):
        raise ApiError("40017", "Parameter verification failed: a JSON object is expected")
    return Params(content)
