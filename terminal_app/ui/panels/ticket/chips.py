"""The size buttons under the slider: each holds a percentage or a size, and can be given another one."""

from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QPushButton, QSizePolicy, QWidget

from terminal_app.core.money import trimmed
from terminal_app.ui.number_input import NotANumberError, read_amount
from terminal_app.ui.style import Role, set_role, set_state
from terminal_app.ui.widgets.text import set_tip

USUAL_CHIPS = ("25%", "50%", "75%", "100%")
"""What the buttons hold at first."""

_WHOLE = Decimal(100)
_MOST_LETTERS = 9


def chip_text(typed: str) -> str:
    """What a button holds for a typed text: `25%`, or a size in base coin such as `0.05`.

    Raises:
        NotANumberError: it cannot be one; the message says why.
    """
    amount = read_amount(typed)
    if amount.value <= 0:
        raise NotANumberError("It must be above zero.")
    if amount.percent and amount.value > _WHOLE:
        raise NotANumberError("There is no more than 100 %.")
    text = trimmed(amount.value) + ("%" if amount.percent else "")
    if len(text) > _MOST_LETTERS:
        raise NotANumberError("This is too long for a button.")
    return text


def chips_from_saved(saved: object) -> tuple[str, ...]:
    """The texts of an earlier run; a text that makes no sense is the usual one."""
    texts = saved if isinstance(saved, list) else []
    made = []
    for place, usual in enumerate(USUAL_CHIPS):
        text = texts[place] if place < len(texts) else usual
        try:
            made.append(chip_text(text) if isinstance(text, str) else usual)
        except NotANumberError:
            made.append(usual)
    return tuple(made)


class SizeChip(QPushButton):
    """One button. Double-click, F2 or its menu changes what it holds.

    Signals:
        picked(str): it was pressed.
        edited(): it holds something else now.
    """

    picked = Signal(str)
    edited = Signal()

    def __init__(self, usual: str, parent: QWidget | None = None) -> None:
        super().__init__(usual, parent)
        self._usual = usual
        set_role(self, Role.CHIP)
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.editor = _Editor(self)
        self.editor.hide()
        self.clicked.connect(self._on_clicked)
        self.editor.returnPressed.connect(self._on_entered)
        self.editor.left.connect(self._on_left)

    @property
    def is_share(self) -> bool:
        """Whether it holds a percentage."""
        return self.text().endswith("%")

    def edit(self) -> None:
        """Open the field in which it is changed."""
        self.editor.setText(self.text())
        self.editor.resize(self.size())
        set_state(self.editor, "")
        self.editor.setToolTip("")
        self.editor.show()
        self.editor.setFocus()
        self.editor.selectAll()

    def hold(self, text: str) -> None:
        """Hold another text, and tell."""
        if text != self.text():
            self.setText(text)
            self.edited.emit()

    def make_menu(self) -> QMenu:
        """What can be done with it."""
        menu = QMenu(self)
        menu.addAction("Change…\tF2", self.edit)
        back = menu.addAction(f"Back to {self._usual}", self._on_back)
        back.setEnabled(self.text() != self._usual)
        return menu

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Change it; the first press has taken its size already."""
        event.accept()
        self.edit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to change it."""
        menu = self.make_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F2 changes it."""
        if event.key() == Qt.Key.Key_F2:
            self.edit()
            event.accept()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The field lies over the whole button."""
        super().resizeEvent(event)
        self.editor.resize(self.size())

    def _on_clicked(self) -> None:
        self.picked.emit(self.text())

    def _on_back(self) -> None:
        self.hold(self._usual)

    def _on_entered(self) -> None:
        try:
            text = chip_text(self.editor.text())
        except NotANumberError as error:
            set_state(self.editor, "error")
            set_tip(self.editor, str(error))
            self.editor.setAccessibleDescription(str(error))
            return
        self.editor.hide()
        self.setFocus()
        self.hold(text)

    def _on_left(self) -> None:
        self.editor.hide()


class _Editor(QLineEdit):
    """Lies over its button. Return takes the text, Escape and going elsewhere do not.

    Signals:
        left(): it was left without an answer.
    """

    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("A percentage such as 25%, or a size in base coin")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        set_role(self, Role.CHIP)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves it."""
        if event.key() == Qt.Key.Key_Escape:
            event.accept()
            self.left.emit()
        else:
            super().keyPressEvent(event)
            # Return is taken here: it must not reach what the button stands in.
            event.accept()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Going elsewhere leaves it."""
        super().focusOutEvent(event)
        self.left.emit()
