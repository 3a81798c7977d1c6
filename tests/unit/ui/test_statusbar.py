"""Tests for `ui/statusbar.py`."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from terminal_app.core.changes import Changes
from terminal_app.core.events import Link, LinkChanged, LinkState
from terminal_app.core.ports import Health
from terminal_app.ui.honesty.popover import StatusPopover
from terminal_app.ui.honesty.report import ReportLine, Section
from terminal_app.ui.link_state import LinkStates
from terminal_app.ui.statusbar import StatusBar
from terminal_app.ui.statusbar_state import Mood, StatusFacts

pytestmark = pytest.mark.gui


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


def report(*lines: ReportLine) -> tuple[Section, ...]:
    return (
        Section("Round trips", lines),
        Section("Calls left", (ReportLine("REST", "9 of 10"),), second=True),
    )


def test_a_click_opens_what_is_behind_the_words(qtbot: QtBot) -> None:
    shown = [report(ReportLine("Market socket", "35 ms"))]
    facts = StatusFacts(0.5, 1.0, Health(3, 1.0, 1.0, 1.0, ()), None, 0)
    bar = StatusBar(lambda: facts, LinkStates(Changes()), "1.2.3", lambda: shown[0])
    qtbot.addWidget(bar)
    bar.resize(900, 24)
    with qtbot.waitExposed(bar):
        bar.show()
    popover = bar.popover
    assert popover is not None
    for opener in (bar.items["Clock"], bar.details):
        assert not popover.isVisible()
        QTest.mouseClick(opener, Qt.MouseButton.LeftButton)
        assert popover.isVisible()
        assert popover.text() == "Market socket: 35 ms\nREST: 9 of 10"
        assert bar.screen().availableGeometry().contains(popover.geometry())
        assert popover.x() == max(0, bar.mapToGlobal(QPoint(0, 0)).x())
        QTest.keyClick(popover, Qt.Key.Key_Escape)
    QTest.mouseClick(bar.details, Qt.MouseButton.LeftButton)
    shown[0] = report(ReportLine("Market socket", "40 ms", Mood.WARNING), ReportLine("Account socket", "—"))
    bar.on_tick()
    assert popover.text() == "Market socket: 40 ms\nAccount socket: —\nREST: 9 of 10"
    popover.close()


def test_the_popover_shows_words_as_they_are(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    popover = StatusPopover(lambda: report(ReportLine("<b>x</b>", "<img src=x>")), window)
    popover.open_above(window)
    assert {label.textFormat() for label in popover.findChildren(QLabel)} == {Qt.TextFormat.PlainText}
    popover.close()


def test_a_click_on_orders_without_an_answer_asks_for_their_table(qtbot: QtBot) -> None:
    facts = [StatusFacts(0.5, 1.0, Health(3, 1.0, 1.0, 1.0, ()), None, 2)]
    bar = StatusBar(lambda: facts[0], LinkStates(Changes()), "1.2.3", report)
    qtbot.addWidget(bar)
    bar.resize(1600, 24)
    with qtbot.waitExposed(bar):
        bar.show()
    assert bar.popover is not None
    asked: list[bool] = []
    bar.unconfirmed_asked.connect(lambda: asked.append(True))
    QTest.mouseClick(bar.items["Unconfirmed"], Qt.MouseButton.LeftButton)
    assert (asked, bar.popover.isVisible()) == ([True], False)
    facts[0] = replace(facts[0], unconfirmed=0)
    QTest.mouseClick(bar.items["Unconfirmed"], Qt.MouseButton.LeftButton)
    assert (asked, bar.popover.isVisible()) == ([True], True)
    bar.popover.hide()
