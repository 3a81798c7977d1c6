"""What the open orders of one account add up to, kept up with every change.

Each order that is placed asks for these sums several times, and an account may have hundreds of orders: they
are never added up anew. It holds numbers; the rules that they are for are in `margin` and `funds`.
"""

from dataclasses import dataclass, field
from decimal import Decimal

import msgspec

from terminal_app.core.instrument import InstrumentId
from terminal_app.core.money import ZERO
from terminal_app.core.orders import MarginMode, Side
from terminal_app.paper.engine.exact import ratio


class Interest(msgspec.Struct, frozen=True, gc=False):
    """Orders of one direction that may open: how much they still want, and its value at their prices."""

    size: Decimal = ZERO
    value: Decimal = ZERO

    def plus(self, size: Decimal, value: Decimal) -> "Interest":
        """With so much more, or less when negative."""
        return Interest(self.size + size, self.value + value)

    def beyond(self, covered: Decimal) -> Decimal:
        """The value of what is left when so much of the size only closes a position."""
        if covered <= 0:
            return self.value
        if covered >= self.size:
            return ZERO
        return ratio(self.value * (self.size - covered), self.size)


_NO_INTEREST = Interest()


class Counted(msgspec.Struct, frozen=True, gc=False):
    """One order as it is in the sums; `closes` orders are not part of the interest."""

    instrument: InstrumentId
    side: Side
    mode: MarginMode
    closes: bool
    size: Decimal
    value: Decimal


@dataclass(slots=True)
class InstrumentSums:
    """The open orders of one instrument. `modes` are the margin modes of those that may open."""

    buys: Interest = _NO_INTEREST
    sells: Interest = _NO_INTEREST
    orders: int = 0
    closers: dict[str, None] = field(default_factory=dict)
    modes: dict[MarginMode, int] = field(default_factory=dict)

    def add(self, one: Counted, size: Decimal, value: Decimal) -> None:
        """Let the interest grow by what an order adds to it."""
        if one.closes:
            return
        if one.side is Side.BUY:
            self.buys = Interest(self.buys.size + size, self.buys.value + value)
        else:
            self.sells = Interest(self.sells.size + size, self.sells.value + value)

    def interest(self, side: Side) -> Interest:
        """What the orders of one direction may open."""
        return self.buys if side is Side.BUY else self.sells


_NOTHING = InstrumentSums()


class OpenSums:
    """The sums of one account, by instrument.

    `spot` and `futures` have the instruments with open orders, and are to be read only.
    """

    def __init__(self) -> None:
        self._counted: dict[str, Counted] = {}
        self.spot: dict[InstrumentId, InstrumentSums] = {}
        self.futures: dict[InstrumentId, InstrumentSums] = {}

    def of(self, instrument: InstrumentId) -> InstrumentSums:
        """The sums of an instrument, to be read only."""
        return self._half(instrument).get(instrument, _NOTHING)

    def count(self, *, futures: bool) -> int:
        """How many orders are open on spot or on futures."""
        count = 0
        for sums in (self.futures if futures else self.spot).values():
            count += sums.orders
        return count

    def interest(self, instrument: InstrumentId, side: Side, without: str = "") -> Interest:
        """What the orders of one direction may open, one of them left out."""
        interest = self.of(instrument).interest(side)
        if not without:
            return interest
        one = self._counted.get(without)
        if one is None or one.closes or one.instrument != instrument or one.side is not side:
            return interest
        return interest.plus(-one.size, -one.value)

    def both(self, instrument: InstrumentId, without: str = "") -> tuple[Interest, Interest]:
        """What the buys and what the sells may open, one of them left out."""
        if not without:
            sums = self.of(instrument)
            return sums.buys, sums.sells
        return self.interest(instrument, Side.BUY, without), self.interest(instrument, Side.SELL, without)

    def put(self, order_id: str, one: Counted) -> None:
        """Count an order that is new or has changed; only its size and value may differ from before."""
        half = self._half(one.instrument)
        sums = half.get(one.instrument)
        if sums is None:
            sums = half[one.instrument] = InstrumentSums()
        before = self._counted.get(order_id)
        self._counted[order_id] = one
        if before is not None:
            sums.add(one, one.size - before.size, one.value - before.value)
            return
        sums.add(one, one.size, one.value)
        sums.orders += 1
        if one.closes:
            sums.closers[order_id] = None
        else:
            sums.modes[one.mode] = sums.modes.get(one.mode, 0) + 1

    def drop(self, order_id: str) -> None:
        """Forget an order that is open no more; one that was not counted is no error."""
        one = self._counted.pop(order_id, None)
        if one is None:
            return
        half = self._half(one.instrument)
        sums = half[one.instrument]
        sums.orders -= 1
        if not sums.orders:
            del half[one.instrument]
            return
        sums.add(one, -one.size, -one.value)
        if one.closes:
            del sums.closers[order_id]
        else:
            sums.modes[one.mode] -= 1
            if not sums.modes[one.mode]:
                del sums.modes[one.mode]

    def _half(self, instrument: InstrumentId) -> dict[InstrumentId, InstrumentSums]:
        return self.futures if instrument.product.is_futures else self.spot
