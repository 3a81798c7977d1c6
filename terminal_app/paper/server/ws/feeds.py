"""Engine events to frames: what is pushed at once, what waits for its beat, what a new listener gets first.

State (a ticker, a candle, a book) is sent on a beat; facts (a trade, an order, a fill) are sent when they
happen.
"""

from collections.abc import Callable, Collection, Iterable, Sequence

from terminal_app.core.instrument import InstrumentId
from terminal_app.core.orders import PositionSide
from terminal_app.paper.engine.messages import (
    BookChanged,
    EngineEvent,
    Filled,
    FillRow,
    OrderChanged,
    OrderRow,
    PositionChanged,
    PositionRow,
    Printed,
)
from terminal_app.paper.engine.strategy_messages import StrategyChanged, StrategyRow
from terminal_app.paper.server.encode import market, push, strategy
from terminal_app.paper.server.envelope import encode
from terminal_app.paper.server.venue import Venue
from terminal_app.paper.server.wallets import AccountKind
from terminal_app.paper.server.words import INTERVAL
from terminal_app.paper.server.ws.books import BookFeeds
from terminal_app.paper.server.ws.classic_feeds import ClassicFeeds
from terminal_app.paper.server.ws.classic_topics import ClassicTopic
from terminal_app.paper.server.ws.hub import AnyTopic, Hub
from terminal_app.paper.server.ws.topics import Kind, Topic

BEAT = 0.05
"""Seconds between two calls of `beat`."""

_BOOKS_EVERY = 2
_TICKER_EVERY = 6
_CANDLES_EVERY = 20
_ACCOUNT_EVERY = 100
_FIRST_TRADES = 50
_FIRST_CANDLES = 500

Deliver = Callable[[str, bytes], None]


class Feeds:
    """Publishes everything the streams say."""

    def __init__(self, venue: Venue, hub: Hub) -> None:
        self.venue = venue
        self._hub = hub
        self._books = BookFeeds(venue, hub)
        self._classic = ClassicFeeds(venue, hub)
        self._private = venue.wallets.kind is AccountKind.UNIFIED
        self._tickers: set[InstrumentId] = set()
        self._candles: dict[Topic, tuple[int, bytes]] = {}
        self._beats = 0

    @property
    def listed(self) -> Collection[InstrumentId]:
        """The instruments there are."""
        return self.venue.engine.instruments.keys()

    def now_ms(self) -> int:
        """The market's clock, for the frames."""
        return self.venue.market_ms()

    def hear(self, events: Sequence[EngineEvent]) -> None:
        """Take one batch of events in the order they happened.

        Orders and fills go out one by one, then the positions and the account as they are after the batch.
        """
        trades: dict[InstrumentId, list[Printed]] = {}
        positions: dict[tuple[InstrumentId, PositionSide], PositionChanged] = {}
        balance = False
        for event in events:
            if isinstance(event, BookChanged):
                self._tickers.add(event.instrument)
                self._books.changed(event)
            elif isinstance(event, Printed):
                self._tickers.add(event.instrument)
                trades.setdefault(event.instrument, []).append(event)
            elif event.uid != self.venue.uid or not self._private:
                continue
            elif isinstance(event, OrderChanged):
                self._send_order(event.row)
            elif isinstance(event, Filled):
                self._send_fill(event.row)
            elif isinstance(event, StrategyChanged):
                self._send_strategy(event.row)
            elif isinstance(event, PositionChanged):
                positions[event.instrument, event.side] = event
            else:
                balance = True
        for instrument, prints in trades.items():
            self._send_trades(instrument, prints)
        self._send_changed(positions.values())
        if balance:
            self._send_account()
        self._classic.hear(events)

    def beat(self) -> None:
        """Send what has gathered; called every `BEAT` seconds."""
        self._beats += 1
        self._books.flush_best([Kind.BOOKS1])
        if self._beats % _BOOKS_EVERY == 0:
            self._books.flush_changes()
            self._books.flush_best([Kind.BOOKS5, Kind.BOOKS50])
        if self._beats % _TICKER_EVERY == 0:
            self._send_tickers()
        if self._beats % _CANDLES_EVERY == 0:
            self._send_candles()
        self._classic.beat()
        if self._beats % _ACCOUNT_EVERY == 0 and self._private:
            self._send_account()
            self._send_positions(self.venue.engine.positions(self.venue.uid))

    def first(self, topic: AnyTopic, deliver: Deliver) -> None:
        """Give a new listener what the topic says at its start; orders and fills say nothing.

        The private topics of the API that the account does not have are silent for ever.
        """
        if isinstance(topic, ClassicTopic):
            self._classic.first(topic, deliver)
            return
        kind = topic.kind
        if kind.private and not self._private:
            return
        if kind is Kind.ACCOUNT:
            deliver("snapshot", self._account())
        elif kind is Kind.POSITION:
            deliver("snapshot", self._positions(self.venue.engine.positions(self.venue.uid)))
        elif topic.instrument is None or topic.instrument not in self.venue.engine.instruments:
            return
        elif kind is Kind.TICKER:
            deliver("snapshot", self._ticker(topic.instrument))
        elif kind is Kind.TRADES:
            prints = self.venue.market.recent_prints(topic.instrument, _FIRST_TRADES)
            deliver("snapshot", encode([market.stream_trade(printed) for printed in prints]))
        elif kind is Kind.KLINE:
            deliver("snapshot", self._klines(topic.instrument, topic.interval, _FIRST_CANDLES)[1])
        else:
            self._books.first(kind, topic.instrument, deliver)

    def _send_order(self, row: OrderRow) -> None:
        topic = Topic(Kind.ORDER)
        if self._hub.wanted(topic):
            instrument = self.venue.engine.instruments[row.request.instrument]
            self._send(topic, encode([push.order(row, instrument)]))

    def _send_fill(self, row: FillRow) -> None:
        topic = Topic(Kind.FILL)
        if self._hub.wanted(topic):
            self._send(topic, encode([push.fill(row)]))

    def _send_strategy(self, row: StrategyRow) -> None:
        topic = Topic(Kind.STRATEGY)
        if self._hub.wanted(topic):
            self._send(topic, encode([strategy.push(row)]))

    def _send_changed(self, positions: Iterable[PositionChanged]) -> None:
        if self._hub.wanted(Topic(Kind.POSITION)):
            for changed in positions:
                self._send_positions([changed.row])

    def _send_positions(self, rows: Sequence[PositionRow]) -> None:
        topic = Topic(Kind.POSITION)
        if rows and self._hub.wanted(topic):
            self._send(topic, self._positions(rows))

    def _send_account(self) -> None:
        topic = Topic(Kind.ACCOUNT)
        if self._hub.wanted(topic):
            self._send(topic, self._account())

    def _send_trades(self, instrument: InstrumentId, prints: Sequence[Printed]) -> None:
        topic = Topic(Kind.TRADES, instrument)
        if self._hub.wanted(topic):
            rows = [market.stream_trade(printed) for printed in reversed(prints)]
            self._send(topic, encode(rows), action="update")

    def _send_tickers(self) -> None:
        for instrument in self._tickers:
            topic = Topic(Kind.TICKER, instrument)
            if self._hub.wanted(topic):
                self._send(topic, self._ticker(instrument))
        self._tickers.clear()

    def _send_candles(self) -> None:
        for topic in self._hub.topics():
            if not isinstance(topic, Topic) or topic.kind is not Kind.KLINE or topic.instrument is None:
                continue
            if topic.instrument in self.venue.engine.instruments:
                forming, _ = last = self._candles.get(topic, (0, b""))
                now = self._klines(topic.instrument, topic.interval, 2, since_ms=forming)
                if now != last:
                    self._candles[topic] = now
                    self._send(topic, now[1], action="update")

    def _send(self, topic: Topic, data: bytes, action: str = "snapshot") -> None:
        self._hub.publish(topic, action, data, self.venue.market_ms())

    def _ticker(self, instrument: InstrumentId) -> bytes:
        return encode([market.stream_ticker(self.venue.quote(instrument))])

    def _klines(
        self, instrument: InstrumentId, word: str, count: int, *, since_ms: int = 0
    ) -> tuple[int, bytes]:
        """The open time of the forming candle, and the candles as JSON: two when one has just closed."""
        rows = self.venue.market.candles(instrument, INTERVAL[word], limit=count)
        shown = [market.candle_object(row) for row in rows if row.open_ms >= since_ms]
        return rows[-1].open_ms if rows else 0, encode(shown)

    def _account(self) -> bytes:
        return encode([push.account(self.venue.engine.account(self.venue.uid))])

    def _positions(self, rows: Sequence[PositionRow]) -> bytes:
        instruments = self.venue.engine.instruments
        return encode([push.position(row, instruments[row.instrument]) for row in rows])
