"""Tests for `trading/terms.py`."""

from dataclasses import replace
from decimal import Decimal

from terminal_app.core.commands import AmendStrategy
from terminal_app.core.orders import ExitLeg, TriggerBy
from terminal_app.trading.terms import Terms, amend, terms_of
from tests.helpers.ui_samples import BTC_PERP, trigger_order, waiting

D = Decimal


def test_the_terms_of_an_order_are_its_prices_and_its_size() -> None:
    assert terms_of(trigger_order(trigger="65000")) == Terms(trigger=D(65000), size=D("0.25"))
    both = waiting(profit=ExitLeg(D(70000)), loss=ExitLeg(D(60000)), size="0.5")
    assert terms_of(both) == Terms(take_profit=D(70000), stop_loss=D(60000), size=D("0.5"))


def test_a_moved_order_keeps_everything_else() -> None:
    order = waiting(profit=ExitLeg(D(70000)), loss=ExitLeg(D(60000), TriggerBy.MARK))
    command = amend(order, replace(terms_of(order), stop_loss=D(61000)))
    assert command == AmendStrategy(
        "tb-s1",
        BTC_PERP,
        "id-tb-s1",
        take_profit=ExitLeg(D(70000)),
        stop_loss=ExitLeg(D(61000), TriggerBy.MARK),
    )


def test_a_limit_moves_along_with_its_trigger() -> None:
    order = trigger_order(trigger="65000", price="65010", by=TriggerBy.MARK)
    command = amend(order, replace(terms_of(order), trigger=D(64000)))
    assert (command.trigger, command.price, command.by) == (D(64000), D(64010), TriggerBy.MARK)
    stop = waiting(loss=ExitLeg(D(60000), TriggerBy.LAST, D(59900)))
    moved = amend(stop, replace(terms_of(stop), stop_loss=D(61000)))
    assert moved.stop_loss == ExitLeg(D(61000), TriggerBy.LAST, D(60900))


def test_a_leg_can_be_taken_away_and_added() -> None:
    order = waiting(loss=ExitLeg(D(60000)))
    command = amend(order, Terms(take_profit=D(70000)))
    assert (command.take_profit, command.stop_loss) == (ExitLeg(D(70000)), None)
