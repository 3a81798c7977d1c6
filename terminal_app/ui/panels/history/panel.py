"""The order history: what this run has seen end, and page by page what the venue has on record before it."""

import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence

from terminal_app.core.account import Fill
from terminal_app.core.changes import Batch, Kind, Topic
from terminal_app.core.errors import TerminalError
from terminal_app.core.instrument import Instrument, InstrumentId
from terminal_app.core.orders import Order, VenueOrder
from terminal_app.core.ports import Clock
from terminal_app.ui.bridge.rows import RowsModel
from terminal_app.ui.bridge.tasks import UiTasks
from terminal_app.ui.panels.fills.today_line import TodayLine, ZoneLabel
from terminal_app.ui.panels.history import state
from terminal_app.ui.panels.history.columns import history_columns
from terminal_app.ui.panels.history.state import HistoryRow
from terminal_app.ui.style import Role
from terminal_app.ui.theme import Theme
from terminal_app.ui.widgets.bar import bar_button
from terminal_app.ui.widgets.table import RowTable
from terminal_app.ui.widgets.table_panel import TablePanel
from terminal_app.ui.widgets.text import plain_label

log = logging.getLogger(__name__)

PAGE = 100
_EMPTY = "No finished orders. Whatever is filled, cancelled or refused appears here."
_LOADING = "Reading the order history from the exchange…"


class HistoryPanel(TablePanel[HistoryRow]):
    """Finished orders, newest first.

    Args:
        ours: every order this run knows of.
        past: reads so many finished orders from the venue, newest first; raises `TerminalError`.
        fills: our executions that are loaded.
        fills_of: those of one order.
        find: the rules of an instrument.
        tasks: runs the reading.
        clock: for today's date and the name of the time zone.
        theme: the colours.
    """

    def __init__(
        self,
        ours: Callable[[], Sequence[Order]],
        past: Callable[[int], Awaitable[Sequence[VenueOrder]]],
        fills: Callable[[], Sequence[Fill]],
        fills_of: Callable[[Order], Iterable[Fill]],
        find: Callable[[InstrumentId], Instrument | None],
        tasks: UiTasks,
        clock: Clock,
        theme: Theme,
    ) -> None:
        model: RowsModel[HistoryRow] = RowsModel(history_columns(clock.now_ms), lambda row: row.key, theme)
        super().__init__(
            RowTable(model, theme, "Order history", _EMPTY), _EMPTY, lambda row: row.order.instrument
        )
        self._ours = ours
        self._read = past
        self._fills_of = fills_of
        self._find = find
        self._tasks = tasks
        self._past: Sequence[VenueOrder] = ()
        self._asked = 0
        self._busy = False
        self._failed = False
        self.note = plain_label("", Role.SOFT)
        self.more = bar_button("Load more", "Read older orders from the exchange")
        self.zone = ZoneLabel(clock)
        self.today = TodayLine(fills, find, clock)
        self.lay_out((self.note, self.more), (self.zone,), below=(self.today,))
        self.table.actions_of_rows = (self.show_action(),)
        self.more.clicked.connect(self.on_more)

    @property
    def topics(self) -> frozenset[Kind | Topic]:
        """Every change of an order or a fill, the state of trading, and the rules of numbers."""
        return frozenset({Kind.ORDERS, Kind.FILLS, Kind.INSTRUMENTS, Kind.TRADING})

    def show_frame(self, batch: Batch) -> None:
        """Bring the table up to date, and read the newest page when it is seen for the first time.

        Hidden panels get no frames. A first reading that failed is tried again when trading opens.
        """
        if not self._asked or (batch.has(Kind.TRADING) and self._failed and not self._past):
            self._load(PAGE)
        if any(batch.has(kind) for kind in (Kind.ORDERS, Kind.FILLS, Kind.INSTRUMENTS)):
            self._show_all()
            self.today.refresh()

    def apply_theme(self, theme: Theme) -> None:
        """Write every number anew: the style of numbers, and the zone of times, may be another one."""
        super().apply_theme(theme)
        self.zone.refresh()
        self.today.refresh()

    def on_tick(self) -> None:
        """Time has passed: it may be another day."""
        super().on_tick()
        self.today.on_tick()

    def on_more(self) -> None:
        """Read one page more."""
        self._load(self._asked if self._failed else self._asked + PAGE)

    def _load(self, count: int) -> None:
        if self._busy:
            return
        self._busy, self._asked = True, count
        self._show_state(_LOADING)
        self._tasks.start(self._fetch(count))

    async def _fetch(self, count: int) -> None:
        sentence = ""
        try:
            self._past = tuple(await self._read(count))
            self._failed = False
        except TerminalError as error:
            log.info("order history: %s %s", error.sentence, error.detail)
            self._failed, sentence = True, error.sentence
        finally:
            self._busy = False
        self._show_all()
        if sentence:
            self._show_state(sentence)

    def _show_all(self) -> None:
        self.show_rows(state.rows(self._ours(), self._past, self._find, self._fills_of))
        if not self._busy:
            self._show_state(state.counted_text(self.model.every()))

    def _show_state(self, sentence: str) -> None:
        self.note.setText(sentence)
        self.set_empty(_LOADING if self._busy else _EMPTY)
        full = len(self._past) >= self._asked
        self.more.setText("Try again" if self._failed else "Load more")
        self.more.setVisible(self._failed or (bool(self._past) and full))
        self.more.setEnabled(not self._busy)
