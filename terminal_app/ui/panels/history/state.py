"""What the order history says: finished orders of this run and of the venue's own records. Knows no Qt."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from terminal_app.core.instrument import Instrument, InstrumentId
from terminal_app.core.money import ZERO
from terminal_app.core.orders import Order, OrderStatus, Source, VenueOrder, VenueStatus
from terminal_app.ui import format as text
from terminal_app.ui.panels.orders.state import STATUS_WORDS

_ENDS = {VenueStatus.FILLED: OrderStatus.FILLED, VenueStatus.CANCELLED: OrderStatus.CANCELLED}
_MEANINGS = {
    OrderStatus.NOT_SENT: "It never left this computer.",
    OrderStatus.PROVEN_NEVER: "The exchange, asked twice, never had it.",
}


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One finished order with the rules its numbers are written by."""

    order: Order
    instrument: Instrument | None

    @property
    def key(self) -> str:
        """What tells it apart: the venue's id, since one of ours may be used again after a fill."""
        return self.order.order_id or self.order.client_oid


def rows(
    ours: Iterable[Order], past: Iterable[VenueOrder], find: Callable[[InstrumentId], Instrument | None]
) -> list[HistoryRow]:
    """A row for each finished order, newest first; what this run has seen itself wins over the records."""
    merged: dict[str, HistoryRow] = {}
    for report in past:
        if (order := as_order(report)) is not None:
            row = HistoryRow(order, find(order.instrument))
            merged[row.key] = row
    for order in ours:
        if order.status.is_final:
            row = HistoryRow(order, find(order.instrument))
            merged[row.key] = row
    return sorted(merged.values(), key=lambda row: row.order.updated_ms, reverse=True)


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
        source=Source.MANUAL,
        note=report.cancel_reason,
    )


def when_text(row: HistoryRow, now_ms: int, zone: tzinfo | None = None) -> str:
    """When it ended: the time of day, with month and day before it when that was not today."""
    at = row.order.updated_ms
    days = [datetime.fromtimestamp(ms / 1000, tz=UTC).astimezone(zone).date() for ms in (at, now_ms)]
    return text.time_of_day(at, zone) if days[0] == days[1] else text.date_time(at, zone)[5:16]


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
    return row.order.note or _MEANINGS.get(row.order.status, "")


def ending_text(row: HistoryRow) -> str:
    """How and why it ended, in one line."""
    status, reason = status_text(row), reason_text(row)
    ending = status[:1].upper() + status[1:]
    return f"{ending}. {reason}" if reason else ending


def fee_text(row: HistoryRow) -> str:
    """What it cost; nothing without a fill, and a rebate has a plus sign."""
    fee = row.order.fee
    if not fee:
        return text.DASH if not row.order.filled else f"{text.amount(fee)} {row.order.fee_coin}".strip()
    sign = "+" if fee < ZERO else text.MINUS
    shown = text.money(abs(fee)) if abs(fee) >= 1 else text.amount(abs(fee))
    return f"{sign}{shown} {row.order.fee_coin}".strip()


def counted_text(shown: Sequence[HistoryRow]) -> str:
    """How many orders are listed; empty without any."""
    return "" if not shown else f"{len(shown)} orders" if len(shown) > 1 else "1 order"
