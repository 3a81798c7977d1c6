"""From a plan to the road: once, asked about, and judged again after the question."""

from dataclasses import dataclass, field
from decimal import Decimal

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from terminal_app.core.commands import PlaceOrder
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import OrderType, Side
from terminal_app.ui.confirming import Ask, Asked
from terminal_app.ui.panels.ladder.cooldown import SECONDS
from terminal_app.ui.panels.ladder.dealing import Dealer
from terminal_app.ui.panels.ladder.plans import Plan
from terminal_app.ui.panels.orders.state import cancel_symbol
from tests.helpers.examples import PERP, PERP_ID
from tests.helpers.qt_loop import QtRunner
from tests.helpers.ui_desk import Desk
from tests.helpers.waiting import eventually

pytestmark = pytest.mark.gui

ORDER = PlaceOrder("", PERP_ID, Side.BUY, OrderType.LIMIT, BaseQty(Decimal("0.01")), Decimal(64000))
BUY = Plan("Buy", (ORDER,), Ask.LIMIT, notional=Decimal(640))
CANCEL = Plan("Cancel", (cancel_symbol(PERP_ID),), Ask.CANCEL, reduces=True)


@dataclass
class Stage:
    """A dealer with a person who answers."""

    over: QWidget
    answer: bool = True
    doubt: str = ""
    doubt_after: str = ""
    desk: Desk = field(default_factory=Desk)
    asked: list[Asked] = field(default_factory=list)
    told: list[tuple[str, bool]] = field(default_factory=list)

    def __post_init__(self) -> None:
        desk = self.desk
        self.dealer = Dealer(
            self.over, desk.sender, desk.ui_tasks, self.confirm, desk.clock, lambda: self.doubt, self.tell
        )

    async def confirm(self, parent: QWidget, asked: Asked, text: str, yes: str) -> bool:
        assert parent is self.over
        assert text
        assert yes
        self.asked.append(asked)
        self.doubt = self.doubt_after
        return self.answer

    def tell(self, text: str, refusal: bool) -> None:
        self.told.append((text, refusal))


@pytest.fixture
def stage(qtbot: QtBot) -> Stage:
    over = QWidget()
    qtbot.addWidget(over)
    return Stage(over)


def test_a_plan_with_a_reason_is_not_even_asked_about(stage: Stage) -> None:
    assert not stage.dealer.deal(Plan("Buy", (ORDER,), Ask.LIMIT, reason="No feed."), "buy", PERP)
    assert (stage.told, stage.asked) == ([("Not sent: No feed.", True)], [])


def test_an_order_gets_an_id_of_its_own_when_it_goes(stage: Stage, qt_run: QtRunner) -> None:
    async def story() -> None:
        assert stage.dealer.deal(BUY, "buy", PERP)
        await eventually(lambda: len(stage.desk.sent) == 1)
        stage.desk.clock.advance(2 * SECONDS)
        assert stage.dealer.deal(BUY, "buy", PERP)
        await eventually(lambda: len(stage.desk.sent) == 2)

    qt_run(story())
    ids = [command.client_oid for command in stage.desk.sent if isinstance(command, PlaceOrder)]
    assert len(set(ids)) == 2
    assert all(ids)
    assert stage.asked[0] == Asked(Ask.LIMIT, Decimal(640), None)
    assert stage.told == [("Sent: Buy", False)] * 2


def test_the_same_action_waits_and_another_one_does_not(stage: Stage, qt_run: QtRunner) -> None:
    async def story() -> None:
        assert stage.dealer.deal(BUY, "buy", PERP)
        assert not stage.dealer.deal(BUY, "buy", PERP)
        assert stage.dealer.deal(CANCEL, "cancel", PERP)
        await eventually(lambda: len(stage.desk.sent) == 2)

    qt_run(story())
    assert len(stage.desk.sent) == 2


def test_a_question_that_is_open_is_not_asked_again(stage: Stage, qt_run: QtRunner) -> None:
    async def story() -> None:
        stage.dealer.deal(BUY, "buy", PERP)
        stage.desk.clock.advance(60)
        assert not stage.dealer.deal(BUY, "buy", PERP)
        await eventually(lambda: stage.desk.sent)

    qt_run(story())
    assert len(stage.asked) == len(stage.desk.sent) == 1


def test_a_no_is_a_no(stage: Stage, qt_run: QtRunner) -> None:
    stage.answer = False

    async def story() -> None:
        stage.dealer.deal(BUY, "buy", PERP)
        await eventually(lambda: stage.asked)

    qt_run(story())
    assert (stage.desk.sent, stage.told) == ([], [])


def test_a_doubt_that_came_with_the_question_stops_an_order_but_no_cancel(
    stage: Stage, qt_run: QtRunner
) -> None:
    stage.doubt_after = "The book is old."

    async def story() -> None:
        stage.dealer.deal(BUY, "buy", PERP)
        await eventually(lambda: stage.told == [("Not sent: The book is old.", True)])
        stage.dealer.deal(CANCEL, "cancel", PERP)
        await eventually(lambda: stage.desk.sent)

    qt_run(story())
    assert stage.desk.sent == [cancel_symbol(PERP_ID)]


def test_what_asks_nothing_goes_at_once(stage: Stage, qt_run: QtRunner) -> None:
    async def story() -> None:
        assert stage.dealer.deal(Plan("Cancel", CANCEL.commands), "cancel", PERP)
        await eventually(lambda: stage.desk.sent)

    qt_run(story())
    assert stage.asked == []


def test_a_cancel_that_is_under_way_is_not_said_to_be_sent_again(stage: Stage, qt_run: QtRunner) -> None:
    async def story() -> None:
        plan = Plan("Cancel", CANCEL.commands)
        stage.dealer.deal(plan, "one", PERP)
        stage.dealer.deal(plan, "other", PERP)
        await eventually(lambda: stage.desk.sent)

    qt_run(story())
    assert len(stage.desk.sent) == 1
    assert stage.told == [("Sent: Cancel", False), ("Already on its way: Cancel", False)]
