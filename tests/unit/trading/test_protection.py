"""Tests for `trading/protection.py`: ten at 100, liquidated at 80 (long) or 120 (short), fee 0.1 %."""

from dataclasses import replace
from decimal import Decimal

import pytest

from terminal_app.core.account import HoldMode, Position
from terminal_app.core.orders import ExitLeg, PositionSide, Side, TriggerBy
from terminal_app.core.strategy_orders import StrategyKind, StrategyOrder, StrategyStatus
from terminal_app.trading.protection import Badge, audit, outcome_at
from tests.helpers.ui_samples import BTC_PERP, ETH_SPOT, RULES, position, trigger_order, waiting

D = Decimal
S = StrategyStatus
P, PART, NAKED, LATE, UNSURE = Badge.PROTECTED, Badge.PARTLY, Badge.NAKED, Badge.LATE, Badge.UNSURE
LONG, SHORT = PositionSide.LONG, PositionSide.SHORT
SELL, BUY = Side.SELL, Side.BUY
RULE = replace(RULES[BTC_PERP], taker_fee=D("0.001"))


def held(
    side: PositionSide = LONG, size: str = "10", liq: str | None = "", mode: HoldMode = HoldMode.ONE_WAY
) -> Position:
    """A position; its liquidation is the usual one of its side unless another or none is named."""
    usual = "80" if side is LONG else "120"
    at = None if liq is None else D(liq or usual)
    return replace(position(side=side, size=size, entry="100", hold_mode=mode), liquidation=at)


def sl(
    at: str, size: str | None = None, side: Side = SELL, limit: str | None = None, status: S = S.PENDING
) -> StrategyOrder:
    """A stop-loss."""
    leg = ExitLeg(D(at), TriggerBy.MARK, None if limit is None else D(limit))
    return waiting(f"tb-{at}-{size}", side=side, loss=leg, size=size, status=status)


def tp(at: str, side: Side = SELL) -> StrategyOrder:
    """A take-profit alone."""
    return waiting("tb-tp", side=side, profit=ExitLeg(D(at)))


def both(loss: str, profit: str) -> StrategyOrder:
    """A take-profit and a stop-loss of the whole position."""
    return waiting("tb-both", profit=ExitLeg(D(profit)), loss=ExitLeg(D(loss)))


def trig(
    at: str, size: str = "10", side: Side = SELL, limit: str | None = None, *, reduce: bool = True
) -> StrategyOrder:
    """A trigger order."""
    return trigger_order(f"tb-g{at}", side=side, trigger=at, size=size, price=limit, reduce_only=reduce)


def elsewhere(order: StrategyOrder) -> StrategyOrder:
    """The same on another instrument."""
    return replace(order, instrument=ETH_SPOT)


def of_side(order: StrategyOrder, side: PositionSide) -> StrategyOrder:
    """The same for a position of hedge mode."""
    return replace(order, position_side=side)


HEDGED = held(mode=HoldMode.HEDGE)
HEDGED_SHORT = held(SHORT, mode=HoldMode.HEDGE)

CASES: list[tuple[Position, list[StrategyOrder], Badge, str, str | None]] = [
    # nothing, or nothing that counts
    (held(), [], NAKED, "0", None),
    (held(SHORT), [], NAKED, "0", None),
    (held(), [tp("110")], NAKED, "0", None),
    (held(SHORT), [tp("90", BUY)], NAKED, "0", None),
    (held(), [sl("90", side=BUY)], NAKED, "0", None),
    (held(), [elsewhere(sl("90"))], NAKED, "0", None),
    (held(), [sl("90", status=S.CANCELLED)], NAKED, "0", None),
    (held(), [sl("90", status=S.FAILED)], NAKED, "0", None),
    (held(), [sl("90", status=S.DONE)], NAKED, "0", None),
    (held(), [trig("90", reduce=False)], NAKED, "0", None),
    (held(), [trig("110")], NAKED, "0", None),
    (held(), [trig("90", side=BUY)], NAKED, "0", None),
    # on their way, or not confirmed
    (held(), [sl("90", status=S.SENDING)], UNSURE, "0", None),
    (held(), [sl("90", status=S.UNKNOWN)], UNSURE, "0", None),
    (held(), [sl("90", "4"), sl("85", "6", status=S.UNKNOWN)], PART, "0.4", "-40.36"),
    (held(), [sl("90", status=S.SUBMITTING)], P, "1", "-100.9"),
    # the whole position
    (held(), [sl("90")], P, "1", "-100.9"),
    (held(), [sl("90", "10")], P, "1", "-100.9"),
    (held(), [sl("90", "25")], P, "1", "-100.9"),
    (held(), [both("90", "120")], P, "1", "-100.9"),
    (held(), [sl("90"), tp("120")], P, "1", "-100.9"),
    (held(), [sl("105")], P, "1", "48.95"),
    (held(), [sl("100")], P, "1", "-1"),
    (held(SHORT), [sl("110", side=BUY)], P, "1", "-101.1"),
    (held(SHORT), [sl("95", side=BUY)], P, "1", "49.05"),
    (held(liq=None), [sl("1")], P, "1", "-990.01"),
    # the worst it executes at is the limit
    (held(), [sl("90", limit="89")], P, "1", "-110.89"),
    (held(SHORT), [sl("110", side=BUY, limit="111")], P, "1", "-111.11"),
    # parts
    (held(), [sl("90", "4")], PART, "0.4", "-40.36"),
    (held(), [sl("90", "4"), sl("95", "6")], P, "1", "-70.93"),
    (held(), [sl("95", "4"), sl("90")], P, "1", "-80.92"),
    (held(size="20"), [sl("90", "10")], PART, "0.5", "-100.9"),
    (held(size="5"), [sl("90", "10")], P, "1", "-50.45"),
    # beyond the liquidation
    (held(), [sl("79")], LATE, "0", None),
    (held(), [sl("80")], LATE, "0", None),
    (held(SHORT), [sl("120", side=BUY)], LATE, "0", None),
    (held(), [sl("90", "4"), sl("70", "6")], LATE, "0.4", "-40.36"),
    (held(), [sl("90"), sl("70")], P, "1", "-100.9"),
    # trigger orders that only close
    (held(), [trig("90")], P, "1", "-100.9"),
    (held(), [trig("90", "4", limit="89")], PART, "0.4", "-44.356"),
    (held(SHORT), [trig("110", side=BUY)], P, "1", "-101.1"),
    # hedge mode: an order belongs to one of two positions
    (HEDGED, [of_side(sl("90"), LONG)], P, "1", "-100.9"),
    (HEDGED, [of_side(trig("90", reduce=False), LONG)], P, "1", "-100.9"),
    (HEDGED, [of_side(trig("90", reduce=False), SHORT)], NAKED, "0", None),
    (HEDGED_SHORT, [of_side(sl("90"), LONG)], NAKED, "0", None),
]


@pytest.mark.parametrize(("owned", "orders", "badge", "share", "result"), CASES)
def test_the_badge_of_a_position(
    owned: Position, orders: list[StrategyOrder], badge: Badge, share: str, result: str | None
) -> None:
    for order in (orders, orders[::-1]):
        found = audit(owned, order, RULE)
        assert (found.badge, found.share) == (badge, D(share))
        assert found.result == (None if result is None else D(result))
        assert found.fees


def test_there_are_forty_cases_and_every_badge_is_among_them() -> None:
    assert len(CASES) >= 40
    assert {case[2] for case in CASES} == set(Badge)


def test_the_mark_price_tells_a_stop_from_a_take_profit() -> None:
    assert audit(held(), [trig("105")], RULE).badge is NAKED
    assert audit(held(), [trig("105")], RULE, D(108)).badge is P


def test_an_unknown_fee_is_left_out_and_said() -> None:
    found = audit(held(), [sl("90")], None)
    assert (found.result, found.fees) == (D(-100), False)


def test_the_stop_that_is_hit_first_stands_in_front() -> None:
    found = audit(held(), [sl("85", "5"), sl("95", "5")], RULE)
    assert [stop.trigger for stop in found.stops] == [D(95), D(85)]
    assert [stop.by for stop in found.stops] == [TriggerBy.MARK] * 2


def test_closing_costs_the_fee_of_closing() -> None:
    assert outcome_at(held(), D(110), D(2), D("0.001")) == D("19.78")
    assert outcome_at(held(SHORT), D(110), D(2), None) == D(-20)


@pytest.mark.parametrize("kind", [StrategyKind.TRAILING, StrategyKind.TRAILING_STOP])
def test_the_venues_own_trailing_order_is_no_stop_at_a_known_price(kind: StrategyKind) -> None:
    trailing = replace(trig("90"), kind=kind, callback=D("0.01"))
    assert audit(held(), [trailing], RULE, D(100)).badge is NAKED
    assert audit(held(), [trig("90")], RULE, D(100)).badge is P
