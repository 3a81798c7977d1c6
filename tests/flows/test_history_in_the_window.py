"""Far to the left in the real window: candles come without a jump or a hole, and stay for the next start."""

import asyncio
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication

from terminal_app.app.terminal import Terminal
from terminal_app.market.candles import CandleSeries
from terminal_app.market.history import PAGE
from terminal_app.ui.panels.chart.panel import ChartPanel
from tests.helpers import mouse
from tests.helpers.market import candles_of
from tests.helpers.qt_loop import QtRunner
from tests.helpers.terminal import running_terminal
from tests.helpers.waiting import eventually

pytestmark = [pytest.mark.gui, pytest.mark.slow]

_BARS = 3 * PAGE
_AT = QPoint(300, 200)


def chart_of(terminal: Terminal) -> ChartPanel:
    return next(panel for panel in terminal.window.findChildren(ChartPanel) if panel.isVisible())


async def far_left(chart: ChartPanel, series: CandleSeries) -> None:
    """Turn the wheel sideways until so many bars are there; what is in sight moves only with the wheel."""
    viewport, view = chart.canvas.viewport(), chart.state.viewport
    for _ in range(2_000):
        mouse.wheel(viewport, _AT, QPoint(240, 0))
        in_sight = series.bar(int(view.right)).open_ms
        length = series.length
        await asyncio.sleep(0.02)
        chart.canvas.refresh()
        if series.length != length:
            assert series.bar(int(view.right)).open_ms == in_sight
        if series.length >= _BARS and view.left > 0:
            return
    raise AssertionError(f"only {series.length} bars came")


def test_the_past_comes_by_the_wheel_and_is_there_at_the_next_start(
    qapp: QApplication, qt_run: QtRunner, data_dir: Path
) -> None:
    async def first_run() -> None:
        async with running_terminal(qapp, data_dir) as terminal:
            chart = chart_of(terminal)
            series = candles_of(chart.state.series)
            await eventually(lambda: series.length >= PAGE)
            await far_left(chart, series)
            assert series.gaps == []

    async def second_run() -> None:
        async with running_terminal(qapp, data_dir) as terminal:
            series = candles_of(chart_of(terminal).state.series)
            await eventually(lambda: series.length >= 2 * PAGE)
            assert series.gaps == []

    qt_run(first_run(), 60)
    qt_run(second_run(), 60)
