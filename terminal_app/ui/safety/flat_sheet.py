"""The sheet of a flattening: what will go, how far it is line by line, and the stamp or what is alive."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from terminal_app.trading.flat_state import Alive
from terminal_app.ui.safety.flat_view import SPOT_STAYS, Ending, FlatView
from terminal_app.ui.style import PAD, Role, set_state
from terminal_app.ui.widgets.dialog_page import button_row, dialog_head, dialog_page
from terminal_app.ui.widgets.once_button import OnceButton
from terminal_app.ui.widgets.text import plain_label

_SIZE = (560, 440)


class FlatSheet(QDialog):
    """Shows and asks; it decides nothing. It stands beside the window and blocks nothing.

    Signals:
        start_asked: everything is to be cancelled and closed.
        again_asked: one row is to be tried again (Alive).
        resume_asked: trading is to be opened again.

    Args:
        live: whether it is about real money.
        parent: the window.
    """

    start_asked = Signal()
    again_asked = Signal(object)
    resume_asked = Signal()

    def __init__(self, *, live: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("flat_sheet")
        self.setWindowTitle("Flatten everything")
        self.setModal(False)
        self.resize(*_SIZE)
        self._running = False
        self._rows: tuple[Alive, ...] | None = None
        self.again: dict[str, OnceButton] = {}
        self.headline = plain_label("Cancel every order and close every position", Role.TITLE)
        self.headline.setWordWrap(True)
        self.badge = plain_label("", Role.BADGE)
        self.badge.hide()
        self.sentence = plain_label("")
        self.sentence.setWordWrap(True)
        self.lines = QPlainTextEdit()
        self.lines.setReadOnly(True)
        self.lines.setTabChangesFocus(True)
        self.lines.setAccessibleName("Progress of the flattening")
        self._alive = QWidget()
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setAccessibleName("What is still alive")
        self.area.hide()
        self.resume = QPushButton("Resume trading")
        self.leave = QPushButton("Cancel")
        self.start = OnceButton("Flatten now", "Cancel every order and close every position")
        self.start.setObjectName("deed")
        self._lay_out(live=live)
        self.start.clicked.connect(self.on_start)
        self.leave.clicked.connect(self.close)
        self.resume.clicked.connect(self.resume_asked)

    def show_plan(self, lines: Sequence[str]) -> None:
        """Say what would be done."""
        self.badge.hide()
        self.area.hide()
        self.resume.hide()
        self.sentence.setText(SPOT_STAYS)
        self.lines.setPlainText("\n".join(lines))
        self.start.setText("Flatten now")
        self.start.show()
        self.start.allow()
        self.leave.setText("Cancel")
        self.leave.setFocus()

    def on_start(self) -> None:
        """It is to begin. A second press finds the button shut."""
        if not self._running:
            self.begin()
            self.start_asked.emit()

    def begin(self) -> None:
        """It has begun."""
        self._running = True
        self.start.allow("It is under way.")
        self.leave.setText("Hide")

    def show_progress(self, shown: FlatView, lines: Sequence[str]) -> None:
        """Say how it stands."""
        self._running = shown.ending is Ending.RUNNING
        text = "\n".join(lines)
        if text != self.lines.toPlainText():
            self.lines.setPlainText(text)
            bar = self.lines.verticalScrollBar()
            bar.setValue(bar.maximum())
        self.badge.setText(shown.badge)
        self.badge.setVisible(bool(shown.badge))
        set_state(self.badge, shown.ending.value)
        self.sentence.setText(shown.sentence)
        ended = not self._running
        self.resume.setVisible(ended)
        self.start.setText("Run it again")
        self.start.setVisible(shown.ending is not Ending.PROVEN)
        self.start.allow("" if ended else "It is under way.")
        self.leave.setText("Close" if ended else "Hide")
        self._show_alive(shown.alive if ended else ())

    def busy(self, key: str) -> None:
        """A row is being tried again."""
        if key in self.again:
            self.again[key].allow("It is being tried.")

    def show_rows_again(self) -> None:
        """A row was tried: every row may be tried again, even when nothing has changed."""
        for button in self.again.values():
            button.allow()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Only hide: what runs goes on, and its end is told."""
        event.ignore()
        self.hide()

    def reject(self) -> None:
        """Escape hides it too."""
        self.hide()

    def _show_alive(self, rows: tuple[Alive, ...]) -> None:
        self.area.setVisible(bool(rows))
        if rows == self._rows:
            return
        self._rows = rows
        self.again = {}
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setHorizontalSpacing(PAD)
        grid.setVerticalSpacing(PAD)
        grid.setColumnStretch(0, 1)
        for number, one in enumerate(rows):
            words = QVBoxLayout()
            words.setSpacing(0)
            reason = plain_label(one.reason or "Nobody has tried it yet.", Role.SOFT)
            for label in (plain_label(f"{one.kind.value.capitalize()}: {one.what}", Role.STRONG), reason):
                label.setWordWrap(True)
                words.addWidget(label)
            again = OnceButton("Try again", f"Try again: {one.what}")
            again.clicked.connect(self._asker(one))
            self.again[one.key] = again
            grid.addLayout(words, number, 0)
            grid.addWidget(again, number, 1, Qt.AlignmentFlag.AlignTop)
        grid.setRowStretch(len(rows), 1)
        self.area.setWidget(holder)

    def _asker(self, one: Alive) -> Callable[[], None]:
        return lambda: self.again_asked.emit(one)

    def _lay_out(self, *, live: bool) -> None:
        for button in (self.resume, self.leave):
            button.setAutoDefault(False)
        whole = dialog_page(self)
        whole.addLayout(dialog_head(self.headline, live=live))
        whole.addWidget(self.badge, 0, Qt.AlignmentFlag.AlignLeft)
        whole.addWidget(self.sentence)
        whole.addWidget(self.lines, 1)
        whole.addWidget(self.area, 2)
        whole.addLayout(button_row((self.leave, self.start), (self.resume,)))
