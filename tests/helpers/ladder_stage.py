"""A ladder on the screen and all around it: a market, an account, a road that writes commands down."""

from decimal import Decimal

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from terminal_app.core.account import AccountSettings, HoldMode, Position
from terminal_app.core.changes import Changes, Kind, Topic
from terminal_app.core.clock import ManualClock
from terminal_app.core.commands import Command
from terminal_app.core.events import Link, LinkChanged, LinkState, TickerSeen, TradesSeen
from terminal_app.core.instrument import Instrument, InstrumentId
from terminal_app.core.market import Ticker, Trade
from terminal_app.core.orders import Order, Side
from terminal_app.core.outcomes import Accepted, Outcome
from terminal_app.core.strategy_orders import StrategyOrder
from terminal_app.market.hub import MarketHub
from terminal_app.tasks import TaskOwner
from terminal_app.trading.limits import RiskLimits
from terminal_app.ui.bridge.sending import Sender
from terminal_app.ui.bridge.tasks import UiTasks
from terminal_app.ui.confirming import Asked
from terminal_app.ui.link_state import LinkStates
from terminal_app.ui.notice_board import NoticeBoard
from terminal_app.ui.panels.ladder.desk import LadderStores
from terminal_app.ui.panels.ladder.intents import Column
from terminal_app.ui.panels.ladder.panel import LadderPanel
from terminal_app.ui.theme import DARK, Theme
from tests.helpers.examples import PERP
from tests.helpers.market import book_snapshot, filled_hub, stamp
from tests.helpers.roads import one_by_one

_NO_KEY = Qt.KeyboardModifier.NoModifier
BEST_BID = "64210.5"


class HubPrices:
    """Prices as the risk check wants them, read from a hub."""

    def __init__(self, hub: MarketHub) -> None:
        self._hub = hub

    def instrument(self, instrument: InstrumentId) -> Instrument | None:
        """The rules."""
        return self._hub.instruments.get(instrument)

    def ticker(self, instrument: InstrumentId) -> Ticker | None:
        """The latest ticker."""
        return self._hub.tickers.get(instrument)

    def best(self, instrument: InstrumentId) -> tuple[Decimal | None, Decimal | None]:
        """The best prices of the book."""
        book = self._hub.book(instrument)
        bid, ask = book.best_bid, book.best_ask
        return bid and bid[0], ask and ask[0]

    def age(self, instrument: InstrumentId) -> float | None:
        """The age of the book."""
        return self._hub.book(instrument).age(self._hub.clock)


class LadderStage:
    """A visible ladder. `sent` are the commands that took the road, `asked` the questions that were put.

    Without a `qtbot` whoever made it closes it.
    """

    def __init__(
        self,
        qtbot: QtBot | None,
        rules: Instrument = PERP,
        *,
        theme: Theme = DARK,
        hold_mode: HoldMode = HoldMode.ONE_WAY,
    ) -> None:
        self.clock = ManualClock()
        self.hub: MarketHub
        self.changes: Changes
        self.hub, self.changes = filled_hub(self.clock, (rules,))
        self.rules = rules
        self.orders: list[Order] = []
        self.positions: list[Position] = []
        self.waiting: list[StrategyOrder] = []
        self.sent: list[Command] = []
        self.asked: list[tuple[Asked, str]] = []
        self.answer = True
        self.block: str | None = None
        self.refreshed: list[InstrumentId] = []
        self.picked: list[object] = []
        self.links = LinkStates(self.changes)
        for link in (Link.PUBLIC, Link.PRIVATE):
            self.links.apply(LinkChanged(link, LinkState.LIVE))
        self.board = NoticeBoard(self.clock)
        self.tasks = TaskOwner("ladder")
        ui_tasks = UiTasks(self.tasks, self.board)
        stores = LadderStores(
            prices=HubPrices(self.hub),
            orders=lambda: self.orders,
            positions=lambda: self.positions,
            settings=lambda: AccountSettings("1", hold_mode),
            entry_block=lambda: self.block,
            links=self.links,
            limits=RiskLimits,
            waiting=lambda: self.waiting,
        )
        self.panel = LadderPanel(
            self.hub,
            stores,
            theme,
            Sender(self.submit, ui_tasks, self.board, one_by_one(self.submit)),
            ui_tasks,
            self.refreshed.append,
            self.confirm,
        )
        self.view = self.panel.view
        self.panel.price_clicked.connect(self.picked.append)
        self.panel.resize(300, 640)
        if qtbot is None:
            self.panel.show()
            return
        qtbot.addWidget(self.panel)
        with qtbot.waitExposed(self.panel):
            self.panel.show()

    async def submit(self, command: Command) -> Outcome:
        """The road: write the command down."""
        self.sent.append(command)
        return Accepted()

    async def confirm(self, parent: QWidget, asked: Asked, text: str, yes: str) -> bool:
        """A person who always answers the same."""
        del parent, yes
        self.asked.append((asked, text))
        return self.answer

    def is_armed(self) -> bool:
        """Whether clicks trade, and whether the switch says so."""
        head = self.panel.head
        assert head.arm.isChecked() is self.panel.armed
        assert head.arm.text() == ("ARMED" if self.panel.armed else "ARM")
        return self.panel.armed

    def show(self) -> None:
        """Show the instrument with a fresh market."""
        self.panel.show_instrument(self.rules.id)
        self.market()
        self.clock.advance(0.5)

    def market(self, best_bid: str = BEST_BID, last: str | None = None, side: Side = Side.BUY) -> None:
        """A fresh book and a last trade."""
        which, bid = self.rules.id, Decimal(best_bid)
        snapshot = book_snapshot(which, self.clock, best_bid)
        self.hub.apply(snapshot)
        price = Decimal(last) if last else bid
        now = self.clock.now_ms()
        self.hub.apply(TradesSeen(which, (Trade(str(now), price, Decimal(1), side, now),), stamp(self.clock)))
        ticker = Ticker(which, stamp(self.clock), last=price, bid=bid, ask=bid + self.rules.tick, mark=price)
        self.hub.apply(TickerSeen(ticker))
        self.frame()

    def own(self, *orders: Order) -> None:
        """Our open orders are these."""
        self.orders = list(orders)
        self.changes.mark(Topic(Kind.ORDERS))
        self.frame()

    def hold(self, *positions: Position) -> None:
        """Our positions are these."""
        self.positions = list(positions)
        self.changes.mark(Topic(Kind.POSITIONS))
        self.frame()

    def frame(self) -> None:
        """One frame of the window."""
        self.panel.show_frame(self.changes.drain())

    def row(self, price: str) -> int:
        """The index of the row of a price."""
        return next(rung.index for rung in self.view.picture.rungs if rung.price == Decimal(price))

    def cell(self, price: str, column: Column) -> QPoint:
        """The middle of a cell, away from own orders."""
        box = self.view.box_of(self.row(price), column)
        off = {Column.BID: box.right() - 10, Column.PRICE: box.center().x(), Column.ASK: box.left() + 10}
        return QPoint(off[column], box.center().y())

    def click(
        self,
        price: str,
        column: Column,
        button: Qt.MouseButton = Qt.MouseButton.LeftButton,
        keys: Qt.KeyboardModifier = _NO_KEY,
    ) -> None:
        """Press and let go on a cell."""
        QTest.mouseClick(self.view, button, keys, self.cell(price, column))

    @property
    def strip(self) -> str:
        """What the strip says."""
        return self.panel.foot.strip.text()

    @property
    def told(self) -> list[str]:
        """What the notice board says."""
        return [shown.notice.text for shown in self.board.shown()]
