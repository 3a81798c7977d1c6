"""The market's front desk: an event goes to its store, then to the frame, then to the listeners."""

from collections.abc import Callable, Sequence

from terminal_app.core.changes import Changes, Kind, Topic
from terminal_app.core.events import (
    BookBroken,
    BookDelta,
    BookSnapshot,
    CandlesSeen,
    MarketEvent,
    TickerSeen,
    TradesSeen,
)
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.market import Candle, Interval, Stamp, Trade
from terminal_app.core.ports import Clock
from terminal_app.market.book import OrderBook
from terminal_app.market.candles import CandleSeries
from terminal_app.market.flow.store import FlowStore
from terminal_app.market.instruments import InstrumentRegistry
from terminal_app.market.last import LastPrices
from terminal_app.market.tape import Tape
from terminal_app.market.tickers import TickerTable
from terminal_app.market.trade_bars import TradeBarBook


class MarketHub:
    """All public data of one venue. A store is made empty when it is first asked for.

    `listeners` are called after the store is up to date; they must not block.
    """

    def __init__(self, changes: Changes, clock: Clock) -> None:
        self._changes = changes
        self.clock = clock
        self.instruments = InstrumentRegistry(changes)
        self.tickers = TickerTable(clock)
        self.last = LastPrices()
        self.trade_bars = TradeBarBook()
        self.listeners: list[Callable[[MarketEvent], None]] = []
        self.flow = FlowStore(self.listeners, self.book, self.tape)
        self._books: dict[InstrumentId, OrderBook] = {}
        self._tapes: dict[InstrumentId, Tape] = {}
        self._candles: dict[tuple[InstrumentId, Interval], CandleSeries] = {}
        self._candle_stamps: dict[tuple[InstrumentId, Interval], Stamp] = {}

    def book(self, instrument: InstrumentId) -> OrderBook:
        """The order book of an instrument."""
        book = self._books.get(instrument)
        if book is None:
            book = self._books[instrument] = OrderBook()
        return book

    def tape(self, instrument: InstrumentId) -> Tape:
        """The public trades of an instrument."""
        tape = self._tapes.get(instrument)
        if tape is None:
            tape = self._tapes[instrument] = Tape(self.clock)
        return tape

    def candles(self, instrument: InstrumentId, interval: Interval) -> CandleSeries:
        """The candles of an instrument at one interval."""
        key = (instrument, interval)
        if key not in self._candles:
            self._candles[key] = CandleSeries(interval)
        return self._candles[key]

    def candle_stamp(self, instrument: InstrumentId, interval: Interval) -> Stamp | None:
        """When the stream last spoke of these candles, `None` before the first time."""
        return self._candle_stamps.get((instrument, interval))

    def apply(self, event: MarketEvent) -> None:
        """Store an event of the stream, mark its topic, tell the listeners."""
        self.last.apply(event)
        self._changes.mark(self._store(event))
        for listener in tuple(self.listeners):
            listener(event)

    def add_history(
        self,
        instrument: InstrumentId,
        interval: Interval,
        candles: Sequence[Candle],
        *,
        closed: Sequence[Candle] = (),
    ) -> int:
        """Merge candles that did not come by the stream.

        Args:
            instrument, interval: whose they are.
            candles: what came.
            closed: those of them that the venue told as over; they replace what is here.

        Returns:
            By how many candles the series grew.
        """
        series = self.candles(instrument, interval)
        before = series.length
        series.merge(candles)
        series.merge(closed, closed=True)
        self.note_candles(instrument, interval)
        return series.length - before

    def forget_candles(self, instrument: InstrumentId, interval: Interval) -> None:
        """Empty a series, because the venue tells another past than before."""
        self.candles(instrument, interval).clear()
        self.note_candles(instrument, interval)

    def add_past_trades(self, instrument: InstrumentId, trades: Sequence[Trade]) -> None:
        """Merge trades that were asked for by REST."""
        self.tape(instrument).merge_older(trades)
        self.trade_bars.take_older(instrument, self.tape(instrument))
        self._changes.mark(Topic(Kind.TRADES, instrument))

    def note_candles(self, instrument: InstrumentId, interval: Interval) -> None:
        """Have whoever shows these candles look again, because the state of their loading changed."""
        self._changes.mark(Topic(Kind.CANDLES, (instrument, interval)))

    def _store(self, event: MarketEvent) -> Topic:
        match event:
            case TickerSeen(ticker):
                self.tickers.apply(ticker)
                return Topic(Kind.TICKER, ticker.instrument)
            case TradesSeen(instrument, trades, stamp, snapshot):
                tape = self.tape(instrument)
                (tape.replace if snapshot else tape.append)(trades, stamp)
                self.trade_bars.take(instrument, trades, snapshot=snapshot)
                return Topic(Kind.TRADES, instrument)
            case CandlesSeen(instrument, interval, candles, stamp):
                self.candles(instrument, interval).merge(candles)
                self._candle_stamps[instrument, interval] = stamp
                return Topic(Kind.CANDLES, (instrument, interval))
            case BookSnapshot(instrument, bids, asks, stamp):
                self.book(instrument).replace(bids, asks, stamp)
                return Topic(Kind.BOOK, instrument)
            case BookDelta(instrument, bids, asks, stamp):
                self.book(instrument).update(bids, asks, stamp)
                return Topic(Kind.BOOK, instrument)
            case BookBroken(instrument, reason):
                self.book(instrument).mark_broken(reason)
                return Topic(Kind.BOOK, instrument)
