"""The line under the round trips in which a note and tags are written.

What is typed is kept when the person goes elsewhere: on Return, when the field is left, and when another trip
is selected. What could not be saved stays in the fields, also when the trip is left and selected again.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from terminal_app.ui.panels.journal.trips import NOTHING, TripRow, Written, parse_tags, tags_text, title
from terminal_app.ui.style import GAP, PAD, Role, set_state
from terminal_app.ui.widgets.text import plain_label, set_tip

_TAGS_PX = 200
_STATUS_PX = 90
_LONGEST_TAGS = 200
_LONGEST_NOTE = 2_000


class NoteBar(QWidget):
    """Hidden until one trip is selected.

    Signals:
        wanted: something else is written now and is to be kept (key, note, tags).
        left: the person wants to go back to the rows.
    """

    wanted = Signal(str, str, object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._row: TripRow | None = None
        self._kept = NOTHING
        self._drafts: dict[str, tuple[Written, str]] = {}
        self._saving: list[str] = []
        self.what = plain_label("", Role.STRONG)
        self.tags = QLineEdit()
        self.tags.setPlaceholderText("Tags, such as: breakout late")
        self.tags.setAccessibleName("Tags of the round trip")
        self.tags.setMaxLength(_LONGEST_TAGS)
        self.tags.setFixedWidth(_TAGS_PX)
        self.note = QLineEdit()
        self.note.setPlaceholderText("Note: what was the plan, what happened?  ↵ keeps it")
        self.note.setAccessibleName("Note on the round trip")
        self.note.setMaxLength(_LONGEST_NOTE)
        self.status = plain_label("", Role.SOFT)
        self.status.setMinimumWidth(_STATUS_PX)
        row = QHBoxLayout(self)
        row.setContentsMargins(PAD, GAP, PAD, GAP)
        row.setSpacing(PAD)
        row.addWidget(self.what)
        row.addWidget(self.tags)
        row.addWidget(self.note, 1)
        row.addWidget(self.status)
        for field in (self.tags, self.note):
            field.editingFinished.connect(self.keep)
            field.returnPressed.connect(self.left)
            field.textEdited.connect(self.on_typed)
        self.hide()

    @property
    def typed(self) -> Written:
        """What stands in the fields."""
        return Written(self.note.text().strip(), parse_tags(self.tags.text()))

    def show_row(self, row: TripRow | None) -> None:
        """Show what is written about a trip, or nothing; what was typed about another one is kept first."""
        if self._row is None or row is None or row.trip.key != self._row.trip.key:
            self.keep()
            self._begin(row)
        elif self.typed == self._kept != Written(row.note, row.tags) and row.trip.key not in self._saving:
            self._row = row
            self._fill(
                Written(row.note, row.tags)
            )  # it was written elsewhere, and nothing is being typed here
        else:
            self._row = row

    def keep(self) -> None:
        """Have what is typed kept, if it is not yet."""
        if self._row is not None and self.typed != self._kept:
            self._kept = typed = self.typed
            self._say("Saving…")
            self._saving.append(self._row.trip.key)
            self.wanted.emit(self._row.trip.key, typed.note, typed.tags)

    def on_saved(self, key: str) -> None:
        """What was written about a trip is on the disk."""
        self._saving.remove(key)
        self._drafts.pop(key, None)
        if self._shows(key):
            self._say("Saved" if self.typed == self._kept else "")

    def on_failed(self, key: str, written: Written, before: Written, sentence: str) -> None:
        """It could not be written; `before` is what is on the disk."""
        self._saving.remove(key)
        self._drafts[key] = written, sentence
        if self._shows(key):
            self._kept = before
            self._say("Not saved", "warning", sentence)

    def on_typed(self) -> None:
        """Something else stands in a field."""
        self._say("↵ saves" if self.typed != self._kept else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape puts back what was there before."""
        if event.key() == Qt.Key.Key_Escape:
            self._fill(self._kept)
            self.left.emit()
            event.accept()
        else:
            super().keyPressEvent(event)

    def _shows(self, key: str) -> bool:
        return self._row is not None and self._row.trip.key == key

    def _begin(self, row: TripRow | None) -> None:
        self._row = row
        self.setVisible(row is not None)
        if row is None:
            return
        self.what.setText(title(row))
        self._fill(Written(row.note, row.tags))
        if row.trip.key in self._drafts:
            draft, sentence = self._drafts[row.trip.key]
            self._write(draft)
            self._say("Not saved", "warning", sentence)

    def _fill(self, written: Written) -> None:
        self._kept = written
        self._write(written)
        self._say("")

    def _write(self, written: Written) -> None:
        self.note.setText(written.note)
        self.note.setCursorPosition(0)
        self.tags.setText(tags_text(written.tags))

    def _say(self, words: str, state: str = "soft", tip: str = "") -> None:
        self.status.setText(words)
        set_tip(self.status, tip)
        set_state(self.status, state)
