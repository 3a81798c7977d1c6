"""The world after an order, against a second reading of the same rules in exact fractions."""

import random
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from terminal_app.core.instrument import PositionTier
from terminal_app.core.orders import MarginMode, Side, TimeInForce
from terminal_app.trading.consequence import (
    Backing,
    Before,
    Consequence,
    Exit,
    Holding,
    Wanted,
    consequence,
    fills_of,
    maintenance_rate,
    size_for_risk,
)
from tests.helpers.consequence_reference import Replay, replay, surplus
from tests.helpers.examples import PERP, SPOT

D = Decimal
BUY, SELL = Side.BUY, Side.SELL
CASES = 10_000
# 28 digits of a division against an exact fraction, of numbers up to some ten millions.
CLOSE = Fraction(1, 10**14)
TIERS = (
    PositionTier(1, D(0), D(100_000), D(100), D("0.004")),
    PositionTier(2, D(100_000), D(1_000_000), D(50), D("0.01")),
    PositionTier(3, D(1_000_000), D(50_000_000), D(10), D("0.05")),
)
ASKS = ((D("100.1"), D(2)), (D("100.2"), D(3)), (D("100.5"), D(5)))
LONG = Holding(BUY, D(10), D(90))
BEFORE = Before(
    PERP, ASKS, mark=D(100), leverage=D(10), tiers=TIERS, backing=Backing(D(500)), funding_rate=D("0.0001")
)


def made(rng: random.Random) -> tuple[Before, Wanted]:
    """A random world and a random order in it."""

    def number(low: int, high: int, places: int) -> Decimal:
        return D(rng.randint(low, high)).scaleb(-places)

    mark = number(1_000, 2_000_000, 1)
    side = rng.choice((BUY, SELL))
    levels, price = [], mark
    for _ in range(rng.randint(0, 12)):
        step = number(1, 60, 1)
        price = price + step if side is BUY else max(price - step, D("0.1"))
        levels.append((price, number(1, 40_000, 4)))
    isolated = rng.random() < 0.4
    holding = None
    if rng.random() < 0.6:
        size, entry = number(1, 60_000, 4), number(900, 2_100_000, 1)
        margin = size * entry / 10 if isolated else D(0)
        holding = Holding(rng.choice((BUY, SELL)), size, entry, margin)
    before = Before(
        instrument=replace(PERP, taker_fee=number(0, 12, 4), maker_fee=number(-2, 6, 4)),
        levels=tuple(levels),
        mark=mark,
        leverage=D(rng.randint(1, 125)),
        margin_mode=MarginMode.ISOLATED if isolated else MarginMode.CROSSED,
        tiers=TIERS,
        holding=holding,
        backing=None
        if rng.random() < 0.05
        else Backing(number(-10_000, 10_000_000, 2), number(0, 90_000, 2)),
        funding_rate=number(-300, 300, 5),
    )
    wanted = Wanted(
        side,
        number(1, 100_000, 4),
        None if rng.random() < 0.5 else mark + number(-300, 300, 1) if mark > 31 else mark,
        rng.choice(list(TimeInForce)),
        closes=rng.random() < 0.3,
        stop=mark * number(80, 120, 2) if rng.random() < 0.7 else None,
        target=mark * number(80, 120, 2) if rng.random() < 0.7 else None,
    )
    return before, replace(wanted, time_in_force=TimeInForce.GTC) if wanted.price is None else wanted


def near(found: Decimal | None, expected: Fraction | None) -> bool:
    """Whether a number is the expected one, but for the last digits of a division."""
    if found is None or expected is None:
        return found is None and expected is None
    return abs(Fraction(found) - expected) <= CLOSE * max(Fraction(1), abs(expected))


def brings(before: Before, wanted: Wanted, account: Replay, price: Decimal | None) -> Fraction | None:
    """What an exit of the opened part brings, piece by piece."""
    if price is None or not account.opened:
        return None
    taker = Fraction(before.instrument.taker_fee or 0)
    way = 1 if wanted.side is BUY else -1
    filled = sum((size for _, size in account.filled), Fraction(0))
    share = sum((size for _, size in account.opened), Fraction(0)) / filled
    each = [((Fraction(price) - at) * way - Fraction(price) * taker) * size for at, size in account.opened]
    return sum(each, Fraction(0)) - account.paid * share


def check(before: Before, wanted: Wanted) -> Consequence:
    """Compare one case in every number."""
    found, account = consequence(before, wanted), replay(before, wanted)
    size = sum((size for _, size in account.filled), Fraction(0))
    value = sum((price * size for price, size in account.filled), Fraction(0))
    assert Fraction(found.fills.size) == size
    assert Fraction(found.fills.value) == value
    assert near(found.fills.average, value / size if size else None)
    assert near(found.fee, account.paid)
    assert near(found.realised, account.gained if account.closed else None)
    if not account.size:
        assert (found.after, found.liquidation, found.safe, found.margin_ratio) == (None, None, False, None)
        assert found.funding is None
    else:
        assert found.after is not None
        assert Fraction(found.after.size) == abs(account.size)
        assert (found.after.side is BUY) == (account.size > 0)
        assert near(found.after.entry, account.cost / abs(account.size))
        assert near(found.after.margin, account.margin)
        check_margins(before, account, found)
    stop, target = (brings(before, wanted, account, price) for price in (wanted.stop, wanted.target))
    assert near(found.stop.money if found.stop else None, stop)
    assert near(found.target.money if found.target else None, target)
    if found.target is not None:
        loses = stop is not None and stop < 0
        assert near(found.target.r, -target / stop if loses and stop and target is not None else None)
    return found


def check_margins(before: Before, account: Replay, found: Consequence) -> None:
    """A liquidation is right when nothing is left there, and something one tick nearer to the mark."""
    assert before.mark is not None
    mark = Fraction(before.mark)
    rate = maintenance_rate(before.tiers, before.mark * (found.after.size if found.after else D(0)))
    assert rate is not None
    assert before.funding_rate is not None
    assert found.funding is not None
    assert Fraction(found.funding) == -account.size * mark * Fraction(before.funding_rate)
    here = surplus(before, account, mark, Fraction(rate))
    if here is None:
        assert (found.liquidation, found.safe, found.margin_ratio) == (None, False, None)
        return
    needed = abs(account.size) * mark * Fraction(rate)
    needed += (
        Fraction(before.backing.maintenance)
        if before.margin_mode is MarginMode.CROSSED and before.backing
        else 0
    )
    extra = abs(account.size) * mark * Fraction(rate) if before.margin_mode is MarginMode.ISOLATED else needed
    equity = here + extra
    assert near(found.margin_ratio, extra / equity if equity > 0 else Fraction(1))
    tolerance = CLOSE * (abs(account.cost) + abs(here) + 1)
    tick = Fraction(before.instrument.tick)
    if found.safe:
        assert account.size > 0
        at_nothing = surplus(before, account, Fraction(0), Fraction(rate))
        assert at_nothing is not None
        assert at_nothing >= -tolerance
        return
    assert found.liquidation is not None
    at = Fraction(found.liquidation)
    assert at % tick == 0
    away = -tick if account.size > 0 else tick
    there, beyond = (surplus(before, account, price, Fraction(rate)) for price in (at, at + away))
    assert there is not None
    assert beyond is not None
    assert beyond < tolerance
    assert there >= -tolerance or (account.size < 0 and at == tick)


@pytest.mark.slow
def test_ten_thousand_worlds_against_a_second_reading() -> None:
    rng = random.Random(20_260_101)
    seen = {"liquidation": 0, "safe": 0, "closed": 0, "turned": 0, "beyond": 0, "r": 0}
    for _ in range(CASES):
        before, wanted = made(rng)
        found = check(before, wanted)
        seen["liquidation"] += found.liquidation is not None
        seen["safe"] += found.safe
        seen["closed"] += found.realised is not None
        held = before.holding
        seen["turned"] += held is not None and found.after is not None and held.side is not found.after.side
        seen["beyond"] += bool(found.fills.beyond)
        seen["r"] += found.target is not None and found.target.r is not None
    # The cases are worth their name: none of what is checked is missing from them.
    assert min(seen.values()) > 200, seen


def risky(rng: random.Random) -> Iterator[tuple[Before, Wanted, Decimal]]:
    """Orders whose stop is on the losing side."""
    while True:
        before, wanted = made(rng)
        if wanted.stop is None or wanted.closes or wanted.time_in_force in (TimeInForce.IOC, TimeInForce.FOK):
            continue
        yield replace(before, holding=None), wanted, D(rng.randint(1, 10**6)) / 100


def test_a_size_for_a_risk_never_risks_more_and_one_lot_more_would() -> None:
    rng = random.Random(7)
    found = 0
    for _, (before, wanted, risk) in zip(range(2_000), risky(rng), strict=False):
        size = size_for_risk(before, wanted, risk)
        if size is None or not size:
            continue
        lot = before.instrument.lot
        less = consequence(before, replace(wanted, size=size)).stop
        assert less is not None
        assert -less.money <= risk + D("1e-12")
        alike = replace(before, instrument=replace(before.instrument, maker_fee=before.instrument.taker_fee))
        most = size_for_risk(alike, wanted, risk)
        assert most is not None
        more = consequence(alike, replace(wanted, size=most + lot)).stop
        assert more is not None
        assert -more.money > risk - D("1e-12")
        found += 1
    assert found > 500


@pytest.mark.parametrize(
    ("before", "wanted"),
    [
        (BEFORE, Wanted(BUY, D(1), D(100))),
        (BEFORE, Wanted(BUY, D(1), D(100), stop=D(100))),
        (BEFORE, Wanted(BUY, D(1), D(100), stop=D(101))),
        (replace(BEFORE, levels=()), Wanted(BUY, D(1), stop=D(90))),
        (replace(BEFORE, instrument=replace(PERP, taker_fee=None)), Wanted(BUY, D(1), D(100), stop=D(90))),
    ],
)
def test_without_a_losing_stop_there_is_no_size_for_a_risk(before: Before, wanted: Wanted) -> None:
    assert size_for_risk(before, wanted, D(10)) is None


def test_no_risk_is_no_size() -> None:
    assert size_for_risk(BEFORE, Wanted(BUY, D(1), D(100), stop=D(90)), D(0)) is None


def test_a_market_order_walks_the_book() -> None:
    found = consequence(BEFORE, Wanted(BUY, D(4), stop=D(95), target=D(110)))
    assert found.fills.taken == ((D("100.1"), D(2)), (D("100.2"), D(2)))
    assert found.fills.average == D("100.15")
    assert found.slippage == D("0.05") / D("100.1")
    assert found.fee == D("400.6") * D("0.0006")
    assert found.after == Holding(BUY, D(4), D("100.15"))
    assert found.funding == D("-0.04")
    assert found.safe
    assert found.stop == Exit(D(380) - D("400.6") - D("400.6") * D("0.0006") - D(380) * D("0.0006"), D(-1))


def test_what_the_book_does_not_hold_is_said() -> None:
    fills = fills_of(BEFORE, Wanted(BUY, D(12)))
    assert (fills.beyond, fills.size) == (D(2), D(12))
    assert fills_of(replace(BEFORE, levels=()), Wanted(BUY, D(12))).average is None


@pytest.mark.parametrize(
    ("rule", "filled", "waiting"),
    [
        (TimeInForce.GTC, 5, 5),
        (TimeInForce.IOC, 5, 0),
        (TimeInForce.FOK, 0, 0),
        (TimeInForce.POST_ONLY, 0, 10),
    ],
)
def test_a_limit_order_takes_and_waits_by_its_rule(rule: TimeInForce, filled: int, waiting: int) -> None:
    fills = fills_of(BEFORE, Wanted(BUY, D(10), D("100.2"), rule))
    assert sum(size for _, size in fills.taken) == filled
    assert fills.waiting == waiting


def test_an_isolated_position_is_lost_by_itself() -> None:
    before = replace(BEFORE, margin_mode=MarginMode.ISOLATED, backing=None)
    found = consequence(before, Wanted(BUY, D(2)))
    assert found.after == Holding(BUY, D(2), D("100.1"), D("20.02"))
    assert found.liquidation == D("90.5")
    assert not found.safe


def test_closing_more_than_is_held_closes_what_is_held() -> None:
    before = replace(BEFORE, levels=((D("99.9"), D(50)),), holding=LONG)
    found = consequence(before, Wanted(SELL, D(25), closes=True))
    assert (found.realised, found.after, found.fills.size) == (D("99.0"), None, D(10))
    assert consequence(before, Wanted(BUY, D(25), closes=True)).fills.size == 0
    assert consequence(BEFORE, Wanted(BUY, D(25), closes=True)).fills.size == 0


def test_what_is_not_known_is_not_said() -> None:
    blind = Before(replace(PERP, maker_fee=None))
    found = consequence(blind, Wanted(BUY, D(1), D(100), stop=D(90), target=D(120)))
    assert (found.fee, found.slippage, found.stop, found.target) == (None, None, None, None)
    assert (found.liquidation, found.safe, found.margin_ratio, found.funding) == (None, False, None, None)
    assert consequence(replace(BEFORE, tiers=()), Wanted(BUY, D(1))).liquidation is None
    assert consequence(replace(BEFORE, backing=None), Wanted(BUY, D(1))).margin_ratio is None


def test_spot_has_no_position() -> None:
    found = consequence(Before(SPOT, ASKS), Wanted(BUY, D(1)))
    assert (found.after, found.realised, found.liquidation) == (None, None, None)
    assert found.fills.average == D("100.1")
