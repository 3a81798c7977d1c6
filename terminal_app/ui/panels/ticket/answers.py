"""What is said while an order is under way, and what became of it. Pure; no Qt."""

from terminal_app.core.outcomes import Accepted, NotSent, Outcome, Refused, Rejected, Unknown

_SLOW_S = 2
_DOUBT_S = 5
_ASKING = "The exchange is asked what became of it; see Orders before you send it again."


def waiting(seconds: float) -> str:
    """What the pressed button says while there is no answer."""
    if seconds < _SLOW_S:
        return "Sending…"
    return "Waiting for Bitget" if seconds < _DOUBT_S else "Unknown – checking"


def answer(order: str, outcome: Outcome | None) -> tuple[str, str]:
    """What to say of an order that was sent, and the tone of it. No outcome means that the program failed."""
    match outcome:
        case Accepted():
            return f"{order}: accepted.", "soft"
        case Refused():
            return " ".join(("Not sent.", *outcome.reasons)), "warning"
        case NotSent():
            return f"Not sent. {outcome.sentence}", "warning"
        case Rejected():
            return f"{outcome.sentence} ({outcome.code})", "down"
        case Unknown():
            return f"{order}: not confirmed. {_ASKING}", "warning"
        case None:
            return f"{order}: the program failed while sending. {_ASKING}", "warning"


def answer_of_several(order: str, count: int, taken: int, outcome: Outcome | None) -> tuple[str, str]:
    """What to say of orders that were sent one after the other; `outcome` is that of the last one sent."""
    if taken == count:
        return f"{order}: all accepted.", "soft"
    sentence, tone = answer(f"Order {taken + 1}", outcome)
    return f"{order}: {taken} of {count} accepted, the rest was not sent. {sentence}", tone
