"""Drawing with a real mouse and real keys on a chart: make, move, undo, reload, tool by tool."""

from collections.abc import Sequence
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from terminal_app.ui.panels.chart.canvas import HEADER_PX
from terminal_app.ui.panels.chart.drawings.saving import Saved, from_saved, to_save
from terminal_app.ui.panels.chart.drawings.shapes import handles
from terminal_app.ui.panels.chart.drawings.values import TOOL_LETTERS, Anchor, Dash, Drawing, Tool
from terminal_app.ui.panels.chart.lines import LineAction
from terminal_app.ui.panels.chart.look import Look, ScaleKind
from tests.helpers import mouse
from tests.helpers.chart_stage import HISTORY, ChartStage
from tests.helpers.painting import settle

pytestmark = pytest.mark.gui

LEFT = Qt.MouseButton.LeftButton
ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
BEGIN, END, THIRD = QPoint(300, 250), QPoint(420, 300), QPoint(360, 200)


@pytest.fixture
def stage(stage: ChartStage) -> ChartStage:
    stage.canvas.setFocus()
    return stage


def drawings(stage: ChartStage) -> Sequence[Drawing]:
    return stage.panel.drawings.sheet.drawings


def taken(stage: ChartStage) -> Tool | None:
    """The tool in the hand."""
    return stage.panel.drawings.hand.tool


def busy(stage: ChartStage) -> bool:
    """Whether Escape would end something."""
    return stage.canvas.busy


def take(stage: ChartStage, tool: Tool) -> None:
    QTest.keyClick(stage.canvas, Qt.Key(ord(TOOL_LETTERS[tool])), ALT)
    assert taken(stage) is tool


def editor(stage: ChartStage) -> QLineEdit:
    """The field in which a text is written now."""
    found = [one for one in stage.canvas.findChildren(QLineEdit, "drawing_editor") if not one.isHidden()]
    assert len(found) == 1
    return found[0]


def write(stage: ChartStage, text: str) -> None:
    field = editor(stage)
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def make(stage: ChartStage, tool: Tool) -> Drawing:
    """Take a tool by its key and draw with it."""
    take(stage, tool)
    points = (BEGIN, END, THIRD)[: tool.clicks]
    for point in points:
        mouse.click(stage.mouse_on, point)
    if tool is Tool.TEXT:
        write(stage, "Look here")
    return drawings(stage)[-1]


def pixel(stage: ChartStage, anchor: Anchor) -> QPoint:
    """Where an anchor is on the widget."""
    stage.canvas.grab()
    view = stage.canvas.view
    assert view is not None
    x = stage.state.x_at(anchor.time_ms)
    return QPoint(int(x), HEADER_PX + int(view.frame.y_of(float(anchor.price))))


def grip(stage: ChartStage, drawing: Drawing) -> QPoint:
    """A point on a drawing that is none of its handles."""
    first, *others = [pixel(stage, anchor) for anchor in drawing.anchors]
    match drawing.tool:
        case Tool.HORIZONTAL:
            return QPoint(600, first.y())
        case Tool.VERTICAL:
            return QPoint(first.x(), 330)
        case Tool.TEXT:
            return first + QPoint(20, 0)
        case Tool.RECTANGLE | Tool.MEASURE | Tool.FIBONACCI:
            return QPoint((first.x() + others[0].x()) // 2, others[0].y())
        case Tool.LONG | Tool.SHORT:
            return QPoint((first.x() + others[0].x()) // 2, first.y())
        case _:
            return (first + others[0]) / 2


@pytest.mark.parametrize("tool", list(Tool))
def test_a_tool_draws_with_clicks_and_is_laid_down(stage: ChartStage, tool: Tool) -> None:
    made = make(stage, tool)
    assert made.tool is tool
    assert len(made.anchors) == tool.anchors
    assert len(drawings(stage)) == 1
    at = pixel(stage, made.anchors[0])
    assert abs(at.x() - BEGIN.x()) <= stage.state.viewport.spacing
    assert abs(at.y() - BEGIN.y()) <= 2
    assert taken(stage) is None
    assert not busy(stage)
    assert stage.desk.sent == []


@pytest.mark.parametrize("tool", [tool for tool in Tool if tool.clicks == 2])
def test_a_tool_draws_with_a_drag(stage: ChartStage, tool: Tool) -> None:
    clicked = make(stage, tool)
    take(stage, tool)
    right = stage.state.viewport.right
    mouse.drag(stage.mouse_on, BEGIN, END)
    dragged = drawings(stage)[-1]
    assert len(drawings(stage)) == 2
    assert dragged == clicked
    assert stage.state.viewport.right == right


@pytest.mark.parametrize("tool", list(Tool))
def test_a_drawing_is_moved_and_that_is_undone_and_done_again(stage: ChartStage, tool: Tool) -> None:
    made = make(stage, tool)
    mouse.click(stage.mouse_on, QPoint(700, 60))
    at = grip(stage, made)
    mouse.drag(stage.mouse_on, at, at + QPoint(80, 40))
    moved = drawings(stage)[0]
    assert moved != made
    per_bar = stage.state.viewport.spacing
    assert moved.anchors[0].time_ms - made.anchors[0].time_ms == round(80 / per_bar) * 60_000
    before, after = pixel(stage, made.anchors[0]), pixel(stage, moved.anchors[0])
    assert abs(after.y() - before.y() - 40) <= 2
    QTest.keyClick(stage.canvas, Qt.Key.Key_Z, CTRL)
    assert list(drawings(stage)) == [made]
    QTest.keyClick(stage.canvas, Qt.Key.Key_Z, CTRL)
    assert list(drawings(stage)) == []
    QTest.keyClick(stage.canvas, Qt.Key.Key_Z, CTRL | SHIFT)
    QTest.keyClick(stage.canvas, Qt.Key.Key_Z, CTRL | SHIFT)
    assert list(drawings(stage)) == [moved]


@pytest.mark.parametrize("tool", list(Tool))
def test_a_drawing_survives_a_file(stage: ChartStage, tool: Tool) -> None:
    made = make(stage, tool)
    assert from_saved(to_save(Saved((made,)))) == Saved((made,))


@pytest.mark.parametrize("tool", list(Tool))
def test_a_handle_is_pulled(stage: ChartStage, tool: Tool) -> None:
    made = make(stage, tool)
    for number, handle in enumerate(handles(made)):
        now = drawings(stage)[0]
        at = pixel(stage, handles(now)[number])
        mouse.drag(stage.mouse_on, at, at + QPoint(24, -20))
        pulled = drawings(stage)[0]
        assert pulled != now, f"handle {number} at {handle}"
        if not tool.is_position:
            there = pixel(stage, handles(pulled)[number])
            assert abs(there.x() - at.x() - 24) <= stage.state.viewport.spacing
            assert abs(there.y() - at.y() + 20) <= 2


@pytest.mark.parametrize("scale", list(ScaleKind))
def test_anchors_hold_at_every_scale_and_zoom(stage: ChartStage, scale: ScaleKind) -> None:
    made = make(stage, Tool.TREND)
    stage.state.wear(Look(scale=scale))
    stage.canvas.redraw()
    mouse.click(stage.mouse_on, QPoint(700, 60))
    for spacing in (5.0, 11.0):
        stage.state.viewport.spacing = spacing
        stage.canvas.redraw()
        stage.canvas.grab()
        view = stage.canvas.view
        assert view is not None
        for anchor in made.anchors:
            at = pixel(stage, anchor)
            found = stage.panel.drawings.layer.at(at.x(), at.y() - HEADER_PX, view)
            assert found is made


def test_the_first_point_is_shown_as_a_line_that_follows(stage: ChartStage) -> None:
    take(stage, Tool.TREND)
    mouse.click(stage.mouse_on, BEGIN)
    mouse.move(stage.mouse_on, END)
    live = stage.panel.drawings.layer.live
    assert live is not None
    assert live.tool is Tool.TREND
    assert drawings(stage) == ()


def test_escape_ends_the_drawing_first_and_then_the_tool(stage: ChartStage) -> None:
    take(stage, Tool.TREND)
    mouse.click(stage.mouse_on, BEGIN)
    assert busy(stage)
    QTest.keyClick(stage.canvas, Qt.Key.Key_Escape)
    assert stage.panel.drawings.layer.live is None
    assert taken(stage) is Tool.TREND
    QTest.keyClick(stage.canvas, Qt.Key.Key_Escape)
    assert taken(stage) is None
    assert not busy(stage)
    mouse.click(stage.mouse_on, END)
    assert drawings(stage) == ()


def test_escape_puts_a_drawing_in_the_hand_back(stage: ChartStage) -> None:
    made = make(stage, Tool.TREND)
    at = grip(stage, made)
    mouse.press(stage.mouse_on, at)
    mouse.move(stage.mouse_on, at + QPoint(50, 50), held=LEFT)
    QTest.keyClick(stage.canvas, Qt.Key.Key_Escape)
    mouse.release(stage.mouse_on, at + QPoint(50, 50))
    assert list(drawings(stage)) == [made]


def test_a_kept_tool_draws_again(stage: ChartStage) -> None:
    stage.panel.drawings.keep_tool()
    take(stage, Tool.HORIZONTAL)
    mouse.click(stage.mouse_on, BEGIN)
    mouse.click(stage.mouse_on, END)
    assert len(drawings(stage)) == 2
    assert taken(stage) is Tool.HORIZONTAL


def test_delete_removes_what_is_selected(stage: ChartStage) -> None:
    made = make(stage, Tool.RECTANGLE)
    other = make(stage, Tool.HORIZONTAL)
    mouse.click(stage.mouse_on, grip(stage, made))
    QTest.keyClick(stage.canvas, Qt.Key.Key_Delete)
    assert list(drawings(stage)) == [other]
    QTest.keyClick(stage.canvas, Qt.Key.Key_Delete)
    assert list(drawings(stage)) == [other]


def test_ctrl_and_a_drag_moves_a_copy(stage: ChartStage) -> None:
    made = make(stage, Tool.HORIZONTAL)
    at = grip(stage, made)
    mouse.press(stage.mouse_on, at, keys=CTRL)
    mouse.move(stage.mouse_on, at + QPoint(0, 30), held=LEFT)
    mouse.move(stage.mouse_on, at + QPoint(0, 60), held=LEFT)
    mouse.release(stage.mouse_on, at + QPoint(0, 60))
    assert len(drawings(stage)) == 2
    assert drawings(stage)[0] is made
    assert drawings(stage)[1].anchors[0].price < made.anchors[0].price


def test_ctrl_d_makes_a_copy_beside_it(stage: ChartStage) -> None:
    made = make(stage, Tool.TREND)
    QTest.keyClick(stage.canvas, Qt.Key.Key_D, CTRL)
    copy = drawings(stage)[1]
    assert copy != made
    assert stage.panel.drawings.hand.selected is copy


def bar_price(stage: ChartStage, at: QPoint) -> set[Decimal]:
    candle = HISTORY[round(stage.state.viewport.index_at(at.x()))]
    return {candle.open, candle.high, candle.low, candle.close}


def test_the_magnet_pulls_to_a_price_of_the_bar_and_ctrl_turns_it_over(stage: ChartStage) -> None:
    candle = HISTORY[280]
    above = pixel(stage, Anchor(float(candle.open_ms), candle.high)) - QPoint(0, 9)
    take(stage, Tool.HORIZONTAL)
    mouse.click(stage.mouse_on, above)
    assert drawings(stage)[-1].anchors[0].price not in bar_price(stage, above)
    stage.panel.drawings.turn_magnet()
    take(stage, Tool.HORIZONTAL)
    mouse.click(stage.mouse_on, above)
    assert drawings(stage)[-1].anchors[0].price == candle.high
    take(stage, Tool.HORIZONTAL)
    QTest.mousePress(stage.mouse_on, LEFT, CTRL, above)
    QTest.mouseRelease(stage.mouse_on, LEFT, CTRL, above)
    assert drawings(stage)[-1].anchors[0].price not in bar_price(stage, above)


def test_what_is_locked_or_hidden_is_left_alone(stage: ChartStage) -> None:
    made = make(stage, Tool.HORIZONTAL)
    desk = stage.panel.drawings
    at = grip(stage, made)
    for turn in (desk.lock_all, desk.hide_all):
        turn()
        mouse.drag(stage.mouse_on, at, at + QPoint(0, 50))
        assert list(drawings(stage)) == [made]
        turn()
    mouse.drag(stage.mouse_on, at, at + QPoint(0, 50))
    assert drawings(stage)[0] != made


def test_taking_a_tool_shows_what_was_hidden(stage: ChartStage) -> None:
    stage.panel.drawings.hide_all()
    take(stage, Tool.HORIZONTAL)
    assert stage.panel.drawings.layer.shown


def test_remove_all_is_one_step(stage: ChartStage) -> None:
    made = [make(stage, Tool.HORIZONTAL), make(stage, Tool.TREND)]
    stage.panel.drawings.remove_all()
    assert drawings(stage) == ()
    QTest.keyClick(stage.canvas, Qt.Key.Key_Z, CTRL)
    assert sorted(drawings(stage), key=lambda one: one.key) == made


def test_a_text_is_written_changed_and_taken_away_by_its_double_click(stage: ChartStage) -> None:
    made = make(stage, Tool.TEXT)
    assert made.text == "Look here"
    mouse.double_click(stage.mouse_on, grip(stage, made))
    write(stage, "And here")
    assert [one.text for one in drawings(stage)] == ["And here"]
    mouse.double_click(stage.mouse_on, grip(stage, drawings(stage)[0]))
    QTest.keyClick(editor(stage), Qt.Key.Key_Escape)
    assert [one.text for one in drawings(stage)] == ["And here"]


def test_a_text_of_nothing_is_not_drawn(stage: ChartStage, qtbot: QtBot) -> None:
    take(stage, Tool.TEXT)
    mouse.click(stage.mouse_on, BEGIN)
    write(stage, "   ")
    settle(qtbot)
    assert drawings(stage) == ()
    assert stage.canvas.findChildren(QLineEdit, "drawing_editor") == []


def test_a_position_takes_the_working_size_and_has_two_risks_to_its_target(stage: ChartStage) -> None:
    made = make(stage, Tool.LONG)
    assert made.size == stage.size
    entry, target, stop = (anchor.price for anchor in made.anchors)
    assert stop < entry < target
    assert target - entry == 2 * (entry - stop)


# ------------------------------------------------------------------------- trading comes before drawing


def test_an_order_line_over_a_drawing_is_moved_and_the_drawing_is_not(qtbot: QtBot) -> None:
    stage = ChartStage(qtbot)
    made = make(stage, Tool.HORIZONTAL)
    line = stage.place("buy").line
    here = Drawing(Tool.HORIZONTAL, (made.anchors[0]._replace(price=line.price),), key=made.key)
    stage.panel.drawings.restyle(made, made.style._replace(colour=2, dash=Dash.DASHED))
    stage.panel.drawings.editing.replace(drawings(stage)[0], here)
    stage.frame()
    stage.pull("buy", 40)
    assert stage.state.moving is not None
    assert stage.panel.drawings.layer.live is None
    QTest.keyClick(stage.canvas, Qt.Key.Key_Escape)
    assert list(drawings(stage)) == [here]


def test_while_an_order_is_dragged_no_key_draws(qtbot: QtBot) -> None:
    stage = ChartStage(qtbot)
    made = make(stage, Tool.HORIZONTAL)
    stage.pull("buy", 40)
    QTest.keyClick(stage.canvas, Qt.Key.Key_T, ALT)
    QTest.keyClick(stage.canvas, Qt.Key.Key_Z, CTRL)
    QTest.keyClick(stage.canvas, Qt.Key.Key_Delete)
    assert taken(stage) is None
    assert list(drawings(stage)) == [made]
    assert stage.state.moving is not None


def test_a_tool_draws_over_an_order_line_but_never_over_its_button(qtbot: QtBot) -> None:
    stage = ChartStage(qtbot)
    take(stage, Tool.HORIZONTAL)
    stage.canvas.action_wanted.disconnect(stage.panel.trader.on_action)
    with qtbot.waitSignal(stage.canvas.action_wanted):
        mouse.click(stage.mouse_on, stage.button("buy", LineAction.CANCEL))
    assert drawings(stage) == ()
    mouse.click(stage.mouse_on, stage.grip("sell"))
    assert len(drawings(stage)) == 1
    assert stage.state.moving is None


def test_a_shift_drag_still_measures_over_a_drawing(stage: ChartStage) -> None:
    made = make(stage, Tool.HORIZONTAL)
    at = grip(stage, made)
    mouse.press(stage.mouse_on, at, keys=SHIFT)
    mouse.move(stage.mouse_on, at + QPoint(40, 40), held=LEFT)
    mouse.release(stage.mouse_on, at + QPoint(40, 40))
    assert stage.state.measure is not None
    assert list(drawings(stage)) == [made]


def test_a_press_beside_every_drawing_still_pans(stage: ChartStage) -> None:
    make(stage, Tool.RECTANGLE)
    right = stage.state.viewport.right
    mouse.drag(stage.mouse_on, QPoint(360, 275), QPoint(420, 275))
    assert stage.state.viewport.right < right


def test_another_symbol_ends_what_the_hand_was_doing(stage: ChartStage) -> None:
    take(stage, Tool.TREND)
    mouse.click(stage.mouse_on, BEGIN)
    other = stage.desk.hub.instruments.all()[0].id
    assert other != stage.panel.drawings.sheet.instrument
    stage.panel.show_instrument(other)
    assert taken(stage) is None
    assert stage.panel.drawings.layer.live is None
