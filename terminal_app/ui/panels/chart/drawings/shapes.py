"""What a drawing consists of, in time and price: strokes, shaded boxes, texts and handles. Knows no Qt."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import Enum, IntEnum
from typing import NamedTuple

from terminal_app.core.instrument import Instrument
from terminal_app.ui import format as fmt
from terminal_app.ui.panels.chart.drawings.plan import plan_of, texts
from terminal_app.ui.panels.chart.drawings.values import Anchor, Dash, Drawing, Tool
from terminal_app.ui.panels.chart.measure import Measure, Spot, measure_lines

RETRACEMENT = tuple(map(Decimal, ("0", "0.236", "0.382", "0.5", "0.618", "0.786", "1")))
"""Shares of a move that are taken back: 0 is where it ended, 1 where it began."""

EXTENSION = tuple(map(Decimal, ("0", "0.382", "0.618", "1", "1.272", "1.618", "2.618")))
"""Shares of a move that are made once more: 0 is where it is laid on again, 1 all of it."""


class Reach(IntEnum):
    """How far a stroke goes."""

    BETWEEN = 0
    BEYOND = 1
    """Through its second point to the edge."""
    ACROSS = 2
    """From edge to edge at the price of its first point."""
    UPRIGHT = 3
    """From edge to edge at the moment of its first point."""


class Ink(Enum):
    """What a part is painted with: the colour of the drawing, or what gain and loss look like."""

    OWN = "own"
    UP = "up"
    DOWN = "down"


class Side(Enum):
    """On which side of its point a text stands."""

    RIGHT = "right"
    ABOVE = "above"
    BELOW = "below"
    EDGE = "edge"
    """At the right edge of the picture, above the price of its point."""

    @property
    def at_edge(self) -> bool:
        """Whether the moment of its point does not matter."""
        return self is Side.EDGE


class Stroke(NamedTuple):
    """A line. With `through` it is moved up or down, in pixels, until it goes through that point.

    `halfway` moves it only half as far.
    """

    start: Anchor
    end: Anchor
    reach: Reach = Reach.BETWEEN
    ink: Ink = Ink.OWN
    dash: Dash | None = None
    through: Anchor | None = None
    halfway: bool = False


class Shade(NamedTuple):
    """A shaded box between two corners."""

    start: Anchor
    end: Anchor
    ink: Ink = Ink.OWN


class Note(NamedTuple):
    """Lines of text beside a point.

    With a `span` the text is shown only while there is room between its two points: for so many `rows` of
    text from one to the other, or for 0 in any direction.
    """

    at: Anchor
    lines: tuple[str, ...]
    side: Side
    ink: Ink = Ink.OWN
    framed: bool = False
    span: tuple[Anchor, Anchor] | None = None
    rows: int = 0


class Shape(NamedTuple):
    """All parts of a drawing."""

    strokes: Sequence[Stroke]
    shades: Sequence[Shade] = ()
    notes: Sequence[Note] = ()


def shape_of(drawing: Drawing, rules: Instrument | None, step_ms: int) -> Shape:
    """The parts of a drawing on bars that are `step_ms` long; texts follow the rules of the instrument."""
    first, dash = drawing.anchors[0], drawing.style.dash
    match drawing.tool:
        case Tool.HORIZONTAL:
            notes = [Note(first, (drawing.text,), Side.EDGE)] if drawing.text else []
            return Shape([Stroke(first, first, Reach.ACROSS, dash=dash)], notes=notes)
        case Tool.VERTICAL:
            return Shape([Stroke(first, first, Reach.UPRIGHT, dash=dash)])
        case Tool.TREND:
            return Shape([Stroke(first, drawing.anchors[1], dash=dash)])
        case Tool.RAY:
            return Shape([Stroke(first, drawing.anchors[1], Reach.BEYOND, dash=dash)])
        case Tool.CHANNEL:
            return _channel(drawing)
        case Tool.RECTANGLE:
            last = drawing.anchors[1]
            return Shape(_frame(first, last, Ink.OWN, dash), [Shade(first, last)])
        case Tool.FIBONACCI:
            return _retracement(drawing, rules)
        case Tool.EXTENSION:
            return _extension(drawing, rules)
        case Tool.MEASURE:
            return _measure(drawing, rules, step_ms)
        case Tool.TEXT:
            return Shape([], notes=[Note(first, (drawing.text,), Side.RIGHT)])
        case Tool.LONG | Tool.SHORT:
            return _position(drawing, rules)


def handles(drawing: Drawing) -> tuple[Anchor, ...]:
    """The points by which a drawing is pulled into shape; `making.pulled` takes their numbers."""
    if drawing.tool in (Tool.RECTANGLE, Tool.MEASURE):
        first, last = drawing.anchors
        return (*drawing.anchors, Anchor(first.time_ms, last.price), Anchor(last.time_ms, first.price))
    return drawing.anchors


def levels_of(drawing: Drawing) -> tuple[Decimal, ...]:
    """The shares of a move that a drawing shows, those that were chosen or the usual ones."""
    return drawing.levels or (EXTENSION if drawing.tool is Tool.EXTENSION else RETRACEMENT)


def retraced(start: Decimal, end: Decimal, share: Decimal) -> Decimal:
    """The price at which so much of a move is taken back."""
    return end + (start - end) * share


def extended(start: Decimal, end: Decimal, again: Decimal, share: Decimal) -> Decimal:
    """The price at which so much of a move from `start` to `end` is made once more from `again` on."""
    return again + (end - start) * share


def _channel(drawing: Drawing) -> Shape:
    first, second, through = drawing.anchors
    dash = drawing.style.dash
    return Shape(
        [
            Stroke(first, second, Reach.BEYOND, dash=dash),
            Stroke(first, second, Reach.BEYOND, dash=dash, through=through),
            Stroke(first, second, Reach.BEYOND, dash=Dash.DOTTED, through=through, halfway=True),
        ]
    )


def _frame(first: Anchor, last: Anchor, ink: Ink, dash: Dash) -> list[Stroke]:
    corners = (first, Anchor(last.time_ms, first.price), last, Anchor(first.time_ms, last.price))
    return [
        Stroke(corner, corners[(number + 1) % 4], ink=ink, dash=dash) for number, corner in enumerate(corners)
    ]


def _retracement(drawing: Drawing, rules: Instrument | None) -> Shape:
    start, end = drawing.anchors
    left, right = min(start.time_ms, end.time_ms), max(start.time_ms, end.time_ms)
    prices = {share: retraced(start.price, end.price, share) for share in levels_of(drawing)}
    strokes, notes = _levels(prices, left, right, Reach.BETWEEN, drawing.style.dash, rules)
    return Shape([Stroke(start, end, dash=Dash.DOTTED), *strokes], notes=notes)


def _extension(drawing: Drawing, rules: Instrument | None) -> Shape:
    start, end, again = drawing.anchors
    prices = {share: extended(start.price, end.price, again.price, share) for share in levels_of(drawing)}
    left = again.time_ms
    right = left + max(1.0, abs(end.time_ms - start.time_ms))
    strokes, notes = _levels(prices, left, right, Reach.BEYOND, drawing.style.dash, rules)
    legs = [Stroke(start, end, dash=Dash.DOTTED), Stroke(end, again, dash=Dash.DOTTED)]
    return Shape([*legs, *strokes], notes=notes)


def _levels(
    prices: Mapping[Decimal, Decimal],
    left: float,
    right: float,
    reach: Reach,
    dash: Dash,
    rules: Instrument | None,
) -> tuple[list[Stroke], list[Note]]:
    """A line and a text for each share with its price. Those below zero are left out: no price is."""
    shown = {share: price for share, price in prices.items() if price > 0}
    strokes, notes = [], []
    for share, price in shown.items():
        at = Anchor(left, price)
        strokes.append(Stroke(at, Anchor(right, price), reach, dash=dash))
        others = [other for other in shown if other != share]
        # The text needs room for a line up to its nearest neighbour.
        near = min(others, key=lambda one: abs(one - share), default=None)
        span = None if near is None else (at, Anchor(right, shown[near]))
        notes.append(Note(at, (f"{share} · {fmt.price(price, rules)}",), Side.ABOVE, span=span, rows=1))
    return strokes, notes


def _measure(drawing: Drawing, rules: Instrument | None, step_ms: int) -> Shape:
    first, last = drawing.anchors
    measure = Measure(Spot(*first), Spot(*last))
    bars = round((last.time_ms - first.time_ms) / step_ms)
    ink = Ink.UP if measure.up else Ink.DOWN
    side = Side.ABOVE if measure.up else Side.BELOW
    at = Anchor(min(first.time_ms, last.time_ms), last.price)
    note = Note(at, measure_lines(measure, bars, rules), side, ink, framed=True, span=(first, last))
    return Shape(_frame(first, last, ink, drawing.style.dash), [Shade(first, last, ink)], [note])


def _position(drawing: Drawing, rules: Instrument | None) -> Shape:
    entry, target, stop = drawing.anchors
    left, right, dash = entry.time_ms, target.time_ms, drawing.style.dash
    words = texts(plan_of(drawing), rules)
    up = target.price >= entry.price
    strokes = [
        Stroke(Anchor(left, one.price), Anchor(right, one.price), ink=ink, dash=dash)
        for one, ink in ((target, Ink.UP), (entry, Ink.OWN), (stop, Ink.DOWN))
    ]
    shades = [Shade(entry, target, Ink.UP), Shade(entry, Anchor(right, stop.price), Ink.DOWN)]
    middle = min(left, right)
    beyond, behind = (Side.ABOVE, Side.BELOW) if up else (Side.BELOW, Side.ABOVE)
    span = (Anchor(left, target.price), Anchor(right, stop.price))
    notes = [
        Note(Anchor(middle, target.price), (words.target,), beyond, Ink.UP, framed=True, span=span),
        Note(Anchor(middle, entry.price), (words.entry,), Side.ABOVE, framed=True, span=span, rows=4),
        Note(Anchor(middle, stop.price), (words.stop,), behind, Ink.DOWN, framed=True, span=span),
    ]
    return Shape(strokes, shades, notes)
