"""Our orders and positions on one chart: which lines there are, and what becomes of clicks on them."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from terminal_app.core.changes import Batch, Kind, Topic
from terminal_app.core.instrument import Instrument, InstrumentId
from terminal_app.core.market import Ticker
from terminal_app.core.money import plain
from terminal_app.core.orders import Order, Side
from terminal_app.market.hub import MarketHub
from terminal_app.ui.honesty.freshness import Freshness
from terminal_app.ui.honesty.veil import StaleVeil
from terminal_app.ui.panels.chart import pulled
from terminal_app.ui.panels.chart.alert_lines import ChartAlerts
from terminal_app.ui.panels.chart.canvas import ChartCanvas
from terminal_app.ui.panels.chart.exit_hand import ExitHand
from terminal_app.ui.panels.chart.hand import ChartDesk, ChartHand
from terminal_app.ui.panels.chart.lines import Line, LineAction, LineKind, order_lines, position_lines
from terminal_app.ui.panels.chart.menu import Entry
from terminal_app.ui.panels.chart.offers import (
    LimitOffer,
    move_text,
    offer,
    offer_text,
    passive_price,
)
from terminal_app.ui.panels.chart.risk_texts import order_text
from terminal_app.ui.panels.chart.scale import nearest_tick
from terminal_app.ui.panels.chart.state import ChartState
from terminal_app.ui.panels.chart.stop_hand import StopHand
from terminal_app.ui.panels.chart.stop_lines import KINDS, drag_text, waiting_lines
from terminal_app.ui.panels.positions.state import PositionRow, rows
from terminal_app.ui.panels.triggers.held import holding_of, kind_of
from terminal_app.ui.panels.triggers.state import TriggerRow
from terminal_app.ui.panels.triggers.state import rows as trigger_rows

LOOKS_ONLY = "This chart only shows."
_NOT_SENT = "Nothing was sent."
_NOTHING_YET = "No live price has come yet."
_GONE = "What you were moving has changed or is no longer working. Nothing was sent."
REPLACES = "ends this order and places another"
"""What a change is in an account that has none in place, in a few words."""


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
        self._instrument: InstrumentId | None = None
        self._shown = True
        self._orders: list[Line] = []
        self.hand = None if desk is None else ChartHand(desk, canvas, hub.clock, self.block)
        self.stops: StopHand | None = None
        self.exits: ExitHand | None = None
        self.alerts: ChartAlerts | None = None
        if self.hand is not None and desk is not None:
            self.stops = StopHand(
                desk.waiting, desk.sender, desk.confirm, canvas, hub.clock, self.block, self.refresh
            )
            self.exits = ExitHand(
                self._positions, desk.waiting, desk.sender, desk.confirm, canvas, hub.clock, self.block
            )
            if desk.alerts is not None:
                self.alerts = ChartAlerts(desk.alerts, hub.instruments.get, desk.sender.refuse, desk.mute)
                self.alerts.on_change(self.refresh)
            canvas.mover = self
            canvas.alert_wanted.connect(self.on_alert_wanted)
            self.hand.amending_changed.connect(self.refresh)
        canvas.action_wanted.connect(self.on_action)

    @property
    def topics(self) -> frozenset[Kind | Topic]:
        """What changes the lines."""
        return frozenset() if self._desk is None else frozenset({Kind.ORDERS, Kind.POSITIONS, Kind.STRATEGY})

    def show_instrument(self, instrument: InstrumentId) -> None:
        """Show what is ours of another instrument."""
        self._instrument = instrument
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
            order, waiting = self._order(line), self._waiting(line)
            if order is not None:
                self.hand.cancel(order)
            elif waiting is not None and self.stops is not None:
                self.stops.cancel(waiting, line.kind)
            return
        row = self._position(line)
        if row is None:
            return
        if action is LineAction.CLOSE:
            self.hand.close(row)
        elif not self._refused():
            self.hand.reverse(row)

    def on_alert_wanted(self, value: float) -> None:
        """A price was clicked in order to be told when it is reached."""
        if self.alerts is not None and self._instrument is not None:
            self.alerts.add(self._instrument, nearest_tick(value, self._state.tick))

    def entries(self, value: float) -> list[Entry]:
        """What can be done at a price. An order of the menu is sent exactly as it is written there."""
        rules, ticker = self._rules(), self._ticker()
        desk, instrument = self._desk, self._instrument
        size = None if desk is None or instrument is None else desk.working_size(instrument)
        block = self.block()
        made: list[Entry] = []
        for side in Side:
            one = offer(side, value, rules, size, ticker, block)
            made.append(Entry(offer_text(one, rules), self._sending(one, rules, ticker)))
        price = nearest_tick(value, self._state.tick)
        if self.alerts is not None and instrument is not None:
            made.append(self.alerts.entry(instrument, price))
        made.append(
            Entry(
                f"Copy price {self._state.price_text(price)}",
                lambda: QGuiApplication.clipboard().setText(plain(price)),
                separated=True,
            )
        )
        return made

    # ------------------------------------------------------------------------- the mover of the canvas

    def begin(self, line: Line) -> bool:
        """Whether a line may be dragged now. An alert sends nothing, so that nothing can be against it."""
        if line.kind is LineKind.ALERT:
            return self.alerts is not None
        mine = any(one is not None for one in (self._order(line), self._waiting(line), self._position(line)))
        return mine and self._rules() is not None and not self._refused()

    def price(self, line: Line, value: float) -> Decimal:
        """The price of an order near this one, on the tick towards the passive side."""
        order, waiting, rules = self._order(line), self._waiting(line), self._rules()
        if line.kind in (LineKind.ALERT, LineKind.POSITION) and rules is not None:
            return nearest_tick(value, rules.tick)
        side = order.side if order is not None else waiting.order.side if waiting is not None else None
        return line.price if side is None or rules is None else passive_price(value, rules.tick, side)

    def shown(self, line: Line, price: Decimal) -> Line:
        """What an order, an exit or an alert would be at a price."""
        desk, waiting, row = self._desk, self._waiting(line), self._position(line)
        if line.kind is LineKind.ALERT and self.alerts is not None:
            return self.alerts.shown(line, price)
        if row is not None and desk is not None:
            return pulled.shown(line, row, price, desk.waiting())
        if waiting is not None:
            text = drag_text(waiting, line.kind, price, self._positions())
            return replace(line, price=price, text=text)
        order, rules = self._order(line), self._rules()
        if order is None or rules is None or desk is None:
            return replace(line, price=price)
        risk = order_text(order, price, self._positions(), rules)
        text = move_text(order, price, rules, self._ticker(), risk)
        if desk.change_note():
            text = f"{text} · {REPLACES}"
        return replace(line, price=price, text=text)

    def finish(self, line: Line, price: Decimal) -> None:
        """A line was let go at a price."""
        if line.kind is LineKind.ALERT and self.alerts is not None:
            self.alerts.move(line, price)
            return
        waiting, row = self._waiting(line), self._position(line)
        order, rules = self._order(line), self._rules()
        if self._refused():
            return
        if row is not None and self.exits is not None:
            self.exits.let_go(row, price)
        elif waiting is not None and self.stops is not None:
            self.stops.move(waiting, line.kind, price)
        elif self.hand is not None and order is not None and rules is not None:
            self.hand.amend(order, price, rules, self._ticker())

    # ------------------------------------------------------------------------------------------- parts

    def _sending(
        self, made: LimitOffer, rules: Instrument | None, ticker: Ticker | None
    ) -> Callable[[], None] | None:
        hand = self.hand
        if hand is None or rules is None or made.reason:
            return None
        return lambda: hand.place(made, rules, ticker)

    def _read(self, *, orders: bool) -> None:
        desk, hand, instrument = self._desk, self.hand, self._instrument
        lines: list[Line] = []
        if desk is not None and hand is not None and instrument is not None and self._shown:
            if orders:
                working = desk.orders()
                amending = hand.amending(working)
                self._orders = list(order_lines(working, instrument, self._rules(), amending, self._linked))
            held = self._positions()
            noted = () if self.alerts is None else self.alerts.lines(instrument)
            lines = [*position_lines(held), *self._orders, *self._stop_lines(held), *noted]
        if lines != self._state.lines:
            self._state.lines = lines
            if not self._canvas.follow_lines() and desk is not None:
                desk.sender.refuse(_GONE)

    def _stop_lines(self, held: list[PositionRow]) -> list[Line]:
        rows_here = self._triggers()
        moving = {} if self.stops is None else self.stops.moving(rows_here)
        return list(waiting_lines(rows_here, held, moving))

    def _triggers(self) -> list[TriggerRow]:
        """What waits for a price of the instrument on show."""
        desk = self._desk
        if desk is None:
            return []
        mine = [order for order in desk.waiting() if order.instrument == self._instrument]
        find, ticker, held = self._hub.instruments.get, self._hub.tickers.get, desk.held
        return trigger_rows(mine, desk.positions(), find, ticker, lambda oid: holding_of(held, oid))

    def _linked(self, client_oid: str) -> str:
        """In a word, what cancels an order by itself."""
        word = "" if self._desk is None else kind_of(holding_of(self._desk.held, client_oid))
        return word.partition(" ")[0]

    def _waiting(self, line: Line) -> TriggerRow | None:
        if line.kind not in KINDS.values():
            return None
        return next((row for row in self._triggers() if row.order.client_oid == line.id), None)

    def _positions(self) -> list[PositionRow]:
        if self._desk is None:
            return []
        mine = [position for position in self._desk.positions() if position.instrument == self._instrument]
        ticker = self._ticker()
        mark = None if ticker is None else ticker.mark
        return rows(mine, self._hub.instruments.get, lambda _: mark, self._desk.waiting())

    def _position(self, line: Line) -> PositionRow | None:
        if line.kind is not LineKind.POSITION:
            return None
        return next((row for row in self._positions() if row.position.side.value == line.id), None)

    def _order(self, line: Line) -> Order | None:
        if self._desk is None or line.kind is not LineKind.ORDER:
            return None
        return next((order for order in self._desk.orders() if order.client_oid == line.id), None)

    def _rules(self) -> Instrument | None:
        return None if self._instrument is None else self._hub.instruments.get(self._instrument)

    def _ticker(self) -> Ticker | None:
        return None if self._instrument is None else self._hub.tickers.get(self._instrument)

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
        return f"Chart of {self._instrument}: {reason.rstrip('.').lower()}." if reason else ""
