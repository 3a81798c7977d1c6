"""The last net: an exception in any place is logged with its place, and the program goes on."""

import asyncio
import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QListView, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from qasync import QEventLoop

from terminal_app.app import crash
from tests.helpers.logs import LogWatch
from tests.helpers.qt_loop import QtRunner
from tests.helpers.waiting import eventually

pytestmark = [pytest.mark.gui, pytest.mark.qt_no_exception_capture]


class OopsError(Exception):
    """What nobody catches."""


class Rows(QAbstractListModel):
    """A model that fails."""

    broken = False
    asked = False

    def rowCount(self, _parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return 1

    def data(self, _index: QModelIndex | QPersistentModelIndex, _role: int = 0) -> object:
        if not self.broken:
            return None
        self.asked = True
        raise OopsError("model")


class Painted(QWidget):
    """A widget that fails to paint."""

    tried = False

    def paintEvent(self, _event: QPaintEvent) -> None:
        self.tried = True
        raise OopsError("paint")


@pytest.fixture(autouse=True)
def net(qasync_loop: QEventLoop) -> Iterator[None]:
    crash.install(qasync_loop)
    yield
    crash.uninstall()


def _oops() -> None:
    raise OopsError("here")


def test_a_slot(qtbot: QtBot, expect_log: LogWatch) -> None:
    expect_log("unexpected OopsError")
    button = QPushButton()
    qtbot.addWidget(button)
    button.clicked.connect(_oops)

    button.click()


def test_a_timer(qapp: QApplication, qtbot: QtBot, expect_log: LogWatch) -> None:
    expect_log("unexpected OopsError")
    seen: list[int] = []
    QTimer.singleShot(0, qapp, _oops)
    QTimer.singleShot(1, qapp, lambda: seen.append(1))

    qtbot.waitUntil(lambda: seen == [1])


def test_painting(qtbot: QtBot, expect_log: LogWatch) -> None:
    expect_log("unexpected OopsError")
    widget = Painted()
    qtbot.addWidget(widget)
    widget.show()

    qtbot.waitUntil(lambda: widget.tried)


def test_a_model(qtbot: QtBot, expect_log: LogWatch) -> None:
    expect_log("unexpected OopsError")
    view = QListView()
    qtbot.addWidget(view)
    rows = Rows(view)
    view.setModel(rows)
    with qtbot.waitExposed(view):
        view.show()

    rows.broken = True
    view.viewport().update()

    qtbot.waitUntil(lambda: rows.asked)


def test_a_thread(expect_log: LogWatch) -> None:
    expect_log("unexpected OopsError in a thread")
    thread = threading.Thread(target=_oops)
    thread.start()
    thread.join()


def test_a_callback_of_the_loop(qt_run: QtRunner, expect_log: LogWatch) -> None:
    expect_log("Exception in callback")

    async def story() -> None:
        done: list[int] = []
        loop = asyncio.get_running_loop()
        loop.call_soon(_oops)
        loop.call_soon(done.append, 1)
        await eventually(lambda: done == [1])

    qt_run(story())


def test_what_python_itself_cannot_raise(expect_log: LogWatch) -> None:
    expect_log("unexpected OopsError")

    class Dies:
        def __del__(self) -> None:
            raise OopsError("end")

    Dies()
    gc.collect()
