"""The order flow of one chart under the person's hands: what is switched on, and the layers that draw it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Signal
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QToolTip

from terminal_app.core.changes import Kind, Topic, topics_of
from terminal_app.core.instrument import Instrument, InstrumentId
from terminal_app.core.money import floor_to, trimmed
from terminal_app.core.ports import Channel, Feed
from terminal_app.market.flow.large import percentile
from terminal_app.market.flow.trades import TradeMemory
from terminal_app.market.hub import MarketHub
from terminal_app.ui import format as fmt
from terminal_app.ui.panels.chart.canvas import ChartCanvas
from terminal_app.ui.panels.chart.flow.bubble_layer import BubbleLayer
from terminal_app.ui.panels.chart.flow.choice import IMBALANCES, SHARES, STEPS, FlowChoice, choice_from
from terminal_app.ui.panels.chart.flow.footprint_layer import FootprintLayer
from terminal_app.ui.panels.chart.flow.heat_layer import HeatLayer
from terminal_app.ui.panels.chart.menu import Entry, open_menu
from terminal_app.ui.panels.chart.pane_layer import PaneLayer
from terminal_app.ui.panels.chart.state import ChartState
from terminal_app.ui.widgets.text import plain_tip

FRAME_SECONDS = 0.004
"""How long the order flow of a chart may reckon in one frame."""
_SIZES_FROM = (50.0, 90.0, 99.0, 99.9)


class FlowDesk(QObject):
    """What one chart shows of the order flow.

    Signals:
        changed: something was switched; it may need other streams.

    Args:
        canvas: the chart.
        state: what it shows.
        hub: where trades and books are remembered.
    """

    changed = Signal()

    def __init__(self, canvas: ChartCanvas, state: ChartState, hub: MarketHub) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._state = state
        self._hub = hub
        self._instrument: InstrumentId | None = None
        self._rules: Instrument | None = None
        self._layers: list[PaneLayer] = []
        self._trades: TradeMemory | None = None
        self._until = 0.0
        self._untouched = True
        self.choice = FlowChoice()
        canvas.layer_menu_wanted.connect(self.on_layer_menu_wanted)

    @property
    def layers(self) -> list[PaneLayer]:
        """What is drawn."""
        return self._layers

    @property
    def pending(self) -> bool:
        """Whether another frame is needed to draw everything."""
        return any(
            isinstance(one, FootprintLayer | HeatLayer | BubbleLayer) and one.pending for one in self._layers
        )

    def channels(self, instrument: InstrumentId) -> tuple[Channel, ...]:
        """The streams it needs."""
        feeds = [Feed.TRADES] * self.choice.wants_trades + [Feed.BOOK] * self.choice.heat
        return tuple(Channel(feed, instrument) for feed in feeds)

    def topics(self, instrument: InstrumentId) -> frozenset[Topic]:
        """What changes it besides trades."""
        return topics_of(instrument, Kind.BOOK) if self.choice.heat else frozenset()

    def show_instrument(self, instrument: InstrumentId) -> None:
        """Turn to another instrument."""
        if instrument != self._instrument:
            self._instrument = instrument
            self._take_away()

    def choose(self, choice: FlowChoice) -> None:
        """Show something else of it."""
        if choice != self.choice:
            self.choice = choice
            self._take_away()
            self.begin_frame()
            self._canvas.redraw()
            self.changed.emit()

    def begin_frame(self) -> None:
        """A frame is about to be painted: take in what has arrived, and start the time for reckoning."""
        if self._instrument is not None:
            rules = self._hub.instruments.get(self._instrument)
            if rules is not None and rules != self._rules:
                self._take_away()
                self._rules = rules
                self._build(rules)
        if self._trades is not None:
            self._trades.settle()
        self._until = self._hub.clock.monotonic() + FRAME_SECONDS
        self._untouched = True

    def remember(self) -> Mapping[str, object]:
        """The choices as JSON can hold them."""
        return self.choice.remember()

    def recall(self, saved: object) -> None:
        """Take the choices of an earlier run."""
        self.choice = choice_from(saved)
        self._take_away()

    def entry(self) -> Entry:
        """All choices, behind one entry of a menu."""
        return Entry("Order flow", None, children=self.entries())

    def open(self, at: QPoint) -> None:
        """Open the menu of all choices at a place of the screen."""
        open_menu(self._canvas, at, self.entries())

    def entries(self) -> list[Entry]:
        """All choices, for a menu."""
        now, pick = self.choice, self._pick
        return [
            Entry(
                "Footprint: volume by price", pick(replace(now, footprint=not now.footprint)), now.footprint
            ),
            Entry("Rows of the footprint", None, children=self._steps()),
            Entry("Mark an imbalance", None, children=self._imbalances()),
            Entry(
                "Heatmap: the book over time", pick(replace(now, heat=not now.heat)), now.heat, separated=True
            ),
            Entry(
                "Bubbles: large trades",
                pick(replace(now, bubbles=not now.bubbles)),
                now.bubbles,
                separated=True,
            ),
            Entry("Large are", None, children=self._thresholds()),
        ]

    def on_layer_menu_wanted(self, at: QPoint, layer: PaneLayer) -> None:
        """What can be done with a layer is asked for."""
        if layer in self._layers:
            self.open(at)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell of the bubble under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            text = self.text_at(QPointF(event.pos()))
            if text:
                QToolTip.showText(event.globalPos(), plain_tip(text), self._canvas.viewport())
                return True
        return super().eventFilter(watched, event)

    def text_at(self, position: QPointF) -> str:
        """The large trade at a pixel of the chart in words, empty when there is none."""
        zone = self._canvas.zone(position)
        at = self._canvas.point(position, 0) if (zone.part, zone.pane) == ("plot", 0) else None
        if at is None:
            return ""
        texts = (one.text_at(at.x, at.y) for one in self._layers if isinstance(one, BubbleLayer))
        return next(filter(None, texts), "")

    def _pick(self, choice: FlowChoice) -> Callable[[], None]:
        return partial(self.choose, choice)

    def _steps(self) -> list[Entry]:
        now = self.choice
        return [
            Entry(self._step_text(step), self._pick(replace(now, step=step)), now.step == step)
            for step in (0, *STEPS)
        ]

    def _imbalances(self) -> list[Entry]:
        now = self.choice
        return [
            Entry(
                f"From {percent} % of the other side",
                self._pick(replace(now, imbalance=percent)),
                now.imbalance == percent,
            )
            for percent in IMBALANCES
        ]

    def _thresholds(self) -> list[Entry]:
        now = self.choice
        shares = [
            Entry(
                f"The largest {100 - share:.3g} %",
                self._pick(replace(now, share=share, size=None)),
                now.size is None and now.share == share,
            )
            for share in SHARES
        ]
        sizes = [
            Entry(f"From {fmt.number(trimmed(size))}", self._pick(replace(now, size=size)), now.size == size)
            for size in self._sizes()
        ]
        return [*shares, *sizes]

    def _step_text(self, step: int) -> str:
        if not step:
            return "By the zoom"
        return f"{step} × tick" if self._rules is None else fmt.price(self._rules.tick * step, self._rules)

    def _sizes(self) -> list[Decimal]:
        """Round sizes to choose from, as the latest trades have them, and the chosen one."""
        chosen = [] if self.choice.size is None else [self.choice.size]
        if self._trades is None:
            return chosen
        found = [percentile(self._trades.recent, share) for share in _SIZES_FROM]
        sizes = [self._trades.scale.size(size) for size in found if size is not None]
        return sorted({*chosen, *(floor_to(size, Decimal(1).scaleb(size.adjusted())) for size in sizes)})

    def _build(self, rules: Instrument) -> None:
        choice, flow = self.choice, self._hub.flow
        if choice.heat:
            self._layers.append(HeatLayer(flow.book(self, rules), self._may_go_on, self._note))
            self._state.add_layer(self._layers[-1], under=True)
        if choice.wants_trades:
            self._trades = flow.trades(self, rules)
            self._trades.settle()
            over: list[PaneLayer] = []
            if choice.footprint:
                tick = int(rules.tick.scaleb(rules.price_decimals))
                over.append(
                    FootprintLayer(
                        self._trades, (tick, rules.price_decimals), choice, self._may_go_on, self._note
                    )
                )
            if choice.bubbles:
                self._canvas.viewport().installEventFilter(self)
                over.append(
                    BubbleLayer(self._trades, choice, self._hub.clock.monotonic, self._may_go_on, self._note)
                )
            for layer in over:
                self._state.add_layer(layer)
            self._layers += over

    def _take_away(self) -> None:
        for layer in self._layers:
            self._state.remove_layer(layer)
        self._layers, self._trades, self._rules = [], None, None
        self._canvas.viewport().removeEventFilter(self)
        self._hub.flow.release(self)

    def _may_go_on(self) -> bool:
        # One step is made in every frame: where its time is over before anybody asks, nothing ever would be.
        untouched, self._untouched = self._untouched, False
        return untouched or self._hub.clock.monotonic() < self._until

    def _note(self) -> str:
        flow = self._hub.flow
        damaged = f"{flow.damaged} damaged pieces on the disk skipped" if flow.damaged else ""
        return ", ".join(filter(None, (damaged, flow.trouble)))
