"""The followed market: books, trades, marks and candles of another one, with our orders among them.

It takes core events, from wherever they come, and knows neither recordings nor connections. What nobody told
it is empty or zero.
"""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from terminal_app.core.events import (
    BookBroken,
    BookDelta,
    BookSnapshot,
    CandlesSeen,
    MarketEvent,
    TickerSeen,
    TradesSeen,
)
from terminal_app.core.instrument import Instrument, InstrumentId
from terminal_app.core.market import Candle, Interval, Ticker, Trade
from terminal_app.core.money import ZERO
from terminal_app.paper.engine.exchange import PaperExchange
from terminal_app.paper.engine.followed.bars import Bars
from terminal_app.paper.engine.followed.quotes import Quotes
from terminal_app.paper.engine.market import DayStats
from terminal_app.paper.engine.messages import BookChanged, EngineEvent, Printed

_KEPT_PRINTS = 500
_HOUR_MS = 3_600_000
_NEVER_MS = 1 << 62

Take = Callable[[int], Iterable[MarketEvent]]
"""What has happened since the last call up to a time of the market, oldest first."""


@dataclass(slots=True)
class _Stall:
    """Everything about one instrument."""

    instrument: Instrument
    quotes: Quotes
    bars: Bars = field(default_factory=Bars)
    ticker: Ticker | None = None
    heard_ms: int = 0
    last: Decimal = ZERO
    prints: deque[Printed] = field(default_factory=lambda: deque(maxlen=_KEPT_PRINTS))
    seen: dict[str, None] = field(default_factory=dict)
    settled: deque[tuple[int, Decimal]] = field(default_factory=lambda: deque(maxlen=_KEPT_PRINTS))


class FollowedMarket:
    """Makes the instruments of an exchange trade as they do elsewhere.

    Args:
        exchange: where our orders are; events of instruments that are not listed there are left out.
        take: where the events come from.
        start_ms: the exchange's time at the beginning, Unix ms.
        patience_ms: how long a ticker may say nothing until it has fallen silent; `None` for ever, where the
            market itself may stand still.
    """

    def __init__(
        self, exchange: PaperExchange, take: Take, start_ms: int, patience_ms: int | None = None
    ) -> None:
        self._exchange = exchange
        self._desk = exchange.desk
        self._take = take
        self._patience_ms = patience_ms
        self._now_ms = start_ms
        self._stalls = {one.id: _Stall(one, Quotes(self._desk, one)) for one in exchange.instruments.values()}
        self.advance(start_ms)

    def advance(self, now_ms: int) -> list[EngineEvent]:
        """Let happen what happened up to now; returns it, in order."""
        self._now_ms = max(self._now_ms, now_ms)
        events: list[EngineEvent] = []
        for event in self._take(self._now_ms):
            events += self._follow(event)
        for stall in self._stalls.values():
            events += self._settle_funding(stall)
        events += self._desk.end_step(self._now_ms)
        self._desk.take_prints()
        return events

    def restate(self) -> list[EngineEvent]:
        """Say once more how things are, for listeners who would take silence for a lost connection."""
        events: list[EngineEvent] = []
        for name, stall in self._stalls.items():
            bids, asks = self._exchange.depth(name, 1)
            if bids or asks or stall.ticker is not None:
                events.append(BookChanged(name, tuple(bids), tuple(asks)))
        return events

    # -- reads ---------------------------------------------------------------------------------------

    def candles(
        self,
        instrument: InstrumentId,
        interval: Interval,
        *,
        start_ms: int | None = None,
        end_ms: int | None = None,
        limit: int = 100,
    ) -> list[Candle]:
        """Bars that open at or after `start_ms` and before `end_ms`: the newest `limit`, oldest first."""
        bars = self._stalls[instrument].bars
        return bars.candles(interval, start_ms or 0, _NEVER_MS if end_ms is None else end_ms, limit)

    def stats_24h(self, instrument: InstrumentId) -> DayStats:
        """The last 24 hours as the followed market tells them; zero where it does not."""
        stall = self._stalls[instrument]
        ticker, last = stall.ticker, stall.last
        if ticker is None:
            return DayStats(last, last, last, last, ZERO, ZERO)
        return DayStats(
            ticker.open_24h or last,
            max(ticker.high_24h or last, last),
            min(ticker.low_24h or last, last),
            last,
            ticker.volume_24h or ZERO,
            ticker.turnover_24h or ZERO,
        )

    def recent_prints(self, instrument: InstrumentId, limit: int) -> list[Printed]:
        """The latest public trades, newest first."""
        prints = self._stalls[instrument].prints
        return [prints[-1 - place] for place in range(min(limit, len(prints)))]

    def funding_history(self, instrument: InstrumentId, limit: int) -> list[tuple[int, Decimal]]:
        """The settlements since the beginning and their rates, newest first."""
        return list(reversed(self._stalls[instrument].settled))[:limit]

    def open_interest(self, instrument: InstrumentId) -> Decimal:
        """Open contracts in base coin."""
        ticker = self._stalls[instrument].ticker
        return ZERO if ticker is None else ticker.open_interest or ZERO

    def silent_since(self, instrument: InstrumentId) -> int | None:
        """When its ticker was heard last (Unix ms, 0 for never), `None` unless it has fallen silent."""
        heard_ms, patience_ms = self._stalls[instrument].heard_ms, self._patience_ms
        return None if patience_ms is None or self._now_ms - heard_ms <= patience_ms else heard_ms

    # -- inside --------------------------------------------------------------------------------------

    def _follow(self, event: MarketEvent) -> list[EngineEvent]:
        name = event.ticker.instrument if isinstance(event, TickerSeen) else event.instrument
        stall = self._stalls.get(name)
        if stall is None:
            return []
        match event:
            case BookSnapshot():
                stall.quotes.replace(event.bids, event.asks, self._now_ms)
            case BookDelta():
                stall.quotes.change(event.bids, event.asks, self._now_ms)
            case BookBroken():
                stall.quotes.clear(self._now_ms)
            case TradesSeen():
                self._trades(stall, event)
            case CandlesSeen():
                stall.bars.tell(event.interval, event.candles)
            case TickerSeen():
                return self._ticker(stall, event.ticker)
        return self._desk.end_step(self._now_ms)

    def _trades(self, stall: _Stall, event: TradesSeen) -> None:
        for trade in event.trades:
            if trade.trade_id in stall.seen:
                continue
            stall.seen[trade.trade_id] = None
            if len(stall.seen) > 4 * _KEPT_PRINTS:
                del stall.seen[next(iter(stall.seen))]
            stall.last = trade.price
            stall.prints.append(_printed(stall.instrument.id, trade))
            if event.snapshot:
                continue  # it happened before anybody listened
            stall.bars.add(trade)
            stall.quotes.trade(trade, self._now_ms)

    def _ticker(self, stall: _Stall, ticker: Ticker) -> list[EngineEvent]:
        stall.ticker, stall.last, stall.heard_ms = ticker, ticker.last, self._now_ms
        name = stall.instrument.id
        if ticker.funding_rate is not None and ticker.next_funding_ms is not None:
            self._exchange.set_funding(name, ticker.funding_rate, ticker.next_funding_ms)
        mark = ticker.mark or ticker.last
        events = self._exchange.set_mark(name, mark, ticker.index or mark, self._now_ms)
        # What is told of an instrument goes out with changes of its book, and many are watched without one.
        return [*events, BookChanged(name, (), ())]

    def _settle_funding(self, stall: _Stall) -> list[EngineEvent]:
        """Pay at the time the followed market has announced; it announces the next one afterwards."""
        hours, name = stall.instrument.funding_hours, stall.instrument.id
        rate, due_ms = self._exchange.funding(name)
        if not hours or not due_ms or self._now_ms < due_ms:
            return []
        stall.settled.append((due_ms, rate))
        events = self._exchange.settle_funding(name, self._now_ms)
        self._exchange.set_funding(name, rate, due_ms + hours * _HOUR_MS)
        return events


def _printed(instrument: InstrumentId, trade: Trade) -> Printed:
    return Printed(instrument, trade.trade_id, trade.price, trade.size, trade.side, trade.time_ms)
