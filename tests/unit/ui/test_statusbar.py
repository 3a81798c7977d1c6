"""Tests for `ui/statusbar.py`."""

from dataclasses import replace

from pytestqt.qtbot import QtBot

from terminal_app.core.changes import Changes
from terminal_app.core.events import Link, LinkChanged, LinkState
from terminal_app.core.ports import Health
from terminal_app.ui.link_state import LinkStates
from terminal_app.ui.statusbar import StatusBar
from terminal_app.ui.statusbar_state import StatusFacts


def test_the_bar_says_how_things_are_at_each_tick(qtbot: QtBot) -> None:
    facts = [StatusFacts(0.5, 1.0, Health(3, 1.0, 1.0, 1.0, ()), None, 0)]
    links = LinkStates(Changes())
    bar = StatusBar(lambda: facts[0], links, "1.2.3")
    qtbot.addWidget(bar)
    assert bar.items["Feed age"].text() == "0.5 s"
    assert bar.items["Market"].text() == "● connecting"
    assert bar.version.text() == "v1.2.3"

    facts[0] = replace(facts[0], feed_age=30.0)
    links.apply(LinkChanged(Link.PUBLIC, LinkState.DOWN, "No <b>network</b>."))
    bar.on_tick()
    assert bar.items["Feed age"].text() == "30 s"
    assert bar.items["Feed age"].property("state") == "warning"
    assert bar.items["Market"].text() == "● down"
    assert bar.items["Market"].accessibleName() == "Market down"
    assert "&lt;b&gt;" in bar.items["Market"].toolTip()
