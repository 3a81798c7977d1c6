"""The plot reaches as far as nothing more has happened, and wears the colours of a theme."""

from decimal import Decimal

import pytest
from pytestqt.qtbot import QtBot

from terminal_app.ui.panels.journal.curve_plot import CurvePlot
from terminal_app.ui.theme import DARK, LIGHT
from tests.helpers.ui_samples import NOW_MS

pytestmark = pytest.mark.gui


def test_it_draws_the_points_in_the_colours_of_the_theme(qtbot: QtBot) -> None:
    plot = CurvePlot(DARK)
    qtbot.addWidget(plot)
    plot.resize(400, 120)
    plot.show()
    bare = plot.grab().toImage()
    plot.show_points([(NOW_MS - 3_600_000, Decimal("2.5"))], NOW_MS)
    dark = plot.grab().toImage()
    plot.apply_theme(LIGHT)
    light = plot.grab().toImage()
    assert bare != dark != light
    assert light.pixelColor(399, 0).name() == LIGHT.surface.lower()
