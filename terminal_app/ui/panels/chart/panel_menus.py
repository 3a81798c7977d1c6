"""The menus of a chart as a whole: what can be done at a place of it, and its settings."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QAbstractButton

from terminal_app.market.bar_specs import BarSpec
from terminal_app.ui.panels.chart.alerts_button import AlertsButton
from terminal_app.ui.panels.chart.canvas import ChartCanvas
from terminal_app.ui.panels.chart.drawings.desk import DrawingDesk
from terminal_app.ui.panels.chart.flow.desk import FlowDesk
from terminal_app.ui.panels.chart.indicator_desk import IndicatorDesk
from terminal_app.ui.panels.chart.looks import ChartLooks
from terminal_app.ui.panels.chart.menu import Entry, interval_entries, live_entry
from terminal_app.ui.panels.chart.state import ChartState
from terminal_app.ui.panels.chart.trader import ChartTrader


@dataclass(frozen=True, slots=True)
class ChartMenus:
    """Gathers the entries of all parts of one chart. `fills` and `lines` are the buttons of those."""

    canvas: ChartCanvas
    state: ChartState
    trader: ChartTrader
    drawings: DrawingDesk
    indicators: IndicatorDesk
    flow: FlowDesk
    looks: ChartLooks
    alerts: AlertsButton
    fills: QAbstractButton
    lines: QAbstractButton

    def at(self, at: QPoint, value: float) -> Sequence[Entry]:
        """What can be done at a place of the screen and its price: with a drawing under it, or else all."""
        return self.drawings.menu_at(at) or [
            *self.trader.entries(value),
            live_entry(self.canvas.go_live, following=self.state.viewport.following),
            Entry("Show fills", self.fills.toggle, self.fills.isChecked(), separated=True),
            Entry("Show order lines", self.lines.toggle, self.lines.isChecked()),
            Entry("Indicators …", self.indicators.on_button),
            Entry("Order flow …", partial(self.flow.open, at)),
            self.drawings.entry(),
            *self.alerts.entries(),
        ]

    def settings(self, shown: BarSpec, choose: Callable[[BarSpec], None]) -> Sequence[Entry]:
        """The choices of the chart as they are now."""
        return [
            *interval_entries(shown, choose),
            Entry("Look", None, separated=True, children=self.looks.entries()),
            self.drawings.entry(),
            Entry("Fills on the chart", self.fills.click, self.fills.isChecked(), separated=True),
            Entry("Indicators …", self.indicators.on_button),
            self.flow.entry(),
            *self.alerts.entries(),
        ]
