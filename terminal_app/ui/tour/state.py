"""The steps of the tour, and where a callout stands: beside what it points to, never over it. Knows no Qt."""

from collections.abc import Sequence
from dataclasses import dataclass

from terminal_app.ui.layout import Place

_GAP_PX = 12


@dataclass(frozen=True, slots=True)
class Step:
    """One callout: what it points to, and what it says."""

    target: str
    title: str
    text: str


STEPS: Sequence[Step] = (
    Step(
        "watchlist",
        "Markets",
        "Every market with its price. Click one, or press / and type a few letters. "
        "The star keeps it on top.",
    ),
    Step(
        "chart",
        "Chart",
        "Wheel to zoom, drag to move, double-click to come back to now. Type 15 and Return for another "
        "interval. The coloured digit in a title links panels: one colour shows one symbol.",
    ),
    Step(
        "book",
        "Order book",
        "What is offered and wanted right now. A click puts a price into the order, with Shift the size too. "
        "Your own orders are marked in their row.",
    ),
    Step(
        "ticket",
        "Order",
        "Price, size, and what the order would cost, before it is sent. Nothing is sent by Return in a "
        "field: press the button, or Ctrl+Return.",
    ),
    Step(
        "tables",
        "Positions and orders",
        "What you hold and what is waiting. The bar below tells how fresh everything is; click it for more. "
        "Ctrl+1 to Ctrl+5 show other workspaces.",
    ),
)


def beside(target: Place, room: Place, width: int, height: int) -> Place | None:
    """Where a callout of this size stands in a window.

    Args:
        target: what it points to and must not cover.
        room: the inside of the window.
        width: of the callout.
        height: of the callout.

    Returns:
        The place with the most room beside the target, `None` when there is none on any side.
    """
    middle_x = target.x + (target.width - width) // 2
    middle_y = target.y + min(target.height - height, target.height // 3) // 2
    right, below = target.x + target.width, target.y + target.height
    sides = (
        (room.x + room.width - right, Place(right + _GAP_PX, middle_y, width, height)),
        (target.x - room.x, Place(target.x - _GAP_PX - width, middle_y, width, height)),
        (room.y + room.height - below, Place(middle_x, below + _GAP_PX, width, height)),
        (target.y - room.y, Place(middle_x, target.y - _GAP_PX - height, width, height)),
    )
    for _, place in sorted(sides, key=lambda side: -side[0]):
        inside = _kept_in(place, room)
        if inside.shares(target) == 0 and inside.shares(room) == width * height:
            return inside
    return None


def _kept_in(place: Place, room: Place) -> Place:
    x = max(room.x, min(place.x, room.x + room.width - place.width))
    y = max(room.y, min(place.y, room.y + room.height - place.height))
    return Place(x, y, place.width, place.height)
