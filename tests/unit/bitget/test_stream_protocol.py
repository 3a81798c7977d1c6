"""The stream's state machine: what it subscribes, and how it begins anew on the next connection."""

import json
from math import inf

import pytest

from terminal_app.bitget.backoff import Parting
from terminal_app.bitget.stream_limits import StreamLimits
from terminal_app.core.events import (
    BookBroken,
    ChannelSilent,
    LinkState,
)
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import Interval
from terminal_app.core.ports import Channel, Feed
from tests.helpers import stream_frames as frames
from tests.helpers.logs import LogWatch
from tests.helpers.stream_wire import (
    BOOK,
    BTC,
    TICKER,
    TRADES,
    Wire,
    parting,
    with_book,
)


def test_the_wanted_channels_are_subscribed_with_the_venues_words() -> None:
    wire = Wire().open()
    wire.want(
        BOOK, TICKER, TRADES, Channel(Feed.CANDLES, InstrumentId(ProductType.SPOT, "ETHUSDT"), Interval.H4)
    )
    (args,) = wire.requests()
    assert sorted(args, key=lambda arg: arg["topic"]) == [
        {"instType": "usdt-futures", "topic": "books", "symbol": "BTCUSDT"},
        {"instType": "spot", "topic": "kline", "symbol": "ETHUSDT", "interval": "4H"},
        {"instType": "usdt-futures", "topic": "publicTrade", "symbol": "BTCUSDT"},
        {"instType": "usdt-futures", "topic": "ticker", "symbol": "BTCUSDT"},
    ]


def test_only_the_difference_is_sent() -> None:
    wire = Wire().open()
    wire.want(BOOK, TICKER)
    wire.receive(frames.ack(frames.arg("books")), frames.ack(frames.arg("ticker")))
    wire.want(TICKER, TRADES)
    assert wire.requests("unsubscribe") == [[frames.arg("books")]]
    assert wire.requests()[1:] == [[frames.arg("publicTrade")]]


def test_many_channels_travel_in_small_frames_at_the_allowed_pace() -> None:
    wire = Wire().open()
    many = [Channel(Feed.TICKER, InstrumentId(ProductType.SPOT, f"COIN{n:03}USDT")) for n in range(400)]
    wire.want(*many)
    assert len(wire.sent) <= 10
    wire.pass_time(3)
    assert all(len(args) <= 20 for args in wire.requests())
    assert all(len(text.encode()) <= 4096 for text in wire.sent)
    assert sum(map(len, wire.requests())) == 400


def test_more_channels_than_the_venue_takes_are_left_out_and_logged(expect_log: LogWatch) -> None:
    expect_log("1005 streams wanted, 1000 allowed")
    wire = Wire().open()
    wire.want(*(Channel(Feed.TICKER, InstrumentId(ProductType.SPOT, f"C{n}USDT")) for n in range(1005)))
    assert len(wire.protocol.audit().desired) == 1000


def test_a_lost_confirmation_is_asked_for_again_and_then_reported_once() -> None:
    wire = Wire().open()
    wire.want(TRADES)
    wire.pass_time(14)
    assert len(wire.requests()) == 3
    assert wire.silences() == []
    wire.pass_time(60)
    assert wire.silences() == [("BTCUSDT perp trades", True)]
    assert 4 <= len(wire.requests()) <= 12
    wire.receive(frames.trade())
    assert wire.silences()[-1] == ("BTCUSDT perp trades", False)


def test_data_counts_as_the_confirmation_that_was_lost() -> None:
    wire = Wire().open()
    wire.want(TICKER)
    wire.receive(frames.ticker())
    wire.pass_time(8, talking=[frames.ticker()])
    assert len(wire.requests()) == 1
    assert wire.protocol.audit().confirmed == {"BTCUSDT perp ticker"}


@pytest.mark.parametrize("named", [True, False])
def test_an_unknown_symbol_is_reported_once_and_left_alone(named: bool) -> None:
    wire = Wire().open()
    nope = InstrumentId(ProductType.USDT_FUTURES, "NOPEUSDT")
    wire.want(TICKER, Channel(Feed.BOOK, nope))
    arg = frames.arg("books", "NOPEUSDT")
    quoted = json.dumps(arg, separators=(",", ":")) + " doesn't exist"
    refusal = frames.error(30001, "", arg) if named else frames.error(30001, quoted)
    events = wire.receive(frames.ack(frames.arg("ticker")), refusal, refusal)
    (silent,) = [event for event in events if isinstance(event, ChannelSilent)]
    assert (silent.channel, silent.silent) == ("NOPEUSDT perp book", True)
    assert "no such stream" in silent.sentence
    wire.pass_time(300, talking=[frames.ticker()])
    wire.protocol.closed()
    wire.open()
    assert sum(arg in args for args in wire.requests()) == 1
    wire.want(TICKER)
    wire.want(TICKER, Channel(Feed.BOOK, nope))
    assert sum(arg in args for args in wire.requests()) == 2


def test_too_many_requests_means_a_pause() -> None:
    wire = Wire().open()
    wire.want(TICKER)
    wire.receive(frames.error(30006, "too many requests"))
    wire.want(TICKER, TRADES)
    assert len(wire.requests()) == 1
    wire.pass_time(2.5)
    assert frames.arg("publicTrade") in wire.requests()[1]


def test_when_the_hours_requests_are_used_up_a_new_connection_is_taken() -> None:
    wire = Wire(limits=StreamLimits(requests_per_hour=4)).open()
    for symbol in ("A", "B", "C", "D"):
        wire.want(Channel(Feed.TICKER, InstrumentId(ProductType.SPOT, symbol)))
    wire.turn()
    assert parting(wire) is Parting.PLANNED


# ------------------------------------------------------------------------------------ reconnects


def test_everything_wanted_is_replayed_on_the_next_connection() -> None:
    wire = with_book()
    wire.want(BOOK, TICKER)
    (broken,) = wire.protocol.closed()
    assert broken == BookBroken(BTC, "The connection was lost.")
    wire.sent.clear()
    wire.open()
    assert wire.requests() == [[frames.arg("books"), frames.arg("ticker")]]
    assert wire.protocol.audit().confirmed == frozenset()
    wire.receive(
        frames.ack(frames.arg("books")),
        frames.book(900, 0, action="snapshot"),
        frames.ack(frames.arg("ticker")),
        frames.ticker(),
    )
    audit = wire.protocol.audit()
    assert audit.desired == audit.confirmed == audit.flowing


def test_nothing_is_sent_or_planned_without_a_connection() -> None:
    wire = Wire()
    wire.want(BOOK)
    assert wire.sent == []
    assert wire.protocol.next_deadline(wire.now) == inf


def test_an_announced_restart_of_the_venue_is_left_in_time() -> None:
    wire = with_book()
    wire.receive(frames.error(30033, "service upgrade"))
    assert wire.states()[-1] is LinkState.DEGRADED
    wire.pass_time(4, talking=[frames.book(101, 100)])
    assert parting(wire) is None
    wire.pass_time(3)
    assert parting(wire) is Parting.PLANNED


def test_a_connection_is_replaced_before_it_is_a_day_old() -> None:
    wire = Wire(limits=StreamLimits(planned_after=60.0)).open()
    wire.pass_time(59.5)
    assert parting(wire) is None
    wire.pass_time(1)
    assert parting(wire) is Parting.PLANNED
