"""Indicators in the real window: from what the exchange says, kept over a restart, taken from a template."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from terminal_app.market.indicators.catalogue import spec_of
from terminal_app.ui.panels.chart.indicator_dialog import IndicatorDialog
from terminal_app.ui.panels.chart.indicator_layer import IndicatorLayer
from terminal_app.ui.panels.chart.panel import ChartPanel
from tests.helpers.qt_loop import QtRunner
from tests.helpers.terminal import running_terminal
from tests.helpers.waiting import eventually

pytestmark = [pytest.mark.gui, pytest.mark.slow, pytest.mark.contract]

NAMES = ("EMA", "SESSION_VWAP", "VOLUME_PROFILE", "RSI", "CVD", "OPEN_INTEREST", "FUNDING")


def known(chart: ChartPanel) -> dict[str, bool]:
    """Whether each indicator knows a value of the newest bar."""
    state = chart.state
    layers = [layer for pane in (state.price, *state.panes) for layer in pane.layers]
    return {
        layer.name: bool(np.isfinite(layer.live.view()[0, -1]))
        for layer in layers
        if isinstance(layer, IndicatorLayer) and layer.live.view().shape[1]
    }


def test_indicators_live_are_kept_and_come_from_a_template(
    qapp: QApplication, qt_run: QtRunner, tmp_path: Path
) -> None:
    async def choose() -> None:
        async with running_terminal(qapp, tmp_path) as terminal:
            chart = terminal.window.panels.chart
            for name in NAMES:
                chart.indicators.shown.add(spec_of(name))
            everything = {"EMA 30", "SESSION VWAP", "RSI 14", "CVD", "OPEN INTEREST", "FUNDING"}
            await eventually(
                lambda: {name for name, found in known(chart).items() if found} == everything, timeout=30
            )
            chart.indicators.on_button()
            (dialog,) = terminal.window.findChildren(IndicatorDialog)
            dialog.template.setEditText("mine")
            dialog.save.click()
            dialog.close()

    async def look_again() -> None:
        async with running_terminal(qapp, tmp_path) as terminal:
            chart = terminal.window.panels.chart
            assert [item.name for item in chart.indicators.shown.chosen.items] == list(NAMES)
            await eventually(lambda: known(chart).get("EMA 30", False), timeout=30)
            for _ in NAMES:
                chart.indicators.shown.remove(0)
            chart.indicators.on_button()
            (dialog,) = terminal.window.findChildren(IndicatorDialog)
            assert [dialog.template.itemText(0)] == ["mine"]
            dialog.template.setCurrentIndex(0)
            dialog.load.click()
            dialog.close()
            assert [item.name for item in chart.indicators.shown.chosen.items] == list(NAMES)

    qt_run(choose(), timeout=120)
    qt_run(look_again(), timeout=120)
