"""Where lines and their labels go, and what of them is under the pointer. Knows no Qt.

Labels stand at the left edge, over the oldest bars and away from the price axis. They never lie over each
other: those that want the same place are stacked about it, and a short stroke leads to the line.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

from terminal_app.ui.panels.chart.geometry import Frame
from terminal_app.ui.panels.chart.lines import Line, LineAction, LineKind
from terminal_app.ui.style import GAP, PAD

LABEL_PX = 18
BUTTON_PX = 20
ICON_PX = 12
_APART_PX = 20
_NEAR_PX = 4


class Placed(NamedTuple):
    """A line in the plot, in logical pixels.

    `y` is the line; `top` and `width` are the label's, `None` and 0 without one. Its buttons stand at its
    right.
    """

    line: Line
    y: int
    top: int | None
    width: int

    @property
    def middle(self) -> int:
        """The middle of the label."""
        return self.y if self.top is None else self.top + LABEL_PX // 2


class Touched(NamedTuple):
    """What the pointer is on: a line or its label, or one of its buttons."""

    line: Line
    action: LineAction | None


class Sized(NamedTuple):
    """A line with what does not change while the chart moves: its price, and the width of its label."""

    line: Line
    price: float
    width: int


def sized(lines: Sequence[Line], width_of: Callable[[str], int]) -> list[Sized]:
    """The lines with their sizes; `width_of` says how wide a text is, in logical pixels."""
    return [
        Sized(
            line,
            float(line.price),
            text_left(line) + width_of(line.text) + PAD + BUTTON_PX * len(line.actions) if line.text else 0,
        )
        for line in lines
    ]


def text_left(line: Line) -> int:
    """Where the text of a label begins, in logical pixels of it."""
    return PAD + (ICON_PX + GAP if line.icon else 0)


def place(lines: Sequence[Sized], frame: Frame, ratio: float) -> tuple[list[Placed], int]:
    """Place the lines that can be seen.

    Args:
        lines: the most important first: where there is no room for all labels, the last go without.
        frame: the plot in device pixels.
        ratio: device pixels in a logical one.

    Returns:
        The places, in the order given, and how many labels had no room.
    """
    height = frame.height / ratio
    seen = [(line, int(frame.y_of(price) / ratio), width) for line, price, width in lines]
    seen = [one for one in seen if 0 <= one[1] < height]
    labelled = [number for number, one in enumerate(seen) if one[2]]
    rows = int(height // _APART_PX)
    # The lowest row then says how many have none.
    without = len(labelled) - max(0, rows - 1) if len(labelled) > rows else 0
    kept = labelled[: len(labelled) - without]
    room = height - _APART_PX if without else height
    # At one pixel the higher price stands above.
    kept.sort(key=lambda number: seen[number][0].price, reverse=True)
    tops = dict(zip(kept, stack([seen[number][1] for number in kept], room), strict=True))
    return [
        Placed(line, y, tops.get(number), width if number in tops else 0)
        for number, (line, y, width) in enumerate(seen)
    ], without


def stack(middles: Sequence[int], height: float) -> list[int]:
    """The tops of labels that want their middles there: none over another one, all inside the height.

    There must be room for all of them.
    """
    order = sorted(range(len(middles)), key=middles.__getitem__)
    half = LABEL_PX // 2
    wanted = [middles[number] for number in order]
    if all(below - above >= _APART_PX for above, below in pairwise(wanted)) and (
        not wanted or (wanted[0] >= half and wanted[-1] <= int(height) - LABEL_PX + half)
    ):
        return [middle - half for middle in middles]
    blocks: list[tuple[float, int]] = []  # where a stack begins, and how many labels it has
    for middle in wanted:
        top, count = float(middle - half), 1
        while blocks and blocks[-1][0] + blocks[-1][1] * _APART_PX > top:
            above, many = blocks.pop()
            top = (above * many + (top - many * _APART_PX) * count) / (many + count)
            count += many
        blocks.append((top, count))
    tops = [int(top + place * _APART_PX) for top, count in blocks for place in range(count)]
    least = 0
    for place, top in enumerate(tops):
        tops[place] = max(top, least)
        least = tops[place] + _APART_PX
    most = int(height) - LABEL_PX
    for place in reversed(range(len(tops))):
        tops[place] = min(tops[place], most)
        most = tops[place] - _APART_PX
    result = [0] * len(middles)
    for number, top in zip(order, tops, strict=True):
        result[number] = top
    return result


def touched(placed: Sequence[Placed], x: float, y: float) -> Touched | None:
    """What is under a logical pixel of the plot: labels first, then the nearest line that can be dragged."""
    for place_ in placed:
        if place_.top is None or not place_.top <= y < place_.top + LABEL_PX:
            continue
        from_right = PAD + place_.width - x
        if 0 < from_right <= place_.width:
            actions = place_.line.actions
            button = len(actions) - 1 - int(from_right // BUTTON_PX)
            return Touched(place_.line, actions[button] if button >= 0 else None)
    near = [place_ for place_ in placed if place_.line.movable and abs(place_.y - y) <= _NEAR_PX]
    return Touched(min(near, key=lambda place_: _preferred(place_, y)).line, None) if near else None


def _preferred(place_: Placed, y: float) -> tuple[float, bool]:
    """The nearest first; at one place an order before the entry that it was placed at."""
    return abs(place_.y - y), place_.line.kind is LineKind.POSITION


def button_middle(place_: Placed, action: LineAction) -> tuple[int, int]:
    """The logical pixel in the middle of a button of a label."""
    number = place_.line.actions.index(action)
    left = PAD + place_.width - BUTTON_PX * (len(place_.line.actions) - number)
    return left + BUTTON_PX // 2, place_.middle
