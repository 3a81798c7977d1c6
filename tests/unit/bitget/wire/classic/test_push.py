"""Public pushes of the classic streams, decoded."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.bitget.wire.classic.channels import read_arg
from terminal_app.bitget.wire.classic.push import read_public
from terminal_app.bitget.wire.envelope import BadPayloadError
from terminal_app.bitget.wire.pushes import BAD_FRAME, BookPush, BookSum, PublicPush, read_head
from terminal_app.core.events import CandlesSeen, TickerSeen, TradesSeen
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import Interval, Stamp
from terminal_app.core.orders import Side
from tests.helpers import classic_frames as frames
from tests.helpers.stream_frames import Row, push

BTC = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")
CANDLE = ["60000", "1", "4", "0.5", "2", "9", "18", "17"]


def read(frame: bytes) -> PublicPush | None:
    head = read_head(frame)
    return read_public(head, read_arg(head.arg), 12.5)


def book_of(frame: bytes) -> BookPush:
    found = read(frame)
    assert isinstance(found, BookPush)
    return found


def pushed(channel: str, rows: list[Row], action: str = "snapshot", inst_type: str = "USDT-FUTURES") -> bytes:
    return push(frames.arg(channel, inst_type=inst_type), rows, action)


# --------------------------------------------------------------------------------------------------- books


def test_a_push_of_the_book() -> None:
    found = book_of(frames.book(7, 3, bids=[("64000", "1.5"), ("63999.90", "0")]))
    assert found == BookPush(
        BTC,
        False,
        ((Decimal(64000), Decimal("1.5")), (Decimal("63999.90"), Decimal(0))),
        ((Decimal(64001), Decimal(2)),),
        7,
        3,
        Stamp(1_789_456_512_454, 12.5),
    )


def test_a_snapshot_has_no_levels_that_are_gone() -> None:
    found = book_of(frames.book(7, 0, action="snapshot", bids=[("2", "0"), ("1", "1")]))
    assert (found.snapshot, found.bids) == (True, ((Decimal(1), Decimal(1)),))


def test_sequence_numbers_of_coin_margined_books_exceed_floats() -> None:
    assert book_of(frames.book(2**53 + 3, 2**53 + 1)).seq == 2**53 + 3


def test_an_old_form_names_no_predecessor() -> None:
    assert book_of(frames.book(7, None)).pseq is None


def test_a_checksum_comes_with_the_texts_it_is_made_of() -> None:
    found = book_of(frames.book(7, 3, bids=[("0.5000", "10.00")], asks=[("0.5100", "2.50")], checksum=-5))
    assert found.checksum == BookSum(-5, [("0.5000", "10.00")], [("0.5100", "2.50")])


@pytest.mark.parametrize("checksum", [None, 0])
def test_no_checksum_and_zero_are_the_same(checksum: int | None) -> None:
    assert book_of(frames.book(7, 3, checksum=checksum)).checksum is None


@pytest.mark.parametrize("channel", ["books1", "books5", "books15"])
def test_shallow_depths_have_no_numbers_and_a_checksum_of_a_deeper_book(channel: str) -> None:
    found = book_of(frames.book(None, None, action="snapshot", channel=channel, checksum=-1367582038))
    assert (found.seq, found.checksum) == (0, None)
    assert found.bids == ((Decimal(64000), Decimal("1.5")),)


def test_a_book_without_its_number_is_refused() -> None:
    with pytest.raises(BadPayloadError, match="number"):
        read(frames.book(None, 3))


def test_a_snapshot_that_cannot_be_a_book_is_refused() -> None:
    with pytest.raises(BadPayloadError, match="sorted"):
        read(frames.book(7, 0, action="snapshot", bids=[("3", "1")], asks=[("2", "1")]))


@given(st.integers(0, 10**12), st.integers(0, 12), st.integers(0, 10**12), st.integers(0, 12))
def test_levels_are_exact(price: int, price_places: int, size: int, size_places: int) -> None:
    level = (Decimal(price).scaleb(-price_places), Decimal(size).scaleb(-size_places))
    assert book_of(frames.book(7, 3, bids=[(f"{level[0]:f}", f"{level[1]:f}")], asks=[])).bids == (level,)


# -------------------------------------------------------------------------------------------------- ticker


def test_a_ticker_of_futures_has_everything() -> None:
    row: Row = {
        "instId": "BTCUSDT",
        "lastPr": "64000.5",
        "bidPr": "64000",
        "askPr": "64001",
        "bidSz": "1",
        "askSz": "2",
        "open24h": "63000",
        "high24h": "65000",
        "low24h": "62000",
        "change24h": "0.0158",
        "baseVolume": "1000.5",
        "quoteVolume": "64032000",
        "markPrice": "64000.1",
        "indexPrice": "64000.2",
        "fundingRate": "-0.0001",
        "nextFundingTime": "1758124800000",
        "holdingAmount": "5000",
        "symbolType": 1,
    }
    seen = read(pushed("ticker", [row]))
    assert isinstance(seen, TickerSeen)
    ticker = seen.ticker
    assert (ticker.instrument, ticker.stamp) == (BTC, Stamp(1_789_456_512_454, 12.5))
    assert (ticker.last, ticker.bid, ticker.ask) == (Decimal("64000.5"), Decimal(64000), Decimal(64001))
    assert (ticker.bid_size, ticker.ask_size) == (Decimal(1), Decimal(2))
    assert (ticker.open_24h, ticker.high_24h) == (Decimal(63000), Decimal(65000))
    assert (ticker.low_24h, ticker.change_24h) == (Decimal(62000), Decimal("0.0158"))
    assert (ticker.volume_24h, ticker.turnover_24h) == (Decimal("1000.5"), Decimal(64032000))
    assert (ticker.mark, ticker.index) == (Decimal("64000.1"), Decimal("64000.2"))
    assert (ticker.funding_rate, ticker.next_funding_ms) == (Decimal("-0.0001"), 1_758_124_800_000)
    assert ticker.open_interest == Decimal(5000)


def test_a_ticker_of_spot_has_no_futures_fields() -> None:
    seen = read(pushed("ticker", [{"lastPr": "1", "bidPr": "", "askPr": "0"}], inst_type="SPOT"))
    assert isinstance(seen, TickerSeen)
    assert seen.ticker.instrument == InstrumentId(ProductType.SPOT, "BTCUSDT")
    assert (seen.ticker.bid, seen.ticker.ask, seen.ticker.mark) == (None, None, None)


# ------------------------------------------------------------------------------------------------- candles


@pytest.mark.parametrize("inst_type", ["SPOT", "USDT-FUTURES"])
def test_the_turnover_of_a_candle_is_in_quote_coin_which_is_not_last_here(inst_type: str) -> None:
    frame = push(frames.arg("candle1m", inst_type=inst_type), [CANDLE])
    seen = read(frame)
    assert isinstance(seen, CandlesSeen)
    assert seen.candles[0] == (60_000, *map(Decimal, ("1", "4", "0.5", "2", "9", "18")))


@pytest.mark.parametrize(
    ("channel", "interval"),
    [("candle4H", Interval.H4), ("candle1Dutc", Interval.D1), ("candle1Mutc", Interval.MO1)],
)
def test_candles_have_their_interval_in_the_name_of_the_channel(channel: str, interval: Interval) -> None:
    seen = read(push(frames.arg(channel), []))
    assert isinstance(seen, CandlesSeen)
    assert seen.interval is interval


def test_a_minute_and_a_month_differ_by_a_capital_letter() -> None:
    seen = [read(push(frames.arg(f"candle{word}"), [])) for word in ("1m", "1M")]
    assert [one.interval for one in seen if isinstance(one, CandlesSeen)] == [Interval.M1, Interval.MO1]


# -------------------------------------------------------------------------------------------------- trades


def test_trades_come_newest_first_and_become_oldest_first() -> None:
    rows: list[Row] = [
        {"ts": time, "price": "1", "size": "2", "side": "Sell", "tradeId": trade_id}
        for time, trade_id in (("20", "101"), ("20", "100"), ("20", "99"), ("10", "98"))
    ]
    seen = read(pushed("trade", rows, "update"))
    assert isinstance(seen, TradesSeen)
    assert [trade.trade_id for trade in seen.trades] == ["98", "99", "100", "101"]
    assert seen.trades[0] == ("98", Decimal(1), Decimal(2), Side.SELL, 10)
    assert not seen.snapshot


def test_channels_and_products_of_others_are_nothing() -> None:
    assert read(pushed("liquidation", [])) is None
    assert read(pushed("ticker", [], inst_type="MARGIN")) is None


@pytest.mark.parametrize(
    "frame",
    [
        frames.book(2**70, 3),
        frames.book(-1, 3),
        frames.book(7, -3),
        frames.book(7, 3, bids=[("1e9", "1")]),
        frames.book(7, 3, bids=[("-1", "1")]),
        frames.book(7, 3, bids=[("1", "1")] * 2001),
        pushed("books", []),
        pushed("ticker", []),
        pushed("ticker", [{"lastPr": "NaN"}]),
        pushed("ticker", [{"lastPr": "9" * 1000}]),
        pushed("ticker", [{"lastPr": 1.5}]),
        pushed("ticker", [{"lastPr": None}]),
        pushed("trade", [{"ts": "1", "price": "1", "size": "1", "side": "hold", "tradeId": "1"}]),
        pushed("trade", [{"ts": "", "price": "1", "size": "1", "side": "buy", "tradeId": "1"}]),
        pushed("candle7m", []),
        pushed("candle", []),
        push(frames.arg("candle1m"), [CANDLE[:7]]),
        push(frames.arg("candle1m"), [[*CANDLE[:4], "inf", *CANDLE[5:]]]),
        push(frames.arg("ticker"), [{"lastPr": "1"}], ts=-5),
    ],
    ids=range(19),
)
def test_what_is_not_as_documented_is_refused(frame: bytes) -> None:
    with pytest.raises(BAD_FRAME):
        read(frame)
