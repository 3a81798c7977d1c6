"""What can be done at a price of the chart. An order of this menu is sent exactly as it is written there."""

from collections.abc import Callable
from decimal import Decimal

from PySide6.QtGui import QGuiApplication

from terminal_app.core.money import plain
from terminal_app.core.orders import Side
from terminal_app.ui.panels.chart.alert_lines import ChartAlerts
from terminal_app.ui.panels.chart.entry_hand import EntryHand
from terminal_app.ui.panels.chart.hand import ChartDesk
from terminal_app.ui.panels.chart.menu import Entry
from terminal_app.ui.panels.chart.offers import LimitOffer, offer, offer_text
from terminal_app.ui.panels.chart.ours import Ours
from terminal_app.ui.panels.chart.scale import nearest_tick
from terminal_app.ui.panels.chart.state import ChartState
from terminal_app.ui.panels.chart.stop_offers import StopOffer, stop_offer, stop_text


class PriceMenu:
    """Makes the entries for one chart.

    Args:
        desk: the size to work with and how the account is set up; `None` for a chart that only shows.
        ours: the instrument on show and its prices.
        state: how prices are written.
        hand: sends what is chosen.
        alerts: where alerts are put.
        block: why nothing may be sent now, in a sentence; empty when all is well.
    """

    def __init__(
        self,
        desk: ChartDesk | None,
        ours: Ours,
        state: ChartState,
        hand: EntryHand | None,
        alerts: ChartAlerts | None,
        block: Callable[[], str],
    ) -> None:
        self._desk = desk
        self._ours = ours
        self._state = state
        self._hand = hand
        self._alerts = alerts
        self._block = block

    def entries(self, value: float) -> list[Entry]:
        """Limit orders, stop entries, an alert, and the price itself."""
        price = nearest_tick(value, self._state.tick)
        instrument = self._ours.instrument
        alert = [] if self._alerts is None or instrument is None else [self._alerts.entry(instrument, price)]
        return [*self._orders(value), *alert, self._copy(price)]

    def _orders(self, value: float) -> list[Entry]:
        desk, instrument = self._desk, self._ours.instrument
        rules, ticker, block = self._ours.rules(), self._ours.ticker(), self._block()
        size = None if desk is None or instrument is None else desk.working_size(instrument)
        settings = None if desk is None else desk.settings()
        limits = [offer(side, value, rules, size, ticker, block) for side in Side]
        stops = [stop_offer(side, value, rules, size, ticker, settings, block) for side in Side]
        return [
            *(Entry(offer_text(one, rules), self._sending(one)) for one in limits),
            *(
                Entry(stop_text(one, rules), self._sending(one), separated=one.side is Side.BUY)
                for one in stops
            ),
        ]

    def _sending(self, made: LimitOffer | StopOffer) -> Callable[[], None] | None:
        hand, rules, ticker = self._hand, self._ours.rules(), self._ours.ticker()
        if hand is None or rules is None or made.reason:
            return None
        return lambda: hand.place(made, rules, ticker)

    def _copy(self, price: Decimal) -> Entry:
        return Entry(
            f"Copy price {self._state.price_text(price)}",
            lambda: QGuiApplication.clipboard().setText(plain(price)),
            separated=True,
        )
