"""The addresses and what each call costs."""

from dataclasses import replace

import pytest

from terminal_app.bitget.client import BitgetClient
from terminal_app.bitget.endpoints import PER_MINUTE, Badge, Endpoint, Scope, Venue
from terminal_app.bitget.unified import endpoints
from terminal_app.core.clock import SystemClock
from terminal_app.core.keys import Environment, LiveToken
from terminal_app.core.ports import Listeners, Purpose
from tests.helpers.secret_scan import CREDENTIALS

ALL = [value for value in vars(endpoints).values() if isinstance(value, Endpoint)]


def test_live_and_demo_differ_in_header_hosts_and_badge() -> None:
    live, demo = Venue.live(LiveToken(Environment.LIVE)), Venue.demo()
    assert (live.badge, demo.badge) == (Badge.LIVE, Badge.DEMO)
    assert live.rest == demo.rest == "https://api.bitget.com"
    assert (live.headers, demo.headers) == ((), ((b"paptrading", b"1"),))
    assert {live.public_ws, live.private_ws}.isdisjoint({demo.public_ws, demo.private_ws})
    assert "wspap." in demo.public_ws
    assert "wspap." in demo.private_ws


def test_only_a_live_profile_has_the_token() -> None:
    with pytest.raises(ValueError, match="live profile"):
        LiveToken(Environment.DEMO)


def test_nothing_is_live_without_its_token_or_has_it_without_being_live() -> None:
    token = LiveToken(Environment.LIVE)
    live, demo = Venue.live(token), Venue.demo()
    for badge, headers, held in (
        (Badge.LIVE, (), None),
        (Badge.DEMO, demo.headers, token),
        (Badge.PAPER, (), token),
    ):
        with pytest.raises(ValueError, match="token"):
            Venue(badge, live.rest, live.public_ws, live.private_ws, headers, held)


def test_public_data_has_no_private_side_and_takes_no_key() -> None:
    public, live = Venue.public(), Venue.live(LiveToken(Environment.LIVE))
    assert (public.rest, public.public_ws, public.private_ws) == (live.rest, live.public_ws, "")
    with pytest.raises(ValueError, match="no private stream"):
        replace(public, private_ws=live.private_ws)
    listeners = Listeners(*[lambda _event: None] * 3)
    with pytest.raises(ValueError, match="takes no key"):
        BitgetClient(public, CREDENTIALS, listeners, SystemClock())


def test_demo_cannot_forget_its_header_and_nothing_else_may_have_it() -> None:
    demo = Venue.demo()
    with pytest.raises(ValueError, match="header"):
        replace(demo, headers=())
    with pytest.raises(ValueError, match="header"):
        replace(Venue.live(LiveToken(Environment.LIVE)), headers=demo.headers)


def test_paper_lives_on_this_computer() -> None:
    venue = Venue.paper("http://127.0.0.1:8000/", "ws://127.0.0.1:8000/p", "ws://localhost:8000/q")
    assert (venue.badge, venue.rest, venue.headers) == (Badge.PAPER, "http://127.0.0.1:8000", ())


@pytest.mark.parametrize("place", range(3))
@pytest.mark.parametrize("host", ["api.bitget.com", "127.0.0.1.evil.com", "10.0.0.1", "192.168.1.1"])
def test_paper_never_points_anywhere_else(place: int, host: str) -> None:
    urls = ["http://127.0.0.1:1", "ws://127.0.0.1:1/a", "ws://127.0.0.1:1/b"]
    urls[place] = f"wss://{host}/x"
    with pytest.raises(ValueError, match="this computer"):
        Venue.paper(*urls)


def test_every_path_has_one_class() -> None:
    # What one path is called for, a trigger order or the guard of a position, makes no second class of it.
    assert len({endpoint.path for endpoint in ALL}) == len(set(ALL))


@pytest.mark.parametrize("endpoint", ALL, ids=lambda endpoint: endpoint.path)
def test_what_changes_something_is_a_signed_post(endpoint: Endpoint) -> None:
    changes = endpoint.purpose is not Purpose.READ
    assert (endpoint.method == "POST") is changes
    assert endpoint.signed is (endpoint.scope is Scope.UID)
    assert endpoint.signed or not changes
    assert 0 < endpoint.per_second <= 20


def test_only_what_takes_risk_away_may_use_the_last_of_the_budget() -> None:
    reserve = {endpoint for endpoint in ALL if endpoint.purpose is Purpose.CANCEL}
    assert reserve == {
        endpoints.CANCEL_ORDER,
        endpoints.CANCEL_BATCH,
        endpoints.CANCEL_SYMBOL,
        endpoints.COUNTDOWN_CANCEL,
        endpoints.CLOSE_POSITIONS,
        endpoints.CANCEL_STRATEGY,
    }


def test_documented_limits() -> None:
    assert endpoints.PLACE_ORDER.per_second == 10
    assert endpoints.PLACE_BATCH.per_second == 5
    assert endpoints.CANCEL_ORDER.per_second == 10
    assert endpoints.PLACE_STRATEGY.per_second == 10
    assert endpoints.STRATEGY_ORDERS.per_second == 20
    assert endpoints.FEE_RATE.per_second == 3
    assert endpoints.TICKERS.per_second == 20
    assert PER_MINUTE == 6000
