"""The words of the chart: its intervals, and what it says while there is nothing to draw. Knows no Qt."""

from terminal_app.core.instrument import InstrumentId
from terminal_app.core.market import Interval
from terminal_app.market.feed import CandleLoad

INTERVALS: tuple[tuple[Interval, str, str], ...] = (
    (Interval.M1, "1m", "1 minute"),
    (Interval.M3, "3m", "3 minutes"),
    (Interval.M5, "5m", "5 minutes"),
    (Interval.M15, "15m", "15 minutes"),
    (Interval.M30, "30m", "30 minutes"),
    (Interval.H1, "1H", "1 hour"),
    (Interval.H4, "4H", "4 hours"),
    (Interval.H6, "6H", "6 hours"),
    (Interval.H12, "12H", "12 hours"),
    (Interval.D1, "1D", "1 day"),
    (Interval.W1, "1W", "1 week"),
)
"""The intervals one can choose, with the text of the button and its spoken name."""


def status_text(instrument: InstrumentId, label: str, load: CandleLoad, length: int) -> tuple[str, str]:
    """What to say in the middle of an empty chart, and what to note in the corner of a full one."""
    if length:
        return "", load.error or ("Loading older candles…" if load.loading_older else "")
    if load.error:
        again = " Trying again." if load.loading else ""
        return f"{load.error}{again}", ""
    if load.loading:
        return f"Loading {instrument} {label}…", ""
    return "No candles yet", ""
