"""Tests for `ui/panels/orders/state.py`."""

from decimal import Decimal

import pytest

from terminal_app.core.commands import CancelAll, CancelOrder
from terminal_app.core.instrument import ProductType
from terminal_app.core.money import QuoteQty
from terminal_app.core.orders import OrderStatus, Source, TimeInForce
from terminal_app.ui.panels.orders import state
from terminal_app.ui.panels.orders.state import STATUS_WORDS
from tests.helpers.ui_samples import BTC_PERP, ETH_SPOT, RULES, order


def test_numbers_follow_the_rules_of_the_instrument() -> None:
    (shown,) = state.rows([order(price="64000.5", filled="0.1")], RULES.get)
    assert state.price_text(shown) == "64\u2009000.5"
    assert (state.size_text(shown), state.filled_text(shown)) == ("0.250", "0.100")


def test_an_unknown_instrument_still_has_numbers() -> None:
    (shown,) = state.rows([order(price="0.50")], lambda _: None)
    assert (state.price_text(shown), state.size_text(shown)) == ("0.5", "0.25")


def test_a_market_order_has_no_price() -> None:
    (shown,) = state.rows([order(price=None)], RULES.get)
    assert (state.kind_text(shown), state.price_text(shown)) == ("Market", "Market")


def test_a_size_in_quote_coin_says_so() -> None:
    spent = order(which=ETH_SPOT, price=None, size=QuoteQty(Decimal(100)))
    (shown,) = state.rows([spent], RULES.get)
    assert state.size_text(shown) == "100.00 USDT"


def test_what_is_special_is_said() -> None:
    plain, special = state.rows(
        [
            order(),
            order(terms=TimeInForce.POST_ONLY, reduce_only=True, source=Source.EXTERNAL),
        ],
        RULES.get,
    )
    assert state.terms_text(plain) == ""
    assert state.terms_text(special) == "post-only, reduce-only"
    assert state.kind_tip(special) == "Limit, post-only, reduce-only"
    assert (plain.elsewhere, state.origin_text(plain)) == (False, "here")
    assert (special.elsewhere, state.origin_text(special)) == (True, "elsewhere")
    assert "website" in state.origin_tip(special)


def test_every_state_has_plain_words() -> None:
    assert set(STATUS_WORDS) == set(OrderStatus)
    (shown,) = state.rows([order(status=OrderStatus.UNKNOWN, note="The answer was lost.")], RULES.get)
    assert state.status_text(shown) == "unconfirmed"
    assert shown.in_doubt
    assert "never sent a second time" in state.status_tip(shown)
    assert state.status_tip(shown).endswith("The answer was lost.")


@pytest.mark.parametrize(
    ("status", "possible"),
    [
        (OrderStatus.INTENT, False),
        (OrderStatus.OPEN, True),
        (OrderStatus.PARTIAL, True),
        (OrderStatus.UNKNOWN, True),
        (OrderStatus.CANCEL_PENDING, False),
        (OrderStatus.CANCEL_UNKNOWN, True),
    ],
)
def test_a_cancel_is_offered_where_it_makes_sense(status: OrderStatus, possible: bool) -> None:
    (shown,) = state.rows([order(status=status)], RULES.get)
    assert shown.cancellable is possible


def test_the_commands() -> None:
    (shown,) = state.rows([order("tb-9")], RULES.get)
    assert state.cancel(shown) == CancelOrder("tb-9", BTC_PERP, "id-tb-9")
    assert state.cancel_symbol(BTC_PERP) == CancelAll(ProductType.USDT_FUTURES, "BTCUSDT")
    both = [ProductType.USDT_FUTURES, ProductType.SPOT, ProductType.SPOT]
    assert state.cancel_all(both) == [CancelAll(ProductType.SPOT), CancelAll(ProductType.USDT_FUTURES)]
    assert state.cancel_all([]) == []


def test_a_long_list_is_cut_in_the_question() -> None:
    shown = state.rows([order(f"tb-{number}") for number in range(11)], RULES.get)
    lines = state.cancel_question(shown).splitlines()
    assert (lines[0], len(lines), lines[-1]) == ("Cancel 11 orders", 10, "and 3 more")


def test_the_button_for_many_says_what_it_does() -> None:
    shown = state.rows([order("tb-1"), order("tb-2", status=OrderStatus.UNKNOWN)], RULES.get)
    assert state.count_text(shown, filtered=False) == "Cancel all (2)"
    assert state.count_text(shown, filtered=True) == "Cancel 2 shown"
    assert state.many_tip(filtered=True) != state.many_tip(filtered=False)
    assert state.doubt_text(shown) == "1 unconfirmed: the venue is being asked"
    assert state.doubt_text(shown[:1]) == ""
