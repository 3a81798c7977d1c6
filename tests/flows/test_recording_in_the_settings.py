"""Recording switched on and off in the settings of a real window, said truly, and played again."""

import errno
import os
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from terminal_app.app.cli import Options
from terminal_app.app.replay.headless import replay
from terminal_app.app.terminal import Terminal
from terminal_app.tape.reader import TapeReader
from terminal_app.tape.records import Kind
from terminal_app.ui.recording import page as page_module
from terminal_app.ui.settings.dialog import SettingsDialog
from tests.helpers.logs import LogWatch
from tests.helpers.qt_loop import QtRunner
from tests.helpers.recorded_session import trade
from tests.helpers.terminal import click, running_terminal, type_into
from tests.helpers.waiting import eventually

pytestmark = [pytest.mark.gui, pytest.mark.slow]


async def dialog_of(terminal: Terminal) -> SettingsDialog:
    """The settings, turned to the page about recording with the mouse."""
    window = terminal.window
    QTest.keyClick(window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    dialog = await eventually(
        lambda: next((one for one in window.findChildren(SettingsDialog) if one.isVisible()), None)
    )
    assert dialog is not None
    pages = dialog.pages
    click(pages.viewport(), pages.visualItemRect(pages.item(pages.count() - 1)).center())
    assert dialog.recording is not None
    assert dialog.recording.isVisible()
    return dialog


async def switch(terminal: Terminal, folder: Path) -> None:
    """Turn it on or off by hand."""
    dialog = await dialog_of(terminal)
    page = dialog.recording
    assert page is not None
    type_into(page.folder, str(folder))
    click(page.on, QPoint(8, page.on.height() // 2))
    click(dialog.keep)


def test_it_is_switched_on_and_off_and_ends_as_the_session_did(
    qapp: QApplication, qt_run: QtRunner, data_dir: Path, tmp_path: Path
) -> None:
    tapes = tmp_path / "my tapes"

    async def story() -> None:
        async with running_terminal(qapp, data_dir) as terminal:
            mark, session = terminal.window.recording, terminal.session
            assert mark is not None
            assert not mark.isVisible()
            await trade(session, rounds=1)
            await switch(terminal, tapes)
            await eventually(mark.isVisible)
            assert mark.text().startswith("● REC ")
            await trade(session, rounds=1)
            running = session.deck.running
            assert running is not None
            await eventually(lambda: (now := session.deck.running) is not None and now.size > 5_000)
            click(mark)
            dialog = await eventually(
                lambda: next(
                    (one for one in terminal.window.findChildren(SettingsDialog) if one.isVisible()), None
                )
            )
            assert dialog is not None
            assert dialog.recording is not None
            assert dialog.recording.isVisible()
            assert dialog.recording.on.isChecked()
            said = dialog.recording.said
            await eventually(lambda: running.file.name in said.text())
            click(dialog.cancel)
            await switch(terminal, tapes)
            await eventually(lambda: session.deck.running is None)
            await eventually(lambda: not mark.isVisible())

    async def come_back() -> None:
        async with running_terminal(qapp, data_dir) as terminal:
            assert terminal.session.deck.running is None
            assert len(list(tapes.iterdir())) == 1

    qt_run(story(), timeout=240)
    ending = replay(tapes)
    assert ending.recorded
    assert ending.verdict() is None
    assert ending.counts["orders"] >= 6
    assert Kind.GESTURE in {record.kind for record in TapeReader(tapes)}
    qt_run(come_back(), timeout=240)


def test_a_disk_that_says_no_ends_the_recording_and_not_the_trading(
    qapp: QApplication,
    qt_run: QtRunner,
    data_dir: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    expect_log: LogWatch,
) -> None:
    expect_log("The recording has ended")

    tapes, flush = tmp_path / "t", os.fsync

    def full(handle: int) -> None:
        if os.fstat(handle).st_ino in {one.stat().st_ino for one in tapes.iterdir()}:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        flush(handle)

    async def story() -> None:
        async with running_terminal(qapp, data_dir, options=Options(seed=7, record=tapes)) as terminal:
            mark = terminal.window.recording
            assert mark is not None
            await eventually(mark.isVisible)
            with monkeypatch.context() as broken:
                broken.setattr(os, "fsync", full)
                await eventually(lambda: mark.text() == "REC stopped")
            assert "No space left" in mark.toolTip()
            assert terminal.session.deck.running is None
            await trade(terminal.session, rounds=1)
            dialog = await dialog_of(terminal)
            assert dialog.recording is not None
            assert "Make room on the disk" in dialog.recording.said.text()
            click(dialog.keep)
            await eventually(lambda: terminal.session.deck.running is not None)

    qt_run(story(), timeout=240)


def test_an_export_by_hand_holds_nothing_of_the_account(
    qapp: QApplication, qt_run: QtRunner, data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tapes, copy = tmp_path / "t", tmp_path / "copy.tape"

    picks = iter((lambda: next(tapes.iterdir()), lambda: copy))

    async def picked(box: QFileDialog) -> Path:
        box.deleteLater()
        return next(picks)()

    monkeypatch.setattr(page_module, "_picked", picked)

    async def story() -> list[str]:
        async with running_terminal(qapp, data_dir, options=Options(seed=7, record=tapes)) as terminal:
            await trade(terminal.session, rounds=1)
            dialog = await dialog_of(terminal)
            page = dialog.recording
            assert page is not None
            await eventually(lambda: (now := terminal.session.deck.running) is not None and now.size > 5_000)
            click(page.export)
            await eventually(lambda: page.done.text().startswith("Wrote"), timeout=60)
            click(dialog.cancel)
            orders, account = terminal.session.blotter.all(), terminal.session.balances.snapshot
            assert account is not None
            return (
                [one.client_oid for one in orders]
                + [one.order_id or "" for one in orders]
                + [str(account.equity)]
            )

    owned = [text for text in qt_run(story(), timeout=240) if len(text) > 7]
    shown = copy.read_bytes() + b"\n".join(record.body for record in TapeReader(copy))
    assert b"publicTrade" in shown
    assert len(owned) >= 6
    assert [text for text in owned if text.encode() in shown] == []
    assert not {Kind.JOURNAL, Kind.GESTURE, Kind.SENT} & {record.kind for record in TapeReader(copy)}
