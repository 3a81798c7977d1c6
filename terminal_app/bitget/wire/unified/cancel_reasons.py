"""Why the venue cancelled an order, as a plain sentence.

The codes are those of the venue's documentation, "Enumeration: cancelReason", and of our own paper exchange.
"""

from terminal_app.bitget.wire.envelope import printable

SENTENCES = {
    "normal_cancel": "As requested.",
    "post_only_fill_cancel": "It was post-only and would have traded at once.",
    "fok_not_full_cancel": "It was fill-or-kill and could not be filled as a whole.",
    "ioc_not_full_cancel": "It was immediate-or-cancel, and the rest found no match.",
    "stp_cancel": "It would have traded with an order of the same account.",
    "reduce_only_cancel": (
        "It was reduce-only and the position had no room left for it: the position became smaller, "
        "or a newer reduce-only order took its place."
    ),
    "liquidation_cancel": "The exchange cancelled it before it liquidated the position.",
}


def cancel_sentence(code: str | None) -> str:
    """The sentence for a code; an unknown code is told as it is, and none stays empty."""
    return SENTENCES.get(code or "", printable(code or ""))
