"""The table of balances: the panel reads the newest account snapshot and shows it."""

from collections.abc import Callable
from decimal import Decimal

from PySide6.QtWidgets import QHBoxLayout, QWidget

from terminal_app.core.account import AccountSnapshot, Balance
from terminal_app.core.changes import Batch, Kind, Topic
from terminal_app.ui import format as text
from terminal_app.ui.bridge.columns import Column, Tone, normal
from terminal_app.ui.bridge.rows import RowsModel
from terminal_app.ui.bridge.shapes import number_column
from terminal_app.ui.panels.balances import state
from terminal_app.ui.style import GAP, PAD, Role
from terminal_app.ui.theme import Theme
from terminal_app.ui.widgets.table import RowTable
from terminal_app.ui.widgets.table_panel import TablePanel, Veiled
from terminal_app.ui.widgets.text import plain_label

_WAITING = "The account has not been read yet."
_EMPTY = "No coins in this account. Whatever you deposit or buy on spot appears here."
_PAIRS = 4


class BalancesPanel(TablePanel[Balance]):
    """What the account holds.

    Args:
        account: the newest snapshot, `None` until the first one.
        theme: the colours.
        veiled: lays a veil over a widget for when the account is too old.
    """

    def __init__(
        self,
        account: Callable[[], AccountSnapshot | None],
        theme: Theme,
        veiled: Veiled | None = None,
    ) -> None:
        model: RowsModel[Balance] = RowsModel(_COLUMNS, lambda balance: balance.coin, theme)
        super().__init__(RowTable(model, theme, "Balances", _WAITING), _WAITING, veiled=veiled)
        self._account = account
        self._pairs = [(plain_label("", Role.CAPTION), plain_label("", Role.STRONG)) for _ in range(_PAIRS)]
        whole = QWidget()
        bar = QHBoxLayout(whole)
        bar.setContentsMargins(0, 0, 0, 0)
        bar.setSpacing(GAP)
        for name, value in self._pairs:
            bar.addWidget(name)
            bar.addWidget(value)
            bar.addSpacing(2 * PAD)
        self.lay_out((whole,))
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
        self.show_rows(state.rows(account))
        self.set_empty(_WAITING if account is None else _EMPTY)
        self._show_summary(account)

    def _show_summary(self, account: AccountSnapshot | None) -> None:
        pairs = state.summary(account)
        for number, (name, value) in enumerate(self._pairs):
            title, shown = pairs[number] if number < len(pairs) else ("", "")
            name.setText(title)
            value.setText(shown)


def _amount_column(
    title: str,
    value: Callable[[Balance], Decimal],
    width: int,
    tone: Callable[[Balance], Tone] = normal,
) -> Column[Balance]:
    return number_column(title, lambda balance: text.amount(value(balance)), value, width, tone=tone)


_COLUMNS: tuple[Column[Balance], ...] = (
    Column(
        "Coin",
        lambda balance: balance.coin,
        90,
        sort=lambda balance: balance.coin,
        fixed=True,
        sought="coin",
    ),
    _amount_column("Equity", lambda balance: balance.equity, 130),
    _amount_column("Available", lambda balance: balance.available, 130),
    _amount_column(
        "In orders",
        lambda balance: balance.locked,
        130,
        lambda balance: Tone.NORMAL if balance.locked else Tone.FAINT,
    ),
    _amount_column(
        "Debt",
        lambda balance: balance.debt,
        110,
        lambda balance: Tone.WARNING if balance.debt else Tone.FAINT,
    ),
    number_column(
        "Value, USD",
        state.value_text,
        lambda balance: balance.usd_value,
        130,
        tone=lambda balance: Tone.FAINT if balance.usd_value is None else Tone.NORMAL,
    ),
)
