"""What a chart's bars are made of: an interval of the venue, a multiple of one, or a count of trades.

A bar spec has a short text (`15m`, `45m`, `2d`, `500t`, `25v`, `40r`), the same for people and for files.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from terminal_app.core.market import Interval
from terminal_app.core.money import trimmed

_MINUTE = 60_000
_UNITS_MS = {"m": _MINUTE, "h": 60 * _MINUTE, "d": 1440 * _MINUTE, "w": 10080 * _MINUTE}
_TIME = re.compile(r"([1-9][0-9]{0,4})(mo|m|h|d|w)")
_TRADES = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,8})?)([tvr])")
_LONGEST_MS = 366 * _UNITS_MS["d"]
_MOST_MONTHS = 12
_MOST_TRADES = 1_000_000
_WORDS = {"m": "minute", "h": "hour", "d": "day", "w": "week", "mo": "month"}


@dataclass(frozen=True, slots=True)
class BuiltInterval:
    """`count` candles of the venue as one bar. `parse_spec` makes it of the largest candles that fit."""

    base: Interval
    count: int

    @property
    def ms(self) -> int:
        """The length of a bar in milliseconds; months count as 30 days."""
        return self.base.ms * self.count

    @property
    def value(self) -> str:
        """The text, in the largest unit that fits."""
        if self.base is Interval.MO1:
            return f"{self.count}mo"
        unit = next(one for one in ("w", "d", "h", "m") if self.ms % _UNITS_MS[one] == 0)
        if unit == "w" and self.base is not Interval.W1:
            unit = "d"  # a week begins on a Monday, seven days anywhere
        return f"{self.ms // _UNITS_MS[unit]}{unit}"


class TradeKind(Enum):
    """What closes a bar that is made of trades."""

    TICK = "t"
    VOLUME = "v"
    RANGE = "r"


@dataclass(frozen=True, slots=True)
class TradeBars:
    """Bars of `size` trades each, of `size` base coin each, or as high as `size` price steps."""

    kind: TradeKind
    size: Decimal

    @property
    def value(self) -> str:
        """The text."""
        return f"{trimmed(self.size)}{self.kind.value}"


BarSpec = Interval | BuiltInterval | TradeBars


def parse_spec(text: str) -> BarSpec | None:
    """The bar spec of a text, `None` when it is none. A bare number counts minutes, a bare unit one of it."""
    plain = text.strip().lower()
    if plain in _WORDS:
        plain = f"1{plain}"
    elif plain.isascii() and plain.isdigit():
        plain = f"{plain}m"
    if found := _TIME.fullmatch(plain):
        return _timed(int(found[1]), found[2])
    if found := _TRADES.fullmatch(plain):
        return _traded(Decimal(found[1]), TradeKind(found[2]))
    return None


def short_name(spec: BarSpec) -> str:
    """As a button says it: `15m`, `4H`, `2D`, `500 ticks`."""
    text = spec.value
    if isinstance(spec, TradeBars):
        word = {TradeKind.TICK: "ticks", TradeKind.VOLUME: "volume", TradeKind.RANGE: "range"}[spec.kind]
        return f"{trimmed(spec.size)} {word}"
    if text.endswith("mo"):
        return f"{text.removesuffix('mo')}M"
    return text if text.endswith("m") else text.upper()


def long_name(spec: BarSpec) -> str:
    """As a screen reader says it: `45 minutes`, `1 day`, `bars of 500 trades`."""
    if isinstance(spec, TradeBars):
        size, many = trimmed(spec.size), "" if spec.size == 1 else "s"
        match spec.kind:
            case TradeKind.TICK:
                return f"bars of {size} trade{many}"
            case TradeKind.VOLUME:
                return f"bars of {size} coin{many} traded"
            case TradeKind.RANGE:
                return f"bars {size} price step{many} high"
    found = _TIME.fullmatch(spec.value)
    if found is None:
        return spec.value
    return f"{found[1]} {_WORDS[found[2]]}{'' if found[1] == '1' else 's'}"


def _timed(count: int, unit: str) -> Interval | BuiltInterval | None:
    if unit == "mo":
        if count > _MOST_MONTHS:
            return None
        return Interval.MO1 if count == 1 else BuiltInterval(Interval.MO1, count)
    length = count * _UNITS_MS[unit]
    if length > _LONGEST_MS:
        return None
    whole = [one for one in Interval if one is not Interval.MO1 and (one is not Interval.W1 or unit == "w")]
    same = next((one for one in whole if one.ms == length), None)
    if same is not None:
        return same
    # Three days of the venue begin on days of their own choice, so nothing is built of them.
    bases = [one for one in whole if one is not Interval.D3 and length % one.ms == 0]
    base = max(bases, key=lambda one: one.ms)
    return BuiltInterval(base, length // base.ms)


def _traded(size: Decimal, kind: TradeKind) -> TradeBars | None:
    whole = size == int(size)
    if not 0 < size <= _MOST_TRADES or (kind is not TradeKind.VOLUME and not whole):
        return None
    return TradeBars(kind, size)
