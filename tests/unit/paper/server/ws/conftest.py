"""A conversation with the streams that needs no sockets."""

import json
from typing import Any

import pytest

from terminal_app.core.clock import ManualClock
from terminal_app.paper.server.limits import RateLimiter
from terminal_app.paper.server.signing import sign
from terminal_app.paper.server.venue import Venue
from terminal_app.paper.server.ws.feeds import BEAT, Feeds
from terminal_app.paper.server.ws.hub import Hub
from terminal_app.paper.server.ws.session import Session
from terminal_app.paper.server.ws.trading import StreamOrders
from tests.unit.paper.server.conftest import KEY

Json = Any


class Talk:
    """One connection: says things, and remembers what it heard."""

    def __init__(
        self, feeds: Feeds, hub: Hub, venue: Venue, clock: ManualClock, *, ws_trade: bool = True
    ) -> None:
        self.heard: list[str] = []
        self.hung_up = False
        self._venue = venue
        self._feeds = feeds
        self._clock = clock
        self.session = Session(
            feeds,
            hub,
            KEY,
            clock,
            StreamOrders(venue, RateLimiter(clock), KEY.key, allowed=ws_trade),
            push=self.heard.append,
            hang_up=lambda: setattr(self, "hung_up", True),
        )

    def say(self, frame: object) -> list[Json]:
        """Send one frame and return what came back at once."""
        return self.say_text(json.dumps(frame))

    def say_text(self, text: str) -> list[Json]:
        """Send one text and return what came back at once."""
        self._clock.advance(0.2)
        before = len(self.heard)
        self.session.receive(text)
        return [json.loads(frame) if frame != "pong" else frame for frame in self.heard[before:]]

    def subscribe(self, topic: str, inst_type: str = "usdt-futures", **more: str) -> list[Json]:
        """Subscribe to one topic, of bitcoin unless it is private."""
        arg = {"instType": inst_type, "topic": topic}
        if inst_type != "UTA":
            arg["symbol"] = "BTCUSDT"
        return self.say({"op": "subscribe", "args": [arg | more]})

    def login(self, **changed: object) -> list[Json]:
        """Log in, or try to."""
        timestamp = str(self._clock.now_ms() // 1000)
        arg: dict[str, object] = {
            "apiKey": KEY.key,
            "passphrase": KEY.passphrase,
            "timestamp": timestamp,
            "sign": sign(KEY.secret, f"{timestamp}GET/user/verify".encode()),
        }
        return self.say({"op": "login", "args": [arg | changed]})

    def pushed(self, topic: str, since: int = 0) -> list[Json]:
        """The pushes of a topic that were heard after so many frames."""
        frames = [json.loads(text) for text in self.heard[since:] if text != "pong"]
        return [frame for frame in frames if "action" in frame and frame["arg"]["topic"] == topic]

    def live(self, seconds: float) -> None:
        """Let the market act and the feeds beat."""
        for _ in range(round(seconds / BEAT)):
            self._clock.advance(BEAT)
            self._venue.tick()
            self._feeds.beat()


@pytest.fixture
def hub() -> Hub:
    return Hub()


@pytest.fixture
def feeds(venue: Venue, hub: Hub) -> Feeds:
    made = Feeds(venue, hub)
    venue.listen(made.hear)
    return made


@pytest.fixture
def talk(feeds: Feeds, hub: Hub, venue: Venue, manual_clock: ManualClock) -> Talk:
    return Talk(feeds, hub, venue, manual_clock)


@pytest.fixture
def insider(talk: Talk) -> Talk:
    """A connection that has logged in."""
    assert talk.login()[0]["event"] == "login"
    return talk


@pytest.fixture
def classic_talk(classic_venue: Venue, manual_clock: ManualClock) -> Talk:
    """A connection to a classic account, logged in."""
    hub = Hub()
    feeds = Feeds(classic_venue, hub)
    classic_venue.listen(feeds.hear)
    made = Talk(feeds, hub, classic_venue, manual_clock)
    assert made.login()[0]["event"] == "login"
    return made
