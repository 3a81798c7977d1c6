"""What the journal panel says as a whole: views, sentences, and whether the books agree. Knows no Qt."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from terminal_app.core.account import Fill
from terminal_app.core.bills import Bill
from terminal_app.core.money import ZERO, trimmed
from terminal_app.trading.bill_check import BillCheck
from terminal_app.trading.journal_book import JournalData
from terminal_app.ui import format as text

DIFFERENCE = "Difference to the exchange's bills"
LOADING = "Reading the journal…"
_MOST_LISTED = 500


class View(Enum):
    """What the panel shows; the value is what its button says."""

    ORDERS = "Orders"
    TRIPS = "Round trips"
    RESULTS = "Results"


EMPTY = {
    View.ORDERS: (
        "No orders in this time. Whatever you ask for is written down here before it leaves, "
        "and then what became of it."
    ),
    View.TRIPS: (
        "No round trips in this time. One begins with the execution that opens a position "
        "and ends with the one that closes it."
    ),
    View.RESULTS: "Nothing was closed in this time. Results are about round trips that are over.",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """How our books compare with the exchange's: in a line, as a state of the style sheet, and at length.

    `detail` lists what is missing; it is empty when there is nothing to list.
    """

    words: str
    state: str
    tip: str = ""
    detail: str = ""


def verdict(data: JournalData | None, trouble: str = "", *, busy: bool = False) -> Verdict:
    """What the line about the bills says.

    Args:
        data: what was read last.
        trouble: why nothing could be read.
        busy: a reading is under way.
    """
    if data is None:
        if trouble:
            return Verdict(f"{DIFFERENCE}: unavailable. {trouble}", "warning")
        return Verdict(f"{DIFFERENCE}: {'checking…' if busy else 'not checked yet'}", "soft")
    check = data.check
    if check is None:
        return Verdict(f"{DIFFERENCE}: unavailable. {data.trouble or ''}".strip(), "warning")
    tip = "\n".join(_by_coin(check)) or "There is nothing to compare in this time."
    part = _part(check, data)
    if check.agrees:
        return Verdict(f"{DIFFERENCE}{part}: 0.00 {check.coin}", "soft", tip)
    parts = [part for part in (_missing(check, data), _unknown(check)) if part]
    missing = f". {'; '.join(parts)}" if parts else ""
    return Verdict(f"{DIFFERENCE}{part}: {_amounts(check)}{missing}.", "bad", tip, _detail(check, data))


def untold(data: JournalData | None) -> str:
    """What the round trips do not tell of; empty when they tell of everything."""
    if data is None:
        return ""
    said = []
    if count := len(data.untold):
        belong = "execution closes" if count == 1 else "executions close"
        said.append(f"{count} {belong} what was opened before the journal begins, and no trip tells of it.")
    if data.loose_funding:
        amount = text.signed_money(data.loose_funding)
        said.append(f"Funding of {amount} belongs to no trip.")
    return " ".join(said)


def as_of(data: JournalData | None, now_ms: int, *, busy: bool, changed: bool) -> tuple[str, str]:
    """From when the shown data are, and the state of the style sheet for it."""
    if data is None:
        return (LOADING if busy else "", "soft")
    words = f"As of {text.time_today(data.as_of_ms, now_ms)}"
    if busy:
        return f"{words}, reading again…", "soft"
    return (f"{words}, more has happened since", "warning") if changed else (words, "soft")


def bill_line(bill: Bill) -> str:
    """One bill in a line."""
    where = f" {bill.instrument}" if bill.instrument is not None else ""
    return (
        f"{text.iso_time(bill.time_ms)}  {bill.type_text or bill.kind.value}{where}  "
        f"{trimmed(bill.change)} {bill.coin}  (bill {bill.bill_id})"
    )


def fill_line(fill: Fill) -> str:
    """One execution in a line."""
    return (
        f"{text.iso_time(fill.time_ms)}  {fill.side.value} {trimmed(fill.size)} {fill.instrument} "
        f"at {trimmed(fill.price)}  (execution {fill.exec_id})"
    )


def exact(value: Decimal) -> str:
    """A difference with every decimal it has: none is too small to be told."""
    return f"{'+' if value > ZERO else ''}{text.number(trimmed(value))}" if value else "0.00"


def _part(check: BillCheck, data: JournalData) -> str:
    """What of the time was compared, when that is not all of it that has something in it."""
    late = check.since_ms > data.since_ms and (data.since_ms > 0 or _older(check, data))
    return f" since {text.date_time(check.since_ms)[:16]}" if late else ""


def _older(check: BillCheck, data: JournalData) -> bool:
    return any(fill.time_ms < check.since_ms for fill in data.fills[:1])


def _amounts(check: BillCheck) -> str:
    off = [(coin, one.difference) for coin, one in sorted(check.by_coin.items()) if one.difference]
    return ", ".join(f"{exact(difference)} {coin}" for coin, difference in off) or f"0.00 {check.coin}"


def _missing(check: BillCheck, data: JournalData) -> str:
    count = len(check.missing)
    if not count:
        return ""
    first = next((fill for fill in data.fills if fill.exec_id == check.missing[0]), None)
    named = (
        ""
        if first is None
        else f" ({first.side.value} {trimmed(first.size)} {first.instrument}{_more(count)})"
    )
    return f"{count} executions have no bill{named}" if count > 1 else f"1 execution has no bill{named}"


def _unknown(check: BillCheck) -> str:
    count = len(check.unknown)
    if not count:
        return ""
    first = check.unknown[0]
    where = first.instrument or first.coin
    named = f" ({first.kind.value} {exact(first.change)} {first.coin}, {where}{_more(count)})"
    return f"{count} bills have no execution{named}" if count > 1 else f"1 bill has no execution{named}"


def _more(count: int) -> str:
    return ", …" if count > 1 else ""


def _by_coin(check: BillCheck) -> Iterator[str]:
    for coin, one in sorted(check.by_coin.items()):
        ours, theirs = text.number(trimmed(one.ours)), text.number(trimmed(one.theirs))
        yield f"{coin}: executions {ours}, bills {theirs}, difference {exact(one.difference)}"


def _detail(check: BillCheck, data: JournalData) -> str:
    lines = [*_by_coin(check)]
    fills = {fill.exec_id: fill for fill in data.fills}
    if check.missing:
        lines += ["", "Executions without a bill (times are UTC):"]
        for exec_id in check.missing[:_MOST_LISTED]:
            fill = fills.get(exec_id)
            lines.append(f"execution {exec_id}" if fill is None else fill_line(fill))
    if check.unknown:
        lines += ["", "Bills without an execution (times are UTC):"]
        lines += [bill_line(bill) for bill in check.unknown[:_MOST_LISTED]]
    left = max(0, len(check.missing) - _MOST_LISTED) + max(0, len(check.unknown) - _MOST_LISTED)
    if left:
        lines += ["", f"{left} more are not listed. Choose a shorter time to see them."]
    return "\n".join(lines)
