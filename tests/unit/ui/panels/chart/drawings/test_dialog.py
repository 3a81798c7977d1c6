"""The dialog of a drawing, opened by a double click and acting at once; on which bars it is shown."""

from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit

from terminal_app.core.market import Interval
from terminal_app.ui.panels.chart.canvas import HEADER_PX
from terminal_app.ui.panels.chart.drawings.desk import DrawingDesk
from terminal_app.ui.panels.chart.drawings.dialog import DrawingDialog
from terminal_app.ui.panels.chart.drawings.values import (
    EVERYWHERE,
    Change,
    Dash,
    Drawing,
    Span,
    Style,
    Tool,
)
from tests.helpers import mouse
from tests.helpers.chart_stage import LAST, ChartStage, anchor_at

pytestmark = pytest.mark.gui


def put(stage: ChartStage, drawing: Drawing) -> Drawing:
    stage.panel.drawings.sheet.do([Change(None, drawing)])
    stage.frame()
    return drawing


def dialog(stage: ChartStage) -> DrawingDialog:
    (found,) = [one for one in stage.panel.window().findChildren(DrawingDialog) if one.isVisible()]
    return found


def opened(stage: ChartStage, drawing: Drawing) -> DrawingDialog:
    stage.panel.drawings.editing.on_properties_wanted(drawing)
    return dialog(stage)


def now(stage: ChartStage) -> Drawing:
    (one,) = stage.panel.drawings.sheet.drawings
    return one


def write(field: QLineEdit, text: str) -> None:
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def pick(box: QComboBox, text: str) -> None:
    box.setCurrentIndex(box.findText(text))
    box.activated.emit(box.currentIndex())


def test_a_double_click_on_a_line_opens_its_properties(stage: ChartStage) -> None:
    line = put(stage, Drawing(Tool.HORIZONTAL, (anchor_at(280, -40),)))
    view = stage.canvas.view
    assert view is not None
    y = HEADER_PX + int(view.frame.y_of(float(line.anchors[0].price)))
    mouse.double_click(stage.mouse_on, QPoint(500, y))
    assert dialog(stage).windowTitle() == "Horizontal line"
    assert dialog(stage).prices[0].text() == f"{line.anchors[0].price.normalize():f}"


def test_every_step_is_made_at_once_and_taken_back_as_a_step(stage: ChartStage) -> None:
    line = put(stage, Drawing(Tool.HORIZONTAL, (anchor_at(280, -40),)))
    box = opened(stage, line)
    write(box.prices[0], str(LAST))
    write(box.text, "Weekly high")
    pick(box.colour, "Rose")
    pick(box.dash, "Dotted")
    pick(box.width_box, "3 px")
    style = Style(5, Dash.DOTTED, 3)
    assert now(stage) == Drawing(Tool.HORIZONTAL, (anchor_at(280, 0),), style, "Weekly high")
    assert stage.panel.drawings.hand.style == style
    stage.panel.drawings.undo()
    assert now(stage).style == Style(5, Dash.DOTTED)
    assert box.width_box.currentText() == "1 px"
    stage.panel.drawings.undo()
    stage.panel.drawings.undo()
    assert now(stage).style == Style()
    assert (box.colour.currentText(), box.dash.currentText()) == ("Blue", "Solid")


def test_what_cannot_be_used_is_said_and_changes_nothing(stage: ChartStage) -> None:
    fib = put(stage, Drawing(Tool.FIBONACCI, (anchor_at(250, -40), anchor_at(280, 40))))
    box = opened(stage, fib)
    write(box.levels, "half")
    assert box.trouble.text().startswith("half: ")
    assert now(stage) == fib
    write(box.levels, "0 0.5 1")
    assert now(stage).levels == (Decimal(0), Decimal("0.5"), Decimal(1))
    assert box.trouble.text() == ""
    assert box.levels.text() == "0, 0.5, 1"


@pytest.mark.parametrize(
    ("tool", "shown"),
    [
        (Tool.TREND, set()),
        (Tool.TEXT, {"text"}),
        (Tool.FIBONACCI, {"levels"}),
        (Tool.EXTENSION, {"levels"}),
        (Tool.LONG, {"size_edit"}),
    ],
)
def test_only_what_a_drawing_has_is_offered(stage: ChartStage, tool: Tool, shown: set[str]) -> None:
    points = (anchor_at(250, 0), anchor_at(280, 40 if tool is not Tool.LONG else 30), anchor_at(280, -30))
    box = opened(stage, put(stage, Drawing(tool, points[: tool.anchors], text="a" * (tool is Tool.TEXT))))
    fields = {"text": box.text, "levels": box.levels, "size_edit": box.size_edit}
    assert {name for name, field in fields.items() if field.isVisible()} == shown
    assert [one.isVisible() for one in (box.dash, box.width_box)] == [tool is not Tool.TEXT] * 2


def test_a_text_without_words_goes_and_so_does_its_dialog(stage: ChartStage) -> None:
    box = opened(stage, put(stage, Drawing(Tool.TEXT, (anchor_at(250, 0),), text="note")))
    box.text.selectAll()
    QTest.keyClick(box.text, Qt.Key.Key_Delete)
    QTest.keyClick(box.text, Qt.Key.Key_Return)
    assert stage.panel.drawings.sheet.drawings == ()
    assert not box.isVisible()


def test_the_dialog_removes_and_closes(stage: ChartStage) -> None:
    box = opened(stage, put(stage, Drawing(Tool.TREND, (anchor_at(250, 0), anchor_at(280, 40)))))
    box.remove_button.click()
    assert stage.panel.drawings.sheet.drawings == ()
    assert not box.isVisible()


def handles(desk: DrawingDesk) -> bool:
    return desk.hand.selected is not None


def test_a_drawing_is_shown_on_its_bars_only_and_lets_go_of_the_hand(stage: ChartStage) -> None:
    desk, panel = stage.panel.drawings, stage.panel
    line = put(stage, Drawing(Tool.HORIZONTAL, (anchor_at(280, -40),)))
    desk.hand.select(line)
    box = opened(stage, line)
    pick(box.most, "5m")
    assert now(stage).span == Span(None, Interval.M5.ms)
    assert handles(desk)
    panel.show_interval(Interval.H1)
    assert not desk.sheet.shown
    assert not handles(desk)
    assert now(stage).span != EVERYWHERE
    panel.show_interval(Interval.M5)
    assert now(stage) in desk.sheet.shown


def test_prices_of_horizontals_and_of_the_selected_stand_on_the_axis(stage: ChartStage) -> None:
    line = put(stage, Drawing(Tool.HORIZONTAL, (anchor_at(280, -40),), Style(4)))
    trend = put(stage, Drawing(Tool.TREND, (anchor_at(250, 0), anchor_at(280, 40)), Style(2)))
    desk, view = stage.panel.drawings, stage.canvas.view
    assert view is not None
    (tag,) = desk.layer.tags(view)
    assert (tag.text.replace("\u2009", ""), tag.tint) == (f"{line.anchors[0].price:.1f}", 4)
    assert tag.y == pytest.approx(view.frame.y_of(float(line.anchors[0].price)))
    desk.hand.select(trend)
    assert [tag.tint for tag in desk.layer.tags(view)] == [2, 2, 4]
    desk.hide_all()
    assert desk.layer.tags(view) == ()
