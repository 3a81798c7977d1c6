"""The table of balances: the panel reads the newest account snapshot, shows it, and moves money in it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QWidget

from terminal_app.core.account import AccountSnapshot, Balance
from terminal_app.core.changes import Batch, Kind, Topic
from terminal_app.core.commands import Transfer
from terminal_app.core.ids import new_client_oid
from terminal_app.core.ports import Clock
from terminal_app.ui.bridge.asking import AskFirst, Wish
from terminal_app.ui.bridge.rows import RowsModel
from terminal_app.ui.bridge.sending import Sender
from terminal_app.ui.confirming import Ask, Asked, Confirmer
from terminal_app.ui.panels.balances import moving, state
from terminal_app.ui.panels.balances.columns import OF_WALLETS, columns
from terminal_app.ui.panels.balances.move_bar import MoveBar
from terminal_app.ui.panels.balances.moving import MoveWorld
from terminal_app.ui.panels.balances.state import Told, untold
from terminal_app.ui.style import GAP, PAD, Role, set_state
from terminal_app.ui.theme import Theme
from terminal_app.ui.widgets.bar import bar_button
from terminal_app.ui.widgets.table import RowTable
from terminal_app.ui.widgets.table_menu import RowAction
from terminal_app.ui.widgets.table_panel import TablePanel, Veiled
from terminal_app.ui.widgets.text import plain_label

_WAITING = "The account has not been read yet."
_EMPTY = "No coins in this account. Whatever you deposit or buy on spot appears here."
_PAIRS = 4
_ASKED_ALREADY = "Another transfer is being asked about. Answer that first."


@dataclass(frozen=True, slots=True)
class MoveDesk:
    """Where money is moved: what a transfer is judged by, who asks, and who sends it."""

    world: MoveWorld
    sender: Sender
    confirm: Confirmer
    clock: Clock

    def new_oid(self) -> str:
        """A fresh client id."""
        return new_client_oid(self.clock.now_ms())


class BalancesPanel(TablePanel[Balance]):
    """What the account holds; in an account with wallets, in which of them.

    Args:
        account: the newest snapshot, `None` until the first one.
        theme: the colours.
        veiled: lays a veil over a widget for when the account is too old.
        told: when each wallet was told.
        desk: moves money between wallets; `None` where nothing can be moved.
    """

    def __init__(
        self,
        account: Callable[[], AccountSnapshot | None],
        theme: Theme,
        veiled: Veiled | None = None,
        *,
        told: Told | None = None,
        desk: MoveDesk | None = None,
    ) -> None:
        model: RowsModel[Balance] = RowsModel(columns(told or untold()), _key, theme)
        super().__init__(RowTable(model, theme, "Balances", _WAITING), _WAITING, veiled=veiled)
        self._account = account
        self._desk = desk
        self._ask_first = None if desk is None else AskFirst(desk.sender, desk.confirm)
        self._pairs = [(plain_label("", Role.CAPTION), plain_label("", Role.STRONG)) for _ in range(_PAIRS)]
        whole = QWidget()
        bar = QHBoxLayout(whole)
        bar.setContentsMargins(0, 0, 0, 0)
        bar.setSpacing(GAP)
        for name, value in self._pairs:
            bar.addWidget(name)
            bar.addWidget(value)
            bar.addSpacing(2 * PAD)
        self.move_button = bar_button("Move money…", "Move money from one wallet to another")
        self.move_button.hide()
        self.news = plain_label("", Role.SOFT)
        self.news.setContentsMargins(PAD, 0, PAD, GAP)
        self.news.setWordWrap(True)
        self.news.hide()
        self.move_bar = None if desk is None else MoveBar(desk.world, desk.new_oid)
        between = (self.news,) if self.move_bar is None else (self.move_bar, self.news)
        self.lay_out((whole,), (self.move_button,), between)
        self.table.columns.offer(OF_WALLETS, offered=False)
        self.table.actions_for = self._actions
        self.move_button.clicked.connect(self.on_move)
        if self.move_bar is not None:
            self.move_bar.wanted.connect(self.on_wanted)
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
        self._show_wallets(account)

    def on_tick(self) -> None:
        """Time has passed: the ages of the wallets have changed."""
        super().on_tick()
        if self.isVisible() and not self.move_button.isHidden():
            self.repaint_ages()

    def on_move(self) -> None:
        """Money is to be moved."""
        if self.move_bar is None:
            return
        if self.move_bar.isHidden():
            self.move_bar.begin()
        else:
            self.move_bar.close_bar()
        self._show_news()

    def on_wanted(self, command: Transfer) -> None:
        """A transfer was confirmed in the bar: it is asked about where the person wants that, and sent."""
        desk, ask_first = self._desk, self._ask_first
        if desk is None or ask_first is None:
            return
        wish = Wish(
            Transfer,
            (command,),
            Asked(Ask.TRANSFER),
            moving.question(command, desk.world),
            "Move",
            lambda: moving.overtaken(command, desk.world),
        )
        if not ask_first.send(self, wish):
            desk.sender.refuse(_ASKED_ALREADY)

    def _show_summary(self, account: AccountSnapshot | None) -> None:
        pairs = state.summary(account)
        for number, (name, value) in enumerate(self._pairs):
            title, shown = pairs[number] if number < len(pairs) else ("", "")
            name.setText(title)
            value.setText(shown)

    def _show_wallets(self, account: AccountSnapshot | None) -> None:
        """Show what only an account with wallets has."""
        apart = account is not None and bool(account.wallets)
        self.table.columns.offer(OF_WALLETS, offered=apart)
        self.move_button.setVisible(apart and self.move_bar is not None)
        if self.move_bar is not None:
            self.move_bar.follow()
        self._show_news()

    def _show_news(self) -> None:
        """Say how transfers stand: while one is on its way, and beside the fields of the next one."""
        desk, bar = self._desk, self.move_bar
        if desk is None or bar is None:
            return
        book = desk.world.book
        said = moving.news(book) if book.open() or not bar.isHidden() else ""
        self.news.setText(said)
        set_state(self.news, "warning" if book.open() else "soft")
        self.news.setVisible(bool(said))

    def _actions(self, chosen: Sequence[Balance]) -> Sequence[RowAction[Balance]]:
        bar = self.move_bar
        if bar is None or len(chosen) != 1 or chosen[0].product is None:
            return ()
        return (RowAction("Move to another wallet…", lambda one: bar.begin(one[0].product, one[0].coin)),)


def _key(balance: Balance) -> object:
    return balance.product, balance.coin
