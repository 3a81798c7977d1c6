"""A tap between a panel and the feed: while the panel is closed, what it wants is not wanted.

A chart says by itself which candles it wants. It does not know whether it is closed, and need not: its tap
does.
"""

from collections.abc import Iterable

from terminal_app.core.instrument import InstrumentId
from terminal_app.core.market import Interval
from terminal_app.core.ports import Channel
from terminal_app.market.feed import MarketFeed
from terminal_app.market.history import CandleLoad


class Tap:
    """The feed as one panel sees it; shut at first."""

    def __init__(self, feed: MarketFeed) -> None:
        self._feed = feed
        self._wants: dict[object, frozenset[Channel]] = {}
        self._open = False

    def turn(self, *, on: bool) -> None:
        """Let the wishes of the panel through, or no longer."""
        if on is self._open:
            return
        self._open = on
        for owner, channels in self._wants.items():
            if on:
                self._feed.watch(owner, channels)
            else:
                self._feed.release(owner)

    def watch(self, owner: object, channels: Iterable[Channel]) -> None:
        """Replace what this owner wants."""
        self._wants[owner] = frozenset(channels)
        if self._open:
            self._feed.watch(owner, self._wants[owner])

    def candle_load(self, instrument: InstrumentId, interval: Interval) -> CandleLoad:
        """How the loading of these candles is doing."""
        return self._feed.candle_load(instrument, interval)

    def request_older(self, instrument: InstrumentId, interval: Interval) -> None:
        """Load one older page in the background."""
        self._feed.request_older(instrument, interval)
