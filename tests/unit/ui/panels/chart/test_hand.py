"""Tests for `ui/panels/chart/hand.py`: what is checked again after a question, and sent at most once."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from terminal_app.core.commands import PlaceOrder
from terminal_app.core.orders import Side
from terminal_app.core.outcomes import NotSent, Rejected, Unknown
from terminal_app.ui.panels.chart.offers import LimitOffer
from terminal_app.ui.panels.positions.state import PositionRow
from tests.helpers.chart_stage import LAST, ChartStage
from tests.helpers.qt_loop import QtRunner
from tests.helpers.ui_samples import BTC_PERP, RULES

pytestmark = pytest.mark.gui

RULE = RULES[BTC_PERP]
D = Decimal
OFFER = LimitOffer(Side.BUY, LAST - 5, D("0.25"))


def done(stage: ChartStage, qt_run: QtRunner, *acts: Callable[[], None]) -> list[object]:
    """What has taken the road after these acts, begun one right after the other."""

    async def story() -> None:
        for act in acts:
            act()
        await stage.desk.tasks.drain()

    qt_run(story())
    return list(stage.desk.sent)


def grow_old(stage: ChartStage) -> None:
    stage.desk.clock.advance(11)


def row(stage: ChartStage) -> PositionRow:
    return PositionRow(stage.positions[0], RULE, LAST)


def amend(stage: ChartStage, price: Decimal = LAST - 3) -> Callable[[], None]:
    order = stage.orders[0]
    return lambda: stage.hand.amend(order, price, RULE, None)


def test_an_order_goes_once_after_the_question(stage: ChartStage, qt_run: QtRunner) -> None:
    def place() -> None:
        stage.entry.place(OFFER, RULE, None)

    (command,) = done(stage, qt_run, place, place)
    assert isinstance(command, PlaceOrder)
    assert command.client_oid.startswith("tb-")
    assert len(stage.asked) == 1


@pytest.mark.parametrize("what", ["place", "amend", "reverse"])
def test_prices_that_grow_old_during_the_question_send_nothing(
    stage: ChartStage, qt_run: QtRunner, what: str
) -> None:
    stage.hold()
    stage.meanwhile = lambda: grow_old(stage)
    acts: dict[str, Callable[[], None]] = {
        "place": lambda: stage.entry.place(OFFER, RULE, None),
        "amend": amend(stage),
        "reverse": lambda: stage.hand.reverse(row(stage)),
    }
    assert done(stage, qt_run, acts[what]) == []
    assert len(stage.asked) == 1
    assert stage.notices() == ["Not sent: Chart of BTCUSDT perp: no update for 11 s."]


def test_an_unknown_account_gets_no_order(stage: ChartStage, qt_run: QtRunner) -> None:
    stage.settings = None
    assert done(stage, qt_run, lambda: stage.entry.place(OFFER, RULE, None)) == []
    assert stage.notices() == ["Not sent: how the account is set up is not known yet."]


def test_an_order_that_changed_during_the_question_is_left_alone(stage: ChartStage, qt_run: QtRunner) -> None:
    def change() -> None:
        stage.orders[0] = replace(stage.orders[0], price=LAST - 7)

    stage.meanwhile = change
    assert done(stage, qt_run, amend(stage)) == []
    assert stage.notices() == ["The order has changed meanwhile. Nothing was sent."]
    assert stage.hand.amending(stage.orders) == {}


def test_a_price_the_venue_would_refuse_is_told_and_not_asked_about(
    stage: ChartStage, qt_run: QtRunner
) -> None:
    assert done(stage, qt_run, amend(stage, D("0.1"))) == []
    assert stage.asked == []
    assert stage.notices() == ["The order must be worth at least 5 USDT."]


@pytest.mark.parametrize(
    ("outcome", "waits"),
    [(Unknown("buy", "no answer"), True), (Rejected("1", "No.", ""), False), (NotSent("No link."), False)],
)
def test_an_amend_is_waited_for_only_when_the_venue_may_have_it(
    stage: ChartStage, qt_run: QtRunner, outcome: Unknown | Rejected | NotSent, waits: bool
) -> None:
    stage.desk.answer = outcome
    assert len(done(stage, qt_run, amend(stage))) == 1
    assert stage.hand.waiting is waits
    stage.desk.clock.advance(4)
    stage.panel.on_tick()
    assert not stage.hand.waiting


def test_a_position_that_changed_during_the_question_is_left_alone(
    stage: ChartStage, qt_run: QtRunner
) -> None:
    stage.hold()

    def change() -> None:
        stage.positions = [replace(stage.positions[0], size=D("0.7"))]

    stage.meanwhile = change
    before = row(stage)
    acts = (lambda: stage.hand.close(before), lambda: stage.hand.reverse(before))
    for act in acts:
        assert done(stage, qt_run, act) == []
    assert set(stage.notices()) == {"The position has changed meanwhile. Nothing was sent."}


def test_a_reversal_is_not_repeated_until_the_venue_tells_or_time_passes(
    stage: ChartStage, qt_run: QtRunner
) -> None:
    stage.hold()
    stage.desk.answer = Unknown("tb-1", "no answer")

    def reverse() -> None:
        stage.hand.reverse(row(stage))

    done(stage, qt_run, reverse)
    stage.desk.clock.advance(2)
    done(stage, qt_run, reverse, reverse)
    assert len(stage.desk.sent) == 1
    stage.positions = [replace(stage.positions[0], size=D("0.6"))]
    done(stage, qt_run, reverse)
    assert len(stage.desk.sent) == 2
    stage.desk.clock.advance(4)
    stage.tick()
    done(stage, qt_run, reverse)
    assert len(stage.desk.sent) == 3


def test_closing_needs_no_fresh_prices(stage: ChartStage, qt_run: QtRunner) -> None:
    stage.hold()
    grow_old(stage)
    assert len(done(stage, qt_run, lambda: stage.hand.close(row(stage)))) == 1


def test_a_no_sends_nothing(stage: ChartStage, qt_run: QtRunner) -> None:
    stage.hold()
    stage.answer = False
    for act in (
        lambda: stage.entry.place(OFFER, RULE, None),
        lambda: stage.hand.close(row(stage)),
        lambda: stage.hand.reverse(row(stage)),
        amend(stage),
    ):
        assert done(stage, qt_run, act) == []
    assert len(stage.asked) == 4
    assert stage.notices() == []
