"""Tests for `ui/widgets/fitting.py`."""

import pytest
from PySide6.QtWidgets import QDialog, QVBoxLayout
from pytestqt.qtbot import QtBot

from terminal_app.ui.widgets.fitting import fit_height
from terminal_app.ui.widgets.text import plain_label


@pytest.mark.gui
@pytest.mark.parametrize("wraps", [True, False])
def test_a_dialog_is_as_high_as_its_words(qtbot: QtBot, wraps: bool) -> None:
    dialog = QDialog()
    qtbot.addWidget(dialog)
    label = plain_label("many words " * 40 if wraps else "two\nlines")
    label.setWordWrap(wraps)
    QVBoxLayout(dialog).addWidget(label)
    dialog.setFixedWidth(200 if wraps else 300)
    dialog.show()
    dialog.resize(dialog.width(), 10)
    fit_height(dialog)
    qtbot.waitUntil(lambda: label.height() >= label.heightForWidth(label.width()))
    assert label.height() >= label.fontMetrics().height() * 2


@pytest.mark.gui
def test_a_dialog_without_a_layout_is_left_alone(qtbot: QtBot) -> None:
    dialog = QDialog()
    qtbot.addWidget(dialog)
    fit_height(dialog)
    assert dialog.minimumHeight() == 0
