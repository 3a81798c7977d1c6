"""The last price of an instrument: one answer for every panel, whatever stream brought it.

Ticker, trades and candles all carry it and none of them is always first, so the newest by the venue's clock
counts. Whoever shows a last price asks here, and no two panels disagree.
"""

from decimal import Decimal
from typing import NamedTuple

from terminal_app.core.events import CandlesSeen, MarketEvent, TickerSeen, TradesSeen
from terminal_app.core.instrument import InstrumentId


class LastPrice(NamedTuple):
    """A price and the venue's time of it, in Unix ms."""

    price: Decimal
    time_ms: int


class LastPrices:
    """The newest price of each instrument. It never goes back in time."""

    def __init__(self) -> None:
        self._last: dict[InstrumentId, LastPrice] = {}

    def get(self, instrument: InstrumentId) -> LastPrice | None:
        """The last price, `None` before the first."""
        return self._last.get(instrument)

    def apply(self, event: MarketEvent) -> None:
        """Take what an event says about the last price; of two of one time the later arrival counts."""
        match event:
            case TickerSeen(ticker):
                self._take(ticker.instrument, LastPrice(ticker.last, ticker.stamp.source_ms))
            case TradesSeen(instrument, trades, _, _) if trades:
                newest = max(trades, key=lambda trade: trade.time_ms)
                self._take(instrument, LastPrice(newest.price, newest.time_ms))
            case CandlesSeen(instrument, interval, candles, stamp) if candles:
                forming = candles[-1]
                end = forming.open_ms + interval.ms
                self._take(instrument, LastPrice(forming.close, min(stamp.source_ms, end - 1)))
            case _:
                pass

    def _take(self, instrument: InstrumentId, last: LastPrice) -> None:
        held = self._last.get(instrument)
        if held is None or last.time_ms >= held.time_ms:
            self._last[instrument] = last
