"""Typing on the chart: digits and H, D, W name an interval, other letters begin a search. Knows no Qt."""

from dataclasses import dataclass

from terminal_app.core.market import Interval

CODES = {
    "1": Interval.M1,
    "1M": Interval.M1,
    "3": Interval.M3,
    "3M": Interval.M3,
    "5": Interval.M5,
    "5M": Interval.M5,
    "15": Interval.M15,
    "15M": Interval.M15,
    "30": Interval.M30,
    "30M": Interval.M30,
    "60": Interval.H1,
    "H": Interval.H1,
    "1H": Interval.H1,
    "4": Interval.H4,
    "4H": Interval.H4,
    "240": Interval.H4,
    "6": Interval.H6,
    "6H": Interval.H6,
    "12": Interval.H12,
    "12H": Interval.H12,
    "D": Interval.D1,
    "1D": Interval.D1,
    "W": Interval.W1,
    "1W": Interval.W1,
}
"""What can be typed for an interval, in capitals."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed so far. `search` is set when it can only be the beginning of a symbol."""

    text: str = ""
    search: str = ""

    @property
    def interval(self) -> Interval | None:
        """The interval it names."""
        return CODES.get(self.text)


def typed(before: Typed, letter: str) -> Typed:
    """What was typed with one letter or digit more."""
    text = before.text + letter.upper()
    if any(code.startswith(text) for code in CODES):
        return Typed(text)
    return Typed(search=text)
