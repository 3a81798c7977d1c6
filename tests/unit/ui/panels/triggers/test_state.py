"""Tests for `ui/panels/triggers/state.py`."""

from dataclasses import replace
from decimal import Decimal

import pytest

from terminal_app.core.commands import CancelStrategy
from terminal_app.core.orders import ExitLeg, PositionSide, Side, TriggerBy
from terminal_app.core.strategy_orders import StrategyKind, StrategyOrder, StrategyStatus
from terminal_app.ui.panels.triggers import state
from terminal_app.ui.panels.triggers.state import TriggerRow
from tests.helpers.ui_samples import BTC_PERP, NOW_MS, RULES, position, ticker, trigger_order, waiting

D = Decimal
BOTH = waiting(profit=ExitLeg(D(70000)), loss=ExitLeg(D(60000), TriggerBy.MARK, D(59900)))


def row(order: StrategyOrder, size: str = "0.5", side: PositionSide = PositionSide.LONG) -> TriggerRow:
    """The row of an order beside a position, last price 64000, mark price 63000."""
    now = ticker(BTC_PERP, "64000", mark="63000")
    return state.rows([order], [position(size=size, side=side)], RULES.get, lambda _: now)[0]


@pytest.mark.parametrize(
    ("order", "word"),
    [
        (waiting(), "Stop-loss"),
        (waiting(profit=ExitLeg(D(70000))), "Take-profit"),
        (BOTH, "TP + SL"),
        (trigger_order(), "Trigger buy market"),
        (trigger_order(side=Side.SELL, price="64990"), "Trigger sell limit"),
    ],
)
def test_the_kind_is_told_in_words(order: StrategyOrder, word: str) -> None:
    assert state.kind_text(row(order)) == word


def test_two_prices_are_told_with_what_sets_them_off_and_what_follows() -> None:
    shown = row(BOTH)
    assert state.trigger_text(shown) == "70\u2009000.0 / 60\u2009000.0"
    assert state.by_text(shown) == "last / mark"
    assert state.then_text(shown) == "Market / Limit 59\u2009900.0"
    assert state.away_text(shown) == "+9.38% / \u22124.76%"
    assert shown.nearest is not None
    assert D("0.047") < shown.nearest < D("0.048")
    assert "Stop-loss 60\u2009000.0 by the mark price, then limit 59\u2009900.0" in state.trigger_tip(shown)


def test_what_is_alike_is_told_once() -> None:
    shown = row(waiting(profit=ExitLeg(D(70000)), loss=ExitLeg(D(60000))))
    assert (state.by_text(shown), state.then_text(shown)) == ("last", "Market")


@pytest.mark.parametrize(
    ("order", "held", "said"),
    [
        (waiting(), "0.5", state.WHOLE),
        (waiting(size="0.5"), "0.5", state.WHOLE),
        (waiting(size="0.7"), "0.5", state.WHOLE),
        (waiting(size="0.2"), "0.5", "0.200"),
        (waiting(size="0.5", side=Side.BUY), "0.5", "0.500"),
        (trigger_order(size="0.5"), "0.5", "0.500"),
    ],
)
def test_exits_that_cover_the_position_are_for_the_whole_of_it(
    order: StrategyOrder, held: str, said: str
) -> None:
    assert state.size_text(row(order, held)) == said


def test_without_a_price_there_is_no_distance() -> None:
    (shown,) = state.rows([waiting()], [], RULES.get, lambda _: None)
    assert (state.away_text(shown), shown.nearest) == ("—", None)


def test_what_is_over_stays_for_a_while_unless_it_was_cancelled() -> None:
    orders = [
        waiting("tb-1"),
        waiting("tb-2", status=StrategyStatus.FAILED),
        waiting("tb-3", status=StrategyStatus.DONE),
        waiting("tb-4", status=StrategyStatus.CANCELLED),
    ]
    kept = [order.client_oid for order in state.shown(orders, NOW_MS + state.LINGER_MS)]
    assert kept == ["tb-1", "tb-2", "tb-3"]
    later = [order.client_oid for order in state.shown(orders, NOW_MS + state.LINGER_MS + 1)]
    assert later == ["tb-1"]


def test_every_state_has_plain_words_and_a_failure_its_reason() -> None:
    assert set(state.STATUS_WORDS) == set(StrategyStatus)
    assert state.status_text(row(waiting())) == "Waiting"
    failed = row(waiting(status=StrategyStatus.FAILED, note="Margin is too small."))
    assert state.status_text(failed) == "Failed: Margin is too small."
    assert not failed.cancellable
    doubt = row(waiting(status=StrategyStatus.UNKNOWN))
    assert (state.status_text(doubt), doubt.in_doubt, doubt.cancellable) == ("Not confirmed", True, True)
    assert "never sent a second time" in state.status_tip(doubt)
    assert state.doubt_text([doubt]) == "1 not confirmed: the venue is being asked"


def test_what_was_placed_elsewhere_is_told() -> None:
    assert state.origin_text(row(waiting())) == "here"
    other = row(replace(waiting(), client_oid="id:77"))
    assert (state.origin_text(other), other.elsewhere) == ("elsewhere", True)


def test_a_cancel_names_the_order_as_the_venue_does() -> None:
    assert state.cancel(row(waiting())) == CancelStrategy("tb-s1", BTC_PERP, "id-tb-s1")
    sending = row(replace(waiting(), order_id=""))
    assert state.cancel(sending) == CancelStrategy("tb-s1", BTC_PERP)


def test_the_question_before_a_cancel_says_what_loses_its_guard() -> None:
    said = state.cancel_question([row(waiting()), row(trigger_order())])
    assert said.splitlines() == [
        "Cancel 2 waiting orders",
        "BTCUSDT perp: Stop-loss whole position at 63\u2009000.0",
        "BTCUSDT perp: Trigger buy market 0.250 at 65\u2009000.0",
        "1 of them guards a position against loss.",
    ]


TRAILING = replace(trigger_order(), kind=StrategyKind.TRAILING, callback=D("0.015"))
TRAILING_STOP = replace(
    TRAILING, kind=StrategyKind.TRAILING_STOP, side=Side.SELL, size=None, reduce_only=True
)


def test_trailing_orders_of_the_venue_are_listed_with_how_far_they_stay_behind() -> None:
    entry, stop = row(TRAILING), row(TRAILING_STOP)
    assert (state.kind_text(entry), state.kind_text(stop)) == ("Trailing buy", "Trailing stop")
    assert state.terms_text(entry) == state.terms_text(stop) == "1.50% behind"
    assert state.terms_text(row(replace(TRAILING, reduce_only=True))) == "1.50% behind, reduce-only"
    assert (state.size_text(stop), state.trigger_text(entry)) == (state.WHOLE, state.trigger_text(stop))
    assert "Begins to follow at" in state.trigger_tip(stop)


def test_cancelling_a_trailing_stop_takes_a_guard_away() -> None:
    question = state.cancel_question([row(TRAILING_STOP), row(trigger_order())])
    assert "1 of them guards a position against loss." in question


def test_a_trigger_order_for_an_amount_of_quote_coin_has_no_size_yet() -> None:
    assert state.size_text(row(replace(trigger_order(), size=None))) == "—"
