"""A key in an encrypted file: asked for until the password is right, and honest when it is not given."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog, QLineEdit

from terminal_app.app.terminal import Terminal
from terminal_app.bitget.endpoints import Badge, Venue
from terminal_app.core.events import Link, LinkState
from terminal_app.core.keys import Environment, Profile, Storage
from terminal_app.core.secret import Secret
from tests.helpers.logs import LogWatch
from tests.helpers.paper_process import paper_process
from tests.helpers.qt_loop import QtRunner
from tests.helpers.terminal import running_terminal
from tests.helpers.venues import disguised
from tests.helpers.waiting import eventually

pytestmark = [pytest.mark.gui, pytest.mark.contract, pytest.mark.slow]

_FILED = Profile("filed", Environment.DEMO, Storage.FILE)


async def _open(terminal: Terminal) -> None:
    before = terminal.session
    terminal.window.accounts.on_profile_asked(_FILED)
    await eventually(lambda: terminal.session is not before, timeout=20)


async def _box(terminal: Terminal) -> QInputDialog:
    def shown() -> QInputDialog | None:
        return next((box for box in terminal.window.findChildren(QInputDialog) if box.isVisible()), None)

    box = await eventually(shown, timeout=20)
    assert box is not None
    return box


async def _type(terminal: Terminal, password: str) -> None:
    box = await _box(terminal)
    line = box.findChild(QLineEdit)
    assert isinstance(line, QLineEdit)
    assert line.echoMode() is QLineEdit.EchoMode.Password
    QTest.keyClicks(line, password)
    QTest.keyClick(box, Qt.Key.Key_Return)
    await eventually(lambda: not box.isVisible())


def test_a_locked_key_file(
    qapp: QApplication, qt_run: QtRunner, data_dir: Path, expect_log: LogWatch
) -> None:
    expect_log("its key file stays locked")
    with paper_process() as venue:

        def venues(_environment: Environment) -> Venue:
            return disguised(Badge.DEMO, venue.rest, venue.public_ws, venue.private_ws)

        async def story() -> None:
            async with running_terminal(qapp, data_dir, venues) as terminal:
                key = venue.credentials
                await terminal.profiles.save(_FILED, key, Secret("correct horse"))
                await _open(terminal)
                (await _box(terminal)).reject()
                locked = "filed is not connected: its key file stays locked."
                await eventually(lambda: terminal.session.entry_block() == locked)
                assert {terminal.session.links.state(link) for link in Link} == {LinkState.DOWN}

                await _open(terminal)
                await _type(terminal, "wrong horse")
                assert "wrong" in (await _box(terminal)).labelText()
                await _type(terminal, "correct horse")
                await eventually(lambda: terminal.session.entry_block() is None, timeout=20)

        qt_run(story(), timeout=150)
