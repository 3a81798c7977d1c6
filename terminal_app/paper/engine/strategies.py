"""The life of a strategy order: placed, changed, touched by a price, ended.

Exits belong to one position: they follow its size where they cover the whole of it, and end with it. Exits
attached to an order become one strategy order when it opens something, and grow with each further fill, so a
half-filled entry is protected for what it has; taking that strategy order back takes the exits off the entry.
In a classic account each leg is a strategy order of its own, and trailing orders follow the best price.

After each step of the exchange everything that a price has touched goes off, account by account, oldest
first, and of one pair the stop-loss before the take-profit: within a step nobody knows which came first, and
the worse is assumed. What that trades may touch others; they follow in the same step.
"""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from functools import partial

from terminal_app.core.instrument import Instrument
from terminal_app.core.orders import ExitLeg
from terminal_app.paper.engine.account import Account
from terminal_app.paper.engine.messages import OrderChanged, OrderRow, Reason, RefusalError
from terminal_app.paper.engine.moves import Ranges
from terminal_app.paper.engine.orders import Orders
from terminal_app.paper.engine.positions import Position
from terminal_app.paper.engine.reports import order_copy
from terminal_app.paper.engine.spot_exits import SpotExits
from terminal_app.paper.engine.strategy_messages import (
    NO_EXITS,
    ExitRequest,
    Exits,
    Leg,
    SpotExitRequest,
    StrategyKind,
    StrategyRow,
    StrategyStatus,
    TriggerRequest,
)
from terminal_app.paper.engine.strategy_rules import (
    Prices,
    check_activation,
    check_callback,
    check_client_oid,
    check_count,
    check_exits,
    check_part,
    check_preset,
    check_some,
    check_trigger,
    check_whole,
    trigger_order,
)
from terminal_app.paper.engine.strategy_shelf import Shelf
from terminal_app.paper.engine.triggers import best, same_legs, touched, without
from terminal_app.paper.engine.world import Exposure, World


class Strategies:
    """The strategy orders of one world."""

    def __init__(self, world: World, orders: Orders) -> None:
        self._world = world
        self._orders = orders
        self._shelf = Shelf(world)
        self._spot = SpotExits(world, orders, self._shelf)

    # -- requests --------------------------------------------------------------------------------------

    def protect(self, account: Account, request: ExitRequest, now_ms: int) -> StrategyRow:
        """Take exits for an open position.

        Raises:
            RefusalError: there is no such position, or a rule forbids it.
        """
        instrument = self._world.instrument(request.instrument)
        if not instrument.id.product.is_futures:
            raise RefusalError(Reason.EXITS_NOT_SUPPORTED, "Take-profit and stop-loss are for futures only.")
        position = account.position(instrument.id, request.position_side)
        if position is None:
            raise RefusalError(Reason.NOTHING_TO_PROTECT, "The position does not exist.")
        if request.callback is None:
            check_some(request.exits)
        check_client_oid(account, request.client_oid)
        check_count(account, instrument)
        if request.callback is not None:
            return self._trail(account, position, request, request.callback, now_ms)
        if request.size is None:
            check_whole(account, position, request.exits)
        else:
            check_part(account, position, request.exits, request.size)
        check_exits(instrument, request.exits, position.direction, self._prices(instrument))
        return self._shelf.add(
            account, self._shelf.new_exits(position, request.exits, request.size, request.client_oid, now_ms)
        )

    def leave(self, account: Account, request: SpotExitRequest, now_ms: int) -> StrategyRow:
        """Take an exit of spot coins.

        Raises:
            RefusalError: a rule forbids it. The coins are looked at when it goes off.
        """
        return self._spot.leave(account, request, now_ms)

    def wait(self, account: Account, request: TriggerRequest, now_ms: int) -> StrategyRow:
        """Take an order that waits for a price: from below it rises to it, from above it falls to it.

        Raises:
            RefusalError: a rule forbids it. The money is looked at when it is placed.
        """
        world = self._world
        instrument = world.instrument(request.instrument)
        check_client_oid(account, request.client_oid)
        check_count(account, instrument)
        check_trigger(instrument, account, request)
        order_id = world.ids.next(now_ms)
        return self._shelf.add(
            account,
            StrategyRow(
                order_id=order_id,
                client_oid=request.client_oid or world.ids.next(now_ms),
                instrument=instrument.id,
                kind=StrategyKind.TRIGGER,
                side=request.side,
                position_side=request.position_side,
                direction=request.side,
                size=request.size,
                created_ms=now_ms,
                updated_ms=now_ms,
                exits=request.exits,
                trigger=request.trigger,
                rising=self._shelf.rises(instrument, request.trigger),
                reduce_only=request.reduce_only,
                in_quote=request.in_quote,
                callback=request.callback,
                margin_mode=request.margin_mode,
            ),
        )

    def change(
        self,
        account: Account,
        row: StrategyRow,
        exits: Exits,
        trigger: ExitLeg | None,
        size: Decimal | None,
        now_ms: int,
        callback: Decimal | None = None,
    ) -> StrategyRow:
        """Give a waiting strategy order other prices, another size or another callback (`None` keeps those).

        The size of exits of a whole position is the position's, whatever is asked. A trailing order whose
        activation price changes waits for it anew.

        Raises:
            RefusalError: nothing would change, or a rule forbids it.
        """
        instrument = self._world.instrument(row.instrument)
        wanted = row.size if size is None or row.whole else size
        callback = row.callback if callback is None or row.callback is None else callback
        if (exits, trigger, wanted, callback) == (row.exits, row.trigger, row.size, row.callback):
            raise RefusalError(Reason.STRATEGY_UNCHANGED, "The strategy order would not change.")
        changed = replace(
            row, exits=exits, trigger=trigger, size=wanted, callback=callback, updated_ms=now_ms
        )
        if trigger is not None and trigger != row.trigger:
            changed = replace(changed, rising=self._shelf.rises(instrument, trigger), best=None)
        if row.kind is StrategyKind.TRIGGER and trigger is not None:
            request = TriggerRequest(
                row.instrument,
                row.side,
                wanted,
                trigger,
                row.position_side,
                row.reduce_only,
                exits,
                in_quote=row.in_quote,
                callback=callback,
                margin_mode=row.margin_mode,
            )
            check_trigger(instrument, account, request)
        elif callback is not None:
            check_callback(callback)
            check_activation(instrument, trigger)
            position = account.positions[row.instrument, row.position_side]
            if not row.whole:
                check_part(account, position, exits, wanted, without=row.order_id, trails=True)
        else:
            check_some(exits)
            position = account.positions[row.instrument, row.position_side]
            if not row.whole:
                check_part(account, position, exits, wanted, without=row.order_id)
            check_exits(instrument, exits, position.direction, self._prices(instrument))
        return self._shelf.put(account, changed)

    def cancel(self, account: Account, row: StrategyRow, now_ms: int) -> StrategyRow:
        """Take a waiting strategy order back; the entry it came with, if it still works, loses it too."""
        entry = account.orders.get(row.entry_id)
        if entry is not None:
            exits = without(entry.request.exits, row.exits) if account.classic else NO_EXITS
            entry.request = replace(entry.request, exits=exits)
            self._world.emit(OrderChanged(account.uid, order_copy(entry)))
        return self._shelf.end(account, row, StrategyStatus.CANCELLED, now_ms)

    def check_entry(self, account: Account, entry: OrderRow, exits: Exits, price: Decimal | None) -> None:
        """Whether a working order may have these exits, with its price or with the one it is about to get.

        Raises:
            RefusalError: it may not.
        """
        instrument = self._world.instrument(entry.request.instrument)
        request = replace(entry.request, exits=exits, price=price or entry.price)
        check_preset(instrument, account, request, self._prices(instrument))

    def change_entry(self, account: Account, entry: OrderRow, exits: Exits, now_ms: int) -> None:
        """Give a working order other exits, also for what they protect already.

        An order that had none is protected from its next fill on.
        """
        entry.request = replace(entry.request, exits=exits)
        entry.updated_ms = now_ms
        self._world.emit(OrderChanged(account.uid, order_copy(entry)))
        for row in list(account.strategies.values()):
            if row.entry_id != entry.order_id:
                continue
            wanted = same_legs(row.exits, exits) if account.classic else exits
            if wanted:
                self._shelf.put(account, replace(row, exits=wanted, updated_ms=now_ms))
            else:
                self._shelf.end(account, row, StrategyStatus.CANCELLED, now_ms)

    # -- the market ------------------------------------------------------------------------------------

    def run(self, now_ms: int) -> None:
        """Let everything go off that prices have touched since the last call, and follow the positions."""
        world = self._world
        while True:
            moved, exposures = world.moves.take(), world.take_exposures()
            if not moved and not exposures:
                return
            waiting = [
                (account, order_id)
                for account in world.accounts.values()
                for order_id, row in account.strategies.items()
                if moved and touched(row, moved) is not None
            ]
            self._follow_prices(moved, {order_id for _, order_id in waiting})
            self._follow(exposures, now_ms)
            for account, order_id in waiting:
                # What went off before it may have ended its position.
                row = account.strategies.get(order_id)
                leg = None if row is None else touched(row, moved)
                if row is not None and leg is not None:
                    self._go_off(account, row, *leg, now_ms)
                    self._follow(world.take_exposures(), now_ms)

    def load(self, account: Account, rows: Iterable[StrategyRow]) -> None:
        """Take over the waiting strategy orders of an earlier session; prices touch them from now on."""
        for row in rows:
            account.strategies[row.order_id] = row
        self._shelf.watch()

    # -- inside ----------------------------------------------------------------------------------------

    def _follow(self, exposures: Iterable[Exposure], now_ms: int) -> None:
        for account, order, opened in exposures:
            request = order.request
            if not request.instrument.product.is_futures:
                self._spot.follow(account, order, opened, now_ms)
                continue
            position = account.position(request.instrument, request.position_side)
            if opened and request.exits and position is not None and position.direction is request.side:
                self._protect_entry(account, order, position, opened, now_ms)
            for row in account.exits_of(request.instrument, request.position_side):
                if position is None or position.position_id != row.position_id:
                    self._shelf.end(
                        account, row, StrategyStatus.CANCELLED, now_ms, note="The position is closed."
                    )
                elif row.whole and row.size != abs(position.size):
                    self._shelf.put(account, replace(row, size=abs(position.size), updated_ms=now_ms))

    def _follow_prices(self, moved: Ranges, going: set[str]) -> None:
        """Let trailing orders that do not go off now be activated, and remember the best price since."""
        for account in self._world.accounts.values() if moved else ():
            for row in [one for one in account.strategies.values() if one.callback is not None]:
                price = None if row.order_id in going else best(row, moved)
                if price is not None and price != row.best:
                    account.strategies[row.order_id] = replace(row, best=price)

    def _protect_entry(
        self, account: Account, order: OrderRow, position: Position, opened: Decimal, now_ms: int
    ) -> None:
        there = [
            row
            for row in account.exits_of(order.request.instrument, order.request.position_side)
            if (row.entry_id, row.position_id) == (order.order_id, position.position_id)
        ]
        for row in there:
            self._shelf.put(account, replace(row, size=row.size + opened, updated_ms=now_ms))
        wanted = order.request.exits
        lone = [Exits(take_profit=wanted.take_profit), Exits(stop_loss=wanted.stop_loss)]
        for exits in lone if account.classic else [wanted]:
            if exits and not any(not account.classic or same_legs(row.exits, exits) for row in there):
                row = self._shelf.new_exits(position, exits, opened, "", now_ms)
                self._shelf.add(account, replace(row, entry_id=order.order_id))

    def _trail(
        self, account: Account, position: Position, request: ExitRequest, callback: Decimal, now_ms: int
    ) -> StrategyRow:
        """Take a trailing exit of a position."""
        instrument = position.instrument
        check_callback(callback)
        check_activation(instrument, request.activation)
        if request.size is not None:
            check_part(account, position, NO_EXITS, request.size, trails=True)
        row = self._shelf.new_exits(position, NO_EXITS, request.size, request.client_oid, now_ms)
        rising = request.activation is not None and self._shelf.rises(instrument, request.activation)
        return self._shelf.add(
            account, replace(row, trigger=request.activation, callback=callback, rising=rising)
        )

    def _go_off(self, account: Account, row: StrategyRow, name: Leg, leg: ExitLeg, now_ms: int) -> None:
        instrument = self._world.instrument(row.instrument)
        row = self._shelf.put(
            account, replace(row, status=StrategyStatus.SUBMITTING, touched=name, updated_ms=now_ms)
        )
        try:
            if row.kind is StrategyKind.TRIGGER:
                request = trigger_order(account, instrument, row.side, row.size, leg, row)
                placed = self._orders.place(account, request, now_ms)
            elif not instrument.id.product.is_futures:
                placed = self._spot.place(account, row, leg, now_ms)
            else:
                position = account.positions[row.instrument, row.position_side]
                size = min(row.size, abs(position.size))
                placed = self._orders.exit(account, position, size, leg.price, now_ms)
        except RefusalError as refusal:
            self._shelf.end(account, row, StrategyStatus.FAILED, now_ms, note=refusal.text)
        else:
            row = replace(row, placed_id=placed.order_id)
            self._shelf.end(account, row, StrategyStatus.SUCCESS, now_ms)

    def _prices(self, instrument: Instrument) -> Prices:
        return partial(self._world.price, instrument)
