"""Nothing is said to a server that does not prove who it is: bad certificates, old TLS, and the environment.

Real TLS on loopback, for REST and for the streams. The program trusts an authority made here, so that each
certificate is refused for the one thing that is wrong with it.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import certifi
import pytest

from terminal_app.bitget import transport
from terminal_app.bitget.backoff import ConnectBudget
from terminal_app.bitget.endpoints import Venue
from terminal_app.bitget.stream import Stream
from terminal_app.bitget.stream_protocol import StreamEvent
from terminal_app.bitget.transport import Transport
from terminal_app.bitget.unified.order_entry import OrderCommands
from terminal_app.bitget.unified.stream import UNIFIED_STREAM
from terminal_app.core.clock import SystemClock
from terminal_app.core.commands import Approved, PlaceOrder
from terminal_app.core.events import Link, LinkChanged, LinkState
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.keys import Environment, LiveToken
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import OrderType, Side
from terminal_app.core.outcomes import Accepted, NotSent, Unknown
from terminal_app.tasks import TaskOwner
from tests.helpers.authority import BAD, Authority, Certificate, server_context
from tests.helpers.bitget_rest import CREDENTIALS, Bench, over_socket
from tests.helpers.faulty_server import FaultyServer, answer, faulty_server
from tests.helpers.http_script import ok
from tests.helpers.stream_server import StreamServer
from tests.helpers.waiting import eventually

BTC = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")
ORDER = PlaceOrder("tb-1", BTC, Side.BUY, OrderType.LIMIT, BaseQty(Decimal("0.01")), Decimal(50000))
OLD = [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1]


@dataclass
class Trust:
    """The authority that the program trusts, and a folder for what servers need."""

    authority: Authority
    folder: Path

    def context(
        self, certificate: Certificate, newest: ssl.TLSVersion = ssl.TLSVersion.MAXIMUM_SUPPORTED
    ) -> ssl.SSLContext:
        return server_context(certificate, self.folder / "server.pem", newest)


@pytest.fixture
def trust(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Trust:
    authority = Authority()
    trusted = authority.save(tmp_path / "authority.pem")
    monkeypatch.setattr(certifi, "where", lambda: str(trusted))
    return Trust(authority, tmp_path)


@asynccontextmanager
async def rest_venue(tls: ssl.SSLContext) -> AsyncIterator[tuple[FaultyServer, OrderCommands]]:
    """A venue that would take every order, and the commands of a client of it."""
    async with faulty_server(tls) as server:
        bench = Bench()
        server.behave["/time"] = answer(ok({"serverTime": str(bench.clock.now_ms())}))
        server.behave["/place-order"] = answer(ok({"orderId": "7", "clientOid": "tb-1"}))
        async with over_socket(server.url, bench) as line:
            yield server, OrderCommands(line)


@dataclass
class Streaming:
    """A private stream, its venue, and what was heard."""

    venue: StreamServer
    events: list[StreamEvent]

    def states(self) -> list[LinkState]:
        return [event.state for event in self.events if isinstance(event, LinkChanged)]

    def sentence(self) -> str:
        """Why the stream went down; "" while it has not."""
        changes = [event for event in self.events if isinstance(event, LinkChanged)]
        return next((event.sentence for event in changes if event.state is LinkState.DOWN), "")


@asynccontextmanager
async def streaming(tls: ssl.SSLContext) -> AsyncIterator[Streaming]:
    """A private stream to a venue that would let every key in."""
    events: list[StreamEvent] = []
    clock, tasks = SystemClock(), TaskOwner("test")
    async with StreamServer(tls) as venue:
        stream = Stream(
            UNIFIED_STREAM,
            Link.PRIVATE,
            venue.url,
            CREDENTIALS,
            clock,
            clock.now_ms,
            events.append,
            tasks,
            ConnectBudget(),
        )
        stream.start()
        try:
            yield Streaming(venue, events)
        finally:
            await stream.aclose()
            await tasks.aclose()


async def refused_for_orders(tls: ssl.SSLContext, wrong: str) -> None:
    async with rest_venue(tls) as (server, commands):
        outcome = await commands.place(Approved(ORDER))
        assert isinstance(outcome, NotSent)
        assert wrong in outcome.detail
        assert server.seen == []


async def refused_for_streams(tls: ssl.SSLContext, words: str = "secure connection to Bitget failed") -> None:
    async with streaming(tls) as found:
        await eventually(lambda: words in found.sentence())
        assert LinkState.LIVE not in found.states()
        assert found.venue.requests == []


async def test_a_good_certificate_is_believed(trust: Trust) -> None:
    below = trust.authority.second()
    for certificate in (trust.authority.issue(), below.issue(chain=(below.certificate,))):
        tls = trust.context(certificate)
        async with rest_venue(tls) as (server, commands):
            assert await commands.place(Approved(ORDER)) == Accepted("tb-1", "7")
            assert len(server.posts()) == 1
        async with streaming(tls) as found:
            await eventually(lambda: LinkState.LIVE in found.states())
            assert found.venue.requests[0]["op"] == "login"


async def test_a_secure_connection_is_kept(trust: Trust) -> None:
    async with rest_venue(trust.context(trust.authority.issue())) as (server, commands):
        for _ in range(4):
            assert isinstance(await commands.place(Approved(ORDER)), Accepted)
        assert len(server.posts()) == 4
        assert server.connections == 1


async def test_a_request_over_tls_is_written_without_waiting_for_the_answer(
    trust: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(transport.TIMEOUTS, "read", 0.2)
    async with rest_venue(trust.context(trust.authority.issue())) as (server, commands):
        for _ in range(2):
            await commands.place(Approved(ORDER))
        server.behave["/place-order"] = server.silence
        outcome = await commands.place(Approved(ORDER))
        assert outcome == Unknown("tb-1", "Bitget did not answer in time.")
        assert len(server.posts()) == 3


@pytest.mark.parametrize("name", BAD)
async def test_no_order_goes_to_a_server_with_a_certificate(trust: Trust, name: str) -> None:
    bad = BAD[name]
    await refused_for_orders(trust.context(bad.make(trust.authority)), bad.wrong)


@pytest.mark.parametrize("name", BAD)
async def test_no_login_goes_to_a_server_with_a_certificate(trust: Trust, name: str) -> None:
    await refused_for_streams(trust.context(BAD[name].make(trust.authority)))


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
@pytest.mark.parametrize("version", OLD)
async def test_old_tls_is_refused(trust: Trust, version: ssl.TLSVersion) -> None:
    tls = trust.context(trust.authority.issue(), version)
    async with faulty_server(tls) as server:
        lax = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        lax.set_ciphers("ALL:@SECLEVEL=0")
        lax.minimum_version = version
        lax.load_verify_locations(trust.folder / "authority.pem")
        port = int(server.url.rpartition(":")[2])
        _, writer = await asyncio.open_connection("127.0.0.1", port, ssl=lax)  # others would take it
        writer.close()
        await writer.wait_closed()
    await refused_for_orders(tls, "ConnectError")
    await refused_for_streams(tls, "cannot be reached")


async def test_a_server_without_tls_is_refused() -> None:
    async with faulty_server() as server:
        bench = Bench()
        async with over_socket(server.url.replace("http:", "https:"), bench) as line:
            assert isinstance(await OrderCommands(line).place(Approved(ORDER)), NotSent)
        assert server.seen == []


@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
async def test_authorities_of_the_environment_are_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    authority = Authority()
    file = authority.save(tmp_path / "authority.pem")
    monkeypatch.setenv(name, str(tmp_path if name.endswith("DIR") else file))
    tls = server_context(authority.issue(), tmp_path / "server.pem")
    await refused_for_orders(tls, "local issuer certificate")
    await refused_for_streams(tls)


async def test_the_keys_of_a_connection_are_written_nowhere(
    trust: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = trust.folder / "keys.log"
    monkeypatch.setenv("SSLKEYLOGFILE", str(log))
    tls = trust.context(trust.authority.issue())
    async with rest_venue(tls) as (_server, commands):
        assert isinstance(await commands.place(Approved(ORDER)), Accepted)
    async with streaming(tls) as found:
        await eventually(lambda: LinkState.LIVE in found.states())
    assert not log.exists()


async def test_proxies_of_the_environment_are_not_used(trust: Trust, monkeypatch: pytest.MonkeyPatch) -> None:
    tls = trust.context(trust.authority.issue())
    async with faulty_server() as proxy:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "WS_PROXY", "WSS_PROXY"):
            monkeypatch.setenv(name, proxy.url)
            monkeypatch.setenv(name.lower(), proxy.url)
        async with rest_venue(tls) as (_server, commands):
            assert isinstance(await commands.place(Approved(ORDER)), Accepted)
        async with streaming(tls) as found:
            await eventually(lambda: LinkState.LIVE in found.states())
        assert (proxy.seen, proxy.connections) == ([], 0)


async def test_the_venue_itself_is_reached_by_tls_only(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[ssl.SSLContext] = []
    real = transport.tls_context

    def context() -> ssl.SSLContext:
        made.append(real())
        return made[-1]

    monkeypatch.setattr(transport, "tls_context", context)
    for venue in (Venue.live(LiveToken(Environment.LIVE)), Venue.demo()):
        await Transport(venue).aclose()
        assert venue.rest.startswith("https://")
        assert venue.public_ws.startswith("wss://")
        assert venue.private_ws.startswith("wss://")
    assert len(made) == 2
