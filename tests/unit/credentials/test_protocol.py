"""Tests for `credentials/protocol.py`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.keys import KeyTrouble
from terminal_app.core.secret import Secret
from terminal_app.credentials.protocol import BadLineError, Op, Reply, Request, read_reply, read_request

SECRETS = st.none() | st.text(max_size=40).map(Secret)


@given(st.sampled_from(Op), st.text(max_size=40), SECRETS, SECRETS, st.booleans())
def test_a_request_comes_through(
    op: Op, place: str, record: Secret | None, password: Secret | None, may_prompt: bool
) -> None:
    request = Request(op, place, record, password, may_prompt)
    line = request.line()

    assert read_request(line) == request
    assert line.count(b"\n") == 1


@given(SECRETS, st.none() | st.sampled_from(KeyTrouble), st.text(max_size=40))
def test_a_reply_comes_through(record: Secret | None, trouble: KeyTrouble | None, detail: str) -> None:
    reply = Reply(record, trouble, detail)

    assert read_reply(reply.line()) == reply


def test_secrets_do_not_show() -> None:
    request = Request(Op.PUT, "main", Secret("canary-1"), Secret("canary-2"))

    assert "canary" not in repr(request) + repr(Reply(Secret("canary-3")))


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\n",
        b"nonsense canary",
        b"[1]",
        b"[" * 20_000,
        b'{"op": "canary", "trouble": "canary"}',
        b'{"op": "get", "place": 7, "detail": 7}',
        b'{"op": "get", "record": ["canary"]}',
        b"\xff\xfe",
    ],
)
def test_anything_else_is_refused_without_repeating_it(line: bytes) -> None:
    for read in (read_request, read_reply):
        with pytest.raises(BadLineError) as caught:
            read(line)
        assert "canary" not in repr(caught.value)
        assert caught.value.__cause__ is None
        assert caught.value.__suppress_context__ or caught.value.__context__ is None
