"""Take-profits and stop-losses of spot orders, which a classic account has: orders that wait for a price.

There is no position on spot, so exits belong to the order they came with: each leg waits for what that order
has traded so far, in the opposite direction, and when one has placed its order the other ends. One that was
left by itself belongs to nothing. The coins are looked at when an exit goes off; until then they are free.
"""

from dataclasses import replace
from decimal import Decimal

from terminal_app.core.money import BaseQty, QuoteQty
from terminal_app.core.orders import ExitLeg, OrderType, PositionSide, Side
from terminal_app.paper.engine.account import Account
from terminal_app.paper.engine.messages import OrderRow, PlaceRequest, Reason, RefusalError
from terminal_app.paper.engine.orders import Orders
from terminal_app.paper.engine.strategy_messages import (
    Exits,
    SpotExitRequest,
    StrategyKind,
    StrategyRow,
    StrategyStatus,
    TriggerRequest,
)
from terminal_app.paper.engine.strategy_rules import check_count, check_trigger
from terminal_app.paper.engine.strategy_shelf import Shelf
from terminal_app.paper.engine.triggers import same_legs
from terminal_app.paper.engine.world import World


class SpotExits:
    """The spot exits of one world."""

    def __init__(self, world: World, orders: Orders, shelf: Shelf) -> None:
        self._world = world
        self._orders = orders
        self._shelf = shelf

    def leave(self, account: Account, request: SpotExitRequest, now_ms: int) -> StrategyRow:
        """Take an exit that belongs to no order: a take-profit when the price has to get better for it.

        Raises:
            RefusalError: a rule forbids it.
        """
        instrument = self._world.instrument(request.instrument)
        if instrument.id.product.is_futures or not account.classic:
            raise RefusalError(
                Reason.EXITS_NOT_SUPPORTED, "Only spot orders of a classic account have these."
            )
        check_count(account, instrument)
        wanted = TriggerRequest(
            request.instrument, request.side, request.size, request.trigger, in_quote=request.in_quote
        )
        check_trigger(instrument, account, wanted)
        gains = self._shelf.rises(instrument, request.trigger) is (request.side is Side.SELL)
        exits = Exits(request.trigger) if gains else Exits(stop_loss=request.trigger)
        row = self._row(request, request.side, request.size, exits, now_ms)
        return self._shelf.add(account, replace(row, in_quote=request.in_quote))

    def follow(self, account: Account, entry: OrderRow, traded: Decimal, now_ms: int) -> None:
        """Protect what an order has just traded: its exits begin to wait, or wait for so much more."""
        waiting = [row for row in account.strategies.values() if row.entry_id == entry.order_id]
        wanted = entry.request.exits
        # Of two that one step touches, the stop-loss goes off: it waits first.
        for exits in (Exits(stop_loss=wanted.stop_loss), Exits(take_profit=wanted.take_profit)):
            if not exits:
                continue
            there = next((row for row in waiting if same_legs(row.exits, exits)), None)
            if there is not None:
                self._shelf.put(account, replace(there, size=there.size + traded, updated_ms=now_ms))
                continue
            row = self._row(entry.request, entry.request.side.opposite, traded, exits, now_ms)
            self._shelf.add(account, replace(row, entry_id=entry.order_id))

    def place(self, account: Account, row: StrategyRow, leg: ExitLeg, now_ms: int) -> OrderRow:
        """Place the order of one that has gone off; the other leg of its pair ends.

        Raises:
            RefusalError: a rule or the balance forbids it; the other leg stays.
        """
        instrument = self._world.instrument(row.instrument)
        size = QuoteQty(row.size) if row.in_quote else BaseQty(instrument.floor_size(row.size))
        order_type = OrderType.MARKET if leg.price is None else OrderType.LIMIT
        request = PlaceRequest(row.instrument, row.side, order_type, size, leg.price)
        placed = self._orders.place(account, request, now_ms)
        for other in list(account.strategies.values()):
            if row.entry_id and other.entry_id == row.entry_id and other.order_id != row.order_id:
                self._shelf.end(
                    account, other, StrategyStatus.CANCELLED, now_ms, note="The other exit has gone off."
                )
        return placed

    def _row(
        self,
        request: SpotExitRequest | PlaceRequest,
        side: Side,
        size: Decimal,
        exits: Exits,
        now_ms: int,
    ) -> StrategyRow:
        ids = self._world.ids
        return StrategyRow(
            order_id=ids.next(now_ms),
            client_oid=ids.next(now_ms),
            instrument=request.instrument,
            kind=StrategyKind.TPSL,
            side=side,
            position_side=PositionSide.NET,
            direction=side.opposite,
            size=size,
            created_ms=now_ms,
            updated_ms=now_ms,
            exits=exits,
        )
