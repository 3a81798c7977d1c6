"""Public market data: which column is what, and in which order."""

from decimal import Decimal

import msgspec
import pytest

from terminal_app.bitget.wire.classic import market
from terminal_app.bitget.wire.envelope import BadPayloadError, Envelope
from terminal_app.core.instrument import InstrumentId, PositionTier, ProductType
from terminal_app.core.market import Candle, FundingRate, Interval, Stamp
from terminal_app.core.money import BadNumberError
from terminal_app.core.orders import Side
from tests.helpers.envelopes import holding

D = Decimal
SPOT = InstrumentId(ProductType.SPOT, "BTCUSDT")
PERP = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")
TICKER = {"symbol": "BTCUSDT", "lastPr": "10", "bidPr": "9", "askPr": "0", "ts": "5", "baseVolume": "3"}


def test_a_spot_ticker_calls_its_open_otherwise() -> None:
    row = TICKER | {"open": "8", "open24h": "7", "markPrice": "1"}
    (spot,) = market.tickers(holding([row]), ProductType.SPOT, 1.5)
    (mix,) = market.tickers(holding([row]), ProductType.USDT_FUTURES, 1.5)
    assert (spot.open_24h, mix.open_24h) == (D(8), D(7))
    assert (spot.instrument, mix.instrument) == (SPOT, PERP)
    assert spot.stamp == Stamp(5, 1.5)
    assert (spot.bid, spot.ask, spot.volume_24h) == (D(9), None, D(3))


def test_a_ticker_without_a_price_or_readable_row_is_left_out() -> None:
    rows = [TICKER | {"lastPr": ""}, {"symbol": 3}, TICKER]
    assert len(market.tickers(holding(rows), ProductType.SPOT, 1.0)) == 1
    assert market.tickers(holding(None), ProductType.SPOT, 1.0) == []


@pytest.mark.parametrize(
    "data",
    [
        b'{"asks":[["3","1"],["2","1"]],"bids":[["1","4"],["1.5","0.1"]],"ts":"7"}',
        b'{"asks":[[3.0,1],[2,1]],"bids":[[1,4],[1.5,1E-1]],"ts":7}',
    ],
    ids=["texts", "numbers"],
)
def test_levels_are_texts_on_spot_and_json_numbers_on_futures(data: bytes) -> None:
    book = market.book(Envelope("00000", data=msgspec.Raw(data)), PERP, 1.0)
    assert book.asks == ((D(2), D(1)), (D(3), D(1)))
    assert book.bids == ((D("1.5"), D("0.1")), (D(1), D(4)))
    assert book.stamp == Stamp(7, 1.0)


def test_an_empty_book_has_the_time_of_its_envelope() -> None:
    book = market.book(holding({"asks": None, "bids": None}), PERP, 1.0)
    assert (book.asks, book.bids, book.stamp.source_ms) == ((), (), 1_700_000_000_123)


def test_spot_candles_have_eight_columns_and_futures_seven() -> None:
    spot = [["2", "1", "4", "0.5", "3", "10", "777", "30"], ["1", "1", "1", "1", "1", "1", "1", "1"]]
    found = market.candles(holding(spot), ProductType.SPOT)
    assert found[1] == Candle(2, D(1), D(4), D("0.5"), D(3), D(10), D(30))
    assert found[0].open_ms == 1
    mix = [["2", "1", "4", "0.5", "3", "10", "31"]]
    assert market.candles(holding(mix), ProductType.USDT_FUTURES)[0].turnover == 31
    with pytest.raises(BadPayloadError):
        market.candles(holding(mix), ProductType.SPOT)
    with pytest.raises(BadNumberError):
        market.candles(holding([["x", "1", "4", "0.5", "3", "10", "31"]]), ProductType.USDT_FUTURES)


def test_candles_are_asked_for_in_the_words_of_their_market() -> None:
    assert market.of_candles(SPOT, Interval.M15, 9) == {
        "symbol": "BTCUSDT",
        "granularity": "15min",
        "limit": "9",
    }
    assert market.of_candles(PERP, Interval.H4, 9, 77) == {
        "symbol": "BTCUSDT",
        "productType": "USDT-FUTURES",
        "granularity": "4H",
        "limit": "9",
        "endTime": "77",
    }


def test_capitalised_sides_of_public_trades() -> None:
    rows = [
        {"tradeId": "2", "price": "1", "size": "2", "side": "Sell", "ts": "9"},
        {"tradeId": "1", "price": "1", "size": "2", "side": "Buy", "ts": "8"},
    ]
    found = market.trades(holding(rows))
    assert [(trade.trade_id, trade.side) for trade in found] == [("1", Side.BUY), ("2", Side.SELL)]
    assert market.trades(holding(None)) == []


def test_funding_with_and_without_its_time() -> None:
    rows = [{"symbol": "OTHER", "fundingRate": "1"}, {"symbol": "BTCUSDT", "fundingRate": "-0.0005"}]
    assert market.funding(holding(rows), PERP) == FundingRate(PERP, D("-0.0005"), 0)
    told = [{"symbol": "BTCUSDT", "fundingRate": "0", "nextUpdate": "44"}]
    assert market.funding(holding(told), PERP).time_ms == 44
    times = [{"symbol": "BTCUSDT", "nextFundingTime": "55"}]
    assert market.funding_time(holding(times), PERP) == 55
    for read in (market.funding, market.funding_time):
        with pytest.raises(BadPayloadError):
            read(holding(None), PERP)


def test_past_funding_is_newest_first() -> None:
    rows = [{"symbol": "BTCUSDT", "fundingRate": "0.1", "fundingTime": str(at)} for at in (1, 3, 2)]
    assert [rate.time_ms for rate in market.funding_history(holding(rows), PERP)] == [3, 2, 1]


def test_open_interest_of_the_symbol_that_was_asked_for() -> None:
    data = {"openInterestList": [{"symbol": "X", "size": "1"}, {"symbol": "BTCUSDT", "size": "2.5"}]}
    assert market.open_interest(holding(data), PERP) == D("2.5")
    for other in (None, {"openInterestList": None}):
        with pytest.raises(BadPayloadError):
            market.open_interest(holding(other), PERP)


def test_tiers_are_smallest_first() -> None:
    row = {"startUnit": "0", "endUnit": "150000", "leverage": "125", "keepMarginRate": "0.004"}
    found = market.position_tiers(holding([row | {"level": "2"}, row | {"level": "1"}]))
    assert found[0] == PositionTier(1, D(0), D(150_000), D(125), D("0.004"))
    assert [tier.tier for tier in found] == [1, 2]
