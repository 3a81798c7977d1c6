"""The drawings of the symbol that one chart shows, and what was done to them there. Knows no Qt."""

from collections.abc import Sequence

from terminal_app.core.instrument import InstrumentId
from terminal_app.ui.panels.chart.drawings.board import DrawingBoard
from terminal_app.ui.panels.chart.drawings.history import History
from terminal_app.ui.panels.chart.drawings.values import Change, Drawing


class ChartSheet:
    """One chart's view of the board. What is done here can be taken back here, symbol by symbol."""

    def __init__(self, board: DrawingBoard) -> None:
        self._board = board
        self._histories: dict[InstrumentId, History] = {}
        self._history = History()
        self.instrument: InstrumentId | None = None
        self.length_ms = 0
        """How long the bars on show are; 0 for bars of trades."""

    @property
    def shown(self) -> tuple[Drawing, ...]:
        """Those that are for the bars on show."""
        every = self.drawings
        shown = tuple(one for one in every if one.span.has(self.length_ms))
        return every if len(shown) == len(every) else shown

    @property
    def drawings(self) -> tuple[Drawing, ...]:
        """Those of the symbol on show, oldest first."""
        return () if self.instrument is None else self._board.drawings(self.instrument)

    @property
    def history(self) -> History:
        """The steps made here on the symbol on show."""
        return self._history

    @property
    def is_full(self) -> bool:
        """Whether nothing more can be drawn."""
        return self.instrument is None or self._board.is_full(self.instrument)

    def show(self, instrument: InstrumentId) -> None:
        """Another symbol is on show."""
        self.instrument = instrument
        self._history = self._histories.setdefault(instrument, History())
        self._board.open(instrument)

    def find(self, key: int) -> Drawing | None:
        """A drawing as it is now."""
        return next((one for one in self.drawings if one.key == key), None)

    def find_shown(self, key: int) -> Drawing | None:
        """A drawing as it is now, when it is for the bars on show."""
        found = self.find(key)
        return found if found is not None and found.span.has(self.length_ms) else None

    def do(self, changes: Sequence[Change]) -> None:
        """Make a step."""
        if self.instrument is not None and changes:
            self._history.done(changes)
            self._board.apply(self.instrument, changes)

    def undo(self) -> None:
        """Take the last step back."""
        self._step(self._history.undo())

    def redo(self) -> None:
        """Make the step again that was taken back last."""
        self._step(self._history.redo())

    def _step(self, changes: Sequence[Change]) -> None:
        if self.instrument is not None and changes:
            self._board.apply(self.instrument, changes)
