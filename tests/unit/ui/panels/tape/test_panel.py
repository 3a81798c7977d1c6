"""The tape panel follows the trades of what it shows."""

from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from terminal_app.core.changes import Changes, Kind, Topic
from terminal_app.core.clock import ManualClock
from terminal_app.core.events import TickerSeen, TradesSeen
from terminal_app.core.market import Ticker
from terminal_app.market.hub import MarketHub
from terminal_app.ui.panels.tape.panel import TapePanel
from terminal_app.ui.theme import DARK
from tests.helpers import mouse
from tests.helpers.examples import PERP, PERP_ID, SPOT_ID
from tests.helpers.market import filled_hub, stamp, trade

D = Decimal
pytestmark = pytest.mark.gui


def sizes(panel: TapePanel) -> list[str]:
    return [row.size for row in panel.list.rows]


def test_trades_come_on_top(qtbot: QtBot, manual_clock: ManualClock) -> None:
    hub, changes = filled_hub(manual_clock)
    panel = TapePanel(hub, DARK)
    qtbot.addWidget(panel)
    panel.resize(240, 300)
    with qtbot.waitExposed(panel):
        panel.show()
    panel.show_frame(changes.drain())
    assert panel.topics == frozenset()
    panel.show_instrument(PERP_ID)
    assert panel.topics == {Topic(Kind.TRADES, PERP_ID), Topic(Kind.INSTRUMENTS)}
    assert sizes(panel) == []
    now = stamp(manual_clock)
    hub.apply(TradesSeen(PERP_ID, tuple(trade(number, size=str(number)) for number in range(1, 40)), now))
    panel.show_frame(changes.drain())
    assert sizes(panel)[0] == "39.0000"
    assert len(panel.list.rows) == panel.list.capacity
    hub.apply(TradesSeen(PERP_ID, (trade(40, size="40"), trade(41, size="41")), now))
    panel.show_frame(changes.drain())
    assert sizes(panel)[:3] == ["41.0000", "40.0000", "39.0000"]
    hub.apply(TradesSeen(PERP_ID, (trade(99, size="99"),), now, snapshot=True))
    panel.show_frame(changes.drain())
    assert sizes(panel) == ["99.0000"]
    panel.show_instrument(SPOT_ID)
    assert sizes(panel) == []


def test_rows_follow_the_rules_and_the_height(qtbot: QtBot, manual_clock: ManualClock) -> None:
    hub, changes = filled_hub(manual_clock, ())
    panel = TapePanel(hub, DARK)
    qtbot.addWidget(panel)
    panel.resize(240, 200)
    with qtbot.waitExposed(panel):
        panel.show()
    panel.show_instrument(PERP_ID)
    trades = tuple(trade(number) for number in range(100))
    hub.apply(TradesSeen(PERP_ID, trades, stamp(manual_clock)))
    panel.show_frame(changes.drain())
    assert sizes(panel)[0] == "0.1"
    hub.instruments.replace(PERP_ID.product, [PERP])
    panel.show_frame(changes.drain())
    assert sizes(panel)[0] == "0.1000"
    before = len(panel.list.rows)
    panel.resize(240, 600)
    qtbot.waitUntil(lambda: len(panel.list.rows) > before)


class Stage:
    """A visible tape of thirty trades of the sizes 1 to 30."""

    def __init__(self, qtbot: QtBot, clock: ManualClock) -> None:
        self.clock = clock
        self.hub: MarketHub
        self.changes: Changes
        self.hub, self.changes = filled_hub(clock)
        self.panel = TapePanel(self.hub, DARK)
        qtbot.addWidget(self.panel)
        self.panel.resize(240, 300)
        with qtbot.waitExposed(self.panel):
            self.panel.show()
        self.panel.show_instrument(PERP_ID)
        self.come(*range(1, 31))

    def come(self, *numbers: int) -> None:
        trades = tuple(trade(number, size=str(number)) for number in numbers)
        self.hub.apply(TradesSeen(PERP_ID, trades, stamp(self.clock)))
        self.panel.show_frame(self.changes.drain())


def test_the_rows_stand_still_under_the_mouse(qtbot: QtBot, manual_clock: ManualClock) -> None:
    stage = Stage(qtbot, manual_clock)
    panel = stage.panel
    panel.list.hovered.emit(True)
    assert panel.list.chip == "Paused"
    stage.come(31, 32)
    assert (sizes(panel)[0], panel.list.chip) == ("30.0000", "Paused · 2 new")
    panel.list.hovered.emit(False)
    assert (sizes(panel)[0], panel.list.chip) == ("32.0000", "")


def test_the_wheel_looks_at_older_trades(qtbot: QtBot, manual_clock: ManualClock) -> None:
    stage = Stage(qtbot, manual_clock)
    panel = stage.panel
    at = panel.list.rect().center()
    mouse.wheel(panel.list, at, QPoint(0, -120))
    assert (sizes(panel)[0], panel.list.chip) == ("27.0000", "Paused")
    stage.come(31)
    assert (sizes(panel)[0], panel.list.chip) == ("27.0000", "Paused · 1 new")
    for _ in range(30):
        mouse.wheel(panel.list, at, QPoint(0, -120))
    assert sizes(panel)[-1] == "1.0000"
    QTest.keyClick(panel, Qt.Key.Key_Home)
    assert (sizes(panel)[0], panel.list.chip) == ("31.0000", "")


def test_small_trades_are_left_out(qtbot: QtBot, manual_clock: ManualClock) -> None:
    stage = Stage(qtbot, manual_clock)
    panel = stage.panel
    with qtbot.waitSignal(panel.changed_choice):
        QTest.keyClicks(panel.least, "29")
    assert sizes(panel) == ["30.0000", "29.0000"]
    stage.come(12, 40)
    assert sizes(panel) == ["40.0000", "30.0000", "29.0000"]
    panel.least.setText("1,234")
    assert "can mean" in panel.least.toolTip()
    assert len(sizes(panel)) > 3
    panel.least.setText("1k")
    assert sizes(panel) == []
    panel.show_instrument(SPOT_ID)
    assert panel.least.text() == ""
    panel.show_instrument(PERP_ID)
    assert panel.least.text() == "1k"


def test_choices_are_remembered(qtbot: QtBot, manual_clock: ManualClock) -> None:
    panel = Stage(qtbot, manual_clock).panel
    panel.least.setText("5")
    with qtbot.waitSignal(panel.changed_choice):
        panel.merge.setCurrentIndex(2)
    other = TapePanel(filled_hub(manual_clock)[0], DARK)
    qtbot.addWidget(other)
    other.recall(panel.remember())
    other.show_instrument(PERP_ID)
    assert (other.least.text(), other.merge.currentText()) == ("5", "100 ms")
    other.recall({"least": 3, "merge": ["x"]})
    assert other.merge.currentText() == "100 ms"


def test_a_tape_of_a_dead_connection_is_veiled(qtbot: QtBot, manual_clock: ManualClock) -> None:
    stage = Stage(qtbot, manual_clock)

    def tick() -> None:
        stage.hub.apply(TickerSeen(Ticker(PERP_ID, stamp(manual_clock), D(64000))))
        stage.panel.on_tick()

    tick()
    manual_clock.advance(60)
    tick()
    assert stage.panel.veil.sentence == ""
    manual_clock.advance(11)
    stage.panel.on_tick()
    assert stage.panel.veil.sentence == "No update for 11 s"
    tick()
    assert not stage.panel.veil.isVisible()
