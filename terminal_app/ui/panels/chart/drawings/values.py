"""Drawings as values: a tool, anchors in time and price, a style. Knows no Qt.

An anchor is a moment and a price, so a drawing stays where it is at every interval, scale and zoom.
"""

from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import count
from typing import NamedTuple

from terminal_app.core.key_enum import KeyEnum

AT_MOST = 500
"""Drawings of one symbol: what a file of them may hold."""

LONGEST_TEXT = 120
LEVELS_AT_MOST = 16
COLOURS = 8
"""How many colours there are: those of series, by their number."""
WIDTHS = (1, 2, 3, 4)
"""How wide lines can be, in pixels. The thinnest is the usual one: it is painted much faster."""

_keys = count(1)


class Tool(KeyEnum):
    """What can be drawn."""

    HORIZONTAL = "horizontal"
    VERTICAL = "vertical"
    TREND = "trend"
    RAY = "ray"
    CHANNEL = "channel"
    RECTANGLE = "rectangle"
    FIBONACCI = "fibonacci"
    EXTENSION = "extension"
    MEASURE = "measure"
    TEXT = "text"
    LONG = "long"
    SHORT = "short"

    @property
    def is_position(self) -> bool:
        """Whether it plans a trade: entry, target and stop."""
        return self in (Tool.LONG, Tool.SHORT)

    @property
    def has_text(self) -> bool:
        """Whether something can be written at it."""
        return self in (Tool.TEXT, Tool.HORIZONTAL)

    @property
    def has_levels(self) -> bool:
        """Whether it shows shares of a move, which can be chosen."""
        return self in (Tool.FIBONACCI, Tool.EXTENSION)

    @property
    def clicks(self) -> int:
        """How many points a hand gives."""
        if self in (Tool.HORIZONTAL, Tool.VERTICAL, Tool.TEXT):
            return 1
        return 3 if self in (Tool.CHANNEL, Tool.EXTENSION) else 2

    @property
    def anchors(self) -> int:
        """How many anchors a finished drawing has."""
        return 3 if self.is_position else self.clicks


class Dash(KeyEnum):
    """How a line is drawn."""

    SOLID = "solid"
    DASHED = "dashed"
    DOTTED = "dotted"


TOOL_WORDS = {
    Tool.HORIZONTAL: "Horizontal line",
    Tool.VERTICAL: "Vertical line",
    Tool.TREND: "Trend line",
    Tool.RAY: "Ray",
    Tool.CHANNEL: "Channel",
    Tool.RECTANGLE: "Rectangle",
    Tool.FIBONACCI: "Fibonacci retracement",
    Tool.EXTENSION: "Fibonacci extension",
    Tool.MEASURE: "Measure",
    Tool.TEXT: "Text",
    Tool.LONG: "Long position",
    Tool.SHORT: "Short position",
}
TOOL_LETTERS = {
    Tool.HORIZONTAL: "H",
    Tool.VERTICAL: "V",
    Tool.TREND: "T",
    Tool.RAY: "Y",
    Tool.CHANNEL: "C",
    Tool.RECTANGLE: "R",
    Tool.FIBONACCI: "F",
    Tool.EXTENSION: "E",
    Tool.MEASURE: "M",
    Tool.TEXT: "X",
    Tool.LONG: "L",
    Tool.SHORT: "S",
}
"""The letter that takes a tool, together with Alt."""

DASH_WORDS = {Dash.SOLID: "Solid", Dash.DASHED: "Dashed", Dash.DOTTED: "Dotted"}
WIDTH_WORDS = {width: f"{width} px" for width in WIDTHS}


class Anchor(NamedTuple):
    """A point of the chart: Unix ms, and a price."""

    time_ms: float
    price: Decimal


class Span(NamedTuple):
    """On which bars something is shown, by their length in ms; bars of trades are the shortest, of length 0.

    `None` is no limit.
    """

    least: int | None = None
    most: int | None = None

    def has(self, length: int) -> bool:
        """Whether bars of a length are among them."""
        low, high = self.least, self.most
        return (low is None or low <= length) and (high is None or length <= high)


EVERYWHERE = Span()


class Style(NamedTuple):
    """A colour of series by its number, and how lines are drawn; `width` is one of `WIDTHS`."""

    colour: int = 0
    dash: Dash = Dash.SOLID
    width: int = 1


USUAL_STYLE = Style()


def next_key() -> int:
    """A number that no drawing of this run has yet."""
    return next(_keys)


@dataclass(frozen=True, slots=True)
class Drawing:
    """One drawing. `key` tells it from all others of this run and is not kept in files.

    A channel has two anchors of its first rail and one that the other rail goes through. A position has its
    entry, its target and its stop; the last two stand at the same moment, where the position ends.
    An extension has both ends of a move and the point that the move is laid on again.
    `size` is that of a position in base coin, `None` while nothing is said of it. `levels` are shares of a
    move, none for the usual ones. `span` says on which bars it is shown.
    """

    tool: Tool
    anchors: tuple[Anchor, ...]
    style: Style = USUAL_STYLE
    text: str = ""
    size: Decimal | None = None
    levels: tuple[Decimal, ...] = ()
    span: Span = EVERYWHERE
    key: int = field(default_factory=next_key, compare=False)

    def styled(self, style: Style) -> "Drawing":
        """The same in another style."""
        return replace(self, style=style)


class Change(NamedTuple):
    """What became of one drawing: `None` before is one that was made, `None` after one that was removed."""

    before: Drawing | None
    after: Drawing | None

    @property
    def key(self) -> int:
        """Of which drawing."""
        one = self.after or self.before
        return 0 if one is None else one.key

    @property
    def undone(self) -> "Change":
        """The change back."""
        return Change(self.after, self.before)
