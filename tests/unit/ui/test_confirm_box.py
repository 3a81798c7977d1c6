"""The question before an order: what stands on it, what is its default, and what its tick keeps."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from terminal_app.settings.confirmations import ConfirmRules, When
from terminal_app.ui.confirm_box import Asker, ConfirmBox
from terminal_app.ui.confirming import Ask, Asked
from terminal_app.ui.keeping import Forgetful
from terminal_app.ui.topbar_state import Venue
from tests.helpers.qt_loop import QtRunner
from tests.helpers.waiting import eventually

pytestmark = pytest.mark.gui

TEXT = "Buy 0.0100 BTC at market\nInstrument: <b>BTCUSDT</b> perp\nValue, about: 642.11 USDT\nA whole line."
MARKET = Asked(Ask.MARKET, notional=Decimal("642.11"))
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    return widget


def opened() -> ConfirmBox | None:
    """The question on the screen."""
    found = [box for box in QApplication.topLevelWidgets() if isinstance(box, ConfirmBox) and box.isVisible()]
    return found[0] if found else None


class Stage:
    """A window that asks."""

    def __init__(self, window: QWidget, qt_run: QtRunner, venue: Venue = Venue.LIVE) -> None:
        self.window, self.qt_run = window, qt_run
        self.keeping = Forgetful()
        self.changes = 0
        self.asker = Asker(self.keeping, venue, self._on_changed)

    def ask(self, answer: Callable[[ConfirmBox], object], asked: Asked = MARKET) -> bool:
        """Ask, and answer the box that opens."""

        async def story() -> bool:
            async with asyncio.TaskGroup() as group:
                task = group.create_task(self.asker(self.window, asked, TEXT, "Buy"))
                box = await eventually(opened)
                assert box is not None
                answer(box)
            return task.result()

        return self.qt_run(story())

    @property
    def rules(self) -> ConfirmRules:
        """What is kept."""
        return self.keeping.settings.confirmations

    def _on_changed(self) -> None:
        self.changes += 1


@pytest.fixture
def live(window: QWidget, qt_run: QtRunner) -> Stage:
    return Stage(window, qt_run)


def test_yes_and_no(live: Stage) -> None:
    assert live.ask(lambda box: QTest.mouseClick(box.yes, LEFT)) is True
    assert live.ask(lambda box: QTest.mouseClick(box.no, LEFT)) is False
    assert live.ask(lambda box: QTest.keyClick(box, Qt.Key.Key_Escape)) is False
    assert live.ask(lambda box: box.close()) is False


def test_return_is_no_with_real_money_and_yes_elsewhere(window: QWidget, qt_run: QtRunner) -> None:
    live, paper = Stage(window, qt_run), Stage(window, qt_run, Venue.PAPER)
    everywhere = replace(ConfirmRules(), market=When.ALWAYS)
    paper.keeping.keep_settings(replace(paper.keeping.settings, confirmations=everywhere))
    assert live.ask(lambda box: QTest.keyClick(box, Qt.Key.Key_Return)) is False
    assert paper.ask(lambda box: QTest.keyClick(box, Qt.Key.Key_Return)) is True


def test_everything_stands_on_it_as_plain_text(live: Stage) -> None:
    seen: list[QLabel] = []

    def look(box: ConfirmBox) -> None:
        seen.extend(box.findChildren(QLabel))
        texts = [label.text() for label in seen]
        expected = {
            "Buy 0.0100 BTC at market",
            "Instrument",
            "<b>BTCUSDT</b> perp",
            "Value, about",
            "642.11 USDT",
            "A whole line.",
            "LIVE",
            "Your settings ask about market orders.",
        }
        assert expected <= set(texts)
        assert {label.textFormat() for label in seen} == {Qt.TextFormat.PlainText}
        assert (box.yes.text(), box.no.text()) == ("Buy", "No")
        box.reject()

    live.ask(look)
    assert seen


def test_a_tick_silences_its_class_only(live: Stage) -> None:
    def tick(box: ConfirmBox) -> None:
        QTest.mouseClick(box.never, LEFT, pos=box.never.rect().topLeft() + box.never.rect().center() / 8)
        assert box.never.isChecked()
        QTest.mouseClick(box.yes, LEFT)

    large = replace(MARKET, notional=Decimal(20_000))
    assert live.ask(tick, large) is True
    assert live.rules == replace(ConfirmRules(), market=When.NEVER)
    assert live.changes == 1
    assert live.qt_run(live.asker(live.window, MARKET, TEXT, "Buy")) is True
    assert live.ask(tick, large) is True
    assert live.rules == replace(ConfirmRules(), market=When.NEVER, oversize=When.NEVER)


def test_a_tick_beside_a_no_keeps_nothing(live: Stage) -> None:
    def refuse(box: ConfirmBox) -> None:
        box.never.setChecked(True)
        box.reject()

    assert live.ask(refuse) is False
    assert (live.rules, live.changes) == (ConfirmRules(), 0)


def test_what_no_rule_asks_about_goes_on_at_once(live: Stage) -> None:
    assert live.qt_run(live.asker(live.window, Asked(Ask.CANCEL), TEXT, "Cancel")) is True
    assert opened() is None


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_Escape])
def test_a_held_key_and_the_rest_of_a_double_click_are_no_answer(live: Stage, key: Qt.Key) -> None:
    def nervous(box: ConfirmBox) -> None:
        for target in (box, box.yes, box.no):
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, "", True)
                QApplication.sendEvent(target, event)
        for button in (box.yes, box.no):
            QTest.mouseDClick(button, LEFT)
        assert box.isVisible()
        box.reject()

    assert live.ask(nervous) is False
