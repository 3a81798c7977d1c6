"""Drawings as JSON can hold them, and back. What this version does not understand is kept as it is."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from terminal_app.core.money import BadNumberError, parse_decimal, plain
from terminal_app.ui.panels.chart.drawings.values import (
    AT_MOST,
    COLOURS,
    EVERYWHERE,
    LEVELS_AT_MOST,
    LONGEST_TEXT,
    USUAL_STYLE,
    WIDTHS,
    Anchor,
    Dash,
    Drawing,
    Span,
    Style,
    Tool,
)

_TOOLS = {tool.value: tool for tool in Tool}
_DASHES = {dash.value: dash for dash in Dash}
_LAST_MS = 4_102_444_800_000.0
"""The year 2100: a moment beyond it is no moment of a chart."""


class Saved(NamedTuple):
    """What a file says: the drawings, and entries that another version wrote."""

    drawings: tuple[Drawing, ...] = ()
    others: tuple[object, ...] = ()


def to_save(saved: Saved) -> Mapping[str, object]:
    """The content of a file."""
    return {"drawings": [*map(_entry, saved.drawings), *saved.others]}


def from_saved(body: Mapping[str, object]) -> Saved:
    """What the content of a file says."""
    entries = body.get("drawings")
    if not isinstance(entries, list):
        return Saved()
    drawings: list[Drawing] = []
    others: list[object] = []
    for entry in entries:
        drawing = _drawing(entry) if isinstance(entry, Mapping) and len(drawings) < AT_MOST else None
        if drawing is None:
            others.append(entry)
        else:
            drawings.append(drawing)
    return Saved(tuple(drawings), tuple(others))


def _entry(drawing: Drawing) -> Mapping[str, object]:
    entry: dict[str, object] = {
        "tool": drawing.tool.value,
        "anchors": [[anchor.time_ms, plain(anchor.price)] for anchor in drawing.anchors],
        "colour": drawing.style.colour,
        "dash": drawing.style.dash.value,
    }
    if drawing.style.width != USUAL_STYLE.width:
        entry["width"] = drawing.style.width
    if drawing.text:
        entry["text"] = drawing.text
    if drawing.size is not None:
        entry["size"] = plain(drawing.size)
    if drawing.levels:
        entry["levels"] = [plain(level) for level in drawing.levels]
    if drawing.span != EVERYWHERE:
        entry["bars_ms"] = list(drawing.span)
    return entry


def _drawing(entry: Mapping[str, object]) -> Drawing | None:
    tool, dash = _TOOLS.get(str(entry.get("tool"))), _DASHES.get(str(entry.get("dash")))
    anchors, colour, text = _anchors(entry.get("anchors")), entry.get("colour"), entry.get("text", "")
    if tool is None or dash is None or len(anchors) != tool.anchors:
        return None
    if not isinstance(colour, int) or not 0 <= colour < COLOURS:
        return None
    if not isinstance(text, str) or len(text) > LONGEST_TEXT:
        return None
    width = entry.get("width", USUAL_STYLE.width)
    if not isinstance(width, int) or isinstance(width, bool) or width not in WIDTHS:
        return None
    size = entry.get("size")
    wanted = None if size is None else _number(size)
    if size is not None and (wanted is None or wanted <= 0):
        return None
    levels, span = _levels(entry.get("levels", [])), _span(entry.get("bars_ms", [None, None]))
    if levels is None or span is None:
        return None
    return Drawing(tool, anchors, Style(colour, dash, width), text, wanted, levels, span)


def _levels(saved: object) -> tuple[Decimal, ...] | None:
    if not isinstance(saved, list) or len(saved) > LEVELS_AT_MOST:
        return None
    found = [level for one in saved if (level := _number(one)) is not None]
    return tuple(found) if len(found) == len(saved) else None


def _span(saved: object) -> Span | None:
    if not isinstance(saved, list) or len(saved) != 2:
        return None
    ends = [one for one in saved if one is None or (isinstance(one, int) and not isinstance(one, bool))]
    return Span(*ends) if len(ends) == 2 else None


def _anchors(saved: object) -> tuple[Anchor, ...]:
    if not isinstance(saved, Sequence) or isinstance(saved, str):
        return ()
    found: list[Anchor] = []
    for pair in saved:
        if not isinstance(pair, list) or len(pair) != 2:
            return ()
        time_ms, price = pair[0], _number(pair[1])
        if isinstance(time_ms, bool) or not isinstance(time_ms, int | float) or price is None:
            return ()
        if not -_LAST_MS <= time_ms <= _LAST_MS:
            return ()
        found.append(Anchor(float(time_ms), price))
    return tuple(found)


def _number(saved: object) -> Decimal | None:
    try:
        return parse_decimal(saved) if isinstance(saved, str) else None
    except BadNumberError:
        return None
