"""What it means that a line of the chart is dragged: where it may go, and what becomes of it there."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from terminal_app.ui.panels.chart import pulled
from terminal_app.ui.panels.chart.alert_lines import ChartAlerts
from terminal_app.ui.panels.chart.exit_hand import ExitHand
from terminal_app.ui.panels.chart.hand import ChartDesk, ChartHand
from terminal_app.ui.panels.chart.lines import Line, LineKind
from terminal_app.ui.panels.chart.offers import move_text, passive_price
from terminal_app.ui.panels.chart.ours import Ours
from terminal_app.ui.panels.chart.risk_texts import order_text
from terminal_app.ui.panels.chart.scale import nearest_tick
from terminal_app.ui.panels.chart.stop_hand import StopHand
from terminal_app.ui.panels.chart.stop_lines import drag_text

REPLACES = "ends this order and places another"
"""What a change is in an account that has none in place, in a few words."""


class LineMover:
    """A `Mover` of the canvas.

    Args:
        desk: what waits, and what a change means in this account.
        ours: the orders, exits and positions that lines stand for.
        hand: moves orders.
        stops: moves what waits for a price.
        exits: pulls exits out of positions.
        alerts: moves alerts.
        refused: whether nothing may be sent now; it then says why.
    """

    def __init__(
        self,
        desk: ChartDesk,
        ours: Ours,
        hand: ChartHand,
        stops: StopHand,
        exits: ExitHand,
        alerts: ChartAlerts | None,
        refused: Callable[[], bool],
    ) -> None:
        self._desk = desk
        self._ours = ours
        self._hand = hand
        self._stops = stops
        self._exits = exits
        self._alerts = alerts
        self._refused = refused

    def begin(self, line: Line) -> bool:
        """Whether a line may be dragged now. An alert sends nothing, so that nothing can be against it."""
        if line.kind is LineKind.ALERT:
            return self._alerts is not None
        ours = self._ours
        mine = (ours.order_of(line), ours.waiting_of(line), ours.position_of(line))
        return any(one is not None for one in mine) and ours.rules() is not None and not self._refused()

    def price(self, line: Line, value: float) -> Decimal:
        """The price of an order near this one, on the tick towards the passive side."""
        order, waiting, rules = self._ours.order_of(line), self._ours.waiting_of(line), self._ours.rules()
        if line.kind in (LineKind.ALERT, LineKind.POSITION) and rules is not None:
            return nearest_tick(value, rules.tick)
        side = order.side if order is not None else waiting.order.side if waiting is not None else None
        return line.price if side is None or rules is None else passive_price(value, rules.tick, side)

    def shown(self, line: Line, price: Decimal, aside: float) -> Line:
        """What an order, an exit or an alert would be at a price."""
        ours, waiting, row = self._ours, self._ours.waiting_of(line), self._ours.position_of(line)
        if line.kind is LineKind.ALERT and self._alerts is not None:
            return self._alerts.shown(line, price)
        if row is not None:
            return pulled.shown(line, row, price, self._desk.waiting(), pulled.part_at(aside))
        if waiting is not None:
            text = drag_text(waiting, line.kind, price, ours.positions())
            return replace(line, price=price, text=text)
        order, rules = ours.order_of(line), ours.rules()
        if order is None or rules is None:
            return replace(line, price=price)
        risk = order_text(order, price, ours.positions(), rules)
        text = move_text(order, price, rules, ours.ticker(), risk)
        if self._desk.change_note():
            text = f"{text} · {REPLACES}"
        return replace(line, price=price, text=text)

    def finish(self, line: Line, price: Decimal, aside: float) -> None:
        """A line was let go at a price."""
        if line.kind is LineKind.ALERT and self._alerts is not None:
            self._alerts.move(line, price)
            return
        ours = self._ours
        waiting, row, order, rules = (
            ours.waiting_of(line),
            ours.position_of(line),
            ours.order_of(line),
            ours.rules(),
        )
        if self._refused():
            return
        if row is not None:
            self._exits.let_go(row, price, pulled.part_at(aside))
        elif waiting is not None:
            self._stops.move(waiting, line.kind, price)
        elif order is not None and rules is not None:
            self._hand.amend(order, price, rules, ours.ticker())
