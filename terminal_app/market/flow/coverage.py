"""From when to when something was watched without a break. Times are those of the venue, in Unix ms."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple


class Span(NamedTuple):
    """A stretch without a break, both ends included."""

    start: int
    end: int


class Coverage:
    """The spans that were watched. While `watching`, the newest one goes on until a break is told."""

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        self._spans: list[Span] = []
        self.watching = False
        self.version = 0
        for span in sorted(spans):
            self._join(span)

    @property
    def spans(self) -> Sequence[Span]:
        """All of them, oldest first; the newest ends with what was last heard."""
        return self._spans

    @property
    def since(self) -> int | None:
        """Where the newest span begins, `None` while there is none."""
        return self._spans[-1].start if self._spans else None

    @property
    def gaps(self) -> list[Span]:
        """The breaks between the spans."""
        return [Span(before.end, after.start) for before, after in pairwise(self._spans)]

    def hear(self, time_ms: int) -> None:
        """Something arrived: the span goes on, or a new one begins after a break."""
        if self.watching and self._spans:
            last = self._spans[-1]
            if time_ms > last.end:
                self._spans[-1] = last._replace(end=time_ms)
            return
        self.watching = True
        self.version += 1
        if self._spans and time_ms < self._spans[-1].end:
            time_ms = self._spans[-1].end  # clocks may differ; what was watched stays so
        self._spans.append(Span(time_ms, time_ms))

    def break_off(self) -> None:
        """What comes next does not join on to what was heard last."""
        if self.watching:
            self.watching = False
            self.version += 1

    def mend(self) -> None:
        """The break was none: nothing was missed meanwhile."""
        if not self.watching and self._spans:
            self.watching = True
            self.version += 1

    def cut(self, lost: Span) -> None:
        """What was seen there is no longer known; its ends still are."""
        kept: list[Span] = []
        for span in self._spans:
            if span.end <= lost.start or span.start >= lost.end:
                kept.append(span)
                continue
            if span.start < lost.start:
                kept.append(Span(span.start, lost.start))
            if span.end > lost.end:
                kept.append(Span(lost.end, span.end))
        if kept != self._spans:
            self._spans = kept
            self.version += 1

    def holds(self, start: float, end: float) -> bool:
        """Whether everything from `start` to `end` was watched; as long as it goes on, the future is."""
        place = bisect_right(self._spans, start, key=lambda span: span.start) - 1
        if place < 0:
            return False
        open_ended = self.watching and place == len(self._spans) - 1
        return open_ended or end <= self._spans[place].end

    def touches(self, start: float, end: float) -> bool:
        """Whether anything from `start` to `end` was watched."""
        for place, span in enumerate(self._spans):
            open_ended = self.watching and place == len(self._spans) - 1
            if span.start <= end and (open_ended or start <= span.end):
                return True
        return False

    def _join(self, span: Span) -> None:
        if self._spans and span.start <= self._spans[-1].end:
            last = self._spans[-1]
            self._spans[-1] = last._replace(end=max(last.end, span.end))
        else:
            self._spans.append(span)
