"""When silence is settled: the proof that the venue never had an order. Pure.

The rule, all of it at once: the venue itself said "no such order", twice and apart; both times later than it
could still take the order; and each time the order was in none of its lists, neither among the open orders
nor in the history nor in the fills. An answer that did not come counts for nothing, whoever failed.
"""

from dataclasses import dataclass, replace
from enum import Enum

RECEIVE_WINDOW_MS = 5_000
"""How long after its time stamp the venue may still take an order."""

QUIET_MS = 30_000
"""How long a signed request is valid at all; nobody has measured that the window above is always kept."""

MARGIN_MS = 5_000
APART_MS = 2_000


class Answer(Enum):
    """What one question brought. `SILENT` is everything that is not the venue's word."""

    FOUND = "found"
    NOT_FOUND = "not found"
    SILENT = "no answer"


@dataclass(frozen=True, slots=True)
class Round:
    """One round of questions about an order.

    `asked_ms` is the venue's clock and `asked` our monotonic one (seconds), both before the first question;
    `lookup` is the answer to the order's own number, the others say whether a list holds it.
    """

    asked_ms: int
    asked: float
    lookup: Answer
    working: Answer = Answer.SILENT
    history: Answer = Answer.SILENT
    fills: Answer = Answer.SILENT

    @property
    def says_never(self) -> bool:
        """Whether every question of the round was answered, and none with the order."""
        answers = (self.lookup, self.working, self.history, self.fills)
        return all(answer is Answer.NOT_FOUND for answer in answers)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known about an order in doubt. It was signed no later than `signed_ms` and `signed`."""

    signed_ms: int
    signed: float
    rounds: tuple[Round, ...] = ()
    window_ms: int = RECEIVE_WINDOW_MS

    def having(self, asked: Round) -> "Evidence":
        """The evidence with one more round. Only the rounds that can matter are kept."""
        useful = [one for one in self.rounds if one.says_never][:1]
        return replace(self, rounds=(*useful, asked))


def wait_ms(evidence: Evidence, now_ms: int, now: float) -> int:
    """How long until a round counts, in milliseconds; zero when it would count now.

    Both clocks must have got there: one that somebody sets must not make an order look old.
    """
    needed = max(QUIET_MS, evidence.window_ms) + MARGIN_MS
    passed = min(now_ms - evidence.signed_ms, int((now - evidence.signed) * 1000))
    wait = needed - passed
    for one in evidence.rounds:
        if one.says_never:
            wait = max(wait, APART_MS - min(now_ms - one.asked_ms, int((now - one.asked) * 1000)))
    return max(0, wait)


def is_never(evidence: Evidence) -> bool:
    """Whether the venue is proven never to have had the order."""
    if any(_found(one) for one in evidence.rounds):
        return False
    good = [
        one
        for one in evidence.rounds
        if one.says_never and wait_ms(replace(evidence, rounds=()), one.asked_ms, one.asked) == 0
    ]
    return any(_apart(first, second) for first in good for second in good)


def _found(one: Round) -> bool:
    return Answer.FOUND in (one.lookup, one.working, one.history, one.fills)


def _apart(first: Round, second: Round) -> bool:
    gap = min(second.asked_ms - first.asked_ms, int((second.asked - first.asked) * 1000))
    return gap >= APART_MS
