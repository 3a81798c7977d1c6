"""The five working sizes under the ladder: one click picks, a double-click edits, and a key does either."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from terminal_app.core.instrument import Instrument
from terminal_app.core.money import plain
from terminal_app.ui import format as fmt
from terminal_app.ui.panels.ladder.sizes import COUNT, BadSizeError, Sizes, read, reading_text
from terminal_app.ui.style import GAP, SMALL_PX, Role, body_font, set_role, set_state
from terminal_app.ui.widgets.decimal_edit import DecimalEdit
from terminal_app.ui.widgets.text import plain_label

_EDGES_PX = 8


class SizeChip(QPushButton):
    """One working size.

    Signals:
        edit_wanted: it was double-clicked.
    """

    edit_wanted = Signal()

    def __init__(self, number: int) -> None:
        super().__init__(fmt.DASH)
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(f"Working size {number}")
        self.setToolTip(f"Work with this size: key {number}. Double-click changes it.")
        set_role(self, Role.SIZE)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Change it."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.edit_wanted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F2 changes it, as in a table."""
        if event.key() == Qt.Key.Key_F2:
            self.edit_wanted.emit()
            return
        super().keyPressEvent(event)


class SizeEditor(QWidget):
    """A field for one size, with what it would become said below. Enter takes it, Escape does not.

    Signals:
        taken: the size that was typed, on the lot (Decimal).
        closed: the field is not needed any more.
    """

    taken = Signal(object)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rules: Instrument | None = None
        self.edit = DecimalEdit("Working size", lambda: None if self._rules is None else self._rules.lot)
        self.reading = plain_label("", Role.SOFT)
        self.reading.setWordWrap(True)
        self.reading.setMinimumWidth(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.edit)
        column.addWidget(self.reading)
        self.edit.changed.connect(self._on_changed)
        self.edit.line.returnPressed.connect(self._on_return)

    def open(self, rules: Instrument, text: str) -> None:
        """Begin with a size."""
        self._rules = rules
        self.edit.set_text(text)
        self._on_changed()
        self.show()
        self.edit.line.setFocus()
        self.edit.line.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves the size as it was."""
        if event.key() == Qt.Key.Key_Escape:
            event.accept()
            self.closed.emit()
            return
        super().keyPressEvent(event)

    def _on_changed(self) -> None:
        if self._rules is None:
            return
        text, usable = reading_text(self.edit.text(), self._rules)
        self.reading.setText(text)
        set_state(self.reading, "soft" if usable or not text else "warning")

    def _on_return(self) -> None:
        if self._rules is None:
            return
        try:
            found = read(self.edit.text(), self._rules)
        except BadSizeError as error:
            self.reading.setText(str(error))
            set_state(self.reading, "warning")
            return
        self.taken.emit(found.size)


class SizeBar(QWidget):
    """Five chips, and the field that changes one of them in their place.

    Signals:
        picked(int): the place of the size to work with.
        changed: a place and its new size (int, Decimal).
        edit_closed: the field has gone; the keyboard belongs to the ladder again.
    """

    picked = Signal(int)
    changed = Signal(int, object)
    edit_closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rules: Instrument | None = None
        self._sizes: Sizes | None = None
        self._editing: int | None = None
        self._metrics = QFontMetrics(body_font(SMALL_PX))
        self.chips = [SizeChip(number + 1) for number in range(COUNT)]
        self._holder = QWidget(self)
        self._grid = QGridLayout(self._holder)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(GAP)
        self.editor = SizeEditor(self)
        self.editor.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._holder)
        column.addWidget(self.editor)
        for place, chip in enumerate(self.chips):
            chip.clicked.connect(self._picker(place))
            chip.edit_wanted.connect(self._opener(place))
        self.editor.taken.connect(self._on_taken)
        self.editor.closed.connect(self.close_editor)
        self._columns = 0
        self._arrange()

    def show_sizes(self, rules: Instrument | None, sizes: Sizes | None) -> None:
        """Show the sizes of an instrument; `None` while there are none."""
        self._rules, self._sizes = rules, sizes
        for place, chip in enumerate(self.chips):
            chip.setEnabled(sizes is not None)
            text = fmt.DASH if sizes is None else fmt.size(sizes.values[place], rules)
            chip.setText(text)
            chip.setAccessibleName(f"Working size {place + 1}: {text}")
            chip.setChecked(sizes is not None and sizes.picked == place)
        self._arrange()

    def open_editor(self, place: int) -> None:
        """Let a size be typed."""
        if self._rules is None or self._sizes is None:
            return
        self._editing = place
        self._holder.hide()
        self.editor.open(self._rules, plain(self._sizes.values[place]))

    def close_editor(self) -> None:
        """Show the chips again."""
        if self._editing is None:
            return
        self._editing = None
        self.editor.hide()
        self._holder.show()
        self.edit_closed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _on_taken(self, size: object) -> None:
        place = self._editing
        if place is not None:
            self.close_editor()
            self.changed.emit(place, size)

    def _picker(self, place: int) -> Callable[[], None]:
        def pick() -> None:
            self.picked.emit(place)

        return pick

    def _opener(self, place: int) -> Callable[[], None]:
        def edit() -> None:
            self.open_editor(place)

        return edit

    def _arrange(self) -> None:
        """All in a row where they have room, else in two or three."""
        longest = max(self._metrics.horizontalAdvance(chip.text()) for chip in self.chips) + _EDGES_PX
        fitting = max(2, (self.width() + GAP) // (longest + GAP))
        columns = COUNT if fitting >= COUNT else 3 if fitting >= 3 else 2
        if columns == self._columns:
            return
        self._columns = columns
        for chip in self.chips:
            self._grid.removeWidget(chip)
        for place, chip in enumerate(self.chips):
            self._grid.addWidget(chip, place // columns, place % columns)
        for column in range(COUNT):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
