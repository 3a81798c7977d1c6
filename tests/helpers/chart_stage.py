"""A chart with our orders and a position on it, under a mouse, and a road that only writes down."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from terminal_app.core.account import AccountSettings, HoldMode, Position, SymbolSetting
from terminal_app.core.changes import Kind
from terminal_app.core.errors import LinkError
from terminal_app.core.events import LinkState, TickerSeen
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.market import Candle, Interval, Stamp
from terminal_app.core.orders import MarginMode, Order, Side
from terminal_app.core.ports import Channel
from terminal_app.core.strategy_orders import StrategyOrder
from terminal_app.trading.held_book import HeldBook
from terminal_app.ui.alerts.desk import AlertDesk
from terminal_app.ui.alerts.mute import AlertMute
from terminal_app.ui.confirming import Asked
from terminal_app.ui.keeping import Forgetful
from terminal_app.ui.panels.chart.canvas import HEADER_PX
from terminal_app.ui.panels.chart.drawings.values import Anchor
from terminal_app.ui.panels.chart.entry_hand import EntryHand
from terminal_app.ui.panels.chart.hand import ChartDesk, ChartHand
from terminal_app.ui.panels.chart.line_places import Placed, button_middle
from terminal_app.ui.panels.chart.lines import LineAction, LineKind
from terminal_app.ui.panels.chart.panel import ChartPanel
from terminal_app.ui.theme import DARK
from tests.helpers import mouse
from tests.helpers.market import FakeCandleFeed, random_candles
from tests.helpers.painting import settle
from tests.helpers.qt_loop import QtRunner
from tests.helpers.ui_desk import Desk, batch
from tests.helpers.ui_samples import BTC_PERP, order, position, ticker

HISTORY = random_candles(400)
LAST = HISTORY[299].close
ONE = Decimal("0.1")


class KeptAlerts:
    """A file of alerts that only remembers; `broken` makes it a full disk."""

    def __init__(self, alerts: Mapping[str, object] | None = None) -> None:
        self.alerts = alerts or {}
        self.broken = False

    async def keep_alerts(self, body: Mapping[str, object]) -> None:
        """Take it."""
        if self.broken:
            raise OSError(28, "No space left on device")
        self.alerts = body


class PastFeed:
    """A feed that tells the candles it was given, and what was wanted of it."""

    def __init__(self) -> None:
        self.past: list[Candle] | None = None
        self.asked: list[tuple[InstrumentId, Interval, int]] = []
        self.wanted: Sequence[Channel] = ()

    def watch(self, owner: object, channels: Sequence[Channel]) -> None:
        """Write it down."""
        assert owner
        self.wanted = channels

    async def past_candles(self, instrument: InstrumentId, interval: Interval, count: int) -> list[Candle]:
        """Tell them, or be cut off."""
        self.asked.append((instrument, interval, count))
        if self.past is None:
            raise LinkError("No connection.")
        return self.past


class ChartStage:
    """A chart of 300 candles whose newest close is the price of the market.

    Without a `qtbot` whoever made it hides it. `orders` and `positions` are what is ours; `asked` are the
    questions, each answered by `answer` after `meanwhile` has happened.
    """

    def __init__(self, qtbot: QtBot | None, *, hedge: bool = False, desk: Desk | None = None) -> None:
        self.desk = desk or Desk()
        self.hedge = hedge
        self.asked: list[tuple[Asked, str, str]] = []
        self.answer = True
        self.meanwhile: Callable[[], None] = lambda: None
        self.shut: str | None = None
        self.size: Decimal | None = Decimal("0.25")
        self.orders: list[Order] = [
            order("buy", price=str(LAST - 12 * ONE)),
            order("sell", side=Side.SELL, price=str(LAST + 90 * ONE)),
        ]
        self.positions: list[Position] = []
        self.waiting: list[StrategyOrder] = []
        self.settings: AccountSettings | None = AccountSettings(
            "1",
            HoldMode.HEDGE if hedge else HoldMode.ONE_WAY,
            (SymbolSetting(BTC_PERP, MarginMode.ISOLATED, Decimal(10)),),
        )
        self.held = HeldBook()
        self.note = ""
        self.kept = KeptAlerts()
        self.alert_feed = PastFeed()
        self.heard = 0
        self.link = LinkState.LIVE
        self.alerts = AlertDesk(
            self.desk.hub,
            self.alert_feed,
            self.desk.changes,
            self.kept,
            lambda: self.link,
            self.desk.ui_tasks.start,
            self._hear,
        )
        chart_desk = ChartDesk(
            orders=lambda: self.orders,
            positions=lambda: self.positions,
            sender=self.desk.sender,
            tasks=self.desk.ui_tasks,
            settings=lambda: self.settings,
            entry_block=lambda: self.shut,
            working_size=self.working_size,
            confirm=self.confirm,
            waiting=lambda: self.waiting,
            held=self.held,
            change_note=lambda: self.note,
            alerts=self.alerts,
            mute=AlertMute(Forgetful()),
        )
        self.desk.hub.add_history(BTC_PERP, Interval.M1, HISTORY[:300])
        self.panel = ChartPanel(self.desk.hub, FakeCandleFeed(), DARK, desk=chart_desk)
        self.canvas = self.panel.canvas
        self.state = self.panel.state
        self.mouse_on = self.canvas.viewport()
        self.panel.resize(1_000, 600)
        if qtbot is None:
            self.panel.show()
        else:
            qtbot.addWidget(self.panel)
            with qtbot.waitExposed(self.panel):
                self.panel.show()
        self.tick()
        self.panel.show_instrument(BTC_PERP)
        self.frame()
        if qtbot is not None:
            settle(qtbot)

    @property
    def hand(self) -> ChartHand:
        """What sends."""
        assert self.panel.trader.hand is not None
        return self.panel.trader.hand

    @property
    def entry(self) -> EntryHand:
        """What sends new orders."""
        assert self.panel.trader.entry is not None
        return self.panel.trader.entry

    def working_size(self, instrument: InstrumentId) -> Decimal | None:
        """The size in a ticket that shows the instrument of the chart."""
        assert instrument == BTC_PERP
        return self.size

    async def confirm(self, parent: QWidget, asked: Asked, text: str, yes: str) -> bool:
        """Write a question down and answer it."""
        assert parent is self.canvas
        self.asked.append((asked, text, yes))
        self.meanwhile()
        return self.answer

    def _hear(self) -> None:
        self.heard += 1

    def hold(self) -> Position:
        """Have a position: half a coin long, entered a little above the market."""
        mode = HoldMode.HEDGE if self.hedge else HoldMode.ONE_WAY
        entry = str(LAST + 40 * ONE)
        held = replace(position(entry=entry, hold_mode=mode), liquidation=LAST - 100 * ONE)
        self.positions = [held]
        self.frame()
        return held

    def tick(self, last: Decimal = LAST, mark: Decimal | None = None) -> None:
        """A fresh ticker arrives: bid at the price, ask a tick above it."""
        clock = self.desk.clock
        stamp = Stamp(clock.now_ms(), clock.monotonic())
        fresh = replace(ticker(BTC_PERP, str(last)), stamp=stamp, bid=last, ask=last + ONE, mark=mark or last)
        self.desk.hub.apply(TickerSeen(fresh))

    def frame(self) -> None:
        """One frame in which everything may have changed."""
        self.panel.show_frame(batch(Kind.ORDERS, Kind.POSITIONS, Kind.STRATEGY, Kind.TICKER))
        self.panel.grab()

    def texts(self) -> list[str]:
        """The labels, with ordinary spaces."""
        return [place.line.text.replace("\u2009", "") for place in self.canvas.lines.placed]

    def place(self, name: str, kind: LineKind = LineKind.ORDER) -> Placed:
        """Where a line is."""
        return next(
            place for place in self.canvas.lines.placed if (place.line.kind, place.line.id) == (kind, name)
        )

    def grip(self, name: str, kind: LineKind = LineKind.ORDER) -> QPoint:
        """A point on the line of an order, away from its label."""
        return QPoint(600, HEADER_PX + self.place(name, kind).y)

    def button(self, name: str, action: LineAction, kind: LineKind = LineKind.ORDER) -> QPoint:
        """The middle of a button of a label."""
        x, y = button_middle(self.place(name, kind), action)
        return QPoint(x, HEADER_PX + y)

    def pull(self, name: str, by: int, kind: LineKind = LineKind.ORDER) -> None:
        """Take a line and move it, without letting go."""
        start = self.grip(name, kind)
        mouse.press(self.mouse_on, start)
        mouse.move(self.mouse_on, start + QPoint(0, by // 2), held=Qt.MouseButton.LeftButton)
        mouse.move(self.mouse_on, start + QPoint(0, by), held=Qt.MouseButton.LeftButton)

    def let_go(self) -> None:
        """Let go where the pointer is."""
        mouse.release(self.mouse_on, QPoint(600, 300))

    def menu(self, y: int) -> QMenu:
        """The menu of a height."""
        mouse.menu(self.mouse_on, QPoint(500, y))
        menu = self.canvas.findChild(QMenu, "chart_menu")
        assert isinstance(menu, QMenu)
        return menu

    def notices(self) -> Sequence[str]:
        """Everything that was told."""
        return [entry.notice.text for entry in self.desk.board.shown()]


def sent(stage: ChartStage, qt_run: QtRunner, *acts: Callable[[], None]) -> list[object]:
    """What has taken the road after these acts of the hand, each followed to its end."""

    async def story() -> None:
        for act in acts:
            act()
            await stage.desk.tasks.drain()

    qt_run(story())
    return list(stage.desk.sent)


def anchor_at(bar: int, ticks: int) -> Anchor:
    """A point of a drawing at the beginning of a bar, so many ticks above the last price."""
    return Anchor(float(HISTORY[bar].open_ms), LAST + ticks * ONE)
