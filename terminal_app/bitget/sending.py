"""Sending commands: each goes out once, and comes back as an outcome, never as a network error.

What a code or a failure proves is decided in `errors`; what a command asks and how its answer reads, by the
caller. Both kinds of account send through here.
"""

from collections.abc import Callable, Sequence

from terminal_app.bitget.codes import Kind
from terminal_app.bitget.endpoints import Endpoint
from terminal_app.bitget.errors import (
    NoAnswerError,
    NothingSentError,
    meaning_of,
    outcome_of,
    refused_at_the_gate,
)
from terminal_app.bitget.rest import BitgetRest, Build
from terminal_app.bitget.wire.ack import NO_CODE, Ack
from terminal_app.bitget.wire.calls import Payload
from terminal_app.bitget.wire.envelope import BadPayloadError, Envelope
from terminal_app.bitget.wire.order_terms import Body, window
from terminal_app.core.outcomes import Accepted, NotSent, Unknown, VenueOutcome

MAX_BATCH = 20

UNREADABLE = "Bitget answered in a way that does not say what happened to the command."
_NO_ROW = "Bitget answered the batch without a word about this order."
_NO_CODE = "Bitget names the order among those that failed, but no code for it; this is looked up."


class Sender:
    """Sends the commands of one account."""

    def __init__(self, rest: BitgetRest) -> None:
        self._rest = rest

    async def one(
        self, endpoint: Endpoint, build: Build, client_oid: str, read: Callable[[Envelope], Ack]
    ) -> VenueOutcome:
        """Send a command about one order, which is answered with a row about it."""
        return await self.ask(
            endpoint, build, client_oid, lambda envelope: row_outcome(read(envelope), client_oid)
        )

    async def ask(
        self,
        endpoint: Endpoint,
        build: Build,
        client_oid: str,
        read: Callable[[Envelope], VenueOutcome],
        refused: Callable[[str, str, str], VenueOutcome] = outcome_of,
    ) -> VenueOutcome:
        """Send a command.

        Args:
            endpoint: where to.
            build: makes the body.
            client_oid: what is asked about when nobody knows; "" when the command is about no order.
            read: what a success says.
            refused: what a code, with its message and `client_oid`, says.
        """
        try:
            envelope = await self._rest.send(endpoint, build)
            if not envelope.ok:
                return refused(envelope.code, envelope.message, client_oid)
            return read(envelope)
        except NothingSentError as error:
            return NotSent(error.sentence, error.detail)
        except NoAnswerError as error:
            return Unknown(client_oid, error.sentence)
        except BadPayloadError:
            return Unknown(client_oid, UNREADABLE)

    async def batch(
        self,
        endpoint: Endpoint,
        build: Build,
        client_oids: Sequence[str],
        read: Callable[[Envelope], Sequence[Ack | None]],
    ) -> list[VenueOutcome]:
        """Send one request about many orders; one outcome each, in order. Nothing is sent for none.

        When the batch failed as a whole, every row is in doubt, with two exceptions: nothing was sent, or the
        gateway refused the request before anything could act on it.

        Args:
            endpoint, build: as in `ask`.
            client_oids: our numbers of the orders.
            read: the row about each order, `None` where there is none.
        """
        if not client_oids:
            return []
        try:
            envelope = await self._rest.send(endpoint, build)
            if not envelope.ok:
                return [_whole_batch(envelope, client_oid) for client_oid in client_oids]
            rows = read(envelope)
        except NothingSentError as error:
            return [NotSent(error.sentence, error.detail) for _ in client_oids]
        except NoAnswerError as error:
            return [Unknown(client_oid, error.sentence) for client_oid in client_oids]
        except BadPayloadError:
            return [Unknown(client_oid, UNREADABLE) for client_oid in client_oids]
        return [
            Unknown(client_oid, _NO_ROW) if row is None else row_outcome(row, client_oid)
            for row, client_oid in zip(rows, client_oids, strict=True)
        ]


def fixed(body: Payload) -> Build:
    """A body that does not depend on the time."""
    return lambda _now_ms: body


def stamped(body: Body) -> Build:
    """A body that carries the time it is signed with, and how long it counts."""
    return lambda now_ms: body | window(now_ms)


def accepted(_envelope: Envelope) -> VenueOutcome:
    """What a success says of a command whose answer tells nothing else."""
    return Accepted()


def check_batch(size: int) -> None:
    """Refuse a batch that the venue would not take.

    Raises:
        ValueError: more than 20 orders.
    """
    if size > MAX_BATCH:
        raise ValueError("a batch holds at most 20 orders")


def row_outcome(row: Ack, client_oid: str) -> VenueOutcome:
    """What a row says of the order that was asked about; a success of another order says nothing."""
    if row.code == NO_CODE:
        return Unknown(client_oid, _NO_CODE)
    if not row.ok:
        return outcome_of(row.code, row.message, client_oid)
    if row.client_oid not in ("", client_oid):
        return Unknown(client_oid, UNREADABLE)
    return Accepted(client_oid, row.order_id)


def nothing_is_fine(code: str, message: str, client_oid: str) -> VenueOutcome:
    """What a code says of a command that wants nothing to be left."""
    if meaning_of(code).kind is Kind.NOT_FOUND:
        return Accepted(client_oid)
    return outcome_of(code, message, client_oid)


def _whole_batch(envelope: Envelope, client_oid: str) -> VenueOutcome:
    if refused_at_the_gate(envelope.code):
        return outcome_of(envelope.code, envelope.message, client_oid)
    return Unknown(client_oid, f"{meaning_of(envelope.code).sentence} (code {envelope.code})")
