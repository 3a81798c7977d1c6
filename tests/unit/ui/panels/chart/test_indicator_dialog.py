"""The dialog of indicators under keys and mouse."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from terminal_app.market.indicators.catalogue import spec_of
from terminal_app.ui.panels.chart.indicator_dialog import IndicatorDialog
from terminal_app.ui.panels.chart.indicator_editor import IndicatorEditor
from tests.helpers.chart_stage import ChartStage

pytestmark = pytest.mark.gui


@pytest.fixture
def dialog(stage: ChartStage, qtbot: QtBot) -> IndicatorDialog:
    QTest.mouseClick(stage.panel.indicators.button, Qt.MouseButton.LeftButton)
    (opened,) = stage.panel.findChildren(IndicatorDialog)
    qtbot.waitExposed(opened)
    opened.activateWindow()
    return opened


def editor_of(stage: ChartStage) -> IndicatorEditor:
    (opened,) = stage.panel.findChildren(IndicatorEditor)
    return opened


def names(stage: ChartStage) -> list[str]:
    return [item.name for item in stage.panel.indicators.shown.chosen.items]


def rows(dialog: IndicatorDialog) -> list[str]:
    return [dialog.shown.item(row).text() for row in range(dialog.shown.count())]


def test_typing_and_return_add_and_the_arrows_choose(stage: ChartStage, dialog: IndicatorDialog) -> None:
    QTest.keyClicks(dialog.words, "moving average")
    first = dialog.offered.item(0).text()
    QTest.keyClick(dialog.words, Qt.Key.Key_Down)
    QTest.keyClick(dialog.words, Qt.Key.Key_Return)
    assert names(stage)
    assert not first.startswith(names(stage)[0] + " ")
    assert dialog.isVisible()


def test_what_nobody_has_is_said(dialog: IndicatorDialog) -> None:
    dialog.words.setText("no such thing")
    assert dialog.say.text() == "No indicator matches. Try another word."
    assert not dialog.add.isEnabled()
    QTest.keyClick(dialog.words, Qt.Key.Key_Return)
    assert rows(dialog) == []


def test_indicators_are_ordered_and_removed_by_keys(stage: ChartStage, dialog: IndicatorDialog) -> None:
    for name in ("EMA", "RSI", "OBV"):
        dialog.words.setText(name)
        QTest.keyClick(dialog.words, Qt.Key.Key_Return)
    assert names(stage) == ["EMA", "RSI", "OBV"]
    dialog.up.click()
    assert rows(dialog) == ["EMA 30", "OBV", "RSI 14"]
    assert dialog.shown.currentRow() == 1
    dialog.down.click()
    assert not dialog.down.isEnabled()
    QTest.keyClick(dialog.shown, Qt.Key.Key_Delete)
    assert names(stage) == ["EMA", "RSI"]
    assert dialog.shown.currentRow() == 1


def test_settings_are_taken_with_return_and_dropped_with_escape(
    stage: ChartStage, dialog: IndicatorDialog
) -> None:
    dialog.words.setText("ema")
    QTest.keyClick(dialog.words, Qt.Key.Key_Return)
    dialog.edit.click()
    editor = editor_of(stage)
    editor.fields[0].show_value(50)
    editor.looks["real"].width.setCurrentIndex(1)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    item = stage.panel.indicators.shown.chosen.items[0]
    assert (dict(item.values), item.looks["real"].width) == ({"timeperiod": 50}, 2)
    assert rows(dialog) == ["EMA 50"]
    QApplication.sendPostedEvents()
    dialog.edit.click()
    again = stage.panel.findChildren(IndicatorEditor)[-1]
    again.fields[0].show_value(7)
    QTest.keyClick(again, Qt.Key.Key_Escape)
    assert rows(dialog) == ["EMA 50"]


def test_usual_values_are_a_button_away(stage: ChartStage, dialog: IndicatorDialog) -> None:
    dialog.words.setText("macd")
    QTest.keyClick(dialog.words, Qt.Key.Key_Return)
    dialog.edit.click()
    editor = editor_of(stage)
    for field in editor.fields[:3]:
        field.show_value(99)
    editor.defaults.click()
    assert [field.value for field in editor.fields] == [12, 26, 9, "close"]


def test_an_anchored_one_asks_for_its_moment_and_offers_what_is_in_sight(
    stage: ChartStage, dialog: IndicatorDialog
) -> None:
    dialog.words.setText("anchored")
    QTest.keyClick(dialog.words, Qt.Key.Key_Return)
    editor = editor_of(stage)
    editor.take.click()
    anchor = stage.panel.indicators.shown.chosen.items[0].values["anchor"]
    opens = stage.state.series.view().open_ms
    assert anchor in opens.tolist()
    stage.frame()
    assert stage.canvas.legends()[0].rows[0].values[0].text != "–"


def test_templates_are_saved_loaded_and_deleted(stage: ChartStage, dialog: IndicatorDialog) -> None:
    for name in ("EMA", "RSI"):
        dialog.words.setText(name)
        QTest.keyClick(dialog.words, Qt.Key.Key_Return)
    assert not dialog.save.isEnabled()
    dialog.template.setEditText("mine")
    assert not dialog.load.isEnabled()
    dialog.save.click()
    assert dialog.say.text() == "Saved as the template mine."
    dialog.remove.click()
    dialog.remove.click()
    assert names(stage) == []
    dialog.load.click()
    assert names(stage) == ["EMA", "RSI"]
    dialog.delete.click()
    assert dialog.template.count() == 0
    assert names(stage) == ["EMA", "RSI"]


def test_a_template_without_a_usable_name_is_refused(dialog: IndicatorDialog) -> None:
    dialog.template.setEditText("x" * 60)
    dialog.save.click()
    assert "too long" in dialog.say.text()


def test_every_control_has_a_name_and_takes_the_keyboard(dialog: IndicatorDialog) -> None:
    for widget in (dialog.words, dialog.offered, dialog.shown, dialog.template):
        assert widget.accessibleName()
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_the_legend_has_a_menu_and_a_double_click(stage: ChartStage) -> None:
    shown = stage.panel.indicators.shown
    shown.add(spec_of("EMA"))
    stage.frame()
    layer = stage.canvas.legends()[0].rows[0].layer
    stage.canvas.layer_chosen.emit(layer)
    editor_of(stage).reject()
    stage.canvas.layer_menu_wanted.emit(QPoint(5, 5), layer)
    (menu,) = stage.canvas.findChildren(QMenu, "chart_menu")
    texts = [action.text() for action in menu.actions() if action.text()]
    assert texts == [
        "Settings of EMA 30 …",
        "Remove EMA 30",
        "Over the prices",
        "In a pane where it belongs",
        "All indicators …",
    ]
    menu.actions()[1].trigger()
    assert names(stage) == []
    menu.close()


def test_another_symbol_meanwhile_is_not_changed(stage: ChartStage, dialog: IndicatorDialog) -> None:
    dialog.words.setText("ema")
    QTest.keyClick(dialog.words, Qt.Key.Key_Return)
    dialog.edit.click()
    editor = editor_of(stage)
    editor.fields[0].show_value(50)
    stage.panel.indicators.shown.remove(0)
    editor.take.click()
    assert names(stage) == []
