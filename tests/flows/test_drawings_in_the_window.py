"""Drawn in the real window with mouse and keys, seen on a second chart at once, and there again next time."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit

from terminal_app.app.terminal import FIRST_INSTRUMENT, Terminal
from terminal_app.ui.panels.chart.drawings.dialog import DrawingDialog
from terminal_app.ui.panels.chart.drawings.values import Dash, Drawing, Style, Tool
from terminal_app.ui.panels.chart.panel import ChartPanel
from tests.helpers import mouse
from tests.helpers.qt_loop import QtRunner
from tests.helpers.terminal import click, running_terminal
from tests.helpers.waiting import eventually

pytestmark = [pytest.mark.gui, pytest.mark.contract, pytest.mark.slow]

_ALT, _CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
_BEGIN, _END = QPoint(200, 120), QPoint(320, 160)


def drawings(chart: ChartPanel) -> tuple[Drawing, ...]:
    return chart.drawings.sheet.drawings


async def _ready(terminal: Terminal) -> ChartPanel:
    terminal.window.docks.bring("chart")
    chart = terminal.window.panels.chart
    await eventually(lambda: chart.canvas.view is not None and chart.state.instrument is not None)
    chart.canvas.setFocus()
    await eventually(chart.canvas.hasFocus)
    return chart


async def _pick(box: QComboBox, text: str) -> None:
    """Open the list, and take a row of it with keys: right after it opened a list takes no click."""
    click(box)
    view = box.view()
    await eventually(view.isVisible)
    QTest.keyClick(view, Qt.Key.Key_Home)
    for _ in range(box.findText(text)):
        QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Return)
    await eventually(lambda: not view.isVisible())


async def _widen(terminal: Terminal) -> None:
    """A wide, dotted line, chosen in the properties; each choice is a step that can be taken back."""
    chart = await _ready(terminal)
    QTest.keyClick(chart.canvas, Qt.Key.Key_T, _ALT)
    mouse.drag(chart.canvas.viewport(), _BEGIN, _END)
    mouse.double_click(chart.canvas.viewport(), (_BEGIN + _END) / 2)
    dialog = await eventually(
        lambda: next((one for one in terminal.window.findChildren(DrawingDialog) if one.isVisible()), None)
    )
    assert dialog is not None
    assert dialog.windowTitle() == "Trend line"
    await _pick(dialog.width_box, "4 px")
    await _pick(dialog.dash, "Dotted")
    await _pick(dialog.width_box, "3 px")
    click(dialog.close_button)
    await eventually(lambda: not dialog.isVisible())
    QTest.keyClick(chart.canvas, Qt.Key.Key_Z, _CTRL)
    (line,) = drawings(chart)
    assert line.style == Style(dash=Dash.DOTTED, width=4)


async def _draw(terminal: Terminal) -> None:
    chart = await _ready(terminal)
    canvas, over = chart.canvas, chart.canvas.viewport()
    for letter in (Qt.Key.Key_F, Qt.Key.Key_V):
        QTest.keyClick(canvas, letter, _ALT)
        mouse.drag(over, _BEGIN, _END)
    assert [one.tool for one in drawings(chart)] == [Tool.TREND, Tool.FIBONACCI, Tool.VERTICAL]
    QTest.keyClick(canvas, Qt.Key.Key_Z, _CTRL)
    assert [one.tool for one in drawings(chart)] == [Tool.TREND, Tool.FIBONACCI]
    click(chart.drawings.bar.tools[Tool.TEXT])
    mouse.click(over, QPoint(150, 200))
    field = canvas.findChild(QLineEdit, "drawing_editor")
    assert isinstance(field, QLineEdit)
    QTest.keyClicks(field, "Sell here")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert drawings(chart)[-1].text == "Sell here"


async def _beside(terminal: Terminal) -> None:
    """A second chart of the same symbol shows the same, and what is done there."""
    window, chart = terminal.window, terminal.window.panels.chart
    window.docks.bring("chart-2")
    other = window.panels.panel("chart-2")
    assert isinstance(other, ChartPanel)
    other.show_instrument(FIRST_INSTRUMENT)
    await eventually(lambda: drawings(other) == drawings(chart) != () and other.canvas.view is not None)
    before = drawings(chart)
    other.drawings.duplicate(before[0])
    await eventually(lambda: len(drawings(chart)) == len(before) + 1)
    other.drawings.undo()
    assert drawings(chart) == before


def test_drawings_are_there_again_in_the_next_run(
    qt_run: QtRunner, qapp: QApplication, tmp_path: Path
) -> None:
    async def first() -> tuple[Drawing, ...]:
        async with running_terminal(qapp, tmp_path) as terminal:
            await _widen(terminal)
            await _draw(terminal)
            made = drawings(terminal.window.panels.chart)
            await _beside(terminal)
            assert terminal.session.blotter.all() == []
            return made

    async def second() -> tuple[Drawing, ...]:
        async with running_terminal(qapp, tmp_path) as terminal:
            chart = await _ready(terminal)
            await eventually(lambda: drawings(chart) != ())
            return drawings(chart)

    made = qt_run(first())
    assert qt_run(second()) == made
    assert (tmp_path / "drawings" / "usdt-futures-BTCUSDT.json").is_file()
