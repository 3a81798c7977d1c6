"""Plain JSON values with checked types: text, whole numbers, exact decimals, rows.

What a file holds may be damaged or of another version; anything that is not as written ends in one error.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from enum import Enum
from typing import TypeVar

from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.money import BadNumberError, BaseQty, OrderSize, QuoteQty, parse_decimal, plain
from terminal_app.core.orders import ExitLeg, TriggerBy

EnumT = TypeVar("EnumT", bound=Enum)
Row = dict[str, object]


class BadDumpError(ValueError):
    """The data is not a dump of this exchange."""


class Reader:
    """One object of a dump."""

    def __init__(self, data: object) -> None:
        if not isinstance(data, Mapping):
            raise BadDumpError("an object was expected")
        self._data = data

    def text(self, key: str) -> str:
        """A text."""
        value = self._data.get(key)
        if not isinstance(value, str):
            raise BadDumpError(f"{key} is not a text")
        return value

    def whole(self, key: str) -> int:
        """A whole number."""
        value = self._data.get(key)
        if not isinstance(value, int) or isinstance(value, bool):
            raise BadDumpError(f"{key} is not a whole number")
        return value

    def flag(self, key: str) -> bool:
        """A truth value."""
        value = self._data.get(key)
        if not isinstance(value, bool):
            raise BadDumpError(f"{key} is not true or false")
        return value

    def money(self, key: str) -> Decimal:
        """An exact number."""
        try:
            return parse_decimal(self.text(key))
        except BadNumberError as error:
            raise BadDumpError(f"{key} is not a number") from error

    def money_or_none(self, key: str) -> Decimal | None:
        """An exact number or nothing."""
        return None if self._data.get(key) is None else self.money(key)

    def choice(self, key: str, kind: type[EnumT]) -> EnumT:
        """A member of an enumeration, by its value."""
        try:
            return kind(self.text(key))
        except ValueError as error:
            raise BadDumpError(f"{key} is unknown") from error

    def instrument(self, key: str) -> InstrumentId:
        """An instrument, written as product and symbol."""
        return read_instrument(self.text(key))

    def instrument_or_none(self, key: str) -> InstrumentId | None:
        """An instrument or nothing."""
        return None if self._data.get(key) is None else self.instrument(key)

    def size(self, key: str) -> OrderSize:
        """An order size with its unit."""
        inner = self.object(key)
        amount = inner.money("value")
        return QuoteQty(amount) if inner.flag("quote") else BaseQty(amount)

    def leg_or_none(self, key: str) -> ExitLeg | None:
        """A trigger price with its kind and limit, or nothing."""
        if self._data.get(key) is None:
            return None
        inner = self.object(key)
        return ExitLeg(inner.money("trigger"), inner.choice("by", TriggerBy), inner.money_or_none("price"))

    def object(self, key: str) -> "Reader":
        """An object inside."""
        return Reader(self._data.get(key))

    def rows(self, key: str) -> Iterator["Reader"]:
        """A list of objects."""
        value = self._data.get(key)
        if not isinstance(value, Sequence) or isinstance(value, str):
            raise BadDumpError(f"{key} is not a list")
        return (Reader(one) for one in value)

    def amounts(self, key: str) -> dict[str, Decimal]:
        """Exact numbers by name."""
        inner = self.object(key)
        return {name: inner.money(name) for name in inner.names()}

    def names(self) -> list[str]:
        """The keys of this object."""
        return [key for key in self._data if isinstance(key, str)]


def read_instrument(text: str) -> InstrumentId:
    """An instrument from the text of `instrument_text`."""
    product, _, symbol = text.partition(":")
    try:
        return InstrumentId(ProductType(product), symbol)
    except ValueError as error:
        raise BadDumpError("an instrument is unknown") from error


def instrument_text(instrument: InstrumentId) -> str:
    """An instrument as one text."""
    return f"{instrument.product.value}:{instrument.symbol}"


def size_row(size: OrderSize) -> Row:
    """An order size with its unit."""
    return {"value": plain(size.value), "quote": isinstance(size, QuoteQty)}


def leg_row(leg: ExitLeg | None) -> Row | None:
    """A trigger price with its kind and limit."""
    if leg is None:
        return None
    price = None if leg.price is None else plain(leg.price)
    return {"trigger": plain(leg.trigger), "by": leg.by.value, "price": price}


def amounts_row(amounts: Mapping[str, Decimal]) -> Row:
    """Exact numbers by name."""
    return {name: plain(amount) for name, amount in amounts.items()}
