"""Public pushes, decoded."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.bitget.wire.envelope import BadPayloadError
from terminal_app.bitget.wire.pushes import BookPush, PublicPush, read_head
from terminal_app.bitget.wire.unified.channels import read_arg
from terminal_app.bitget.wire.unified.push import read_public
from terminal_app.core.events import BookSnapshot, CandlesSeen, TickerSeen, TradesSeen
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import Interval, Stamp
from terminal_app.core.orders import Side
from tests.helpers import stream_frames as frames

BTC = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")


def read(frame: bytes) -> PublicPush | None:
    head = read_head(frame)
    return read_public(head, read_arg(head.arg), 12.5)


def book_of(frame: bytes) -> BookPush:
    push = read(frame)
    assert isinstance(push, BookPush)
    return push


@pytest.mark.parametrize("topic", ["books", "books1", "books5", "books50"])
def test_every_depth_of_a_book_is_read(topic: str) -> None:
    bids = [("64000", "1.5"), ("63999.90", "2")]
    push = book_of(frames.book(7, 3, topic=topic, action="snapshot", bids=bids))
    assert push.instrument == BTC
    assert (push.seq, push.pseq, push.snapshot) == (7, 3, True)
    assert push.bids == ((Decimal(64000), Decimal("1.5")), (Decimal("63999.90"), Decimal(2)))
    assert push.stamp == Stamp(1_789_456_512_454, 12.5)
    assert push.as_snapshot() == BookSnapshot(BTC, push.bids, push.asks, push.stamp, 7)


def test_an_update_keeps_the_levels_that_go_and_a_snapshot_has_none() -> None:
    levels = [("64000", "0"), ("63999", "1")]
    assert len(book_of(frames.book(7, 3, bids=levels)).bids) == 2
    assert book_of(frames.book(7, 0, action="snapshot", bids=levels)).bids == ((Decimal(63999), Decimal(1)),)


def test_sequence_numbers_beyond_floats_are_exact() -> None:
    assert book_of(frames.book(2**53 + 3, 2**53 + 1)).seq == 2**53 + 3


@pytest.mark.parametrize(
    ("bids", "asks"),
    [
        ([("1", "1"), ("2", "1")], []),
        ([], [("2", "1"), ("1", "1")]),
        ([("1", "1"), ("1.0", "1")], []),
        ([("2", "1")], [("2", "1")]),
        ([("3", "1")], [("2", "1")]),
    ],
)
def test_a_snapshot_that_cannot_be_a_book_is_refused(
    bids: list[tuple[str, str]], asks: list[tuple[str, str]]
) -> None:
    with pytest.raises(BadPayloadError, match="sorted"):
        read(frames.book(7, 0, action="snapshot", bids=bids, asks=asks))


@given(st.integers(0, 10**12), st.integers(0, 12), st.integers(0, 10**12), st.integers(0, 12))
def test_levels_are_exact(price: int, price_places: int, size: int, size_places: int) -> None:
    level = (Decimal(price).scaleb(-price_places), Decimal(size).scaleb(-size_places))
    push = book_of(frames.book(7, 3, bids=[(f"{level[0]:f}", f"{level[1]:f}")], asks=[]))
    assert push.bids == (level,)


def test_more_prices_than_are_kept_are_still_read() -> None:
    for start in range(0, 60_000, 2_000):
        bids = [(f"{price}.5", "1") for price in range(start, start + 2_000)]
        push = book_of(frames.book(7, 3, bids=bids, asks=[]))
        assert push.bids[-1][0] == Decimal(f"{start + 1_999}.5")


def test_a_ticker_with_everything() -> None:
    row: frames.Row = {
        "lastPrice": "64000.5",
        "bid1Price": "64000",
        "ask1Price": "64001",
        "bid1Size": "1",
        "ask1Size": "2",
        "openPrice24h": "63000",
        "highPrice24h": "65000",
        "lowPrice24h": "62000",
        "price24hPcnt": "0.0158",
        "volume24h": "1000.5",
        "turnover24h": "64032000",
        "markPrice": "64000.1",
        "indexPrice": "64000.2",
        "fundingRate": "-0.0001",
        "nextFundingTime": "1758124800000",
        "openInterest": "5000",
        "deliveryTime": "",
        "isRPI": True,
    }
    seen = read(frames.push(frames.arg("ticker"), [row]))
    assert isinstance(seen, TickerSeen)
    ticker = seen.ticker
    assert (ticker.last, ticker.bid, ticker.ask) == (Decimal("64000.5"), Decimal(64000), Decimal(64001))
    assert (ticker.bid_size, ticker.ask_size) == (Decimal(1), Decimal(2))
    assert (ticker.open_24h, ticker.high_24h, ticker.low_24h) == (
        Decimal(63000),
        Decimal(65000),
        Decimal(62000),
    )
    assert (ticker.change_24h, ticker.volume_24h) == (Decimal("0.0158"), Decimal("1000.5"))
    assert (ticker.turnover_24h, ticker.open_interest) == (Decimal(64032000), Decimal(5000))
    assert (ticker.mark, ticker.index) == (Decimal("64000.1"), Decimal("64000.2"))
    assert (ticker.funding_rate, ticker.next_funding_ms) == (Decimal("-0.0001"), 1_758_124_800_000)


def test_a_ticker_with_almost_nothing() -> None:
    seen = read(frames.push(frames.arg("ticker"), [{"lastPrice": "1", "bid1Price": "", "ask1Price": "0"}]))
    assert isinstance(seen, TickerSeen)
    assert (seen.ticker.bid, seen.ticker.ask, seen.ticker.mark) == (None, None, None)


def test_candles_are_oldest_first() -> None:
    rows: list[frames.Row] = [
        {
            "start": start,
            "open": "1",
            "high": "4",
            "low": "0.5",
            "close": "2",
            "volume": "9",
            "turnover": "18",
        }
        for start in ("120000", "60000")
    ]
    seen = read(frames.push(frames.arg("kline", interval="4H"), rows))
    assert isinstance(seen, CandlesSeen)
    assert seen.interval is Interval.H4
    assert [candle.open_ms for candle in seen.candles] == [60_000, 120_000]
    assert seen.candles[0][1:] == tuple(map(Decimal, ("1", "4", "0.5", "2", "9", "18")))


@pytest.mark.parametrize("name", ["p", "P"])
def test_the_price_of_a_trade_has_two_names(name: str) -> None:
    row: frames.Row = {name: "64000", "v": "0.1", "S": "Sell", "T": "1789456512452", "i": "77", "isRPI": "no"}
    seen = read(frames.push(frames.arg("publicTrade"), [row]))
    assert isinstance(seen, TradesSeen)
    (trade,) = seen.trades
    assert (trade.price, trade.side, trade.trade_id) == (Decimal(64000), Side.SELL, "77")


def test_trades_are_oldest_first_also_within_a_millisecond() -> None:
    rows: list[frames.Row] = [
        {"p": "1", "v": "1", "S": "buy", "T": time, "i": trade_id}
        for time, trade_id in (("20", "101"), ("20", "100"), ("20", "99"), ("10", "98"))
    ]
    seen = read(frames.push(frames.arg("publicTrade"), rows, action="update"))
    assert isinstance(seen, TradesSeen)
    assert [trade.trade_id for trade in seen.trades] == ["98", "99", "100", "101"]
    assert not seen.snapshot


def test_topics_and_products_of_others_are_nothing() -> None:
    assert read(frames.push(frames.arg("liquidation"), [])) is None
    assert read(frames.push(frames.arg("ticker", inst_type="margin"), [])) is None
