"""The blotter: every order we know of, and its state as far as it is proven.

States change through `core.orders.TRANSITIONS` and nowhere else. Reports of the venue may come twice, late
and in any order: an order never moves backwards, and a fill counts once. It knows no clock and no client.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from terminal_app.core.account import Fill
from terminal_app.core.commands import PlaceOrder
from terminal_app.core.ids import is_ours
from terminal_app.core.money import ZERO, divide
from terminal_app.core.orders import (
    SEEN,
    TRANSITIONS,
    MarginMode,
    Move,
    Order,
    OrderStatus,
    Source,
    VenueOrder,
    VenueStatus,
)
from terminal_app.trading.fills import FillBook

log = logging.getLogger(__name__)

Standing = tuple[
    tuple[tuple[str, Order, Decimal, int], ...],
    tuple[tuple[str, str], ...],
    tuple[tuple[str, Source], ...],
    tuple[Fill, ...],
]
"""Orders by their keys with how far reports of them reached, venue ids, who caused what, executions."""
_DOUBTFUL = (OrderStatus.UNKNOWN, OrderStatus.CANCEL_UNKNOWN)


@dataclass(slots=True)
class _Row:
    """An order, and how far the venue's newest report of it reached: filled size, then time."""

    order: Order
    reach: tuple[Decimal, int] = (ZERO, 0)


class OrderBlotter:
    """Orders by `client_oid`, with an index by the venue's id.

    An order that the venue reports without a `client_oid` is kept under `id:` and its venue id.
    """

    def __init__(self) -> None:
        self.fills = FillBook()
        self._rows: dict[str, _Row] = {}
        # The rows that are not proven to be over: each check of a new order asks for them, so they must not
        # be looked for among all that ever were.
        self._alive: dict[str, _Row] = {}
        self._keys: dict[str, str] = {}
        self._claims: dict[str, Source] = {}

    def get(self, client_oid: str) -> Order | None:
        """The order of a `client_oid`."""
        row = self._rows.get(client_oid)
        return row.order if row else None

    def by_order_id(self, order_id: str) -> Order | None:
        """The order of a venue id."""
        return self.get(self._keys[order_id]) if order_id in self._keys else None

    def all(self) -> list[Order]:
        """Newest first."""
        return _newest_first(row.order for row in self._rows.values())

    def alive(self) -> list[Order]:
        """Everything that is not proven to be over, in no special order."""
        return [row.order for row in self._alive.values()]

    def open(self) -> list[Order]:
        """Everything that is not proven to be over, newest first."""
        return _newest_first(self.alive())

    def unknown_count(self) -> int:
        """How many orders nobody knows the state of right now."""
        return sum(row.order.status in _DOUBTFUL for row in self._alive.values())

    def submitted(self, command: PlaceOrder, source: Source, at_ms: int) -> Order:
        """Take a new order of ours, before it leaves.

        Raises:
            ValueError: the `client_oid` was used before.
        """
        if command.client_oid in self._rows:
            raise ValueError(f"client order id {command.client_oid} was used before")
        order = Order(
            client_oid=command.client_oid,
            instrument=command.instrument,
            side=command.side,
            order_type=command.order_type,
            size=command.size,
            price=command.price,
            status=OrderStatus.INTENT,
            created_ms=at_ms,
            updated_ms=at_ms,
            time_in_force=command.time_in_force,
            reduce_only=command.reduce_only,
            position_side=command.position_side,
            margin_mode=command.margin_mode or MarginMode.CROSSED,
            source=source,
        )
        self._take(order.client_oid, _Row(order))
        return order

    def move(
        self, client_oid: str, move: Move, *, note: str | None = None, order_id: str | None = None
    ) -> Order | None:
        """Apply the answer to a call of ours; the changed order, or `None` when the table has no such pair.

        Args:
            client_oid: which order; it must be known.
            move: what happened.
            note: the sentence that explains the new state; `None` keeps the old one.
            order_id: the venue's id, when the answer told it.
        """
        row = self._rows[client_oid]
        status = _next_status(row.order, move)
        if status is None:
            return None
        row.order = replace(row.order, status=status, note=row.order.note if note is None else note)
        self._sort(row)
        if order_id:
            self._name(row, order_id)
        return self._count_fills(row)

    def say(self, client_oid: str, note: str) -> None:
        """Explain the state of a known order without changing it."""
        row = self._rows[client_oid]
        row.order = replace(row.order, note=note)

    def claim(self, order_id: str, source: Source) -> None:
        """Say who caused an order that the venue makes without a `client_oid` of ours (a closed position)."""
        self._claims[order_id] = source
        if order_id in self._keys:
            row = self._rows[self._keys[order_id]]
            row.order = replace(row.order, source=source)

    def report(self, report: VenueOrder) -> Order | None:
        """Apply a report of the venue; the changed order, or `None` when it brought nothing new."""
        row = self._row_of(report)
        reach = (report.filled, report.updated_ms)
        if reach < row.reach:
            return None
        status = _next_status(row.order, SEEN[report.status])
        if status is None:
            self.say(row.order.client_oid, f"The exchange reports this order as {report.status.value}.")
            return None
        before = row.order
        tells_fee = bool(report.fee_coin)  # some lists of the venue have no word on it
        row.reach = reach
        row.order = replace(
            before,
            status=status,
            size=report.size,
            price=report.price,
            updated_ms=max(before.updated_ms, report.updated_ms),
            time_in_force=report.time_in_force,
            reduce_only=report.reduce_only,
            position_side=report.position_side,
            margin_mode=report.margin_mode,
            filled=report.filled,
            avg_price=report.avg_price,
            fee=report.fee if tells_fee else before.fee,
            fee_coin=report.fee_coin if tells_fee else before.fee_coin,
            note=_note(before, status, report),
        )
        self._sort(row)
        self._name(row, report.order_id)
        after = self._count_fills(row)
        return None if after == before else after

    def fill(self, fill: Fill) -> bool:
        """Take an execution; `False` when it is known already. It proves that its order existed."""
        if not self.fills.add(fill):
            return False
        key = self._keys.get(fill.order_id, fill.client_oid)
        if key in self._rows:
            row = self._rows[key]
            if fill.order_id:
                self._name(row, fill.order_id)
            self._count_fills(row)
        return True

    def standing(self) -> Standing:
        """Everything that is known, as a value that `restore` takes."""
        rows = tuple((key, row.order, *row.reach) for key, row in self._rows.items())
        names, claims = tuple(self._keys.items()), tuple(self._claims.items())
        return rows, names, claims, tuple(reversed(self.fills.all()))

    def restore(self, standing: Standing) -> None:
        """Know what another blotter knew, in place of everything else."""
        rows, names, claims, fills = standing
        self.fills = FillBook()
        self._rows, self._alive = {}, {}
        self._keys, self._claims = dict(names), dict(claims)
        for key, order, filled, updated_ms in rows:
            self._take(key, _Row(order, (filled, updated_ms)))
        for fill in fills:
            self.fills.add(fill)

    def _row_of(self, report: VenueOrder) -> _Row:
        """The row of a report; a new one for an order that was placed elsewhere."""
        client_oid = report.client_oid or f"id:{report.order_id}"
        key = client_oid if client_oid in self._rows else self._keys.get(report.order_id, client_oid)
        if key in self._rows:
            return self._rows[key]
        source = Source.MANUAL if is_ours(client_oid) else Source.EXTERNAL
        row = _Row(
            Order(
                client_oid=client_oid,
                instrument=report.instrument,
                side=report.side,
                order_type=report.order_type,
                size=report.size,
                price=report.price,
                status=OrderStatus.INTENT,
                created_ms=report.created_ms,
                updated_ms=report.updated_ms,
                source=self._claims.get(report.order_id, source),
            )
        )
        self._take(key, row)
        return row

    def _take(self, key: str, row: _Row) -> None:
        self._rows[key] = row
        self._sort(row)

    def _sort(self, row: _Row) -> None:
        """Keep the row among those that are alive, or not, after its state may have changed."""
        if row.order.status.is_final:
            self._alive.pop(row.order.client_oid, None)
        else:
            self._alive.setdefault(row.order.client_oid, row)

    def _name(self, row: _Row, order_id: str) -> None:
        """Learn the venue's id of an order. The first one stays: a later answer may come without."""
        if order_id and row.order.order_id is None:
            row.order = replace(row.order, order_id=order_id)
        if order_id:
            self._keys.setdefault(order_id, row.order.client_oid)

    def _count_fills(self, row: _Row) -> Order:
        """Let the executions speak where they know more than the newest report.

        They never end an order: it may have been made larger elsewhere, and only its own report says so.
        """
        size, value = self.fills.sums(row.order.order_id, row.order.client_oid)
        if size > row.order.filled:
            row.order = replace(row.order, filled=size, avg_price=divide(value, size))
        if size > 0:
            status = _next_status(row.order, Move.SEEN_PARTIAL)
            if status not in (None, row.order.status):
                row.order = replace(row.order, status=status, note="")
                self._sort(row)
        return row.order


def _newest_first(orders: Iterable[Order]) -> list[Order]:
    return sorted(orders, key=lambda order: order.created_ms, reverse=True)


def _next_status(order: Order, move: Move) -> OrderStatus | None:
    status = TRANSITIONS.get((order.status, move))
    if status is None:
        log.warning("order %s: %s cannot follow %s", order.client_oid, move.value, order.status.value)
    return status


def _note(before: Order, status: OrderStatus, report: VenueOrder) -> str:
    if report.status is VenueStatus.CANCELLED and report.cancel_reason:
        return report.cancel_reason
    return before.note if status is before.status else ""
