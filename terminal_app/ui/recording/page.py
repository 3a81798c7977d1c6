"""The page of the settings about recording: what is chosen, how it stands, and what to do with recordings."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from terminal_app.core.errors import TerminalError
from terminal_app.settings.recording import COUNTS, SIZES_MB, RecordingChoices
from terminal_app.ui.bridge.dialogs import finished
from terminal_app.ui.bridge.tasks import UiTasks
from terminal_app.ui.recording.state import RecordingDesk, size_text, state_text
from terminal_app.ui.settings.pages import new_grid
from terminal_app.ui.style import GAP, PAD, Role, set_state
from terminal_app.ui.widgets.text import plain_label

_TEXT = (
    "Every frame of the streams, each step of your orders, and your clicks, to be played again later. "
    "Holds for this profile alone, from the moment you save."
)
_SECRETS = (
    "A recording holds your private stream, but never a key. Give others an export only: it has no ids, no "
    "balances and nothing of the account."
)
_FILTER = "Recordings (*.tape)"
_TICK_MS = 500
_MB = 1 << 20


class RecordingPage(QWidget):
    """Whether and where to record; save keeps it, the buttons act at once.

    Signals:
        changed(): another choice.

    Args:
        desk: records.
        tasks: runs what the buttons ask for.
    """

    changed = Signal()

    def __init__(self, desk: RecordingDesk, tasks: UiTasks) -> None:
        super().__init__()
        self._desk = desk
        self._tasks = tasks
        self.on = QCheckBox("Record what this terminal sees")
        self.folder = QLineEdit()
        self.folder.setAccessibleName("Folder of the recordings")
        self.folder.setPlaceholderText(str(desk.state().folder))
        self.choose = _button("Choose…", "Choose the folder of the recordings")
        self.most_mb = _box("All recordings together take at most", SIZES_MB, lambda mb: size_text(mb * _MB))
        self.most_files = _box("Files that are kept", COUNTS, str)
        self.said = _words("")
        self.said.setAccessibleName("How recording stands")
        self.open_folder = _button("Open folder", "Open the folder of the recordings")
        self.export = _button("Export without secrets…", "Write a copy of a recording for others")
        self.replay = _button("Open recording…", "Play a recording in a window of its own")
        self.done = _words("")
        self._lay_out()
        self.on.toggled.connect(self.changed)
        self.folder.textChanged.connect(self.changed)
        for box in (self.most_mb, self.most_files):
            box.currentIndexChanged.connect(self.changed)
        self.choose.clicked.connect(self.on_choose)
        self.open_folder.clicked.connect(self.on_open_folder)
        self.export.clicked.connect(self.on_export)
        self.replay.clicked.connect(self.on_replay)
        self._slow = QTimer(self)
        self._slow.setInterval(_TICK_MS)
        self._slow.timeout.connect(self.on_tick)
        self._slow.start()
        self.on_tick()

    def chosen(self) -> RecordingChoices:
        """What is chosen."""
        return RecordingChoices(
            self.on.isChecked(),
            self.folder.text().strip(),
            int(self.most_mb.currentData()),
            int(self.most_files.currentData()),
        )

    def show_choices(self, choices: RecordingChoices) -> None:
        """Put choices into the fields."""
        self.on.setChecked(choices.on)
        self.folder.setText(choices.folder)
        self.most_mb.setCurrentIndex(self.most_mb.findData(choices.most_mb))
        self.most_files.setCurrentIndex(self.most_files.findData(choices.most_files))

    def on_tick(self) -> None:
        """Say how it stands now."""
        state = self._desk.state()
        self.said.setText(state_text(state))
        mood = "bad" if state.trouble else "good" if state.since_ms is not None else "soft"
        set_state(self.said, mood)

    def on_choose(self) -> None:
        """Another folder is wanted."""
        self._tasks.start(self._choose_folder(), self.choose)

    def on_open_folder(self) -> None:
        """Show the files."""
        folder = self._desk.state().folder
        if not folder.is_dir() or not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self._say(f"The recordings are in {folder}.", "soft")

    def on_export(self) -> None:
        """A copy for others is wanted."""
        self._tasks.start(self._export(), self.export)

    def on_replay(self) -> None:
        """A recording is to be played."""
        self._tasks.start(self._open(), self.replay)

    async def _choose_folder(self) -> None:
        box = QFileDialog(self, "Folder of the recordings", str(self._desk.state().folder))
        box.setFileMode(QFileDialog.FileMode.Directory)
        box.setOption(QFileDialog.Option.ShowDirsOnly)
        if (chosen := await _picked(box)) is not None:
            self.folder.setText(str(chosen))

    async def _export(self) -> None:
        source = await self._recording("Recording to export")
        if source is None:
            return
        box = QFileDialog(self, "Save the copy as", str(source.with_name(f"{source.stem}-export.tape")))
        box.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        box.setNameFilter(_FILTER)
        box.setDefaultSuffix("tape")
        box.selectFile(f"{source.stem}-export.tape")
        target = await _picked(box)
        if target is None:
            return
        self._say("Writing the copy…", "soft")
        try:
            self._say(await self._desk.export(source, target), "good")
        except TerminalError as error:
            self._say(error.sentence, "bad")

    async def _open(self) -> None:
        source = await self._recording("Recording to play")
        if source is None:
            return
        self._say("Opening it in a window of its own…", "soft")
        try:
            await self._desk.open_replay(source)
        except TerminalError as error:
            self._say(error.sentence, "bad")
        else:
            self._say("It is open in a window of its own.", "good")

    async def _recording(self, title: str) -> Path | None:
        box = QFileDialog(self, title, str(self._desk.state().folder), _FILTER)
        box.setFileMode(QFileDialog.FileMode.ExistingFile)
        return await _picked(box)

    def _say(self, sentence: str, mood: str) -> None:
        self.done.setText(sentence)
        set_state(self.done, mood)
        self.done.setVisible(bool(sentence))

    def _lay_out(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(PAD + GAP)
        whole.addWidget(_words(_TEXT))
        whole.addWidget(self.on)
        grid = new_grid()
        where = QHBoxLayout()
        where.setSpacing(PAD)
        where.addWidget(self.folder, 1)
        where.addWidget(self.choose)
        for row, (name, field) in enumerate(
            (("Take at most", self.most_mb), ("Keep at most, in files of 16\u00a0MB", self.most_files))
        ):
            title = plain_label(name)
            title.setBuddy(field)
            grid.addWidget(title, row, 0)
            grid.addWidget(field, row, 1)
        whole.addWidget(plain_label("Folder"))
        whole.addLayout(where)
        whole.addLayout(grid)
        whole.addWidget(self.said)
        buttons = QHBoxLayout()
        buttons.setSpacing(PAD)
        for button in (self.open_folder, self.export, self.replay):
            buttons.addWidget(button)
        buttons.addStretch(1)
        whole.addLayout(buttons)
        whole.addWidget(self.done)
        whole.addWidget(_words(_SECRETS))
        whole.addStretch(1)
        self.done.hide()


async def _picked(box: QFileDialog) -> Path | None:
    """The file or folder that the person picks, `None` for none or several."""
    result = await finished(box)
    files = box.selectedFiles()
    return Path(files[0]) if result == QDialog.DialogCode.Accepted and len(files) == 1 else None


def _button(text: str, name: str) -> QPushButton:
    button = QPushButton(text)
    button.setAccessibleName(name)
    button.setAutoDefault(False)
    return button


def _box(name: str, values: tuple[int, ...], words: Callable[[int], str]) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    for value in values:
        box.addItem(words(value), value)
    return box


def _words(text: str) -> QLabel:
    label = plain_label(text, Role.SOFT)
    label.setWordWrap(True)
    return label
