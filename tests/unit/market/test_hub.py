"""The hub stores first, marks second, and tells listeners last."""

import pytest

from terminal_app.core.changes import Changes, Kind, Topic
from terminal_app.core.clock import ManualClock
from terminal_app.core.events import (
    BookBroken,
    BookDelta,
    CandlesSeen,
    MarketEvent,
    TickerSeen,
    TradesSeen,
)
from terminal_app.core.market import Interval
from terminal_app.market.hub import MarketHub
from tests.helpers.examples import PERP_ID, SPOT_ID, ticker
from tests.helpers.market import START_MS, book_snapshot, candle, filled_hub, level, stamp, trade

CLOCK = ManualClock()
NOW = stamp(CLOCK)


@pytest.mark.parametrize(
    ("event", "topic"),
    [
        (TickerSeen(ticker()), Topic(Kind.TICKER, PERP_ID)),
        (TradesSeen(PERP_ID, (trade(1),), NOW), Topic(Kind.TRADES, PERP_ID)),
        (
            CandlesSeen(PERP_ID, Interval.M5, (candle(START_MS),), NOW),
            Topic(Kind.CANDLES, (PERP_ID, Interval.M5)),
        ),
        (book_snapshot(PERP_ID, CLOCK), Topic(Kind.BOOK, PERP_ID)),
        (BookDelta(PERP_ID, (level("1"),), (), NOW), Topic(Kind.BOOK, PERP_ID)),
        (BookBroken(PERP_ID, "A push was missed."), Topic(Kind.BOOK, PERP_ID)),
    ],
)
def test_each_event_marks_its_topic_before_listeners_hear(event: MarketEvent, topic: Topic) -> None:
    changes = Changes()
    hub = MarketHub(changes, CLOCK)
    heard: list[tuple[MarketEvent, bool]] = []
    hub.listeners.append(lambda seen: heard.append((seen, changes.dirty)))
    hub.apply(event)
    assert heard == [(event, True)]
    assert changes.drain().topics == {topic}


def test_events_reach_their_stores(manual_clock: ManualClock) -> None:
    hub, _ = filled_hub(manual_clock)
    now = stamp(manual_clock)
    hub.apply(TickerSeen(ticker()))
    hub.apply(TradesSeen(PERP_ID, (trade(1), trade(2)), now))
    hub.apply(TradesSeen(PERP_ID, (trade(2), trade(3)), now, snapshot=True))
    hub.apply(CandlesSeen(PERP_ID, Interval.M1, (candle(START_MS),), now))
    hub.apply(book_snapshot(PERP_ID, manual_clock, "100.0"))
    hub.apply(BookDelta(PERP_ID, (level("100.0", "7"),), (), now))
    assert hub.tickers.get(PERP_ID) == ticker()
    assert [entry.trade_id for entry in hub.tape(PERP_ID).trades] == ["2", "3"]
    assert hub.candles(PERP_ID, Interval.M1).length == 1
    assert hub.book(PERP_ID).best_bid == level("100.0", "7")
    hub.apply(BookBroken(PERP_ID, "A push was missed."))
    assert hub.book(PERP_ID).reason == "A push was missed."


def test_stores_are_made_when_first_asked_for(manual_clock: ManualClock) -> None:
    hub, _ = filled_hub(manual_clock)
    assert hub.book(SPOT_ID) is hub.book(SPOT_ID)
    assert hub.tape(SPOT_ID) is hub.tape(SPOT_ID)
    assert hub.candles(SPOT_ID, Interval.H1) is hub.candles(SPOT_ID, Interval.H1)
    assert hub.candles(SPOT_ID, Interval.H1) is not hub.candles(SPOT_ID, Interval.M1)


def test_history_is_merged_and_marked_without_an_event(manual_clock: ManualClock) -> None:
    hub, changes = filled_hub(manual_clock)
    changes.drain()
    heard: list[MarketEvent] = []
    hub.listeners.append(heard.append)
    assert hub.add_history(PERP_ID, Interval.M1, [candle(START_MS), candle(START_MS + 60_000)]) == 2
    assert hub.add_history(PERP_ID, Interval.M1, [candle(START_MS)]) == 0
    hub.add_past_trades(PERP_ID, [trade(1)])
    topics = {Topic(Kind.CANDLES, (PERP_ID, Interval.M1)), Topic(Kind.TRADES, PERP_ID)}
    assert changes.drain().topics == topics
    assert heard == []
