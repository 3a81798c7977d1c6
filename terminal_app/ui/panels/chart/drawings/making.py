"""How drawings come to be and change: from the points of a hand, and by pulling a handle. Knows no Qt."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from terminal_app.core.instrument import Instrument
from terminal_app.ui.panels.chart.drawings.plan import from_two, kept_apart, plan_of
from terminal_app.ui.panels.chart.drawings.projection import Ground
from terminal_app.ui.panels.chart.drawings.values import (
    LONGEST_TEXT,
    USUAL_STYLE,
    Anchor,
    Drawing,
    Style,
    Tool,
)

_COPY_BARS, _COPY_PX = 6, 18


class Recipe(NamedTuple):
    """What a new drawing is made by: its tool, its style, the step of prices, and a size for positions."""

    tool: Tool
    style: Style = USUAL_STYLE
    tick: Decimal = Decimal("0.01")
    size: Decimal | None = None
    text: str = ""


def drawn(recipe: Recipe, points: Sequence[Anchor], key: int) -> Drawing | None:
    """The drawing of so many points, finished or as far as it has come; `None` while it is only a point."""
    tool, style, tick = recipe.tool, recipe.style, recipe.tick
    if tool.is_position:
        if len(points) < 2:
            return None
        entry, second = points[:2]
        plan = from_two(long=tool is Tool.LONG, entry=entry.price, second=second.price, tick=tick)
        ends = (Anchor(second.time_ms, plan.target), Anchor(second.time_ms, plan.stop))
        return Drawing(tool, (entry, *ends), style, size=recipe.size, key=key)
    if tool.clicks == 3 and len(points) == 2:
        begun = Tool.RAY if tool is Tool.CHANNEL else Tool.TREND
        return Drawing(begun, tuple(points), style, key=key)
    if len(points) < tool.clicks:
        return None
    return Drawing(tool, tuple(points[: tool.clicks]), style, recipe.text, key=key)


def is_nothing(drawing: Drawing) -> bool:
    """Whether there would be nothing to see: both points are one, or there is no text."""
    if drawing.tool is Tool.TEXT:
        return not drawing.text.strip()
    first, *others = drawing.anchors
    return bool(others) and others[0] == first


def moved(drawing: Drawing, ground: Ground, bars: int, down: float) -> Drawing:
    """The whole drawing so many bars later and so many pixels farther down."""
    return replace(drawing, anchors=tuple(ground.moved(anchor, bars, down) for anchor in drawing.anchors))


def copied(drawing: Drawing, ground: Ground, key: int) -> Drawing:
    """The same once more, a little beside it."""
    return replace(moved(drawing, ground, _COPY_BARS, _COPY_PX), key=key)


def pulled(drawing: Drawing, handle: int, to: Anchor, tick: Decimal) -> Drawing:
    """The drawing with one of its handles somewhere else; a position stays one."""
    anchors = list(drawing.anchors)
    if drawing.tool.is_position:
        return _position_pulled(drawing, handle, to, tick)
    if drawing.tool in (Tool.RECTANGLE, Tool.MEASURE) and handle >= 2:
        first, last = anchors
        if handle == 2:
            anchors = [Anchor(to.time_ms, first.price), Anchor(last.time_ms, to.price)]
        else:
            anchors = [Anchor(first.time_ms, to.price), Anchor(to.time_ms, last.price)]
    else:
        anchors[handle] = to
    return replace(drawing, anchors=tuple(anchors))


def typed(drawing: Drawing, text: str) -> Drawing:
    """The drawing with another text, on one line and no longer than it may be."""
    line = " ".join(text.split())
    return replace(drawing, text=line[:LONGEST_TEXT])


def sized(drawing: Drawing, size: Decimal | None, rules: Instrument | None) -> Drawing:
    """A position with another size, rounded down to the step; nothing left is no size."""
    exact = size if size is None or rules is None else rules.floor_size(size)
    return replace(drawing, size=exact or None)


def _position_pulled(drawing: Drawing, handle: int, to: Anchor, tick: Decimal) -> Drawing:
    plan = plan_of(drawing)
    start, end = drawing.anchors[0].time_ms, drawing.anchors[1].time_ms
    if handle == 0:
        # The entry stays between the two, with room for a tick on each side.
        low, high = min(plan.target, plan.stop) + tick, max(plan.target, plan.stop) - tick
        plan, start = plan._replace(entry=min(max(to.price, low), max(low, high))), to.time_ms
    else:
        plan = plan._replace(target=to.price) if handle == 1 else plan._replace(stop=to.price)
        end = to.time_ms
    plan = kept_apart(plan, tick)
    anchors = (Anchor(start, plan.entry), Anchor(end, plan.target), Anchor(end, plan.stop))
    return replace(drawing, anchors=anchors)
