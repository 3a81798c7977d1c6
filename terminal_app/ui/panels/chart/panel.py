"""The chart panel: interval buttons above the canvas, and the life of what is on show.

It says to the feed which candles it wants and asks for older ones when the window nears the oldest bar.
"""

from collections.abc import Iterable
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from terminal_app.core.changes import Batch, Kind, Topic
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.market import Interval
from terminal_app.core.ports import Channel, Feed
from terminal_app.market.feed import CandleLoad
from terminal_app.market.hub import MarketHub
from terminal_app.ui.panels.chart.canvas import ChartCanvas
from terminal_app.ui.panels.chart.state import INTERVALS, ChartState, status_text
from terminal_app.ui.style import GAP, PAD, Role, set_role
from terminal_app.ui.theme import Theme


class CandleFeed(Protocol):
    """What the chart needs of the market feed."""

    def watch(self, owner: object, channels: Iterable[Channel]) -> None:
        """Replace what this owner wants."""
        ...

    def candle_load(self, instrument: InstrumentId, interval: Interval) -> CandleLoad:
        """How the loading of these candles is doing."""
        ...

    def request_older(self, instrument: InstrumentId, interval: Interval) -> None:
        """Load one older page in the background."""
        ...


class ChartPanel(QWidget):
    """The candles of the selected instrument."""

    def __init__(self, hub: MarketHub, feed: CandleFeed, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._feed = feed
        self._instrument: InstrumentId | None = None
        self._interval = Interval.M1
        self._labels = {interval: label for interval, label, _ in INTERVALS}
        self.state = ChartState()
        self.canvas = ChartCanvas(self.state, theme, self)
        self.canvas.window_moved.connect(self.on_window_moved)
        self._buttons = QButtonGroup(self)
        self._buttons.setExclusive(True)
        self.live_button = QToolButton(self)
        self._lay_out()
        self._buttons.idClicked.connect(self.on_interval_clicked)
        self.live_button.clicked.connect(self.on_live_clicked)
        self.canvas.set_status("Select an instrument to see its chart.", "")

    @property
    def interval(self) -> Interval:
        """The interval on show."""
        return self._interval

    @property
    def topics(self) -> frozenset[Kind | Topic]:
        """The candles on show and the rules of their instrument."""
        if self._instrument is None:
            return frozenset()
        return frozenset({Topic(Kind.CANDLES, (self._instrument, self._interval)), Topic(Kind.INSTRUMENTS)})

    def interval_button(self, interval: Interval) -> QToolButton:
        """The button of an interval."""
        position = [entry[0] for entry in INTERVALS].index(interval)
        button = self._buttons.button(position)
        if not isinstance(button, QToolButton):
            raise TypeError("interval buttons are tool buttons")
        return button

    def show_instrument(self, instrument: InstrumentId) -> None:
        """Show another instrument."""
        if instrument != self._instrument:
            self._instrument = instrument
            self._show_series()

    def show_interval(self, interval: Interval) -> None:
        """Show another interval."""
        if interval is not self._interval:
            self._interval = interval
            self.interval_button(interval).setChecked(True)
            self._show_series()

    def show_frame(self, batch: Batch) -> None:
        """Bring the picture up to date."""
        if self._instrument is None:
            return
        rules = self._hub.instruments.get(self._instrument)
        if rules != self.state.instrument:
            self.state.set_instrument(rules)
            self.canvas.redraw()
        self.canvas.refresh()
        self._show_status()
        self._after_move()

    def on_interval_clicked(self, position: int) -> None:
        """An interval button was pressed."""
        self.show_interval(INTERVALS[position][0])

    def on_live_clicked(self) -> None:
        """Back to the newest bar."""
        self.state.to_live()
        self.canvas.redraw()
        self._after_move()

    def on_window_moved(self) -> None:
        """A gesture changed which bars are visible."""
        self._after_move()

    def _after_move(self) -> None:
        self.live_button.setVisible(not self.state.viewport.following)
        if self._instrument is not None and self.state.wants_older():
            self._feed.request_older(self._instrument, self._interval)

    def _show_series(self) -> None:
        if self._instrument is None:
            return
        series = self._hub.candles(self._instrument, self._interval)
        self.state.show(series, self._hub.instruments.get(self._instrument))
        self._feed.watch(self, [Channel(Feed.CANDLES, self._instrument, self._interval)])
        self.canvas.start_over(f"{self._instrument} · {self._labels[self._interval]}")
        self._show_status()
        self._after_move()

    def _show_status(self) -> None:
        if self._instrument is None:
            return
        load = self._feed.candle_load(self._instrument, self._interval)
        label = self._labels[self._interval]
        self.canvas.set_status(*status_text(self._instrument, label, load, self.state.series.length))

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(PAD, GAP, PAD, GAP)
        row.setSpacing(2)
        for position, (interval, label, spoken) in enumerate(INTERVALS):
            button = QToolButton(self)
            button.setText(label)
            button.setCheckable(True)
            button.setChecked(interval is self._interval)
            button.setAccessibleName(f"Interval {spoken}")
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            set_role(button, Role.CHIP)
            self._buttons.addButton(button, position)
            row.addWidget(button)
        row.addStretch(1)
        self.live_button.setText("→ Live")
        self.live_button.setAccessibleName("Back to the newest candle")
        self.live_button.setVisible(False)
        set_role(self.live_button, Role.CHIP)
        row.addWidget(self.live_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self.canvas, 1)
