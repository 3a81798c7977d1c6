"""The ticket on the other side of the book: as a change of the layout. Knows no Qt."""

from collections.abc import Sequence

from terminal_app.ui.layout import TICKET_PX, Layout, Node, Split, Tabs, panels_of, with_panel, without

_TICKET, _BOOK = "ticket", "book"


def ticket_moved(layout: Layout, size: tuple[int, int]) -> Layout | None:
    """The ticket left of the book, or at the right edge when it stands left of the book already.

    Args:
        layout: as it is.
        size: the room for panels, in pixels.

    Returns:
        `None` when there is no book in the window to stand beside.
    """
    rest = without(layout, {_TICKET})
    if rest.main is None or _BOOK not in panels_of(rest.main):
        return None
    moved = Layout(_before_book(rest.main), rest.floating, rest.closed)
    if layout.main is not None and _order(layout.main) == _order(moved.main):
        return with_panel(rest, _TICKET, size)
    return moved


def _before_book(node: Node) -> Node:
    """The same part with the ticket before the column of the book."""
    if isinstance(node, Split):
        place = next(number for number, part in enumerate(node.parts) if _BOOK in panels_of(part))
        inner = node.parts[place]
        if not node.across or _has_columns(inner):
            parts = (*node.parts[:place], _before_book(inner), *node.parts[place + 1 :])
            return Split(node.across, parts, node.sizes)
        parts = (*node.parts[:place], Tabs((_TICKET,), _TICKET), *node.parts[place:])
        return Split(node.across, parts, _with_room(node.sizes, place))
    return Split(across=True, parts=(Tabs((_TICKET,), _TICKET), node), sizes=(TICKET_PX, TICKET_PX))


def _has_columns(node: Node) -> bool:
    """Whether the book stands beside something further in."""
    if not isinstance(node, Split):
        return False
    return node.across or any(_has_columns(part) for part in node.parts if _BOOK in panels_of(part))


def _with_room(sizes: Sequence[int], place: int) -> tuple[int, ...]:
    """The sizes with the ticket's, which the widest part gives."""
    widest = max(range(len(sizes)), key=lambda number: sizes[number])
    kept = [max(1, size - TICKET_PX) if number == widest else size for number, size in enumerate(sizes)]
    return (*kept[:place], TICKET_PX, *kept[place:])


def _order(node: Node | None) -> list[str]:
    return [] if node is None else list(panels_of(node))
