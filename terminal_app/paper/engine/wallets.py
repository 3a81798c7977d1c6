"""The counter of accounts that are split into wallets: coins that move, orders that are replaced.

A classic account keeps spot and each kind of futures apart. Here every wallet is an account of its own, which
is exact: an instrument belongs to one of them, and nothing in one wallet backs anything in another. What the
wallets of one owner have in common is only that coins can be moved.
"""

from decimal import Decimal
from typing import NamedTuple

from terminal_app.core.instrument import InstrumentId
from terminal_app.core.money import ZERO, BaseQty
from terminal_app.core.orders import MarginMode, OrderType, PositionSide
from terminal_app.paper.engine.account import Account
from terminal_app.paper.engine.messages import (
    BillRow,
    CancelCause,
    EngineEvent,
    OrderRow,
    PlaceRequest,
    Reason,
    RefusalError,
)
from terminal_app.paper.engine.orders import Orders
from terminal_app.paper.engine.positions import Position
from terminal_app.paper.engine.reports import order_copy
from terminal_app.paper.engine.rules import check_band, check_price, check_size, is_closing
from terminal_app.paper.engine.settlement import Settlement
from terminal_app.paper.engine.strategies import Strategies
from terminal_app.paper.engine.world import World

TRANSFER_OUT, TRANSFER_IN = "TRANSFER_OUT", "TRANSFER_IN"


class Replaced(NamedTuple):
    """An order that was cancelled, and what came in its place: an order or a refusal."""

    old: OrderRow
    new: OrderRow | None
    refusal: RefusalError | None


class WalletDesk:
    """Transfers between wallets, orders that take the place of others, margin of isolated positions."""

    def __init__(self, world: World, orders: Orders, settlement: Settlement, strategies: Strategies) -> None:
        self._world = world
        self._orders = orders
        self._settlement = settlement
        self._strategies = strategies

    def transfer(
        self, from_uid: str, to_uid: str, coin: str, amount: Decimal, now_ms: int
    ) -> tuple[str, list[EngineEvent]]:
        """Move coins that are free; returns the id that both ledger lines have.

        Raises:
            RefusalError: there is less to spare.
        """
        giver, taker = self._world.accounts[from_uid], self._world.accounts[to_uid]
        if amount > self.spare(from_uid, coin):
            raise RefusalError(Reason.INSUFFICIENT_BALANCE, f"Insufficient balance of {coin}.")
        transfer_id = self._world.ids.next(now_ms)
        for account, kind, change in ((giver, TRANSFER_OUT, -amount), (taker, TRANSFER_IN, amount)):
            account.add(coin, change)
            balance = account.balance(coin)
            account.bills.append(BillRow(transfer_id, None, coin, kind, change, ZERO, balance, now_ms))
            self._world.touch_balance(account.uid)
        return transfer_id, self._world.take_events()

    def spare(self, uid: str, coin: str) -> Decimal:
        """How much of a coin may leave a wallet: what is held and tied up by nothing."""
        account = self._world.accounts[uid]
        return max(ZERO, min(account.balance(coin), self._world.margin.free(account, coin)))

    def replace(
        self, uid: str, *, order_id: str, client_oid: str, request: PlaceRequest, now_ms: int
    ) -> tuple[Replaced, list[EngineEvent]]:
        """Cancel an open order and place another; the second can be refused when the first is gone.

        What can be said of the new order without looking at money is looked at before anything is cancelled.

        Raises:
            RefusalError: the order is not open, or the new one would not fit the instrument's rules.
        """
        account = self._world.accounts[uid]
        row = account.find(order_id, client_oid)
        if row is None:
            raise RefusalError(Reason.ORDER_NOT_FOUND, "Order does not exist.")
        if row.order_id not in account.orders:
            raise RefusalError(Reason.ORDER_FINAL, "The order is already filled or cancelled.")
        self._check(account, request)
        self._orders.cancel(account, row, now_ms, CancelCause.USER)
        new, refusal = None, None
        try:
            new = order_copy(self._orders.place(account, request, now_ms))
        except RefusalError as error:
            refusal = error
        self._strategies.run(now_ms)
        return Replaced(order_copy(row), new, refusal), self._world.take_events()

    def add_margin(
        self, uid: str, instrument: InstrumentId, side: PositionSide, amount: Decimal, now_ms: int
    ) -> list[EngineEvent]:
        """Set more of the free money aside for an isolated position, or take some back (a negative amount).

        Args:
            side: LONG or SHORT, in either position mode.

        Raises:
            RefusalError: there is no such isolated position, too little is free, or too little would be left.
        """
        world, account = self._world, self._world.accounts[uid]
        position = self._isolated(account, instrument, side)
        needed = world.margin.least_isolated(account, position)
        too_much = amount > max(ZERO, world.margin.free(account, position.instrument.quote))
        if too_much or (amount < 0 and position.isolated + amount < needed):
            raise RefusalError(Reason.INSUFFICIENT_BALANCE, "The margin does not allow this change.")
        position.isolated += amount
        position.updated_ms = now_ms
        self._settlement.tell(account, position)
        world.touch_balance(uid)
        return world.take_events()

    def set_auto_margin(
        self, uid: str, instrument: InstrumentId, side: PositionSide, on: bool, now_ms: int
    ) -> list[EngineEvent]:
        """Say whether an isolated position is given more margin by itself before it is lost.

        Raises:
            RefusalError: there is no such isolated position.
        """
        account = self._world.accounts[uid]
        position = self._isolated(account, instrument, side)
        position.auto_margin, position.updated_ms = on, now_ms
        self._settlement.tell(account, position)
        return self._world.take_events()

    def _isolated(self, account: Account, instrument: InstrumentId, side: PositionSide) -> Position:
        found = [one for one in account.positions_of(instrument) if one.side is side]
        if not found or found[0].margin_mode is not MarginMode.ISOLATED:
            raise RefusalError(Reason.NO_POSITION, "There is no isolated position on this side.")
        return found[0]

    def _check(self, account: Account, request: PlaceRequest) -> None:
        instrument = self._world.instrument(request.instrument)
        closing = is_closing(account.hold_mode, request)
        if isinstance(request.size, BaseQty):
            check_size(instrument, request.size.value, request.order_type, closing=closing)
        if request.order_type is OrderType.LIMIT and request.price is not None:
            check_price(instrument, request.price)
            check_band(instrument, request.side, request.price, self._world.reference(instrument))
