"""The table of balances: the panel reads the newest account snapshot and shows it."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from terminal_app.core.account import AccountSnapshot, Balance
from terminal_app.core.changes import Batch, Kind, Topic
from terminal_app.ui import format as text
from terminal_app.ui.bridge.rows import Align, Column, RowsModel, Tone, sort_number
from terminal_app.ui.honesty.veil import StaleVeil
from terminal_app.ui.panels.balances import state
from terminal_app.ui.style import GAP, PAD, Role
from terminal_app.ui.theme import Theme
from terminal_app.ui.widgets.bar import table_page
from terminal_app.ui.widgets.table import RowTable
from terminal_app.ui.widgets.text import plain_label

_WAITING = "The account has not been read yet."
_EMPTY = "No coins in this account."
_PAIRS = 4


class BalancesPanel(QWidget):
    """What the account holds.

    Signals:
        changed_choice: the columns were arranged in another way.

    Args:
        account: the newest snapshot, `None` until the first one.
        veiled: lays a veil over a widget for when the account is too old.
    """

    changed_choice = Signal()

    def __init__(
        self,
        account: Callable[[], AccountSnapshot | None],
        theme: Theme,
        veiled: Callable[[QWidget], StaleVeil] | None = None,
    ) -> None:
        super().__init__()
        self._account = account
        self.model: RowsModel[Balance] = RowsModel(_COLUMNS, lambda balance: balance.coin, theme, self)
        self.table = RowTable(self.model, theme, "Balances", _WAITING)
        self._pairs = [(plain_label("", Role.CAPTION), plain_label("", Role.STRONG)) for _ in range(_PAIRS)]
        bar = QHBoxLayout()
        for name, value in self._pairs:
            bar.addWidget(name)
            bar.addWidget(value)
            bar.addSpacing(2 * PAD)
        bar.addStretch(1)
        table_page(self, self.table, bar)
        bar.setSpacing(GAP)
        self.table.changed_choice.connect(self.changed_choice)
        self.veil = None if veiled is None else veiled(self.table)
        self._show_summary(None)

    @property
    def topics(self) -> frozenset[Kind | Topic]:
        """Every change of the account."""
        return frozenset({Kind.BALANCES})

    def show_frame(self, batch: Batch) -> None:
        """Bring the table up to date."""
        if not batch.has(Kind.BALANCES):
            return
        account = self._account()
        self.table.empty_text = _WAITING if account is None else _EMPTY
        self.model.show(state.rows(account))
        self._show_summary(account)

    def on_tick(self) -> None:
        """Time has passed: the account may have grown too old."""
        if self.veil is not None:
            self.veil.on_tick()

    def apply_theme(self, theme: Theme) -> None:
        """Wear other colours."""
        self.table.apply_theme(theme)
        if self.veil is not None:
            self.veil.apply_theme(theme)

    def remember(self) -> Mapping[str, object]:
        """How the columns are arranged."""
        return self.table.remember()

    def recall(self, saved: Mapping[str, object]) -> None:
        """Arrange the columns as they were."""
        self.table.recall(saved)

    def _show_summary(self, account: AccountSnapshot | None) -> None:
        pairs = state.summary(account)
        for number, (name, value) in enumerate(self._pairs):
            title, shown = pairs[number] if number < len(pairs) else ("", "")
            name.setText(title)
            value.setText(shown)


_RIGHT = Align.RIGHT
_COLUMNS: tuple[Column[Balance], ...] = (
    Column("Coin", lambda balance: balance.coin, 90, sort=lambda balance: balance.coin, fixed=True),
    Column(
        "Equity",
        lambda balance: text.amount(balance.equity),
        130,
        _RIGHT,
        sort=lambda balance: sort_number(balance.equity),
        copy=lambda balance: text.machine(balance.equity),
    ),
    Column(
        "Available",
        lambda balance: text.amount(balance.available),
        130,
        _RIGHT,
        sort=lambda balance: sort_number(balance.available),
        copy=lambda balance: text.machine(balance.available),
    ),
    Column(
        "In orders",
        lambda balance: text.amount(balance.locked),
        130,
        _RIGHT,
        tone=lambda balance: Tone.NORMAL if balance.locked else Tone.FAINT,
        sort=lambda balance: sort_number(balance.locked),
        copy=lambda balance: text.machine(balance.locked),
    ),
    Column(
        "Debt",
        lambda balance: text.amount(balance.debt),
        110,
        _RIGHT,
        tone=lambda balance: Tone.WARNING if balance.debt else Tone.FAINT,
        copy=lambda balance: text.machine(balance.debt),
    ),
    Column(
        "Value, USD",
        state.value_text,
        130,
        _RIGHT,
        tone=lambda balance: Tone.FAINT if balance.usd_value is None else Tone.NORMAL,
        sort=lambda balance: sort_number(balance.usd_value),
        copy=lambda balance: text.machine(balance.usd_value),
    ),
)
