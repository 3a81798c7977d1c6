"""The HTTP side: headers of every answer, and what happens when we ourselves are wrong."""

import json

import pytest
from starlette.types import Message, Scope

from terminal_app.core.clock import ManualClock
from terminal_app.paper.server.gate import Gate
from terminal_app.paper.server.limits import RateLimiter
from terminal_app.paper.server.rest.app import RestApp
from terminal_app.paper.server.rest.routes import routes
from terminal_app.paper.server.store import AccountStore
from terminal_app.paper.server.venue import Venue
from terminal_app.paper.server.wallets import AccountKind
from tests.helpers.logs import LogWatch
from tests.unit.paper.server.conftest import KEY, Api


@pytest.fixture
def app(venue: Venue, store: AccountStore, manual_clock: ManualClock) -> RestApp:
    return RestApp(venue, store, Gate(KEY, manual_clock, RateLimiter(manual_clock)))


async def call(
    app: RestApp, path: str, query: bytes = b"", *pieces: bytes
) -> tuple[int, dict[bytes, bytes], bytes]:
    """Status, headers and body of a request whose body comes in pieces."""
    scope: Scope = {
        "type": "http",
        "method": "POST" if pieces else "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query,
        "headers": [],
        "client": ("127.0.0.1", 1),
    }
    waiting = [*pieces] or [b""]
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": waiting.pop(0), "more_body": bool(waiting)}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return sent[0]["status"], dict(sent[0]["headers"]), sent[1]["body"]


async def test_every_answer_tells_what_is_left_of_the_quota(app: RestApp) -> None:
    for left in (b"2", b"1", b"0"):
        status, headers, body = await call(app, "/api/v2/spot/public/coins")
        assert (status, headers[b"x-mbx-used-remain-limit"]) == (200, left)
        assert headers[b"content-type"] == b"application/json"
        assert int(headers[b"content-length"]) == len(body)
    status, headers, body = await call(app, "/api/v2/spot/public/coins")
    assert (status, headers[b"x-mbx-used-remain-limit"]) == (429, b"0")
    answer = json.loads(body)
    assert (answer["code"], answer["msg"], answer["data"]) == ("429", "Too Many Requests", None)
    _, headers, _ = await call(app, "/nothing/here")
    assert b"x-mbx-used-remain-limit" in headers


async def test_an_unknown_method_is_an_unknown_url(app: RestApp) -> None:
    status, _, body = await call(app, "/api/v3/public/time", b"", b"{", b"}")
    assert (status, json.loads(body)["code"]) == (400, "40404")


async def test_our_own_mistakes_are_the_venue_s_40015(
    app: RestApp, venue: Venue, monkeypatch: pytest.MonkeyPatch, expect_log: LogWatch
) -> None:
    expect_log("GET /api/v3/market/tickers failed")
    monkeypatch.setattr(venue, "quote", None)
    status, _, body = await call(app, "/api/v3/market/tickers", b"category=SPOT")
    assert (status, json.loads(body)["code"]) == (400, "40015")


def test_a_body_that_is_no_json_is_refused(api: Api) -> None:
    status, answer = api.send("POST", "/api/v3/trade/place-order", body=b"{")
    assert (status, answer["code"]) == (400, "40017")


@pytest.mark.parametrize("kind", list(AccountKind))
def test_every_path_names_itself_to_the_limiter(kind: AccountKind) -> None:
    for (_, path), route in routes(kind).items():
        assert route.access.path == path
        assert route.access.per_second > 0
        assert route.access.private is not any(part in path for part in ("/market/", "/public/", "/margin/"))
