"""The store of strategy orders: what waits at the venue for a price, as far as it is proven.

Reports come twice, late and in any order: an order never moves backwards, and what is over stays over. It
knows no clock and no client.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from terminal_app.core.commands import PlaceTpSl, PlaceTrigger
from terminal_app.core.money import trimmed
from terminal_app.core.orders import Side
from terminal_app.core.outcomes import Accepted, NotSent, Rejected, VenueOutcome
from terminal_app.core.strategy_orders import StrategyKind, StrategyOrder, StrategyStatus

S = StrategyStatus

_RANK: Mapping[StrategyStatus, int] = {
    S.SENDING: 0,
    S.UNKNOWN: 0,
    S.PENDING: 1,
    S.SUBMITTING: 2,
    S.FAILED: 3,
    S.CANCELLED: 3,
    S.DONE: 4,  # it was set off while the cancel was on its way
}


class StrategyBook:
    """Strategy orders by `client_oid`; one that is reported without it is kept under `id:` and its id."""

    def __init__(self) -> None:
        self._rows: dict[str, StrategyOrder] = {}
        self._keys: dict[str, str] = {}
        self._reach: dict[str, int] = {}  # when the venue last changed it, by the venue's clock

    def get(self, client_oid: str) -> StrategyOrder | None:
        """The order of a `client_oid`."""
        return self._rows.get(client_oid)

    def find(self, client_oid: str, order_id: str | None = None) -> StrategyOrder | None:
        """The order of a `client_oid`, or else of the venue's id."""
        return self._rows.get(client_oid) or self._rows.get(self._keys.get(order_id or "", ""))

    def all(self) -> list[StrategyOrder]:
        """Newest first."""
        return sorted(self._rows.values(), key=lambda order: order.created_ms, reverse=True)

    def open(self) -> list[StrategyOrder]:
        """Everything that is not proven to be over, newest first."""
        return [order for order in self.all() if not order.status.is_final]

    def alive(self) -> list[StrategyOrder]:
        """The same, in no special order."""
        return [order for order in self._rows.values() if not order.status.is_final]

    def submitted(self, command: PlaceTrigger | PlaceTpSl, at_ms: int) -> StrategyOrder:
        """Take a new order of ours, before it leaves.

        Raises:
            ValueError: the `client_oid` was used before.
        """
        if command.client_oid in self._rows:
            raise ValueError(f"client order id {command.client_oid} was used before")
        order = _order_of(command, at_ms)
        self._rows[command.client_oid] = order
        return order

    def placed(self, client_oid: str, outcome: VenueOutcome) -> StrategyOrder:
        """Take the answer to a known order of ours; what a report has shown meanwhile counts more."""
        order = self._rows[client_oid]
        match outcome:
            case Accepted():
                if order.status in (S.SENDING, S.UNKNOWN):
                    order = replace(order, status=S.PENDING, note="")
                if outcome.order_id:
                    order = replace(order, order_id=order.order_id or outcome.order_id)
                    self._keys.setdefault(outcome.order_id, client_oid)
            case Rejected() | NotSent() if order.status is S.SENDING:
                how = "Not sent" if isinstance(outcome, NotSent) else "Not accepted"
                order = replace(order, status=S.FAILED, note=f"{how}: {outcome.sentence}")
            case _ if order.status is S.SENDING:
                cause = outcome.sentence if isinstance(outcome, Rejected | NotSent) else outcome.cause
                order = replace(order, status=S.UNKNOWN, note=cause)
            case _:
                pass
        self._rows[client_oid] = order
        return order

    def say(self, client_oid: str, note: str) -> None:
        """Explain the state of an order; one that is not known is left alone."""
        if client_oid in self._rows:
            self._rows[client_oid] = replace(self._rows[client_oid], note=note)

    def doubt(self, client_oid: str, note: str) -> None:
        """The venue does not list an order that should wait there: nobody knows what became of it."""
        order = self._rows[client_oid]
        if not order.status.is_final:
            self._rows[client_oid] = replace(order, status=S.UNKNOWN, note=note)

    def apply(self, reports: Iterable[StrategyOrder]) -> list[tuple[StrategyOrder | None, StrategyOrder]]:
        """Take reports of the venue; what each that brought news changed, before and after."""
        changes = []
        for report in reports:
            key = self._key_of(report)
            before = self._rows.get(key)
            if before is not None and _is_old(report, before, self._reach.get(key, 0)):
                continue
            self._reach[key] = report.updated_ms
            same = before is not None and before.status is report.status
            whole = before is not None and before.size is None and report.kind is StrategyKind.TP_SL
            after = replace(
                report,
                client_oid=key,
                order_id=report.order_id or (before.order_id if before else ""),
                side=before.side if before else report.side,  # it never changes, and not every row names it
                # Exits of the whole position stay that, however large the venue says it is now.
                size=None if whole else report.size,
                note=report.note or (before.note if before is not None and same else ""),
                # The stream of a classic account does not tell by how much an order trails.
                callback=before.callback if before and report.callback is None else report.callback,
            )
            if report.order_id:
                self._keys.setdefault(report.order_id, key)
            self._rows[key] = after
            if after != before:
                changes.append((before, after))
        return changes

    def _key_of(self, report: StrategyOrder) -> str:
        if report.client_oid in self._rows:
            return report.client_oid
        return self._keys.get(report.order_id, report.client_oid or f"id:{report.order_id}")


def describe(order: StrategyOrder) -> str:
    """An order in words, such as `Stop-loss 61000 on BTCUSDT perp`."""
    if order.kind is not StrategyKind.TP_SL:
        word = "Buy" if order.side is Side.BUY else "Sell"
        size = f" {trimmed(order.size)}" if order.size is not None else ""
        at = f" at {trimmed(order.trigger)}" if order.trigger is not None else ""
        what = "Trailing order" if order.kind.trails else "Trigger order"
        return f"{what}: {word}{size} {order.instrument}{at}"
    legs = (("Take-profit", order.take_profit), ("Stop-loss", order.stop_loss))
    named = " and ".join(f"{name} {trimmed(leg.trigger)}" for name, leg in legs if leg is not None)
    return f"{named or 'TP/SL'} on {order.instrument}"


def _order_of(command: PlaceTrigger | PlaceTpSl, at_ms: int) -> StrategyOrder:
    order = StrategyOrder(
        instrument=command.instrument,
        order_id="",
        client_oid=command.client_oid,
        kind=StrategyKind.TP_SL,
        side=command.side,
        status=S.SENDING,
        created_ms=at_ms,
        updated_ms=at_ms,
        position_side=command.position_side,
        reduce_only=True,
    )
    if isinstance(command, PlaceTpSl):
        return replace(order, size=command.size, take_profit=command.take_profit, stop_loss=command.stop_loss)
    return replace(
        order,
        kind=StrategyKind.TRIGGER,
        size=command.size.value,
        reduce_only=command.reduce_only,
        trigger=command.trigger,
        by=command.by,
        price=command.price,
    )


def _is_old(report: StrategyOrder, known: StrategyOrder, reach: int) -> bool:
    """Whether a report says less than what is known.

    An answer or a doubt of ours is never more than a report; between reports the farther state counts, and
    then the venue's time.
    """
    if _RANK[report.status] != _RANK[known.status]:
        return _RANK[report.status] < _RANK[known.status]
    return report.updated_ms < reach
