"""What the journal remembers: intents before they leave, outcomes, fills, sessions."""

from dataclasses import dataclass

from terminal_app.core.account import Fill
from terminal_app.core.commands import Command
from terminal_app.core.orders import Source
from terminal_app.core.outcomes import VenueOutcome

Journaled = Command


@dataclass(frozen=True, slots=True)
class Intent:
    """What we are about to do. On disk before the first byte leaves."""

    intent_id: str
    command: Journaled
    source: Source
    at_ms: int


@dataclass(frozen=True, slots=True)
class OutcomeSeen:
    """How the venue answered an intent."""

    intent_id: str
    outcome: VenueOutcome
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


Record = Intent | OutcomeSeen | FillSeen | SessionOpened
