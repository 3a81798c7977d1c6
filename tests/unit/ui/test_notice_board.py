"""Tests for `ui/notice_board.py`."""

from terminal_app.core.clock import ManualClock
from terminal_app.ui.notice_board import LIFE_SECONDS, Level, Notice, NoticeBoard


def texts(board: NoticeBoard) -> list[str]:
    """What is on the board."""
    return [shown.notice.text for shown in board.shown()]


def test_equal_notices_are_one_and_counted(manual_clock: ManualClock) -> None:
    board = NoticeBoard(manual_clock)
    for _ in range(3):
        board.add(Notice(Level.INFO, "Saved."))
    assert [(shown.notice.text, shown.count) for shown in board.shown()] == [("Saved.", 3)]


def test_a_group_shows_its_newest_text(manual_clock: ManualClock) -> None:
    board = NoticeBoard(manual_clock)
    board.add(Notice(Level.INFO, "1 fill", "fills"))
    board.add(Notice(Level.INFO, "2 fills", "fills"))
    assert texts(board) == ["2 fills"]
    assert board.has("fills")


def test_a_notice_runs_out_unless_it_is_an_error(manual_clock: ManualClock) -> None:
    board = NoticeBoard(manual_clock)
    board.add(Notice(Level.INFO, "Saved."))
    board.error("Refused.")
    manual_clock.advance(LIFE_SECONDS - 0.1)
    board.expire()
    assert texts(board) == ["Saved.", "Refused."]
    manual_clock.advance(0.2)
    board.expire()
    assert texts(board) == ["Refused."]
    board.close(board.shown()[0].number)
    assert texts(board) == []


def test_a_held_notice_stays_and_then_has_its_time_again(manual_clock: ManualClock) -> None:
    board = NoticeBoard(manual_clock)
    board.add(Notice(Level.INFO, "Saved."))
    number = board.shown()[0].number
    board.hold(number)
    manual_clock.advance(60)
    board.expire()
    assert texts(board) == ["Saved."]
    board.release(number)
    board.expire()
    assert texts(board) == ["Saved."]
    manual_clock.advance(LIFE_SECONDS + 0.1)
    board.expire()
    assert texts(board) == []


def test_listeners_hear_changes_only(manual_clock: ManualClock) -> None:
    board = NoticeBoard(manual_clock)
    heard: list[int] = []
    board.listeners.append(lambda: heard.append(len(board.shown())))
    board.add(Notice(Level.INFO, "a"))
    board.add(Notice(Level.INFO, "b"))
    board.expire()
    board.close(99)
    assert heard == [1, 2]


def test_numbers_are_never_given_twice(manual_clock: ManualClock) -> None:
    board = NoticeBoard(manual_clock)
    board.add(Notice(Level.INFO, "a"))
    first = board.shown()[0].number
    board.close(first)
    board.add(Notice(Level.INFO, "a"))
    assert board.shown()[0].number != first
