"""The menus of drawings: of one under the pointer, and of all tools and switches."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from terminal_app.ui.panels.chart.drawings.properties import span_text
from terminal_app.ui.panels.chart.drawings.values import (
    DASH_WORDS,
    EVERYWHERE,
    TOOL_LETTERS,
    TOOL_WORDS,
    WIDTH_WORDS,
    Drawing,
    Span,
    Tool,
)
from terminal_app.ui.panels.chart.menu import Entry

if TYPE_CHECKING:
    from terminal_app.ui.panels.chart.drawings.desk import DrawingDesk

COLOUR_WORDS = ("Blue", "Orange", "Teal", "Violet", "Yellow", "Rose", "Green", "Grey")


def drawing_entries(desk: "DrawingDesk", drawing: Drawing) -> Sequence[Entry]:
    """What can be done with a drawing."""
    style = drawing.style
    colours = [
        Entry(word, partial(desk.restyle, drawing, style._replace(colour=number)), number == style.colour)
        for number, word in enumerate(COLOUR_WORDS)
    ]
    dashes = [
        Entry(word, partial(desk.restyle, drawing, style._replace(dash=dash)), dash is style.dash)
        for dash, word in DASH_WORDS.items()
    ]
    widths = [
        Entry(word, partial(desk.restyle, drawing, style._replace(width=width)), width == style.width)
        for width, word in WIDTH_WORDS.items()
    ]
    entries = [Entry(TOOL_WORDS[drawing.tool], None), Entry("Colour", None, separated=True, children=colours)]
    if drawing.tool is Tool.TEXT:
        entries.append(Entry("Edit text…", partial(desk.editing.on_text_wanted, drawing)))
    else:
        entries += [Entry("Line", None, children=dashes), Entry("Width", None, children=widths)]
    if drawing.tool.is_position:
        entries.append(Entry("Size…", partial(desk.editing.on_size_wanted, drawing)))
    return [
        *entries,
        Entry(f"Show on: {span_text(drawing.span)}", None, children=_spans(desk, drawing)),
        Entry("Properties…", partial(desk.editing.on_properties_wanted, drawing)),
        Entry("Duplicate (Ctrl+D)", partial(desk.duplicate, drawing)),
        Entry("Remove (Del)", partial(desk.remove, drawing)),
    ]


def _spans(desk: "DrawingDesk", drawing: Drawing) -> Sequence[Entry]:
    """On which bars a drawing can be shown, seen from those on show; the dialog has all the others."""
    here = desk.sheet.length_ms
    spans = {
        "All bars": EVERYWHERE,
        "These bars and shorter": Span(None, here),
        "These bars and longer": Span(here, None),
        "These bars only": Span(here, here),
    }
    return [
        Entry(word, partial(desk.limit, drawing, span), span == drawing.span) for word, span in spans.items()
    ]


def tool_entries(desk: "DrawingDesk") -> Sequence[Entry]:
    """All tools and switches."""
    hand, sheet = desk.hand, desk.sheet
    some = bool(sheet.drawings)
    tools = [
        Entry(f"{TOOL_WORDS[tool]} (Alt+{TOOL_LETTERS[tool]})", partial(desk.take, tool), hand.tool is tool)
        for tool in Tool
    ]
    return [
        *tools,
        Entry("Magnet", desk.turn_magnet, hand.magnet, separated=True),
        Entry("Keep the tool after drawing", desk.keep_tool, hand.keeps_tool),
        Entry("Lock all", desk.lock_all, hand.locked),
        Entry("Hide all", desk.hide_all, not desk.layer.shown),
        Entry("Undo (Ctrl+Z)", _if(sheet.history.can_undo, desk.undo), separated=True),
        Entry("Redo (Ctrl+Shift+Z)", _if(sheet.history.can_redo, desk.redo)),
        Entry("Remove all of this symbol", _if(some, desk.remove_all)),
        Entry("Bar of tools", desk.show_bar, not desk.bar.isHidden(), separated=True),
    ]


def _if(possible: bool, run: Callable[[], None]) -> Callable[[], None] | None:
    return run if possible else None
