"""The rules an order passed are written beside its intent, by name and with the limit of that moment."""

from dataclasses import replace
from decimal import Decimal

import pytest

from terminal_app.core.commands import AmendOrder, Approved, CancelOrder, SetLeverage
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import ExitLeg, OrderType, Side
from terminal_app.core.outcomes import Accepted
from terminal_app.trading import rules
from terminal_app.trading.caps import Wish
from terminal_app.trading.limits import RiskLimits
from tests.helpers.desk import Desk
from tests.helpers.examples import PERP, PERP_ID, guard_long, limit_buy, trigger_buy

D = Decimal
WISH = Wish(Side.BUY, OrderType.LIMIT, BaseQty(D("0.01")), D(64_000), reducing=False)


def rules_of(desk: Desk) -> tuple[str, ...]:
    """What the journal has of the rules of the last intent."""
    told = desk.intents()[-1].rules
    assert told is not None
    return told


async def test_an_order_names_what_it_was_judged_by(desk: Desk) -> None:
    assert isinstance(await desk.service.submit(limit_buy()), Accepted)
    told = rules_of(desk)
    assert told[:2] == (rules.SHAPE, rules.STATE)
    assert "BTCUSDT can be traded" in told
    assert "your limit of 50000 USDT per order" in told
    assert "your limit of 250000 USDT per symbol" in told
    assert "your limit of 200 open orders" in told
    assert "the price is at most 10 s old" in told
    assert "your limit of 10 % from the mid price" in told
    assert not any("another place" in rule for rule in told)  # the desk of the tests has no such limit
    assert rules.EXITS not in told
    assert len(set(told)) == len(told)


async def test_a_limit_is_named_as_it_was_at_the_time(desk: Desk) -> None:
    desk.service.controls.set_limits(replace(desk.limits, max_order_notional=D(40_000), duplicate_ms=250))
    await desk.service.submit(limit_buy())
    told = rules_of(desk)
    assert "your limit of 40000 USDT per order" in told
    assert "no equal order from another place within 250 ms" in told


async def test_what_only_reduces_is_not_judged_by_our_own_limits(desk: Desk) -> None:
    close = replace(limit_buy(), order_type=OrderType.MARKET, price=None, reduce_only=True)
    await desk.service.submit(close)
    assert not any("your limit" in rule or "old" in rule for rule in rules_of(desk))


async def test_exits_and_changes_and_waiting_orders_have_their_own(desk: Desk) -> None:
    guarded = replace(limit_buy(), stop_loss=ExitLeg(D(60_000)))
    assert isinstance(await desk.service.submit(guarded), Accepted)
    assert rules.EXITS in rules_of(desk)
    change = AmendOrder("tb-1", PERP_ID, D("0.02"), D(63_000))
    assert isinstance(await desk.service.submit(change), Accepted)
    assert "your limit of 50000 USDT per order" in rules_of(desk)
    assert isinstance(await desk.service.submit(trigger_buy()), Accepted)
    assert rules.WAITING in rules_of(desk)
    assert isinstance(await desk.service.submit(guard_long()), Accepted)
    told = rules_of(desk)
    assert rules.EXITS in told
    assert not any("your limit" in rule for rule in told)
    assert isinstance(await desk.service.submit(SetLeverage(PERP_ID, D(5))), Accepted)
    assert rules_of(desk) == (rules.LEVERAGE,)


async def test_a_cancel_passes_no_rule(desk: Desk) -> None:
    await desk.service.submit(limit_buy())
    await desk.service.submit(CancelOrder("tb-1", PERP_ID))
    assert desk.intents()[-1].rules is None


def test_rules_do_not_make_two_approvals_different() -> None:
    assert Approved(limit_buy(), ("one",)) == Approved(limit_buy())


def test_names_are_kept_until_the_instrument_or_the_limits_are_others() -> None:
    names = rules.RuleNames()
    limits = RiskLimits()
    asked = rules.Asked(("mid price",), last=True)
    first = names.passed(WISH, asked, PERP, limits)
    assert "your limit of 50000 USDT per order" in first
    assert names.passed(WISH, asked, PERP, limits) is first
    tighter = names.passed(WISH, asked, PERP, replace(limits, max_order_notional=D(7)))
    assert "your limit of 7 USDT per order" in tighter
    banded = names.passed(WISH, asked, replace(PERP, buy_band=D("0.03")), limits)
    assert "the exchange's price band of 3 %" in banded
    assert names.passed(WISH, asked, PERP, limits) == first


@pytest.mark.parametrize(
    "other",
    [
        WISH._replace(reducing=True),
        WISH._replace(shrinks=True),
        WISH._replace(price=None),
        WISH._replace(side=Side.SELL),
        WISH._replace(order_type=OrderType.MARKET, reducing=True),
    ],
)
def test_another_kind_of_order_has_names_of_its_own(other: Wish) -> None:
    instrument, limits = replace(PERP, sell_band=D("0.02")), RiskLimits()
    asked = rules.Asked(("mid price",), last=True)
    names = rules.RuleNames()
    usual = names.passed(WISH, asked, instrument, limits)
    told = names.passed(other, asked, instrument, limits)
    assert told != usual
    assert told == rules.RuleNames().passed(other, asked, instrument, limits)


def test_the_names_that_are_kept_are_bounded() -> None:
    names, limits = rules.RuleNames(), RiskLimits()
    for number in range(200):
        listed = replace(PERP, id=InstrumentId(PERP_ID.product, f"S{number}USDT"))
        assert f"S{number}USDT can be traded" in names.passed(WISH, rules.Asked(), listed, limits)
        assert names.kept <= 64
