"""The preview shows its lines, and keeps its height whatever they are."""

import pytest
from pytestqt.qtbot import QtBot

from terminal_app.ui.panels.ticket.draft import Line
from terminal_app.ui.panels.ticket.preview import Preview

pytestmark = pytest.mark.gui


def test_lines_come_and_go_without_a_jump(qtbot: QtBot) -> None:
    preview = Preview()
    qtbot.addWidget(preview)
    preview.show_lines([Line("Buy", "1 BTC"), Line("Rounded", "yes", warning=True)])
    height = preview.sizeHint().height()
    assert preview.text() == "Buy: 1 BTC\nRounded: yes"
    preview.show_lines([])
    assert preview.text() == ""
    assert preview.sizeHint().height() == height
