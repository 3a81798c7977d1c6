"""The kinds of order as tabs: the usual ones in a row, the others in a second one. Holds a choice."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from terminal_app.ui.panels.ticket.form import OrderKind
from terminal_app.ui.style import GAP, Role
from terminal_app.ui.widgets.text import plain_label, set_tip

_HINTS = {
    (OrderKind.TRAILING, False): (
        "The stop stands at Bitget; this program moves it along. When it ends, the last stop stays."
    ),
    (OrderKind.OCO, False): (
        "Both wait at Bitget; this program cancels one when the other is executed. When it ends, both stay."
    ),
    (OrderKind.OCO, True): "One order at Bitget: what is set off first cancels the other there.",
}


class KindTabs(QWidget):
    """Which kind of order the ticket sends.

    Signals:
        chosen(): another kind.
    """

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.limit = kind_tab("Limit", "Limit order")
        self.market = kind_tab("Market", "Market order")
        self.trigger = kind_tab("Trigger", "Trigger order: placed when a price is reached")
        self.scaled = kind_tab("Scaled", "Several limit orders over a range of prices")
        self.trailing = kind_tab("Trailing", "Trailing stop: a stop-loss that follows the price")
        self.oco = kind_tab("OCO", "OCO: two orders of which one cancels the other")
        self.more = kind_tab("More", "More kinds of order: scaled, trailing, OCO")
        self.hint = plain_label(role=Role.SOFT)
        self.hint.setWordWrap(True)
        self.hint.setMinimumWidth(1)
        self._others = QWidget()
        self._group = QButtonGroup(self)
        for tab in self._tabs():
            self._group.addButton(tab)
        self.limit.setChecked(True)
        self._lay_out()
        self._others.hide()
        self.hint.hide()
        self._group.buttonToggled.connect(self._on_toggled)
        self.more.toggled.connect(self._on_more)

    @property
    def kind(self) -> OrderKind:
        """What the ticket sends."""
        special = {
            self.trigger: OrderKind.TRIGGER,
            self.scaled: OrderKind.SCALED,
            self.trailing: OrderKind.TRAILING,
            self.oco: OrderKind.OCO,
        }
        return next((kind for tab, kind in special.items() if tab.isChecked()), OrderKind.PLAIN)

    def show_for(self, *, futures: bool, no_trigger: str = "") -> None:
        """Offer what there is; what only futures have goes back to a limit order elsewhere.

        `no_trigger` says why a trigger order cannot be had, empty when it can.
        """
        for tab in (self.trailing, self.oco):
            tab.setVisible(futures)
            if tab.isChecked() and not futures:
                self.limit.setChecked(True)
        self.trigger.setEnabled(not no_trigger)
        set_tip(self.trigger, no_trigger)
        if self.trigger.isChecked() and no_trigger:
            self.limit.setChecked(True)

    def explain(self, *, closing: bool) -> None:
        """Say what stays at the exchange and what this program does."""
        kind = self.kind
        text = _HINTS.get((kind, closing and kind is OrderKind.OCO), "")
        self.hint.setText(text)
        self.hint.setVisible(bool(text))

    def tab_order(self) -> list[QWidget]:
        """What the tab key goes through."""
        return [
            self.limit,
            self.market,
            self.trigger,
            self.more,
            self.scaled,
            self.trailing,
            self.oco,
        ]

    def _tabs(self) -> tuple[QPushButton, ...]:
        return (self.limit, self.market, self.trigger, *self._rest())

    def _rest(self) -> tuple[QPushButton, ...]:
        return (self.scaled, self.trailing, self.oco)

    def _lay_out(self) -> None:
        first, second = QHBoxLayout(), QHBoxLayout(self._others)
        second.setContentsMargins(0, 0, 0, 0)
        for row, tabs in (
            (first, (self.limit, self.market, self.trigger, self.more)),
            (second, self._rest()),
        ):
            row.setSpacing(GAP)
            for tab in tabs:
                row.addWidget(tab, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(GAP)
        whole.addLayout(first)
        whole.addWidget(self._others)
        whole.addWidget(self.hint)

    def _on_toggled(self, _tab: QPushButton, checked: bool) -> None:
        if checked:
            self.more.setChecked(self._is_other())
            self._on_more(self.more.isChecked())
            self.chosen.emit()

    def _on_more(self, wanted: bool) -> None:
        # What is chosen stays in sight.
        self._others.setVisible(wanted or self._is_other())

    def _is_other(self) -> bool:
        return any(tab.isChecked() for tab in self._rest())


def kind_tab(name: str, meaning: str) -> QPushButton:
    """A button that stays down, as wide as its place."""
    tab = QPushButton(name)
    tab.setCheckable(True)
    tab.setAutoDefault(False)
    tab.setAccessibleName(meaning)
    tab.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    return tab
