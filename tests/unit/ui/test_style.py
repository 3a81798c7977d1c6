"""Tests for `ui/style.py`."""

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from terminal_app.ui.style import (
    Role,
    apply_theme,
    body_font,
    palette,
    set_role,
    set_state,
)
from terminal_app.ui.theme import DARK, LIGHT


def test_the_application_is_dressed(qapp: QApplication) -> None:
    apply_theme(qapp, DARK)
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(DARK.background)
    assert DARK.accent in qapp.styleSheet()
    assert qapp.font().pixelSize() == 12


def test_nothing_is_restyled_that_is_dressed_so_already(qtbot: QtBot, qapp: QApplication) -> None:
    changes: list[QEvent.Type] = []

    class Watched(QLabel):
        def changeEvent(self, event: QEvent) -> None:
            changes.append(event.type())

    apply_theme(qapp, DARK)
    label = Watched("1")
    qtbot.addWidget(label)
    label.show()
    changes.clear()
    apply_theme(qapp, DARK)
    assert changes == []
    apply_theme(qapp, LIGHT)
    assert QEvent.Type.StyleChange in changes
    apply_theme(qapp, DARK)
    assert DARK.accent in qapp.styleSheet()


@pytest.mark.usefixtures("qapp")
def test_figures_are_of_one_width() -> None:
    metrics = QFontMetrics(body_font())
    assert len({metrics.horizontalAdvance(figure) for figure in "0123456789"}) == 1


@pytest.mark.usefixtures("qapp")
def test_disabled_text_is_faint() -> None:
    colour = palette(DARK).color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
    assert colour == QColor(DARK.text_faint)


def test_role_and_state_change_the_look(qtbot: QtBot, qapp: QApplication) -> None:
    apply_theme(qapp, DARK)
    label = QLabel("1")
    qtbot.addWidget(label)
    set_role(label, Role.FIGURE)
    set_state(label, "up")
    assert label.font().pixelSize() == 18
    assert label.palette().color(QPalette.ColorRole.WindowText) == QColor(DARK.buy)
    set_state(label, "")
    assert label.palette().color(QPalette.ColorRole.WindowText) == QColor(DARK.text)
