"""Public market data becomes core values."""

import logging
from decimal import Decimal

import msgspec
import pytest

from terminal_app.bitget.wire.envelope import BadPayloadError, Envelope
from terminal_app.bitget.wire.unified import market
from terminal_app.core.events import BookSnapshot
from terminal_app.core.instrument import InstrumentId, PositionTier, ProductType
from terminal_app.core.market import Candle, FundingRate, Interval, Stamp, Ticker, Trade
from terminal_app.core.money import BadNumberError
from terminal_app.core.orders import Side

BTC = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")
D = Decimal


def answer(data: object, time_ms: int = 1_700_000_000_000) -> Envelope:
    return raw(msgspec.json.encode(data), time_ms)


def raw(data: bytes, time_ms: int = 1_700_000_000_000) -> Envelope:
    return Envelope(code="00000", request_time=time_ms, data=msgspec.Raw(data))


def test_parameters() -> None:
    assert market.of_product(ProductType.SPOT) == {"category": "SPOT"}
    assert market.of_instrument(BTC) == {"category": "USDT-FUTURES", "symbol": "BTCUSDT"}
    page = market.of_candles(BTC, Interval.H1, 100, 1_700_000_000_000)
    assert page == market.of_instrument(BTC) | {
        "interval": "1H",
        "limit": "100",
        "endTime": "1700000000000",
    }
    assert "endTime" not in market.of_candles(BTC, Interval.H1, 100)


def test_a_futures_ticker() -> None:
    row = {
        "symbol": "BTCUSDT",
        "ts": "1750332730472",
        "lastPrice": "104738",
        "openPrice24h": "104374",
        "highPrice24h": "105289.3",
        "lowPrice24h": "103447.9",
        "ask1Price": "104738",
        "bid1Price": "104737.7",
        "bid1Size": "2.036",
        "ask1Size": "8.094",
        "price24hPcnt": "0.00349",
        "volume24h": "79101.6477",
        "turnover24h": "8276293391.45973",
        "indexPrice": "104785.956168",
        "markPrice": "104739",
        "fundingRate": "-0.000007",
        "openInterest": "7465.5938",
        "deliveryTime": "",
    }
    assert market.tickers(answer([row]), ProductType.USDT_FUTURES, 5.0) == [
        Ticker(
            instrument=BTC,
            stamp=Stamp(1750332730472, 5.0),
            last=D("104738"),
            bid=D("104737.7"),
            ask=D("104738"),
            bid_size=D("2.036"),
            ask_size=D("8.094"),
            open_24h=D("104374"),
            high_24h=D("105289.3"),
            low_24h=D("103447.9"),
            change_24h=D("0.00349"),
            volume_24h=D("79101.6477"),
            turnover_24h=D("8276293391.45973"),
            mark=D("104739"),
            index=D("104785.956168"),
            funding_rate=D("-0.000007"),
            open_interest=D("7465.5938"),
        )
    ]


def test_a_ticker_without_a_price_is_no_ticker_and_a_broken_one_costs_itself(
    caplog: pytest.LogCaptureFixture,
) -> None:
    rows = [
        {"symbol": "NEWUSDT", "lastPrice": ""},
        {"symbol": "BADUSDT", "lastPrice": "1e9"},
        {"symbol": 5},
        {"symbol": "BTCUSDT", "lastPrice": "1", "bid1Price": "0"},
    ]
    with caplog.at_level(logging.INFO):
        found = market.tickers(answer(rows), ProductType.SPOT, 1.0)
    spot = InstrumentId(ProductType.SPOT, "BTCUSDT")
    assert found == [Ticker(spot, Stamp(1_700_000_000_000, 1.0), D(1))]
    assert "2 tickers could not be read" in caplog.text
    assert market.tickers(raw(b"null"), ProductType.SPOT, 1.0) == []


def test_a_list_of_anything_else_is_given_up_early() -> None:
    with pytest.raises(BadPayloadError, match="hardly a row can be read"):
        market.tickers(answer([[]] * 10_000), ProductType.SPOT, 1.0)


def test_the_book_comes_in_json_numbers_and_keeps_every_digit() -> None:
    data = b'{"a":[[0.30,1],[0.10000000000000000001,8.66E-6]],"b":[[0.01,5],[0.09,"2"]],"ts":"1750329437763"}'
    assert market.book(raw(data), BTC, 2.0) == BookSnapshot(
        instrument=BTC,
        bids=((D("0.09"), D(2)), (D("0.01"), D(5))),
        asks=((D("0.10000000000000000001"), D("0.00000866")), (D("0.30"), D(1))),
        stamp=Stamp(1750329437763, 2.0),
    )


def test_an_empty_book() -> None:
    found = market.book(raw(b'{"a":null,"b":[]}'), BTC, 2.0)
    assert (found.bids, found.asks, found.stamp.source_ms, found.seq) == ((), (), 1_700_000_000_000, None)


@pytest.mark.parametrize(
    "data", [b'{"a":[[1]],"b":[]}', b'{"a":[[1,2,3]],"b":[]}', b'{"a":[1],"b":[]}', b"null"]
)
def test_a_book_of_another_shape(data: bytes) -> None:
    with pytest.raises(BadPayloadError):
        market.book(raw(data), BTC, 2.0)


def test_a_book_with_a_hostile_number() -> None:
    with pytest.raises(BadNumberError):
        market.book(raw(b'{"a":[[1e999999,1]],"b":[]}'), BTC, 2.0)


def test_candles_come_oldest_first_whatever_the_venue_does() -> None:
    later = ["1688313600000", "2", "2.5", "1.5", "2.2", "10", "20"]
    earlier = ["1687708800000", "1", "3", "0.5", "2", "7", "14", "a column of the future"]
    assert market.candles(answer([later, earlier])) == [
        Candle(1687708800000, D(1), D(3), D("0.5"), D(2), D(7), D(14)),
        Candle(1688313600000, D(2), D("2.5"), D("1.5"), D("2.2"), D(10), D(20)),
    ]
    assert market.candles(raw(b"null")) == []


def test_a_short_candle_is_refused() -> None:
    with pytest.raises(BadPayloadError):
        market.candles(answer([["1687708800000", "1"]]))


def test_trades_come_oldest_first() -> None:
    rows = [
        {"execId": "3", "price": "3", "size": "0.3", "side": "sell", "ts": "1627116776464", "isRPI": "no"},
        {"execId": "2", "price": "2", "size": "0.2", "side": "buy", "ts": "1627116600875"},
        {"execId": "1", "price": "1", "size": "0.1", "side": "buy", "ts": "1627116600875"},
    ]
    assert market.trades(answer(rows)) == [
        Trade("1", D(1), D("0.1"), Side.BUY, 1627116600875),
        Trade("2", D(2), D("0.2"), Side.BUY, 1627116600875),
        Trade("3", D(3), D("0.3"), Side.SELL, 1627116776464),
    ]
    assert market.trades(raw(b"null")) == []


def test_funding() -> None:
    rows = [
        {"symbol": "ETHUSDT", "fundingRate": "1"},
        {"symbol": "BTCUSDT", "fundingRate": "0.000071", "nextUpdate": "1743062400000"},
    ]
    assert market.funding(answer(rows), BTC) == FundingRate(BTC, D("0.000071"), 1743062400000)
    assert market.funding(answer([rows[1] | {"nextUpdate": ""}]), BTC).time_ms == 0
    for nothing in ([], None, rows[:1]):
        with pytest.raises(BadPayloadError):
            market.funding(answer(nothing), BTC)


def test_past_funding_comes_newest_first() -> None:
    rows = [
        {"symbol": "BTCUSDT", "fundingRate": "0.1", "fundingRateTimestamp": "1754870400000"},
        {"symbol": "BTCUSDT", "fundingRate": "0.2", "fundingRateTimestamp": "1754899200000"},
    ]
    found = market.funding_history(answer({"resultList": rows}), BTC)
    assert found == [FundingRate(BTC, D("0.2"), 1754899200000), FundingRate(BTC, D("0.1"), 1754870400000)]
    assert market.funding_history(raw(b"null"), BTC) == []
    assert market.funding_history(raw(b'{"resultList":null}'), BTC) == []


def test_open_interest() -> None:
    page = {"list": [{"symbol": "X", "openInterest": "1"}, {"symbol": "BTCUSDT", "openInterest": "2243.019"}]}
    assert market.open_interest(answer(page), BTC) == D("2243.019")
    for nothing in (b"null", b'{"list":null}', b'{"list":[]}'):
        with pytest.raises(BadPayloadError):
            market.open_interest(raw(nothing), BTC)


def test_tiers_come_smallest_first() -> None:
    rows = [
        {"tier": "2", "minTierValue": "100", "maxTierValue": "200", "leverage": "50", "mmr": "0.01"},
        {"tier": "1", "minTierValue": "0", "maxTierValue": "100", "leverage": "125", "mmr": "0.004"},
    ]
    assert market.position_tiers(answer(rows)) == [
        PositionTier(1, D(0), D(100), D(125), D("0.004")),
        PositionTier(2, D(100), D(200), D(50), D("0.01")),
    ]
    assert market.position_tiers(raw(b"null")) == []
