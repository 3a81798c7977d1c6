"""What the table of round trips says. Knows no Qt."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from terminal_app.core.instrument import Instrument, InstrumentId
from terminal_app.core.orders import Side
from terminal_app.core.records import NoteSeen
from terminal_app.trading.journal_book import JournalData
from terminal_app.trading.trips import RoundTrip
from terminal_app.ui import format as text

OPEN = "open"
_BETWEEN = re.compile(r"[,;\s]+")


class Written(NamedTuple):
    """What is written about a trip."""

    note: str
    tags: tuple[str, ...]


NOTHING = Written("", ())


@dataclass(frozen=True, slots=True)
class TripRow:
    """One round trip with what was written about it, and the rules its numbers are written by."""

    trip: RoundTrip
    instrument: Instrument | None
    note: str = ""
    tags: tuple[str, ...] = ()


def rows(data: JournalData | None, find: Callable[[InstrumentId], Instrument | None]) -> list[TripRow]:
    """A row for each trip: the open ones, then the closed ones, the newest first."""
    if data is None:
        return []
    return [
        _row(trip, find(trip.instrument), data.notes.get(trip.key))
        for trip in sorted(data.trips, key=_newest)
    ]


def parse_tags(typed: str) -> tuple[str, ...]:
    """The words typed as tags, each once; a leading `#` and the case of a repetition do not matter."""
    tags: dict[str, str] = {}
    for word in _BETWEEN.split(typed):
        if tag := word.strip("#"):
            tags.setdefault(tag.casefold(), tag)
    return tuple(tags.values())


def tags_text(tags: Iterable[str]) -> str:
    """Tags as they are typed."""
    return " ".join(tags)


def title(row: TripRow) -> str:
    """Which trip it is, in a few words."""
    return f"{row.trip.instrument.symbol} {side_word(row).lower()} {text.date_time(row.trip.opened_ms)[5:16]}"


def side_word(row: TripRow) -> str:
    """Which way it went."""
    return f"{text.UP} Long" if row.trip.side is Side.BUY else f"{text.DOWN} Short"


def closed_text(row: TripRow, now_ms: int) -> str:
    """When it was closed."""
    return OPEN if row.trip.closed_ms is None else text.time_today(row.trip.closed_ms, now_ms)


def held_text(row: TripRow) -> str:
    """How long it lasted."""
    return duration(row.trip.holding_ms)


def size_text(row: TripRow) -> str:
    """The largest size that was held."""
    return text.size(row.trip.size, row.instrument)


def price_text(row: TripRow, price: Decimal | None) -> str:
    """An average price of the trip."""
    return text.average(price, row.instrument)


def fees_text(row: TripRow) -> str:
    """What it cost, as what leaves; a rebate comes in."""
    return text.signed_money(-row.trip.fees)


def fees_tip(row: TripRow) -> str:
    """Fees that the net does not count, because they are in a third coin."""
    others = [f"{text.amount(fee)} {coin}" for coin, fee in sorted(row.trip.fee_other.items()) if fee]
    return f"{text.machine(row.trip.fees)} {row.trip.coin}" + (
        f", and {' and '.join(others)}, which net leaves out" if others else ""
    )


def net_tip(row: TripRow) -> str:
    """What the net is made of."""
    so_far = "So far; the trip is still open. " if row.trip.closed_ms is None else ""
    return f"{so_far}Gross less fees, with funding: {text.machine(row.trip.net)} {row.trip.coin}"


def duration(milliseconds: int | None) -> str:
    """A length of time in its two largest units: `84 ms`, `45 s`, `3 min 12 s`, `2 h 14 min`, `4 d 3 h`."""
    if milliseconds is None:
        return text.DASH
    seconds = max(0, milliseconds) // 1000
    if seconds == 0:
        return f"{max(0, milliseconds)} ms"
    if seconds < 60:
        return f"{seconds} s"
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86_400
    if minutes < 60:
        return _two(minutes, "min", seconds % 60, "s")
    return _two(hours, "h", minutes % 60, "min") if hours < 48 else _two(days, "d", hours % 24, "h")


def _two(large: int, large_unit: str, small: int, small_unit: str) -> str:
    return f"{large} {large_unit}" + (f" {small} {small_unit}" if small else "")


def _row(trip: RoundTrip, rules: Instrument | None, note: NoteSeen | None) -> TripRow:
    return TripRow(trip, rules) if note is None else TripRow(trip, rules, note.note, note.tags)


def _newest(trip: RoundTrip) -> tuple[bool, int]:
    closed = trip.closed_ms is not None
    return closed, -(trip.opened_ms if trip.closed_ms is None else trip.closed_ms)
