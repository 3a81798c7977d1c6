"""The line: bounded, following nothing, trusting no environment, sending exactly what it is given."""

import gzip
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from terminal_app.bitget import transport
from terminal_app.bitget.endpoints import Badge, Venue
from terminal_app.bitget.errors import NoAnswerError, NothingSentError
from terminal_app.bitget.transport import Answer, Transport, tls_context
from terminal_app.bitget.wire.envelope import MAX_BODY_BYTES
from tests.helpers.faulty_server import (
    Behaviour,
    FaultyServer,
    answer,
    break_off,
    faulty_server,
    hang_up,
    raw,
    unused_port,
)
from tests.helpers.http_script import Reply, ok
from tests.helpers.venues import disguised

JSON = ("content-type", "application/json")
GZIP = ("content-encoding", "gzip")


@pytest.fixture
async def server() -> AsyncIterator[FaultyServer]:
    async with faulty_server() as running:
        yield running


@pytest.fixture
async def line(server: FaultyServer) -> AsyncIterator[Transport]:
    made = Transport(Venue.paper(server.url, server.url, server.url))
    yield made
    await made.aclose()


async def get(line: Transport, target: str = "/x") -> Answer:
    return await line.exchange("GET", target, [], b"")


async def test_it_sends_what_it_is_given_and_nothing_else(server: FaultyServer, line: Transport) -> None:
    server.behave["/x"] = answer(ok("fine"))
    target = "/x?a=%20%2F%E2%82%AC~&b=%25"
    await line.exchange("POST", target, [(b"ACCESS-SIGN", b"abc=")], b'{"a":1}')
    (seen,) = server.seen
    assert (seen.method, seen.target, seen.body) == ("POST", target, b'{"a":1}')
    assert seen.headers.pop("user-agent").startswith("terminal-for-bitget/")
    assert seen.headers == {
        "host": server.url.removeprefix("http://"),
        "accept": "application/json",
        "locale": "en-US",
        "access-sign": "abc=",
        "content-type": "application/json",
        "content-length": "7",
        "accept-encoding": "identity",
    }


async def test_the_headers_of_the_venue_go_with_every_request(server: FaultyServer) -> None:
    server.behave["/x"] = answer(ok("fine"))
    line = Transport(disguised(Badge.DEMO, server.url, "", ""))
    await get(line)
    await line.exchange("POST", "/x", [], b"{}")
    await line.aclose()
    assert [seen.headers["paptrading"] for seen in server.seen] == ["1", "1"]


async def test_an_answer_and_its_header_of_calls_left(server: FaultyServer, line: Transport) -> None:
    for text, count in (("18", 18), ("", None), ("-1", None), ("x", None), ("9999999", None)):
        server.behave["/x"] = answer(Reply(b"{}", 400, (JSON, ("x-mbx-used-remain-limit", text))))
        assert await get(line) == Answer(400, "application/json", count, b"{}")


async def test_one_connection_is_kept(server: FaultyServer, line: Transport) -> None:
    server.behave["/x"] = answer(ok("fine"))
    for _ in range(3):
        await get(line)
    assert len(server.seen) == 3
    assert server.connections == 1


async def test_a_packed_answer_is_unpacked(server: FaultyServer, line: Transport) -> None:
    server.behave["/x"] = answer(Reply(gzip.compress(b'{"code":"00000"}'), 200, (JSON, GZIP)))
    assert (await get(line)).body == b'{"code":"00000"}'


@pytest.mark.parametrize(
    ("name", "behaviour"),
    [
        ("end instead of an answer", hang_up),
        ("reset instead of an answer", break_off),
        ("garbage", raw(b"\x00\xffgarbage\r\n\r\n")),
        ("half of the headers", raw(b"HTTP/1.1 200 OK\r\nContent-Le")),
        ("half of the body", raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")),
        ("broken gzip", answer(Reply(b"\x1f\x8bnot gzip at all", 200, (JSON, GZIP)))),
        ("gzip cut short", answer(Reply(gzip.compress(b"x" * 1000)[:-12], 200, (JSON, GZIP)))),
        ("another encoding", answer(Reply(b"x", 200, (JSON, ("content-encoding", "br"))))),
        ("a bomb", answer(Reply(gzip.compress(bytes(MAX_BODY_BYTES + 1)), 200, (JSON, GZIP)))),
        ("a huge body", answer(Reply(bytes(MAX_BODY_BYTES + 1)))),
    ],
)
async def test_what_is_no_answer(
    server: FaultyServer, line: Transport, name: str, behaviour: Behaviour
) -> None:
    server.behave["/x"] = behaviour
    with pytest.raises(NoAnswerError) as caught:
        await get(line)
    assert caught.value.sentence.endswith("."), name
    assert len(server.seen) == 1


async def test_a_reset_right_after_the_connection_proves_nothing(
    server: FaultyServer, line: Transport
) -> None:
    server.reset_on_accept = True
    with pytest.raises(NoAnswerError):
        await get(line)


async def test_silence_is_no_answer(
    server: FaultyServer, line: Transport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(transport.TIMEOUTS, "read", 0.1)
    server.behave["/x"] = server.silence
    with pytest.raises(NoAnswerError, match="in time"):
        await get(line)


async def test_nobody_there_means_nothing_was_sent() -> None:
    url = f"http://127.0.0.1:{unused_port()}"
    line = Transport(Venue.paper(url, url, url))
    with pytest.raises(NothingSentError):
        await get(line)
    await line.aclose()


async def test_tls_to_a_dead_end_means_nothing_was_sent(
    server: FaultyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(transport.TIMEOUTS, "connect", 0.2)
    url = server.url.replace("http:", "https:")
    line = Transport(Venue.paper(url, url, url))
    with pytest.raises(NothingSentError):
        await get(line)
    await line.aclose()
    assert server.seen == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed(server: FaultyServer, line: Transport, status: int) -> None:
    async with faulty_server() as elsewhere:
        location = ("location", f"{elsewhere.url}/x")
        server.behave["/x"] = answer(Reply(b"", status, (location,)))
        assert (await line.exchange("POST", "/x", [(b"ACCESS-KEY", b"k")], b"{}")).status == status
        assert elsewhere.seen == []
    assert len(server.seen) == 1


async def test_the_environment_is_not_trusted(
    server: FaultyServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    server.behave["/x"] = answer(ok("fine"))
    async with faulty_server() as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
        line = Transport(Venue.paper(server.url, server.url, server.url))
        await get(line)
        await line.aclose()
        assert proxy.seen == []
    assert len(server.seen) == 1


async def test_cookies_are_not_kept(server: FaultyServer, line: Transport) -> None:
    server.behave["/x"] = answer(Reply(b"{}", 200, (JSON, ("set-cookie", "a=b"))))
    await get(line)
    await get(line)
    assert "cookie" not in server.seen[1].headers


def test_tls_checks_names_and_writes_no_keys(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    log = tmp_path / "keys.log"
    monkeypatch.setenv("SSLKEYLOGFILE", str(log))
    context = tls_context()
    assert not context.keylog_filename
    assert context.check_hostname
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2
    assert context.get_ca_certs()
    assert not log.exists()
