"""Everything the view of the journal shows of a period, as one value. Pure; it may take a while."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from terminal_app.core.account import Fill
from terminal_app.core.bills import Bill, BillKind
from terminal_app.core.money import ZERO
from terminal_app.core.records import NoteSeen
from terminal_app.trading.bill_check import BillCheck, compare, with_sides
from terminal_app.trading.results import MONEY, Results, results
from terminal_app.trading.trips import RoundTrip, round_trips, without_trip


@dataclass(frozen=True, slots=True)
class JournalData:
    """A period of the journal, from `since_ms` to `until_ms` (Unix ms), as it stood at `as_of_ms`.

    `trips` are those that were closed in the period or are open, oldest first; `results` are of the closed
    ones; `fills` and `bills` are those of the period, oldest first. `check` compares these two; it is `None`
    when the bills of the period could not be read, and `trouble` says why in a sentence. `untold` are the ids
    of executions of the period whose entry is not known, so that no trip tells of them; `loose_funding` is
    funding of the period, in USDT, that belongs to no known trip. `notes` has the last note of every key, of
    any period.
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


@dataclass(frozen=True, slots=True)
class Period:
    """What is asked for, and how much of it can be compared.

    `as_of_ms` is when executions and bills were read; `complete_from_ms` is since when every bill is at hand,
    `None` when they could not be read, and `trouble` says why.
    """

    since_ms: int
    until_ms: int
    as_of_ms: int
    complete_from_ms: int | None
    trouble: str | None = None


def gather(
    fills: Iterable[Fill], bills: Iterable[Bill], notes: Mapping[str, NoteSeen], period: Period
) -> JournalData:
    """Reckon a period.

    Args:
        fills: executions from as far back as they are known: a trip of the period may have begun long before.
        bills: likewise.
        notes: the last note of every key.
        period: which one.
    """
    since_ms, until_ms = period.since_ms, period.until_ms
    bills = sorted({bill.bill_id: bill for bill in bills}.values(), key=_order)
    fills = with_sides({fill.exec_id: fill for fill in fills}.values(), bills)
    fills.sort(key=lambda fill: (fill.time_ms, len(fill.exec_id), fill.exec_id))
    past = [fill for fill in fills if fill.time_ms <= until_ms]
    funding = [bill for bill in bills if bill.kind is BillKind.FUNDING and bill.time_ms <= until_ms]
    every = round_trips(past, funding)
    trips = [trip for trip in every if trip.closed_ms is None or trip.closed_ms >= since_ms]
    inside = [fill for fill in past if fill.time_ms >= since_ms]
    told = {bill_id for trip in every for bill_id in trip.funding_ids}
    loose = [bill for bill in funding if bill.time_ms >= since_ms and bill.bill_id not in told]
    check = None
    if period.complete_from_ms is not None:
        start_ms, end_ms = max(since_ms, period.complete_from_ms), min(until_ms, period.as_of_ms)
        check = compare(fills, bills, start_ms, end_ms)
    return JournalData(
        since_ms=since_ms,
        until_ms=until_ms,
        as_of_ms=period.as_of_ms,
        trips=tuple(trips),
        results=results(trips),
        fills=tuple(inside),
        bills=tuple(bill for bill in bills if since_ms <= bill.time_ms <= until_ms),
        check=check,
        untold=without_trip(inside, every),
        loose_funding=sum((bill.change for bill in loose if bill.coin == MONEY), ZERO),
        notes=notes,
        trouble=period.trouble,
    )


def _order(bill: Bill) -> tuple[int, int, str]:
    return bill.time_ms, len(bill.bill_id), bill.bill_id
