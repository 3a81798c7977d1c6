"""Tests for `ui/notices.py`."""

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from terminal_app.core.clock import ManualClock
from terminal_app.ui.notice_board import LIFE_SECONDS, Level, Notice, NoticeBoard
from terminal_app.ui.notices import Notices
from terminal_app.ui.theme import DARK


@pytest.fixture
def over(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.resize(1280, 600)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def visible(notices: Notices) -> list[str]:
    """The texts that can be seen."""
    return [toast.text.text() for toast in notices.toasts if toast.isVisible()]


def test_a_notice_appears_at_the_bottom_left_as_plain_text(over: QWidget, manual_clock: ManualClock) -> None:
    board = NoticeBoard(manual_clock)
    notices = Notices(board, DARK, over)
    assert not notices.isVisible()
    board.error("<b>Refused</b>")
    assert visible(notices) == ["<b>Refused</b>"]
    assert notices.toasts[0].text.textFormat() is Qt.TextFormat.PlainText
    assert notices.x() < 20
    assert over.height() - notices.geometry().bottom() < 20
    over.resize(1280, 900)
    assert over.height() - notices.geometry().bottom() < 20


def test_it_never_takes_the_focus(over: QWidget, manual_clock: ManualClock) -> None:
    board = NoticeBoard(manual_clock)
    Notices(board, DARK, over)
    over.setFocus()
    board.error("Refused.")
    assert QApplication.focusWidget() in {None, over}


def test_the_mouse_keeps_it(over: QWidget, manual_clock: ManualClock) -> None:
    board = NoticeBoard(manual_clock)
    notices = Notices(board, DARK, over)
    board.add(Notice(Level.INFO, "Saved."))
    toast = notices.toasts[0]
    at = QPointF(5, 5)
    QApplication.sendEvent(toast, QEnterEvent(at, at, at))
    manual_clock.advance(60)
    board.expire()
    assert visible(notices) == ["Saved."]
    QApplication.sendEvent(toast, QEvent(QEvent.Type.Leave))
    manual_clock.advance(LIFE_SECONDS + 1)
    board.expire()
    assert visible(notices) == []


def test_the_cross_closes_an_error(over: QWidget, manual_clock: ManualClock) -> None:
    board = NoticeBoard(manual_clock)
    notices = Notices(board, DARK, over)
    board.error("Refused.")
    QTest.mouseClick(notices.toasts[0].close_button, Qt.MouseButton.LeftButton)
    assert visible(notices) == []
    assert not board.shown()


def test_only_the_newest_fit_and_the_rest_are_counted(over: QWidget, manual_clock: ManualClock) -> None:
    board = NoticeBoard(manual_clock)
    notices = Notices(board, DARK, over)
    for number in range(6):
        board.error(f"Error {number}")
    assert visible(notices) == ["Error 2", "Error 3", "Error 4", "Error 5"]
    assert notices.more.text() == "2 earlier"
    board.error("Error 5")
    assert notices.toasts[3].count.text() == "×2"


def test_it_never_covers_what_is_to_be_kept_clear(over: QWidget, manual_clock: ManualClock) -> None:
    ticket, book, elsewhere = QWidget(over), QWidget(over), QWidget()
    ticket.setGeometry(0, 0, 300, 600)
    book.setGeometry(300, 100, 260, 500)
    for widget in (ticket, book):
        widget.show()
    board = NoticeBoard(manual_clock)
    notices = Notices(board, DARK, over, (book, ticket, elsewhere))
    board.error("Refused.")
    assert notices.x() > 560
    assert notices.geometry().right() < over.width()
    book.hide()
    board.error("Refused again.")
    assert 300 <= notices.x() < 320
    ticket.setGeometry(900, 0, 300, 600)
    board.error("And again.")
    assert notices.x() < 20


def test_what_the_venue_said_is_a_plain_tip(over: QWidget, manual_clock: ManualClock) -> None:
    board = NoticeBoard(manual_clock)
    notices = Notices(board, DARK, over)
    board.add(Notice(Level.ERROR, "Too little.", detail="43012 <b>Insufficient</b>"))
    assert "43012 &lt;b&gt;Insufficient" in notices.toasts[0].text.toolTip()
    board.add(Notice(Level.ERROR, "Too little."))
    assert notices.toasts[0].text.toolTip() == ""


def test_it_stays_in_front_of_what_comes_later(over: QWidget, manual_clock: ManualClock) -> None:
    board = NoticeBoard(manual_clock)
    notices = Notices(board, DARK, over)
    board.error("Refused.")
    later = QWidget(over)
    later.setGeometry(over.rect())
    later.show()
    found = over.childAt(notices.geometry().center())
    assert found is not None
    assert notices.isAncestorOf(found)
