"""What a failure proves, code by code and exception by exception."""

import socket

import httpx
import pytest

from terminal_app.bitget import errors
from terminal_app.bitget.codes import MEANINGS, Kind
from terminal_app.core.errors import AuthError, RateLimitError, VenueError
from terminal_app.core.outcomes import Accepted, Rejected, Unknown

NEVER_SENT = [httpx.ConnectError("refused"), httpx.ConnectTimeout("slow"), httpx.PoolTimeout("busy")]
IN_DOUBT = [
    httpx.ReadError(""),
    httpx.WriteError(""),
    httpx.CloseError(""),
    httpx.ReadTimeout(""),
    httpx.WriteTimeout(""),
    httpx.RemoteProtocolError(""),
    httpx.LocalProtocolError(""),
    httpx.ProxyError(""),
    httpx.UnsupportedProtocol(""),
    httpx.DecodingError(""),
    httpx.TooManyRedirects(""),
]


@pytest.mark.parametrize("error", NEVER_SENT, ids=lambda error: type(error).__name__)
def test_what_never_had_a_connection_was_never_sent(error: httpx.HTTPError) -> None:
    assert isinstance(errors.translate(error), errors.NothingSentError)


@pytest.mark.parametrize("error", IN_DOUBT, ids=lambda error: type(error).__name__)
def test_everything_else_proves_nothing(error: httpx.HTTPError) -> None:
    assert isinstance(errors.translate(error), errors.NoAnswerError)


def test_a_name_that_cannot_be_looked_up_is_told_apart() -> None:
    error = httpx.ConnectError("all attempts failed")
    error.__cause__ = OSError("wrapped")
    error.__cause__.__context__ = socket.gaierror(-3, "Temporary failure in name resolution")
    assert "DNS" in errors.translate(error).sentence
    assert "DNS" not in errors.translate(httpx.ConnectError("refused")).sentence


def test_a_wrong_certificate_is_told_apart() -> None:
    error = httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed")
    assert "did not prove that it is Bitget" in errors.translate(error).sentence


def test_an_unmapped_code_on_an_order_is_in_doubt() -> None:
    outcome = errors.outcome_of("99999", "odd", "tb-1")
    assert isinstance(outcome, Unknown)
    assert outcome.client_oid == "tb-1"
    assert "99999" in outcome.cause


@pytest.mark.parametrize("code", ["40010", "40725", "45001", "40015", "40808", "40200", "50026", "50031"])
def test_codes_that_leave_an_order_in_doubt(code: str) -> None:
    assert isinstance(errors.outcome_of(code, "", "tb-1"), Unknown)


@pytest.mark.parametrize(
    "code", ["429", "40008", "40006", "40009", "40012", "40014", "40018", "40036", "40037", "40038"]
)
def test_the_gateways_refusals_are_rejections(code: str) -> None:
    outcome = errors.outcome_of(code, "words", "tb-1")
    assert outcome == Rejected(code, MEANINGS[code].sentence, f"{code} words")
    assert errors.refused_at_the_gate(code)


@pytest.mark.parametrize("code", ["43118", "45034", "50060", "25212", "40786", "40708"])
def test_a_duplicate_was_accepted_before_and_is_looked_up(code: str) -> None:
    outcome = errors.outcome_of(code, "", "tb-1")
    assert isinstance(outcome, Unknown)
    assert "accepted before" in outcome.cause


def test_what_was_already_so_counts_as_done() -> None:
    assert errors.outcome_of("40814", "", "") == Accepted("")


@pytest.mark.parametrize("code", sorted(MEANINGS))
def test_every_known_code_has_an_outcome_that_fits_its_kind(code: str) -> None:
    outcome = errors.outcome_of(code, "", "tb-1")
    kind = MEANINGS[code].kind
    expected = {Kind.UNCHANGED: Accepted, Kind.DUPLICATE: Unknown, Kind.IN_DOUBT: Unknown}.get(kind, Rejected)
    assert isinstance(outcome, expected)


def test_errors_of_reads() -> None:
    assert isinstance(errors.venue_error("40012", "x"), AuthError)
    assert isinstance(errors.venue_error("40008", "x"), AuthError)
    assert isinstance(errors.venue_error("40731", "x"), AuthError)
    assert isinstance(errors.venue_error("429", "x"), RateLimitError)
    # The key is good: the account is only of the other kind.
    assert type(errors.venue_error("40084", "x")) is type(errors.venue_error("40085", "x")) is VenueError
    unknown_symbol = errors.venue_error("25100", "Trading pair X does not exist")
    assert type(unknown_symbol) is VenueError
    assert (unknown_symbol.code, unknown_symbol.detail) == ("25100", "25100 Trading pair X does not exist")
    assert "99999" in errors.venue_error("99999", "").sentence


def test_which_reads_are_worth_another_try() -> None:
    assert [errors.may_repeat_read(code) for code in ("429", "40010", "45001", "40808")] == [True] * 4
    assert [errors.may_repeat_read(code) for code in ("40034", "40012", "99999", "00000")] == [False] * 4
