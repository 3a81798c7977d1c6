"""Where strategy orders wait: put there, changed, ended, and each time told."""

from dataclasses import replace
from decimal import Decimal

from terminal_app.core.instrument import Instrument
from terminal_app.core.money import ZERO
from terminal_app.core.orders import ExitLeg
from terminal_app.paper.engine.account import Account
from terminal_app.paper.engine.positions import Position
from terminal_app.paper.engine.strategy_messages import (
    Exits,
    StrategyChanged,
    StrategyKind,
    StrategyRow,
    StrategyStatus,
)
from terminal_app.paper.engine.world import World


class Shelf:
    """The waiting strategy orders of one world."""

    def __init__(self, world: World) -> None:
        self._world = world

    def add(self, account: Account, row: StrategyRow) -> StrategyRow:
        """Let a new one wait; where the price is already, it is touched in this very step."""
        self.put(account, row)
        self.watch()
        instrument = self._world.instrument(row.instrument)
        for leg in (row.exits.take_profit, row.exits.stop_loss, row.trigger):
            price = None if leg is None else self._world.price(instrument, leg.by)
            if leg is not None and price is not None:
                self._world.moves.seen(row.instrument, leg.by, price)
        return row

    def new_exits(
        self, position: Position, exits: Exits, size: Decimal | None, client_oid: str, now_ms: int
    ) -> StrategyRow:
        """Exits of a position that do not wait yet; without a size of the whole of it."""
        order_id = self._world.ids.next(now_ms)
        return StrategyRow(
            order_id=order_id,
            client_oid=client_oid or self._world.ids.next(now_ms),
            instrument=position.instrument.id,
            kind=StrategyKind.TPSL,
            side=position.closing_side,
            position_side=position.key,
            direction=position.direction,
            size=abs(position.size) if size is None else size,
            created_ms=now_ms,
            updated_ms=now_ms,
            exits=exits,
            whole=size is None,
            reduce_only=True,
            position_id=position.position_id,
        )

    def put(self, account: Account, row: StrategyRow) -> StrategyRow:
        """Keep it as it is now."""
        account.strategies[row.order_id] = row
        self._world.emit(StrategyChanged(account.uid, row))
        return row

    def end(
        self, account: Account, row: StrategyRow, status: StrategyStatus, now_ms: int, note: str = ""
    ) -> StrategyRow:
        """Move it to the past."""
        ended = replace(row, status=status, note=note, updated_ms=now_ms)
        account.strategies.pop(row.order_id, None)
        account.past_strategies.append(ended)
        self._world.emit(StrategyChanged(account.uid, ended))
        self.watch()
        return ended

    def watch(self) -> None:
        """Follow the prices of exactly those instruments on which something waits."""
        self._world.moves.watch(
            row.instrument for account in self._world.accounts.values() for row in account.strategies.values()
        )

    def rises(self, instrument: Instrument, trigger: ExitLeg) -> bool:
        """Whether a trigger waits for the price to rise to it."""
        return trigger.trigger >= (self._world.price(instrument, trigger.by) or ZERO)
