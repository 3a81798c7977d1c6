"""The line over a table in which the numbers of one row are typed: judged with every key, confirmed once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, NamedTuple, Protocol, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from terminal_app.core.instrument import Instrument
from terminal_app.ui.style import GAP, PAD, Role, set_state
from terminal_app.ui.widgets.bar import bar_button
from terminal_app.ui.widgets.decimal_edit import DecimalEdit
from terminal_app.ui.widgets.text import plain_label

_FIELD_PX = 120


class Ruled(Protocol):
    """A row with the rules its numbers are written by."""

    @property
    def instrument(self) -> Instrument | None:
        """`None` while they are not known."""
        ...


R = TypeVar("R", bound=Ruled)
W = TypeVar("W")


class FieldSpec(NamedTuple):
    """A field: what stands before it, what a screen reader says, and the step of its arrow keys."""

    caption: str
    name: str
    step: Callable[[Instrument], Decimal]


@dataclass(frozen=True, slots=True)
class Judged(Generic[W]):
    """What the fields mean: `wanted`, or what is wrong.

    `wrong` is a sentence for each field, in their order, empty where nothing is; `whole` concerns all of
    them, and may also say what else follows from what is wanted.
    """

    wanted: W | None = None
    wrong: Sequence[str] = ()
    whole: str = ""


class FieldBar(QWidget, Generic[R, W]):
    """Hidden until the numbers of a row are to be typed. A bar of a panel says what they mean.

    Args:
        fields: the fields, left to right.
        yes: what the button that confirms says.
        confirms: what a screen reader says of it.
        keeps: the same of the button that leaves everything as it is.
        width: of a field, in pixels.
    """

    def __init__(
        self, fields: Sequence[FieldSpec], yes: str, confirms: str, keeps: str, width: int = _FIELD_PX
    ) -> None:
        super().__init__()
        self.row: R | None = None
        self.what = plain_label("", Role.STRONG)
        self.error = plain_label("", Role.SOFT)
        self.error.setWordWrap(True)
        self.confirm = bar_button(f"{yes}  ↵", f"{confirms} (Return)")
        self.keep = bar_button("Keep  Esc", f"{keeps} (Escape)")
        self.fields = tuple(DecimalEdit(one.name, self._step_of(one.step)) for one in fields)
        self._captions: dict[DecimalEdit, QLabel] = {}
        line = QHBoxLayout(self)
        line.setContentsMargins(PAD, GAP, PAD, GAP)
        line.setSpacing(PAD)
        line.addWidget(self.what)
        for one, field in zip(fields, self.fields, strict=True):
            self._captions[field] = plain_label(one.caption, Role.CAPTION)
            field.setFixedWidth(width)
            field.changed.connect(self.on_typed)
            field.line.returnPressed.connect(self.on_confirm)
            line.addWidget(self._captions[field])
            line.addWidget(field)
        line.addWidget(self.confirm)
        line.addWidget(self.keep)
        line.addWidget(self.error, 1)
        self.confirm.clicked.connect(self.on_confirm)
        self.keep.clicked.connect(self.close_bar)
        self.hide()

    def judged(self, row: R) -> Judged[W]:
        """What the fields mean for a row as it is now."""
        raise NotImplementedError

    def confirmed(self, row: R, wanted: W) -> None:
        """The person has confirmed; the bar has closed itself."""
        raise NotImplementedError

    def begin(self, row: R, title: str, texts: Sequence[str | None], first: DecimalEdit) -> None:
        """Open it for a row.

        Args:
            row: whose numbers.
            title: what stands before the fields.
            texts: what stands in each; `None` for a field that the row does not have.
            first: the field that has the keyboard.
        """
        self.row = row
        self.what.setText(title)
        for field, text in zip(self.fields, texts, strict=True):
            field.set_text(text or "")
            field.setVisible(text is not None)
            self._captions[field].setVisible(text is not None)
        self.show()
        first.line.setFocus(Qt.FocusReason.OtherFocusReason)
        first.line.selectAll()
        self.on_typed()

    def take(self, row: R) -> None:
        """Judge what is typed by the newest state of the row."""
        if row != self.row:
            self.row = row
            self.on_typed()

    def on_typed(self) -> None:
        """Say what is wrong, or let it be confirmed."""
        found: Judged[W] = Judged() if self.row is None else self.judged(self.row)
        wrong = found.wrong or [""] * len(self.fields)
        for field, sentence in zip(self.fields, wrong, strict=True):
            set_state(field.line, "error" if sentence else "")
        first = next(filter(None, wrong), "")
        self.error.setText(first or found.whole)
        set_state(self.error, "warning" if first else "soft")
        self.confirm.setEnabled(found.wanted is not None)

    def on_confirm(self) -> None:
        """Confirm it, once: the bar closes with it."""
        row = self.row
        wanted = None if row is None else self.judged(row).wanted
        if row is not None and wanted is not None:
            self.close_bar()
            self.confirmed(row, wanted)

    def close_bar(self) -> None:
        """Leave everything as it is."""
        self.row = None
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves everything as it is."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_bar()
            event.accept()
        else:
            super().keyPressEvent(event)

    def _step_of(self, pick: Callable[[Instrument], Decimal]) -> Callable[[], Decimal | None]:
        def step() -> Decimal | None:
            rules = None if self.row is None else self.row.instrument
            return None if rules is None else pick(rules)

        return step
