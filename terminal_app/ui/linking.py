"""Link groups on the screen: an open panel shows what its colour shows, and only its streams are wanted."""

from typing import Protocol, runtime_checkable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from terminal_app.core.instrument import InstrumentId
from terminal_app.core.ports import Channel, Feed
from terminal_app.market.feed import MarketFeed
from terminal_app.ui.bridge.frame import FrameClock
from terminal_app.ui.docks import DockBoard
from terminal_app.ui.links import Links
from terminal_app.ui.panel_set import PanelSet
from terminal_app.ui.registry import ALL_DOCKS, PANELS, spec_of
from terminal_app.ui.spares import serves
from terminal_app.ui.topbar import TopBar

_SHOWN = "what the open panels show"
_TICKET = "ticket"
_TOPBAR_FEEDS = (Feed.TICKER, Feed.TRADES)


@runtime_checkable
class ShowsInstrument(Protocol):
    """A panel that can be told what to show."""

    def show_instrument(self, instrument: InstrumentId) -> None:
        """Show it from now on."""
        ...


class Linking(QObject):
    """Keeps the open panels of one window in step with their colours.

    The top bar, the title and the keys for "this symbol" stand for one panel, the lead: the ticket while it
    is open, because what they say must be what an order would be for; otherwise the panel used last.

    Signals:
        settled: something may show another instrument, wear another colour, or be open now.

    Args:
        links: who wears which colour.
        docks: which panels are open.
        panels: the panels.
        frames: told which panels show something else.
        feed: told what is wanted.
        topbar: shows the instrument of the lead.
    """

    settled = Signal()

    def __init__(
        self,
        links: Links,
        docks: DockBoard,
        panels: PanelSet,
        frames: FrameClock,
        feed: MarketFeed,
        topbar: TopBar,
    ) -> None:
        super().__init__()
        self.links = links
        self._docks = docks
        self._panels = panels
        self._frames = frames
        self._feed = feed
        self._topbar = topbar
        self._used = "chart"
        self._shown: dict[str, InstrumentId] = {}
        self._on_top: InstrumentId | None = None
        docks.watchers.append(self.settle)
        panels.crosshairs.colour_of = links.colour

    @property
    def lead(self) -> str:
        """The panel that the top bar stands for."""
        if self._docks.is_open(_TICKET):
            return _TICKET
        if self._docks.is_open(self._used):
            return self._used
        ones = (spec.id for spec in ALL_DOCKS if spec.family.shows_one and self._docks.is_open(spec.id))
        return next(ones, "watchlist")

    @property
    def chosen(self) -> InstrumentId | None:
        """The instrument of the lead, `None` before the first."""
        return self.links.instrument(self.lead)

    def choose(self, panel: str, instrument: InstrumentId) -> None:
        """Another instrument was chosen in a panel: all of its colour show it."""
        self.links.choose(panel, instrument)
        self.settle()

    def link(self, panel: str, colour: int) -> None:
        """A panel takes another colour."""
        self.links.link(panel, colour)
        self.settle()

    def use(self, widget: QWidget | None) -> None:
        """The person works in this widget now, or in none of ours."""
        while widget is not None and widget.objectName() not in PANELS:
            widget = widget.parentWidget()
        if widget is None or not spec_of(widget.objectName()).family.shows_one:
            return
        self._used = widget.objectName()
        if self.chosen != self._on_top:
            self.settle()

    def settle(self) -> None:
        """Let every open panel show what it should, and want what that takes."""
        wanted: set[Channel] = set()
        for spec in ALL_DOCKS:
            tap = self._panels.taps.get(spec.id)
            is_open = self._docks.is_open(spec.id)
            if is_open and spec.family.linked:
                instrument = self._show(spec.id)
                if instrument is not None:
                    wanted.update(Channel(feed, instrument) for feed in spec.family.feeds)
            if tap is not None:
                tap.turn(on=is_open)
        chosen = self.chosen
        if chosen is not None:
            wanted.update(Channel(feed, chosen) for feed in _TOPBAR_FEEDS)
            if chosen != self._on_top:
                self._on_top = chosen
                self._topbar.show_instrument(chosen)
                self._frames.refresh(self._topbar)
        self._feed.watch(_SHOWN, wanted)
        self.settled.emit()

    def _show(self, name: str) -> InstrumentId | None:
        instrument = self.links.instrument(name)
        if instrument is not None and self._shown.get(name) != instrument:
            self._shown[name] = instrument
            panel = self._panels.panel(name)
            if isinstance(panel, ShowsInstrument):
                panel.show_instrument(instrument)
            if serves(panel):
                self._frames.refresh(panel)
        return instrument
