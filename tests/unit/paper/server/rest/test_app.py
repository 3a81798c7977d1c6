"""The HTTP side: headers of every answer, and what happens when we ourselves are wrong."""

import json

import pytest

from terminal_app.core.clock import ManualClock
from terminal_app.paper.server.gate import Gate, Request
from terminal_app.paper.server.limits import RateLimiter
from terminal_app.paper.server.rest.app import Answer, RestApp
from terminal_app.paper.server.rest.routes import routes
from terminal_app.paper.server.store import AccountStore
from terminal_app.paper.server.venue import Venue
from terminal_app.paper.server.wallets import AccountKind
from tests.helpers.logs import LogWatch
from tests.unit.paper.server.conftest import KEY, Api


@pytest.fixture
def app(venue: Venue, store: AccountStore, manual_clock: ManualClock) -> RestApp:
    return RestApp(venue, store, Gate(KEY, manual_clock, RateLimiter(manual_clock)))


def call(app: RestApp, path: str, query: str = "", method: str = "GET") -> Answer:
    """The answer to a request without headers and body."""
    return app.respond(Request(method, path, query, {}, b"", "127.0.0.1"))


def test_every_answer_tells_what_is_left_of_the_quota(app: RestApp) -> None:
    for left in (b"2", b"1", b"0"):
        answer = call(app, "/api/v2/spot/public/coins")
        assert (answer.status, answer.content_type) == (200, b"application/json")
        assert dict(answer.headers) == {b"x-mbx-used-remain-limit": left}
    answer = call(app, "/api/v2/spot/public/coins")
    assert (answer.status, dict(answer.headers)) == (429, {b"x-mbx-used-remain-limit": b"0"})
    told = json.loads(answer.body)
    assert (told["code"], told["msg"], told["data"]) == ("429", "Too Many Requests", None)
    assert b"x-mbx-used-remain-limit" in dict(call(app, "/nothing/here").headers)


def test_an_unknown_method_is_an_unknown_url(app: RestApp) -> None:
    answer = call(app, "/api/v3/public/time", method="POST")
    assert (answer.status, json.loads(answer.body)["code"]) == (400, "40404")


def test_our_own_mistakes_are_the_venue_s_40015(
    app: RestApp, venue: Venue, monkeypatch: pytest.MonkeyPatch, expect_log: LogWatch
) -> None:
    expect_log("GET /api/v3/market/tickers failed")
    monkeypatch.setattr(venue, "quote", None)
    answer = call(app, "/api/v3/market/tickers", "category=SPOT")
    assert (answer.status, json.loads(answer.body)["code"]) == (400, "40015")


def test_a_body_that_is_no_json_is_refused(api: Api) -> None:
    status, answer = api.send("POST", "/api/v3/trade/place-order", body=b"{")
    assert (status, answer["code"]) == (400, "40017")


@pytest.mark.parametrize("kind", list(AccountKind))
def test_no_path_of_an_endpoint_is_refused_for_what_it_is(
    kind: AccountKind, manual_clock: ManualClock
) -> None:
    gate = Gate(KEY, manual_clock, RateLimiter(manual_clock), kind)
    for method, path in routes(kind):
        unknown = gate._unknown(Request(method, path, "", {}, b"", "127.0.0.1"))
        assert (unknown.code, path) == ("40404", path)


@pytest.mark.parametrize("kind", list(AccountKind))
def test_every_path_names_itself_to_the_limiter(kind: AccountKind) -> None:
    for (_, path), route in routes(kind).items():
        assert route.access.path == path
        assert route.access.per_second > 0
        assert route.access.private is not any(part in path for part in ("/market/", "/public/", "/margin/"))
