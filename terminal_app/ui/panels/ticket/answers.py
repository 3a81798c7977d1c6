"""What is said while an order is under way, and what became of it. Pure; no Qt."""

from collections.abc import Sequence

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


def answer_of_several(order: str, outcomes: Sequence[Outcome | None]) -> tuple[str, str]:
    """What to say of orders that were sent together, by the first that was not taken."""
    taken = sum(isinstance(outcome, Accepted) for outcome in outcomes)
    if taken == len(outcomes):
        return f"{order}: all accepted.", "soft"
    number, first = next((n, one) for n, one in enumerate(outcomes, 1) if not isinstance(one, Accepted))
    sentence, tone = answer(f"Order {number}", first)
    return f"{order}: {taken} of {len(outcomes)} accepted. {sentence}", tone
