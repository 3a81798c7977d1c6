"""The public channels of the classic dialect: what a listener gets first, what follows on the beat."""

from collections.abc import Callable, Sequence

from terminal_app.core.instrument import InstrumentId
from terminal_app.paper.engine.messages import BookChanged, EngineEvent, Printed
from terminal_app.paper.server.encode import classic_market as encode_market
from terminal_app.paper.server.envelope import encode
from terminal_app.paper.server.venue import Venue
from terminal_app.paper.server.wallets import AccountKind
from terminal_app.paper.server.words import INTERVAL
from terminal_app.paper.server.ws.books import CLASSIC_BOOKS, BookFeeds
from terminal_app.paper.server.ws.classic_private import PrivateChannels
from terminal_app.paper.server.ws.classic_topics import Channel, ClassicTopic
from terminal_app.paper.server.ws.hub import Hub

_BOOKS_EVERY = 2
_TICKER_EVERY = 6
_CANDLES_EVERY = 20
_FIRST_TRADES = 50
_FIRST_CANDLES = 500

Deliver = Callable[[str, bytes], None]


class ClassicFeeds:
    """Publishes what the classic channels say; private ones speak of a classic account only."""

    def __init__(self, venue: Venue, hub: Hub) -> None:
        self._venue = venue
        self._hub = hub
        self._books = BookFeeds(venue, hub, CLASSIC_BOOKS)
        classic = venue.wallets.kind is AccountKind.CLASSIC
        self._private = PrivateChannels(venue, hub) if classic else None
        self._tickers: set[InstrumentId] = set()
        self._candles: dict[ClassicTopic, tuple[int, bytes]] = {}
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
            topic = _topic(Channel.TRADE, instrument)
            if self._hub.wanted(topic):
                rows = [encode_market.stream_trade(printed) for printed in reversed(prints)]
                self._send(topic, encode(rows), "update")
        if self._private is not None:
            self._private.hear(events)

    def beat(self) -> None:
        """Send what has gathered."""
        self._beats += 1
        self._books.flush_best([Channel.BOOKS1])
        if self._beats % _BOOKS_EVERY == 0:
            self._books.flush_changes()
            self._books.flush_best([Channel.BOOKS5, Channel.BOOKS15])
        if self._beats % _TICKER_EVERY == 0:
            self._send_tickers()
        if self._beats % _CANDLES_EVERY == 0:
            self._send_candles()

    def first(self, topic: ClassicTopic, deliver: Deliver) -> None:
        """Give a new listener what the topic says at its start."""
        kind, instrument = topic.kind, topic.instrument
        if kind.private:
            if self._private is not None:
                self._private.first(topic, deliver)
        elif instrument not in self._venue.engine.instruments:
            return
        elif kind is Channel.TICKER:
            deliver("snapshot", self._ticker(instrument))
        elif kind is Channel.TRADE:
            prints = self._venue.market.recent_prints(instrument, _FIRST_TRADES)
            deliver("snapshot", encode([encode_market.stream_trade(printed) for printed in prints]))
        elif kind is Channel.CANDLE:
            deliver("snapshot", self._bars(topic, _FIRST_CANDLES)[1])
        else:
            self._books.first(kind, instrument, deliver)

    def _send_tickers(self) -> None:
        for instrument in self._tickers:
            topic = _topic(Channel.TICKER, instrument)
            if self._hub.wanted(topic):
                self._send(topic, self._ticker(instrument))
        self._tickers.clear()

    def _send_candles(self) -> None:
        for topic in self._hub.topics():
            if not isinstance(topic, ClassicTopic) or topic.kind is not Channel.CANDLE:
                continue
            if topic.instrument in self._venue.engine.instruments:
                forming, _ = last = self._candles.get(topic, (0, b""))
                now = self._bars(topic, 2, since_ms=forming)
                if now != last:
                    self._candles[topic] = now
                    self._send(topic, now[1], "update")

    def _ticker(self, instrument: InstrumentId) -> bytes:
        return encode([encode_market.stream_ticker(self._venue.quote(instrument))])

    def _bars(self, topic: ClassicTopic, count: int, *, since_ms: int = 0) -> tuple[int, bytes]:
        """The open time of the forming candle, and the candles as JSON: two when one has just closed."""
        rows = self._venue.market.candles(topic.instrument, INTERVAL[topic.interval], limit=count)
        shown = [encode_market.spot_candle(row) for row in rows if row.open_ms >= since_ms]
        return rows[-1].open_ms if rows else 0, encode(shown)

    def _send(self, topic: ClassicTopic, data: bytes, action: str = "snapshot") -> None:
        self._hub.publish(topic, action, data, self._venue.market_ms())


def _topic(channel: Channel, instrument: InstrumentId) -> ClassicTopic:
    return ClassicTopic(channel, instrument.product, instrument.symbol)
