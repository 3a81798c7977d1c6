"""Tests for `ui/panels/orders/panel.py`: with mouse and keys."""

from collections.abc import Callable, Sequence
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from terminal_app.core.changes import Kind
from terminal_app.core.commands import AmendOrder, CancelAll, CancelOrder
from terminal_app.core.instrument import ProductType
from terminal_app.core.orders import Order, OrderStatus, Side, Source
from terminal_app.trading.evidence import EvidenceKind, EvidenceLine
from terminal_app.ui.confirming import Ask, Confirmer, never_ask
from terminal_app.ui.panels.orders import state
from terminal_app.ui.panels.orders.panel import OrdersPanel
from terminal_app.ui.safety.evidence import EvidenceSheet
from terminal_app.ui.theme import DARK
from tests.helpers.asked_person import Person
from tests.helpers.qt_loop import QtRunner
from tests.helpers.table_hand import click_cell, double_click_cell
from tests.helpers.ui_desk import Desk, batch
from tests.helpers.ui_samples import BTC_PERP, ETH_SPOT, order

CANCEL, SYMBOL, STATUS, AGE, BY = 11, 0, 6, 9, 10


class Stage:
    """The panel over a list of orders."""

    def __init__(
        self,
        qtbot: QtBot,
        confirm: Confirmer = never_ask,
        ask_again: Callable[[Order], None] | None = None,
        evidence: Callable[[str], Sequence[EvidenceLine]] | None = None,
    ) -> None:
        self.desk = Desk()
        self.note = ""
        self.orders: list[Order] = [order("tb-1"), order("tb-2", ETH_SPOT)]
        self.panel = OrdersPanel(
            lambda: self.orders,
            self.desk.hub.instruments.get,
            self.desk.sender,
            self.desk.clock,
            DARK,
            confirm=confirm,
            ask_again=ask_again,
            evidence=evidence,
            change_note=lambda: self.note,
        )
        qtbot.addWidget(self.panel)
        self.panel.resize(1200, 300)
        self.panel.show()
        self.refresh()

    def refresh(self) -> None:
        """One frame."""
        self.panel.show_frame(batch(Kind.ORDERS))

    def text(self, row: int, column: int) -> str:
        """What a cell says."""
        return str(self.panel.model.index(row, column).data())

    def click(self, row: int, column: int) -> None:
        """Press a cell."""
        click_cell(self.panel.table, row, column)


@pytest.fixture
def stage(qtbot: QtBot) -> Stage:
    return Stage(qtbot)


def test_the_cross_cancels_one_order_once(stage: Stage, qt_run: QtRunner) -> None:
    async def story() -> None:
        stage.click(1, CANCEL)
        stage.click(1, CANCEL)
        await stage.desk.tasks.drain()

    qt_run(story())
    assert stage.desk.sent == [CancelOrder("tb-2", ETH_SPOT, "id-tb-2")]


def test_delete_cancels_the_selected_orders(stage: Stage, qt_run: QtRunner) -> None:
    async def story() -> None:
        stage.panel.table.selectAll()
        QTest.keyClick(stage.panel.table, Qt.Key.Key_Delete)
        await stage.desk.tasks.drain()

    qt_run(story())
    assert {command.client_oid for command in stage.desk.sent if isinstance(command, CancelOrder)} == {
        "tb-1",
        "tb-2",
    }


def test_a_button_cancels_the_selected_orders_in_one_request(stage: Stage, qt_run: QtRunner) -> None:
    stage.orders = [order("tb-1"), order("tb-2"), order("tb-3"), order("tb-4", status=OrderStatus.INTENT)]
    stage.refresh()
    table, button = stage.panel.table, stage.panel.cancel_selected
    assert button.isHidden()
    stage.click(0, STATUS)
    assert button.isHidden()
    click_cell(table, 3, STATUS, Qt.KeyboardModifier.ShiftModifier)
    assert (button.isVisible(), button.text()) == (True, "Cancel selected (3)")
    menu = table.menu()
    assert "Cancel selected (3)\tDelete" in [action.text() for action in menu.actions()]
    menu.close()

    async def story() -> None:
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        await stage.desk.tasks.drain()

    qt_run(story())
    assert stage.desk.groups == [tuple(CancelOrder(f"tb-{n}", BTC_PERP, f"id-tb-{n}") for n in (1, 2, 3))]
    stage.orders = stage.orders[:1]
    stage.refresh()
    assert button.isHidden()


def test_the_button_over_the_table_counts_and_cancels_each_product(stage: Stage, qt_run: QtRunner) -> None:
    assert stage.panel.cancel_all.text() == "Cancel all (2)"

    async def story() -> None:
        QTest.mouseClick(stage.panel.cancel_all, Qt.MouseButton.LeftButton)
        await stage.desk.tasks.drain()

    qt_run(story())
    assert stage.desk.sent == [CancelAll(ProductType.SPOT), CancelAll(ProductType.USDT_FUTURES)]


def test_an_order_being_cancelled_offers_no_second_cancel(stage: Stage, qt_run: QtRunner) -> None:
    stage.orders = [order("tb-1", status=OrderStatus.CANCEL_PENDING)]
    stage.refresh()
    assert (stage.text(0, STATUS), stage.text(0, CANCEL)) == ("cancelling", "")

    async def story() -> None:
        stage.click(0, CANCEL)
        stage.click(0, STATUS)
        QTest.keyClick(stage.panel.table, Qt.Key.Key_Delete)
        await stage.desk.tasks.drain()

    qt_run(story())
    assert stage.desk.sent == []


def test_doubt_is_said_over_the_table(stage: Stage) -> None:
    assert stage.panel.summary.text() == ""
    stage.orders = [order("tb-1", status=OrderStatus.UNKNOWN)]
    stage.refresh()
    assert stage.panel.summary.text() == "1 unconfirmed: the venue is being asked"


def test_the_count_is_told_when_it_changes(stage: Stage, qtbot: QtBot) -> None:
    stage.orders = []
    with qtbot.waitSignal(stage.panel.count_changed) as told:
        stage.refresh()
    assert told.args == [0]
    assert not stage.panel.cancel_all.isEnabled()
    with qtbot.assertNotEmitted(stage.panel.count_changed):
        stage.refresh()


def test_pressing_a_symbol_chooses_it(stage: Stage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(stage.panel.instrument_chosen) as chosen:
        stage.click(1, SYMBOL)
    assert chosen.args == [ETH_SPOT]


def test_ages_grow_with_the_time(stage: Stage) -> None:
    assert stage.text(0, AGE) == "3.0 s"
    stage.desk.clock.advance(60)
    stage.panel.on_tick()
    assert stage.text(0, AGE) == "1 min"


def test_other_topics_are_left_alone(stage: Stage) -> None:
    stage.orders = []
    stage.panel.show_frame(batch(Kind.FILLS))
    assert stage.panel.model.rowCount() == 2
    assert Kind.ORDERS in stage.panel.topics
    assert stage.text(0, SYMBOL) == BTC_PERP.symbol


def open_amend(stage: Stage, row: int) -> None:
    """Double-click a row."""
    double_click_cell(stage.panel.table, row, STATUS)


def retype(widget: QLineEdit, text: str) -> None:
    """Replace what a field holds, key by key."""
    QTest.keyClick(widget, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(widget, text)


def test_a_double_click_amends_in_place_with_one_command(stage: Stage, qt_run: QtRunner) -> None:
    bar = stage.panel.amend_bar

    async def story() -> None:
        open_amend(stage, 0)
        assert bar.isVisible()
        assert (bar.price.text(), bar.amount.text()) == ("64000.5", "0.25")
        assert not bar.confirm.isEnabled()
        assert bar.error.text() == "Nothing has been changed yet."
        retype(bar.price.line, "63999.55")
        assert "63\u2009999.5 or 63\u2009999.6" in bar.error.text()
        QTest.keyClick(bar.price.line, Qt.Key.Key_Return)
        retype(bar.price.line, "63999.5")
        retype(bar.amount.line, "0.3")
        assert bar.confirm.isEnabled()
        QTest.keyClick(bar.amount.line, Qt.Key.Key_Return)
        QTest.keyClick(bar.amount.line, Qt.Key.Key_Return)
        await stage.desk.tasks.drain()

    qt_run(story())
    assert not bar.isVisible()
    assert stage.desk.sent == [AmendOrder("tb-1", BTC_PERP, Decimal("0.3"), Decimal("63999.5"), "id-tb-1")]


def test_escape_leaves_the_order_as_it_is(stage: Stage) -> None:
    open_amend(stage, 0)
    retype(stage.panel.amend_bar.price.line, "1")
    QTest.keyClick(stage.panel.amend_bar.price.line, Qt.Key.Key_Escape)
    assert not stage.panel.amend_bar.isVisible()
    assert stage.desk.sent == []


def test_an_order_that_ends_while_it_is_changed_closes_the_bar(stage: Stage) -> None:
    open_amend(stage, 0)
    stage.orders = stage.orders[1:]
    stage.refresh()
    assert not stage.panel.amend_bar.isVisible()
    assert "no longer working" in stage.panel.summary.text()


def test_what_cannot_be_changed_says_why(stage: Stage) -> None:
    stage.orders = [order("tb-1", status=OrderStatus.UNKNOWN), order("tb-2", price=None)]
    stage.refresh()
    open_amend(stage, 0)
    assert not stage.panel.amend_bar.isVisible()
    assert stage.panel.summary.text() == "This order is unconfirmed: it cannot be changed now."
    open_amend(stage, 1)
    assert stage.panel.summary.text() == "Only limit orders can be changed."


def test_the_context_menu_names_the_keys(stage: Stage) -> None:
    stage.panel.table.select(0)
    menu = stage.panel.table.menu()
    assert [action.text() for action in menu.actions() if "\t" in action.text()] == [
        "Amend price and size…\tReturn",
        "Cancel\tDelete",
        "Copy\tCtrl+C",
        "Export as CSV…\tCtrl+S",
    ]
    menu.deleteLater()


def test_with_a_filter_the_button_cancels_exactly_what_is_shown(stage: Stage, qt_run: QtRunner) -> None:
    stage.orders = [order(f"tb-{number}", side=[Side.BUY, Side.SELL][number % 2]) for number in range(4)]
    stage.orders.append(order("tb-9", side=Side.SELL, status=OrderStatus.CANCEL_PENDING))
    stage.refresh()
    panel = stage.panel
    assert (panel.cancel_all.text(), "every symbol" in panel.cancel_all.toolTip()) == ("Cancel all (5)", True)
    QTest.keyClicks(panel.filter, "side:sell")
    assert panel.hidden.text() == "3 of 5 shown"
    # One of the three is being cancelled already.
    assert panel.cancel_all.text() == "Cancel 2 shown"
    assert panel.cancel_all.toolTip() == "Cancels exactly the orders shown. What the filter hides stays."

    async def story() -> None:
        QTest.mouseClick(panel.cancel_all, Qt.MouseButton.LeftButton)
        QTest.mouseClick(panel.cancel_all, Qt.MouseButton.LeftButton)
        await stage.desk.tasks.drain()

    qt_run(story())
    assert stage.desk.sent == [
        CancelOrder("tb-1", BTC_PERP, "id-tb-1"),
        CancelOrder("tb-3", BTC_PERP, "id-tb-3"),
    ]
    QTest.keyClick(panel.filter, Qt.Key.Key_Escape)
    assert panel.cancel_all.text() == "Cancel all (5)"


def test_a_double_click_cancels_where_that_was_chosen_and_never_amends_too(
    stage: Stage, qt_run: QtRunner, qtbot: QtBot
) -> None:
    head = stage.panel.table.horizontalHeader()
    head.customContextMenuRequested.emit(QPoint(5, 5))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    choice = next(action for action in menu.actions() if "double-click" in action.text())
    assert not choice.isChecked()
    with qtbot.waitSignal(stage.panel.changed_choice):
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(choice).center())
    menu.close()

    async def story() -> None:
        open_amend(stage, 0)
        assert not stage.panel.amend_bar.isVisible()
        await stage.desk.tasks.drain()

    qt_run(story())
    assert stage.desk.sent == [CancelOrder("tb-1", BTC_PERP, "id-tb-1")]
    QTest.keyClick(stage.panel.table, Qt.Key.Key_Return)
    assert stage.panel.amend_bar.isVisible()
    saved = stage.panel.remember()
    other = Stage(qtbot)
    other.panel.recall(saved)
    qt_run(_double_clicked(other))
    assert other.desk.sent == stage.desk.sent
    other.panel.recall({})
    open_amend(other, 1)
    assert other.panel.amend_bar.isVisible()
    assert len(other.desk.sent) == 1


async def _double_clicked(stage: Stage) -> None:
    open_amend(stage, 0)
    await stage.desk.tasks.drain()


def test_an_order_placed_elsewhere_says_so(stage: Stage) -> None:
    stage.orders = [order("tb-1"), order("x-2", source=Source.EXTERNAL)]
    stage.refresh()
    assert [stage.text(number, BY) for number in (0, 1)] == ["here", "elsewhere"]
    QTest.keyClicks(stage.panel.filter, "elsewhere")
    assert [row.order.client_oid for row in stage.panel.model.rows()] == ["x-2"]


def test_the_order_that_is_being_changed_may_be_hidden_by_the_filter(stage: Stage) -> None:
    open_amend(stage, 0)
    QTest.keyClicks(stage.panel.filter, "eth")
    stage.refresh()
    assert stage.panel.amend_bar.isVisible()
    assert stage.panel.summary.text() == ""


def test_every_cancel_goes_past_the_rules_of_the_person(qtbot: QtBot, qt_run: QtRunner) -> None:
    person = Person(answer=False)
    stage = Stage(qtbot, person)

    async def story() -> None:
        stage.click(0, CANCEL)
        QTest.mouseClick(stage.panel.cancel_all, Qt.MouseButton.LeftButton)
        await stage.desk.tasks.drain()

    qt_run(story())
    assert stage.desk.sent == []
    assert [(ask, text) for ask, text, _ in person.asked] == [
        (Ask.CANCEL, "Cancel the order\nBTCUSDT perp: ▲ Buy 0.250 at 64\u2009000.5"),
        (Ask.CANCEL, state.cancel_question(stage.panel.model.rows())),
    ]


def test_asking_again_is_offered_only_where_there_is_a_road_and_a_doubt(stage: Stage, qtbot: QtBot) -> None:
    asked: list[Order] = []
    other = Stage(qtbot, ask_again=asked.append)
    for each in (stage, other):
        each.orders = [order("tb-1", status=OrderStatus.UNKNOWN), order("tb-2")]
        each.refresh()
        each.panel.table.selectAll()
    menu = stage.panel.table.menu()
    assert not [action for action in menu.actions() if "again" in action.text()]
    menu = other.panel.table.menu()
    (again,) = [action for action in menu.actions() if "again" in action.text()]
    again.trigger()
    assert [one.client_oid for one in asked] == ["tb-1"]
    other.panel.table.select(1)
    (again,) = [action for action in other.panel.table.menu().actions() if "again" in action.text()]
    assert not again.isEnabled()


@pytest.mark.parametrize("answer", [True, False])
def test_a_change_is_asked_about_like_a_limit_order(qtbot: QtBot, qt_run: QtRunner, *, answer: bool) -> None:
    person = Person(answer=answer)
    stage = Stage(qtbot, person)

    async def story() -> None:
        open_amend(stage, 0)
        retype(stage.panel.amend_bar.amount.line, "0.5")
        QTest.keyClick(stage.panel.amend_bar.amount.line, Qt.Key.Key_Return)
        await stage.desk.tasks.drain()

    qt_run(story())
    (asked,) = person.asked
    assert (asked[0], asked[2]) == (Ask.LIMIT, "Amend")
    assert asked[1].splitlines() == [
        "Change the order on BTCUSDT perp",
        "Size: 0.500 BTC",
        "Price: 64\u2009000.5",
        "Value: 32\u2009000.25 USDT",
    ]
    assert len(stage.desk.sent) == (1 if answer else 0)


def test_evidence_is_shown_of_one_order_beside_the_window(stage: Stage, qtbot: QtBot) -> None:
    line = EvidenceLine(0, EvidenceKind.ANSWER, "The exchange took it.")
    other = Stage(qtbot, evidence=lambda client_oid: [line] if client_oid == "tb-1" else [])
    other.panel.table.select(0)
    assert not [action for action in stage.panel.table.menu().actions() if "evidence" in action.text()]
    (action,) = [one for one in other.panel.table.menu().actions() if "evidence" in one.text()]
    action.trigger()
    (sheet,) = other.panel.findChildren(EvidenceSheet)
    assert sheet.isVisible()
    assert not sheet.isModal()
    assert sheet.text.toPlainText().endswith("answer  The exchange took it.")
    other.panel.table.selectAll()
    (action,) = [one for one in other.panel.table.menu().actions() if "evidence" in one.text()]
    assert not action.isEnabled()


def test_only_what_nobody_knows_is_left_when_that_is_asked_for(stage: Stage) -> None:
    stage.orders = [
        order("tb-1", status=OrderStatus.UNKNOWN),
        order("tb-2"),
        order("tb-3", status=OrderStatus.CANCEL_UNKNOWN),
    ]
    stage.refresh()
    stage.panel.show_unconfirmed()
    assert [row.order.client_oid for row in stage.panel.model.rows()] == ["tb-1", "tb-3"]


def test_what_a_change_means_is_said_before_it_is_confirmed(qtbot: QtBot) -> None:
    stage = Stage(qtbot)
    stage.note = "The order is ended, and another one takes its place."
    bar = stage.panel.amend_bar
    bar.open_for(stage.panel.model.row(0))
    retype(bar.price.line, "63000")
    assert bar.error.text() == stage.note
    assert bar.confirm.isEnabled()
    retype(bar.price.line, "x")
    assert bar.error.text() != stage.note
