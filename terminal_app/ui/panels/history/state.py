"""What the order history says: finished orders of this run and of the venue's own records. Knows no Qt."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from terminal_app.core.account import Fill
from terminal_app.core.ids import is_ours
from terminal_app.core.instrument import Instrument, InstrumentId
from terminal_app.core.money import ZERO
from terminal_app.core.orders import Order, OrderStatus, Source, VenueOrder, VenueStatus
from terminal_app.ui import format as text
from terminal_app.ui.panels.orders.state import STATUS_WORDS

_ENDS = {VenueStatus.FILLED: OrderStatus.FILLED, VenueStatus.CANCELLED: OrderStatus.CANCELLED}
_DISPLACED = (
    "It was reduce-only: the exchange cancels such an order when the position has no room left for it, "
    "also to make room for a newer one."
)
_MEANINGS = {
    OrderStatus.NOT_SENT: "It never left this computer.",
    OrderStatus.PROVEN_NEVER: "The exchange, asked twice, never had it.",
}


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One finished order with the rules its numbers are written by.

    `realised` is what its fills have realised before fees; `None` when that is nothing, or not all of them
    are loaded.
    """

    order: Order
    instrument: Instrument | None
    realised: Decimal | None = None

    @property
    def key(self) -> str:
        """What tells it apart: the venue's id, since one of ours may be used again after a fill."""
        return self.order.order_id or self.order.client_oid


def no_fills(order: Order) -> Sequence[Fill]:
    """Nothing is known about the fills of an order."""
    del order
    return ()


def rows(
    ours: Iterable[Order],
    past: Iterable[VenueOrder],
    find: Callable[[InstrumentId], Instrument | None],
    fills_of: Callable[[Order], Iterable[Fill]] = no_fills,
) -> list[HistoryRow]:
    """A row for each finished order, newest first; what this run has seen itself wins over the records."""
    merged: dict[str, HistoryRow] = {}
    for report in past:
        if (order := as_order(report)) is not None:
            row = HistoryRow(order, find(order.instrument), realised(order, fills_of(order)))
            merged[row.key] = row
    for order in ours:
        if order.status.is_final:
            row = HistoryRow(order, find(order.instrument), realised(order, fills_of(order)))
            merged[row.key] = row
    return sorted(merged.values(), key=lambda row: row.order.updated_ms, reverse=True)


def realised(order: Order, fills: Iterable[Fill]) -> Decimal | None:
    """What the fills of an order have realised; `None` unless all of them are loaded."""
    loaded = list(fills)
    if sum((fill.size for fill in loaded), ZERO) < order.filled:
        return None
    gains = [fill.realised_pnl for fill in loaded if fill.realised_pnl is not None]
    return sum(gains, ZERO) if gains else None


def as_order(report: VenueOrder) -> Order | None:
    """A record of the venue as an order; `None` for one that is not over."""
    status = _ENDS.get(report.status)
    if status is None:
        return None
    return Order(
        client_oid=report.client_oid or f"id:{report.order_id}",
        instrument=report.instrument,
        side=report.side,
        order_type=report.order_type,
        size=report.size,
        price=report.price,
        status=status,
        created_ms=report.created_ms,
        updated_ms=report.updated_ms,
        order_id=report.order_id or None,
        time_in_force=report.time_in_force,
        reduce_only=report.reduce_only,
        position_side=report.position_side,
        margin_mode=report.margin_mode,
        filled=report.filled,
        avg_price=report.avg_price,
        fee=report.fee,
        fee_coin=report.fee_coin,
        source=Source.MANUAL if is_ours(report.client_oid) or not report.client_oid else Source.EXTERNAL,
        note=report.cancel_reason,
    )


def average_text(row: HistoryRow) -> str:
    """The average price of its fills."""
    return text.average(row.order.avg_price, row.instrument)


def status_text(row: HistoryRow) -> str:
    """How it ended, in plain words."""
    order = row.order
    if order.status is OrderStatus.CANCELLED and order.filled > ZERO:
        return "partly filled, rest cancelled"
    return STATUS_WORDS[order.status]


def reason_text(row: HistoryRow) -> str:
    """Why it ended that way; nothing when the end speaks for itself."""
    order = row.order
    if order.reduce_only and order.status is OrderStatus.CANCELLED and not order.note:
        return _DISPLACED
    return order.note or _MEANINGS.get(order.status, "")


def ending_text(row: HistoryRow) -> str:
    """How and why it ended, and that it was placed elsewhere if it was, in one line."""
    status, reason = status_text(row), reason_text(row)
    ending = status[:1].upper() + status[1:]
    if row.order.source is Source.EXTERNAL:
        ending += ", placed elsewhere"
    return f"{ending}. {reason}" if reason else ending


def fee_text(row: HistoryRow) -> str:
    """What it cost; nothing without a fill, and a rebate has a plus sign."""
    fee = row.order.fee
    if not fee:
        return text.DASH if not row.order.filled else f"{text.amount(fee)} {row.order.fee_coin}".strip()
    sign = "+" if fee < ZERO else text.MINUS
    shown = text.money(abs(fee)) if abs(fee) >= 1 else text.amount(abs(fee))
    return f"{sign}{shown} {row.order.fee_coin}".strip()


def realised_text(row: HistoryRow) -> str:
    """What it realised, before fees; a dash for an order that opened, or whose fills are not loaded."""
    return text.DASH if row.realised is None else text.signed_money(row.realised)


def counted_text(shown: Sequence[HistoryRow]) -> str:
    """How many orders are listed; empty without any."""
    return "" if not shown else f"{len(shown)} orders" if len(shown) > 1 else "1 order"
