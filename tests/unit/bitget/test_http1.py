"""HTTP/1.1 answers: the same however they arrive, and nothing that could be read in two ways."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.bitget.http1 import MAX_HEAD, BadAnswerError, Chunks, Head, take_head

PLAIN = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5\r\n\r\n"


def head_of(*lines: bytes) -> Head:
    head = take_head(bytearray(b"\r\n".join((*lines, b"", b""))))
    assert head is not None
    return head


def test_a_head_and_what_is_left() -> None:
    buffer = bytearray(PLAIN + b"body!")
    head = take_head(buffer)
    assert head is not None
    assert head.fields == [(b"Content-Type", b"application/json"), (b"Content-Length", b"5")]
    assert (head.status, head.length, head.chunked, head.keeps) == (200, 5, False, True)
    assert buffer == b"body!"


@given(st.integers(0, len(PLAIN) - 1))
def test_half_a_head_is_waited_for(size: int) -> None:
    buffer = bytearray(PLAIN[:size])
    assert take_head(buffer) is None
    buffer += PLAIN[size:]
    assert take_head(buffer) is not None


def test_interim_answers_are_passed_over() -> None:
    buffer = bytearray(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: x\r\n\r\n" + PLAIN)
    head = take_head(buffer)
    assert head is not None
    assert head.status == 200
    assert not buffer
    assert take_head(bytearray(b"HTTP/1.1 100 Continue\r\n\r\n")) is None


@pytest.mark.parametrize(
    ("lines", "length", "chunked", "keeps"),
    [
        ((b"HTTP/1.1 200", b"content-length: 0"), 0, False, True),
        ((b"HTTP/1.1 200 ", b"Content-Length:7", b"CONTENT-LENGTH: 7"), 7, False, True),
        ((b"HTTP/1.1 200 OK", b"Transfer-Encoding: Chunked"), None, True, True),
        ((b"HTTP/1.1 200 OK",), None, False, False),
        ((b"HTTP/1.1 200 OK", b"Content-Length: 1", b"Connection: keep-alive, Close"), 1, False, False),
        ((b"HTTP/1.0 200 OK", b"Content-Length: 1"), 1, False, False),
        ((b"HTTP/1.1 204 No Content",), 0, False, True),
        ((b"HTTP/1.1 304 Not Modified", b"Content-Length: 9"), 0, False, True),
        ((b"HTTP/1.1 502 Bad \xc3\xa9", b"Content-Length: 1"), 1, False, True),
    ],
)
def test_where_a_body_ends(lines: tuple[bytes, ...], length: int | None, chunked: bool, keeps: bool) -> None:
    head = head_of(*lines)
    assert (head.length, head.chunked, head.keeps) == (length, chunked, keeps)


@pytest.mark.parametrize(
    "lines",
    [
        (b"\x00\xffgarbage",),
        (b"HTTP/2 200",),
        (b"HTTP/1.2 200 OK",),
        (b"HTTP/1.1 20",),
        (b"HTTP/1.1 2000 OK",),
        (b"HTTP/1.1 099 OK",),
        (b"http/1.1 200 OK",),
        (b" HTTP/1.1 200 OK",),
        (b"HTTP/1.1 200 OK\nX: 1",),
        (b"HTTP/1.1 101 Switching Protocols",),
        (b"HTTP/1.1 200 OK", b"no colon"),
        (b"HTTP/1.1 200 OK", b"Name : x"),
        (b"HTTP/1.1 200 OK", b": x"),
        (b"HTTP/1.1 200 OK", b"A: 1", b" folded"),
        (b"HTTP/1.1 200 OK", b"A: \x00"),
        (b"HTTP/1.1 200 OK", b"A: x\nB: y"),
        (b"HTTP/1.1 200 OK", b"Content-Length: 1", b"Content-Length: 2"),
        (b"HTTP/1.1 200 OK", b"Content-Length: 1, 1"),
        (b"HTTP/1.1 200 OK", b"Content-Length: +1"),
        (b"HTTP/1.1 200 OK", b"Content-Length: -1"),
        (b"HTTP/1.1 200 OK", b"Content-Length: 0x1"),
        (b"HTTP/1.1 200 OK", b"Content-Length:"),
        (b"HTTP/1.1 200 OK", b"Content-Length: 9999999999999999"),
        (b"HTTP/1.1 200 OK", b"Content-Length: 1", b"Transfer-Encoding: chunked"),
        (b"HTTP/1.1 200 OK", b"Transfer-Encoding: gzip, chunked"),
        (b"HTTP/1.1 200 OK", b"Transfer-Encoding: chunked", b"Transfer-Encoding: chunked"),
        (b"HTTP/1.1 200 OK", b"Transfer-Encoding: identity"),
    ],
)
def test_what_is_not_clear_is_refused(lines: tuple[bytes, ...]) -> None:
    with pytest.raises(BadAnswerError):
        head_of(*lines)


def test_garbage_is_refused_before_it_ends() -> None:
    with pytest.raises(BadAnswerError):
        take_head(bytearray(b"SSH-2.0-Open"))
    with pytest.raises(BadAnswerError):
        take_head(bytearray(b"HTTP/1.1 200 OK\r\nA: " + b"x" * MAX_HEAD))
    with pytest.raises(BadAnswerError):
        take_head(bytearray(b"HTTP/1.1 200 OK\r\nA: " + b"x" * MAX_HEAD + b"\r\n\r\n"))


def chunked(parts: list[bytes], extra: bytes = b"", trailer: bytes = b"") -> bytes:
    """A body in chunks."""
    chunks = b"".join(b"%X%s\r\n%s\r\n" % (len(part), extra, part) for part in parts)
    return chunks + b"0\r\n" + trailer + b"\r\n"


@given(
    st.lists(st.binary(min_size=1, max_size=40), max_size=5),
    st.sampled_from([b"", b" ", b";a=b", b' ;a="b"']),
    st.sampled_from([b"", b"Expires: never\r\n"]),
    st.lists(st.integers(1, 7), min_size=1),
)
def test_chunks_are_the_same_however_they_arrive(
    parts: list[bytes], extra: bytes, trailer: bytes, steps: list[int]
) -> None:
    wire = chunked(parts, extra, trailer)
    chunks, buffer, found, at, turn = Chunks(), bytearray(), b"", 0, 0
    while not chunks.done:
        step = steps[turn % len(steps)]
        buffer += wire[at : at + step]
        at, turn = at + step, turn + 1
        assert at < len(wire) + 8
        found += chunks.take(buffer)
    assert found == b"".join(parts)
    buffer += b"HTTP/1.1"
    assert chunks.take(buffer) == b""
    assert bytes(buffer).endswith(b"HTTP/1.1")


@pytest.mark.parametrize(
    "wire",
    [
        b"x\r\n",
        b"\r\n",
        b"-1\r\n",
        b"123456789\r\n",
        b"1\r\nabc\r\n",
        b"2\r\nab0\r\n\r\n",
        b"1 " + b" " * 300,
        b"0\r\nno trailer\r\n",
        b"0\r\n" + b"A: " + b"x" * MAX_HEAD,
        b"0\r\n" + (b"A: " + b"x" * 60_000 + b"\r\n") * 2,
    ],
)
def test_chunks_that_are_none_are_refused(wire: bytes) -> None:
    with pytest.raises(BadAnswerError):
        Chunks().take(bytearray(wire))
