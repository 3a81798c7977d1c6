"""G16: any sequence of clicks, double clicks, held keys, shortcuts and focus: one intent for each arming.

The ticket, the ladder, the tables and the chart are the real ones, and the events are Qt's. Only the road
behind them is a pretended one: it writes down what was asked for and answers when it is told to.
"""

import asyncio
import gc
import os
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from random import Random

import qasync
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from terminal_app.app import crash
from terminal_app.core.account import AccountSettings, HoldMode
from terminal_app.core.changes import Kind
from terminal_app.core.clock import ManualClock
from terminal_app.core.commands import CancelOrder, Command, PlaceOrder
from terminal_app.core.orders import ExitLeg, Side
from terminal_app.core.outcomes import Accepted, Outcome
from terminal_app.tasks import TaskOwner
from terminal_app.trading.balances import BalanceSheet
from terminal_app.trading.positions import PositionBook
from terminal_app.ui.bridge.tasks import UiTasks
from terminal_app.ui.confirming import never_ask
from terminal_app.ui.notice_board import NoticeBoard
from terminal_app.ui.panels.chart.lines import LineAction, LineKind
from terminal_app.ui.panels.ladder.intents import Column
from terminal_app.ui.panels.orders.panel import OrdersPanel
from terminal_app.ui.panels.positions.panel import PositionsPanel
from terminal_app.ui.panels.ticket.form import Stores
from terminal_app.ui.panels.ticket.panel import TicketPanel
from terminal_app.ui.theme import DARK
from tests.faults.goals import Result
from tests.helpers import mouse
from tests.helpers.chart_stage import LAST, ONE, ChartStage
from tests.helpers.examples import PERP_ID, account, prices
from tests.helpers.ladder_stage import LadderStage
from tests.helpers.table_hand import middle_of
from tests.helpers.ui_desk import Desk, batch
from tests.helpers.ui_samples import ETH_SPOT, order, position, waiting
from tests.helpers.waiting import eventually

LEFT = Qt.MouseButton.LeftButton
CONTROL, PLAIN = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
_GESTURES = 12
_REPEATS = 8
_A_MOMENT = 1.0


class Hands(ABC):
    """Hands over one panel. What they ask for is counted, and stays on its way until `decide`."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.sent: list[Command] = []
        self.flying: Counter[str] = Counter()
        self.answer = asyncio.Event()

    @abstractmethod
    def gesture(self) -> int:
        """One movement of the hands; returns how many intents must come of it."""

    @property
    @abstractmethod
    def panel(self) -> QWidget:
        """What the hands are over."""

    @abstractmethod
    def pass_time(self) -> None:
        """Let the time of a double click, and of any cooling down, pass."""

    @property
    @abstractmethod
    def tasks(self) -> TaskOwner:
        """What runs the sending."""

    async def submit(self, command: Command) -> Outcome:
        """The road."""
        self.sent.append(command)
        self.flying[repr(command)] += 1
        await self.answer.wait()
        self.flying[repr(command)] -= 1
        return Accepted()

    async def place_group(self, orders: Sequence[PlaceOrder]) -> Sequence[Outcome]:
        """The road for several at once."""
        return await asyncio.gather(*(self.submit(order) for order in orders))

    async def settle(self) -> None:
        """Let everything that was begun come to its end, or to the road."""
        for _ in range(10):
            await asyncio.sleep(0)

    async def decide(self) -> None:
        """The answer comes, and time passes."""
        self.answer.set()
        await self.tasks.drain()
        self.answer = asyncio.Event()
        self.pass_time()
        await asyncio.sleep(0)

    def press(self, widget: QWidget, at: QPoint | None = None) -> None:
        """A click, a double click as a system sends it, or three clicks of nervous fingers."""
        place = at or widget.rect().center()
        QTest.mouseClick(widget, LEFT, PLAIN, place)
        match self.random.randrange(3):
            case 1:
                QTest.mouseDClick(widget, LEFT, PLAIN, place)
            case 2:
                QTest.mouseClick(widget, LEFT, PLAIN, place)
                QTest.mouseClick(widget, LEFT, PLAIN, place)

    def hold(self, widget: QWidget, key: Qt.Key, with_key: Qt.KeyboardModifier = PLAIN) -> None:
        """A key that stays down: the first press is real, the others repeat by themselves."""
        QTest.keyPress(widget, key, with_key)
        for _ in range(_REPEATS):
            QApplication.sendEvent(widget, QKeyEvent(QEvent.Type.KeyPress, key, with_key, "", True))
        QTest.keyRelease(widget, key, with_key)


class TicketHands(Hands):
    """Over the ticket: one order may be on its way."""

    def __init__(self, random: Random) -> None:
        super().__init__(random)
        self.clock = ManualClock()
        balances = BalanceSheet()
        balances.apply(account(usdt="1000000"))
        self.owner = TaskOwner("hands")
        self.ticket = TicketPanel(
            submit=self.submit,
            place_group=self.place_group,
            stores=Stores(prices(), PositionBook(), balances),
            entry_block=lambda: None,
            settings=lambda: AccountSettings("1", HoldMode.ONE_WAY),
            tasks=UiTasks(self.owner, NoticeBoard(self.clock)),
            clock=self.clock,
            confirm=never_ask,
        )
        self.ticket.resize(320, 640)
        self.ticket.show()
        self.ticket.show_instrument(PERP_ID)
        for edit, text in ((self.ticket.fields.price, "64000"), (self.ticket.fields.size_edit, "0.001")):
            edit.line.clear()
            QTest.keyClicks(edit.line, text)

    def gesture(self) -> int:
        """Buttons, the space bar, the shortcut, and the focus that wanders."""
        armed = int(not self.flying.total())
        button = self.ticket.buttons[self.random.choice(list(Side))]
        line = self.ticket.fields.price.line
        match self.random.randrange(4):
            case 0:
                self.press(button)
            case 1:
                button.setFocus()
                self.hold(button, Qt.Key.Key_Space)
            case 2:
                line.setFocus()
                self.hold(line, Qt.Key.Key_Return, CONTROL)
            case _:
                QTest.keyClick(self.ticket, Qt.Key.Key_Tab)
                return 0
        return armed

    @property
    def panel(self) -> QWidget:
        return self.ticket

    @property
    def tasks(self) -> TaskOwner:
        return self.owner

    def pass_time(self) -> None:
        self.clock.advance(_A_MOMENT)


class _Stage(LadderStage):
    """A ladder whose road is that of the hands."""

    def __init__(self, road: Callable[[Command], Awaitable[Outcome]]) -> None:
        self._road = road
        super().__init__(None)

    async def submit(self, command: Command) -> Outcome:
        """To the hands."""
        return await self._road(command)


_CELLS = (
    ("64209.7", Column.BID),
    ("64210.0", Column.BID),
    ("64211.0", Column.ASK),
    ("64211.3", Column.ASK),
)


class LadderHands(Hands):
    """Over the ladder: each act is an arming of its own, and cools down."""

    def __init__(self, random: Random) -> None:
        super().__init__(random)
        self.stage = _Stage(self.submit)
        self.stage.show()
        self.stage.panel.arm()

    def gesture(self) -> int:
        """A cell that is pressed, a row of a key, and the switch that disarms."""
        self.pass_time()
        match self.random.randrange(6):
            case 0:
                self.hold(self.stage.panel, Qt.Key.Key_Space)
                return 0
            case 1:
                self.stage.panel.disarm()
                self.press(self.stage.view, self._cell())
                self.stage.panel.arm()
                return 0
            case _:
                self.press(self.stage.view, self._cell())
                return 1

    def _cell(self) -> QPoint:
        price, column = self.random.choice(_CELLS)
        return self.stage.cell(price, column)

    @property
    def panel(self) -> QWidget:
        return self.stage.panel

    @property
    def tasks(self) -> TaskOwner:
        return self.stage.tasks

    def pass_time(self) -> None:
        self.stage.clock.advance(_A_MOMENT)
        self.stage.market()


class _Desk(Desk):
    """A desk whose road is that of the hands."""

    def __init__(self, road: Callable[[Command], Awaitable[Outcome]]) -> None:
        self._road = road
        super().__init__()

    async def submit(self, command: Command) -> Outcome:
        """To the hands."""
        return await self._road(command)

    async def cancel_group(self, orders: Sequence[CancelOrder]) -> Sequence[Outcome]:
        """To the hands, all of them at once."""
        return await asyncio.gather(*(self._road(order) for order in orders))


class TableHands(Hands):
    """Over a table of a desk."""

    table: QWidget

    def __init__(self, random: Random) -> None:
        super().__init__(random)
        self.desk = _Desk(self.submit)

    @property
    def panel(self) -> QWidget:
        return self.table

    @property
    def tasks(self) -> TaskOwner:
        return self.desk.tasks

    def pass_time(self) -> None:
        self.desk.clock.advance(_A_MOMENT)


class OrdersHands(TableHands):
    """Over the table of orders: each order is cancelled once, and so is everything."""

    table: OrdersPanel

    def __init__(self, random: Random) -> None:
        super().__init__(random)
        rows = [order("tb-1"), order("tb-2", ETH_SPOT)]
        desk = self.desk
        find = desk.hub.instruments.get
        self.table = OrdersPanel(lambda: rows, find, desk.sender, desk.clock, DARK, confirm=never_ask)
        self.table.resize(1200, 300)
        self.table.show()
        self.table.show_frame(batch(Kind.ORDERS))

    def gesture(self) -> int:
        """The cross of a row, the button over the table, the delete key on one row or on all."""
        before = set(+self.flying)
        match self.random.randrange(4):
            case 0:
                row = self.random.randrange(2)
                self.press(self.table.table.viewport(), middle_of(self.table.table, row, _CANCEL))
                wanted = [f"CancelOrder(client_oid='tb-{row + 1}'"]
            case 1:
                self.press(self.table.cancel_all)
                wanted = ["CancelAll(product=<ProductType.SPOT", "CancelAll(product=<ProductType.USDT"]
            case 2:
                self.table.table.selectAll()
                self.hold(self.table.table, Qt.Key.Key_Delete)
                wanted = ["CancelOrder(client_oid='tb-1'", "CancelOrder(client_oid='tb-2'"]
            case _:
                QTest.keyClick(self.table.table, Qt.Key.Key_Tab)
                return 0
        return sum(not any(one.startswith(name) for one in before) for name in wanted)


class PositionsHands(TableHands):
    """Over the table of positions: a position is closed once."""

    table: PositionsPanel

    def __init__(self, random: Random) -> None:
        super().__init__(random)
        held = [position()]
        self.table = PositionsPanel(
            lambda: held,
            self.desk.hub.instruments.get,
            self.desk.mark_price,
            self.desk.sender,
            self.desk.ui_tasks,
            DARK,
            confirm=never_ask,
            best=self.desk.best,
            clock=self.desk.clock,
        )
        self.table.resize(1200, 300)
        self.table.show()
        self.table.show_frame(batch(Kind.POSITIONS))

    def gesture(self) -> int:
        """The button of the row, the delete key, and the focus that wanders."""
        armed = int(not self.flying.total())
        table = self.table.table
        match self.random.randrange(3):
            case 0:
                self.press(table.viewport(), middle_of(table, 0, _CLOSE))
            case 1:
                table.selectAll()
                self.hold(table, Qt.Key.Key_Delete)
            case _:
                QTest.keyClick(table, Qt.Key.Key_Tab)
                return 0
        return armed


class ChartHands(Hands):
    """Over the chart: each line that is let go elsewhere is one intent, and what Escape ends is none."""

    def __init__(self, random: Random) -> None:
        super().__init__(random)
        self.stage = ChartStage(None, desk=_Desk(self.submit))
        self.stage.hold()
        self.stage.waiting = [waiting(loss=ExitLeg(LAST - 60 * ONE))]
        self.stage.frame()

    def gesture(self) -> int:
        """A line that is dragged and let go, or not; a cross; an alert, which sends nothing."""
        name, kind = self.random.choice(_LINES)
        stage, free = self.stage, self._free(kind)
        what = self.random.randrange(8)
        if what == 0:
            armed = not self._flies("CancelOrder(client_oid='sell'")
            self.press(stage.mouse_on, stage.button("sell", LineAction.CANCEL))
            return int(armed)
        if what == 1:
            at = QPoint(500, 20 + 8 * self.random.randrange(4))
            mouse.press(stage.mouse_on, at, keys=Qt.KeyboardModifier.AltModifier)
            mouse.release(stage.mouse_on, at)
            return 0
        if not stage.place(name, kind).line.movable:
            return 0
        if what == 2:
            mouse.click(stage.mouse_on, stage.grip(name, kind))
            return 0
        stage.shut = "Orders are off." if what == 3 else None
        self._pull(name, kind)
        stage.shut = None
        if what == 4:
            self.hold(stage.canvas, Qt.Key.Key_Escape)
        elif what == 5:
            stage.canvas.clearFocus()
        stage.let_go()
        stage.let_go()
        return int(what > 5 and free)

    def _pull(self, name: str, kind: LineKind) -> None:
        """A stop has to stay below the price; what comes out of the position is a take-profit."""
        by = self.random.randrange(8, 30)
        self.stage.pull(name, -60 - by if kind is LineKind.POSITION else by, kind)

    def _free(self, kind: LineKind) -> bool:
        """Whether nothing is on its way that such a line would send once more."""
        if kind is LineKind.POSITION:
            return not any("take_profit=ExitLeg" in one for one in +self.flying)
        return True

    def _flies(self, name: str) -> bool:
        return any(one.startswith(name) for one in +self.flying)

    @property
    def panel(self) -> QWidget:
        return self.stage.panel

    @property
    def tasks(self) -> TaskOwner:
        return self.stage.desk.tasks

    def pass_time(self) -> None:
        self.stage.desk.clock.advance(_A_MOMENT)
        self.stage.tick()
        self.stage.frame()


_LINES = (("buy", LineKind.ORDER), ("long", LineKind.POSITION), ("tb-s1", LineKind.STOP_LOSS))
_CANCEL, _CLOSE = 11, 14
_HANDS: tuple[type[Hands], ...] = (TicketHands, LadderHands, OrdersHands, PositionsHands, ChartHands)


def run(cases: int, seed: int) -> Result:
    """A case is one sequence of gestures over one of the panels."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication.instance() or QApplication([])
    with qasync.QEventLoop(application) as loop:
        crash.install(loop)
        try:
            return loop.run_until_complete(sequences(cases, seed))
        finally:
            crash.uninstall()


async def sequences(cases: int, seed: int) -> Result:
    """Run them on the loop that is there; half of the gestures come before the answer to the last one."""
    result = Result(cases, notes={"gestures": 0, "intents": 0})
    for number in range(seed, seed + cases):
        random = Random(number)
        hands = _HANDS[number % len(_HANDS)](random)
        name = type(hands).__name__
        hands.panel.activateWindow()
        await eventually(hands.panel.isActiveWindow)
        for _ in range(_GESTURES):
            before = len(hands.sent)
            wanted = hands.gesture()
            await hands.settle()
            sent = hands.sent[before:]
            if len(sent) != wanted:
                result.wrong.append(f"{name}: {len(sent)} intents instead of {wanted}: {sent} ({number})")
            if max(hands.flying.values(), default=0) > 1:
                result.wrong.append(f"{name}: the same twice on its way ({number})")
            if random.random() < 0.5:
                await hands.decide()
        await hands.decide()
        result.notes["gestures"] += _GESTURES
        result.notes["intents"] += len(hands.sent)
        hands.panel.hide()  # closing the last window would end the loop
        hands.panel.deleteLater()
        del hands
        await asyncio.sleep(0)
        if number % 20 == 0:
            gc.collect()
    return result
