"""Tests for `ui/window_facts.py`: what is known of an account, and what is not yet."""

from decimal import Decimal

from terminal_app.core.account import AccountSnapshot
from terminal_app.core.events import TickerSeen
from terminal_app.core.instrument import ProductType
from terminal_app.ui.statusbar_state import ACCOUNT_STALE_SECONDS
from terminal_app.ui.window_facts import equity, flattening_plan, status_facts
from tests.helpers.ui_parts import PartsDesk
from tests.helpers.ui_samples import BTC_PERP, STAMP, ticker


def test_before_anything_arrived_nothing_is_known() -> None:
    parts = PartsDesk().parts()
    facts = status_facts(parts, BTC_PERP)
    assert facts.feed_age is None
    assert facts.account_age is None
    assert facts.unconfirmed == 0
    assert equity(parts) is None


def test_ages_are_counted_from_what_arrived() -> None:
    desk = PartsDesk()
    desk.desk.hub.apply(TickerSeen(ticker(BTC_PERP, "64200")))
    desk.balances.apply(AccountSnapshot(STAMP, Decimal("1234.5"), ()))
    desk.desk.clock.advance(7)
    facts = status_facts(desk.parts(), BTC_PERP)
    assert (facts.feed_age, facts.account_age) == (7.0, 7.0)
    assert facts.account_limit == ACCOUNT_STALE_SECONDS
    assert status_facts(desk.parts(), None).feed_age is None
    assert equity(desk.parts()) == Decimal("1234.5")


def test_wallets_are_not_repeated_and_so_never_stale() -> None:
    desk = PartsDesk()
    desk.balances.apply(AccountSnapshot(STAMP, Decimal(1), (), wallets=(ProductType.SPOT,)))
    assert status_facts(desk.parts(), None).account_limit is None


def test_a_plan_counts_what_is_alive() -> None:
    assert flattening_plan(PartsDesk().parts())[1] == "Cancel: no orders"
