"""A ticket on screen, and the road behind it."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from terminal_app.core.account import AccountSettings, HoldMode, SymbolSetting
from terminal_app.core.account_kind import AccountKind
from terminal_app.core.changes import Batch, Topic
from terminal_app.core.clock import ManualClock
from terminal_app.core.commands import Command, PlaceOco, PlaceOrder, PlaceTpSl, PlaceTrail, PlaceTrigger
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.orders import (
    MarginMode,
    Side,
)
from terminal_app.core.outcomes import Accepted, Outcome
from terminal_app.tasks import TaskOwner
from terminal_app.trading.balances import BalanceSheet
from terminal_app.trading.positions import PositionBook
from terminal_app.ui.bridge.tasks import UiTasks
from terminal_app.ui.confirming import Confirmer, never_ask
from terminal_app.ui.notice_board import NoticeBoard
from terminal_app.ui.panels.ticket.form import Stores
from terminal_app.ui.panels.ticket.panel import TicketPanel
from tests.helpers.examples import PERP_ID, account, prices
from tests.helpers.qt_loop import QtRunner
from tests.helpers.waiting import eventually

D = Decimal
BUY, SELL = Side.BUY, Side.SELL
LEFT = Qt.MouseButton.LeftButton
MARGIN = 9
CONTROL = Qt.KeyboardModifier.ControlModifier


@dataclass(frozen=True)
class Picked:
    """A click in the order book."""

    instrument: InstrumentId
    price: Decimal


class Stage:
    """A ticket on screen, and the road behind it."""

    def __init__(self, qtbot: QtBot, confirm: Confirmer = never_ask) -> None:
        self.sent: list[PlaceOrder] = []
        self.waiting: list[PlaceTrigger] = []
        self.held: list[PlaceTrail | PlaceOco | PlaceTpSl] = []
        self.groups: list[int] = []
        self.outcomes: list[Outcome] = []
        self.outcome: Outcome | Exception = Accepted()
        self.hold: asyncio.Event | None = None
        self.block: str | None = None
        self.reducing: str | None = None
        self.clock = ManualClock()
        self.prices = prices()
        self.positions = PositionBook()
        self.hold_mode = HoldMode.ONE_WAY
        self.kind = AccountKind.UNIFIED
        self.balances = BalanceSheet()
        self.balances.apply(account())
        self.owner = TaskOwner("test")
        symbol = SymbolSetting(PERP_ID, MarginMode.CROSSED, D(10))
        self.panel = TicketPanel(
            submit=self.submit,
            place_group=self.place_group,
            stores=Stores(self.prices, self.positions, self.balances),
            entry_block=lambda: self.block,
            settings=lambda: AccountSettings("1", self.hold_mode, (symbol,), self.kind),
            tasks=UiTasks(self.owner, NoticeBoard(self.clock)),
            clock=self.clock,
            confirm=confirm,
            reducing=lambda: self.reducing,
        )
        self.window = QWidget()
        box = QVBoxLayout(self.window)
        box.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        box.addWidget(self.panel)
        qtbot.addWidget(self.window)
        self.window.resize(300 + 2 * MARGIN, 520)
        self.window.show()
        self.fields = self.panel.fields

    async def submit(self, command: Command) -> Outcome:
        """The road: it remembers, and answers when the test lets it."""
        if isinstance(command, PlaceTrigger):
            self.waiting.append(command)
            return Accepted()
        if isinstance(command, PlaceTrail | PlaceOco | PlaceTpSl):
            self.held.append(command)
            return Accepted()
        assert isinstance(command, PlaceOrder)
        self.sent.append(command)
        if self.outcomes:
            return self.outcomes.pop(0)
        if self.hold is not None:
            await self.hold.wait()
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome

    async def place_group(self, orders: Sequence[PlaceOrder]) -> Sequence[Outcome]:
        """The same road for several: one request, and an answer to each."""
        self.groups.append(len(orders))
        return [await self.submit(order) for order in orders]

    def fill_in(self, price: str = "64000", size: str = "0.01") -> None:
        """Type a good limit order on the perpetual."""
        self.panel.show_instrument(PERP_ID)
        for edit, text in ((self.fields.price, price), (self.fields.size_edit, size)):
            edit.line.clear()
            QTest.keyClicks(edit.line, text)

    def click(self, widget: QWidget) -> None:
        """One click with the left button."""
        QTest.mouseClick(widget, LEFT)

    def label(self, side: Side = BUY) -> str:
        """What a send button says."""
        return self.panel.buttons[side].text()

    def frame(self, *topics: Topic) -> None:
        """A frame with these changes."""
        self.panel.show_frame(Batch(frozenset(topics), ()))


def run(qt_run: QtRunner, stage: Stage, story: Callable[[], object], orders: int = 1) -> None:
    """Do something that sends, and wait until all of it is decided."""

    async def told() -> None:
        story()
        await eventually(lambda: len(stage.sent) == orders)
        await stage.owner.drain()

    qt_run(told())
