"""The page about how this account is spoken to, as a widget. It decides nothing."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLabel, QVBoxLayout, QWidget

from terminal_app.core.abilities import Ability
from terminal_app.core.ports import OrdersOver
from terminal_app.settings.exchange import ExchangeChoices
from terminal_app.ui.settings.pages import new_grid
from terminal_app.ui.style import GAP, PAD, Role, set_state
from terminal_app.ui.widgets.text import plain_label, set_tip

_TEXT = (
    "How orders travel, and what Bitget does when this computer falls silent. "
    "These hold for this profile alone."
)
_OVER_TEXT = (
    "Over the stream an order saves a request of its own. Bitget opens it for a key on request only: the "
    "first order refused for it turns the session to REST, and is not sent again. "
    "Holds from the next connection on."
)
_COUNTDOWN_TEXT = (
    "Bitget then cancels EVERY order of the account: also those placed elsewhere, and those that protect a "
    "position. Bitget gives this to accounts on request only; it is asked when you save, and what it says "
    "holds at once. A normal quit switches it off and cancels nothing."
)
OVER_WORDS: Mapping[OrdersOver, str] = {
    OrdersOver.REST: "By REST, as usual",
    OrdersOver.AUTO: "Over the stream, where the key may",
}
"""The ways of an order as the person chooses them."""

_BOX_PX = 230
_SECONDS = (0, 5, 10, 15, 30, 45, 60)


class ExchangePage(QWidget):
    """By which way orders go, and the venue's own switch.

    Signals:
        changed(): another choice.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.over = QComboBox()
        self.over.setAccessibleName("By which way orders go")
        for way, words in OVER_WORDS.items():
            self.over.addItem(words, way)
        self.countdown = QComboBox()
        self.countdown.setAccessibleName("Have Bitget cancel everything after so many seconds of silence")
        for seconds in _SECONDS:
            self._add(seconds)
        self.over_said, self.countdown_said = _words(_OVER_TEXT), _words(_COUNTDOWN_TEXT)
        set_state(self.countdown_said, "warning")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(PAD + GAP)
        whole.addWidget(_words(_TEXT))
        for name, box, explained in (
            ("Orders go", self.over, self.over_said),
            ("When this computer falls silent, have Bitget cancel", self.countdown, self.countdown_said),
        ):
            grid = new_grid()
            title = plain_label(name)
            title.setBuddy(box)
            grid.addWidget(title, 0, 0)
            box.setMinimumWidth(_BOX_PX)
            grid.addWidget(box, 0, 1)
            grid.addWidget(explained, 1, 0, 1, 2)
            whole.addLayout(grid)
            box.currentIndexChanged.connect(self.changed)
        whole.addStretch(1)

    def chosen(self) -> ExchangeChoices:
        """What is chosen."""
        return ExchangeChoices(OrdersOver(self.over.currentData()), int(self.countdown.currentData()))

    def show_choices(self, choices: ExchangeChoices) -> None:
        """Put choices into the fields."""
        self.over.setCurrentIndex(self.over.findData(choices.orders_over))
        if self.countdown.findData(choices.countdown_s) < 0:
            self._add(choices.countdown_s)
        self.countdown.setCurrentIndex(self.countdown.findData(choices.countdown_s))

    def show_missing(self, missing: Mapping[Ability, str]) -> None:
        """Shut what this account does not have, and say why in the place of what it would do."""
        if reason := missing.get(Ability.COUNTDOWN):
            self.countdown.setEnabled(False)
            set_tip(self.countdown, reason)
            self.countdown_said.setText(reason)
            set_state(self.countdown_said, "soft")

    def _add(self, seconds: int) -> None:
        self.countdown.addItem(f"everything after {seconds}\u00a0s" if seconds else "nothing", seconds)


def loosened_exchange(old: ExchangeChoices, new: ExchangeChoices) -> tuple[str, ...]:
    """What the venue would be allowed to do that it was not; nothing when the person gives nothing away."""
    if new.countdown_s in (0, old.countdown_s):
        return ()
    silence = f"when it has not heard of this program for {new.countdown_s}\u00a0s"
    return (f"Bitget may cancel EVERY order of this account, also those placed elsewhere, {silence}.",)


def _words(text: str) -> QLabel:
    label = plain_label(text, Role.SOFT)
    label.setWordWrap(True)
    return label
