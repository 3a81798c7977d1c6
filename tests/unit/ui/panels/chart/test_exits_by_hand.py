"""Tests for `exit_hand.py` and `pulled.py`: exits pulled out of the line of a position, with the mouse."""

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from terminal_app.core.commands import AmendStrategy, PlaceTpSl
from terminal_app.core.held import Distance, Oco, Trail
from terminal_app.core.orders import ExitLeg, PositionSide, Side, TriggerBy
from terminal_app.core.strategy_orders import StrategyKind, StrategyStatus
from terminal_app.ui.confirming import Ask
from terminal_app.ui.panels.chart.canvas import HEADER_PX
from terminal_app.ui.panels.chart.lines import PULL_HINT, Line, LineAction, LineKind, Pattern, Tint
from terminal_app.ui.panels.chart.look import ScaleKind
from terminal_app.ui.panels.chart.pulled import part_at, pulled
from terminal_app.ui.panels.positions.state import PositionRow
from tests.helpers import mouse
from tests.helpers.chart_stage import LAST, ONE, ChartStage, sent
from tests.helpers.qt_loop import QtRunner
from tests.helpers.ui_samples import BTC_PERP, NOW_MS, RULES, trigger_order, waiting

pytestmark = pytest.mark.gui

LONG = ("long", LineKind.POSITION)
HELD_LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def stage(stage: ChartStage) -> ChartStage:
    stage.hold()
    return stage


def pull_to(stage: ChartStage, price: Decimal) -> Line:
    """Pull the exit to a price and hold it there; the line in the hand."""
    view = stage.canvas.view
    assert view is not None
    entry = stage.place(*LONG)
    by = round(view.frame.y_of(float(price)) - view.frame.y_of(float(entry.line.price)))
    stage.pull("long", by, LineKind.POSITION)
    moving = stage.state.moving
    assert moving is not None
    return moving.shown


def test_above_the_mark_price_it_is_a_take_profit_sent_once_on_release(
    stage: ChartStage, qt_run: QtRunner
) -> None:
    before = stage.place(*LONG).line
    shown = pull_to(stage, LAST + 80 * ONE)
    assert (shown.kind, shown.tint, shown.pattern) == (LineKind.TAKE_PROFIT, Tint.BUY, Pattern.SOLID)
    gain = (shown.price - before.price) * Decimal("0.5")
    text = shown.text.replace("\u2009", "")
    assert text == f"Take-profit 0.500 · {shown.price} by mark · {gain:+.2f} USDT"
    assert before in [place.line for place in stage.canvas.lines.placed]
    assert stage.desk.sent == []
    (command,) = sent(stage, qt_run, stage.let_go)
    assert isinstance(command, PlaceTpSl)
    assert command.client_oid.startswith("tb-")
    assert replace(command, client_oid="") == PlaceTpSl(
        "", BTC_PERP, Side.SELL, take_profit=ExitLeg(shown.price, TriggerBy.MARK)
    )
    (asked,) = stage.asked
    assert (asked[0].ask, asked[2]) == (Ask.CLOSE, "Set")
    assert stage.state.moving is None


def test_below_the_mark_price_it_is_a_stop_loss_that_says_its_loss(
    stage: ChartStage, qt_run: QtRunner
) -> None:
    shown = pull_to(stage, LAST - 60 * ONE)
    assert (shown.kind, shown.tint) == (LineKind.STOP_LOSS, Tint.SELL)
    assert "−" in shown.text
    (command,) = sent(stage, qt_run, stage.let_go)
    assert isinstance(command, PlaceTpSl)
    assert (command.take_profit, command.stop_loss) == (None, ExitLeg(shown.price, TriggerBy.MARK))


def test_a_short_has_its_profit_below(stage: ChartStage, qt_run: QtRunner) -> None:
    stage.positions = [replace(stage.positions[0], side=PositionSide.SHORT, liquidation=None)]
    stage.frame()
    stage.pull("short", 60, LineKind.POSITION)
    moving = stage.state.moving
    assert moving is not None
    assert moving.shown.kind is (LineKind.TAKE_PROFIT if moving.price < LAST else LineKind.STOP_LOSS)
    (command,) = sent(stage, qt_run, stage.let_go)
    assert isinstance(command, PlaceTpSl)
    assert command.side is Side.BUY


def test_a_stop_that_locks_a_gain_in_says_so(stage: ChartStage) -> None:
    stage.tick(LAST, LAST + 90 * ONE)
    stage.frame()
    shown = pull_to(stage, LAST + 70 * ONE)
    assert shown.kind is LineKind.STOP_LOSS
    assert shown.text.endswith("no loss left")
    stage.canvas.drop_line()


def test_a_stop_that_comes_after_the_liquidation_says_so(stage: ChartStage) -> None:
    shown = pull_to(stage, LAST - 110 * ONE)
    assert shown.text.endswith("liquidated before")
    stage.canvas.drop_line()


def test_what_waits_already_is_moved_and_never_doubled(stage: ChartStage, qt_run: QtRunner) -> None:
    stop = ExitLeg(LAST - 80 * ONE, TriggerBy.MARK)
    stage.waiting = [waiting("tb-g", loss=stop)]
    stage.frame()
    shown = pull_to(stage, LAST + 80 * ONE)
    assert shown.text.endswith(" R")
    (added,) = sent(stage, qt_run, stage.let_go)
    assert added == AmendStrategy(
        "tb-g", BTC_PERP, "id-tb-g", take_profit=ExitLeg(shown.price, TriggerBy.MARK), stop_loss=stop
    )
    again = pull_to(stage, LAST - 60 * ONE)
    assert f"instead of {stop.trigger}" in again.text.replace("\u2009", "")
    moved = sent(stage, qt_run, stage.let_go)[1]
    assert isinstance(moved, AmendStrategy)
    assert moved.stop_loss == ExitLeg(again.price, TriggerBy.MARK)


@pytest.mark.parametrize(
    ("aside", "part"),
    [(0, 100), (23, 100), (-23, 100), (24, 90), (-40, 80), (104, 40), (160, 10), (900, 10)],
)
def test_how_far_aside_a_hand_is_sets_the_part(aside: int, part: int) -> None:
    assert part_at(aside) == part


@pytest.mark.parametrize("to", [1, -1])
def test_pulled_sideways_it_is_one_more_exit_for_a_part(stage: ChartStage, qt_run: QtRunner, to: int) -> None:
    stage.waiting = [waiting("tb-g", loss=ExitLeg(LAST - 80 * ONE, TriggerBy.MARK))]
    stage.frame()
    start = stage.grip(*LONG)
    mouse.press(stage.mouse_on, start)
    for place in (QPoint(0, -40), QPoint(to * 90, -80)):
        mouse.move(stage.mouse_on, start + place, held=HELD_LEFT)
    moving = stage.state.moving
    assert moving is not None
    gain = (moving.price - stage.positions[0].avg_price) * Decimal("0.25")
    text = moving.shown.text.replace("\u2009", "")
    assert text.startswith(f"Take-profit 50 %, 0.250 · {moving.price} by mark · {gain:+.2f} USDT")
    (command,) = sent(stage, qt_run, stage.let_go)
    assert isinstance(command, PlaceTpSl)
    assert replace(command, client_oid="") == PlaceTpSl(
        "", BTC_PERP, Side.SELL, size=Decimal("0.250"), take_profit=ExitLeg(moving.price, TriggerBy.MARK)
    )
    (asked,) = stage.asked
    assert asked[1].startswith("For 50 % of the position on BTCUSDT perp: sell 0.250 BTC at market")


def test_a_part_that_is_no_order_says_why_and_goes_nowhere(stage: ChartStage, qt_run: QtRunner) -> None:
    stage.positions = [replace(stage.positions[0], size=Decimal("0.001"))]
    stage.frame()
    start = stage.grip(*LONG)
    mouse.press(stage.mouse_on, start)
    mouse.move(stage.mouse_on, start + QPoint(90, -80), held=HELD_LEFT)
    moving = stage.state.moving
    assert moving is not None
    assert moving.shown.text.endswith("50 % is less than the smallest order, 0.001 BTC")
    assert sent(stage, qt_run, stage.let_go) == []
    assert stage.notices() == ["Not sent: 50 % is less than the smallest order, 0.001 BTC."]


def test_a_hedged_position_names_its_side_in_an_exit_for_a_part(qtbot: QtBot) -> None:
    stage = ChartStage(qtbot, hedge=True)
    row = PositionRow(stage.hold(), RULES[BTC_PERP], LAST)
    made = pulled(row, LAST - 60 * ONE, (), 30)
    assert not isinstance(made, str)
    assert made.command == PlaceTpSl(
        "",
        BTC_PERP,
        Side.SELL,
        PositionSide.LONG,
        Decimal("0.150"),
        stop_loss=ExitLeg(LAST - 60 * ONE, TriggerBy.MARK),
    )


def test_the_line_of_a_position_says_that_it_can_be_pulled(stage: ChartStage) -> None:
    mouse.move(stage.mouse_on, stage.grip(*LONG))
    assert stage.mouse_on.toolTip() == PULL_HINT
    mouse.move(stage.mouse_on, stage.button("long", LineAction.CLOSE, LineKind.POSITION))
    assert stage.mouse_on.toolTip() == LineAction.CLOSE.value


def test_escape_puts_it_away_and_so_does_going_back_to_the_entry(stage: ChartStage, qt_run: QtRunner) -> None:
    pull_to(stage, LAST + 80 * ONE)
    QTest.keyClick(stage.canvas, Qt.Key.Key_Escape)
    assert stage.state.moving is None
    start = stage.grip(*LONG)
    mouse.press(stage.mouse_on, start)
    for by in (-50, 0):
        mouse.move(stage.mouse_on, start + QPoint(0, by), held=HELD_LEFT)
    mouse.release(stage.mouse_on, start)
    assert sent(stage, qt_run, stage.let_go) == []
    assert stage.asked == []


def test_the_chip_is_a_handle_and_its_buttons_are_none(stage: ChartStage, qt_run: QtRunner) -> None:
    place = stage.place(*LONG)
    chip = QPoint(30, HEADER_PX + place.middle)
    (command,) = sent(stage, qt_run, lambda: mouse.drag(stage.mouse_on, chip, chip + QPoint(0, -60)))
    assert isinstance(command, PlaceTpSl)


@pytest.mark.parametrize("why", ["disarmed", "old"])
def test_what_is_shut_or_too_old_refuses(stage: ChartStage, qt_run: QtRunner, why: str) -> None:
    if why == "disarmed":
        stage.shut = "Orders are off. Arm them in the top bar first."
    else:
        stage.desk.clock.advance(3_600)
    stage.pull("long", -60, LineKind.POSITION)
    assert stage.state.moving is None
    assert sent(stage, qt_run, stage.let_go) == []
    (notice,) = stage.notices()
    assert notice.endswith("Nothing was sent.")
    assert why == "old" or notice.startswith("Orders are off. Arm them in the top bar first.")


def test_what_becomes_shut_while_it_is_in_the_hand_refuses_too(stage: ChartStage, qt_run: QtRunner) -> None:
    pull_to(stage, LAST + 80 * ONE)
    stage.shut = "Trading is halted."
    assert sent(stage, qt_run, stage.let_go) == []
    assert stage.notices()[-1].startswith("Trading is halted.")


def test_a_position_that_changes_while_it_is_asked_about_gets_nothing(
    stage: ChartStage, qt_run: QtRunner
) -> None:
    def grow() -> None:
        stage.positions = [replace(stage.positions[0], size=Decimal(1))]

    stage.meanwhile = grow
    pull_to(stage, LAST + 80 * ONE)
    assert sent(stage, qt_run, stage.let_go) == []
    assert "changed meanwhile" in stage.notices()[-1]


def test_a_no_sends_nothing(stage: ChartStage, qt_run: QtRunner) -> None:
    stage.answer = False
    pull_to(stage, LAST + 80 * ONE)
    assert sent(stage, qt_run, stage.let_go) == []


def test_without_a_mark_price_nobody_knows_what_it_would_be(stage: ChartStage, qt_run: QtRunner) -> None:
    ticker = stage.desk.hub.tickers.get(BTC_PERP)
    assert ticker is not None
    stage.desk.hub.tickers.apply(replace(ticker, mark=None))
    stage.positions = [replace(stage.positions[0], mark=None)]
    stage.frame()
    stage.pull("long", -60, LineKind.POSITION)
    moving = stage.state.moving
    assert moving is not None
    assert moving.shown.text.endswith("a take-profit or a stop-loss.")
    assert sent(stage, qt_run, stage.let_go) == []
    assert stage.notices()[-1].startswith("Not sent: The mark price is not known")


@pytest.mark.parametrize("scale", list(ScaleKind))
def test_the_price_is_the_one_under_the_hand_on_every_scale(
    stage: ChartStage, qt_run: QtRunner, scale: ScaleKind
) -> None:
    stage.state.wear(replace(stage.state.look, scale=scale))
    stage.canvas.redraw()
    stage.frame()
    start = stage.place(*LONG)
    shown = pull_to(stage, LAST + 80 * ONE)
    placed = stage.place("pulled", LineKind.TAKE_PROFIT)
    view = stage.canvas.view
    assert view is not None
    assert abs(view.frame.y_of(float(shown.price)) - placed.y) <= 1
    assert placed.y < start.y
    (command,) = sent(stage, qt_run, stage.let_go)
    assert isinstance(command, PlaceTpSl)
    assert command.take_profit == ExitLeg(shown.price, TriggerBy.MARK)


def test_dragging_an_order_says_what_it_loses_at_the_stop(stage: ChartStage) -> None:
    stop = LAST - 95 * ONE
    stage.waiting = [waiting(loss=ExitLeg(stop, TriggerBy.MARK))]
    stage.frame()
    stage.pull("buy", 10)
    moving = stage.state.moving
    assert moving is not None
    loss = (stop - moving.price) * Decimal("0.25")
    text = moving.shown.text.replace("\u2009", "")
    assert f"{loss:.2f} USDT if stopped at {stop}".replace("-", "−") in text
    assert "from last" in text
    stage.canvas.drop_line()


def test_dragging_a_stop_says_its_loss_and_what_the_target_is_in_multiples(stage: ChartStage) -> None:
    legs = (ExitLeg(LAST + 95 * ONE), ExitLeg(LAST - 60 * ONE))
    stage.waiting = [waiting(profit=legs[0], loss=legs[1])]
    stage.frame()
    stage.pull("tb-s1", -10, LineKind.STOP_LOSS)
    moving = stage.state.moving
    assert moving is not None
    assert "USDT" in moving.shown.text
    assert moving.shown.text.endswith(" R")
    assert "target" in moving.shown.text
    stage.canvas.drop_line()


def test_an_account_that_replaces_orders_says_so_before_and_asks_with_it(
    stage: ChartStage, qt_run: QtRunner
) -> None:
    stage.note = "The exchange changes an order by ending it and taking another for the rest."
    stage.pull("buy", 20)
    moving = stage.state.moving
    assert moving is not None
    assert moving.shown.text.endswith("ends this order and places another")
    sent(stage, qt_run, stage.let_go)
    assert stage.asked[-1][1].endswith(stage.note)


def test_what_this_program_holds_is_named_on_its_lines(stage: ChartStage) -> None:
    stage.held.put(Trail("tb-s1", BTC_PERP, Side.SELL, Distance(Decimal(10)), (LAST - 60 * ONE,), NOW_MS))
    stage.held.put(Oco("buy", "tb-t1", BTC_PERP, Side.BUY, Decimal("0.25"), NOW_MS))
    stage.waiting = [
        waiting(loss=ExitLeg(LAST - 60 * ONE)),
        trigger_order(trigger=str(LAST + 60 * ONE)),
    ]
    stage.frame()
    texts = stage.texts()
    assert any(text.startswith("Trailing stop whole position") for text in texts)
    assert any(text.startswith("OCO buy market 0.250") for text in texts)
    assert any(text.startswith("▲ Buy 0.250 Limit · OCO ·") for text in texts)
    stage.pull("tb-s1", -10, LineKind.STOP_LOSS)
    moving = stage.state.moving
    assert moving is not None
    assert "it trails no more then" in moving.shown.text
    stage.canvas.drop_line()


def test_a_trailing_order_of_the_venue_is_a_line_that_stays(stage: ChartStage) -> None:
    trailing = replace(
        trigger_order("tb-v", trigger=str(LAST + 50 * ONE)),
        kind=StrategyKind.TRAILING,
        callback=Decimal("0.01"),
        status=StrategyStatus.PENDING,
    )
    stage.waiting = [trailing]
    stage.frame()
    line = stage.place("tb-v", LineKind.TRAILING).line
    assert not line.movable
    assert line.text.replace("\u2009", "").startswith("Trailing buy 0.250, 1.00% behind ·")


def test_break_even_is_on_the_chart_and_is_nobodys_to_move(stage: ChartStage) -> None:
    stage.positions = [replace(stage.positions[0], break_even=LAST + 45 * ONE)]
    stage.frame()
    place = stage.place("long", LineKind.BREAK_EVEN)
    assert place.line.text.startswith("Break-even · ")
    assert not place.line.movable
