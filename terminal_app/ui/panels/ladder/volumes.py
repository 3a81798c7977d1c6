"""The volume at each price beside the rows of the ladder, as values. Knows no Qt."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

import numpy as np

from terminal_app.market.flow.coverage import Coverage
from terminal_app.market.flow.since import SinceVolumes
from terminal_app.market.flow.trades import TradeMemory
from terminal_app.market.flow.volumes import Ladder, apart
from terminal_app.ui import format as fmt
from terminal_app.ui.panels.ladder.state import Picture, brief_size

DAY_MS = 86_400_000


class Since(Enum):
    """From when volumes are counted. The value is what is kept."""

    OFF = "off"
    DAY = "day"
    ARMED = "armed"


SINCE_WORDS = {
    Since.OFF: "Not shown",
    Since.DAY: "Of the day (UTC)",
    Since.ARMED: "Since the ladder was armed",
}


@dataclass(frozen=True, slots=True)
class VolumeRow:
    """One row; shares are from 0 to 1 of the largest row on show."""

    text: str = ""
    sold_share: float = 0.0
    bought_share: float = 0.0
    most: bool = False


@dataclass(frozen=True, slots=True)
class VolumePicture:
    """The column: its head, what is to be said of it, and whether something is missing."""

    head: str = ""
    tip: str = ""
    incomplete: bool = False
    rows: tuple[VolumeRow, ...] = ()


NOTHING = VolumePicture()


class LadderVolumes:
    """The volumes of one instrument since a moment.

    Args:
        memory: its trades.
        since: the moment, Unix ms.
    """

    def __init__(self, memory: TradeMemory, since: int) -> None:
        self._memory = memory
        self._volumes = SinceVolumes(memory, since)
        self._made: tuple[object, VolumePicture] = (None, NOTHING)

    @property
    def since(self) -> int:
        """From when they are counted."""
        return self._volumes.since

    @property
    def pending(self) -> bool:
        """Whether older trades have still to come from the disk."""
        return self._volumes.pending

    def build(self, picture: Picture, step: Decimal, may_go_on: Callable[[], bool]) -> VolumePicture:
        """The column beside rows `step` apart."""
        ladder, memory = self._volumes.follow(may_go_on), self._memory
        top = picture.rungs[0].index if picture.rungs else 0
        key = (ladder, memory.coverage.version, memory.taken, top, len(picture.rungs), step)
        before = self._made[0]
        if not isinstance(before, tuple) or before[0] is not ladder or before[1:] != key[1:]:
            self._made = (key, self._build(ladder, top, len(picture.rungs), step))
        return self._made[1]

    def _build(self, ladder: Ladder, top: int, count: int, step: Decimal) -> VolumePicture:
        scale = self._memory.scale
        rows = apart(ladder, int(step.scaleb(scale.price_places)))
        first, stop = (int(place) for place in np.searchsorted(rows.prices, (top - count + 1, top + 1)))
        prices, sold, bought = (column[first:stop].tolist() for column in rows)
        largest = max((one + other for one, other in zip(sold, bought, strict=True)), default=0)
        found = [VolumeRow()] * count
        for index, one, other in zip(prices, sold, bought, strict=True):
            total = one + other
            found[top - index] = VolumeRow(
                brief_size(scale.size(total)), one / largest, other / largest, total == largest
            )
        head, tip, incomplete = words(self._memory.coverage, self._volumes.since, pending=self.pending)
        return VolumePicture(head, tip, incomplete, tuple(found))


def words(coverage: Coverage, since: int, *, pending: bool) -> tuple[str, str, bool]:
    """What stands over the column, what its tool tip says, and whether trades are missing."""
    whole = coverage.holds(since, np.inf)
    first = next((span.start for span in coverage.spans if span.end >= since), since)
    begins = max(first, since)
    lines = [
        f"Volume at price since {fmt.time_of_day(begins)}.",
        "Left what was sold into the bids, right what was bought from the asks.",
    ]
    if begins > since:
        lines.append(f"Trades before {fmt.time_of_day(begins)} were not seen.")
    lines += [
        f"A gap {fmt.time_of_day(gap.start)}–{fmt.time_of_day(gap.end)}."
        for gap in coverage.gaps
        if gap.end > begins and gap.end > gap.start
    ]
    if not coverage.watching:
        lines.append("No trades are heard of now.")
    if pending:
        lines.append("Older trades are still being read.")
    return f"{fmt.time_of_day(begins)[:5]} →", "\n".join(lines), not whole
