"""The words of the chart: its intervals, and what it says while there is nothing to draw. Knows no Qt."""

from terminal_app.core.instrument import InstrumentId
from terminal_app.core.market import Interval
from terminal_app.market.bar_specs import long_name, short_name
from terminal_app.market.history import CandleLoad
from terminal_app.ui import format as fmt

INTERVALS: tuple[tuple[Interval, str, str], ...] = tuple(
    (interval, short_name(interval), long_name(interval)) for interval in Interval
)
"""The intervals of the venue, with the text of the button and the spoken name."""

BUILT = ("2m", "10m", "45m", "2h", "3h", "8h", "2d", "2w", "3mo")
TRADED = ("100t", "500t", "2000t", "1v", "10v", "100v", "10r", "50r", "200r")
"""What the menu offers besides; anything else can be typed."""

HOW_TO_TYPE = "Any other: type it on the chart, such as 45, 8H, 2D, 500T, 25V or 40R, then Return"


def traded_text(begins_ms: int | None, missed_ms: int | None) -> str:
    """What to note of bars of trades: where they begin, and where trades were missed, if that is in sight."""
    notes = []
    if begins_ms is not None:
        notes.append(f"Bars begin at {fmt.time_of_day(begins_ms)}, with the first trade this terminal has.")
    if missed_ms is not None:
        notes.append(f"Trades before {fmt.time_of_day(missed_ms)} were missed.")
    return " ".join(notes)


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
