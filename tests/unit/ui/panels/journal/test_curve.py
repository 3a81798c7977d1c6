"""Tests for `ui/panels/journal/curve.py`."""

from decimal import Decimal

import pytest
from pytestqt.qtbot import QtBot

from terminal_app.ui.panels.journal.curve import EMPTY, EquityCurve
from terminal_app.ui.theme import DARK, LIGHT
from tests.helpers.ui_samples import NOW_MS

pytestmark = pytest.mark.gui


def test_it_draws_what_it_is_given_and_says_where_it_ends(qtbot: QtBot) -> None:
    curve = EquityCurve(DARK)
    qtbot.addWidget(curve)
    curve.resize(400, 120)
    curve.show()
    assert curve.accessibleDescription() == EMPTY
    empty = curve.grab().toImage()
    curve.show_points([(NOW_MS - 3_600_000, Decimal("2.5")), (NOW_MS, Decimal(-1))], NOW_MS + 60_000)
    drawn = curve.grab().toImage()
    assert drawn != empty
    assert curve.accessibleDescription() == "Ends at -1"
    curve.apply_theme(LIGHT)
    assert curve.grab().toImage() != drawn
    curve.apply_theme(DARK)
    curve.show_points(())
    assert curve.grab().toImage() == empty


def test_ten_thousand_points_are_drawn(qtbot: QtBot) -> None:
    curve = EquityCurve(DARK)
    qtbot.addWidget(curve)
    curve.resize(400, 120)
    curve.show()
    curve.show_points([(NOW_MS + number * 1_000, Decimal(number % 97)) for number in range(10_000)])
    picture = curve.grab().toImage()
    colours = {picture.pixelColor(x, 60).name() for x in range(60, 390)}
    assert len(colours) > 1
