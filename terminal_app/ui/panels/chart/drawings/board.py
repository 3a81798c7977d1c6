"""The drawings of all symbols, shared by the charts of a window and kept. Knows no Qt and no file."""

from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from terminal_app.core.errors import EnvironmentTroubleError
from terminal_app.core.instrument import InstrumentId
from terminal_app.settings.store import Loaded
from terminal_app.ui.panels.chart.drawings.saving import Saved, from_saved, to_save
from terminal_app.ui.panels.chart.drawings.values import AT_MOST, Change, Drawing

Listener = Callable[[InstrumentId], None]


class DrawingKeeping(Protocol):
    """Where drawings are kept between two runs, by symbol."""

    async def load(self, instrument: InstrumentId) -> Loaded:
        """What was kept of a symbol. Never raises."""
        ...

    def keep(self, instrument: InstrumentId, body: Mapping[str, object]) -> None:
        """Keep this of a symbol from now on; nothing here waits for a disk."""
        ...

    async def written(self, instrument: InstrumentId) -> None:
        """Wait until what is to be kept of a symbol is on the disk.

        Raises:
            EnvironmentTroubleError: it could not be written.
        """
        ...


@dataclass(slots=True)
class _Sheet:
    """The drawings of one symbol, oldest first, and what another version wrote beside them."""

    drawings: dict[int, Drawing] = field(default_factory=dict)
    others: tuple[object, ...] = ()
    read: bool = False
    seen: tuple[Drawing, ...] | None = None


class DrawingBoard:
    """Every chart that shows a symbol shows the same drawings, and hears of every change at once.

    Args:
        keeping: where they are kept; without it they live as long as the window.
        start: runs a coroutine and tells the person of its `TerminalError`.
    """

    def __init__(
        self,
        keeping: DrawingKeeping | None = None,
        start: Callable[[Coroutine[object, object, object]], None] | None = None,
    ) -> None:
        self._keeping = keeping
        self._start = start
        self._sheets: dict[InstrumentId, _Sheet] = {}
        self._listeners: list[Listener] = []

    def join(self, listener: Listener) -> None:
        """Hear of every change from now on: of which symbol."""
        self._listeners.append(listener)

    def open(self, instrument: InstrumentId) -> None:
        """A chart shows this symbol: what was kept of it is wanted."""
        if instrument in self._sheets:
            return
        self._sheets[instrument] = _Sheet()
        if self._keeping is None or self._start is None:
            self._sheets[instrument].read = True
        else:
            self._start(self._read(self._keeping, instrument))

    def drawings(self, instrument: InstrumentId) -> tuple[Drawing, ...]:
        """All of a symbol, oldest first; the same object until something changes."""
        sheet = self._sheets.get(instrument)
        if sheet is None:
            return ()
        if sheet.seen is None:
            sheet.seen = tuple(sheet.drawings.values())
        return sheet.seen

    def is_full(self, instrument: InstrumentId) -> bool:
        """Whether nothing more can be drawn on a symbol."""
        return len(self.drawings(instrument)) >= AT_MOST

    def apply(self, instrument: InstrumentId, changes: Sequence[Change]) -> None:
        """Change drawings of a symbol that is open, tell everybody, and keep them."""
        sheet = self._sheets[instrument]
        for change in changes:
            if change.after is None:
                sheet.drawings.pop(change.key, None)
            else:
                sheet.drawings[change.key] = change.after
        self._changed(instrument)
        self._keep(instrument)

    def _changed(self, instrument: InstrumentId) -> None:
        self._sheets[instrument].seen = None
        for listener in self._listeners:
            listener(instrument)

    def _keep(self, instrument: InstrumentId) -> None:
        sheet = self._sheets[instrument]
        if self._keeping is None or self._start is None or not sheet.read:
            return
        self._keeping.keep(instrument, to_save(Saved(self.drawings(instrument), sheet.others)))
        self._start(self._keeping.written(instrument))

    async def _read(self, keeping: DrawingKeeping, instrument: InstrumentId) -> None:
        loaded = await keeping.load(instrument)
        saved, sheet = from_saved(loaded.body), self._sheets[instrument]
        # What was drawn meanwhile is newer.
        meanwhile = sheet.drawings
        sheet.drawings = {**{one.key: one for one in saved.drawings}, **meanwhile}
        sheet.others, sheet.read = saved.others, True
        if sheet.drawings:
            self._changed(instrument)
        if meanwhile:
            self._keep(instrument)
        if loaded.trouble:
            raise EnvironmentTroubleError(loaded.trouble)
