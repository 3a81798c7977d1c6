"""The file dialogs of the page about recording: left alone they do nothing, and a bad path is explained."""

from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMessageBox, QWidget

from terminal_app.app.cli import Options
from terminal_app.app.terminal import Terminal
from terminal_app.tape.reader import TapeReader
from terminal_app.tape.records import Kind
from terminal_app.ui.recording.page import RecordingPage
from terminal_app.ui.settings.dialog import SettingsDialog
from tests.helpers.logs import LogWatch
from tests.helpers.qt_loop import QtRunner
from tests.helpers.terminal import click, running_terminal, type_into
from tests.helpers.waiting import eventually

pytestmark = [pytest.mark.gui, pytest.mark.slow]

_ESCAPE, _RETURN = Qt.Key.Key_Escape, Qt.Key.Key_Return


async def opened(terminal: Terminal) -> tuple[SettingsDialog, RecordingPage]:
    """The page about recording, reached by key and mouse."""
    await eventually(terminal.window.isActiveWindow)
    QTest.keyClick(terminal.window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    dialog = await eventually(
        lambda: next((one for one in terminal.window.findChildren(SettingsDialog) if one.isVisible()), None)
    )
    assert dialog is not None
    pages = dialog.pages
    click(pages.viewport(), pages.visualItemRect(pages.item(pages.count() - 1)).center())
    assert dialog.recording is not None
    return dialog, dialog.recording


async def box_of(page: RecordingPage, title: str) -> QFileDialog:
    """The file dialog with this title."""
    box = await eventually(
        lambda: next(
            (one for one in page.findChildren(QFileDialog) if one.isVisible() and one.windowTitle() == title),
            None,
        )
    )
    assert box is not None
    return box


def press(widget: QWidget, key: Qt.Key) -> None:
    """Press a key from Qt's own loop: the dialog may answer with a box that runs one of its own."""
    QTimer.singleShot(0, widget, lambda: QTest.keyClick(widget, key))


async def name(box: QFileDialog, path: Path) -> None:
    """Paste a path and press Return; while one is typed, Qt completes it with whatever lies there."""
    field = box.findChild(QLineEdit, "fileNameEdit")
    assert isinstance(field, QLineEdit)
    QApplication.clipboard().setText(str(path))
    for key in (Qt.Key.Key_A, Qt.Key.Key_V):
        QTest.keyClick(field, key, Qt.KeyboardModifier.ControlModifier)
    press(field, _RETURN)


async def leave(box: QFileDialog) -> None:
    """Press Escape."""
    press(box, _ESCAPE)
    await eventually(lambda: not shiboken6.isValid(box))


async def complaint(box: QFileDialog) -> str:
    """What the dialog says of a path; its box is closed again."""
    found = await eventually(
        lambda: next((one for one in box.findChildren(QMessageBox) if one.isVisible()), None)
    )
    assert found is not None
    text = found.text()
    press(found, _RETURN)
    await eventually(lambda: not box.findChildren(QMessageBox))
    return text


def test_a_folder_is_picked(qapp: QApplication, qt_run: QtRunner, data_dir: Path, tmp_path: Path) -> None:
    wanted = tmp_path / "my tapes"
    wanted.mkdir()

    async def story() -> None:
        async with running_terminal(qapp, data_dir) as terminal:
            dialog, page = await opened(terminal)
            click(page.choose)
            await leave(await box_of(page, "Folder of the recordings"))
            assert page.folder.text() == ""
            assert page.choose.isEnabled()

            click(page.choose)
            box = await box_of(page, "Folder of the recordings")
            await name(box, tmp_path / "nowhere")
            assert "not found" in await complaint(box)
            assert box.isVisible()
            await name(box, wanted)
            await eventually(lambda: page.folder.text() == str(wanted))
            await eventually(lambda: not shiboken6.isValid(box))
            assert not list(wanted.iterdir())

            click(page.on, QPoint(8, page.on.height() // 2))
            click(dialog.keep)
            await eventually(lambda: terminal.session.deck.running is not None)
            assert len(list(wanted.iterdir())) == 1

    qt_run(story(), timeout=120)


def test_a_folder_that_cannot_be_one_is_said(
    qapp: QApplication, qt_run: QtRunner, data_dir: Path, tmp_path: Path, expect_log: LogWatch
) -> None:
    expect_log("Nothing can be recorded")
    (tmp_path / "a file").write_text("words")

    async def story() -> None:
        async with running_terminal(qapp, data_dir) as terminal:
            dialog, page = await opened(terminal)
            type_into(page.folder, str(tmp_path / "a file"))
            click(page.on, QPoint(8, page.on.height() // 2))
            click(dialog.keep)
            mark = terminal.window.recording
            assert mark is not None
            await eventually(lambda: mark.text() == "REC stopped")
            dialog, page = await opened(terminal)
            assert page.said.text().startswith(f"Nothing can be recorded in {tmp_path / 'a file'}: ")
            assert page.said.text().endswith("Choose another folder.")
            click(dialog.cancel)

    qt_run(story(), timeout=120)


def test_a_copy_is_written_where_it_was_asked_for(
    qapp: QApplication, qt_run: QtRunner, data_dir: Path, tmp_path: Path
) -> None:
    tapes, copy, words = tmp_path / "t", tmp_path / "copy.tape", tmp_path / "words.tape"
    words.write_text("no recording")
    first, second = "Recording to export", "Save the copy as"

    async def story() -> None:
        async with running_terminal(qapp, data_dir, options=Options(seed=7, record=tapes)) as terminal:
            await eventually(lambda: (now := terminal.session.deck.running) is not None and now.size > 5_000)
            (tape,) = tapes.iterdir()
            dialog, page = await opened(terminal)

            async def export(source: Path, target: Path) -> str:
                click(page.export)
                await name(await box_of(page, first), source)
                await name(await box_of(page, second), target)
                await eventually(page.export.isEnabled, timeout=60)
                return page.done.text()

            click(page.export)
            await leave(await box_of(page, first))
            click(page.export)
            box = await box_of(page, first)
            await name(box, tmp_path / "nowhere.tape")
            assert "not found" in await complaint(box)
            await name(box, tape)
            await leave(await box_of(page, second))
            assert (page.done.isVisible(), page.export.isEnabled()) == (False, True)
            assert list(tapes.iterdir()) == [tape]

            assert "recording" in await export(words, copy)
            assert not copy.exists()
            assert str(tmp_path / "no folder") in await export(tape, tmp_path / "no folder" / "copy.tape")
            assert (await export(tape, copy)).startswith(f"Wrote {copy}")
            assert page.done.isVisible()
            click(dialog.cancel)

    qt_run(story(), timeout=180)
    kinds = {record.kind for record in TapeReader(copy)}
    assert Kind.FRAME in kinds
    assert Kind.GESTURE not in kinds
