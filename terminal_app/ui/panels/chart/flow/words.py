"""What the order flow says of itself: from when it is complete, and what is missing. Knows no Qt."""

from decimal import Decimal

from terminal_app.core.money import plain
from terminal_app.market.flow.coverage import Coverage, Span
from terminal_app.market.flow.trades import Scale
from terminal_app.ui import format as fmt
from terminal_app.ui.panels.ladder.state import brief_size

_GAPS_TOLD = 2
_TEXTS_AT_MOST = 5_000


def known_text(coverage: Coverage, start: float, end: float) -> str:
    """What is not known between two moments (Unix ms); empty when all of it is."""
    if not coverage.spans:
        return "nothing seen yet"
    if coverage.holds(start, end):
        return ""
    notes = []
    first, last = coverage.spans[0], coverage.spans[-1]
    if start < first.start:
        notes.append(f"since {fmt.time_of_day(first.start)}")
    gaps = [gap for gap in coverage.gaps if gap.start < end and gap.end > start and gap.end > gap.start]
    notes += [_gap_text(gap) for gap in gaps[-_GAPS_TOLD:]]
    if len(gaps) > _GAPS_TOLD:
        notes.append(f"{len(gaps) - _GAPS_TOLD} more")
    if not coverage.watching and last.end < end:
        notes.append(f"nothing heard after {fmt.time_of_day(last.end)}")
    return ", ".join(notes)


def _gap_text(gap: Span) -> str:
    return f"a gap {fmt.time_of_day(gap.start)}–{fmt.time_of_day(gap.end)}"


class Volumes:
    """Volumes as short texts, each made once."""

    def __init__(self) -> None:
        self._texts: dict[tuple[int, int], str] = {}

    def text(self, volume: int, scale: Scale) -> str:
        """A volume in about three figures."""
        key = (volume, scale.size_places)
        text = self._texts.get(key)
        if text is None:
            if len(self._texts) >= _TEXTS_AT_MOST:
                self._texts.clear()
            size = scale.size(volume)
            text = self._texts[key] = brief_size(size) if size else "0"
        return text

    def signed(self, volume: int, scale: Scale) -> str:
        """A difference of volumes with its sign."""
        if not volume:
            return "0"
        sign = "+" if volume > 0 else fmt.MINUS
        return f"{sign}{self.text(abs(volume), scale)}"


def trade_text(time_ms: int, price: Decimal, size: Decimal, count: int, *, bought: bool) -> str:
    """A large trade in full."""
    side = f"{fmt.UP} Bought" if bought else f"{fmt.DOWN} Sold"
    prints = f" in {count} prints" if count > 1 else ""
    return f"{side} {fmt.number(plain(size))} at {fmt.number(plain(price))}{prints}\n{fmt.date_time(time_ms)}"
