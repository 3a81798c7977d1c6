"""Tests for `market/last.py`."""

from decimal import Decimal

import pytest

from terminal_app.core.events import BookBroken, CandlesSeen, TickerSeen, TradesSeen
from terminal_app.core.market import Interval, Stamp, Ticker
from terminal_app.market.last import LastPrice, LastPrices
from tests.helpers.examples import PERP_ID
from tests.helpers.market import START_MS, candle, trade

D = Decimal


def ticker(last: str, at_ms: int) -> TickerSeen:
    return TickerSeen(Ticker(PERP_ID, Stamp(at_ms, 1.0), D(last)))


def trades(last: str, at_ms: int) -> TradesSeen:
    return TradesSeen(PERP_ID, (trade(0, last)._replace(time_ms=at_ms),), Stamp(at_ms + 50, 1.0))


def candles(close: str, at_ms: int) -> CandlesSeen:
    return CandlesSeen(PERP_ID, Interval.M1, (candle(START_MS, close),), Stamp(at_ms, 1.0))


def test_nothing_is_known_before_the_first() -> None:
    last = LastPrices()
    last.apply(BookBroken(PERP_ID, "why"))
    last.apply(TradesSeen(PERP_ID, (), Stamp(1, 1.0)))
    assert last.get(PERP_ID) is None


@pytest.mark.parametrize("make", [ticker, trades, candles])
def test_the_newest_by_the_venues_clock_counts_whoever_brings_it(make: object) -> None:
    last = LastPrices()
    assert callable(make)
    last.apply(make("101", START_MS + 500))
    for late in (ticker, trades, candles):
        last.apply(late("99", START_MS + 400))
    assert last.get(PERP_ID) == LastPrice(D(101), START_MS + 500)
    last.apply(ticker("102", START_MS + 500))
    assert last.get(PERP_ID) == LastPrice(D(102), START_MS + 500)


def test_the_newest_of_several_trades_counts_in_whatever_order_they_come() -> None:
    last = LastPrices()
    both = (trade(2, "102"), trade(1, "101"))
    last.apply(TradesSeen(PERP_ID, both, Stamp(1, 1.0)))
    assert last.get(PERP_ID) == LastPrice(D(102), trade(2).time_ms)


def test_a_closed_candle_says_nothing_about_the_time_after_it() -> None:
    last = LastPrices()
    last.apply(candles("100", START_MS + 60_400))
    last.apply(trades("105", START_MS + 60_100))
    assert last.get(PERP_ID) == LastPrice(D(105), START_MS + 60_100)
