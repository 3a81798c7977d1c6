"""Our orders and positions on one chart: which lines there are, and what becomes of clicks on them."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeyEvent

from terminal_app.core.changes import Batch, Kind, Topic
from terminal_app.core.instrument import InstrumentId
from terminal_app.market.hub import MarketHub
from terminal_app.ui.honesty.freshness import Freshness
from terminal_app.ui.honesty.veil import StaleVeil
from terminal_app.ui.panels.chart.alert_lines import ChartAlerts
from terminal_app.ui.panels.chart.canvas import ChartCanvas
from terminal_app.ui.panels.chart.entry_hand import EntryHand
from terminal_app.ui.panels.chart.exit_hand import ExitHand
from terminal_app.ui.panels.chart.hand import ChartDesk, ChartHand
from terminal_app.ui.panels.chart.lines import Line, LineAction, order_lines, position_lines
from terminal_app.ui.panels.chart.menu import Entry
from terminal_app.ui.panels.chart.mover import LineMover
from terminal_app.ui.panels.chart.ours import Ours
from terminal_app.ui.panels.chart.price_menu import PriceMenu
from terminal_app.ui.panels.chart.scale import nearest_tick
from terminal_app.ui.panels.chart.state import ChartState
from terminal_app.ui.panels.chart.stop_hand import StopHand
from terminal_app.ui.panels.chart.stop_lines import waiting_lines
from terminal_app.ui.panels.positions.state import PositionRow

LOOKS_ONLY = "This chart only shows."
NOWHERE = "Point at a price of the chart first: the alert is put there."
_NOT_SENT = "Nothing was sent."
_NOTHING_YET = "No live price has come yet."
_GONE = "What you were moving has changed or is no longer working. Nothing was sent."


class ChartTrader(QObject):
    """Keeps the lines of a chart and answers for them.

    Args:
        canvas: where lines are seen and clicked.
        state: what the canvas shows.
        hub: rules, tickers and marks.
        desk: what is ours; `None` for a chart that only shows the market.
        freshness: how old the prices of the chart are.
        veil: says it when a hand clicks on old prices.
    """

    def __init__(
        self,
        canvas: ChartCanvas,
        state: ChartState,
        hub: MarketHub,
        desk: ChartDesk | None,
        freshness: Callable[[], Freshness | None],
        veil: StaleVeil,
    ) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._state = state
        self._hub = hub
        self._desk = desk
        self._freshness = freshness
        self._veil = veil
        self.ours = Ours(desk, hub)
        self._shown = True
        self._orders: list[Line] = []
        self.hand = None if desk is None else ChartHand(desk, canvas, hub.clock, self.block)
        self.entry: EntryHand | None = None
        self.stops: StopHand | None = None
        self.alerts: ChartAlerts | None = None
        if self.hand is not None and desk is not None:
            common = desk.sender, desk.confirm, canvas, hub.clock, self.block
            self.entry = EntryHand(desk.settings, *common)
            self.stops = StopHand(desk.waiting, *common, self.refresh)
            exits = ExitHand(self.ours.positions, desk.waiting, *common)
            if desk.alerts is not None:
                self.alerts = ChartAlerts(desk.alerts, hub.instruments.get, desk.sender.refuse, desk.mute)
                self.alerts.on_change(self.refresh)
            canvas.mover = LineMover(
                desk, self.ours, self.hand, self.stops, exits, self.alerts, self._refused
            )
            canvas.alert_wanted.connect(self.on_alert_wanted)
            self.hand.amending_changed.connect(self.refresh)
        self._menu = PriceMenu(desk, self.ours, state, self.entry, self.alerts, self.block)
        canvas.action_wanted.connect(self.on_action)

    @property
    def topics(self) -> frozenset[Kind | Topic]:
        """What changes the lines."""
        return frozenset() if self._desk is None else frozenset({Kind.ORDERS, Kind.POSITIONS, Kind.STRATEGY})

    def show_instrument(self, instrument: InstrumentId) -> None:
        """Show what is ours of another instrument."""
        self.ours.instrument = instrument
        self.refresh()

    def show_lines(self, *, shown: bool) -> None:
        """Show the lines, or hide them all."""
        self._shown = shown
        self.refresh()

    def refresh(self) -> None:
        """Read everything anew."""
        self._read(orders=True)

    def show_frame(self, batch: Batch) -> None:
        """Bring the lines up to date with what has changed."""
        orders = batch.has(Kind.ORDERS) or batch.has(Kind.INSTRUMENTS)
        others = (Kind.POSITIONS, Kind.STRATEGY, Kind.TICKER)
        if orders or any(batch.has(kind) for kind in others):
            self._read(orders=orders)

    def on_tick(self) -> None:
        """Time has passed: an amend that nobody has confirmed is shown no longer than it makes sense."""
        moving = self.stops is not None and self.stops.waits
        if moving or (self.hand is not None and self.hand.waiting):
            self.refresh()

    def block(self) -> str:
        """Why nothing may be sent from this chart now; empty when all is well."""
        if self._desk is None:
            return LOOKS_ONLY
        shut = self._desk.entry_block()
        return shut or self._doubt()

    def on_action(self, line: Line, action: LineAction) -> None:
        """A button of a line was clicked."""
        if self.hand is None:
            return
        if action is LineAction.REMOVE and self.alerts is not None:
            self.alerts.remove(line)
            return
        if action is LineAction.CANCEL:
            order, waiting = self.ours.order_of(line), self.ours.waiting_of(line)
            if order is not None:
                self.hand.cancel(order)
            elif waiting is not None and self.stops is not None:
                self.stops.cancel(waiting, line.kind)
            return
        row = self.ours.position_of(line)
        if row is None:
            return
        if action is LineAction.CLOSE:
            self.hand.close(row)
        elif not self._refused():
            self.hand.reverse(row)

    def on_alert_wanted(self, value: float) -> None:
        """A price was clicked in order to be told when it is reached."""
        if self.alerts is not None and self.ours.instrument is not None:
            self.alerts.add(self.ours.instrument, nearest_tick(value, self._state.tick))

    def press_key(self, event: QKeyEvent) -> bool:
        """Alt and A put an alert where the pointer is; `False` for any other key."""
        if event.key() != Qt.Key.Key_A or event.modifiers() != Qt.KeyboardModifier.AltModifier:
            return False
        price, desk = self._canvas.pointed_price, self._desk
        if event.isAutoRepeat():
            return True
        if price is not None:
            self.on_alert_wanted(price)
        elif desk is not None:
            desk.sender.refuse(NOWHERE)
        return True

    def entries(self, value: float) -> list[Entry]:
        """What can be done at a price."""
        return self._menu.entries(value)

    # ------------------------------------------------------------------------------------------- parts

    def _read(self, *, orders: bool) -> None:
        desk, hand, instrument = self._desk, self.hand, self.ours.instrument
        lines: list[Line] = []
        if desk is not None and hand is not None and instrument is not None and self._shown:
            if orders:
                working = desk.orders()
                amending, rules = hand.amending(working), self.ours.rules()
                self._orders = list(order_lines(working, instrument, rules, amending, self.ours.linked))
            held = self.ours.positions()
            noted = () if self.alerts is None else self.alerts.lines(instrument)
            lines = [*position_lines(held), *self._orders, *self._stop_lines(held), *noted]
        if lines != self._state.lines:
            self._state.lines = lines
            if not self._canvas.follow_lines() and desk is not None:
                desk.sender.refuse(_GONE)

    def _stop_lines(self, held: list[PositionRow]) -> list[Line]:
        rows_here = self.ours.triggers()
        moving = {} if self.stops is None else self.stops.moving(rows_here)
        return list(waiting_lines(rows_here, held, moving))

    def _refused(self) -> bool:
        """Whether nothing may be sent now; it then says why, on the chart when its prices are too old."""
        reason = self.block()
        if not reason or self._desk is None:
            return bool(reason)
        self._veil.say(_NOT_SENT)
        self._desk.sender.refuse(f"{reason.rstrip('.')}. {_NOT_SENT}")
        return True

    def _doubt(self) -> str:
        """Why the prices under the hand cannot be trusted."""
        fresh = self._freshness()
        now = self._hub.clock.monotonic()
        if fresh is None or fresh.age(now) is None:
            return _NOTHING_YET
        reason = fresh.sentence(now)
        return f"Chart of {self.ours.instrument}: {reason.rstrip('.').lower()}." if reason else ""
