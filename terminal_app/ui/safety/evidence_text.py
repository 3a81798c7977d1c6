"""The evidence of an order as text that can be copied into a letter to the exchange. Knows no Qt."""

from collections.abc import Sequence

from terminal_app.core.orders import Order
from terminal_app.trading.evidence import EvidenceKind, EvidenceLine
from terminal_app.ui import format as text

_DIRECTIONS = {
    EvidenceKind.SENT: "sent",
    EvidenceKind.ANSWER: "answer",
    EvidenceKind.QUESTION: "asked",
    EvidenceKind.REPORT: "report",
    EvidenceKind.FILL: "filled",
}
_NOTHING = "Nothing is known of how this order came about: it was placed elsewhere, or long ago."
_WIDTH = max(map(len, _DIRECTIONS.values()))


def evidence_text(order: Order, status: str, lines: Sequence[EvidenceLine]) -> str:
    """What was sent, what came back and when, oldest first. Times are UTC, for whoever reads it.

    Args:
        order: the order as it stands now.
        status: its state in plain words.
        lines: what is known.
    """
    price = "market" if order.price is None else text.machine(order.price)
    head = (
        f"{text.side(order.side)} {text.machine(order.size.value)} {order.instrument} at {price}",
        f"State now: {status}" + (f". {order.note}" if order.note else ""),
        f"Our id: {order.client_oid}",
        f"The exchange's number: {order.order_id or 'not known'}",
        "",
    )
    told = [
        f"{text.iso_time(line.at_ms)}  {_DIRECTIONS[line.kind]:<{_WIDTH}}  {line.sentence}" for line in lines
    ]
    return "\n".join((*head, *(told or [_NOTHING])))
