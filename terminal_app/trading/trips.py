"""Round trips: from flat to flat, with what each brought and cost. Pure and exact."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from terminal_app.core.account import Fill
from terminal_app.core.bills import Bill, BillKind
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.money import divide
from terminal_app.core.orders import Side
from terminal_app.trading.coins import coins_of
from terminal_app.trading.trip_ledger import Ledger, Trip


@dataclass(frozen=True, slots=True)
class RoundTrip:
    """From the first execution that opened something to the one that closed it.

    Money is in `coin`, the quote coin. `closed_ms` is `None` while something is open: then `exit`, `gross`
    and the rest tell what was closed so far. `side` is the side of the entry, `size` the largest that was
    held (base coin), `entry` and `exit` are averages. `gross` is before fees; `fees` are positive when
    charged, in quote coin, with fees in base coin counted at the price of their execution; `fee_other` holds
    fees in third coins, which `net` leaves out. `funding` is negative when paid; `funding_ids` are its bills.
    `key` names the trip for ever: notes hang on it.
    """

    key: str
    instrument: InstrumentId
    side: Side
    opened_ms: int
    closed_ms: int | None
    size: Decimal
    entry: Decimal
    exit: Decimal | None
    gross: Decimal
    fees: Decimal
    funding: Decimal
    net: Decimal
    exec_ids: tuple[str, ...]
    coin: str
    fee_other: Mapping[str, Decimal] = field(default_factory=dict)
    funding_ids: tuple[str, ...] = ()

    @property
    def holding_ms(self) -> int | None:
        """How long it lasted, `None` while it is open."""
        return None if self.closed_ms is None else self.closed_ms - self.opened_ms


def round_trips(fills: Iterable[Fill], funding: Sequence[Bill] = ()) -> list[RoundTrip]:
    """The round trips of executions, in the order they were opened.

    Futures go by position (each side of a hedge for itself, a flip ends one trip and begins the next), spot
    by average cost for each symbol. What an execution closes without a known entry belongs to no trip.
    On spot a trip has ended when at most a hundredth of the largest holding is left: fees are taken from what
    is bought, and such a rest is often too small to be sold. The rest goes into the next trip at its cost.

    Args:
        fills: executions in any order, from as far back as they are known.
        funding: bills; those of another kind than funding are passed over.
    """
    ledger = Ledger()
    once = {fill.exec_id: fill for fill in fills}
    events = sorted(once.values(), key=_order)
    paid = _by_moment(funding)
    for fill in events:
        # Funding is settled first: what is closed in its millisecond was still held.
        while paid and paid[-1][0].time_ms <= fill.time_ms:
            ledger.fund(paid.pop())
        ledger.fill(fill)
    while paid:
        ledger.fund(paid.pop())
    return [_told(trip) for trip in ledger.trips]


def without_trip(fills: Iterable[Fill], trips: Iterable[RoundTrip]) -> tuple[str, ...]:
    """The executions that no trip tells of: their entry lies before everything that is known."""
    told = {exec_id for trip in trips for exec_id in trip.exec_ids}
    return tuple(fill.exec_id for fill in fills if fill.exec_id not in told)


def _order(fill: Fill) -> tuple[int, int, str]:
    # The venue's ids are numbers that grow: as texts of one length they sort as such.
    return fill.time_ms, len(fill.exec_id), fill.exec_id


def _by_moment(funding: Sequence[Bill]) -> list[list[Bill]]:
    """The funding bills of a contract at a moment together, each once; the last moment first."""
    found: dict[tuple[int, InstrumentId], list[Bill]] = {}
    for bill in {bill.bill_id: bill for bill in funding if bill.kind is BillKind.FUNDING}.values():
        if bill.instrument is not None:
            found.setdefault((bill.time_ms, bill.instrument), []).append(bill)
    return sorted(found.values(), key=lambda bills: bills[0].time_ms, reverse=True)


def _told(trip: Trip) -> RoundTrip:
    return RoundTrip(
        key=trip.key,
        instrument=trip.instrument,
        side=trip.side,
        opened_ms=trip.opened_ms,
        closed_ms=trip.closed_ms,
        size=trip.largest,
        entry=divide(trip.entered_value, trip.entered),
        exit=divide(trip.left_value, trip.left) if trip.left else None,
        gross=trip.gross,
        fees=trip.fees,
        funding=trip.funding,
        net=trip.gross - trip.fees + trip.funding,
        exec_ids=tuple(trip.exec_ids),
        coin=coins_of(trip.instrument)[1],
        fee_other=trip.fee_other,
        funding_ids=tuple(trip.funding_ids),
    )
