"""Watches margins and closes what is lost.

Crossed positions of a coin are lost together when what backs them is no more than their maintenance margin;
an isolated position is lost by itself, unless it may be given more margin and free money is there. The orders
that tie up the same margin go first, then the positions are closed at market; what is owed after that is the
insurance fund's.
"""

from terminal_app.core.instrument import InstrumentId
from terminal_app.core.money import ZERO
from terminal_app.core.orders import MarginMode
from terminal_app.paper.engine.account import Account
from terminal_app.paper.engine.messages import CancelCause
from terminal_app.paper.engine.orders import Orders
from terminal_app.paper.engine.positions import Position
from terminal_app.paper.engine.settlement import Settlement
from terminal_app.paper.engine.world import World


class Liquidator:
    """The margin watch of one world."""

    def __init__(self, world: World, orders: Orders, settlement: Settlement) -> None:
        self._world = world
        self._orders = orders
        self._settlement = settlement

    def check(self, instrument: InstrumentId, now_ms: int) -> None:
        """Close every position that a new mark of this contract has lost."""
        contract = self._world.instruments[instrument]
        for account in self._world.accounts.values():
            positions = list(account.positions_of(contract.id))
            for position in positions:
                if position.margin_mode is MarginMode.ISOLATED:
                    self._check_isolated(account, position, now_ms)
            if any(one.margin_mode is MarginMode.CROSSED for one in positions):
                self._check_crossed(account, contract.quote, now_ms)

    def _check_isolated(self, account: Account, position: Position, now_ms: int) -> None:
        if self._is_lost(position) and position.auto_margin:
            self._add_margin(account, position, now_ms)
        if self._is_lost(position):
            self._cancel(account, position.instrument.id, position.instrument.quote, now_ms)
            self._orders.liquidate(account, position, now_ms)

    def _is_lost(self, position: Position) -> bool:
        margin = self._world.margin
        return position.isolated + margin.unrealised(position) <= margin.maintenance(position)

    def _add_margin(self, account: Account, position: Position, now_ms: int) -> None:
        """Back an isolated position again as its leverage asks, as far as the free money goes."""
        margin = self._world.margin
        wanted = margin.least_isolated(account, position) - position.isolated
        added = min(wanted, margin.free(account, position.instrument.quote))
        if added > 0:
            position.isolated += added
            position.updated_ms = now_ms
            self._settlement.tell(account, position)
            self._world.touch_balance(account.uid)

    def _check_crossed(self, account: Account, coin: str, now_ms: int) -> None:
        margin = self._world.margin
        crossed = margin.crossed(account, coin)
        maintenance = sum((margin.maintenance(one) for one in crossed), ZERO)
        if margin.crossed_equity(account, coin) > maintenance:
            return
        self._cancel(account, None, coin, now_ms)
        for position in crossed:
            self._orders.liquidate(account, position, now_ms)
        self._settlement.cover_shortfall(account, coin, now_ms)

    def _cancel(self, account: Account, instrument: InstrumentId | None, coin: str, now_ms: int) -> None:
        """Cancel the futures orders on this contract, or on every contract of the coin."""
        for row in list(account.orders.values()):
            contract = self._world.instruments[row.request.instrument]
            if (
                contract.id.product.is_futures
                and contract.quote == coin
                and instrument in {None, contract.id}
            ):
                self._orders.cancel(account, row, now_ms, CancelCause.LIQUIDATION)
