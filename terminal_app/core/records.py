"""What the journal remembers: intents before they leave, outcomes, fills, bills, notes, sessions."""

from dataclasses import dataclass

from terminal_app.core.account import Fill
from terminal_app.core.bills import Bill
from terminal_app.core.commands import VenueCommand
from terminal_app.core.held import Held
from terminal_app.core.orders import Source
from terminal_app.core.outcomes import ProvenNever, VenueOutcome

Journaled = VenueCommand


@dataclass(frozen=True, slots=True)
class Intent:
    """What we are about to do. On disk before the first byte leaves.

    `rules` are the rules it passed, in plain words; `None` where that was not written down: by older
    programs, and for commands that no rule is asked about.
    """

    intent_id: str
    command: Journaled
    source: Source
    at_ms: int
    rules: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class OutcomeSeen:
    """How the venue answered an intent."""

    intent_id: str
    outcome: VenueOutcome | ProvenNever
    at_ms: int


@dataclass(frozen=True, slots=True)
class FillSeen:
    """An execution; the journal keeps each `exec_id` once."""

    fill: Fill
    at_ms: int


@dataclass(frozen=True, slots=True)
class SessionOpened:
    """The program started to talk to a venue under a profile."""

    profile: str
    venue: str
    version: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class QuestionSeen:
    """The venue was asked about an order: when (`at_ms`), what, and what it answered by `answered_ms`."""

    client_oid: str
    question: str
    answer: str
    at_ms: int
    answered_ms: int


@dataclass(frozen=True, slots=True)
class EventSeen:
    """Something that concerns trading as a whole, with its cause: a halt, a new limit, a flattening."""

    kind: str
    sentence: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class EndSeen:
    """The venue reported that an order of ours is over: `how` in a word, and `note` why, in a sentence or "".

    The journal keeps each `how` of an order once: a last fill may turn a cancelled order into a filled one.
    """

    client_oid: str
    how: str
    note: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class BillSeen:
    """A line of the venue's ledger; the journal keeps each `bill_id` once."""

    bill: Bill
    at_ms: int


@dataclass(frozen=True, slots=True)
class NoteSeen:
    """What a person wrote about something: the last note of a `key` is the one that counts.

    `key` is the key of a round trip or the client order id of an order.
    """

    key: str
    note: str
    tags: tuple[str, ...]
    at_ms: int


@dataclass(frozen=True, slots=True)
class HeldSeen:
    """How something that this program holds stands now. The newest record of a key counts."""

    held: Held
    at_ms: int


Record = (
    Intent
    | OutcomeSeen
    | FillSeen
    | SessionOpened
    | QuestionSeen
    | EventSeen
    | EndSeen
    | BillSeen
    | NoteSeen
    | HeldSeen
)
