"""Engine events to frames: the market in both dialects, and the account in the one of its own API.

The private topics of the API that the account does not have are silent for ever.
"""

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

from terminal_app.core.instrument import InstrumentId
from terminal_app.paper.engine.messages import EngineEvent
from terminal_app.paper.server.venue import Venue
from terminal_app.paper.server.wallets import AccountKind
from terminal_app.paper.server.ws.classic_topics import ClassicTopic
from terminal_app.paper.server.ws.dialects import CLASSIC, UNIFIED
from terminal_app.paper.server.ws.hub import AnyTopic, Hub
from terminal_app.paper.server.ws.market_feeds import MarketFeeds
from terminal_app.paper.server.ws.private import PrivateTopics

if TYPE_CHECKING:
    from terminal_app.paper.server.ws.classic_private import PrivateChannels

BEAT = 0.05
"""Seconds between two calls of `beat`."""

Deliver = Callable[[str, bytes], None]


class Feeds:
    """Publishes everything the streams say."""

    def __init__(self, venue: Venue, hub: Hub) -> None:
        self.venue = venue
        self._unified = MarketFeeds(venue, hub, UNIFIED)
        self._classic = MarketFeeds(venue, hub, CLASSIC)
        unified = venue.wallets.kind is AccountKind.UNIFIED
        self._account = PrivateTopics(venue, hub) if unified else _channels(venue, hub)

    @property
    def listed(self) -> Collection[InstrumentId]:
        """The instruments there are."""
        return self.venue.engine.instruments.keys()

    def now_ms(self) -> int:
        """The market's clock, for the frames."""
        return self.venue.market_ms()

    def hear(self, events: Sequence[EngineEvent]) -> None:
        """Take one batch of events in the order they happened: what is the account's own goes first."""
        for feeds in (self._account, self._unified, self._classic):
            feeds.hear(events)

    def beat(self) -> None:
        """Send what has gathered; called every `BEAT` seconds."""
        self._unified.beat()
        self._classic.beat()
        if isinstance(self._account, PrivateTopics):
            self._account.beat()

    def first(self, topic: AnyTopic, deliver: Deliver) -> None:
        """Give a new listener what the topic says at its start; orders and fills say nothing."""
        if topic.kind.private:
            self._account.first(topic, deliver)
        elif isinstance(topic, ClassicTopic):
            self._classic.first(topic, deliver)
        else:
            self._unified.first(topic, deliver)


def _channels(venue: Venue, hub: Hub) -> "PrivateChannels":
    from terminal_app.paper.server.ws.classic_private import PrivateChannels

    return PrivateChannels(venue, hub)
