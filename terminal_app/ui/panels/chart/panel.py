"""The chart panel: buttons above the canvas, and the life of what is on show.

It says to the feed which candles it wants and asks for older ones when the window nears the oldest bar.
"""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from terminal_app.core.account import Fill
from terminal_app.core.changes import Batch, Kind, Topic, topics_of
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.market import Interval
from terminal_app.market.bar_specs import BarSpec, short_name
from terminal_app.market.hub import MarketHub
from terminal_app.market.indicators.gatherer import Gatherer
from terminal_app.ui.honesty.freshness import CHART_SECONDS, Freshness, fresh_by
from terminal_app.ui.honesty.veil import StaleVeil
from terminal_app.ui.panels.chart.alerts_button import AlertsButton
from terminal_app.ui.panels.chart.canvas import ChartCanvas
from terminal_app.ui.panels.chart.chips import chip
from terminal_app.ui.panels.chart.choices import IntervalChoices
from terminal_app.ui.panels.chart.comparing import Comparing
from terminal_app.ui.panels.chart.drawings.board import DrawingBoard
from terminal_app.ui.panels.chart.drawings.desk import DrawingDesk
from terminal_app.ui.panels.chart.flow.desk import FlowDesk
from terminal_app.ui.panels.chart.hand import ChartDesk
from terminal_app.ui.panels.chart.indicator_desk import IndicatorDesk
from terminal_app.ui.panels.chart.indicators import TemplateKeeping
from terminal_app.ui.panels.chart.interval_bar import IntervalBar
from terminal_app.ui.panels.chart.interval_keys import IntervalKeys
from terminal_app.ui.panels.chart.look import look_from
from terminal_app.ui.panels.chart.looks import ChartLooks
from terminal_app.ui.panels.chart.menu import fill_menu, open_menu
from terminal_app.ui.panels.chart.panel_menus import ChartMenus
from terminal_app.ui.panels.chart.ports import CandleFeed, no_fills, no_offset
from terminal_app.ui.panels.chart.sharing import SharedCrosshair
from terminal_app.ui.panels.chart.sources import BarSource, base_of, source_of
from terminal_app.ui.panels.chart.state import ChartState
from terminal_app.ui.panels.chart.trader import ChartTrader
from terminal_app.ui.theme import Theme

_OURS: frozenset[Kind | Topic] = frozenset({Kind.FILLS})


class ChartPanel(QWidget):
    """The bars of the selected instrument.

    Signals:
        search_wanted: letters were typed that can only begin a symbol (str).
        changed_choice: other bars or another look were chosen, or fills or lines were shown or hidden.

    Args:
        hub: candles, prices and instruments.
        feed: brings the candles.
        theme: the colours.
        fills: our executions, newest first.
        clock_offset_ms: the venue's clock minus ours, `None` until it is measured.
        desk: our orders and positions, and where clicks on them go; without it the chart only shows.
        sharing: the crosshair this chart shares with others; without it with none.
        gatherer: what indicators need besides candles.
        templates: where sets of indicators are kept by name.
        drawings: what is drawn on all charts of the window; without it on this one.
    """

    search_wanted = Signal(str)
    changed_choice = Signal()

    def __init__(
        self,
        hub: MarketHub,
        feed: CandleFeed,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        fills: Callable[[], Sequence[Fill]] = no_fills,
        clock_offset_ms: Callable[[], int | None] = no_offset,
        desk: ChartDesk | None = None,
        sharing: SharedCrosshair | None = None,
        gatherer: Gatherer | None = None,
        templates: TemplateKeeping | None = None,
        drawings: DrawingBoard | None = None,
    ) -> None:
        super().__init__(parent)
        self._hub = hub
        self._feed = feed
        self._fills = fills
        self._clock_offset_ms = clock_offset_ms
        self._offset_ms = 0
        self._instrument: InstrumentId | None = None
        self._spec: BarSpec = Interval.M1
        self._source: BarSource | None = None
        self._choices = IntervalChoices()
        self.state = ChartState()
        self.comparing = Comparing(self.state, hub, feed)
        self.canvas = ChartCanvas(self.state, theme, self)
        self.veil = StaleVeil(self.canvas, theme, hub.clock, self.freshness)
        self.flow = FlowDesk(self.canvas, self.state, hub)
        self.trader = ChartTrader(self.canvas, self.state, hub, desk, self.freshness, self.veil)
        self.indicators = IndicatorDesk(self.canvas, self.state, hub, gatherer, templates, theme)
        self.drawings = DrawingDesk(self.canvas, self.state, drawings, theme, desk)
        self.intervals = IntervalBar(Interval.M1)
        self.keys = IntervalKeys(hub.clock, self.canvas)
        self.fills_button = chip(self, "Fills", "Show our fills on the chart", checkable=True)
        self.lines_button = chip(self, "Lines", "Show our orders and positions on the chart", checkable=True)
        self.looks = ChartLooks(self.canvas, self.state, self.comparing, hub)
        self.look_button = chip(self, "Look ▾", "Choose how the chart looks")
        self.look_button.show()
        self.auto_button = chip(self, "Auto", "Let the candles choose the price range")
        self.live_button = chip(self, "→ Live", "Back to the newest candle")
        self.alerts_button = AlertsButton(self, self.trader.alerts)
        self._menus = ChartMenus(
            self.canvas,
            self.state,
            self.trader,
            self.drawings,
            self.indicators,
            self.flow,
            self.looks,
            self.alerts_button,
            self.fills_button,
            self.lines_button,
        )
        self._lay_out()
        self.canvas.window_moved.connect(self._after_move)
        self.canvas.left.connect(self.keys.forget)
        self.canvas.menu_wanted.connect(self.on_menu_wanted)
        self.looks.changed.connect(self.on_look_changed)
        self.canvas.panes_changed.connect(self.changed_choice)
        self.look_button.clicked.connect(self.on_look_clicked)
        self.intervals.chosen.connect(self.show_interval)
        self.keys.interval_typed.connect(self.show_interval)
        self.keys.search_wanted.connect(self.search_wanted)
        self.keys.resized.connect(self.intervals.settle)
        self.fills_button.toggled.connect(self.on_fills_toggled)
        self.lines_button.toggled.connect(self.on_lines_toggled)
        self.alerts_button.resized.connect(self.intervals.settle)
        self.auto_button.clicked.connect(self.on_auto_clicked)
        self.live_button.clicked.connect(self.on_live_clicked)
        self.indicators.changed.connect(self.on_indicators_changed)
        self.flow.changed.connect(self.on_indicators_changed)
        self.drawings.changed.connect(self.changed_choice)
        self.canvas.set_status("Select an instrument to see its chart.", "")
        if sharing is not None:
            sharing.join(self.canvas, lambda: self.state.look.crosshair, lambda: self._instrument)

    @property
    def interval(self) -> BarSpec:
        """The bars on show."""
        return self._spec

    @property
    def topics(self) -> frozenset[Kind | Topic]:
        """The bars on show, the last price, what is ours, and the rules of the instrument."""
        if self._instrument is None or self._source is None:
            return frozenset()
        return self.trader.topics.union(
            self._source.topics,
            self.comparing.topics,
            self.flow.topics(self._instrument),
            topics_of(self._instrument, Kind.TICKER, Kind.TRADES),
            topics_of(None, Kind.INSTRUMENTS),
            _OURS,
        )

    def interval_button(self, interval: Interval) -> QToolButton:
        """The button of an interval."""
        return self.intervals.button(interval)

    def show_instrument(self, instrument: InstrumentId) -> None:
        """Show another instrument, by the bars it was last seen by."""
        if instrument != self._instrument:
            self._instrument = instrument
            self._spec = self._choices.of(instrument)
            self.intervals.show_spec(self._spec)
            self.indicators.shown.show_instrument(instrument)
            self.flow.show_instrument(instrument)
            self.drawings.show_instrument(instrument)
            self._show_series()

    def show_interval(self, spec: BarSpec) -> None:
        """Show other bars."""
        if spec != self._spec:
            self._spec = spec
            self._choices.choose(self._instrument, spec)
            self.intervals.show_spec(spec)
            self._show_series()
            self.changed_choice.emit()

    def show_frame(self, batch: Batch) -> None:
        """Bring the picture up to date."""
        if self._instrument is None or self._source is None:
            return
        rules = self._hub.instruments.get(self._instrument)
        if rules != self.state.instrument:
            if not self._source.complete:
                self._show_series()
            self.state.set_instrument(rules)
            self.canvas.redraw()
        self._source.follow()
        self.comparing.follow()
        self.state.live = self._hub.last.get(self._instrument)
        self.state.now_ms = self._hub.clock.now_ms() + self._offset_ms
        self.indicators.shown.begin_frame()
        self.flow.begin_frame()
        self.canvas.refresh()
        if self.indicators.shown.pending or self.flow.pending:
            self._hub.note_candles(self._instrument, base_of(self._spec))
        if batch.has(Kind.FILLS):
            self._take_fills()
        self.trader.show_frame(batch)
        self._show_status()
        self._after_move()
        self.veil.on_tick()

    def on_tick(self) -> None:
        """Time has passed: the countdown and the age of the data move on."""
        if self._instrument is not None:
            self._offset_ms = self._clock_offset_ms() or 0
            self.state.now_ms = self._hub.clock.now_ms() + self._offset_ms
            self.canvas.show_last()
            self.veil.on_tick()
            self.trader.on_tick()
        self.keys.on_tick()

    def freshness(self) -> Freshness | None:
        """How old the newest word about this market is; a quiet market is told of by its ticker."""
        if self._instrument is None or not self.state.series.length:
            return None
        ticker = self._hub.tickers.get(self._instrument)
        stamps = [self._source.stamp() if self._source else None, ticker.stamp if ticker else None]
        known = [stamp for stamp in stamps if stamp is not None]
        return fresh_by(max(known, key=lambda stamp: stamp.received, default=None), CHART_SECONDS)

    def apply_theme(self, theme: Theme) -> None:
        """Wear other colours."""
        # The style of numbers may be another one: they are all written anew.
        self.state.set_instrument(self.state.instrument)
        self.canvas.apply_theme(theme)
        self.indicators.apply_theme(theme)
        self.drawings.apply_theme(theme)
        self.veil.apply_theme(theme)
        self.trader.refresh()

    def remember(self) -> Mapping[str, object]:
        """The bars of each instrument, the look, what is compared, and whether fills and lines are shown."""
        return {
            **self._choices.remember(),
            "fills": self.fills_button.isChecked(),
            "lines": self.lines_button.isChecked(),
            "look": self.state.look.remember(),
            "panes": self.state.shares(),
            "compared": self.comparing.remember(),
            "indicators": self.indicators.shown.remember(),
            "flow": self.flow.remember(),
            "drawing": self.drawings.remember(),
        }

    def recall(self, saved: Mapping[str, object]) -> None:
        """Take everything as it was."""
        self._choices.recall(saved)
        self.state.take_shares(saved.get("panes"))
        self.state.wear(look_from(saved.get("look")))
        self.comparing.recall(saved.get("compared"))
        self.indicators.shown.recall(saved.get("indicators"))
        self.flow.recall(saved.get("flow"))
        self.drawings.recall(saved.get("drawing"))
        for name, button in (("fills", self.fills_button), ("lines", self.lines_button)):
            if isinstance(saved.get(name), bool):
                button.setChecked(bool(saved[name]))
        wanted = self._choices.of(self._instrument)
        if wanted != self._spec:
            self._spec = wanted
            self.intervals.show_spec(wanted)
            self._show_series()
        else:
            self._show_compared()
            self.canvas.redraw()

    def fill_settings(self, menu: QMenu) -> None:
        """Put the choices, as they are now, into an empty menu."""
        fill_menu(menu, self._menus.settings(self._spec, self.show_interval))

    def on_look_clicked(self) -> None:
        """How the chart looks is to be chosen."""
        self.looks.open(self.look_button.mapToGlobal(self.look_button.rect().bottomLeft()))

    def on_look_changed(self) -> None:
        """The chart looks differently, or is compared with others."""
        self._show_compared()
        self.canvas.redraw()
        self._after_move()
        self.changed_choice.emit()

    def on_fills_toggled(self) -> None:
        """Our fills are to be shown or hidden."""
        self._take_fills()
        self.changed_choice.emit()

    def on_lines_toggled(self, shown: bool) -> None:
        """Our orders and positions are to be shown or hidden."""
        self.trader.show_lines(shown=shown)
        self.changed_choice.emit()

    def on_indicators_changed(self) -> None:
        """Other indicators, or other order flow, may need other streams."""
        self._watch()
        self.changed_choice.emit()

    def on_menu_wanted(self, at: QPoint, value: float) -> None:
        """What can be done at a price is asked for."""
        open_menu(self.canvas, at, self._menus.at(at, value))

    def on_auto_clicked(self) -> None:
        """Let the candles choose the price range again."""
        self.state.manual_range = None
        self.canvas.redraw()
        self._after_move()

    def on_live_clicked(self) -> None:
        """Back to the newest bar."""
        self.canvas.go_live()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys of drawings and alerts; digits, H, D and W for an interval; other letters for a search."""
        takers = (self.drawings.press_key, self.trader.press_key, self.keys.press)
        if not any(take(event) for take in takers):
            super().keyPressEvent(event)

    def _take_fills(self) -> None:
        shown = self._fills() if self.fills_button.isChecked() else ()
        self.state.set_fills([fill for fill in shown if fill.instrument == self._instrument])
        self.canvas.show_marks()

    def _after_move(self) -> None:
        before = (self.live_button.isHidden(), self.auto_button.isHidden())
        self.live_button.setVisible(not self.state.viewport.following)
        self.auto_button.setVisible(self.state.manual_range is not None)
        if before != (self.live_button.isHidden(), self.auto_button.isHidden()):
            self.intervals.settle()
        source = self._source
        if source is not None and self.state.wants_older():
            source.request_older()
            self.comparing.request_older()
        elif source is not None and self.indicators.shown.lacks_bars(source.series):
            source.request_older()

    def _show_series(self) -> None:
        if self._instrument is None:
            return
        self._source = source_of(self._hub, self._feed, self._instrument, self._spec)
        self.drawings.show_bars(self._spec)
        self.state.show(self._source.series, self._hub.instruments.get(self._instrument))
        self._show_compared()
        self.canvas.start_over(f"{self._instrument} · {short_name(self._spec)}")
        self._take_fills()
        self.trader.show_instrument(self._instrument)
        self._show_status()
        self._after_move()

    def _show_status(self) -> None:
        if self._source is not None:
            self.canvas.set_status(*self._source.status(self.state.in_sight))

    def _show_compared(self) -> None:
        if self._instrument is not None and self._source is not None:
            self.comparing.show(self._instrument, self._spec)
            self._watch()

    def _watch(self) -> None:
        if self._instrument is not None and self._source is not None:
            besides = self.indicators.shown.channels(self._instrument)
            flow = self.flow.channels(self._instrument)
            self._feed.watch(self, [*self._source.channels, *self.comparing.channels, *besides, *flow])

    def _lay_out(self) -> None:
        self.intervals.add(
            (
                self.keys.label,
                self.auto_button,
                self.live_button,
                self.look_button,
                self.indicators.button,
                self.alerts_button,
            ),
            spare=(self.fills_button, self.lines_button),
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.intervals)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.drawings.bar)
        row.addWidget(self.canvas, 1)
        column.addLayout(row, 1)
