"""Margin rules: what orders and positions tie up, what is free, when a position is lost.

The margin coin is the quote coin of a contract; other coins do not back positions. Free money is
balance - spot locks - isolated margins - initial margins, less the unrealised loss of crossed positions; an
unrealised profit is never spent. Pure functions of an account and the marks.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

import msgspec

from terminal_app.core.account import HoldMode
from terminal_app.core.instrument import Instrument, InstrumentId, PositionTier
from terminal_app.core.money import ZERO
from terminal_app.core.orders import MarginMode, PositionSide, Side
from terminal_app.paper.engine.account import Account
from terminal_app.paper.engine.exact import grain, ratio
from terminal_app.paper.engine.marks import Marks
from terminal_app.paper.engine.open_sums import Interest
from terminal_app.paper.engine.positions import Position

_ONE = Decimal(1)
_NO_TIERS = (PositionTier(1, ZERO, Decimal(10) ** 15, Decimal(1000), Decimal("0.004")),)


class Claim(msgspec.Struct, frozen=True, gc=False):
    """An order that is not placed yet, as a question: would there be margin for it?"""

    side: Side
    key: PositionSide
    size: Decimal
    value: Decimal


class Margin:
    """The rules, bound to the instruments, tiers and marks of one exchange."""

    def __init__(
        self,
        instruments: Mapping[InstrumentId, Instrument],
        tiers: Mapping[InstrumentId, tuple[PositionTier, ...]],
        marks: Marks,
    ) -> None:
        self._instruments = instruments
        self._tiers = tiers
        self._marks = marks

    # -- tiers ---------------------------------------------------------------------------------------

    def tiers(self, instrument: InstrumentId) -> tuple[PositionTier, ...]:
        """The position tiers, smallest first; one wide tier where none were given."""
        return self._tiers.get(instrument) or _NO_TIERS

    def maintenance_rate(self, instrument: InstrumentId, value: Decimal) -> Decimal:
        """The maintenance margin rate for a position of this value."""
        tiers = self.tiers(instrument)
        for tier in tiers:
            if value <= tier.max_value:
                return tier.maintenance_margin_rate
        return tiers[-1].maintenance_margin_rate

    def greatest_value(self, instrument: InstrumentId, leverage: Decimal) -> Decimal:
        """The most a position may be worth at this leverage."""
        for tier in reversed(self.tiers(instrument)):
            if tier.max_leverage >= leverage:
                return tier.max_value
        return ZERO

    def greatest_leverage(self, instrument: Instrument, value: Decimal) -> Decimal:
        """The highest leverage a position of this value may have."""
        for tier in self.tiers(instrument.id):
            if value <= tier.max_value:
                return min(tier.max_leverage, Decimal(instrument.max_leverage))
        return ZERO

    # -- positions -----------------------------------------------------------------------------------

    def unrealised(self, position: Position) -> Decimal:
        """Profit at the mark."""
        return position.unrealised(self._marks.mark(position.instrument.id))

    def initial(self, account: Account, position: Position) -> Decimal:
        """Margin a position ties up: its isolated margin, or its entry value over the leverage."""
        if position.margin_mode is MarginMode.ISOLATED:
            return position.isolated
        leverage, _ = account.leverage(position.instrument)
        return ratio(position.cost, leverage)

    def maintenance(self, position: Position) -> Decimal:
        """Margin below which a position is lost."""
        value = position.value(self._marks.mark(position.instrument.id))
        return value * self.maintenance_rate(position.instrument.id, value)

    def crossed(self, account: Account, coin: str) -> list[Position]:
        """The positions that share the balance of a coin."""
        return [
            position
            for position in account.positions.values()
            if position.instrument.quote == coin and position.margin_mode is MarginMode.CROSSED
        ]

    def crossed_equity(self, account: Account, coin: str) -> Decimal:
        """What backs the crossed positions: balance less isolated margins, plus unrealised profit."""
        equity = account.balance(coin) - self.isolated(account, coin)
        return equity + sum((self.unrealised(one) for one in self.crossed(account, coin)), ZERO)

    def isolated(self, account: Account, coin: str) -> Decimal:
        """Margin of a coin that belongs to isolated positions."""
        isolated = ZERO
        for one in account.positions.values():
            if one.instrument.quote == coin:
                isolated += one.isolated
        return isolated

    def fit_isolated(self, account: Account, position: Position) -> None:
        """Set the margin of an isolated position to what the leverage asks."""
        if position.margin_mode is MarginMode.ISOLATED:
            leverage, _ = account.leverage(position.instrument)
            position.isolated = grain(ratio(position.cost, leverage))

    def least_isolated(self, account: Account, position: Position) -> Decimal:
        """What an isolated position is not left below: the margin of its leverage, and what it has lost."""
        leverage, _ = account.leverage(position.instrument)
        return grain(ratio(position.cost, leverage)) - min(ZERO, self.unrealised(position))

    def is_safe(self, account: Account, coin: str, positions: Sequence[Position]) -> bool:
        """Whether nothing is owed and none of these positions would be lost at once."""
        backed = all(
            one.isolated + self.unrealised(one) > self.maintenance(one)
            for one in positions
            if one.margin_mode is MarginMode.ISOLATED
        )
        return backed and self.free(account, coin) >= 0

    def liquidation_price(self, account: Account, position: Position) -> Decimal | None:
        """The mark at which the position is lost while others stay; `None` when there is none."""
        held = abs(position.size)
        if not held:
            return None
        coin = position.instrument.quote
        if position.margin_mode is MarginMode.ISOLATED:
            backing = position.isolated
        else:
            backing = self.crossed_equity(account, coin) - self.unrealised(position)
            backing -= sum(
                (self.maintenance(one) for one in self.crossed(account, coin) if one is not position), ZERO
            )
        value = position.value(self._marks.mark(position.instrument.id))
        rate = self.maintenance_rate(position.instrument.id, value)
        if position.size > 0:
            price = ratio(position.cost - backing, held * (1 - rate))
        else:
            price = ratio(position.cost + backing, held * (1 + rate))
        return position.instrument.snap_price(price, position.closing_side) if price > 0 else None

    # -- orders and free money -----------------------------------------------------------------------

    def spot_locked(self, account: Account, coin: str, without: str = "") -> Decimal:
        """What open spot orders lock of a coin. Nothing for fees: they come out of what is received."""
        locked = ZERO
        for one in account.sums.spot:
            instrument = self._instruments[one]
            if coin not in {instrument.base, instrument.quote}:
                continue
            buys, sells = account.sums.both(one, without)
            if instrument.base == coin:
                locked += sells.size
            if instrument.quote == coin:
                locked += buys.value
        return locked

    def order_margin(self, account: Account, instrument: Instrument, *, without: str = "") -> Decimal:
        """Margin and opening fee that the orders of one contract tie up, one of them left out.

        In one-way mode orders against the position first close it and cost nothing; of both directions the
        dearer counts, because only one of them can end as the position.
        """
        buys, sells = account.sums.both(instrument.id, without)
        return self._at_risk(account, instrument, buys, sells) * _factor(
            account.leverage(instrument)[0], instrument
        )

    def claimed_margin(
        self, account: Account, instrument: Instrument, claim: Claim, *, without: str = ""
    ) -> tuple[Decimal, Decimal]:
        """What `order_margin` is without an order that is only asked about, and what it would be with it."""
        factor = _factor(account.leverage(instrument)[0], instrument)
        buys, sells = account.sums.both(instrument.id, without)
        before = self._at_risk(account, instrument, buys, sells) * factor if buys.size or sells.size else ZERO
        if claim.side is Side.BUY:
            buys = buys.plus(claim.size, claim.value)
        else:
            sells = sells.plus(claim.size, claim.value)
        return before, self._at_risk(account, instrument, buys, sells) * factor

    def _at_risk(self, account: Account, instrument: Instrument, buys: Interest, sells: Interest) -> Decimal:
        """The value of these orders that may have to be paid for."""
        if account.hold_mode is HoldMode.HEDGE:
            return buys.value + sells.value
        position = account.position(instrument.id, PositionSide.NET)
        if position is None:
            return max(buys.value, sells.value)
        return max(buys.beyond(-position.size), sells.beyond(position.size))

    def orders_margin(self, account: Account, coin: str, but: Instrument | None = None) -> Decimal:
        """Margin that all open futures orders tie up in a coin, those on one contract left out."""
        total = ZERO
        for one in account.sums.futures:
            contract = self._instruments[one]
            if contract.quote == coin and contract is not but:
                total += self.order_margin(account, contract)
        return total

    def free(self, account: Account, coin: str, without: str = "") -> Decimal:
        """What can be spent of a coin or used as margin; negative when losses have eaten it.

        `without` leaves the lock of one spot order out, to ask what would be free if it went.
        """
        return self.unbound(account, coin, without) - self.orders_margin(account, coin)

    def unbound(self, account: Account, coin: str, without: str = "") -> Decimal:
        """What would be free if no futures order were open."""
        free = account.balance(coin) - self.spot_locked(account, coin, without)
        crossed_profit = ZERO
        for position in account.positions.values():
            if position.instrument.quote == coin:
                free -= self.initial(account, position)
                if position.margin_mode is MarginMode.CROSSED:
                    crossed_profit += self.unrealised(position)
        if crossed_profit < ZERO:
            free += crossed_profit
        return free


def _factor(leverage: Decimal, instrument: Instrument) -> Decimal:
    """The share of an order's value that it ties up: its margin and its fee."""
    return ratio(_ONE, leverage) + (instrument.taker_fee or ZERO)
