"""Tests for `ui/panels/positions/guard_bar.py`: with keys."""

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from terminal_app.core.commands import PlaceTpSl
from terminal_app.ui.panels.positions.closing import Offer
from terminal_app.ui.panels.positions.guard_bar import GuardBar
from terminal_app.ui.panels.positions.state import PositionRow, rows
from tests.helpers.ui_samples import RULES, position

pytestmark = pytest.mark.gui


def held(mark: str = "64100") -> PositionRow:
    """The row of a long position."""
    return rows([position()], RULES.get, lambda _: Decimal(mark))[0]


@pytest.fixture
def bar(qtbot: QtBot) -> GuardBar:
    made = GuardBar()
    qtbot.addWidget(made)
    made.resize(900, 40)
    made.open_for(held(), ())
    return made


def test_return_sends_what_is_typed_once(bar: GuardBar) -> None:
    sent: list[tuple[PositionRow, Offer]] = []
    bar.wanted.connect(lambda row, offer: sent.append((row, offer)))
    assert bar.what.text() == "BTCUSDT perp long"
    assert not bar.confirm.isEnabled()
    QTest.keyClicks(bar.stop_loss.line, "64200")
    assert bar.error.text() == "This must be below the mark price, 64\u2009100.0."
    QTest.keyClick(bar.stop_loss.line, Qt.Key.Key_Return)
    assert sent == []
    bar.stop_loss.set_text("63000")
    QTest.keyClicks(bar.take_profit.line, "65000")
    assert bar.confirm.isEnabled()
    QTest.keyClick(bar.take_profit.line, Qt.Key.Key_Return)
    QTest.keyClick(bar.take_profit.line, Qt.Key.Key_Return)
    ((row, offer),) = sent
    assert row == held()
    assert isinstance(offer.command, PlaceTpSl)
    assert not bar.isVisible()


def test_the_newest_price_judges_what_is_typed(bar: GuardBar) -> None:
    QTest.keyClicks(bar.stop_loss.line, "64000")
    assert bar.confirm.isEnabled()
    bar.follow([held("63900")], ())
    assert not bar.confirm.isEnabled()
    assert bar.stop_loss.text() == "64000"
    larger = replace(held(), position=position(size="0.7"))
    bar.follow([larger], ())
    assert bar.confirm.isEnabled()
    bar.follow((), ())
    assert not bar.isVisible()
    bar.follow((), ())


def test_escape_leaves_everything_as_it_is(bar: GuardBar, qtbot: QtBot) -> None:
    QTest.keyClicks(bar.stop_loss.line, "63000")
    with qtbot.assertNotEmitted(bar.wanted):
        QTest.keyClick(bar.stop_loss.line, Qt.Key.Key_Escape)
    assert not bar.isVisible()
