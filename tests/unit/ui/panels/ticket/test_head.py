"""The head of the ticket."""

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from terminal_app.core.account import HoldMode
from terminal_app.trading.limits import RiskLimits
from terminal_app.trading.risk import view_of
from terminal_app.ui.panels.ticket.form import TicketView
from terminal_app.ui.panels.ticket.head import TicketHead
from terminal_app.ui.panels.ticket.margin_dialog import MarginDialog
from tests.helpers.examples import PERP, PERP_ID, SPOT, prices
from tests.helpers.ui_desk import Desk

VIEW = TicketView(PERP, view_of(PERP_ID, prices(), HoldMode.ONE_WAY), RiskLimits(), leverage=Decimal(10))


@pytest.mark.gui
def test_it_shows_how_things_stand_and_changes_nothing_by_itself(qtbot: QtBot) -> None:
    desk = Desk()
    head = TicketHead(desk.submit, desk.ui_tasks)
    qtbot.addWidget(head)
    head.show()
    head.show_view(None)
    head.on_account_wanted()
    assert not head.account.isVisible()
    head.show_view(replace(VIEW, instrument=SPOT))
    assert (head.account.text(), head.account.isEnabled()) == ("Spot", False)
    head.show_view(VIEW)
    QTest.mouseClick(head.account, Qt.MouseButton.LeftButton)
    head.on_account_wanted()
    (dialog,) = head.findChildren(MarginDialog)
    assert dialog.isVisible()
    dialog.reject()
    assert desk.sent == []
