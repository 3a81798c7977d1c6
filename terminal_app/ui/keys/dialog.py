"""The dialog of profiles and keys: lays the parts out, runs what the person asks for, and says how it ended.

It asks a `KeyDesk` and shows sentences. A key goes in and never comes back: fields are emptied when it is
stored and when the dialog closes.
"""

from collections.abc import Callable, Coroutine

import shiboken6
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QWidget

from terminal_app.core.errors import TerminalError
from terminal_app.core.keys import KeyStoreError, KeyTrouble, Profile, Storage
from terminal_app.core.secret import Secret
from terminal_app.tasks import TaskOwner
from terminal_app.ui.bridge.dialogs import ask_password, confirm
from terminal_app.ui.keys.clipboard import empty_clipboard_of
from terminal_app.ui.keys.pane import KeyPane
from terminal_app.ui.keys.pasted import Block
from terminal_app.ui.keys.sheet import keys_sheet
from terminal_app.ui.keys.side import ProfileSide
from terminal_app.ui.keys.state import (
    FORGET_TEXT,
    STORAGES,
    TAKEN_TEXT,
    Entry,
    KeyDesk,
    key_problems,
    place_of,
    problems,
    shown_report,
)
from terminal_app.ui.theme import Theme

_SIZE = (860, 660)
_TITLE = "Profiles and API keys"
_WAIT = "Waiting for the system's key store. If it asks a question, answer it."
_DISCARD = (
    "The key in the form is not stored yet. Bitget shows a secret only once, when it is made; "
    "discarded here, it must be copied again."
)

Work = Callable[[], Coroutine[object, object, None]]


class ProfilesDialog(QDialog):
    """Add, test, store, change and forget keys.

    Signals:
        open_asked: the profile (a `Profile`) the person wants to trade with.
        profiles_changed: one was added, changed or forgotten.
    """

    open_asked = Signal(object)
    profiles_changed = Signal()

    def __init__(self, desk: KeyDesk, tasks: TaskOwner, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_TITLE)
        self.resize(*_SIZE)
        self.apply_theme(theme)
        self._desk = desk
        self._tasks = tasks
        self._cancel: Callable[[], object] | None = None
        self._stop_probe: Callable[[], object] | None = None
        self.side = ProfileSide()
        self.pane = KeyPane()
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.side)
        whole.addWidget(self.pane, 1)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)
        # Return in any field saves.
        self.pane.save_button.setDefault(True)
        self._connect_signals()
        self.reload(None)

    def apply_theme(self, theme: Theme) -> None:
        """Show everything in the colours of this theme from now on."""
        self.setStyleSheet(keys_sheet(theme))

    def reload(self, chosen: str | None) -> None:
        """Read the list anew and choose a profile, or none for a new one."""
        try:
            profiles = self._desk.profiles()
            self.pane.offer.setVisible(self._desk.offers_environment())
        except KeyStoreError as error:
            profiles = ()
            self.pane.offer.hide()
            self.pane.say("error", error.sentence)
        self.pane.new_list_button.setVisible(self._list_is_broken())
        self.side.show_profiles(profiles, chosen)
        self.pane.show_profile(self.side.current())

    def on_chosen(self, profile: Profile | None) -> None:
        """Another profile is wanted in the form."""
        if not self.pane.form.entry().has_key:
            self.pane.say("info", "")
            self.pane.show_profile(profile)
            return
        self.side.choose(self.pane.form.entry().stored)

        async def leave() -> None:
            if await self._may_discard():
                self.side.choose(profile)
                self.pane.show_profile(profile)

        self._start(leave, "")

    def on_block_pasted(self, block: Block) -> None:
        """Three parts came at once: fill them in if the person agrees."""

        async def fill() -> None:
            if await confirm(self, "Fill in all three?", block.summary(), "Fill in"):
                self.pane.form.fill(block.credentials)

        self._start(fill, "")

    def on_changed(self) -> None:
        """What a test said, it said of something else."""
        if self._cancel is None:
            self.pane.say("info", "")

    def on_test(self) -> None:
        """Try the key in the form, or the stored one."""
        entry = self.pane.form.entry()
        wrong = key_problems(entry)
        self.pane.form.show_problems(wrong)
        if wrong:
            return

        async def test() -> None:
            if entry.stored is None or entry.has_key:
                report = await self._desk.test(entry.environment, entry.credentials)
            else:
                password = await self._old_password(entry.stored)
                if entry.stored.storage is Storage.FILE and password is None:
                    return
                report = await self._desk.test_stored(entry.stored.name, password)
            self.pane.verdict.show_verdict(shown_report(report))

        self._start(test, "Asking Bitget…")

    def on_save(self) -> None:
        """Store what is in the form."""
        entry = self.pane.form.entry()
        wrong = problems(entry, self.side.names())
        self.pane.form.show_problems(wrong)
        if wrong:
            return
        if entry.stored is not None and not entry.has_key and not entry.changes_place:
            self.pane.say("info", "Nothing has changed.")
            return
        self._start(lambda: self._save(entry), _WAIT if entry.storage is Storage.SYSTEM else "Saving…")

    def on_forget(self) -> None:
        """Delete the chosen profile's key."""
        profile = self.side.current()
        if profile is None:
            return

        async def forget() -> None:
            text = FORGET_TEXT.format(name=profile.name)
            if not await confirm(self, f"Forget the key of {profile.name}?", text, "Forget this key"):
                return
            self.pane.say("info", _WAIT)
            await self._desk.forget(profile.name)
            self.pane.form.clear_secrets()
            self.reload(None)
            self.pane.say("success", f"The key of {profile.name} is forgotten.")
            self.profiles_changed.emit()

        self._start(forget, "")

    def on_import(self) -> None:
        """Take the keys of the environment variables into the form."""
        try:
            credentials = self._desk.take_environment()
        except KeyStoreError as error:
            self.pane.say("error", error.sentence)
            return
        self.pane.offer.hide()
        self.side.choose(None)
        self.pane.show_profile(None)
        self.pane.form.fill(credentials)
        self.pane.form.name.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.pane.say("info", TAKEN_TEXT)

    def on_decline(self) -> None:
        """Leave the environment variables alone."""
        self.pane.offer.hide()
        try:
            self._desk.decline_environment()
        except KeyStoreError as error:
            self.pane.say("error", error.sentence)

    def on_new_list(self) -> None:
        """Put a damaged list aside."""

        async def begin() -> None:
            text = (
                "The damaged list is kept under another name. Profiles must be entered again; "
                "keys and journals stay where they are."
            )
            if await confirm(self, "Start a new list?", text, "Start a new list"):
                told = self._desk.start_new_list()
                self.reload(None)
                self.pane.say("success", told)

        self._start(begin, "")

    def showEvent(self, event: QShowEvent) -> None:
        """Find out, without asking anybody, whether the system's store can be used."""
        super().showEvent(event)
        if self.side.current() is None:
            self.pane.form.name.line.setFocus(Qt.FocusReason.OtherFocusReason)
        if self._stop_probe is None:
            self._stop_probe = self._tasks.spawn(self._probe(), "key store probe").cancel

    def reject(self) -> None:
        """Cancel what runs; with nothing running, close. An entered key is not thrown away unasked."""
        if self._cancel is not None:
            self._cancel()
            return
        if not self.pane.form.entry().has_key:
            super().reject()
            return

        async def leave() -> None:
            if await self._may_discard():
                self.pane.form.clear_secrets()
                self.done(QDialog.DialogCode.Rejected)

        self._start(leave, "")

    def done(self, result: int) -> None:
        """Leave no secret in the fields."""
        self.pane.form.clear_secrets()
        if self._stop_probe is not None:
            self._stop_probe()
            self._stop_probe = None
        super().done(result)

    async def _save(self, entry: Entry) -> None:
        if entry.stored is None or entry.has_key:
            await self._desk.save(entry.profile, entry.credentials, entry.password or None)
        else:
            old_password = await self._old_password(entry.stored)
            if entry.stored.storage is Storage.FILE and old_password is None:
                return
            await self._desk.move(entry.name, entry.storage, old_password, entry.password or None)
        emptied = empty_clipboard_of(entry.credentials)
        self.pane.form.clear_secrets()
        self.reload(entry.name)
        note = " The clipboard still held the key and was emptied." if emptied else ""
        self.pane.say("success", f"Saved. The key is kept: {place_of(entry.profile)}.{note}")
        self.profiles_changed.emit()

    async def _old_password(self, profile: Profile) -> Secret | None:
        if profile.storage is not Storage.FILE:
            return None
        label = f"Password of the encrypted file of {profile.name}:"
        return await ask_password(self, "Encrypted file", label)

    async def _may_discard(self) -> bool:
        return await confirm(self, "Discard the entered key?", _DISCARD, "Discard it", "Keep editing")

    async def _probe(self) -> None:
        problem = await self._desk.store_problem()
        if shiboken6.isValid(self):
            usual = STORAGES[Storage.SYSTEM][1]
            self.pane.form.storage.say(Storage.SYSTEM, problem or usual, warning=problem is not None)

    def _start(self, work: Work, doing: str) -> None:
        """Run one thing; while it runs, only cancelling it is possible."""
        if self._cancel is not None:
            return
        if doing:
            self.pane.say("info", doing)
        task = self._tasks.spawn(self._told(work), "keys")
        self._cancel = task.cancel
        self._set_busy(busy=True)
        task.add_done_callback(lambda _: self._finished(doing))

    async def _told(self, work: Work) -> None:
        try:
            await work()
        except TerminalError as error:
            self.pane.say("error", error.sentence)

    def _finished(self, doing: str) -> None:
        self._cancel = None
        if not shiboken6.isValid(self):
            return
        self._set_busy(busy=False)
        # Cancelled, or nothing to tell: what was being done is no longer being done.
        if doing and self.pane.said() == doing:
            self.pane.say("info", "")

    def _set_busy(self, *, busy: bool) -> None:
        self.pane.set_busy(busy=busy)
        self.side.setEnabled(not busy)

    def _list_is_broken(self) -> bool:
        try:
            self._desk.profiles()
        except KeyStoreError as error:
            return error.trouble in (KeyTrouble.LIST_DAMAGED, KeyTrouble.NEWER)
        return False

    def _connect_signals(self) -> None:
        self.side.chosen.connect(self.on_chosen)
        self.side.open_asked.connect(self.open_asked)
        self.pane.form.block_pasted.connect(self.on_block_pasted)
        self.pane.form.changed.connect(self.on_changed)
        self.pane.import_button.clicked.connect(self.on_import)
        self.pane.decline_button.clicked.connect(self.on_decline)
        self.pane.new_list_button.clicked.connect(self.on_new_list)
        self.pane.forget_button.clicked.connect(self.on_forget)
        self.pane.test_button.clicked.connect(self.on_test)
        self.pane.save_button.clicked.connect(self.on_save)
        self.pane.close_button.clicked.connect(self.reject)
