"""G16: any sequence of clicks, double clicks, held keys, shortcuts and focus: one intent for each arming."""

import asyncio
from random import Random

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from terminal_app.core.account import AccountSettings, HoldMode
from terminal_app.core.clock import ManualClock
from terminal_app.core.commands import Command
from terminal_app.core.orders import Side
from terminal_app.core.outcomes import Accepted, Outcome
from terminal_app.tasks import TaskOwner
from terminal_app.trading.balances import BalanceSheet
from terminal_app.trading.positions import PositionBook
from terminal_app.ui.bridge.tasks import UiTasks
from terminal_app.ui.confirming import never_ask
from terminal_app.ui.notice_board import NoticeBoard
from terminal_app.ui.panels.ticket.form import Stores
from terminal_app.ui.panels.ticket.panel import TicketPanel
from tests.helpers.examples import PERP_ID, account, prices
from tests.helpers.qt_loop import QtRunner

pytestmark = [pytest.mark.gui, pytest.mark.slow]

LEFT = Qt.MouseButton.LeftButton
CONTROL, PLAIN = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
SEQUENCES, GESTURES = 25, 12


class Hands:
    """A ticket, a road that answers when it is told to, and hands that do anything."""

    def __init__(self, qtbot: QtBot, seed: int) -> None:
        self.random = Random(seed)
        self.clock = ManualClock()
        self.sent = 0
        self.flying = 0
        self.most = 0
        self.answer = asyncio.Event()
        balances = BalanceSheet()
        balances.apply(account(usdt="1000000"))
        self.owner = TaskOwner("hands")
        self.panel = TicketPanel(
            submit=self.submit,
            stores=Stores(prices(), PositionBook(), balances),
            entry_block=lambda: None,
            settings=lambda: AccountSettings("1", HoldMode.ONE_WAY),
            tasks=UiTasks(self.owner, NoticeBoard(self.clock)),
            clock=self.clock,
            confirm=never_ask,
        )
        qtbot.addWidget(self.panel)
        self.panel.resize(320, 640)
        self.panel.show()
        self.panel.activateWindow()
        self.panel.show_instrument(PERP_ID)
        for edit, text in ((self.panel.fields.price, "64000"), (self.panel.fields.size_edit, "0.001")):
            edit.line.clear()
            QTest.keyClicks(edit.line, text)

    async def submit(self, _command: Command) -> Outcome:
        """The road."""
        self.sent += 1
        self.flying += 1
        self.most = max(self.most, self.flying)
        await self.answer.wait()
        self.flying -= 1
        return Accepted()

    def gesture(self) -> None:
        """One movement of the hands, of which at most one order may come."""
        button = self.panel.buttons[self.random.choice(list(Side))]
        line = self.panel.fields.price.line
        match self.random.randrange(6):
            case 0:
                QTest.mouseClick(button, LEFT)
            case 1:
                QTest.mouseClick(button, LEFT)
                QTest.mouseDClick(button, LEFT)
            case 2:
                button.setFocus()
                self._hold(button, Qt.Key.Key_Space, PLAIN)
            case 3:
                line.setFocus()
                self._hold(line, Qt.Key.Key_Return, CONTROL)
            case 4:
                QTest.keyClick(self.panel, Qt.Key.Key_Tab)
            case _:
                for _ in range(3):
                    QTest.mouseClick(button, LEFT)

    def _hold(self, widget: QWidget, key: Qt.Key, with_key: Qt.KeyboardModifier) -> None:
        """A key that stays down: the first press is real, the others repeat by themselves."""
        QTest.keyPress(widget, key, with_key)
        for _ in range(8):
            QApplication.sendEvent(widget, QKeyEvent(QEvent.Type.KeyPress, key, with_key, "", True))
        QTest.keyRelease(widget, key, with_key)

    async def settle(self) -> None:
        """Let everything that was begun come to its end, or to the road."""
        for _ in range(10):
            await asyncio.sleep(0)

    async def decide(self) -> None:
        """The answer comes, and the time of a double click passes."""
        self.answer.set()
        await self.owner.drain()
        self.answer = asyncio.Event()
        self.clock.advance(1)
        await asyncio.sleep(0)


@pytest.mark.parametrize("part", range(4))
def test_g16(qtbot: QtBot, qt_run: QtRunner, part: int) -> None:
    async def story() -> None:
        sent = 0
        for seed in range(part * SEQUENCES, (part + 1) * SEQUENCES):
            hands = Hands(qtbot, seed)
            for _ in range(GESTURES):
                before, armed = hands.sent, hands.flying == 0
                hands.gesture()
                await hands.settle()
                assert hands.sent - before <= int(armed), f"sequence {seed}"
                if hands.random.random() < 0.5:
                    await hands.decide()
            await hands.decide()
            assert hands.most <= 1
            sent += hands.sent
            hands.panel.close()
        assert sent > SEQUENCES  # the hands do reach the road

    qt_run(story(), timeout=60)
