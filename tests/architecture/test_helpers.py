"""The helpers that the other tests trust."""

import asyncio
import logging
import socket

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from terminal_app.core.clock import ManualClock
from tests.helpers.logs import LogWatch
from tests.helpers.network import NetworkRefusedError, is_loopback
from tests.helpers.qt_loop import QtRunner
from tests.helpers.waiting import eventually


class TestEventually:
    """Waiting for what should happen."""

    async def test_returns_the_answer_as_soon_as_there_is_one(self) -> None:
        answers: list[str] = []
        asyncio.get_running_loop().call_later(0.02, answers.append, "yes")

        assert await eventually(lambda: answers) == ["yes"]

    async def test_says_what_the_last_answer_was(self) -> None:
        with pytest.raises(AssertionError, match=r"still not so after 0.02 s: the last answer was 0"):
            await eventually(lambda: 0, timeout=0.02)

    async def test_takes_a_failing_assert_for_not_yet(self) -> None:
        def condition() -> bool:
            raise AssertionError("three is not four")

        with pytest.raises(AssertionError, match="three is not four"):
            await eventually(condition, timeout=0.02)

    async def test_lets_other_errors_through(self) -> None:
        with pytest.raises(ZeroDivisionError):
            await eventually(lambda: 1 / 0)


class TestNetworkGuard:
    """Sockets stay on this machine."""

    @pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost", b"localhost", None, 0])
    def test_lets_loopback_pass(self, host: object) -> None:
        assert is_loopback(host)

    @pytest.mark.parametrize("host", ["", "10.0.0.1", "example.com", "::", "127.0.0.1.example.com"])
    def test_knows_every_other_host(self, host: str) -> None:
        assert not is_loopback(host)

    def test_refuses_a_connection_before_a_packet_leaves(self) -> None:
        with socket.socket() as connection, pytest.raises(NetworkRefusedError, match=r"192\.0\.2\.1"):
            connection.connect(("192.0.2.1", 443))

    async def test_refuses_to_look_up_a_name(self) -> None:
        with pytest.raises(NetworkRefusedError, match="example"):
            await asyncio.open_connection("example.com", 443)

    def test_refuses_to_listen_to_others(self) -> None:
        with socket.socket() as server, pytest.raises(NetworkRefusedError, match="bind"):
            server.bind(("", 0))


class TestLogWatch:
    """Warnings are announced or fail the test."""

    def test_complains_about_what_was_not_announced(self) -> None:
        watch = LogWatch()
        watch.emit(logging.makeLogRecord({"msg": "feed %s stale", "args": ("X",), "name": "terminal_app"}))

        (complaint,) = watch.complaints()
        assert "feed X stale" in complaint

    def test_accepts_what_was_announced(self) -> None:
        watch = LogWatch()
        watch("feed .* stale")
        watch.emit(logging.makeLogRecord({"msg": "feed X stale"}))

        assert watch.complaints() == []

    def test_complains_about_what_never_came(self) -> None:
        watch = LogWatch()
        watch("feed .* stale")

        assert watch.complaints() == ["announced and never logged: feed .* stale"]

    def test_listens_to_the_program(self, expect_log: LogWatch) -> None:
        expect_log("^announced$")
        logging.getLogger("terminal_app.some.room").warning("announced")


def test_the_manual_clock_stands_still(manual_clock: ManualClock) -> None:
    before = manual_clock.now_ms()
    manual_clock.advance(1.5)

    assert manual_clock.now_ms() - before == 1_500


@pytest.mark.gui
class TestQtRun:
    """A coroutine on the program's own loop, with a real window."""

    def test_a_click_starts_work_that_ends(self, qtbot: QtBot, qt_run: QtRunner) -> None:
        window = QWidget()
        qtbot.addWidget(window)
        button, edit = QPushButton("Go", window), QLineEdit(window)
        layout = QVBoxLayout(window)
        layout.addWidget(button)
        layout.addWidget(edit)

        async def story() -> str:
            loop = asyncio.get_running_loop()
            button.clicked.connect(lambda: loop.call_later(0.02, button.setText, "Gone"))
            window.show()
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
            await eventually(lambda: button.text() == "Gone")
            window.activateWindow()
            edit.setFocus()
            await eventually(edit.hasFocus)
            QTest.keyClicks(edit, "1.5")
            return edit.text()

        assert qt_run(story()) == "1.5"

    def test_until_turns_the_loop(self, qt_run: QtRunner) -> None:
        seen: list[int] = []
        qt_run.loop.call_later(0.02, seen.append, 1)

        assert qt_run.until(lambda: seen) == [1]

    def test_gives_up_in_time(self, qt_run: QtRunner) -> None:
        with pytest.raises(TimeoutError):
            qt_run(asyncio.sleep(60), timeout=0.02)
