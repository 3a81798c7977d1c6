"""The ladder panel's rows, sizes and keys, and how it looks, under a real mouse and keyboard."""

import json
from decimal import Decimal

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QEnterEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from terminal_app.core.changes import Kind, Topic
from terminal_app.core.commands import (
    PlaceOrder,
)
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import OrderType, Side
from terminal_app.ui import format as fmt
from terminal_app.ui.panel_settings import filler_for
from terminal_app.ui.panels.ladder.intents import Column, Scheme
from terminal_app.ui.panels.ladder.state import Out
from terminal_app.ui.theme import LIGHT
from tests.helpers import mouse
from tests.helpers.clipping import clipped
from tests.helpers.examples import PERP_ID, position
from tests.helpers.ladder_stage import LadderStage
from tests.helpers.qt_loop import QtRunner
from tests.helpers.ui_samples import order
from tests.helpers.waiting import eventually

D = Decimal
BID, PRICE, ASK = Column.BID, Column.PRICE, Column.ASK
LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier
pytestmark = pytest.mark.gui


def enter(widget: QWidget) -> None:
    """The mouse comes."""
    point = QPointF(5, 5)
    QApplication.sendEvent(widget, QEnterEvent(point, point, QPointF(widget.mapToGlobal(QPoint(5, 5)))))


def leave(widget: QWidget) -> None:
    """The mouse goes."""
    QApplication.sendEvent(widget, QEvent(QEvent.Type.Leave))


def limit_of(command: object) -> tuple[Side, Decimal | None, object]:
    assert isinstance(command, PlaceOrder)
    assert command.order_type is OrderType.LIMIT
    return command.side, command.price, command.size


def out(stage: LadderStage) -> Out | None:
    """Where the market is when it cannot be seen."""
    return stage.view.picture.out


def test_rows_stand_still_under_the_mouse_and_follow_when_it_goes(stage: LadderStage) -> None:
    enter(stage.panel)
    first = stage.view.picture.rungs[0].price
    stage.market("64250.0")
    assert stage.view.picture.rungs[0].price == first
    assert out(stage) is Out.ABOVE
    assert stage.panel.head.centre.text() == "▲ Centre"
    QTest.mouseClick(stage.panel.head.centre, LEFT)
    assert out(stage) is None
    assert stage.panel.head.centre.text() == "Centre"
    stage.market("64210.5")
    assert out(stage) is Out.BELOW
    leave(stage.panel)
    assert out(stage) is None


def test_space_centres_and_small_moves_do_not(stage: LadderStage) -> None:
    middle = [rung.price for rung in stage.view.picture.rungs]
    stage.market("64210.7")
    assert [rung.price for rung in stage.view.picture.rungs] == middle
    QTest.keyClick(stage.panel, Qt.Key.Key_Space)
    assert [rung.price for rung in stage.view.picture.rungs] == [price + D("0.2") for price in middle]


def test_the_wheel_shows_other_rows(stage: LadderStage) -> None:
    enter(stage.panel)
    first = stage.view.picture.rungs[0].price
    mouse.wheel(stage.view, stage.cell("64210.2", BID), QPoint(0, 240))
    assert stage.view.picture.rungs[0].price == first + D("0.6")


def test_the_row_step_by_keys_and_wheel_is_remembered(stage: LadderStage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(stage.panel.changed_choice):
        QTest.keyClick(stage.panel, Qt.Key.Key_Plus)
    assert stage.panel.head.grouping.currentText() == "0.2"
    mouse.wheel(stage.view, QPoint(100, 100), QPoint(0, -120), CTRL)
    assert stage.panel.head.group == 5
    QTest.keyClick(stage.panel, Qt.Key.Key_Minus)
    assert stage.panel.head.group == 2
    saved = json.loads(json.dumps(stage.panel.remember()))
    again = LadderStage(qtbot)
    again.panel.recall(saved)
    again.show()
    assert again.panel.head.group == 2
    assert again.view.picture.rungs[0].price % D("0.2") == 0
    again.panel.recall({"groups": {"BTCUSDT perp": 3}, "scheme": 7, "sizes": 1})
    assert again.panel.head.group == 1


def test_a_held_key_is_one(stage: LadderStage) -> None:
    held = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Plus, Qt.KeyboardModifier.NoModifier, "+", True, 1)
    QApplication.sendEvent(stage.panel, held)
    assert stage.panel.head.group == 1


def test_keys_pick_the_working_size(armed: LadderStage, qtbot: QtBot, qt_run: QtRunner) -> None:
    chips = armed.panel.foot.sizes.chips
    assert [chip.text() for chip in chips] == ["0.0007", "0.0010", "0.0030", "0.0070", "0.0100"]
    with qtbot.waitSignal(armed.panel.changed_choice):
        QTest.keyClick(armed.panel, Qt.Key.Key_3)
    assert [chip.isChecked() for chip in chips] == [False, False, True, False, False]
    QTest.mouseClick(chips[4], LEFT)
    assert chips[4].isChecked()

    async def story() -> None:
        armed.click("64210.2", BID)
        await eventually(lambda: armed.sent)

    qt_run(story())
    assert limit_of(armed.sent[0])[2] == BaseQty(D("0.0100"))


def test_a_double_clicked_size_is_edited(stage: LadderStage, qtbot: QtBot) -> None:
    sizes = stage.panel.foot.sizes
    QTest.mouseDClick(sizes.chips[1], LEFT)
    line = sizes.editor.edit.line
    assert sizes.editor.isVisible()
    assert line.text() == "0.0010"
    line.selectAll()
    QTest.keyClicks(line, "0,05129")
    assert sizes.editor.reading.text() == "Rounded down to 0.0512 BTC"
    QTest.keyClicks(line, "x")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert sizes.editor.isVisible()
    QTest.keyClick(line, Qt.Key.Key_Backspace)
    with qtbot.waitSignal(stage.panel.changed_choice):
        QTest.keyClick(line, Qt.Key.Key_Return)
    assert not sizes.editor.isVisible()
    assert sizes.chips[1].text() == "0.0512"
    assert sizes.chips[1].isChecked()


def test_escape_leaves_a_size_as_it_was_and_disarms_nothing(armed: LadderStage) -> None:
    sizes = armed.panel.foot.sizes
    QTest.mouseDClick(sizes.chips[0], LEFT)
    line = sizes.editor.edit.line
    QTest.keyClicks(line, "5 1+2")
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert not sizes.editor.isVisible()
    assert sizes.chips[0].text() == "0.0007"
    assert armed.is_armed()
    assert armed.panel.head.group == 1


def test_keys_act_on_the_ladder_under_the_mouse_unless_somebody_types(
    stage: LadderStage, qtbot: QtBot
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    field, button = QLineEdit(), QPushButton("Elsewhere")
    row = QHBoxLayout(window)
    for widget in (field, button, stage.panel):
        row.addWidget(widget)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    button.setFocus()
    enter(stage.panel)
    assert stage.panel.hasFocus()
    leave(stage.panel)
    assert button.hasFocus()
    field.setFocus()
    enter(stage.panel)
    assert field.hasFocus()
    stage.panel.setParent(None)


def test_another_look_writes_every_number_anew(stage: LadderStage) -> None:
    fmt.use(fmt.Style(thousands=","))
    try:
        stage.panel.apply_theme(LIGHT)
        stage.view.apply_theme(LIGHT)
        assert stage.view.picture.rungs[0].price_text.startswith("64,")
    finally:
        fmt.use(fmt.Style())


@pytest.mark.parametrize("width", [260, 330])
def test_every_word_has_its_room(stage: LadderStage, width: int, qtbot: QtBot) -> None:
    stage.panel.resize(width, 640)
    stage.own(order("a", PERP_ID, price="64210.2"), order("b", PERP_ID, price="64211.0", side=Side.SELL))
    stage.hold(position("0.02"))
    qtbot.waitUntil(lambda: clipped(stage.panel) == [])


def test_the_settings_of_the_title_are_the_choices_of_the_head(stage: LadderStage) -> None:
    menu = QMenu(stage.panel)
    fill = filler_for(stage.panel)
    assert fill is not None
    fill(menu)
    actions = {action.text(): action for action in menu.actions() if action.isCheckable()}
    assert [text for text, action in actions.items() if action.isChecked()] == [
        "0.1",
        "Scheme 1",
        "Not shown",
    ]
    actions["0.5"].trigger()
    actions["Scheme 2"].trigger()
    assert stage.panel.head.group == 5
    assert stage.panel.head.mouse_scheme is Scheme.BUTTONS


def test_it_is_served_only_while_there_is_something(stage: LadderStage) -> None:
    assert Topic(Kind.BOOK, PERP_ID) in stage.panel.topics
    assert Topic(Kind.TRADES, PERP_ID) in stage.panel.topics
