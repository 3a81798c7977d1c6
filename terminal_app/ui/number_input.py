"""What a person types, as an exact number: the counterpart of `format`. Knows no Qt and never guesses.

A dot and a comma both work as the decimal mark; spaces and marks that group thousands are dropped. A text
with two readings (`1,234`) is refused with both of them. Sizes may end in `k`, `m` or `%`, and short sums
work (`0.25*3`).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext
from functools import lru_cache

_MAX_TEXT = 60
_DIGITS = 80
_SPACES = "\u00a0\u2009\u202f"
_SUFFIXES = {"k": Decimal(1_000), "m": Decimal(1_000_000)}
_NUMBER = re.compile(r"[0-9.,]+(?: [0-9.,]+)*")
_TOKEN = re.compile(rf"\s*({_NUMBER.pattern}|[-+*/()%kKmM])")
_GROUPED = re.compile(r"[0-9]{1,3}( [0-9]{3})+")


class NotANumberError(ValueError):
    """The text cannot be read; the message is the plain sentence that says why."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A number as it was typed; `percent` when it is a share in percent (`25%`)."""

    value: Decimal
    percent: bool = False


def read_number(text: str, units: Iterable[str] = ()) -> Decimal:
    """A price, or any number without a suffix.

    Args:
        text: what was typed or pasted.
        units: names that may stand around the number (`USDT`) and are dropped.

    Raises:
        NotANumberError: it cannot be read, or can be read in two ways.
    """
    return _read(text, tuple(units), suffixes=False).value


def read_amount(text: str, units: Iterable[str] = ()) -> Typed:
    """A size: like `read_number`, with the suffixes `k` and `m`, and `%` at the end.

    Raises:
        NotANumberError: it cannot be read, or can be read in two ways.
    """
    return _read(text, tuple(units), suffixes=True)


@lru_cache(maxsize=128)
def _read(text: str, units: tuple[str, ...], *, suffixes: bool) -> Typed:
    """Read a text; the same one is asked about with every new price while it stands in a field."""
    return _Reader(_clean(text, units), suffixes=suffixes).read()


def _clean(text: str, units: Iterable[str]) -> str:
    for space in _SPACES:
        text = text.replace(space, " ")
    text = text.replace("\u2212", "-").replace("×", "*").strip()
    if len(text) > _MAX_TEXT:
        raise NotANumberError("This is too long for a number.")
    for unit in sorted((unit for unit in units if unit), key=len, reverse=True):
        text = re.sub(rf"(?<![A-Za-z]){re.escape(unit)}(?![A-Za-z])", " ", text, flags=re.IGNORECASE)
    return text.replace("$", " ").replace("€", " ").strip()


class _Reader:
    """Reads a sum by recursive descent: a sum of products of numbers, signs and brackets."""

    def __init__(self, text: str, *, suffixes: bool) -> None:
        self._tokens = _split(text)
        self._suffixes = suffixes
        self._place = 0

    def read(self) -> Typed:
        with localcontext(Context(prec=_DIGITS)):
            value = self._sum()
            percent = self._suffixes and self._take("%")
        if self._place != len(self._tokens):
            raise NotANumberError(f"“{self._tokens[self._place]}” does not belong in a number.")
        return Typed(value, percent)

    def _sum(self) -> Decimal:
        value = self._product()
        while True:
            if self._take("+"):
                value += self._product()
            elif self._take("-"):
                value -= self._product()
            else:
                return value

    def _product(self) -> Decimal:
        value = self._factor()
        while True:
            if self._take("*"):
                value *= self._factor()
            elif self._take("/"):
                divisor = self._factor()
                if divisor == 0:
                    raise NotANumberError("Nothing can be divided by zero.")
                value /= divisor
            else:
                return value

    def _factor(self) -> Decimal:
        if self._take("-"):
            return -self._factor()
        if self._take("("):
            value = self._sum()
            if not self._take(")"):
                raise NotANumberError("A closing bracket is missing.")
            return value
        if self._place == len(self._tokens):
            raise NotANumberError("A number is missing at the end.")
        token = self._tokens[self._place]
        if not token[0].isdigit() and token[0] not in ".,":
            raise NotANumberError(f"“{token}” does not belong here.")
        self._place += 1
        value = _plain_number(token)
        for suffix, factor in _SUFFIXES.items():
            if self._suffixes and self._take(suffix):
                value *= factor
        return value

    def _take(self, wanted: str) -> bool:
        if self._place < len(self._tokens) and self._tokens[self._place].lower() == wanted:
            self._place += 1
            return True
        return False


def _split(text: str) -> list[str]:
    tokens = []
    place = 0
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None:
            raise NotANumberError(f"“{text[place:].strip()[0]}” does not belong in a number.")
        tokens.append(found.group(1))
        place = found.end()
    return tokens


def _plain_number(token: str) -> Decimal:
    """One number with its marks: which of them is the decimal mark, and is that certain?"""
    whole, mark, fraction = _parts(token)
    if " " in whole:
        if _GROUPED.fullmatch(whole) is None:
            raise NotANumberError(f"“{token}” has a space in the wrong place.")
        whole = whole.replace(" ", "")
    if (whole and not whole.isdigit()) or (fraction and not fraction.isdigit()) or not whole + fraction:
        raise NotANumberError(f"“{token}” is not a number.")
    if mark == "," and len(fraction) == 3 and 1 <= len(whole) <= 3 and whole != "0" * len(whole):
        raise NotANumberError(
            f"“{token}” can mean {whole}{fraction} or {whole}.{fraction}. Type one of them."
        )
    return Decimal(f"{whole or '0'}.{fraction or '0'}") if mark else Decimal(whole)


def _parts(token: str) -> tuple[str, str, str]:
    """Whole part, decimal mark (or none) and fraction; marks that group thousands are taken out."""
    dots, commas = token.count("."), token.count(",")
    last = max(token.rfind("."), token.rfind(","))
    if dots + commas == 0:
        return token, "", ""
    if dots + commas == 1:
        return token[:last], token[last], token[last + 1 :]
    group = token[:last].strip("0123456789 ")[:1] or token[last]
    if token.count(token[last]) == 1 and token[last] != group:
        return _ungroup(token[:last], group), token[last], token[last + 1 :]
    return _ungroup(token, group), "", ""


def _ungroup(text: str, mark: str) -> str:
    groups = text.split(mark)
    if not 1 <= len(groups[0]) <= 3 or any(len(group) != 3 for group in groups[1:]):
        raise NotANumberError(f"“{text}” has a mark in the wrong place.")
    return "".join(groups)
