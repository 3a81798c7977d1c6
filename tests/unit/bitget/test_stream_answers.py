"""What the stream's answers mean."""

from math import inf

import pytest

from terminal_app.bitget.stream_answers import Answer, Kind, number_of, read_answer
from terminal_app.bitget.wire.envelope import BadPayloadError
from terminal_app.bitget.wire.pushes import read_head
from tests.helpers import stream_frames as frames


def answer_to(frame: bytes, *, logging_in: bool = False) -> Answer:
    return read_answer(read_head(frame), logging_in=logging_in)


@pytest.mark.parametrize(
    ("code", "retry_after"),
    [(30005, 60.0), (30011, inf), (30012, inf), (30013, 60.0), (30014, 60.0), (30015, inf)],
)
@pytest.mark.parametrize("logging_in", [True, False])
def test_a_refused_login_has_a_sentence_and_a_wrong_key_is_not_tried_again(
    code: int, retry_after: float, logging_in: bool
) -> None:
    answer = answer_to(frames.error(code), logging_in=logging_in)
    assert answer.kind is Kind.LOGIN_REFUSED
    assert answer.retry_after == retry_after
    assert answer.sentence.endswith(".")


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (30001, Kind.CHANNEL_REFUSED),
        ("30016", Kind.CHANNEL_REFUSED),
        (30004, Kind.LOGIN_LOST),
        (30006, Kind.TOO_FAST),
        (30033, Kind.RESTARTING),
        (49999, Kind.OTHER),
    ],
)
def test_errors_by_their_codes(code: int | str, kind: Kind) -> None:
    assert answer_to(frames.error(code)).kind is kind


def test_while_logging_in_every_error_is_about_the_login() -> None:
    answer = answer_to(frames.error(49999), logging_in=True)
    assert answer.kind is Kind.LOGIN_REFUSED
    assert 60 <= answer.retry_after < inf


def test_a_restart_is_announced_also_by_another_event() -> None:
    assert answer_to(b'{"event":"info","code":30033}').kind is Kind.RESTARTING


@pytest.mark.parametrize("code", ['"0"', "0", "null"])
def test_a_login_that_worked(code: str) -> None:
    frame = f'{{"event":"login","code":{code}}}'.encode()
    assert answer_to(frame, logging_in=True).kind is Kind.LOGGED_IN


def test_confirmations() -> None:
    assert answer_to(frames.ack(frames.arg("books"))).kind is Kind.SUBSCRIBED
    assert answer_to(frames.ack(frames.arg("books"), "unsubscribe")).kind is Kind.UNSUBSCRIBED


def test_anything_else_is_no_answer() -> None:
    with pytest.raises(BadPayloadError):
        answer_to(b'{"event":"explode"}')


@pytest.mark.parametrize(
    ("code", "number"),
    [(0, 0), ("0", 0), ("30005", 30005), (None, -1), ("x", -1), ("9" * 5000, -1), ("²", -1)],
)
def test_codes_come_as_numbers_or_texts(code: int | str | None, number: int) -> None:
    assert number_of(code) == number
