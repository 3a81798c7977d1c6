"""Everything the view of the journal shows of a period, as one value."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from terminal_app.core.account import Fill
from terminal_app.core.bills import Bill
from terminal_app.core.records import NoteSeen
from terminal_app.trading.bill_check import BillCheck
from terminal_app.trading.results import Results
from terminal_app.trading.trips import RoundTrip


@dataclass(frozen=True, slots=True)
class JournalData:
    """A period of the journal, from `since_ms` to `until_ms` (Unix ms), as it stood at `as_of_ms`.

    `trips` are those that were closed in the period or are open, oldest first; `results` are of the closed
    ones; `fills` and `bills` are those of the period, oldest first. `check` compares these two; it is `None`
    when the bills of the period could not be read, and `trouble` says why in a sentence. `untold` are the ids
    of executions of the period whose entry is not known, so that no trip tells of them; `loose_funding` is
    funding of the period that belongs to no known trip. `notes` has the last note of every key, of any
    period.
    """

    since_ms: int
    until_ms: int
    as_of_ms: int
    trips: tuple[RoundTrip, ...]
    results: Results
    fills: tuple[Fill, ...]
    bills: tuple[Bill, ...]
    check: BillCheck | None
    untold: tuple[str, ...]
    loose_funding: Decimal
    notes: Mapping[str, NoteSeen]
    trouble: str | None = None
