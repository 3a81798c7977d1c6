"""How the panels speak to each other: which symbol goes where, how one is looked for, what a title counts."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from terminal_app.core.instrument import InstrumentId
from terminal_app.market.instruments import InstrumentRegistry
from terminal_app.ui.docks import DockBoard
from terminal_app.ui.linking import Linking
from terminal_app.ui.links import UNLINKED
from terminal_app.ui.panel_set import PanelSet
from terminal_app.ui.panels.book.panel import BookPanel
from terminal_app.ui.panels.chart.panel import ChartPanel
from terminal_app.ui.panels.ladder.panel import LadderPanel
from terminal_app.ui.panels.positions.state import ClosingDraft
from terminal_app.ui.titles import Titles
from terminal_app.ui.widgets.symbol_picker import SymbolPicker

_MARKETS = "watchlist"


class Wiring(QObject):
    """Connects the panels of one window.

    Args:
        window: over which a symbol is asked for.
        instruments: what can be looked for.
        panels: the panels.
        docks: where they stand.
        linking: who shows what.
        titles: where a symbol is pressed.
    """

    def __init__(
        self,
        window: QWidget,
        instruments: InstrumentRegistry,
        panels: PanelSet,
        docks: DockBoard,
        linking: Linking,
        titles: Titles,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._instruments = instruments
        self._panels = panels
        self._docks = docks
        self._linking = linking
        self._titles = titles
        panels.watchlist.instrument_chosen.connect(self._chooser(_MARKETS))
        panels.positions.instrument_chosen.connect(self._chooser("positions"))
        panels.orders.instrument_chosen.connect(self._chooser("orders"))
        panels.triggers.instrument_chosen.connect(self._chooser("triggers"))
        panels.fills.instrument_chosen.connect(self._chooser("fills"))
        panels.history.instrument_chosen.connect(self._chooser("history"))
        panels.journal.instrument_chosen.connect(self._chooser("journal"))
        panels.positions.close_wanted.connect(self.on_close_wanted)
        panels.orders.count_changed.connect(self.on_orders_counted)
        panels.triggers.count_changed.connect(self.on_triggers_counted)
        panels.positions.count_changed.connect(self.on_positions_counted)
        for name, panel in panels.by_id().items():
            self.join(name, panel)
        linking.settled.connect(titles.refresh)
        titles.symbol_asked.connect(self.ask_symbol)
        titles.colour_chosen.connect(linking.link)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self.on_focus_changed)

    def join(self, name: str, panel: QWidget) -> None:
        """A panel is there: listen to it."""
        self._titles.add_settings(name, panel)
        if isinstance(panel, ChartPanel):
            panel.search_wanted.connect(self._searcher(name))
        elif isinstance(panel, BookPanel):
            panel.price_clicked.connect(self._panels.ticket.on_price_clicked)
            panel.size_clicked.connect(self._panels.ticket.on_size_clicked)
        elif isinstance(panel, LadderPanel):
            panel.price_clicked.connect(self._panels.ticket.on_price_clicked)

    def search(self, panel: str, letters: str = "") -> None:
        """Look for another symbol for a panel: in the list of markets if its choice reaches the panel."""
        links = self._linking.links
        colour = links.colour(panel)
        reached = colour != UNLINKED and colour == links.colour(_MARKETS)
        if reached and self._docks.has_place(_MARKETS):
            self._docks.bring(_MARKETS)
            self._panels.watchlist.focus_search(letters)
        else:
            self.ask_symbol(panel, letters)

    def ask_symbol(self, panel: str, letters: str = "") -> SymbolPicker:
        """Ask for another symbol for one panel, under its title."""
        picker = SymbolPicker(self._instruments.search, self._window)
        picker.picked.connect(self._chooser(panel))
        corner = self._window.mapToGlobal(self._window.rect().topLeft())
        picker.ask(self._titles.below_symbol(panel) or corner, letters)
        return picker

    def on_close_wanted(self, draft: ClosingDraft) -> None:
        """A position is to be closed through the ticket."""
        self._docks.bring("ticket")
        self._linking.choose("ticket", draft.instrument)
        self._panels.ticket.on_close_wanted(draft)

    def on_orders_counted(self, count: int) -> None:
        """The number of open orders has changed."""
        self._count("orders", count)

    def on_triggers_counted(self, count: int) -> None:
        """The number of waiting trigger orders, take-profits and stop-losses has changed."""
        self._count("triggers", count)

    def on_positions_counted(self, count: int) -> None:
        """The number of open positions has changed."""
        self._count("positions", count)

    def on_focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        """The person works somewhere else now."""
        del old
        if new is not None and (new.window() is self._window or self._docks.owns(new)):
            self._linking.use(new)

    def _count(self, panel: str, count: int) -> None:
        self._docks.set_title(panel, f"({count})" if count else "")

    def _chooser(self, panel: str) -> Callable[[InstrumentId], None]:
        def choose(instrument: InstrumentId) -> None:
            self._linking.choose(panel, instrument)

        return choose

    def _searcher(self, panel: str) -> Callable[[str], None]:
        def search(letters: str) -> None:
            self.search(panel, letters)

        return search
