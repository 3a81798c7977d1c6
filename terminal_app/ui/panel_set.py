"""The panels of the window, each built with exactly what it needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtWidgets import QWidget

from terminal_app.core.instrument import InstrumentId
from terminal_app.ui.bridge.frame import Panel
from terminal_app.ui.bridge.sending import Sender
from terminal_app.ui.bridge.tasks import UiTasks
from terminal_app.ui.panels.balances.panel import BalancesPanel
from terminal_app.ui.panels.book.panel import BookPanel
from terminal_app.ui.panels.chart.panel import ChartPanel
from terminal_app.ui.panels.fills.panel import FillsPanel
from terminal_app.ui.panels.log.panel import LogPanel
from terminal_app.ui.panels.orders.panel import OrdersPanel
from terminal_app.ui.panels.positions.panel import PositionsPanel
from terminal_app.ui.panels.tape.panel import TapePanel
from terminal_app.ui.panels.ticket.form import Stores
from terminal_app.ui.panels.ticket.panel import TicketPanel
from terminal_app.ui.panels.watchlist.panel import WatchlistPanel
from terminal_app.ui.parts import Parts


@dataclass(frozen=True, slots=True)
class PanelSet:
    """One of each."""

    watchlist: WatchlistPanel
    chart: ChartPanel
    book: BookPanel
    tape: TapePanel
    ticket: TicketPanel
    positions: PositionsPanel
    orders: OrdersPanel
    fills: FillsPanel
    balances: BalancesPanel
    log: LogPanel

    def by_id(self) -> Mapping[str, QWidget]:
        """The panels under the names that layouts use."""
        return {
            "watchlist": self.watchlist,
            "chart": self.chart,
            "book": self.book,
            "tape": self.tape,
            "ticket": self.ticket,
            "positions": self.positions,
            "orders": self.orders,
            "fills": self.fills,
            "balances": self.balances,
            "log": self.log,
        }

    def all(self) -> Sequence[Panel]:
        """Everything the frame clock serves."""
        return (
            self.watchlist,
            self.chart,
            self.book,
            self.tape,
            self.ticket,
            self.positions,
            self.orders,
            self.fills,
            self.balances,
            self.log,
        )


def build_panels(parts: Parts, sender: Sender, ui_tasks: UiTasks) -> PanelSet:
    """Build the panels from the stores."""
    theme, hub = parts.theme, parts.hub
    find = hub.instruments.get

    def mark(instrument: InstrumentId) -> Decimal | None:
        ticker = hub.tickers.get(instrument)
        return None if ticker is None else ticker.mark

    return PanelSet(
        watchlist=WatchlistPanel(hub, theme),
        chart=ChartPanel(hub, parts.feed, theme),
        book=BookPanel(hub, theme),
        tape=TapePanel(hub, theme),
        ticket=TicketPanel(
            submit=parts.submit,
            stores=Stores(parts.prices, parts.positions, parts.balances),
            entry_block=parts.entry_block,
            settings=parts.account_settings,
            tasks=ui_tasks,
            clock=parts.clock,
            limits=parts.limits,
        ),
        positions=PositionsPanel(parts.positions.all, find, mark, sender, theme),
        orders=OrdersPanel(parts.blotter.open, find, sender, parts.clock, theme),
        fills=FillsPanel(parts.blotter.fills.all, find, parts.clock, theme),
        balances=BalancesPanel(lambda: parts.balances.snapshot, theme),
        log=LogPanel(parts.log_lines, theme),
    )
