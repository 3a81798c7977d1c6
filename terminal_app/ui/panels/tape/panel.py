"""The tape panel: the public trades of the selected instrument as they happen.

The rows stand still while the mouse is on them or one looks at older ones; what comes meanwhile is counted.
"""

from collections.abc import Mapping
from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from terminal_app.core.changes import Batch, Kind, Topic, topics_of
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.money import ZERO
from terminal_app.market.hub import MarketHub
from terminal_app.ui.honesty.freshness import TICKER_SECONDS, Freshness, fresh_by
from terminal_app.ui.honesty.veil import StaleVeil
from terminal_app.ui.number_input import NotANumberError, read_amount
from terminal_app.ui.panels.tape.list_view import TapeList
from terminal_app.ui.panels.tape.state import Merge, TapeRow, TapeState
from terminal_app.ui.style import GAP, PAD, Role, set_state
from terminal_app.ui.theme import Theme
from terminal_app.ui.widgets.text import plain_label, set_tip

_LOOK_BACK = 300
"""So many rows can be scrolled through while the tape stands still."""

_LEAST_KEY = "least"
_MERGE_KEY = "merge"
_LEAST_TIP = "Show trades of at least this size, in base coin"
_MERGES = (
    ("Each", Merge.EACH, "Every print is a row"),
    ("Same ms", Merge.SAME_MS, "Prints of one side in the same millisecond are one row"),
    ("100 ms", Merge.TENTH, "Prints of one side within 100 ms are one row"),
)


class TapePanel(QWidget):
    """Public trades, newest on top.

    Signals:
        changed_choice: the filter or the merging is another one.
    """

    changed_choice = Signal()

    def __init__(self, hub: MarketHub, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._instrument: InstrumentId | None = None
        self._state = TapeState(None)
        self._shown: tuple[int, int] | None = None
        self._least = ZERO
        self._least_texts: dict[str, str] = {}
        self._still: tuple[TapeRow, ...] | None = None
        self._still_since = 0
        self._offset = 0
        self._inside = False
        self.least = QLineEdit()
        self.merge = QComboBox()
        self.list = TapeList(theme, self)
        self.veil = StaleVeil(self.list, theme, hub.clock, self.freshness)
        self._lay_out()
        self.list.resized.connect(self.on_resized)
        self.list.hovered.connect(self.on_hovered)
        self.list.turned.connect(self.on_turned)
        self.least.textChanged.connect(self.on_least_changed)
        self.merge.currentIndexChanged.connect(self.on_merge_changed)
        self.list.show_sentence("Select an instrument to see its trades.")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Public trades")

    @property
    def topics(self) -> frozenset[Kind | Topic]:
        """The trades on show and the rules of their instrument."""
        if self._instrument is None:
            return frozenset()
        return topics_of(self._instrument, Kind.TRADES) | topics_of(None, Kind.INSTRUMENTS)

    def show_instrument(self, instrument: InstrumentId) -> None:
        """Show the trades of another instrument, by the filter it was last seen with."""
        if instrument == self._instrument:
            return
        self._instrument = instrument
        self._start_over()
        self._recall_least()
        self._refresh()

    def show_frame(self, batch: Batch) -> None:
        """Bring the picture up to date."""
        if self._instrument is None:
            return
        if self._hub.instruments.get(self._instrument) != self._state.instrument:
            self._start_over()
        self._refresh()

    def freshness(self) -> Freshness | None:
        """Whether anything comes at all; `None` when there are no rows.

        Nobody may trade for minutes, and trades then say nothing about the connection; the ticker does.
        """
        if self._instrument is None or not self.list.rows:
            return None
        ticker = self._hub.tickers.get(self._instrument)
        return None if ticker is None else fresh_by(ticker.stamp, TICKER_SECONDS)

    def on_tick(self) -> None:
        """Time has passed."""
        self.veil.on_tick()

    def remember(self) -> Mapping[str, object]:
        """The filter of each instrument, as typed, and the merging."""
        return {_LEAST_KEY: dict(self._least_texts), _MERGE_KEY: self._merging().value}

    def recall(self, saved: Mapping[str, object]) -> None:
        """Take the choices of an earlier run."""
        texts = saved.get(_LEAST_KEY)
        if isinstance(texts, Mapping):
            self._least_texts = {str(name): text for name, text in texts.items() if isinstance(text, str)}
        merges = [merge.value for _, merge, _ in _MERGES]
        if (merge := saved.get(_MERGE_KEY)) in merges:
            self.merge.setCurrentIndex(merges.index(str(merge)))
        self._recall_least()

    def apply_theme(self, theme: Theme) -> None:
        """Write every number anew: the style of numbers may be another one."""
        self._start_over()
        self._refresh()

    def on_resized(self) -> None:
        """Another number of rows fits."""
        self._shown = None
        self._refresh()

    def on_hovered(self, inside: bool) -> None:
        """The mouse came to the rows or left them."""
        self._inside = inside
        self._settle()

    def on_turned(self, rows: int) -> None:
        """The wheel was turned: look at older rows, or back at the newest."""
        self._hold()
        last = max(0, len(self._still or ()) - self.list.capacity + 1)
        self._offset = min(max(0, self._offset + rows), last)
        self._settle()

    def on_least_changed(self, text: str) -> None:
        """Another filter was typed."""
        self._read_least()
        name = str(self._instrument)
        if self._instrument is None or self._least_texts.get(name, "") == text:
            return
        if text:
            self._least_texts[name] = text
        else:
            del self._least_texts[name]
        self.changed_choice.emit()

    def on_merge_changed(self) -> None:
        """Another way of merging was chosen."""
        self._start_over()
        self._refresh()
        self.changed_choice.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Home, Qt.Key.Key_Space):
            self._offset = 0
            self._settle()
        else:
            super().keyPressEvent(event)

    def _merging(self) -> Merge:
        return Merge(self.merge.currentData())

    def _start_over(self) -> None:
        rules = None if self._instrument is None else self._hub.instruments.get(self._instrument)
        self._state = TapeState(rules, merge=self._merging())
        self._still, self._offset, self._shown = None, 0, None
        self.list.show_chip("")

    def _recall_least(self) -> None:
        self.least.setText(self._least_texts.get(str(self._instrument), ""))
        self._read_least()

    def _read_least(self) -> None:
        text, rules = self.least.text().strip(), self._state.instrument
        trouble, least = "", ZERO
        if text:
            try:
                least = read_amount(text, (rules.base,) if rules else ()).value
            except NotANumberError as error:
                trouble = str(error)
        set_state(self.least, "error" if trouble else "")
        set_tip(self.least, trouble or _LEAST_TIP)
        if least != self._least:
            self._least = least
            self._still, self._offset, self._shown = None, 0, None
            self._refresh()

    def _hold(self) -> None:
        """Let the rows stand still from now on."""
        if self._still is None and self._instrument is not None:
            tape = self._hub.tape(self._instrument)
            self._still = self._state.build(tape, _LOOK_BACK, self._least)
            self._still_since = tape.count

    def _settle(self) -> None:
        """Stand still or go on, as the mouse and the place among the rows ask for."""
        if self._inside or self._offset:
            self._hold()
        else:
            self._still = None
        self._shown = None
        self._refresh()

    def _refresh(self) -> None:
        if self._instrument is None:
            return
        tape = self._hub.tape(self._instrument)
        shown, self._shown = self._shown, (tape.rewritten, tape.count)
        if shown == self._shown:
            return
        rows = self._still
        if rows is None:
            self.list.show_chip("")
            rows = self._state.build(tape, self.list.capacity, self._least)
        else:
            new = tape.count - self._still_since
            self.list.show_chip(f"Paused · {new} new" if new else "Paused")
            rows = rows[self._offset : self._offset + self.list.capacity]
        self.list.show_rows(rows)
        self.veil.on_tick()
        self.list.show_sentence(self._nothing(self._least))

    def _nothing(self, least: Decimal) -> str:
        wanted = f"No trade of {self._instrument} of that size yet." if least else ""
        return wanted or f"Waiting for trades of {self._instrument}…"

    def _lay_out(self) -> None:
        caption = plain_label("Min", Role.CAPTION)
        caption.setBuddy(self.least)
        self.least.setAccessibleName("Smallest size to show")
        self.least.setToolTip(_LEAST_TIP)
        self.least.setPlaceholderText("size")
        self.least.setClearButtonEnabled(False)
        self.least.setMinimumWidth(48)
        self.least.setMaximumWidth(110)
        for number, (name, merge, tip) in enumerate(_MERGES):
            self.merge.addItem(name, merge.value)
            self.merge.setItemData(number, tip, Qt.ItemDataRole.ToolTipRole)
        self.merge.setAccessibleName("Merge prints")
        self.merge.setToolTip("Merge the prints of one taker")
        self.merge.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        row = QHBoxLayout()
        row.setContentsMargins(PAD, GAP, PAD, GAP)
        row.setSpacing(PAD)
        row.addWidget(caption)
        row.addWidget(self.least, 1)
        row.addStretch(1)
        row.addWidget(self.merge)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self.list, 1)
