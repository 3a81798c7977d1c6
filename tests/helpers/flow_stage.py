"""A chart with the order flow over it, and a market that trades and quotes by the minute."""

import random
from decimal import Decimal

from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from terminal_app.core.clock import ManualClock
from terminal_app.core.events import BookDelta
from terminal_app.core.market import Candle, Interval, Trade
from terminal_app.core.orders import Side
from terminal_app.ui.panels.chart.flow.choice import FlowChoice
from terminal_app.ui.panels.chart.panel import ChartPanel
from terminal_app.ui.theme import DARK, Theme
from tests.helpers.examples import PERP, PERP_ID
from tests.helpers.flow import book_at, seen
from tests.helpers.market import START_MS, FakeCandleFeed, filled_hub
from tests.helpers.painting import settle

MINUTE = Interval.M1.ms
_LEVELS = 150


class FlowStage:
    """A visible chart. `trades` are all that were seen, `minute` the number of the one that is forming."""

    def __init__(self, qtbot: QtBot, choice: FlowChoice, *, minutes: int = 12, theme: Theme = DARK) -> None:
        self.clock = ManualClock()
        self.hub, self.changes = filled_hub(self.clock)
        self.feed = FakeCandleFeed()
        self.panel = ChartPanel(self.hub, self.feed, theme)
        self.canvas, self.state, self.flow = self.panel.canvas, self.panel.state, self.panel.flow
        self.chance = random.Random(3)
        self.trades: list[Trade] = []
        self.price = 640_000
        self.minute = 0
        self.qtbot = qtbot
        qtbot.addWidget(self.panel)
        self.panel.resize(1_000, 600)
        with qtbot.waitExposed(self.panel):
            self.panel.show()
        self.panel.show_instrument(PERP_ID)
        self.flow.choose(choice)
        self.candle(self.price)
        self.frame()
        for _ in range(minutes):
            self.pass_minute()
        self.state.viewport.spacing = 90.0
        self.state.to_live()
        self.canvas.redraw()
        self.frame()
        settle(qtbot)

    @property
    def now_ms(self) -> int:
        """When the newest trade was."""
        return self.trades[-1].time_ms if self.trades else START_MS

    def pass_minute(self) -> None:
        """A minute of trades and quotes, and its candle."""
        opened, start = self.price, START_MS + self.minute * MINUTE
        for second in range(0, 60, 2):
            self.trade(start + second * 1_000 + 100)
            self.quote(start + second * 1_000 + 150)
        self.candle(opened)
        self.minute += 1
        self.frame()

    def trade(self, time_ms: int, lots: int | None = None, *, missed: bool = False) -> Trade:
        """One trade; a missed one is not told of."""
        self.price += self.chance.randint(-8, 9)
        size = PERP.lot * (lots or self.chance.randint(1, 9_999))
        side = self.chance.choice(tuple(Side))
        one = Trade(str(len(self.trades)), PERP.tick * self.price, size, side, time_ms)
        self.trades.append(one)
        if not missed:
            self.hub.apply(seen([one]))
        return one

    def quote(self, time_ms: int) -> None:
        """The book changes."""
        steps = range(1, _LEVELS)
        sides = [
            [(str(PERP.tick * (self.price + sign * step)), str(1 + step % 7)) for step in steps]
            for sign in (-1, 1)
        ]
        whole = book_at(time_ms, sides[0], sides[1])
        if not self.hub.book(PERP_ID).good:
            self.hub.apply(whole)
            return
        self.hub.book(PERP_ID).replace(whole.bids, whole.asks, whole.stamp)
        self.hub.apply(BookDelta(PERP_ID, (), (), whole.stamp))

    def candle(self, opened: int) -> None:
        """The candle of the minute that is forming."""
        low, high = sorted((opened, self.price))
        first, top, bottom, last = (PERP.tick * one for one in (opened, high + 20, low - 20, self.price))
        open_ms = START_MS + self.minute * MINUTE
        bar = Candle(open_ms, first, top, bottom, last, Decimal(5), Decimal(0))
        self.hub.add_history(PERP_ID, Interval.M1, [bar])

    def frame(self) -> None:
        """One frame of the window, a second after the one before."""
        self.clock.advance(1)
        self.panel.show_frame(self.changes.drain())
        self.panel.grab()

    def legend(self, name: str) -> str:
        """What the legend of a layer says, with ordinary spaces."""
        rows = self.canvas.legends()[0].rows
        found = next((row for row in rows if row.layer.name == name), None)
        texts = [] if found is None else [value.text for value in found.values]
        return " | ".join(texts).replace("\u2009", "")

    def menu(self) -> QMenu:
        """The settings of the panel."""
        menu = QMenu(self.panel)
        self.panel.fill_settings(menu)
        return menu
