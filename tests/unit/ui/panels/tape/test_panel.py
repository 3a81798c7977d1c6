"""The tape panel follows the trades of what it shows."""

import pytest
from pytestqt.qtbot import QtBot

from terminal_app.core.changes import Kind, Topic
from terminal_app.core.clock import ManualClock
from terminal_app.core.events import TradesSeen
from terminal_app.ui.panels.tape.panel import TapePanel
from terminal_app.ui.theme import DARK
from tests.helpers.examples import PERP, PERP_ID, SPOT_ID
from tests.helpers.market import filled_hub, stamp, trade

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
