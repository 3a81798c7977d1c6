"""Tests for `ui/panels/chart/offers.py`: what a click would send."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.account import AccountSettings, HoldMode, SymbolSetting
from terminal_app.core.commands import PlaceOrder
from terminal_app.core.money import BaseQty, is_multiple
from terminal_app.core.orders import MarginMode, OrderType, PositionSide, Side
from terminal_app.ui.panels.chart.offers import (
    HEDGED,
    NO_RULES,
    NO_SETTINGS,
    NO_SIZE,
    LimitOffer,
    away_from_middle,
    limit_order,
    move_text,
    offer,
    offer_text,
    passive_price,
    question,
    reversal,
    trades_at_once,
)
from terminal_app.ui.panels.chart.risk_texts import away_text
from tests.helpers.ui_samples import BTC_PERP, ETH_SPOT, RULES, order, position, ticker

D = Decimal
RULE = RULES[BTC_PERP]
TICKER = replace(ticker(BTC_PERP, "64000"), bid=D("64000.0"), ask=D("64000.2"))
BUY, SELL = Side.BUY, Side.SELL


@given(
    st.floats(1e-7, 1e6),
    st.sampled_from([D("0.1"), D("0.5"), D("0.000000001"), D(5)]),
    st.sampled_from(list(Side)),
)
def test_a_price_goes_to_the_tick_on_the_passive_side(value: float, tick: Decimal, side: Side) -> None:
    price = passive_price(value, tick, side)
    assert is_multiple(price, tick)
    assert price >= tick
    slack = float(tick) * 1e-5 + value * 1e-12
    if price > tick:
        assert price - D(value) <= D(slack) if side is BUY else D(value) - price <= D(slack)
        assert abs(float(price) - value) < float(tick) + slack


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize("ticks", [1, 3, 640_001, 640_003])
def test_a_pixel_on_a_tick_means_that_tick(side: Side, ticks: int) -> None:
    assert passive_price(ticks * 0.1, D("0.1"), side) == ticks * D("0.1")


def test_an_offer_is_what_the_ticket_holds_at_the_price() -> None:
    made = offer(BUY, 63_990.07, RULE, D("0.0509"), TICKER)
    assert made == LimitOffer(BUY, D("63990.0"), D("0.050"))
    assert offer_text(made, RULE).replace("\u2009", " ") == "Buy limit 0.050 BTC at 63 990.0"
    assert question(made, RULE).splitlines()[1].replace("\u2009", "") == "Value 3199.50 USDT"


def test_an_order_that_would_trade_at_once_says_so() -> None:
    made = offer(SELL, 63_990.07, RULE, D("0.05"), TICKER)
    assert (made.price, made.at_once) == (D("63990.1"), True)
    assert offer_text(made, RULE).endswith(", fills at once")
    assert trades_at_once(BUY, D("64000.2"), TICKER)
    assert not trades_at_once(BUY, D("64000.1"), TICKER)
    assert not trades_at_once(BUY, D(99_999), None)


@pytest.mark.parametrize(
    ("size", "block", "reason"),
    [
        (None, "", NO_SIZE),
        (D("0.0009"), "", NO_SIZE),
        (D("0.05"), "Orders are shut.", "Orders are shut"),
    ],
)
def test_why_there_is_no_offer(size: Decimal | None, block: str, reason: str) -> None:
    made = offer(BUY, 64_000.0, RULE, size, TICKER, block)
    assert made.reason.rstrip(".") == reason
    assert offer_text(made, RULE).endswith(f": {reason}")
    assert limit_order(made, RULE, None, "tb-1") == made.reason


def test_too_little_is_told_before_it_is_sent() -> None:
    strict = replace(RULE, min_qty=D("0.01"))
    assert offer(BUY, 64_000, strict, D("0.005"), TICKER).reason == "the smallest order is 0.01 BTC"
    dear = replace(RULE, min_notional=D(100))
    assert offer(BUY, 64_000, dear, D("0.001"), TICKER).reason == "the order must be worth at least 100 USDT"


def test_without_rules_there_is_no_price() -> None:
    made = offer(BUY, 64_000.0, None, D(1), TICKER)
    assert (made.price, made.reason) == (None, NO_RULES)
    assert offer_text(made, None) == f"Buy limit: {NO_RULES}"


def settings(mode: HoldMode, *symbols: SymbolSetting) -> AccountSettings:
    return AccountSettings("1", mode, symbols)


def test_the_order_of_an_offer() -> None:
    made = LimitOffer(SELL, D("64010.0"), D("0.05"))
    own = settings(HoldMode.ONE_WAY, SymbolSetting(BTC_PERP, MarginMode.ISOLATED, D(5)))
    assert limit_order(made, RULE, own, "tb-9") == PlaceOrder(
        "tb-9",
        BTC_PERP,
        SELL,
        OrderType.LIMIT,
        BaseQty(D("0.05")),
        D("64010.0"),
        margin_mode=MarginMode.ISOLATED,
    )


@pytest.mark.parametrize(("side", "opens"), [(BUY, PositionSide.LONG), (SELL, PositionSide.SHORT)])
def test_in_hedge_mode_an_order_opens_its_own_position(side: Side, opens: PositionSide) -> None:
    command = limit_order(LimitOffer(side, D(1), D(1)), RULE, settings(HoldMode.HEDGE), "tb-9")
    assert isinstance(command, PlaceOrder)
    assert (command.position_side, command.margin_mode) == (opens, MarginMode.CROSSED)


def test_an_unknown_account_gets_no_futures_order_and_spot_needs_none() -> None:
    made = LimitOffer(BUY, D(1), D(1))
    assert limit_order(made, RULE, None, "tb-9") == NO_SETTINGS
    command = limit_order(made, RULES[ETH_SPOT], None, "tb-9")
    assert isinstance(command, PlaceOrder)
    assert command.margin_mode is None


@pytest.mark.parametrize(("held", "side"), [(PositionSide.LONG, SELL), (PositionSide.SHORT, BUY)])
def test_a_reversal_is_one_market_order_of_twice_the_size(held: PositionSide, side: Side) -> None:
    command = reversal(position(side=held), "tb-9")
    assert isinstance(command, PlaceOrder)
    assert (command.side, command.order_type, command.size) == (side, OrderType.MARKET, BaseQty(D("1.0")))
    assert not command.reduce_only


def test_hedge_mode_has_no_reversal_but_a_sentence() -> None:
    assert reversal(position(hold_mode=HoldMode.HEDGE), "tb-9") == HEDGED


def test_the_distance_counts_to_the_bad_side_only() -> None:
    assert away_from_middle(BUY, D("70400.11"), TICKER) == D("0.1")
    assert away_from_middle(BUY, D(50_000), TICKER) == 0
    assert away_from_middle(SELL, D("57600.09"), TICKER) == D("0.1")
    assert away_from_middle(SELL, D(1), None) is None


def test_a_move_says_price_and_distance_and_what_is_at_risk() -> None:
    buy = order(price="63900", size=BaseQty(D("0.5")))
    text = move_text(buy, D("63910.5"), RULE, TICKER, "").replace("\u2009", "")
    away = away_text(D("63910.5"), TICKER, RULE).replace("\u2009", "")
    assert text == f"▲ Buy 0.500 · 63910.5 (+10.5) · value +5.25 USDT · {away}"
    assert "no stop" in move_text(buy, D("63910.5"), RULE, TICKER, "no stop")
    sell = order(side=SELL, price="64100", size=BaseQty(D("0.5")))
    assert move_text(sell, D(64_000), RULE, TICKER, "").endswith("from last · fills at once")
