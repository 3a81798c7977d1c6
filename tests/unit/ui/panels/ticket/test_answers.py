"""What is said of an order under way, and of what became of it."""

import pytest

from terminal_app.core.outcomes import Accepted, NotSent, Outcome, Refused, Rejected, Unknown
from terminal_app.ui.panels.ticket.answers import answer, answer_of_several, waiting


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "Sending…"),
        (1.9, "Sending…"),
        (2, "Waiting for Bitget"),
        (4.9, "Waiting for Bitget"),
        (5, "Unknown – checking"),
        (60, "Unknown – checking"),
    ],
)
def test_while_there_is_no_answer(seconds: float, text: str) -> None:
    assert waiting(seconds) == text


@pytest.mark.parametrize(
    ("outcome", "words", "tone"),
    [
        (Accepted("tb-1"), "Buy 1 BTC: accepted.", "soft"),
        (Refused(("One.", "Two.")), "Not sent. One. Two.", "warning"),
        (NotSent("No connection."), "Not sent. No connection.", "warning"),
        (Rejected("43012", "Too little."), "Too little. (43012)", "down"),
        (Unknown("tb-1", "timeout"), "Buy 1 BTC: not confirmed. The exchange is asked", "warning"),
        (None, "Buy 1 BTC: the program failed while sending.", "warning"),
    ],
)
def test_every_outcome_is_told(outcome: Outcome | None, words: str, tone: str) -> None:
    text, state = answer("Buy 1 BTC", outcome)
    assert text.startswith(words)
    assert state == tone


@pytest.mark.parametrize(
    ("outcomes", "text"),
    [
        ([Accepted(), Accepted()], "Buy: all accepted."),
        ([Accepted(), Refused(("No.",)), Accepted()], "Buy: 2 of 3 accepted. Not sent. No."),
        (
            [Unknown("x", "y"), Unknown("z", "y")],
            f"Buy: 0 of 2 accepted. {answer('Order 1', Unknown('x', 'y'))[0]}",
        ),
    ],
)
def test_what_became_of_several_orders(outcomes: list[Outcome], text: str) -> None:
    assert answer_of_several("Buy", outcomes)[0] == text
