"""What a failure proves: turns exceptions and codes into errors (of reads) and outcomes (of orders).

The rule behind it: only a definite answer of the venue is a rejection, and only a transport that never had a
connection proves that nothing was sent. The same `ReadError` comes with and without the order at the venue,
so it proves nothing. Measured per kind of failure on httpx 0.28.
"""

import socket
from collections.abc import Iterator

import httpx

from terminal_app.bitget.account_mode import TOLD_BY
from terminal_app.bitget.codes import MEANINGS, Kind, Meaning
from terminal_app.bitget.wire.envelope import printable
from terminal_app.core.errors import AuthError, LinkError, RateLimitError, VenueError
from terminal_app.core.outcomes import Accepted, Rejected, Unknown, VenueOutcome

_UNMAPPED = Meaning(Kind.IN_DOUBT, "Bitget answered with an error this program does not know.")
_NEVER_CONNECTED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class NothingSentError(LinkError):
    """Proven: no byte of the request left this computer."""


class HeldBackError(NothingSentError):
    """Proven as well: the program itself kept the request back at the last moment."""


class NoAnswerError(LinkError):
    """The request may have left, and there is no usable answer. A read may be repeated, an order never."""


def meaning_of(code: str) -> Meaning:
    """What a code means; an unknown one leaves everything in doubt."""
    return MEANINGS.get(code, _UNMAPPED)


def translate(error: httpx.HTTPError) -> LinkError:
    """The error of ours that says what a failure of the transport proves. Chain the original as its cause."""
    detail = f"{type(error).__name__}: {printable(str(error))}"
    if isinstance(error, _NEVER_CONNECTED):
        return NothingSentError(_no_connection(error), detail)
    if isinstance(error, httpx.TimeoutException):
        return NoAnswerError("Bitget did not answer in time.", detail)
    if isinstance(error, httpx.DecodingError):
        return NoAnswerError("Bitget's answer arrived damaged.", detail)
    return NoAnswerError("The connection to Bitget broke before the answer came.", detail)


def venue_error(code: str, message: str) -> VenueError:
    """The error of a read that the venue refused."""
    kind, sentence = meaning_of(code)
    detail = f"{code} {message}".strip()
    # An account of the other kind is no fault of its key, and is spoken to as such when it is asked again.
    if kind in (Kind.AUTH, Kind.CLOCK, Kind.MODE) and code not in TOLD_BY:
        return AuthError(code, sentence, detail)
    if kind is Kind.RATE:
        return RateLimitError(code, sentence, detail)
    return VenueError(code, f"{sentence} (code {code})" if kind is Kind.IN_DOUBT else sentence, detail)


def may_repeat_read(code: str) -> bool:
    """Whether a read that ended with this code is worth another try after a pause."""
    return code in MEANINGS and MEANINGS[code].kind in (Kind.IN_DOUBT, Kind.RATE)


def outcome_of(code: str, message: str, client_oid: str) -> VenueOutcome:
    """What an error code says about an order or another command that was sent.

    A duplicate order number proves that the venue took an earlier copy: `Unknown`, so that it is looked up.
    """
    kind, sentence = meaning_of(code)
    detail = f"{code} {message}".strip()
    if kind is Kind.UNCHANGED:
        return Accepted(client_oid)
    if kind is Kind.DUPLICATE:
        return Unknown(client_oid, f"accepted before: {sentence} (code {code})")
    if kind is Kind.IN_DOUBT:
        return Unknown(client_oid, f"{sentence} (code {code})")
    return Rejected(code, sentence, detail)


def refused_at_the_gate(code: str) -> bool:
    """Whether the venue's gateway refused, before anything behind it saw the request (rates, keys, clock)."""
    return meaning_of(code).kind in (Kind.RATE, Kind.AUTH, Kind.CLOCK, Kind.MODE)


def _no_connection(error: httpx.HTTPError) -> str:
    if isinstance(error, httpx.PoolTimeout):
        return "Too many requests were waiting, so this one was not sent."
    if any(isinstance(cause, socket.gaierror) for cause in _causes(error)):
        return "The name of Bitget's server could not be looked up. Check the internet connection or the DNS."
    if "CERTIFICATE" in str(error).upper():
        return (
            "The server did not prove that it is Bitget, so nothing was sent. Check the network you are in."
        )
    return "Bitget could not be reached. Check the internet connection."


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = seen.__cause__ or seen.__context__
