"""Tests for `ui/panels/chart/stop_lines.py`."""

from dataclasses import replace
from decimal import Decimal

from terminal_app.core.commands import AmendStrategy
from terminal_app.core.orders import ExitLeg, PositionSide, Side, TriggerBy
from terminal_app.core.strategy_orders import StrategyOrder, StrategyStatus
from terminal_app.ui.panels.chart import stop_lines
from terminal_app.ui.panels.chart.lines import Line, LineAction, LineKind, Pattern, Tint
from terminal_app.ui.panels.positions import state as positions
from terminal_app.ui.panels.triggers import state
from terminal_app.ui.panels.triggers.state import TriggerRow
from tests.helpers.ui_samples import BTC_PERP, RULES, position, ticker, trigger_order, waiting

D = Decimal
HELD = position()
BOTH = waiting(profit=ExitLeg(D(70000)), loss=ExitLeg(D(63000), TriggerBy.MARK))


def row(order: StrategyOrder) -> TriggerRow:
    """The row of an order beside half a coin long at 64000; the price is 64000."""
    return state.rows([order], [HELD], RULES.get, lambda _: ticker(BTC_PERP, "64000"))[0]


def lines(order: StrategyOrder, side: PositionSide = PositionSide.LONG) -> list[Line]:
    """Its lines."""
    held = positions.rows([position(side=side)], RULES.get, lambda _: None)
    return list(stop_lines.waiting_lines([row(order)], held, {}))


def test_both_exits_have_a_line_with_the_money_they_bring() -> None:
    profit, loss = lines(BOTH)
    assert (profit.kind, profit.price, profit.tint) == (LineKind.TAKE_PROFIT, D(70000), Tint.BUY)
    assert (loss.kind, loss.price, loss.tint) == (LineKind.STOP_LOSS, D(63000), Tint.SELL)
    assert profit.text == "Take-profit whole position · 70\u2009000.0 by last · +3\u2009000.00 USDT"
    assert loss.text == "Stop-loss whole position · 63\u2009000.0 by mark · \u2212500.00 USDT"
    assert loss.actions == (LineAction.CANCEL,)
    assert (loss.movable, loss.pattern) == (True, Pattern.SOLID)


def test_exits_of_a_position_that_is_not_there_have_no_money() -> None:
    assert lines(waiting(), PositionSide.SHORT)[0].text.count("·") == 1


def test_a_trigger_order_is_named_by_what_becomes_of_it() -> None:
    (line,) = lines(trigger_order(price="65010"))
    assert line.text == "Trigger buy limit 0.250 · 65\u2009000.0 by last"
    assert (line.kind, line.tint) == (LineKind.TRIGGER, Tint.BUY)
    assert lines(trigger_order(side=Side.SELL))[0].tint is Tint.SELL


def test_what_is_not_certain_is_dashed_and_stays_where_it_is() -> None:
    (line,) = lines(waiting(status=StrategyStatus.UNKNOWN))
    assert (line.pattern, line.movable) == (Pattern.DASHED, False)
    assert "not confirmed" in line.text
    (sending,) = lines(waiting(status=StrategyStatus.SENDING))
    assert sending.actions == ()


def test_a_change_on_its_way_has_a_dashed_line_of_its_own() -> None:
    moving = {(LineKind.STOP_LOSS, "tb-s1"): D(62000)}
    line, ghost = stop_lines.waiting_lines([row(waiting())], (), moving)
    assert (line.price, line.movable) == (D(63000), False)
    assert (ghost.kind, ghost.price, ghost.actions) == (LineKind.AMEND, D(62000), ())
    assert "unconfirmed" in ghost.text


def test_moving_one_exit_keeps_the_other() -> None:
    assert stop_lines.moved(row(BOTH), LineKind.STOP_LOSS, D(62000)) == AmendStrategy(
        "tb-s1",
        BTC_PERP,
        "id-tb-s1",
        take_profit=ExitLeg(D(70000)),
        stop_loss=ExitLeg(D(62000), TriggerBy.MARK),
    )
    wrong = stop_lines.moved(row(BOTH), LineKind.STOP_LOSS, D(65000))
    assert isinstance(wrong, str)
    assert "below the mark price" in wrong


def test_taking_one_exit_away_keeps_the_other() -> None:
    made = stop_lines.without(row(BOTH), LineKind.STOP_LOSS)
    assert made is not None
    assert (made.take_profit, made.stop_loss) == (ExitLeg(D(70000)), None)
    assert "The other price keeps waiting." in stop_lines.removal(row(BOTH), LineKind.STOP_LOSS)
    assert stop_lines.without(row(waiting()), LineKind.STOP_LOSS) is None
    assert stop_lines.removal(row(waiting()), LineKind.STOP_LOSS).startswith("Cancel the waiting order")


def test_a_line_in_the_hand_says_the_new_loss() -> None:
    held = positions.rows([HELD], RULES.get, lambda _: None)
    said = stop_lines.drag_text(row(waiting()), LineKind.STOP_LOSS, D(62000), held)
    assert said == (
        "Stop-loss whole position · 62\u2009000.0 (\u22121\u2009000.0) · \u22121\u2009000.00 USDT"
    )
    wrong = stop_lines.drag_text(row(waiting()), LineKind.STOP_LOSS, D(65000), held)
    assert "This must be below the mark price" in wrong


def test_the_limit_of_a_stop_counts_for_the_loss() -> None:
    order = replace(waiting(), stop_loss=ExitLeg(D(63000), TriggerBy.MARK, D(62900)))
    assert lines(order)[0].text.endswith("\u2212550.00 USDT")
