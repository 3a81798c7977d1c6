"""Toasts at the bottom left of the window: what has just happened, in plain text, in nobody's way.

Nothing here takes the focus or waits for an answer.
"""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from terminal_app.ui.notice_board import Level, NoticeBoard, Shown
from terminal_app.ui.resources import icon
from terminal_app.ui.style import GAP, PAD, Role, set_role, set_state
from terminal_app.ui.theme import Theme
from terminal_app.ui.widgets.text import plain_label, set_tip

_WIDTH_PX = 380
_MOST = 4
_WORDS = {Level.INFO: "", Level.SUCCESS: "", Level.WARNING: "Warning. ", Level.ERROR: "Error. "}


class Toast(QFrame):
    """One notice.

    Signals:
        held: the mouse came (true) or went (false); with the number of the notice.
        closed: the × was pressed, with the number of the notice.
    """

    held = Signal(int, bool)
    closed = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.number = 0
        self.setObjectName("toast")
        self.setFixedWidth(_WIDTH_PX)
        self.text = plain_label()
        self.text.setWordWrap(True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.count = plain_label("", Role.CAPTION)
        self.close_button = QToolButton()
        self.close_button.setAccessibleName("Close this notice")
        self.close_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        set_role(self.close_button, Role.QUIET)
        row = QHBoxLayout(self)
        row.setContentsMargins(PAD + GAP, PAD, GAP, PAD)
        row.addWidget(self.text, 1)
        row.addWidget(self.count, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        self.close_button.clicked.connect(self.on_close_clicked)
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Draw the × in the colour of this theme."""
        self.close_button.setIcon(icon("close", theme.text_soft))

    def show_notice(self, shown: Shown) -> None:
        """Say what a notice says."""
        self.number = shown.number
        self.text.setText(shown.notice.text)
        self.count.setText(f"×{shown.count}" if shown.count > 1 and shown.notice.counted else "")
        set_tip(self.text, f"The exchange said: {shown.notice.detail}" if shown.notice.detail else "")
        self.setAccessibleName(_WORDS[shown.notice.level] + shown.notice.text)
        set_state(self, shown.notice.level.value)

    def on_close_clicked(self) -> None:
        """The × was pressed."""
        self.closed.emit(self.number)

    def enterEvent(self, event: QEnterEvent) -> None:
        """The mouse is on it: it stays."""
        super().enterEvent(event)
        self.held.emit(self.number, True)

    def leaveEvent(self, event: QEvent) -> None:
        """The mouse has left: its time runs again."""
        super().leaveEvent(event)
        self.held.emit(self.number, False)


class Notices(QWidget):
    """The stack of toasts over a window's bottom left corner, the newest at the bottom.

    Args:
        board: what is to be told; `expire` is called by whoever keeps the slow time.
        over: the widget whose corner they sit in.
        keep_clear: what they never cover, wherever it is docked: they sit to the right of it then.
    """

    def __init__(
        self, board: NoticeBoard, theme: Theme, over: QWidget, keep_clear: Sequence[QWidget] = ()
    ) -> None:
        super().__init__(over)
        self._board = board
        self._over = over
        self._keep_clear = keep_clear
        self.toasts = [Toast(theme, self) for _ in range(_MOST)]
        self.more: QLabel = plain_label("", Role.CAPTION, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.more)
        for toast in self.toasts:
            column.addWidget(toast)
            toast.held.connect(self.on_held)
            toast.closed.connect(self.on_closed)
        board.listeners.append(self.on_board_changed)
        over.installEventFilter(self)
        self.on_board_changed()

    def on_board_changed(self) -> None:
        """The board has something else on it."""
        everything = self._board.shown()
        visible = everything[-_MOST:]
        for toast, shown in zip(self.toasts, visible, strict=False):
            toast.show_notice(shown)
            toast.show()
        for toast in self.toasts[len(visible) :]:
            toast.hide()
        hidden = len(everything) - len(visible)
        self.more.setText(f"{hidden} earlier")
        self.more.setVisible(hidden > 0)
        self.setVisible(bool(visible))
        self._place()

    def on_held(self, number: int, held: bool) -> None:
        """The mouse came to a toast or left it."""
        (self._board.hold if held else self._board.release)(number)

    def on_closed(self, number: int) -> None:
        """A toast was closed."""
        self._board.close(number)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep to the corner when the window changes its size, and in front of what is laid out anew."""
        if watched is self._over and event.type() == QEvent.Type.Resize:
            self._place()
        elif watched is self._over and event.type() == QEvent.Type.ChildAdded:
            self.raise_()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        layout = self.layout()
        if layout is None or self.isHidden():
            return
        layout.activate()
        height = (
            layout.totalHeightForWidth(_WIDTH_PX) if layout.hasHeightForWidth() else self.sizeHint().height()
        )
        box = QRect(PAD, self._over.height() - height - PAD, _WIDTH_PX, height)
        for taken in sorted(self._taken(), key=QRect.left):
            if taken.intersects(box) and taken.right() + PAD + _WIDTH_PX <= self._over.width():
                box.moveLeft(taken.right() + PAD)
        self.setGeometry(box)
        self.raise_()

    def _taken(self) -> list[QRect]:
        """Where the widgets are that are not to be covered, as far as they are in this window."""
        return [
            QRect(widget.mapTo(self._over, QPoint(0, 0)), widget.size())
            for widget in self._keep_clear
            if widget.isVisible() and self._over.isAncestorOf(widget)
        ]
