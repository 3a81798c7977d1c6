"""How the panes of a chart share its height. Knows no Qt."""

from collections.abc import Sequence
from typing import NamedTuple

LEAST_PANE_PX = 36
LEAST_PRICE_SHARE = 0.25
GRIP_PX = 4
"""How near to the edge of a pane the pointer takes hold of it."""


class PanePlace(NamedTuple):
    """Where a pane stands, in logical pixels of the plot area."""

    top: float
    height: float


def places(height: float, shares: Sequence[float]) -> list[PanePlace]:
    """Where the panes stand: that of the prices first, then those that want these shares below it.

    The prices keep their least share: the others then get less, in proportion.
    """
    wanted = [max(LEAST_PANE_PX, round(share * height)) for share in shares]
    room = height * (1 - LEAST_PRICE_SHARE)
    if sum(wanted) > room:
        scale = room / sum(wanted)
        wanted = [int(one * scale) for one in wanted]
    price = max(1.0, height - sum(wanted))
    found, top = [PanePlace(0.0, price)], price
    for one in wanted:
        found.append(PanePlace(top, max(1.0, float(one))))
        top += one
    return found


def pulled(height: float, shares: Sequence[float], edge: int, pixels: float) -> list[float]:
    """The shares after an edge was pulled down by so many pixels: what a pane loses, the one above it gains.

    `edge` is the number of the pane whose upper edge it is; 1 is the first below the prices.
    """
    heights = [place.height for place in places(height, shares)]
    above, below = heights[edge - 1], heights[edge]
    least = height * LEAST_PRICE_SHARE if edge == 1 else LEAST_PANE_PX
    moved = min(max(pixels, least - above), below - LEAST_PANE_PX)
    if moved * pixels <= 0:
        return [one / height for one in heights[1:]]
    heights[edge - 1] += moved
    heights[edge] -= moved
    return [one / height for one in heights[1:]]
