"""The world after an order: what it would fill at, cost, hold, risk and be liquidated at. Pure, and exact.

It knows the visible book, the position the order belongs to, and what stands behind it; it asks nobody. The
venue does not publish its formula for liquidations, so this is an estimate by the rules it documents: a
position is lost when what backs it is no more than its maintenance margin at the mark price.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from terminal_app.core.instrument import Instrument, PositionTier
from terminal_app.core.market import Level
from terminal_app.core.money import ZERO, divide
from terminal_app.core.orders import MarginMode, Side, TimeInForce

_ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Holding:
    """A position: its direction, how much in base coin, its entry price, and the margin that is its own.

    `margin` is zero when it is crossed: then the whole account stands behind it.
    """

    side: Side
    size: Decimal
    entry: Decimal
    margin: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Backing:
    """What stands behind a crossed position besides itself, in the margin coin.

    `equity` is the balance less isolated margins plus the profit of the other crossed positions;
    `maintenance` is what those others need.
    """

    equity: Decimal
    maintenance: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Before:
    """The world that an order meets; what is not known is `None`.

    `levels` are those it would take from, best first. `holding` is the position it belongs to: the net one
    in one-way mode, that of its position side in hedge mode.
    """

    instrument: Instrument
    levels: Sequence[Level] = ()
    mark: Decimal | None = None
    leverage: Decimal | None = None
    margin_mode: MarginMode = MarginMode.CROSSED
    tiers: Sequence[PositionTier] = ()
    holding: Holding | None = None
    backing: Backing | None = None
    funding_rate: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """An order. `size` is in base coin; `price` is `None` at market; `closes` is one that may never open."""

    side: Side
    size: Decimal
    price: Decimal | None = None
    time_in_force: TimeInForce = TimeInForce.GTC
    closes: bool = False
    stop: Decimal | None = None
    target: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Fills:
    """What an order would get: pieces of (price, size) taken from the book, then what waits at its price.

    `beyond` is the part of a market order that the visible book does not hold. It is counted at the last
    price that can be seen, so everything that follows from it is a lower bound of the cost.
    """

    taken: tuple[Level, ...]
    waiting: Decimal
    price: Decimal | None
    beyond: Decimal

    def pieces(self) -> Iterator[Level]:
        """Everything it would fill at, in order of time."""
        yield from self.taken
        if self.waiting and self.price is not None:
            yield self.price, self.waiting
        if self.beyond and self.taken:
            yield self.taken[-1][0], self.beyond

    @property
    def size(self) -> Decimal:
        """How much."""
        return sum((size for _, size in self.pieces()), ZERO)

    @property
    def value(self) -> Decimal:
        """How much money."""
        return sum((price * size for price, size in self.pieces()), ZERO)

    @property
    def average(self) -> Decimal | None:
        """The average price; `None` when nothing would fill."""
        return divide(self.value, self.size) if self.size else None


@dataclass(frozen=True, slots=True)
class Exit:
    """What an exit would bring, fees of both ways included, and as a multiple of the risk taken.

    `r` is `None` without a stop that loses.
    """

    money: Decimal
    r: Decimal | None


@dataclass(frozen=True, slots=True)
class Consequence:
    """The world after an order; what cannot be said is `None`.

    Args:
        fills: what it would get.
        slippage: how much worse the average is than the best price, as a share of it.
        fee: in quote coin.
        realised: gain on what it closes, before fees; `None` when it closes nothing.
        after: the position afterwards, `None` when there is none.
        liquidation: where it would be lost; `None` is unknown or, with `safe`, nowhere.
        safe: it is known that no price above zero would lose it.
        margin_ratio: maintenance margin over what backs it; it is lost at 1.
        stop: what the stop-loss would bring.
        target: what the take-profit would bring.
        funding: the next funding in quote coin, negative when it is paid.
    """

    fills: Fills
    slippage: Decimal | None
    fee: Decimal | None
    realised: Decimal | None
    after: Holding | None
    liquidation: Decimal | None
    safe: bool
    margin_ratio: Decimal | None
    stop: Exit | None
    target: Exit | None
    funding: Decimal | None


def consequence(before: Before, wanted: Wanted) -> Consequence:
    """What an order would do to the world as it stands."""
    fills = fills_of(before, wanted)
    fee = _fee(before.instrument, fills)
    realised, after, opened = _position(before, wanted, fills)
    liquidation, safe = _liquidation(before, after, (realised or ZERO) - (fee or ZERO))
    best = before.levels[0][0] if before.levels else None
    average = fills.average
    slippage = None
    if best is not None and average is not None and fills.taken:
        worse = average - best if wanted.side is Side.BUY else best - average
        slippage = divide(max(worse, ZERO), best)
    stop, target = _exits(before.instrument, wanted, opened, fee, fills)
    funding = None
    if after is not None and before.mark is not None and before.funding_rate is not None:
        paid = after.size * before.mark * before.funding_rate
        funding = -paid if after.side is Side.BUY else paid
    return Consequence(
        fills=fills,
        slippage=slippage,
        fee=fee,
        realised=realised,
        after=after,
        liquidation=liquidation,
        safe=safe,
        margin_ratio=_margin_ratio(before, after, (realised or ZERO) - (fee or ZERO)),
        stop=stop,
        target=target,
        funding=funding,
    )


def fills_of(before: Before, wanted: Wanted) -> Fills:
    """Walk the visible book as the order would."""
    size = wanted.size
    if wanted.closes:
        held = before.holding
        size = min(size, held.size) if held is not None and held.side is not wanted.side else ZERO
    rest, taken = size, []
    if wanted.time_in_force is not TimeInForce.POST_ONLY:
        for price, there in before.levels:
            if rest <= 0 or not _accepts(wanted, price):
                break
            piece = min(there, rest)
            taken.append((price, piece))
            rest -= piece
    if wanted.price is None:
        return Fills(tuple(taken), ZERO, None, rest)
    if wanted.time_in_force is TimeInForce.FOK and rest:
        return Fills((), ZERO, wanted.price, ZERO)
    waits = wanted.time_in_force in (TimeInForce.GTC, TimeInForce.POST_ONLY)
    return Fills(tuple(taken), rest if waits else ZERO, wanted.price, ZERO)


def size_for_risk(before: Before, wanted: Wanted, risk: Decimal) -> Decimal | None:
    """The largest size, on the lot and rounded down, that loses no more than `risk` at its stop.

    Fees of both ways are part of the loss. `None` when there is no stop, no price, no fee, or no loss at it.
    The size of `wanted` does not matter.
    """
    fee, stop = before.instrument.taker_fee, wanted.stop
    if fee is None or stop is None or risk <= 0:
        return None
    dearest = max(fee, before.instrument.maker_fee or ZERO)
    size, left = ZERO, risk
    for price, there in _offers(before, wanted):
        loss = price - stop if wanted.side is Side.BUY else stop - price
        if loss <= 0:
            return None
        each = loss + price * dearest + stop * fee
        wants = divide(left, each)
        if there is None or wants <= there:
            return before.instrument.floor_size(size + wants)
        size, left = size + there, left - there * each
    return None


def maintenance_rate(tiers: Sequence[PositionTier], value: Decimal) -> Decimal | None:
    """The maintenance margin rate of a position of this value; `None` without tiers."""
    for tier in tiers:
        if value <= tier.max_value:
            return tier.maintenance_margin_rate
    return tiers[-1].maintenance_margin_rate if tiers else None


def _accepts(wanted: Wanted, price: Decimal) -> bool:
    if wanted.price is None:
        return True
    return price <= wanted.price if wanted.side is Side.BUY else price >= wanted.price


def _offers(before: Before, wanted: Wanted) -> Iterator[tuple[Decimal, Decimal | None]]:
    """Prices an order would get, best first, and how much at each; `None` is any amount."""
    last = None
    if wanted.time_in_force is not TimeInForce.POST_ONLY:
        for price, there in before.levels:
            if not _accepts(wanted, price):
                break
            last = price
            yield price, there
    if wanted.price is not None:
        yield wanted.price, None
    elif last is not None:
        yield last, None


def _fee(instrument: Instrument, fills: Fills) -> Decimal | None:
    if instrument.taker_fee is None or instrument.maker_fee is None:
        return None
    waiting = fills.waiting * fills.price if fills.price is not None else ZERO
    return (fills.value - waiting) * instrument.taker_fee + waiting * instrument.maker_fee


def _position(
    before: Before, wanted: Wanted, fills: Fills
) -> tuple[Decimal | None, Holding | None, list[Level]]:
    """Close what is held against the order, then open with the rest; also the pieces that open."""
    held = before.holding
    closing = ZERO
    if held is not None and held.side is not wanted.side:
        closing = min(held.size, fills.size)
    if not before.instrument.id.product.is_futures:
        return None, None, []
    realised, opened = None, []
    for price, size in fills.pieces():
        closes = min(closing, size)
        if closes and held is not None:
            gain = price - held.entry if held.side is Side.BUY else held.entry - price
            realised = (realised or ZERO) + gain * closes
            closing -= closes
        if size > closes:
            opened.append((price, size - closes))
    return realised, _after(before, wanted, fills.size, opened), opened


def _after(before: Before, wanted: Wanted, filled: Decimal, opened: list[Level]) -> Holding | None:
    """The position once everything is filled."""
    held = before.holding
    size = sum((piece for _, piece in opened), ZERO)
    value = sum((price * piece for price, piece in opened), ZERO)
    isolated = before.margin_mode is MarginMode.ISOLATED
    own = divide(value, before.leverage) if isolated and before.leverage else ZERO
    if held is not None and held.side is wanted.side:
        whole = held.size + size
        entry = divide(held.size * held.entry + value, whole)
        return Holding(held.side, whole, entry, held.margin + own)
    left = held.size - (filled - size) if held is not None else ZERO
    if held is not None and left > 0:
        return Holding(held.side, left, held.entry, divide(held.margin * left, held.size))
    return Holding(wanted.side, size, divide(value, size), own) if size else None


def _liquidation(before: Before, after: Holding | None, gained: Decimal) -> tuple[Decimal | None, bool]:
    """Where the position would be lost, and whether it is known to be nowhere."""
    if after is None or before.mark is None:
        return None, False
    rate = maintenance_rate(before.tiers, after.size * before.mark)
    backing = _behind(before, after, gained)
    if rate is None or backing is None:
        return None, False
    cost = after.size * after.entry
    if after.side is Side.BUY:
        price = divide(cost - backing, after.size * (_ONE - rate))
    else:
        price = divide(cost + backing, after.size * (_ONE + rate))
    if price <= 0 and after.side is Side.BUY:
        return None, True
    # To the side where it is reached earlier: an estimate must not promise room that is not there. A short
    # without anything behind it is lost at any price, so at the lowest one there is.
    return max(before.instrument.snap_price(price, after.side.opposite), before.instrument.tick), False


def _behind(before: Before, after: Holding, gained: Decimal) -> Decimal | None:
    """What the position can lose before only its maintenance margin is left."""
    if before.margin_mode is MarginMode.ISOLATED:
        return after.margin if before.leverage or after.margin else None
    if before.backing is None:
        return None
    return before.backing.equity - before.backing.maintenance + gained


def _margin_ratio(before: Before, after: Holding | None, gained: Decimal) -> Decimal | None:
    if after is None or before.mark is None:
        return None
    value = after.size * before.mark
    rate = maintenance_rate(before.tiers, value)
    if rate is None:
        return None
    profit = value - after.size * after.entry
    profit = profit if after.side is Side.BUY else -profit
    if before.margin_mode is MarginMode.ISOLATED:
        equity, needed = after.margin + profit, value * rate
    elif before.backing is not None:
        equity = before.backing.equity + gained + profit
        needed = before.backing.maintenance + value * rate
    else:
        return None
    # With nothing left behind it, it is lost already.
    return divide(needed, equity) if equity > 0 else _ONE


def _exits(
    instrument: Instrument, wanted: Wanted, opened: list[Level], fee: Decimal | None, fills: Fills
) -> tuple[Exit | None, Exit | None]:
    """What stop and target would bring for the part of the order that opens."""
    size = sum((piece for _, piece in opened), ZERO)
    rate = instrument.taker_fee
    if not size or rate is None or fee is None or not fills.size:
        return None, None
    value = sum((price * piece for price, piece in opened), ZERO)
    paid = divide(fee * size, fills.size)

    def brings(price: Decimal) -> Decimal:
        gain = price * size - value if wanted.side is Side.BUY else value - price * size
        return gain - paid - price * size * rate

    lost = brings(wanted.stop) if wanted.stop is not None else None
    risk = -lost if lost is not None and lost < 0 else None
    stop = None if lost is None else Exit(lost, None if risk is None else -_ONE)
    if wanted.target is None:
        return stop, None
    won = brings(wanted.target)
    return stop, Exit(won, None if risk is None else divide(won, risk))
