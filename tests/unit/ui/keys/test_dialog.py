"""Tests for the dialog of profiles, with mouse and keys."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QInputDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from terminal_app.core.keys import (
    Environment,
    KeyFault,
    KeyReport,
    KeyStoreError,
    KeyTrouble,
    Profile,
    Storage,
)
from terminal_app.core.secret import Secret
from terminal_app.tasks import TaskOwner
from terminal_app.ui.keys.dialog import ProfilesDialog
from terminal_app.ui.keys.fields import SecretEdit
from terminal_app.ui.keys.state import STORAGES, Field
from terminal_app.ui.style import apply_theme
from terminal_app.ui.theme import DARK
from tests.helpers.key_desk import FakeDesk
from tests.helpers.key_samples import KEY, OTHER_KEY, PASSWORD, SEALED, SYSTEM
from tests.helpers.qt_loop import QtRunner
from tests.helpers.secret_scan import CREDENTIALS, hits
from tests.helpers.secret_scan import PASSWORD as PASSWORD_CANARY
from tests.helpers.waiting import eventually

pytestmark = pytest.mark.gui
B = TypeVar("B", bound=QDialog)


class Stage:
    """The dialog over a desk that writes everything down."""

    def __init__(self, qtbot: QtBot, *profiles: Profile) -> None:
        self.desk = FakeDesk(*profiles)
        self.tasks = TaskOwner("stage")
        self.opened: list[Profile] = []
        self.changes = 0
        self.dialog = ProfilesDialog(self.desk, self.tasks, DARK)
        self.form = self.dialog.pane.form
        self.pane = self.dialog.pane
        self.dialog.open_asked.connect(self.opened.append)
        self.dialog.profiles_changed.connect(self._on_changed)
        # With a key in the form it would ask before it closes.
        qtbot.addWidget(self.dialog, before_close_func=lambda _: self.form.clear_secrets())

    async def show(self) -> None:
        """Show it and wait until it has looked at the store."""
        self.dialog.show()
        self.dialog.activateWindow()
        await eventually(self.dialog.isActiveWindow)
        await self.idle()

    async def idle(self) -> None:
        """Wait until nothing runs."""
        await self.tasks.drain()
        await eventually(lambda: self.pane.close_button.text() == "Close")

    def click(self, button: QAbstractButton) -> None:
        """A click of the left button."""
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def choose(self, name: str) -> None:
        """Click on a profile."""
        row = self.dialog.side.names().index(name)
        place = self.dialog.side.list.visualItemRect(self.dialog.side.list.item(row)).center()
        QTest.mouseClick(self.dialog.side.list.viewport(), Qt.MouseButton.LeftButton, pos=place)

    def type_key(self) -> None:
        """Type a new profile."""
        QTest.keyClicks(self.form.name.line, "main")
        QTest.keyClicks(self.form.key, KEY.key.reveal())
        QTest.keyClicks(self.form.secret, KEY.secret.reveal())
        QTest.keyClicks(self.form.passphrase, KEY.passphrase.reveal())

    def paste(self, line: SecretEdit, text: str) -> None:
        """Paste into a field, as a person does."""
        QGuiApplication.clipboard().setText(text)
        line.setFocus()
        QTest.keySequence(line, QKeySequence(QKeySequence.StandardKey.Paste))

    def shown_texts(self) -> str:
        """Everything the dialog shows."""
        labels = self.dialog.findChildren(QLabel) + self.dialog.findChildren(QAbstractButton)
        lines = [line.displayText() for line in self.dialog.findChildren(QLineEdit)]
        told = [
            text
            for widget in (self.dialog, *self.dialog.findChildren(QWidget))
            for text in (
                widget.windowTitle(),
                widget.toolTip(),
                widget.accessibleName(),
                widget.accessibleDescription(),
            )
        ]
        return "\n".join([*(label.text() for label in labels), *lines, *told])

    def _on_changed(self) -> None:
        self.changes += 1


@pytest.fixture
def stage(qtbot: QtBot, qapp: QApplication) -> Iterator[Stage]:
    apply_theme(qapp, DARK)
    qapp.setQuitOnLastWindowClosed(False)  # as the program does
    QGuiApplication.clipboard().clear()
    made = Stage(qtbot, SYSTEM, SEALED)
    yield made
    QGuiApplication.clipboard().clear()
    qapp.setQuitOnLastWindowClosed(True)


def box(kind: type[B]) -> B | None:
    """The open box of a kind."""
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, kind) and widget.isVisible():
            return widget
    return None


async def answer(text: str) -> str:
    """Press a button of the question that opens; returns what it asked."""
    opened = await eventually(lambda: box(QMessageBox))
    assert opened is not None
    asked = f"{opened.windowTitle()}\n{opened.text()}"
    button = next(button for button in opened.buttons() if button.text() == text)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    await eventually(lambda: box(QMessageBox) is None)
    return asked


async def give_password(text: str) -> None:
    """Type a password into the question that opens."""
    opened = await eventually(lambda: box(QInputDialog))
    assert opened is not None
    line = opened.findChild(QLineEdit)
    assert line is not None
    assert line.echoMode() is QLineEdit.EchoMode.Password
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Qt.Key.Key_Return)


def test_a_typed_key_is_saved_and_taken_out_of_the_fields(stage: Stage, qt_run: QtRunner) -> None:
    async def story() -> None:
        await stage.show()
        stage.type_key()
        stage.click(stage.form.environments[Environment.LIVE])
        QTest.keyClick(stage.form.passphrase, Qt.Key.Key_Return)
        await stage.idle()

    stage.desk.listed.clear()
    stage.dialog.reload(None)
    qt_run(story())

    assert stage.desk.saved == {"main": (KEY, None)}
    assert stage.desk.listed == [SYSTEM]
    assert stage.pane.said() == "Saved. The key is kept: system's key store."
    assert not stage.form.entry().has_key
    assert stage.dialog.side.current() == SYSTEM
    assert stage.changes == 1


def test_what_is_wrong_stands_beside_the_field_and_nothing_is_asked(stage: Stage, qt_run: QtRunner) -> None:
    async def story() -> None:
        await stage.show()
        QTest.keyClicks(stage.form.name.line, "main")
        QTest.keyClicks(stage.form.key, "with space")
        stage.click(stage.pane.save_button)
        await stage.idle()

    qt_run(story())

    assert "already" in stage.form.fields[Field.NAME].error()
    assert "blank" in stage.form.fields[Field.KEY].error()
    assert stage.form.fields[Field.PASSPHRASE].error() == "Enter the passphrase."
    assert QApplication.focusWidget() is stage.form.name.line
    assert stage.desk.saved == {}


def test_a_pasted_part_loses_its_blanks_and_line_ends(stage: Stage, qt_run: QtRunner) -> None:
    async def story() -> None:
        await stage.show()
        stage.paste(stage.form.key, f" \n{KEY.key.reveal()}\r\n\u200b")

    qt_run(story())

    assert stage.form.key.text() == KEY.key.reveal()
    assert box(QMessageBox) is None


@pytest.mark.parametrize("agreed", [True, False])
def test_a_pasted_block_is_split_when_the_person_agrees(stage: Stage, qt_run: QtRunner, agreed: bool) -> None:
    async def story() -> str:
        await stage.show()
        labels = {"API Key": KEY.key, "Secret": KEY.secret, "Passphrase": KEY.passphrase}
        block = "\n".join(f"{label}: {part.reveal()}" for label, part in labels.items())
        stage.paste(stage.form.passphrase, block)
        asked = await answer("Fill in" if agreed else "Cancel")
        await stage.idle()
        return asked

    asked = qt_run(story())

    assert "64 characters" in asked
    assert KEY.secret.reveal() not in asked
    assert stage.form.entry().has_key is agreed
    if agreed:
        assert stage.form.entry().credentials == KEY


def test_no_field_of_a_secret_gives_it_out(stage: Stage, qt_run: QtRunner) -> None:
    async def story() -> str:
        await stage.show()
        stage.form.fill(CREDENTIALS)
        stage.form.password.put(Secret(PASSWORD_CANARY))
        shown = stage.shown_texts()
        stage.click(stage.pane.test_button)
        await stage.idle()
        shown += stage.shown_texts()
        for line in (stage.form.key, stage.form.secret, stage.form.passphrase):
            line.setFocus()
            line.selectAll()
            QTest.keySequence(line, QKeySequence(QKeySequence.StandardKey.Copy))
            QTest.keySequence(line, QKeySequence(QKeySequence.StandardKey.Cut))
        return shown

    shown = qt_run(story())

    assert QGuiApplication.clipboard().text() == ""
    assert hits(shown.encode()) == []


def test_the_clipboard_is_emptied_of_a_saved_key_and_of_nothing_else(stage: Stage, qt_run: QtRunner) -> None:
    async def save(text: str, name: str) -> str:
        QGuiApplication.clipboard().setText(text)
        stage.dialog.side.on_new()
        stage.form.fill(KEY)
        stage.form.name.line.setText(name)
        stage.click(stage.pane.save_button)
        await stage.idle()
        return QGuiApplication.clipboard().text()

    async def story() -> tuple[str, str]:
        await stage.show()
        return await save(f"secret={KEY.secret.reveal()}", "one"), await save("a shopping list", "two")

    assert qt_run(story()) == ("", "a shopping list")


def test_a_test_says_in_one_sentence_what_is_wrong(stage: Stage, qt_run: QtRunner) -> None:
    stage.desk.report = KeyReport(KeyFault.PASSPHRASE, "The passphrase is wrong.")

    async def story() -> None:
        await stage.show()
        stage.form.fill(KEY)
        stage.click(stage.pane.test_button)
        await stage.idle()

    qt_run(story())

    assert stage.desk.tested == [(Environment.DEMO, KEY)]
    assert stage.pane.said() == "The passphrase is wrong."
    assert stage.pane.verdict.property("state") == "error"
    assert stage.pane.verdict.accessibleName() == "Error. The passphrase is wrong."
    assert stage.form.entry().credentials == KEY

    QTest.keyClicks(stage.form.passphrase, "x")
    assert stage.pane.said() == ""


def test_a_stored_key_is_tested_without_being_shown(stage: Stage, qt_run: QtRunner) -> None:
    async def story() -> None:
        await stage.show()
        stage.choose("main")
        stage.click(stage.pane.test_button)
        await stage.idle()
        stage.choose("sealed")
        stage.click(stage.pane.test_button)
        await give_password(PASSWORD.reveal())
        await stage.idle()

    qt_run(story())

    assert stage.desk.tested == [("main", None), ("sealed", PASSWORD)]
    assert "Network addresses: any." in stage.pane.verdict.facts.text()
    assert "any network address" in stage.pane.verdict.warnings.text()
    assert stage.pane.verdict.property("state") == "warning"


def test_a_stored_profile_keeps_its_name_and_environment(stage: Stage, qt_run: QtRunner) -> None:
    async def story() -> None:
        await stage.show()
        stage.choose("sealed")
        stage.click(stage.form.environments[Environment.LIVE])
        QTest.keyClicks(stage.form.name.line, "x")
        stage.form.fill(OTHER_KEY)
        QTest.keyClicks(stage.form.password, PASSWORD.reveal())
        QTest.keyClicks(stage.form.repeat, PASSWORD.reveal())
        stage.click(stage.pane.save_button)
        await stage.idle()

    qt_run(story())

    assert stage.desk.saved == {"sealed": (OTHER_KEY, PASSWORD)}
    assert stage.desk.listed[1] == SEALED


def test_a_stored_key_moves_without_being_entered_again(stage: Stage, qt_run: QtRunner) -> None:
    async def story() -> None:
        await stage.show()
        stage.choose("sealed")
        stage.click(stage.form.storage.buttons[Storage.SYSTEM])
        stage.click(stage.pane.save_button)
        await give_password(PASSWORD.reveal())
        await stage.idle()

    qt_run(story())

    assert stage.desk.moves == [("sealed", Storage.SYSTEM, PASSWORD, None)]
    assert stage.dialog.side.current() == replace(SEALED, storage=Storage.SYSTEM)


def test_saving_nothing_changes_nothing(stage: Stage, qt_run: QtRunner) -> None:
    async def story() -> None:
        await stage.show()
        stage.choose("main")
        stage.click(stage.pane.save_button)
        await stage.idle()

    qt_run(story())

    assert stage.pane.said() == "Nothing has changed."
    assert (stage.desk.saved, stage.desk.moves) == ({}, [])


def test_an_error_is_a_sentence_and_the_key_stays_in_the_form(stage: Stage, qt_run: QtRunner) -> None:
    stage.desk.error = KeyStoreError(KeyTrouble.NO_STORE, "This system has no key store.")

    async def story() -> None:
        await stage.show()
        stage.form.fill(KEY)
        stage.form.name.line.setText("new")
        stage.click(stage.pane.save_button)
        await stage.idle()

    qt_run(story())

    assert stage.pane.said() == "This system has no key store."
    assert stage.form.entry().credentials == KEY
    assert stage.form.storage.value() is Storage.SYSTEM  # no downgrade by itself
    assert [profile.name for profile in stage.desk.listed] == ["main", "sealed"]


def test_while_something_runs_it_can_only_be_cancelled(stage: Stage, qt_run: QtRunner) -> None:
    async def story() -> None:
        stage.desk.gate = asyncio.Event()
        await stage.show()
        stage.form.fill(KEY)
        stage.form.name.line.setText("new")
        stage.click(stage.pane.save_button)
        await asyncio.sleep(0)
        assert "Waiting for the system's key store" in stage.pane.said()
        assert not stage.form.isEnabled()
        stage.click(stage.pane.save_button)
        assert stage.pane.close_button.text() == "Cancel"
        QTest.keyClick(stage.dialog, Qt.Key.Key_Escape)
        await stage.idle()

    qt_run(story())

    assert stage.dialog.isVisible()
    assert stage.desk.saved == {}
    assert stage.pane.said() == ""
    assert stage.form.isEnabled()


@pytest.mark.parametrize("agreed", [True, False])
def test_forgetting_is_one_click_and_a_question(stage: Stage, qt_run: QtRunner, agreed: bool) -> None:
    async def story() -> str:
        await stage.show()
        assert not stage.pane.forget_button.isVisible()
        stage.choose("main")
        stage.click(stage.pane.forget_button)
        asked = await answer("Forget this key" if agreed else "Cancel")
        await stage.idle()
        return asked

    asked = qt_run(story())

    assert "main" in asked
    assert "journal stays" in asked
    assert (SYSTEM in stage.desk.listed) is not agreed
    assert stage.changes == int(agreed)


@pytest.mark.parametrize("agreed", [True, False])
def test_an_entered_key_is_not_thrown_away_unasked(stage: Stage, qt_run: QtRunner, agreed: bool) -> None:
    async def story() -> None:
        await stage.show()
        stage.form.fill(KEY)
        stage.choose("main")
        await answer("Discard it" if agreed else "Keep editing")
        await stage.idle()
        assert stage.dialog.side.current() == (SYSTEM if agreed else None)
        assert stage.form.entry().has_key is not agreed
        stage.form.fill(KEY)
        QTest.keyClick(stage.dialog, Qt.Key.Key_Escape)
        await answer("Discard it" if agreed else "Keep editing")
        await stage.idle()

    qt_run(story())

    assert stage.dialog.isVisible() is not agreed
    assert stage.form.entry().has_key is not agreed


def test_keys_of_the_environment_are_taken_only_when_asked(stage: Stage, qt_run: QtRunner) -> None:
    stage.desk.environment = KEY

    async def story() -> None:
        stage.dialog.reload("main")
        await stage.show()
        assert stage.pane.offer.isVisible()
        assert not stage.form.entry().has_key
        stage.click(stage.pane.import_button)

    qt_run(story())

    assert not stage.pane.offer.isVisible()
    assert stage.form.entry().credentials == KEY
    assert stage.form.entry().stored is None
    assert "every program you start can read them" in stage.pane.said()


def test_the_offer_can_be_declined(stage: Stage, qt_run: QtRunner) -> None:
    stage.desk.environment = KEY

    async def story() -> None:
        stage.dialog.reload(None)
        await stage.show()
        stage.click(stage.pane.decline_button)

    qt_run(story())

    assert not stage.pane.offer.isVisible()
    assert not stage.desk.offers_environment()
    assert not stage.form.entry().has_key


def test_a_store_that_cannot_be_used_says_so_before_it_is_chosen(stage: Stage, qt_run: QtRunner) -> None:
    stage.desk.problem = "The system's key store is locked."
    qt_run(stage.show())

    assert stage.form.storage.sentence(Storage.SYSTEM) == "The system's key store is locked."

    stage.desk.problem = None
    stage.dialog.hide()
    stage.dialog.done(0)
    qt_run(stage.show())
    assert stage.form.storage.sentence(Storage.SYSTEM) == STORAGES[Storage.SYSTEM][1]


def test_a_damaged_list_can_be_put_aside(stage: Stage, qt_run: QtRunner) -> None:
    stage.desk.broken = True

    async def story() -> None:
        stage.dialog.reload(None)
        await stage.show()
        assert stage.pane.said() == "The list of profiles is damaged."
        stage.click(stage.pane.new_list_button)
        await answer("Start a new list")
        await stage.idle()

    qt_run(story())

    assert stage.dialog.side.names() == ["main", "sealed"]
    assert "aside-1" in stage.pane.said()
    assert not stage.pane.new_list_button.isVisible()


def test_a_profile_is_opened_by_button_and_by_double_click(stage: Stage, qt_run: QtRunner) -> None:
    async def story() -> None:
        await stage.show()
        assert not stage.dialog.side.open_button.isEnabled()
        stage.choose("main")
        stage.click(stage.dialog.side.open_button)
        stage.choose("sealed")
        QTest.keyClick(stage.dialog.side.list, Qt.Key.Key_Return)

    qt_run(story())

    assert stage.opened == [SYSTEM, SEALED]
    assert stage.desk.saved == {}


def test_password_fields_are_there_for_the_encrypted_file_only(stage: Stage, qt_run: QtRunner) -> None:
    async def story() -> None:
        await stage.show()
        assert not stage.form.password.isVisible()
        stage.click(stage.form.storage.buttons[Storage.FILE])
        assert stage.form.password.isVisible()
        stage.form.fill(KEY)
        stage.form.name.line.setText("filed")
        QTest.keyClicks(stage.form.password, PASSWORD.reveal())
        QTest.keyClicks(stage.form.repeat, "something else")
        stage.click(stage.pane.save_button)
        assert "not the same" in stage.form.fields[Field.REPEAT].error()
        stage.form.repeat.put(PASSWORD)
        stage.click(stage.pane.save_button)
        await stage.idle()

    qt_run(story())

    assert stage.desk.saved == {"filed": (KEY, PASSWORD)}
    assert stage.form.password.text() == ""


def test_closing_leaves_no_secret_behind(stage: Stage, qt_run: QtRunner) -> None:
    async def story() -> None:
        await stage.show()
        QTest.keyClicks(stage.form.password, "only a password")
        stage.click(stage.pane.close_button)

    qt_run(story())

    assert not stage.dialog.isVisible()
    assert stage.form.entry().password == Secret("")


def test_nothing_is_clipped_at_its_size_and_in_the_longest_state(stage: Stage, qt_run: QtRunner) -> None:
    stage.desk.report = KeyReport(None, "Works. " * 12, ("A fact. " * 12,) * 4, ("A warning. " * 14,) * 3)

    async def story() -> None:
        await stage.show()
        stage.click(stage.form.storage.buttons[Storage.FILE])
        stage.form.fill(KEY)
        stage.click(stage.pane.test_button)
        await stage.idle()

    qt_run(story())

    for label in stage.pane.verdict.findChildren(QLabel):
        assert label.height() >= label.heightForWidth(label.width())
    for button in stage.pane.findChildren(QAbstractButton):
        assert not button.isVisible() or button.width() >= button.minimumSizeHint().width()
