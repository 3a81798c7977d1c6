"""The bar, the menus and the keys of drawings, and what a chart keeps of its choices."""

from collections.abc import Sequence
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMenu, QToolButton
from pytestqt.qtbot import QtBot

from terminal_app.core.changes import Kind
from terminal_app.core.market import Interval
from terminal_app.ui.panels.chart.drawings.board import DrawingBoard
from terminal_app.ui.panels.chart.drawings.desk import DrawingDesk
from terminal_app.ui.panels.chart.drawings.making import Recipe, drawn
from terminal_app.ui.panels.chart.drawings.values import (
    AT_MOST,
    COLOURS,
    TOOL_WORDS,
    Change,
    Dash,
    Drawing,
    Style,
    Tool,
    next_key,
)
from terminal_app.ui.panels.chart.panel import ChartPanel
from terminal_app.ui.theme import DARK, LIGHT
from tests.helpers import mouse
from tests.helpers.chart_stage import HISTORY, LAST, ONE, ChartStage, anchor_at
from tests.helpers.market import FakeCandleFeed
from tests.helpers.painting import painted_by, settle
from tests.helpers.ui_desk import batch
from tests.helpers.ui_samples import BTC_PERP

pytestmark = pytest.mark.gui

LEFT = Qt.MouseButton.LeftButton
ALT = Qt.KeyboardModifier.AltModifier


def put(desk: DrawingDesk, *drawings: Drawing) -> None:
    desk.sheet.do([Change(None, one) for one in drawings])


def long_position() -> Drawing:
    made = drawn(Recipe(Tool.LONG, tick=ONE), [anchor_at(240, -50), anchor_at(260, -200)], next_key())
    assert made is not None
    return made


def button(desk: DrawingDesk, begin: str) -> QToolButton:
    return next(one for name, one in desk.bar.buttons.items() if name.startswith(begin))


def menu_over(stage: ChartStage, drawing: Drawing) -> QMenu:
    """The menu of a place at the first anchor of a drawing, a little to the right of it."""
    view = stage.canvas.view
    assert view is not None
    x = int(stage.state.x_at(drawing.anchors[0].time_ms)) + 20
    y = int(view.frame.y_of(float(drawing.anchors[0].price))) + 24
    mouse.menu(stage.mouse_on, QPoint(x, y))
    menus = [one for one in stage.canvas.findChildren(QMenu, "chart_menu") if not one.isHidden()]
    assert len(menus) == 1
    return menus[0]


def entry(menu: QMenu, *path: str) -> QAction:
    for text in path[:-1]:
        inner = next(action for action in menu.actions() if action.text() == text).menu()
        assert isinstance(inner, QMenu)
        menu = inner
    return next(action for action in menu.actions() if action.text().startswith(path[-1]))


def pick(menu: QMenu, *path: str) -> None:
    """Choose an entry, after which the menu is gone."""
    entry(menu, *path).trigger()
    menu.close()


def write(stage: ChartStage, text: str) -> None:
    fields = [one for one in stage.canvas.findChildren(QLineEdit, "drawing_editor") if not one.isHidden()]
    assert len(fields) == 1
    fields[0].selectAll()
    QTest.keyClicks(fields[0], text)
    QTest.keyClick(fields[0], Qt.Key.Key_Return)


# ----------------------------------------------------------------------------------------------- bar


def test_a_button_takes_its_tool_and_lays_it_down(stage: ChartStage) -> None:
    desk = stage.panel.drawings
    for tool, one in desk.bar.tools.items():
        mouse.click(one, one.rect().center())
        assert desk.hand.tool is tool
        assert one.isChecked()
        assert [name for name, other in desk.bar.tools.items() if other.isChecked()] == [tool]
    mouse.click(one, one.rect().center())
    assert desk.hand.tool is None
    assert not one.isChecked()


def test_a_button_takes_its_tool_by_the_keyboard_and_the_chart_has_the_keyboard_then(
    stage: ChartStage,
) -> None:
    one = stage.panel.drawings.bar.tools[Tool.RAY]
    one.setFocus()
    QTest.keyClick(one, Qt.Key.Key_Space)
    assert stage.panel.drawings.hand.tool is Tool.RAY
    assert stage.panel.focusWidget() is stage.canvas
    QTest.keyClick(stage.canvas, Qt.Key.Key_Escape)
    assert stage.panel.drawings.hand.tool is None


def test_every_button_says_what_it_does(stage: ChartStage) -> None:
    bar = stage.panel.drawings.bar
    assert [one.accessibleName().partition(" (")[0] for one in bar.tools.values()] == list(
        TOOL_WORDS.values()
    )
    assert all(one.toolTip() and not one.icon().isNull() for one in bar.findChildren(QToolButton))


def test_buttons_without_room_are_in_the_menu(stage: ChartStage, qtbot: QtBot) -> None:
    desk = stage.panel.drawings
    stage.panel.resize(1_000, 260)
    settle(qtbot)
    everything = [*desk.bar.tools.values(), *desk.bar.buttons.values()]
    shown = [one for one in everything if not one.isHidden()]
    assert 4 < len(shown) < len(everything)
    assert not desk.bar.more.isHidden()
    assert desk.bar.more.geometry().bottom() <= desk.bar.height()
    mouse.click(desk.bar.more, QPoint(5, 5))
    menu = stage.canvas.findChild(QMenu, "chart_menu")
    assert isinstance(menu, QMenu)
    texts = [action.text() for action in menu.actions()]
    assert all(any(text.startswith(word) for text in texts) for word in TOOL_WORDS.values())
    menu.close()


def test_the_switches_turn_and_are_told_to_be_kept(stage: ChartStage, qtbot: QtBot) -> None:
    desk = stage.panel.drawings
    for begin in ("Magnet", "Keep", "Lock", "Hide"):
        one = button(desk, begin)
        with qtbot.waitSignal(stage.panel.changed_choice):
            mouse.click(one, one.rect().center())
        assert one.isChecked()
    kept = stage.panel.remember()["drawing"]
    assert kept == {"bar": True, "magnet": True, "keep": True, "locked": True, "hidden": True}


def test_choices_come_back(stage: ChartStage) -> None:
    desk = stage.panel.drawings
    for turn in (desk.turn_magnet, desk.lock_all, desk.show_bar):
        turn()
    kept = desk.remember()
    for turn in (desk.turn_magnet, desk.lock_all, desk.show_bar):
        turn()
    assert desk.remember() != kept
    desk.recall(kept)
    assert desk.remember() == kept
    assert desk.bar.isHidden()
    desk.recall("nonsense")
    assert desk.remember() == kept


# ---------------------------------------------------------------------------------------------- menus


def test_the_menu_of_a_drawing_gives_it_another_colour_and_line(stage: ChartStage) -> None:
    desk = stage.panel.drawings
    line = Drawing(Tool.HORIZONTAL, (anchor_at(250, -100),))
    put(desk, line)
    stage.frame()
    pick(menu_over(stage, line), "Colour", "Violet")
    stage.frame()
    pick(menu_over(stage, line), "Line", "Dashed")
    assert desk.sheet.drawings[0].style == Style(3, Dash.DASHED)
    assert desk.hand.style == Style(3, Dash.DASHED)
    stage.frame()
    pick(menu_over(stage, line), "Width", "4 px")
    assert desk.sheet.drawings[0].style == desk.hand.style == Style(3, Dash.DASHED, 4)
    desk.undo()
    desk.undo()
    assert desk.sheet.drawings[0].style == Style(3, Dash.SOLID)


def test_the_menu_of_a_drawing_copies_and_removes_it(stage: ChartStage) -> None:
    desk = stage.panel.drawings
    line = Drawing(Tool.HORIZONTAL, (anchor_at(250, -100),))
    put(desk, line)
    stage.frame()
    pick(menu_over(stage, line), "Duplicate")
    assert len(desk.sheet.drawings) == 2
    pick(menu_over(stage, line), "Remove")
    assert len(desk.sheet.drawings) == 1


def test_the_menu_of_a_position_takes_a_size(stage: ChartStage) -> None:
    desk = stage.panel.drawings
    put(desk, long_position())
    stage.frame()
    pick(menu_over(stage, desk.sheet.drawings[0]), "Size")
    write(stage, "0.5")
    assert desk.sheet.drawings[0].size == Decimal("0.5")
    pick(menu_over(stage, desk.sheet.drawings[0]), "Size")
    write(stage, "much")
    assert desk.sheet.drawings[0].size == Decimal("0.5")
    assert stage.notices()[-1].startswith("This is no size.")


def test_beside_drawings_the_menu_is_that_of_the_price(stage: ChartStage) -> None:
    put(stage.panel.drawings, Drawing(Tool.HORIZONTAL, (anchor_at(250, -100),)))
    stage.frame()
    menu = stage.menu(90)
    assert entry(menu, "Copy price") is not None
    entry(menu, "Draw", "Trend line").trigger()
    menu.close()
    assert stage.panel.drawings.hand.tool is Tool.TREND


def test_the_menu_has_undo_only_when_there_is_something(stage: ChartStage) -> None:
    desk = stage.panel.drawings

    def able() -> list[str]:
        return [one.text for one in desk.entries() if one.run is not None and one.checked is None]

    assert able() == []
    put(desk, Drawing(Tool.HORIZONTAL, (anchor_at(250, -100),)))
    assert able() == ["Undo (Ctrl+Z)", "Remove all of this symbol"]
    desk.undo()
    assert able() == ["Redo (Ctrl+Shift+Z)"]


# ----------------------------------------------------------------------------------------- the picture


def many(count: int) -> Sequence[Drawing]:
    return [
        Drawing(Tool.TREND, (anchor_at(200 + k % 60, -k), anchor_at(240 + k % 60, k)), Style(k % 8))
        for k in range(count)
    ]


def test_a_full_symbol_says_so(stage: ChartStage) -> None:
    desk = stage.panel.drawings
    put(desk, *many(AT_MOST))
    desk.take(Tool.TREND)
    assert desk.hand.tool is None
    desk.duplicate(desk.sheet.drawings[0])
    assert len(desk.sheet.drawings) == AT_MOST
    assert stage.notices() == [
        f"There are {AT_MOST} drawings on this symbol already, which is the most. Remove some first."
    ]


def test_a_tick_paints_no_drawing_again(stage: ChartStage, qtbot: QtBot) -> None:
    put(stage.panel.drawings, *many(200))
    stage.tick(LAST + ONE)
    stage.frame()
    settle(qtbot)
    stage.tick(LAST)
    painted = painted_by(qtbot, stage.mouse_on, lambda: stage.panel.show_frame(batch(Kind.TICKER)))
    middle = int(stage.state.viewport.x_of(250))
    assert not painted.isEmpty()
    assert not painted.contains(QPoint(middle, 300))


def test_drawings_wear_the_colours_of_the_theme(stage: ChartStage) -> None:
    put(stage.panel.drawings, Drawing(Tool.HORIZONTAL, (anchor_at(250, -100),), Style(3)))

    def colours() -> set[str]:
        stage.frame()
        image = stage.canvas.grab().toImage()
        return {image.pixelColor(500, y).name() for y in range(30, 500)}

    assert DARK.links[3].lower() in colours()
    stage.panel.apply_theme(LIGHT)
    assert LIGHT.links[3].lower() in colours()
    stage.panel.drawings.hide_all()
    assert LIGHT.links[3].lower() not in colours()


def test_there_is_a_colour_for_every_number(stage: ChartStage) -> None:
    assert len(DARK.links) == len(LIGHT.links) == COLOURS
    line = Drawing(Tool.HORIZONTAL, (anchor_at(250, -100),))
    put(stage.panel.drawings, line)
    stage.frame()
    menu = menu_over(stage, line)
    inner = entry(menu, "Colour").menu()
    assert isinstance(inner, QMenu)
    assert len(inner.actions()) == COLOURS
    menu.close()


def test_two_charts_of_a_symbol_show_the_same_at_once(stage: ChartStage, qtbot: QtBot) -> None:
    board = DrawingBoard()
    stage.desk.hub.add_history(BTC_PERP, Interval.M5, HISTORY[:300:5])
    panels = []
    for interval in (Interval.M1, Interval.M5):
        panel = ChartPanel(stage.desk.hub, FakeCandleFeed(), DARK, drawings=board)
        qtbot.addWidget(panel)
        panel.resize(900, 500)
        panel.show()
        panel.show_instrument(BTC_PERP)
        panel.show_interval(interval)
        panel.grab()
        panels.append(panel)
    one, other = panels
    one.canvas.setFocus()
    one.drawings.take(Tool.HORIZONTAL)
    mouse.click(one.canvas.viewport(), QPoint(400, 200))
    assert len(other.drawings.sheet.drawings) == 1
    image = other.canvas.grab().toImage()
    assert DARK.links[0].lower() in {image.pixelColor(300, y).name() for y in range(30, 470)}
    other.drawings.remove_all()
    assert one.drawings.hand.selected is None
    assert one.drawings.sheet.drawings == ()
