"""Tests for `ui/widgets/symbol_picker.py`, with keys and mouse."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from terminal_app.core.instrument import InstrumentId
from terminal_app.ui.widgets.symbol_picker import SymbolPicker
from tests.helpers.ui_desk import Desk
from tests.helpers.ui_samples import BTC_PERP, ETH_SPOT


class Stage:
    """A picker over a window."""

    def __init__(self, qtbot: QtBot) -> None:
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.window.resize(600, 400)
        with qtbot.waitExposed(self.window):
            self.window.show()
        self.taken: list[InstrumentId] = []
        self.picker = SymbolPicker(Desk().hub.instruments.search, self.window)
        self.picker.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
        qtbot.addWidget(self.picker)
        self.picker.picked.connect(self.taken.append)


@pytest.fixture
def stage(qtbot: QtBot, qapp: QApplication) -> Iterator[Stage]:
    del qapp
    made = Stage(qtbot)
    yield made
    made.picker.close()


def test_return_takes_the_best_match_and_closes(stage: Stage) -> None:
    stage.picker.ask(QPoint(50, 50))
    QTest.keyClicks(stage.picker.words, "eth")
    assert stage.picker.list.item(0).text() == str(ETH_SPOT)
    QTest.keyClick(stage.picker.words, Qt.Key.Key_Return)
    assert stage.taken == [ETH_SPOT]
    assert not stage.picker.isVisible()


def test_the_arrow_keys_move_the_mark_while_one_types(stage: Stage) -> None:
    stage.picker.ask(QPoint(50, 50), "usdt")
    second = stage.picker.list.item(1).data(Qt.ItemDataRole.UserRole)
    QTest.keyClick(stage.picker.words, Qt.Key.Key_Down)
    QTest.keyClick(stage.picker.words, Qt.Key.Key_Return)
    assert stage.taken == [second]


def test_a_click_takes_a_row(stage: Stage) -> None:
    stage.picker.ask(QPoint(50, 50), "btc")
    place = stage.picker.list.visualItemRect(stage.picker.list.item(0)).center()
    QTest.mouseClick(stage.picker.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert stage.taken == [BTC_PERP]


def test_escape_takes_none_and_letters_without_a_match_neither(stage: Stage) -> None:
    stage.picker.ask(QPoint(50, 50), "zzz")
    QTest.keyClick(stage.picker.words, Qt.Key.Key_Return)
    assert stage.picker.isVisible()
    QTest.keyClick(stage.picker.words, Qt.Key.Key_Escape)
    assert not stage.picker.isVisible()
    assert stage.taken == []


def test_it_stays_on_the_screen(stage: Stage) -> None:
    stage.picker.ask(QPoint(100_000, 100_000))
    assert stage.picker.screen().availableGeometry().contains(stage.picker.geometry())
