"""The tape panel: the public trades of the selected instrument as they happen."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from terminal_app.core.changes import Batch, Kind, Topic
from terminal_app.core.instrument import InstrumentId
from terminal_app.market.hub import MarketHub
from terminal_app.ui.panels.tape.list_view import TapeList
from terminal_app.ui.panels.tape.state import TapeState
from terminal_app.ui.theme import Theme


class TapePanel(QWidget):
    """Public trades, newest on top."""

    def __init__(self, hub: MarketHub, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._instrument: InstrumentId | None = None
        self._state = TapeState(None)
        self._shown: tuple[int, int] | None = None
        self.list = TapeList(theme, self)
        self.list.resized.connect(self.on_resized)
        self.list.show_sentence("Select an instrument to see its trades.")
        self.setAccessibleName("Public trades")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.list)

    @property
    def topics(self) -> frozenset[Kind | Topic]:
        """The trades on show and the rules of their instrument."""
        if self._instrument is None:
            return frozenset()
        return frozenset({Topic(Kind.TRADES, self._instrument), Topic(Kind.INSTRUMENTS)})

    def show_instrument(self, instrument: InstrumentId) -> None:
        """Show the trades of another instrument."""
        if instrument == self._instrument:
            return
        self._instrument = instrument
        self._state = TapeState(self._hub.instruments.get(instrument))
        self._shown = None
        self.list.show_sentence(f"Waiting for trades of {instrument}…")
        self._refresh()

    def show_frame(self, batch: Batch) -> None:
        """Bring the picture up to date."""
        if self._instrument is None:
            return
        rules = self._hub.instruments.get(self._instrument)
        if rules != self._state.instrument:
            self._state = TapeState(rules)
            self._shown = None
        self._refresh()

    def on_resized(self) -> None:
        """Another number of rows fits."""
        self._shown = None
        self._refresh()

    def _refresh(self) -> None:
        if self._instrument is None:
            return
        tape = self._hub.tape(self._instrument)
        shown, self._shown = self._shown, (tape.rewritten, tape.count)
        if shown == self._shown:
            return
        new = tape.count - shown[1] if shown is not None and shown[0] == tape.rewritten else None
        self.list.show_rows(self._state.build(tape, self.list.capacity), new)
