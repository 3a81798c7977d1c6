"""The counter where accounts leave trigger orders, take-profits and stop-losses."""

from decimal import Decimal

from terminal_app.core.orders import ExitLeg
from terminal_app.paper.engine.account import Account
from terminal_app.paper.engine.messages import EngineEvent, Reason, RefusalError
from terminal_app.paper.engine.strategies import Strategies
from terminal_app.paper.engine.strategy_messages import (
    ExitRequest,
    Exits,
    SpotExitRequest,
    StrategyRow,
    TriggerRequest,
)
from terminal_app.paper.engine.world import World


class StrategyDesk:
    """Strategy orders of accounts. Every call returns the row as it is after it, and what happened."""

    def __init__(self, world: World, strategies: Strategies) -> None:
        self._world = world
        self._strategies = strategies

    def place(
        self, uid: str, request: ExitRequest | SpotExitRequest | TriggerRequest, now_ms: int
    ) -> tuple[StrategyRow, list[EngineEvent]]:
        """Leave exits of a position or of spot coins, or an order that waits. It may go off at once.

        Raises:
            RefusalError: a rule or the position forbids it.
        """
        account = self._world.accounts[uid]
        if isinstance(request, ExitRequest):
            row = self._strategies.protect(account, request, now_ms)
        elif isinstance(request, SpotExitRequest):
            row = self._strategies.leave(account, request, now_ms)
        else:
            row = self._strategies.wait(account, request, now_ms)
        return self._done(account, row, now_ms)

    def change(
        self,
        uid: str,
        *,
        order_id: str = "",
        client_oid: str = "",
        exits: Exits,
        trigger: ExitLeg | None,
        size: Decimal | None,
        now_ms: int,
        callback: Decimal | None = None,
    ) -> tuple[StrategyRow, list[EngineEvent]]:
        """Give a waiting strategy order these prices and this size; a size of `None` keeps what is.

        Raises:
            RefusalError: it does not wait, nothing would change, or a rule forbids it.
        """
        account = self._world.accounts[uid]
        row = self._waiting(account, order_id, client_oid)
        changed = self._strategies.change(account, row, exits, trigger, size, now_ms, callback)
        return self._done(account, changed, now_ms)

    def cancel(
        self, uid: str, *, order_id: str = "", client_oid: str = "", now_ms: int
    ) -> tuple[StrategyRow, list[EngineEvent]]:
        """Take a waiting strategy order back.

        Raises:
            RefusalError: it does not wait.
        """
        account = self._world.accounts[uid]
        row = self._waiting(account, order_id, client_oid)
        return self._done(account, self._strategies.cancel(account, row, now_ms), now_ms)

    def find(self, uid: str, *, order_id: str = "", client_oid: str = "") -> StrategyRow | None:
        """A strategy order, waiting or past, by either id; of a reused client id the youngest."""
        account = self._world.accounts[uid]
        rows = [*account.past_strategies, *account.strategies.values()]
        wanted = (order_id, "") if order_id else ("", client_oid)
        return next(
            (row for row in reversed(rows) if wanted in {(row.order_id, ""), ("", row.client_oid)}), None
        )

    def _waiting(self, account: Account, order_id: str, client_oid: str) -> StrategyRow:
        row = self.find(account.uid, order_id=order_id, client_oid=client_oid)
        if row is None:
            raise RefusalError(
                Reason.STRATEGY_NOT_FOUND, "Strategy does not exist or has already been stopped."
            )
        if row.order_id not in account.strategies:
            raise RefusalError(Reason.STRATEGY_FINAL, "The strategy order has already ended.")
        return row

    def _done(self, account: Account, row: StrategyRow, now_ms: int) -> tuple[StrategyRow, list[EngineEvent]]:
        self._strategies.run(now_ms)
        after = self.find(account.uid, order_id=row.order_id)
        return after or row, self._world.take_events()
