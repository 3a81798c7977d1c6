"""What can be changed of a drawing besides where the mouse pulls it, from what is typed. Knows no Qt."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from terminal_app.core.instrument import Instrument
from terminal_app.core.market import Interval
from terminal_app.core.money import trimmed
from terminal_app.market.bar_specs import BarSpec, TradeBars, short_name
from terminal_app.ui.number_input import NotANumberError, read_number
from terminal_app.ui.panels.chart.drawings.making import pulled, sized
from terminal_app.ui.panels.chart.drawings.shapes import levels_of
from terminal_app.ui.panels.chart.drawings.values import LEVELS_AT_MOST, Drawing, Span, Tool
from terminal_app.ui.typed_terms import read_price

LONGEST_LEVEL = Decimal(20)
NO_LIMIT = "Any"
NO_SIZE = "This is no size. Write a number such as 0.25, or nothing to have none."

_NAMES = {
    1: ("Price",),
    2: ("First price", "Second price"),
    3: ("First price", "Second price", "Third price"),
}
_OF_POSITION = ("Entry", "Target", "Stop")


class BadPropertyError(ValueError):
    """It cannot be used; the message is the sentence for the person."""


def length_of(spec: BarSpec) -> int:
    """How long bars are, in ms; 0 for bars of trades."""
    return 0 if isinstance(spec, TradeBars) else spec.ms


def price_names(tool: Tool) -> Sequence[str]:
    """What the prices of a drawing are called, in the order of its anchors."""
    if tool is Tool.VERTICAL:
        return ()
    return _OF_POSITION if tool.is_position else _NAMES[tool.anchors]


def priced(drawing: Drawing, number: int, text: str, rules: Instrument) -> Drawing:
    """The drawing with another price at one of its anchors; a position stays one.

    Raises:
        BadPropertyError: this is no price.
    """
    price = read_price(text, rules)
    if isinstance(price, str):
        raise BadPropertyError(price)
    return pulled(drawing, number, drawing.anchors[number]._replace(price=price), rules.tick)


def sized_as(drawing: Drawing, text: str, rules: Instrument | None) -> Drawing:
    """A position with another size in base coin; nothing typed means none.

    Raises:
        BadPropertyError: this is no size.
    """
    try:
        size = read_number(text) if text.strip() else None
    except NotANumberError as error:
        raise BadPropertyError(NO_SIZE) from error
    if size is not None and size <= 0:
        raise BadPropertyError(NO_SIZE)
    return sized(drawing, size, rules)


def levels_text(drawing: Drawing) -> str:
    """The levels as they are typed."""
    return ", ".join(trimmed(level) for level in levels_of(drawing))


def levelled(drawing: Drawing, text: str) -> Drawing:
    """The drawing with other levels, separated by commas or spaces; nothing typed means the usual ones.

    Raises:
        BadPropertyError: these are no levels.
    """
    words = text.replace(",", " ").replace(";", " ").split()
    if len(words) > LEVELS_AT_MOST:
        raise BadPropertyError(f"There can be {LEVELS_AT_MOST} levels at most.")
    found = sorted({_level(word) for word in words})
    usual = replace(drawing, levels=())
    return usual if tuple(found) == levels_of(usual) else replace(drawing, levels=tuple(found))


def limited(drawing: Drawing, least: int | None, most: int | None) -> Drawing:
    """The drawing shown only on bars of these lengths (ms), whichever of the two is longer."""
    if least is not None and most is not None and least > most:
        least, most = most, least
    return replace(drawing, span=Span(least, most))


def limits(value: int | None) -> Sequence[tuple[str, int | None]]:
    """What a limit of the bars can be, by name; `value` is the one that is set."""
    known: list[tuple[str, int | None]] = [(short_name(one), one.ms) for one in Interval]
    if value is not None and value not in [ms for _, ms in known]:
        known = sorted([*known, (_odd(value), value)], key=lambda one: one[1] or 0)
    return [(NO_LIMIT, None), *known]


def span_text(span: Span) -> str:
    """On which bars something is shown, such as `5m to 4H`."""
    names = {ms: name for end in span for name, ms in limits(end)}
    if span == (None, None):
        return "all bars"
    if span.least == span.most:
        return f"{names[span.least]} only"
    if span.least is None:
        return f"{names[span.most]} and shorter"
    if span.most is None:
        return f"{names[span.least]} and longer"
    return f"{names[span.least]} to {names[span.most]}"


def _level(word: str) -> Decimal:
    percent = word.endswith("%")
    try:
        level = read_number(word.removesuffix("%"))
    except NotANumberError as error:
        raise BadPropertyError(f"{word}: {error}") from error
    level = level / 100 if percent else level
    if abs(level) > LONGEST_LEVEL:
        raise BadPropertyError(f"A level is {LONGEST_LEVEL} at most.")
    return level


def _odd(length: int) -> str:
    """The name of a length that is no interval of the venue."""
    return "Bars of trades" if not length else f"{length // 60_000}m"
