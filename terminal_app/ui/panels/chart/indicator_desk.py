"""Where a person deals with the indicators of one chart: the button, the dialog, the menu of a legend."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QToolButton, QWidget

from terminal_app.market.hub import MarketHub
from terminal_app.market.indicators.gatherer import Gatherer
from terminal_app.ui.panels.chart.canvas import ChartCanvas
from terminal_app.ui.panels.chart.indicators import ChartIndicators, TemplateKeeping
from terminal_app.ui.panels.chart.menu import Entry, open_menu
from terminal_app.ui.panels.chart.pane_layer import PaneLayer
from terminal_app.ui.panels.chart.state import ChartState
from terminal_app.ui.style import Role, set_role
from terminal_app.ui.theme import Theme


class Forgotten:
    """Templates of a chart without a window to keep them: for as long as it lives."""

    def __init__(self) -> None:
        self._saved: Mapping[str, object] = {}

    def read(self) -> Mapping[str, object]:
        """What was kept."""
        return self._saved

    def keep(self, saved: Mapping[str, object]) -> None:
        """Hold it."""
        self._saved = saved


class IndicatorDesk(QObject):
    """The indicators of a chart under the person's hands.

    Signals:
        changed: another set is on show.

    Args:
        canvas: the chart.
        state: what it shows.
        hub: tells the time.
        gatherer: what is known besides candles.
        templates: where templates are kept.
        theme: the colours to choose from.
    """

    changed = Signal()

    def __init__(
        self,
        canvas: ChartCanvas,
        state: ChartState,
        hub: MarketHub,
        gatherer: Gatherer | None,
        templates: TemplateKeeping | None,
        theme: Theme,
    ) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._state = state
        self._templates = templates or Forgotten()
        self._theme = theme
        self.shown = ChartIndicators(state, hub, gatherer, self)
        self.button = QToolButton()
        self.button.setText("ƒx")
        self.button.setAccessibleName("Indicators")
        self.button.setToolTip("Indicators: add, set and remove them")
        self.button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        set_role(self.button, Role.CHIP)
        self.button.clicked.connect(self.on_button)
        self.shown.changed.connect(self.on_changed)
        canvas.layer_chosen.connect(self.on_layer_chosen)
        canvas.layer_menu_wanted.connect(self.on_layer_menu_wanted)

    def apply_theme(self, theme: Theme) -> None:
        """Offer other colours."""
        self._theme = theme

    def on_button(self) -> None:
        """The button was pressed."""
        # Only now: what there is to choose from comes with the library.
        from terminal_app.ui.panels.chart.indicator_dialog import IndicatorDialog

        dialog = IndicatorDialog(
            self.shown, self._templates, self._theme, self._anchor_ms, self._canvas.window()
        )
        dialog.open()

    def on_changed(self) -> None:
        """Another set is on show: draw it."""
        self.shown.begin_frame()
        self._canvas.redraw()
        self.changed.emit()

    def on_layer_chosen(self, layer: PaneLayer) -> None:
        """The legend of a layer was double-clicked."""
        number = self.shown.number_of(layer)
        if number is not None:
            self._edit(number)

    def on_layer_menu_wanted(self, at: QPoint, layer: PaneLayer) -> None:
        """What can be done with a layer is asked for."""
        number = self.shown.number_of(layer)
        if number is None:
            return
        item = self.shown.chosen.items[number]
        run: dict[str, Callable[[], None]] = {
            f"Settings of {layer.name} …": partial(self._edit, number),
            f"Remove {layer.name}": partial(self.shown.remove, number),
        }
        entries = [Entry(text, call) for text, call in run.items()]
        for text, pane in (("Over the prices", 0), ("In a pane where it belongs", None)):
            move = partial(self.shown.change, number, replace(item, pane=pane))
            entries.append(Entry(text, move, item.pane == pane, separated=pane == 0))
        entries.append(Entry("All indicators …", self.on_button, separated=True))
        open_menu(self._canvas, at, entries)

    def _edit(self, number: int) -> None:
        from terminal_app.ui.panels.chart.indicator_dialog import open_editor

        window: QWidget = self._canvas.window()
        open_editor(window, self.shown, number, self._theme, self._anchor_ms(), lambda _: None)

    def _anchor_ms(self) -> int:
        """Where an indicator that begins at a moment may begin: the bar at the left edge."""
        open_ms = self._state.series.view().open_ms
        if not len(open_ms):
            return 0
        first = min(max(0, int(self._state.viewport.left) + 1), len(open_ms) - 1)
        return int(open_ms[first])
