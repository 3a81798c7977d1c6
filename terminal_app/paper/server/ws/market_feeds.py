"""The market in the streams of one API: tickers, trades, candles and books.

State (a ticker, a candle, a book) is sent on a beat, trades are sent when they happen. A ticker that has
fallen silent is not sent at all: whoever reads it would take it for one of now.
"""

from collections.abc import Callable, Sequence

from terminal_app.core.instrument import InstrumentId
from terminal_app.paper.engine.messages import BookChanged, EngineEvent, Printed
from terminal_app.paper.server.envelope import encode
from terminal_app.paper.server.venue import Venue
from terminal_app.paper.server.words import INTERVAL
from terminal_app.paper.server.ws.books import BookFeeds
from terminal_app.paper.server.ws.dialects import Dialect
from terminal_app.paper.server.ws.hub import AnyTopic, Hub

_BOOKS_EVERY = 2
_TICKER_EVERY = 6
_CANDLES_EVERY = 20
_FIRST_TRADES = 50
_FIRST_CANDLES = 500

Deliver = Callable[[str, bytes], None]


class MarketFeeds:
    """Publishes the market in one dialect."""

    def __init__(self, venue: Venue, hub: Hub, dialect: Dialect) -> None:
        self._venue = venue
        self._hub = hub
        self._dialect = dialect
        self._books = BookFeeds(venue, hub, dialect)
        self._tickers: set[InstrumentId] = set()
        self._candles: dict[AnyTopic, tuple[int, bytes]] = {}
        self._beats = 0

    def hear(self, events: Sequence[EngineEvent]) -> None:
        """Take one batch of events in the order they happened."""
        trades: dict[InstrumentId, list[Printed]] = {}
        for event in events:
            if isinstance(event, BookChanged):
                self._tickers.add(event.instrument)
                self._books.changed(event)
            elif isinstance(event, Printed):
                self._tickers.add(event.instrument)
                trades.setdefault(event.instrument, []).append(event)
        for instrument, prints in trades.items():
            topic = self._dialect.topic(self._dialect.trades, instrument)
            if self._hub.wanted(topic):
                self._send(topic, self._trades(prints[::-1]), "update")

    def beat(self) -> None:
        """Send what has gathered; called on every beat of the streams."""
        self._beats += 1
        self._books.flush_touch()
        if self._beats % _BOOKS_EVERY == 0:
            self._books.flush_changes()
            self._books.flush_best()
        if self._beats % _TICKER_EVERY == 0:
            self._send_tickers()
        if self._beats % _CANDLES_EVERY == 0:
            self._send_candles()

    def first(self, topic: AnyTopic, deliver: Deliver) -> None:
        """Give a new listener what a topic says at its start; one without an instrument says nothing."""
        kind, instrument = topic.kind, topic.instrument
        if instrument is None or instrument not in self._venue.engine.instruments:
            return
        if kind is self._dialect.ticker:
            if self._venue.market.silent_since(instrument) is not None:
                return
            deliver("snapshot", self._ticker(instrument))
        elif kind is self._dialect.trades:
            deliver("snapshot", self._trades(self._venue.market.recent_prints(instrument, _FIRST_TRADES)))
        elif kind is self._dialect.candles:
            deliver("snapshot", self._bars(instrument, topic.interval, _FIRST_CANDLES)[1])
        else:
            self._books.first(kind, instrument, deliver)

    def _send_tickers(self) -> None:
        for instrument in self._tickers:
            topic = self._dialect.topic(self._dialect.ticker, instrument)
            if self._hub.wanted(topic) and self._venue.market.silent_since(instrument) is None:
                self._send(topic, self._ticker(instrument))
        self._tickers.clear()

    def _send_candles(self) -> None:
        for topic in self._hub.topics():
            instrument = topic.instrument
            if topic.kind is not self._dialect.candles or instrument is None:
                continue
            if instrument not in self._venue.engine.instruments:
                continue
            forming, _ = last = self._candles.get(topic, (0, b""))
            now = self._bars(instrument, topic.interval, 2, since_ms=forming)
            if now != last:
                self._candles[topic] = now
                self._send(topic, now[1], "update")

    def _ticker(self, instrument: InstrumentId) -> bytes:
        return encode([self._dialect.tell_ticker(self._venue.quote(instrument))])

    def _trades(self, prints: Sequence[Printed]) -> bytes:
        return encode([self._dialect.tell_trade(printed) for printed in prints])

    def _bars(
        self, instrument: InstrumentId, word: str, count: int, *, since_ms: int = 0
    ) -> tuple[int, bytes]:
        """The open time of the forming candle, and the candles as JSON: two when one has just closed."""
        rows = self._venue.market.candles(instrument, INTERVAL[word], limit=count)
        shown = [self._dialect.tell_candle(row) for row in rows if row.open_ms >= since_ms]
        return rows[-1].open_ms if rows else 0, encode(shown)

    def _send(self, topic: AnyTopic, data: bytes, action: str = "snapshot") -> None:
        self._hub.publish(topic, action, data, self._venue.market_ms())
