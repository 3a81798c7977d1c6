"""The journal as CSV: UTC times, full precision, and nothing that a spreadsheet would run. Pure."""

from collections.abc import Iterable, Mapping

from terminal_app.core.account import Fill
from terminal_app.core.bills import Bill
from terminal_app.core.records import NoteSeen
from terminal_app.trading.story import Story
from terminal_app.trading.trips import RoundTrip


def fills_csv(fills: Iterable[Fill]) -> str:
    """Executions, one a row, with a row of headings."""
    return ""


def trips_csv(trips: Iterable[RoundTrip], notes: Mapping[str, NoteSeen]) -> str:
    """Round trips with their notes, one a row, with a row of headings."""
    return ""


def bills_csv(bills: Iterable[Bill]) -> str:
    """The venue's ledger, one line a row, with a row of headings."""
    return ""


def stories_csv(stories: Iterable[Story], notes: Mapping[str, NoteSeen]) -> str:
    """Stories, one line of a story a row, with a row of headings."""
    return ""
