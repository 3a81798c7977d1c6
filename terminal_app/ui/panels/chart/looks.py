"""How a chart looks and what it is compared with, as the person chooses it from its menus."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QPoint, Signal

from terminal_app.core.instrument import InstrumentId
from terminal_app.market.hub import MarketHub
from terminal_app.ui.panels.chart.canvas import ChartCanvas
from terminal_app.ui.panels.chart.comparing import AT_MOST, Comparing
from terminal_app.ui.panels.chart.look import Look, ScaleKind, VolumePlace
from terminal_app.ui.panels.chart.look_menu import look_entries
from terminal_app.ui.panels.chart.menu import Entry, open_menu
from terminal_app.ui.panels.chart.pane_layer import PaneLayer
from terminal_app.ui.panels.chart.state import ChartState
from terminal_app.ui.widgets.symbol_picker import SymbolPicker


class ChartLooks(QObject):
    """The choices of one chart.

    Signals:
        changed: something was chosen; nothing has been drawn anew yet.

    Args:
        canvas: where menus open.
        state: what is to look differently.
        comparing: the other symbols.
        hub: what can be compared with.
    """

    changed = Signal()

    def __init__(self, canvas: ChartCanvas, state: ChartState, comparing: Comparing, hub: MarketHub) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._state = state
        self._comparing = comparing
        self._hub = hub
        canvas.layer_menu_wanted.connect(self.on_layer_menu_wanted)

    def show_look(self, look: Look) -> None:
        """Look differently."""
        if look != self._state.look:
            self._state.wear(look)
            self.changed.emit()

    def compare(self, chosen: Sequence[InstrumentId]) -> None:
        """Draw other symbols over the bars; the first of them takes the scale to percent."""
        look = self._state.look
        if chosen and not self._comparing.chosen and look.scale is not ScaleKind.PERCENT:
            self._state.wear(replace(look, scale=ScaleKind.PERCENT))
        self._comparing.choose(chosen)
        self.changed.emit()

    def entries(self) -> list[Entry]:
        """All choices, for a menu."""
        return [
            *look_entries(self._state.look, self.show_look),
            self._comparison(),
            *map(self._removal, self._comparing.chosen),
        ]

    def open(self, at: QPoint) -> None:
        """Open the menu of all choices at a place of the screen."""
        open_menu(self._canvas, at, self.entries())

    def on_layer_menu_wanted(self, at: QPoint, layer: PaneLayer) -> None:
        """What can be done with a layer is asked for."""
        other = self._comparing.of_layer(layer)
        if other is not None:
            open_menu(self._canvas, at, [self._removal(other)])
        elif layer is self._state.volume:
            below = replace(self._state.look, volume=VolumePlace.OVERLAID)
            entry = Entry("Put volume below the bars again", partial(self.show_look, below))
            open_menu(self._canvas, at, [entry])

    def on_compare_wanted(self) -> None:
        """Another symbol is to be drawn over this one."""
        picker = SymbolPicker(self._hub.instruments.search, self._canvas)
        picker.picked.connect(self.on_picked)
        picker.ask(self._canvas.mapToGlobal(self._canvas.rect().topLeft()))

    def on_picked(self, other: InstrumentId) -> None:
        """A symbol was picked to compare with."""
        self.compare([*self._comparing.chosen, other])

    def _comparison(self) -> Entry:
        if len(self._comparing.chosen) >= AT_MOST:
            return Entry(f"Compare: no more than {AT_MOST} symbols at once", None, separated=True)
        return Entry("Compare with another symbol…", self.on_compare_wanted, separated=True)

    def _removal(self, other: InstrumentId) -> Entry:
        kept = [one for one in self._comparing.chosen if one != other]
        return Entry(f"Remove {other}", partial(self.compare, kept))
