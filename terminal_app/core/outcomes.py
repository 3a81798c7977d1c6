"""What became of a command: one vocabulary for every road.

Only a definite answer of the venue is a `Rejected`; silence is `Unknown`, which is neither an error nor a
failure.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refused:
    """Our own rule said no; nothing left this computer. Each reason is a plain sentence with the number."""

    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotSent:
    """The transport proves that no byte of the command left this computer."""

    sentence: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The venue took the command. It may answer without an order id."""

    client_oid: str = ""
    order_id: str | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """The venue said no: its code, and our plain sentence about it."""

    code: str
    sentence: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody knows whether the venue has it. Never sent again: asked about by `client_oid`."""

    client_oid: str
    cause: str


@dataclass(frozen=True, slots=True)
class ProvenNever:
    """Silence that was settled: the venue, asked twice and late enough, never had the order."""

    client_oid: str
    sentence: str


VenueOutcome = NotSent | Accepted | Rejected | Unknown
Outcome = Refused | NotSent | Accepted | Rejected | Unknown
