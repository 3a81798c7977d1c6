"""Order-book continuity: may this update be applied?

Knows sequence numbers only: no prices, no sockets, no clock. The rule (the venue's documentation,
Order-Book-Channel): a snapshot sets the number; the first update after it carries the snapshot's number as
its predecessor, every later one the number of the update before; a predecessor of zero says that the venue's
book service started over.
"""

from enum import Enum


class Verdict(Enum):
    """What to do with an update."""

    APPLY = "apply"
    DROP = "drop"
    RESYNC = "resync"


class Sequencer:
    """Follows the numbers of one book; a gap means that our book is fiction until a new snapshot arrives."""

    def __init__(self) -> None:
        self._last: int | None = None  # None: no snapshot to build on

    @property
    def last(self) -> int | None:
        """The number that was applied last, `None` without a snapshot to build on."""
        return self._last

    def restart(self, snapshot_seq: int) -> None:
        """Begin at a snapshot."""
        self._last = snapshot_seq

    def forget(self) -> None:
        """Have no snapshot to build on: the connection or the subscription is gone."""
        self._last = None

    def check(self, seq: int, pseq: int | None) -> Verdict:
        """Judge the next update by its own number and that of its predecessor.

        An old form of the classic books names none: a gap then shows in the checksum, or not at all.
        """
        last = self._last
        if last is None:
            return Verdict.RESYNC
        if pseq is None:
            self._last = max(seq, last)
            return Verdict.APPLY if seq > last else Verdict.DROP
        if pseq == last and seq > last:
            self._last = seq
            return Verdict.APPLY
        if pseq not in (0, last) and seq <= last:
            return Verdict.DROP  # seen already: a push repeated or overtaken
        if pseq == last == seq:
            return Verdict.DROP  # it says of itself that nothing changed
        self._last = None
        return Verdict.RESYNC
