"""Tests for `ui/panels/chart/risk_texts.py`."""

from dataclasses import replace
from decimal import Decimal

from terminal_app.core.money import BaseQty
from terminal_app.core.orders import ExitLeg, PositionSide, Side
from terminal_app.ui.panels.chart.risk_texts import away_text, multiple_text, order_text
from terminal_app.ui.panels.positions.state import PositionRow, rows
from tests.helpers.ui_samples import BTC_PERP, ETH_SPOT, RULES, order, position, ticker
from tests.helpers.ui_samples import waiting as waiting_for

D = Decimal
RULE = replace(RULES[BTC_PERP], taker_fee=D("0.001"))


def held(stop: str | None = None, side: PositionSide = PositionSide.LONG) -> list[PositionRow]:
    """Half a coin at 64 000, with a stop for all of it or without."""
    closing = Side.SELL if side is PositionSide.LONG else Side.BUY
    leg = None if stop is None else ExitLeg(D(stop))
    waiting = [] if leg is None else [waiting_for(loss=leg, side=closing)]
    return rows([position(side=side)], lambda _: RULE, lambda _: D(64_100), waiting)


def said(text: str) -> str:
    return text.replace("\u2009", "")


def test_the_distance_is_in_percent_and_ticks() -> None:
    assert said(away_text(D("63936"), ticker(BTC_PERP, "64000"), RULE)) == "−0.10%, 640 ticks from last"
    assert said(away_text(D("64000.1"), ticker(BTC_PERP, "64000"), RULE)).endswith("1 tick from last")
    assert away_text(D(1), None, RULE) == ""


def test_an_order_that_adds_says_what_it_loses_at_the_stop_of_the_position() -> None:
    add = order(price="63900", size=BaseQty(D("0.2")))
    # (63 000 - 63 900) x 0.2 and 0.1 % of 12 600 to close.
    assert said(order_text(add, D(63_900), held("63000"), RULE)) == "−192.60 USDT if stopped at 63000.0"
    assert order_text(add, D(62_900), held("63000"), RULE) == "no stop"
    assert order_text(add, D(63_900), held(), RULE) == "no stop"
    assert order_text(add, D(63_900), [], RULE) == "no stop"


def test_a_short_has_it_the_other_way_round() -> None:
    add = order(side=Side.SELL, price="64000", size=BaseQty(D("0.2")))
    short = held("65000", PositionSide.SHORT)
    assert said(order_text(add, D(64_000), short, RULE)) == "−213.00 USDT if stopped at 65000.0"


def test_an_order_that_closes_says_its_result_for_no_more_than_there_is() -> None:
    sell = order(side=Side.SELL, price="64500", size=BaseQty(D(2)), reduce_only=True)
    assert said(order_text(sell, D(64_500), held(), RULE)) == "closes for +217.75 USDT"


def test_spot_has_no_stop_to_speak_of() -> None:
    assert order_text(order(which=ETH_SPOT), D(64_000), [], RULES[ETH_SPOT]) == ""


def test_multiples_are_of_what_the_stop_loses() -> None:
    (row,) = held("63000")
    free = replace(row, instrument=replace(RULE, taker_fee=D(0)))
    assert multiple_text(free, D(66_000)) == "2.0 R"
    assert multiple_text(free, D(66_000), stop=D(62_000)) == "1.0 R"
    assert multiple_text(free, D(66_000), stop=D(64_500)) == "no loss left"
    assert multiple_text(held()[0], D(66_000)) == ""
