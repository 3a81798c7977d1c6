"""How the ticket is laid out: nothing clipped, everything named, reached by the tab key."""

import json
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QScrollArea
from pytestqt.qtbot import QtBot

from terminal_app.core.account import HoldMode
from terminal_app.core.changes import Kind, Topic
from terminal_app.core.money import BaseQty
from terminal_app.ui.panels.ticket.margin_dialog import MarginDialog
from terminal_app.ui.resources import icon_folder
from terminal_app.ui.sheet import sheet
from terminal_app.ui.style import body_font
from terminal_app.ui.theme import DARK
from tests.helpers.examples import PERP_ID, SPOT_ID
from tests.helpers.qt_loop import QtRunner
from tests.helpers.ticket_stage import BUY, D, Picked, Stage, run
from tests.helpers.waiting import eventually

pytestmark = pytest.mark.gui


@pytest.fixture
def stage(qtbot: QtBot) -> Stage:
    """A ticket without an instrument."""
    return Stage(qtbot)


def test_size_chips_say_what_they_are_a_part_of(stage: Stage) -> None:
    stage.panel.show_instrument(PERP_ID)
    assert stage.fields.size_chips[1].accessibleName() == "Size: 50% of what is available"
    stage.click(stage.fields.reduce_only)
    assert stage.fields.size_chips[1].accessibleName() == "Size: 50% of the position"


def test_arrow_keys_step_by_tick_and_lot(stage: Stage) -> None:
    stage.fill_in()
    QTest.keyClick(stage.fields.price.line, Qt.Key.Key_Up)
    QTest.keyClick(stage.fields.size_edit.line, Qt.Key.Key_Down)
    assert (stage.fields.price.text(), stage.fields.size_edit.text()) == ("64000.1", "0.0099")
    stage.click(stage.fields.unit)
    QTest.keyClick(stage.fields.size_edit.line, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert stage.fields.size_edit.text() == "10"


def test_nothing_is_clipped_at_the_usual_width(stage: Stage, qtbot: QtBot) -> None:
    stage.panel.setStyleSheet(sheet(DARK, icon_folder().as_posix()))
    stage.panel.setFont(body_font())
    stage.fill_in("64 210,53", "0.25*3/10")

    def clipped() -> list[str]:
        labels = [label for label in stage.panel.findChildren(QLabel) if label.isVisible()]
        return [
            label.text()
            for label in labels
            if not label.wordWrap() and label.width() < label.sizeHint().width()
        ]

    qtbot.waitUntil(lambda: clipped() == [])
    assert stage.panel.minimumSizeHint().width() <= 300


def test_everything_that_can_be_pressed_has_a_name(stage: Stage) -> None:
    stage.panel.show_instrument(PERP_ID)
    fields = stage.fields
    widgets = [
        fields.limit,
        fields.market,
        fields.price.line,
        fields.size_edit.line,
        fields.unit,
        fields.time_in_force,
        *fields.price_chips,
        *fields.size_chips,
        *stage.panel.buttons.values(),
    ]
    assert [widget for widget in widgets if not widget.accessibleName()] == []


def test_in_a_low_window_it_scrolls_and_nothing_is_squeezed(stage: Stage, qtbot: QtBot) -> None:
    stage.fill_in()
    edits = (stage.fields.price, stage.fields.size_edit)
    qtbot.waitUntil(lambda: all(edit.line.height() >= edit.line.sizeHint().height() for edit in edits))
    tall = {edit: edit.line.height() for edit in edits}
    stage.window.resize(320, 240)
    area = stage.panel.findChildren(QScrollArea)[0]
    qtbot.waitUntil(area.verticalScrollBar().isVisible)
    assert {edit: edit.line.height() for edit in tall} == tall
    assert not area.horizontalScrollBar().isVisible()


def test_the_tab_key_goes_from_the_kind_of_order_to_the_buttons(stage: Stage, qt_run: QtRunner) -> None:
    stage.fill_in()
    fields = stage.fields

    async def story() -> None:
        stage.window.activateWindow()
        await eventually(stage.window.isActiveWindow)
        fields.limit.setFocus()
        seen = []
        for _ in range(23):
            QTest.keyClick(stage.window.focusWidget(), Qt.Key.Key_Tab)
            seen.append(stage.window.focusWidget())
        assert seen == [
            fields.more,
            fields.price.line,
            *fields.price_chips,
            fields.size_edit.line,
            fields.unit,
            fields.slider,
            *fields.size_chips,
            fields.exits.on,
            fields.time_in_force,
            fields.post_only,
            fields.reduce_only,
            fields.lifetime,
            stage.panel.after.head,
            *stage.panel.buttons.values(),
            stage.panel.account,
            fields.limit,
        ]

    qt_run(story())


def test_slider_chips_field_preview_and_order_agree(stage: Stage, qt_run: QtRunner) -> None:
    stage.fill_in(size="")
    fields = stage.fields
    presses: tuple[Callable[[], None], ...] = (
        lambda: QTest.keyClick(fields.slider, Qt.Key.Key_PageUp),
        lambda: stage.click(fields.size_chips[0]),
        lambda: QTest.keyClicks(fields.size_edit.line, "25%"),
    )
    for press in presses:
        fields.size_edit.line.clear()
        press()
        assert (fields.size_edit.text(), fields.slider.value()) == ("25%", 25)
        assert [chip.isChecked() for chip in fields.size_chips] == [True, False, False, False]
        assert "Buy: 0.0388 BTC at" in stage.panel.preview.text()
    fields.size_edit.line.clear()
    QTest.keyClicks(fields.size_edit.line, "0.0777")
    assert fields.slider.value() == 50
    assert not any(chip.isChecked() for chip in fields.size_chips)
    stage.click(fields.size_chips[3])
    assert "Capped by: fees" in stage.panel.preview.text()
    run(qt_run, stage, lambda: stage.click(stage.panel.buttons[BUY]))
    assert stage.sent[0].size == BaseQty(D("0.1553"))


def test_size_buttons_belong_to_their_instrument(stage: Stage) -> None:
    stage.fill_in()
    stage.fields.size_chips[0].hold("0.02")
    assert "chips" in json.dumps(stage.panel.remember())
    stage.panel.show_instrument(SPOT_ID)
    assert stage.fields.size_chips[0].text() == "25%"
    stage.panel.show_instrument(PERP_ID)
    assert stage.fields.size_chips[0].text() == "0.02"
    stage.click(stage.fields.size_chips[0])
    assert "Buy: —" in stage.panel.preview.text()
    stage.panel.on_price_clicked(Picked(PERP_ID, D(64000)))
    assert "Buy: 0.0200 BTC" in stage.panel.preview.text()


def test_leverage_and_modes_are_shown_and_changed_in_a_dialog_only(stage: Stage) -> None:
    stage.panel.show_instrument(SPOT_ID)
    assert (stage.panel.account.text(), stage.panel.account.isEnabled()) == ("Spot", False)
    stage.panel.show_instrument(PERP_ID)
    assert stage.panel.account.text() == "Cross 10× · One-way"
    stage.click(stage.panel.account)
    stage.panel.head.on_account_wanted()
    (dialog,) = stage.panel.findChildren(MarginDialog)
    stage.hold_mode = HoldMode.HEDGE
    stage.frame(Topic(Kind.TRADING))
    assert dialog.now.text() == "Now: Cross 10× · Hedge"
    dialog.reject()
    stage.panel.head.on_account_wanted()
    assert stage.sent == []


def test_the_consequences_are_open_where_there_is_room(qtbot: QtBot, stage: Stage) -> None:
    stage.fill_in()
    assert not stage.panel.after.is_open
    stage.window.resize(320, 1000)
    qtbot.waitUntil(lambda: stage.panel.after.is_open)
    assert "Average fill" in stage.panel.after.text()
    stage.click(stage.panel.after.head)
    stage.window.resize(320, 900)
    qtbot.waitUntil(lambda: stage.panel.height() < 950)
    assert not stage.panel.after.is_open
    assert stage.panel.remember()["consequences"] is False
    stage.panel.recall({"consequences": True})
    assert stage.panel.after.is_open
