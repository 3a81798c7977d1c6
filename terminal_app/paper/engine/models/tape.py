"""The bars of one instrument from its past to this moment: history before the session, prints during it.

Keeps live minutes, quarters, hours and days. A bar that was already forming when the session began, or when
time jumped, starts as what history says of its beginning, so the chart has no seam.
"""

from collections import deque

from terminal_app.paper.engine.messages import Printed
from terminal_app.paper.engine.models.calendar import Slot
from terminal_app.paper.engine.models.history import Bar, History, merged
from terminal_app.paper.engine.models.walk import Span

_LIVE = (Span.MINUTE, Span.QUARTER, Span.HOUR, Span.DAY)
_KEPT_BARS = 5_000
KEPT_PRINTS = 500
_DAY_QUARTERS = 96


class Tape:
    """Bars and recent prints of one instrument. Times never go back."""

    def __init__(self, history: History, now_ms: int) -> None:
        self._history = history
        self._live: dict[Span, dict[int, Bar]] = {span: {} for span in _LIVE}
        self._now_ms = now_ms
        self._day: tuple[int, Bar] | None = None
        self.last = history.ticks(now_ms)
        self.prints: deque[Printed] = deque(maxlen=KEPT_PRINTS)
        for span in _LIVE:
            self._seed(span, now_ms)

    def tick(self, now_ms: int) -> None:
        """Let time pass."""
        self._now_ms = max(self._now_ms, now_ms)

    def jump(self, now_ms: int) -> None:
        """Let time pass during which nobody watched: history tells what happened."""
        before = self._now_ms
        self._now_ms = now_ms
        for span in _LIVE:
            index = before // span.ms
            missed = self._history.between(_second(before), min((index + 1) * span.ms, _second(now_ms)))
            live = self._live[span]
            if missed is not None:
                live[index] = merged(live[index], missed) if index in live else missed
            if now_ms // span.ms != index:
                self._seed(span, now_ms)
        self.last = self._history.ticks(now_ms)

    def add(self, trade: Printed, ticks: int, lots: int) -> None:
        """Take in a print."""
        self.tick(trade.time_ms)
        self.prints.append(trade)
        turnover = ticks * lots
        for span in _LIVE:
            index = trade.time_ms // span.ms
            live = self._live[span]
            bar = live.get(index)
            if bar is None:
                bar = self._begin(span, index)
            live[index] = Bar(
                bar.open,
                max(ticks, bar.high),
                min(ticks, bar.low),
                ticks,
                bar.lots + lots,
                bar.turnover + turnover,
            )
        self.last = ticks

    def bar(self, slot: Slot) -> Bar:
        """One candle, as far as it has come."""
        newest = self._now_ms // slot.span.ms
        found = self._one(slot.span, slot.first)
        for index in range(slot.first + 1, min(slot.last, newest + 1)):
            found = merged(found, self._one(slot.span, index))
        return found

    def day(self) -> Bar:
        """The last 24 hours, to the quarter of an hour."""
        now = self._now_ms // Span.QUARTER.ms
        if self._day is None or self._day[0] != now:
            self._day = (now, self.bar(Slot(Span.QUARTER, now - _DAY_QUARTERS + 1, now)))
        return merged(self._day[1], self._one(Span.QUARTER, now))

    def _one(self, span: Span, index: int) -> Bar:
        found = self._live[span].get(index)
        if found is not None:
            return found
        if (index + 1) * span.ms > self._now_ms:
            return Bar(self.last, self.last, self.last, self.last, 0, 0)
        return self._history.bar(span, index)

    def _begin(self, span: Span, index: int) -> Bar:
        """A new bar opens where the last one closed; bars nobody traded in are flat."""
        live = self._live[span]
        flat = Bar(self.last, self.last, self.last, self.last, 0, 0)
        newest = next(reversed(live), index - 1)
        for missing in range(max(newest + 1, index - _DAY_QUARTERS), index):
            live[missing] = flat
        while len(live) >= _KEPT_BARS:
            del live[next(iter(live))]
        return flat

    def _seed(self, span: Span, now_ms: int) -> None:
        index = now_ms // span.ms
        begun = self._history.between(index * span.ms, _second(now_ms))
        if begun is not None:
            self._live[span][index] = begun


def _second(at_ms: int) -> int:
    return at_ms // Span.SECOND.ms * Span.SECOND.ms
