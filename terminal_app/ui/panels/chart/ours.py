"""What is ours of the instrument on one chart, as it is at the moment of asking."""

from collections.abc import Sequence

from terminal_app.core.instrument import Instrument, InstrumentId
from terminal_app.core.market import Ticker
from terminal_app.core.orders import Order
from terminal_app.market.hub import MarketHub
from terminal_app.ui.panels.chart.hand import ChartDesk
from terminal_app.ui.panels.chart.lines import Line, LineKind
from terminal_app.ui.panels.chart.stop_lines import KINDS
from terminal_app.ui.panels.positions.state import PositionRow, rows
from terminal_app.ui.panels.triggers.held import holding_of, kind_of
from terminal_app.ui.panels.triggers.state import TriggerRow
from terminal_app.ui.panels.triggers.state import rows as trigger_rows


class Ours:
    """Orders, exits and positions, and the market they are in.

    Args:
        desk: where they are; `None` for a chart that only shows the market.
        hub: rules, tickers and marks.

    `instrument` is the one on show.
    """

    def __init__(self, desk: ChartDesk | None, hub: MarketHub) -> None:
        self._desk = desk
        self._hub = hub
        self.instrument: InstrumentId | None = None

    def rules(self) -> Instrument | None:
        """How the instrument is traded."""
        return None if self.instrument is None else self._hub.instruments.get(self.instrument)

    def ticker(self) -> Ticker | None:
        """Its prices of this moment."""
        return None if self.instrument is None else self._hub.tickers.get(self.instrument)

    def triggers(self) -> list[TriggerRow]:
        """What waits for a price of it."""
        desk = self._desk
        if desk is None:
            return []
        mine = [order for order in desk.waiting() if order.instrument == self.instrument]
        find, ticker, held = self._hub.instruments.get, self._hub.tickers.get, desk.held
        return trigger_rows(mine, desk.positions(), find, ticker, lambda oid: holding_of(held, oid))

    def positions(self) -> list[PositionRow]:
        """What is held of it."""
        if self._desk is None:
            return []
        mine = [position for position in self._desk.positions() if position.instrument == self.instrument]
        ticker = self.ticker()
        mark = None if ticker is None else ticker.mark
        return rows(mine, self._hub.instruments.get, lambda _: mark, self._desk.waiting())

    def linked(self, client_oid: str) -> str:
        """In a word, what cancels an order by itself."""
        word = "" if self._desk is None else kind_of(holding_of(self._desk.held, client_oid))
        return word.partition(" ")[0]

    def order_of(self, line: Line) -> Order | None:
        """The order that a line stands for."""
        if self._desk is None or line.kind is not LineKind.ORDER:
            return None
        orders: Sequence[Order] = self._desk.orders()
        return next((order for order in orders if order.client_oid == line.id), None)

    def waiting_of(self, line: Line) -> TriggerRow | None:
        """The exit or the trigger order that a line stands for."""
        if line.kind not in KINDS.values():
            return None
        return next((row for row in self.triggers() if row.order.client_oid == line.id), None)

    def position_of(self, line: Line) -> PositionRow | None:
        """The position that a line stands for."""
        if line.kind is not LineKind.POSITION:
            return None
        return next((row for row in self.positions() if row.position.side.value == line.id), None)
