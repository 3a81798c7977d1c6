"""What an indicator is called, what can be set, and how it is drawn. Knows no library and no candles."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

Value = int | float | str
"""A parameter as a person sets it: a whole number, a number, or one of some names."""


class Draw(Enum):
    """How the values of one output are drawn."""

    LINE = "line"
    HISTOGRAM = "histogram"
    DOTS = "dots"
    ROWS = "rows"


class Place(Enum):
    """Over the candles, on the scale of the price, or in a pane with a scale of its own."""

    PRICE = "price"
    OWN = "own"


class BadParameterError(ValueError):
    """A parameter cannot be taken. The message is a sentence for the person."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing that can be set.

    Args:
        name: what files and the library call it.
        title: what the person reads.
        default: the usual value; its type is that of the parameter.
        low: the least number.
        high: the greatest number.
        step: what one press of a spin button adds.
        choices: the names to choose from; empty for a number.
        moment: the number is a time in Unix ms; zero stands for none.
    """

    name: str
    title: str
    default: Value
    low: float = 0
    high: float = 0
    step: float = 1
    choices: tuple[str, ...] = ()
    moment: bool = False

    def checked(self, value: object) -> Value:
        """The value as the parameter takes it.

        Raises:
            BadParameterError: it is none of the choices, no number, or out of range.
        """
        if self.choices:
            if isinstance(value, str) and value in self.choices:
                return value
            raise BadParameterError(f"{self.title}: choose one of {', '.join(self.choices)}.")
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise BadParameterError(f"{self.title}: enter a number.")
        whole = isinstance(self.default, int)
        if whole and value != int(value):
            raise BadParameterError(f"{self.title}: enter a whole number.")
        if not self.low <= value <= self.high:
            raise BadParameterError(
                f"{self.title}: enter {'a whole number' if whole else 'a number'} "
                f"from {self.low:,.6g} to {self.high:,.6g}."
            )
        return int(value) if whole else float(value)


@dataclass(frozen=True, slots=True)
class Output:
    """One row of values.

    Args:
        name: what files call it.
        title: what the legend calls it; empty when the indicator has only this one.
        draw: how it is drawn.
        shown: whether it is drawn unless somebody says otherwise.
        faint: it steps back behind the main one, as the bands around an average do.
    """

    name: str
    title: str
    draw: Draw = Draw.LINE
    shown: bool = True
    faint: bool = False


@dataclass(frozen=True, slots=True)
class Spec:
    """One indicator of the catalogue.

    Args:
        name: what files call it, unique.
        title: what it is called in full.
        group: where it stands in the list.
        parameters: what can be set, in order.
        outputs: what it gives, in order.
        place: where it is drawn.
        about: one sentence on what it needs or where its numbers come from; may be empty.
    """

    name: str
    title: str
    group: str
    parameters: tuple[Parameter, ...]
    outputs: tuple[Output, ...]
    place: Place
    about: str = ""

    def parameter(self, name: str) -> Parameter | None:
        """One parameter by its name."""
        return next((parameter for parameter in self.parameters if parameter.name == name), None)

    def checked(self, values: Mapping[str, object]) -> dict[str, Value]:
        """Every parameter of the indicator: what was given, and the default of what was not.

        Raises:
            BadParameterError: one of them cannot be taken, or there is no such parameter.
        """
        for name in values:
            if self.parameter(name) is None:
                raise BadParameterError(f"{self.name} has no setting called {name}.")
        return {
            parameter.name: parameter.checked(values.get(parameter.name, parameter.default))
            for parameter in self.parameters
        }

    def place_with(self, values: Mapping[str, Value]) -> Place:
        """Where it is drawn with these parameters: what is made of volumes has no place among prices."""
        return Place.OWN if values.get(SOURCE) == VOLUME else self.place

    def label(self, values: Mapping[str, Value]) -> str:
        """The name with its settings, as a legend writes it."""
        texts = [
            _short(value) if not isinstance(value, str) else value
            for parameter in self.parameters
            if not parameter.moment
            and (
                (value := values.get(parameter.name, parameter.default)) != parameter.default
                or (not parameter.choices and isinstance(parameter.default, int))
            )
        ]
        return f"{self.name.replace('_', ' ')} {' '.join(texts)}".strip()


SOURCE = "source"
"""The parameter that says which column of the candles goes in."""
VOLUME = "volume"
SOURCES = ("close", "open", "high", "low", "hl2", "hlc3", "ohlc4", VOLUME)


def _short(value: float) -> str:
    return f"{value:g}"
