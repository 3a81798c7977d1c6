"""The bookkeeping behind the round trips: what is held, what it cost, and what each part of it brought.

The cost is kept as an exact sum and never as an average price, so that what was paid out and what is left
always add up to what was traded.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from terminal_app.core.account import Fill
from terminal_app.core.bills import Bill
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.money import ZERO, divide, round_places
from terminal_app.core.orders import PositionSide, Side
from terminal_app.trading.coins import coins_of, price_of_fee, price_of_profit

_DUST = Decimal("0.01")
_PLACES = 16
_ENTRY = {PositionSide.LONG: Side.BUY, PositionSide.SHORT: Side.SELL}


@dataclass(slots=True)
class Trip:
    """A trip under way. `held` is in base coin, `cost` what that was bought or sold for.

    `entered` and `left` are sizes with their values; `closed_ms` is set when it has ended.
    """

    key: str
    instrument: InstrumentId
    side: Side
    opened_ms: int
    closed_ms: int | None = None
    held: Decimal = ZERO
    cost: Decimal = ZERO
    largest: Decimal = ZERO
    entered: Decimal = ZERO
    entered_value: Decimal = ZERO
    left: Decimal = ZERO
    left_value: Decimal = ZERO
    gross: Decimal = ZERO
    fees: Decimal = ZERO
    funding: Decimal = ZERO
    exec_ids: list[str] = field(default_factory=list)
    fee_other: dict[str, Decimal] = field(default_factory=dict)
    funding_ids: list[str] = field(default_factory=list)

    def enter(self, size: Decimal, value: Decimal) -> None:
        """Hold more."""
        self.held += size
        self.cost += value
        self.entered += size
        self.entered_value += value
        self.largest = max(self.largest, self.held)

    def leave(self, size: Decimal, value: Decimal, realised: Decimal | None = None) -> None:
        """Hold less, by at most what is held; `realised` is what the venue says it brought, before fees."""
        cost = _part(self.cost, size, self.held)
        gain = value - cost if self.side is Side.BUY else cost - value
        self.gross += gain if realised is None else realised
        self.held -= size
        self.cost -= cost
        self.left += size
        self.left_value += value

    def charge(self, fill: Fill, fee: Decimal) -> None:
        """Count an execution in, with its fee or the share of it that belongs here, in its own coin."""
        if not self.exec_ids or self.exec_ids[-1] != fill.exec_id:
            self.exec_ids.append(fill.exec_id)
        price = price_of_fee(fill)
        if price is not None:
            self.fees += fee * price
        elif fee:
            self.fee_other[fill.fee_coin] = self.fee_other.get(fill.fee_coin, ZERO) + fee


class Ledger:
    """Takes executions and funding in the order they happened. `trips` are all so far, by their beginning."""

    def __init__(self) -> None:
        self.trips: list[Trip] = []
        self._last: dict[tuple[InstrumentId, PositionSide], Trip] = {}

    def fill(self, fill: Fill) -> None:
        """Take an execution."""
        if fill.instrument.product.is_futures:
            self._futures(fill)
        else:
            self._spot(fill)

    def fund(self, bills: list[Bill]) -> None:
        """Take the funding of one contract at one moment: a bill for each of its positions."""
        instrument = bills[0].instrument
        known = [trip for (one, _), trip in self._last.items() if one == instrument]
        # A bill may be written a moment after the position was closed.
        held = [trip for trip in known if trip.held] or sorted(known, key=_end)[-1:]
        # The larger bill is of the larger position. Of two alike the long one mostly pays.
        held.sort(key=lambda trip: (-trip.held, trip.side is Side.SELL))
        bills = sorted(bills, key=lambda bill: (-abs(bill.amount), bill.amount))
        for number, bill in enumerate(bills if held else ()):
            trip = held[min(number, len(held) - 1)]
            trip.funding += bill.change
            trip.funding_ids.append(bill.bill_id)

    def _futures(self, fill: Fill) -> None:
        trip = self._last.get((fill.instrument, fill.position_side))
        closing = value = fee = ZERO
        if trip is not None and trip.held and fill.side is not trip.side:
            closing = min(fill.size, trip.held)
            value, fee = _part(fill.value, closing, fill.size), _part(fill.fee, closing, fill.size)
            trip.charge(fill, fee)
            profit = fill.realised_pnl
            trip.leave(closing, value, None if profit is None else profit * price_of_profit(fill))
            if not trip.held:
                trip.closed_ms = fill.time_ms
        opening = fill.size - closing
        # Only a close brings a profit: what opened the position is not known, so this opens nothing.
        if not closing and fill.realised_pnl and (trip is None or not trip.held):
            return
        # A position of a hedge is opened from one side only; what closes more than is known stays untold.
        if opening and fill.side is _ENTRY.get(fill.position_side, fill.side):
            if trip is None or not trip.held:
                trip = self._begin(fill)
            # The rest, not another share: rounding must lose nothing.
            trip.charge(fill, fill.fee - fee)
            trip.enter(opening, fill.value - value)

    def _spot(self, fill: Fill) -> None:
        trip = self._last.get((fill.instrument, PositionSide.NET))
        if fill.side is Side.BUY:
            if trip is None or trip.closed_ms is not None:
                rest, trip = trip, self._begin(fill)
                if rest is not None and rest.held:
                    trip.enter(rest.held, rest.cost)
                    rest.held = rest.cost = ZERO
            trip.charge(fill, fill.fee)
            # A fee in base coin is not held, and counted as a fee: so it is no part of the cost.
            kept = fill.fee if fill.fee_coin == coins_of(fill.instrument)[0] else ZERO
            trip.enter(fill.size - kept, fill.value - kept * fill.price)
        elif trip is not None and trip.held:
            closing = min(fill.size, trip.held)
            trip.charge(fill, _part(fill.fee, closing, fill.size))
            trip.leave(closing, _part(fill.value, closing, fill.size))
            if trip.held <= trip.largest * _DUST:
                trip.closed_ms = fill.time_ms

    def _begin(self, fill: Fill) -> Trip:
        place = f"{fill.instrument.product.value}:{fill.instrument.symbol}:{fill.position_side.value}"
        trip = Trip(f"{place}:{fill.exec_id}", fill.instrument, fill.side, fill.time_ms)
        self.trips.append(trip)
        self._last[fill.instrument, fill.position_side] = trip
        return trip


def _end(trip: Trip) -> int:
    return trip.closed_ms or 0


def _part(amount: Decimal, part: Decimal, whole: Decimal) -> Decimal:
    """The share of an amount that goes with a part; all of it with the whole.

    It has no more places than sums can carry, so that what is left is exact too.
    """
    return amount if part == whole else round_places(divide(amount * part, whole), _PLACES)
