"""Tests for `ui/panels/triggers/amend.py`."""

from dataclasses import replace
from decimal import Decimal

import pytest

from terminal_app.core.commands import AmendStrategy
from terminal_app.core.orders import ExitLeg, TriggerBy
from terminal_app.core.strategy_orders import StrategyKind, StrategyOrder, StrategyStatus
from terminal_app.ui.panels.triggers import amend, state
from terminal_app.ui.panels.triggers.amend import Fields, TermErrors
from terminal_app.ui.panels.triggers.state import TriggerRow
from tests.helpers.ui_samples import BTC_PERP, RULES, ticker, trigger_order, waiting

D = Decimal
BOTH = waiting(profit=ExitLeg(D(70000)), loss=ExitLeg(D(60000), TriggerBy.MARK, D(59900)))


def row(order: StrategyOrder) -> TriggerRow:
    """The row of an order, last price 64000, mark price 63000."""
    return state.rows([order], [], RULES.get, lambda _: ticker(BTC_PERP, "64000", mark="63000"))[0]


def test_the_fields_begin_with_what_waits() -> None:
    assert amend.texts(row(BOTH)) == Fields(take_profit="70000", stop_loss="60000")
    assert amend.texts(row(trigger_order())) == Fields(trigger="65000", size="0.25")


def test_a_moved_stop_keeps_its_terms_and_its_take_profit() -> None:
    made = amend.parse(Fields(take_profit="70000", stop_loss="61000"), row(BOTH))
    assert made == AmendStrategy(
        "tb-s1",
        BTC_PERP,
        "id-tb-s1",
        take_profit=ExitLeg(D(70000)),
        stop_loss=ExitLeg(D(61000), TriggerBy.MARK, D(60900)),
    )
    assert amend.note(made, row(BOTH)) == "The limit moves along: 60\u2009900.0."
    assert amend.question(made, row(BOTH)).splitlines() == [
        "Change the TP + SL on BTCUSDT perp",
        "Take-profit: 70\u2009000.0 by the last price",
        "Stop-loss: 61\u2009000.0 by the mark price",
        "Limit price of the stop-loss: 60\u2009900.0",
        "Size: whole position",
    ]


def test_a_trigger_order_gets_another_price_and_size() -> None:
    made = amend.parse(Fields(trigger="65100.5", size="0.2"), row(trigger_order()))
    assert isinstance(made, AmendStrategy)
    assert (made.trigger, made.size, made.stop_loss) == (D("65100.5"), D("0.2"), None)


@pytest.mark.parametrize(
    ("order", "fields", "wrong"),
    [
        (trigger_order(), Fields(trigger="65000", size="0.25"), "Nothing has been changed yet."),
        (trigger_order(), Fields(trigger="", size="0.25"), "Type the price that sets it off."),
        (trigger_order(), Fields(trigger="64000", size="0.25"), "The price is there now"),
        (trigger_order(), Fields(trigger="65000.05", size="0.25"), "Prices move in steps of 0.1"),
        (trigger_order(), Fields(trigger="65001", size="0.2505"), "Sizes move in steps of 0.001"),
        (trigger_order(), Fields(trigger="65001", size="50%"), "Type the whole size in BTC."),
        (trigger_order(), Fields(trigger="65001", size="0"), "The smallest order is 0.001 BTC."),
        (BOTH, Fields(take_profit="70000", stop_loss="63000"), "This must be below the mark price"),
        (BOTH, Fields(take_profit="63500", stop_loss="60000"), "This must be above the last price"),
        (BOTH, Fields(), "Keep one price, or cancel the order."),
        (BOTH, Fields(stop_loss="abc"), ""),
        (BOTH, Fields(take_profit="-1"), ""),
    ],
)
def test_what_is_wrong_is_named_at_its_field(order: StrategyOrder, fields: Fields, wrong: str) -> None:
    made = amend.parse(fields, row(order))
    assert isinstance(made, TermErrors)
    assert made.first
    assert wrong in made.first


def test_only_what_waits_can_be_changed() -> None:
    sending = row(replace(BOTH, status=StrategyStatus.SENDING))
    assert amend.why_not(sending) == "This order is sending: it cannot be changed now."
    assert isinstance(amend.parse(Fields(stop_loss="61000"), sending), TermErrors)
    (blind,) = state.rows([BOTH], [], lambda _: None, lambda _: None)
    assert "rules of this symbol" in amend.why_not(blind)
    assert amend.why_not(row(BOTH)) == ""


@pytest.mark.parametrize("kind", [StrategyKind.TRAILING, StrategyKind.TRAILING_STOP])
def test_trailing_orders_of_the_venue_are_cancelled_not_changed(kind: StrategyKind) -> None:
    assert "cancel it and place another" in amend.why_not(row(replace(trigger_order(), kind=kind)))
