"""A market that follows another one, fed with core events."""

from collections.abc import Iterable
from dataclasses import replace

from terminal_app.core.events import (
    BookBroken,
    BookDelta,
    BookSnapshot,
    CandlesSeen,
    MarketEvent,
    TickerSeen,
    TradesSeen,
)
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import Candle, Interval, Stamp, Ticker, Trade
from terminal_app.paper.engine.followed.market import FollowedMarket
from terminal_app.paper.engine.market import DayStats
from terminal_app.paper.engine.messages import BookChanged, Filled, Printed
from tests.helpers.paper_engine import (
    BUY,
    NOW,
    PERP_ID,
    SELL,
    SPOT_ID,
    D,
    exchange,
    limit,
    market,
    only,
    place,
)

STAMP = Stamp(NOW, 1.0)
UNKNOWN = InstrumentId(ProductType.SPOT, "NOPEUSDT")
BOOK = BookSnapshot(PERP_ID, ((D("100.0"), D(5)),), ((D("100.1"), D(5)),), STAMP, 7)
TICKER = Ticker(
    PERP_ID,
    STAMP,
    D("100.1"),
    open_24h=D(90),
    high_24h=D(110),
    low_24h=D(80),
    volume_24h=D(1000),
    turnover_24h=D(100_000),
    mark=D("100.2"),
    index=D("100.3"),
    funding_rate=D("0.0001"),
    next_funding_ms=NOW + 1_000,
    open_interest=D(77),
)


class Source:
    """Gives what it is told to give."""

    def __init__(self, *events: MarketEvent) -> None:
        self.events = list(events)

    def take(self, _now_ms: int) -> Iterable[MarketEvent]:
        events, self.events = self.events, []
        return events


def trades(*rows: tuple[str, str, str], snapshot: bool = False) -> TradesSeen:
    made = tuple(Trade(name, D(price), D(size), SELL, NOW) for name, price, size in rows)
    return TradesSeen(PERP_ID, made, STAMP, snapshot)


def test_books_marks_and_numbers_are_the_followed_ones() -> None:
    made, source = exchange(), Source(BOOK, TickerSeen(TICKER), trades(("1", "100.0", "1")))
    followed = FollowedMarket(made, source.take, NOW)

    assert made.depth(PERP_ID, 5) == (((D("100.0"), D(4)),), ((D("100.1"), D(5)),))
    assert (made.mark(PERP_ID), made.index(PERP_ID)) == (D("100.2"), D("100.3"))
    assert made.funding(PERP_ID) == (D("0.0001"), NOW + 1_000)
    assert followed.stats_24h(PERP_ID) == DayStats(D(90), D(110), D(80), D("100.0"), D(1000), D(100_000))
    assert followed.open_interest(PERP_ID) == 77
    assert [one.trade_id for one in followed.recent_prints(PERP_ID, 5)] == ["1"]


def test_our_orders_fill_against_it() -> None:
    made, source = exchange(), Source(BOOK, TickerSeen(TICKER))
    followed = FollowedMarket(made, source.take, NOW)
    taken = place(made, market(PERP_ID, BUY, "2"))
    waiting = place(made, limit(PERP_ID, BUY, "100.0", "1"))

    assert (taken.filled, taken.avg_price) == (D(2), D("100.1"))
    source.events = [trades(("1", "100.0", "6"))]
    events = followed.advance(NOW + 1)
    (filled,) = only(events, Filled)
    assert (filled.row.order_id, filled.row.price, filled.row.size) == (waiting.order_id, D(100), D(1))
    assert [one.trade_id for one in only(events, Printed)] == ["1"]


def test_changes_are_told_and_a_broken_book_is_empty() -> None:
    made, source = exchange(), Source(BOOK)
    followed = FollowedMarket(made, source.take, NOW)

    source.events = [BookDelta(PERP_ID, ((D("100.0"), D(0)), (D("99.9"), D(1))), (), STAMP, 8)]
    (changed,) = only(followed.advance(NOW + 1), BookChanged)
    assert changed == BookChanged(PERP_ID, ((D("100.0"), D(0)), (D("99.9"), D(1))), ())
    assert followed.restate() == [
        BookChanged(PERP_ID, ((D("99.9"), D(1)),), ((D("100.1"), D(5)),)),
    ]
    source.events = [TickerSeen(TICKER)]
    assert only(followed.advance(NOW + 1), BookChanged) == [BookChanged(PERP_ID, (), ())]
    source.events = [BookBroken(PERP_ID, "A push was missed.")]
    followed.advance(NOW + 2)
    assert made.depth(PERP_ID, 5) == ((), ())
    assert followed.restate() == [BookChanged(PERP_ID, (), ())]


def test_an_instrument_without_a_book_is_told_with_its_ticker_and_one_without_either_is_not() -> None:
    made, source = exchange(), Source()
    followed = FollowedMarket(made, source.take, NOW)
    assert followed.restate() == []
    source.events = [TickerSeen(TICKER)]
    assert only(followed.advance(NOW + 1), BookChanged) == [BookChanged(PERP_ID, (), ())]
    assert followed.restate() == [BookChanged(PERP_ID, (), ())]


def test_a_ticker_falls_silent_after_a_while_whatever_else_is_told_and_speaks_again() -> None:
    source = Source(BOOK)
    followed = FollowedMarket(exchange(), source.take, NOW, patience_ms=3_000)
    assert followed.silent_since(PERP_ID) == 0
    source.events = [TickerSeen(TICKER)]
    followed.advance(NOW + 10)
    followed.advance(NOW + 3_010)
    assert followed.silent_since(PERP_ID) is None
    source.events = [trades(("1", "100.1", "2"))]
    followed.advance(NOW + 3_011)
    assert followed.silent_since(PERP_ID) == NOW + 10
    source.events = [TickerSeen(TICKER)]
    followed.advance(NOW + 9_000)
    assert followed.silent_since(PERP_ID) is None


def test_a_market_that_may_stand_still_never_falls_silent() -> None:
    followed = FollowedMarket(exchange(), Source(BOOK).take, NOW)
    followed.advance(NOW + 60_000)
    assert followed.silent_since(PERP_ID) is None


def test_a_trade_counts_once_and_those_of_the_past_fill_nothing() -> None:
    made, source = exchange(), Source(BOOK, TickerSeen(TICKER))
    followed = FollowedMarket(made, source.take, NOW)
    waiting = place(made, limit(PERP_ID, BUY, "100.0", "1"))

    source.events = [trades(("1", "100.0", "50"), snapshot=True), trades(("1", "100.0", "50"))]
    followed.advance(NOW + 1)
    assert len(followed.recent_prints(PERP_ID, 5)) == 1
    source.events = [trades(("2", "100.0", "5")), trades(("2", "100.0", "5"))]
    followed.advance(NOW + 2)
    row = made.order("u", order_id=waiting.order_id)
    assert row is not None
    assert row.filled == 0
    assert [one.volume for one in followed.candles(PERP_ID, Interval.M1)] == [5]


def test_funding_is_paid_when_it_was_announced() -> None:
    made, source = exchange(), Source(BOOK, TickerSeen(TICKER))
    followed = FollowedMarket(made, source.take, NOW)
    place(made, market(PERP_ID, BUY, "2"))
    followed.advance(NOW + 999)
    assert followed.funding_history(PERP_ID, 5) == []

    followed.advance(NOW + 1_000)
    followed.advance(NOW + 1_001)
    assert followed.funding_history(PERP_ID, 5) == [(NOW + 1_000, D("0.0001"))]
    assert followed.funding_history(SPOT_ID, 5) == []
    assert made.funding(PERP_ID) == (D("0.0001"), NOW + 1_000 + 8 * 3_600_000)
    assert [bill.amount for bill in made.bills("u") if "SETTLE" in bill.kind] == [D("-0.02004")]


def test_candles_that_are_told_are_shown() -> None:
    one = Candle(NOW // 60_000 * 60_000, D(1), D(2), D(1), D(2), D(3), D(4))
    made, source = exchange(), Source(CandlesSeen(PERP_ID, Interval.M1, (one,), STAMP))
    followed = FollowedMarket(made, source.take, NOW)

    assert followed.candles(PERP_ID, Interval.M1) == [one]
    assert followed.candles(PERP_ID, Interval.M1, end_ms=one.open_ms) == []


def test_what_nobody_told_is_empty_and_strangers_are_left_out() -> None:
    made = exchange()
    source = Source(replace(BOOK, instrument=UNKNOWN), TickerSeen(replace(TICKER, instrument=UNKNOWN)))
    followed = FollowedMarket(made, source.take, NOW)

    assert followed.stats_24h(SPOT_ID) == DayStats(*[D(0)] * 6)
    assert followed.recent_prints(SPOT_ID, 5) == []
    assert followed.open_interest(SPOT_ID) == 0
    assert followed.candles(SPOT_ID, Interval.M1) == []
    assert made.depth(SPOT_ID, 5) == ((), ())
