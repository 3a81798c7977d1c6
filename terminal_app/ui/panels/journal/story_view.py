"""A story to read: a line for each thing that happened, with the time to the millisecond before it."""

from PySide6.QtGui import QColor, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextOption
from PySide6.QtWidgets import QFrame, QTextEdit

from terminal_app.trading.story import Story
from terminal_app.ui.panels.journal.orders import clock_time, story_day
from terminal_app.ui.style import PAD
from terminal_app.ui.theme import Theme

_NOTHING = "Select an order to read what became of it, step by step."
_TIME_PX = 86
_LEAST_PX = 260


class StoryView(QTextEdit):
    """Text that can be marked and copied; nothing in it is markup."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._story: Story | None = None
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setAcceptRichText(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMinimumWidth(_LEAST_PX)
        self.setAccessibleName("Story of the order")
        self.document().setDocumentMargin(PAD)
        self._write()

    def show_story(self, story: Story | None) -> None:
        """Tell this one; the place somebody has scrolled to stays when it only has gone on."""
        if story == self._story:
            return
        same = story is not None and self._story is not None and story.client_oid == self._story.client_oid
        at = self.verticalScrollBar().value() if same else 0
        self._story = story
        self._write()
        self.verticalScrollBar().setValue(at)

    def apply_theme(self, theme: Theme) -> None:
        """Wear other colours; times may be those of another zone."""
        self._theme = theme
        self._write()

    def _write(self) -> None:
        self.clear()
        theme, story = self._theme, self._story
        cursor = self.textCursor()
        if story is None:
            cursor.insertText(_NOTHING, _inked(theme.text_faint))
            return
        cursor.insertText(story.title, _inked(theme.text, strong=True))
        self._line(cursor, "", story_day(story), theme.text_faint)
        for line in story.lines:
            self._line(cursor, clock_time(line.at_ms), line.what, theme.text)
        self._line(cursor, "Now", story.end, theme.text, strong=True)

    def _line(
        self, cursor: QTextCursor, before: str, what: str, colour: str, *, strong: bool = False
    ) -> None:
        block = QTextBlockFormat()
        if before:
            block.setLeftMargin(_TIME_PX)
            block.setTextIndent(-_TIME_PX)
            block.setTopMargin(2)
            block.setTabPositions([QTextOption.Tab(_TIME_PX, QTextOption.TabType.LeftTab)])
        cursor.insertBlock(block)
        if before:
            cursor.insertText(f"{before}\t", _inked(self._theme.text_soft))
        cursor.insertText(what, _inked(colour, strong=strong))


def _inked(colour: str, *, strong: bool = False) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setForeground(QColor(colour))
    made.setFontWeight(600 if strong else 400)
    return made
