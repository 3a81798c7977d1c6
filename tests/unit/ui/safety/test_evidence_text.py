"""The evidence of an order as text."""

from terminal_app.core.orders import OrderStatus
from terminal_app.trading.evidence import EvidenceKind, EvidenceLine
from terminal_app.ui.safety.evidence_text import evidence_text
from tests.helpers.ui_samples import NOW_MS, order


def test_it_tells_the_order_and_each_line_with_its_moment() -> None:
    lines = [
        EvidenceLine(NOW_MS, EvidenceKind.SENT, "On the disk, then to be sent."),
        EvidenceLine(NOW_MS + 10_000, EvidenceKind.ANSWER, "No answer: timed out."),
    ]
    doubtful = order(status=OrderStatus.UNKNOWN, note="Not found yet")
    assert evidence_text(doubtful, "unconfirmed", lines).splitlines() == [
        "▲ Buy 0.25 BTCUSDT perp at 64000.5",
        "State now: unconfirmed. Not found yet",
        "Our id: tb-1",
        "The exchange's number: id-tb-1",
        "",
        "2023-11-14T22:13:20.000+00:00  sent    On the disk, then to be sent.",
        "2023-11-14T22:13:30.000+00:00  answer  No answer: timed out.",
    ]


def test_no_evidence_is_said_too() -> None:
    assert evidence_text(order(price=None), "working", []).endswith("placed elsewhere, or long ago.")
