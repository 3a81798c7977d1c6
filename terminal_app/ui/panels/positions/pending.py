"""Positions that were acted on and have not moved since: nothing is built on a size that is about to change.

A market order is answered before the position that it changes is reported. In between the table still shows
the old size, and an order made from it would be one too many. Knows no Qt and no clock.
"""

from collections.abc import Hashable

from terminal_app.ui.panels.positions.closing import same
from terminal_app.ui.panels.positions.state import PositionRow

WAIT_S = 5.0
"""After so many seconds the position is taken as it is shown: the order may have found nobody."""

ON_ITS_WAY = "The last action on this position has no answer yet. Nothing more was sent."
WAITING = "The last order for this position is not in it yet. Nothing more was sent."


class Pending:
    """The positions as they stood when they were acted on."""

    def __init__(self) -> None:
        self._acted: dict[Hashable, tuple[PositionRow, float]] = {}

    def begin(self, row: PositionRow, now: float) -> None:
        """Something was sent that changes this position; `now` is monotonic seconds."""
        self._acted[row.key] = (row, now)

    def end(self, row: PositionRow) -> None:
        """It came to nothing."""
        self._acted.pop(row.key, None)

    def holds(self, row: PositionRow, now: float) -> bool:
        """Whether the position still stands as it did, and has had too little time to follow."""
        acted = self._acted.get(row.key)
        return acted is not None and same(acted[0], row) and now - acted[1] < WAIT_S
