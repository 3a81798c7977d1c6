"""How an order works: time in force, which price sets it off, post-only, reduce-only, how long it lives."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from terminal_app.core.commands import Lifetime
from terminal_app.core.orders import TimeInForce, TriggerBy
from terminal_app.ui.panels.ticket.form import OrderKind
from terminal_app.ui.style import GAP, PAD, Role
from terminal_app.ui.widgets.text import plain_label

_TIME_IN_FORCE = "time in force"
_POST_ONLY = "post-only"
_LIFETIME = "lifetime"

_TIMES_IN_FORCE = (
    ("GTC", TimeInForce.GTC, "Good till cancelled: works until it is filled or cancelled"),
    ("IOC", TimeInForce.IOC, "Immediate or cancel: fills what it can at once, cancels the rest"),
    ("FOK", TimeInForce.FOK, "Fill or kill: fills wholly at once or not at all"),
)
_LIFETIMES = (
    ("Keep", Lifetime.KEEP, "Stays at Bitget if this window dies."),
    ("Session", Lifetime.SESSION, "Cancelled by the watchdog if this window dies."),
)


class CalmCombo(QComboBox):
    """A list that a wheel which scrolls past does not change."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn only the list that has the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class FlagRow(QWidget):
    """The flags, of which only those are seen that belong to the kind of order.

    Signals:
        chosen(): one that is remembered is another one.
        closing(bool): whether the order only reduces.
    """

    chosen = Signal()
    closing = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.time_in_force = CalmCombo("Time in force")
        for number, (name, value, tip) in enumerate(_TIMES_IN_FORCE):
            self.time_in_force.addItem(name, value)
            self.time_in_force.setItemData(number, tip, Qt.ItemDataRole.ToolTipRole)
        self.trigger_by = CalmCombo("Which price sets it off")
        for by, name in ((TriggerBy.LAST, "Last price"), (TriggerBy.MARK, "Mark price")):
            self.trigger_by.addItem(name, by)
        self.post_only = QCheckBox("Post-only")
        self.post_only.setToolTip("Only add to the book; the exchange cancels the order if it would take")
        self.reduce_only = QCheckBox("Reduce-only")
        self.reduce_only.setToolTip("Only make a position smaller, never open or turn one")
        self.lifetime = CalmCombo("What becomes of the order if this window dies")
        for number, (name, life, tip) in enumerate(_LIFETIMES):
            self.lifetime.addItem(name, life)
            self.lifetime.setItemData(number, tip, Qt.ItemDataRole.ToolTipRole)
        self._life = QWidget()
        self._meaning = plain_label(role=Role.SOFT)
        self._meaning.setWordWrap(True)
        self._meaning.setMinimumWidth(1)
        self._lay_out()
        self.trigger_by.hide()
        self._explain()
        self.time_in_force.currentIndexChanged.connect(self.chosen)
        self.trigger_by.currentIndexChanged.connect(self.chosen)
        self.lifetime.currentIndexChanged.connect(self._on_lifetime)
        self.post_only.toggled.connect(self._on_post_only)
        self.reduce_only.toggled.connect(self.closing)

    def show_for(self, kind: OrderKind, *, market: bool, futures: bool, hedge: bool) -> None:
        """Show the flags of a kind of order."""
        reduces = self.reduce_only.isChecked()
        plain, scaled, pair = (kind is one for one in (OrderKind.PLAIN, OrderKind.SCALED, OrderKind.OCO))
        works = (plain and not market) or scaled
        self.time_in_force.setVisible(works and plain)
        self.trigger_by.setVisible(kind in (OrderKind.TRIGGER, OrderKind.TRAILING, OrderKind.OCO))
        self.post_only.setVisible(works or (pair and not reduces))
        self.reduce_only.setVisible(futures and not hedge and kind is not OrderKind.TRAILING)
        self._life.setVisible(works and not (futures and reduces))

    def life(self) -> Lifetime:
        """What becomes of the order if the window dies."""
        return Lifetime(self.lifetime.currentData())

    def choices(self) -> dict[str, object]:
        """What is remembered, as values that fit in JSON."""
        return {
            _TIME_IN_FORCE: TimeInForce(self.time_in_force.currentData()).value,
            _POST_ONLY: self.post_only.isChecked(),
            _LIFETIME: self.life().value,
        }

    def take_choices(self, saved: Mapping[str, object]) -> None:
        """Take choices told earlier; what is not understood stays as it is."""
        for box, rules, name in (
            (self.time_in_force, _TIMES_IN_FORCE, _TIME_IN_FORCE),
            (self.lifetime, _LIFETIMES, _LIFETIME),
        ):
            row = next((n for n, rule in enumerate(rules) if rule[1].value == saved.get(name)), -1)
            if row >= 0:
                box.setCurrentIndex(row)
        if isinstance(post_only := saved.get(_POST_ONLY), bool):
            self.post_only.setChecked(post_only)

    def tab_order(self) -> list[QWidget]:
        """What the tab key goes through."""
        return [self.time_in_force, self.trigger_by, self.post_only, self.reduce_only, self.lifetime]

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(PAD)
        for flag in (self.time_in_force, self.trigger_by, self.post_only, self.reduce_only):
            row.addWidget(flag)
        row.addStretch(1)
        life = QHBoxLayout(self._life)
        life.setContentsMargins(0, 0, 0, 0)
        life.setSpacing(PAD)
        life.addWidget(self.lifetime)
        life.addWidget(self._meaning, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(GAP)
        whole.addLayout(row)
        whole.addWidget(self._life)

    def _on_lifetime(self) -> None:
        self._explain()
        self.chosen.emit()

    def _explain(self) -> None:
        self._meaning.setText(next(tip for _, life, tip in _LIFETIMES if life is self.life()))

    def _on_post_only(self, wanted: bool) -> None:
        self.time_in_force.setEnabled(not wanted)
        self.chosen.emit()
