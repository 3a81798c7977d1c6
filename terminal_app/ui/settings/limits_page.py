"""The page of our own limits as a widget. It holds text and decides nothing."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from terminal_app.trading.day import DayResult
from terminal_app.ui import format as fmt
from terminal_app.ui.settings.limits_form import LIMIT_WORDS, Limit, LimitsForm
from terminal_app.ui.settings.pages import limit_field, new_grid
from terminal_app.ui.style import GAP, PAD, Role, set_state
from terminal_app.ui.widgets.text import plain_label

_TEXT = (
    "What breaks a limit is refused on this computer and never sent. Closing and cancelling always pass. "
    "These hold for this profile alone."
)
_FIELD_PX = 210


class LimitsPage(QScrollArea):
    """Our own limits.

    Signals:
        changed(): another number.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Risk limits")
        self.fields = {one: limit_field(*LIMIT_WORDS[one]) for one in Limit}
        self.unrealised = QCheckBox("Count what open positions would lose now")
        self.today = plain_label("", Role.SOFT)
        grid: QGridLayout = new_grid()
        for row, (one, field) in enumerate(self.fields.items()):
            name = plain_label(LIMIT_WORDS[one][0])
            name.setWordWrap(True)
            name.setBuddy(field)
            field.setFixedWidth(_FIELD_PX)
            grid.addWidget(name, row, 0)
            grid.addWidget(field, row, 1)
            field.changed.connect(self.changed)
        grid.addWidget(self.unrealised, len(Limit), 0, 1, 2)
        grid.addWidget(self.today, len(Limit) + 1, 0, 1, 2)
        self.unrealised.toggled.connect(self.changed)
        words = plain_label(_TEXT, Role.SOFT)
        words.setWordWrap(True)
        holder = QWidget()
        whole = QVBoxLayout(holder)
        whole.setContentsMargins(0, 0, PAD, 0)
        whole.setSpacing(PAD)
        whole.addWidget(words)
        whole.addLayout(grid)
        whole.addStretch(1)
        self.setWidget(holder)

    def form(self) -> LimitsForm:
        """The fields as they are."""
        return LimitsForm(
            {one: field.text() for one, field in self.fields.items()}, self.unrealised.isChecked()
        )

    def show_form(self, form: LimitsForm) -> None:
        """Put numbers into the fields."""
        for one, field in self.fields.items():
            field.set_text(form.texts[one])
        self.unrealised.setChecked(form.unrealised)

    def show_errors(self, errors: Mapping[Limit, str]) -> None:
        """Say what is wrong with the numbers."""
        for one, field in self.fields.items():
            field.show_error(errors.get(one, ""))

    def show_today(self, result: DayResult | None) -> None:
        """Say what the daily loss is counted from."""
        self.today.setText("" if result is None else _today(result))


def _today(result: DayResult) -> str:
    without = f", without fees in {', '.join(result.left_out)}" if result.left_out else ""
    return f"Today so far, after fees and funding{without}: {fmt.signed_money(result.amount)}"


class Consent(QWidget):
    """What would be allowed that was refused before, and the tick that agrees to it.

    Signals:
        changed(): agreed, or not any more.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.words = plain_label("")
        self.words.setWordWrap(True)
        set_state(self.words, "warning")
        self.agree = QCheckBox("Yes, allow this")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(GAP)
        whole.addWidget(self.words)
        whole.addWidget(self.agree)
        self.agree.toggled.connect(self.changed)
        self.hide()

    def ask(self, sentences: Sequence[str]) -> None:
        """Ask for these; a tick for other sentences does not count."""
        text = "\n".join(sentences)
        if text != self.words.text():
            self.words.setText(text)
            self.agree.setChecked(False)
        self.setVisible(bool(text))

    @property
    def given(self) -> bool:
        """Whether there is nothing to agree to, or it was agreed to."""
        return not self.words.text() or self.agree.isChecked()
