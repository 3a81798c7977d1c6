"""A small window in which one looks for a symbol: letters above, the best matches below."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from terminal_app.core.instrument import Instrument
from terminal_app.ui.style import GAP

_WIDTH_PX = 220
_ROWS = 8
_ROW_PX = 24
_MOST = 50
_KEYS_OF_LIST = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)


class SymbolPicker(QFrame):
    """Asks for a symbol and goes away: Return or a click takes one, Esc or a click elsewhere takes none.

    Signals:
        picked: an instrument was taken (InstrumentId).

    Args:
        search: instruments that match some letters, best first, at most so many.
        parent: over which it opens.
    """

    picked = Signal(object)

    def __init__(self, search: Callable[[str, int], Sequence[Instrument]], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._search = search
        self.setObjectName("popover")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName("Choose a symbol")
        self.words = QLineEdit()
        self.words.setPlaceholderText("Symbol or coin")
        self.words.setAccessibleName("Symbol to look for")
        self.words.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName("Symbols that match")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setUniformItemSizes(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, GAP, GAP, GAP)
        column.setSpacing(GAP)
        column.addWidget(self.words)
        column.addWidget(self.list)
        self.resize(_WIDTH_PX, self.words.sizeHint().height() + _ROWS * _ROW_PX + 3 * GAP)
        self.words.textChanged.connect(self.on_words_changed)
        self.words.returnPressed.connect(self.on_return)
        self.list.itemClicked.connect(self.on_item_clicked)
        self.on_words_changed("")

    def ask(self, at: QPoint, letters: str = "") -> None:
        """Open at a place of the desktop, or as near to it as the screen allows."""
        screen = self.screen().availableGeometry()
        x = max(screen.left(), min(at.x(), screen.right() - self.width()))
        y = max(screen.top(), min(at.y(), screen.bottom() - self.height()))
        self.move(x, y)
        self.words.setText(letters)
        self.show()
        self.words.setFocus(Qt.FocusReason.PopupFocusReason)

    def on_words_changed(self, words: str) -> None:
        """Other letters: other matches."""
        self.list.clear()
        for instrument in self._search(words, _MOST):
            item = QListWidgetItem(str(instrument.id))
            item.setData(Qt.ItemDataRole.UserRole, instrument.id)
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def on_return(self) -> None:
        """Take the match that is marked."""
        self._take(self.list.currentItem())

    def on_item_clicked(self, item: QListWidgetItem) -> None:
        """Take this match."""
        self._take(item)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrow keys move the mark in the list while one types."""
        if (
            watched is self.words
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in _KEYS_OF_LIST
        ):
            self.list.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)

    def _take(self, item: QListWidgetItem | None) -> None:
        if item is None:
            return
        self.close()
        self.picked.emit(item.data(Qt.ItemDataRole.UserRole))
