"""Tests for `ui/panels/chart/stop_offers.py`: what a stop entry of the menu would send."""

from dataclasses import replace
from decimal import Decimal

import pytest

from terminal_app.core.account import AccountSettings, HoldMode, SymbolSetting
from terminal_app.core.account_kind import AccountKind
from terminal_app.core.commands import PlaceTrigger
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import MarginMode, PositionSide, Side, TriggerBy
from terminal_app.ui.panels.chart.offers import NO_PRICE, NO_RULES, NO_SETTINGS, NO_SIZE
from terminal_app.ui.panels.chart.stop_offers import (
    StopOffer,
    stop_offer,
    stop_order,
    stop_question,
    stop_text,
)
from tests.helpers.ui_samples import BTC_PERP, ETH_SPOT, RULES, ticker

D = Decimal
RULE = RULES[BTC_PERP]
BUY, SELL = Side.BUY, Side.SELL
TICKER = ticker(BTC_PERP, "64000")
OWN = AccountSettings("1", HoldMode.ONE_WAY, (SymbolSetting(BTC_PERP, MarginMode.ISOLATED, D(5)),))


def made(side: Side, value: float, size: str | None = "0.0509") -> StopOffer:
    return stop_offer(side, value, RULE, None if size is None else D(size), TICKER, OWN)


def test_a_buy_stop_waits_above_the_market_for_the_nearest_tick() -> None:
    one = made(BUY, 64_100.07)
    assert one == StopOffer(BUY, D("64100.1"), D("0.050"))
    words = "Buy stop 0.050 BTC at 64 100.1, market when last rises there"
    assert stop_text(one, RULE).replace("\u2009", " ") == words
    assert stop_question(one, RULE).replace("\u2009", "").splitlines()[1] == "Value, about 3205.00 USDT"
    assert stop_text(made(SELL, 63_900.0), RULE).endswith(", market when last falls there")


@pytest.mark.parametrize(
    ("side", "value"), [(BUY, 63_999.0), (BUY, 64_000.0), (SELL, 64_000.0), (SELL, 65_000)]
)
def test_the_wrong_side_of_the_market_says_so(side: Side, value: float) -> None:
    one = made(side, value)
    where = "above" if side is BUY else "below"
    assert one.reason.replace("\u2009", "") == f"it belongs {where} the last price, 64000.0"
    assert stop_order(one, RULE, OWN, "tb-1") == one.reason


def test_why_there_is_no_stop() -> None:
    assert made(BUY, 64_100.0, None).reason == NO_SIZE
    assert stop_offer(BUY, 64_100.0, None, D(1), TICKER, OWN).reason == NO_RULES
    assert stop_offer(BUY, 64_100.0, RULE, D(1), None, OWN).reason == NO_PRICE
    shut = stop_offer(BUY, 64_100.0, RULE, D(1), TICKER, OWN, "Orders are shut.")
    assert stop_text(shut, RULE).endswith(": Orders are shut")
    dear = replace(RULE, min_notional=D(100_000))
    assert "worth at least 100000 USDT" in stop_offer(BUY, 64_100.0, dear, D("0.1"), TICKER, OWN).reason


@pytest.mark.parametrize(("kind", "able"), [(AccountKind.UNIFIED, False), (AccountKind.CLASSIC, True)])
def test_spot_has_stops_where_the_account_has_them(kind: AccountKind, able: bool) -> None:
    rules, prices = RULES[ETH_SPOT], ticker(ETH_SPOT, "3000")
    own = replace(OWN, kind=kind)
    one = stop_offer(SELL, 2_900.0, rules, D(1), prices, own)
    assert ("futures only" not in one.reason) is able
    command = stop_order(one, rules, own, "tb-1")
    if able:
        assert command == trigger(ETH_SPOT, SELL, "2900", "1")
    else:
        assert command == one.reason


def trigger(instrument: InstrumentId, side: Side, price: str, size: str) -> PlaceTrigger:
    """A stop entry without any margin."""
    return PlaceTrigger("tb-1", instrument, side, BaseQty(D(size)), D(price), TriggerBy.LAST)


def test_the_order_of_a_stop_is_margined_and_opens_as_the_account_is_set_up() -> None:
    plain = replace(trigger(BTC_PERP, BUY, "64100.0", "0.05"), margin_mode=MarginMode.ISOLATED)
    assert stop_order(made(BUY, 64_100.0, "0.05"), RULE, OWN, "tb-1") == plain
    hedged = replace(OWN, hold_mode=HoldMode.HEDGE)
    opens = stop_order(made(SELL, 63_900.0, "0.05"), RULE, hedged, "tb-1")
    assert isinstance(opens, PlaceTrigger)
    assert opens.position_side is PositionSide.SHORT
    assert stop_order(made(BUY, 64_100.0), RULE, None, "tb-1") == NO_SETTINGS
