"""Typing on the chart: a number and a unit name the bars to show, other letters search. Knows no Qt."""

import re
from dataclasses import dataclass

from terminal_app.core.market import Interval
from terminal_app.market.bar_specs import BarSpec, parse_spec

CODES = {"4": Interval.H4}
"""What means something else than its text says: the habit of every terminal comes first."""

_BEGINNING = re.compile(r"[1-9][0-9]{0,8}(\.[0-9]{0,8})?(MO|[MHDWTVR])?|0(\.[0-9]{0,8})?V?|[HDW]?")


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed so far. `search` is set when it can only be the beginning of a symbol."""

    text: str = ""
    search: str = ""

    @property
    def spec(self) -> BarSpec | None:
        """The bars it names."""
        return CODES.get(self.text) or parse_spec(self.text)


def typed(before: Typed, letter: str) -> Typed:
    """What was typed with one letter or digit more."""
    text = before.text + letter.upper()
    return Typed(text) if _BEGINNING.fullmatch(text) else Typed(search=text)
