"""The stream's state machine: pings, silence, frozen processes and computers that slept."""

import pytest

from terminal_app.bitget.backoff import Parting
from terminal_app.core.events import (
    Link,
    LinkChanged,
    LinkState,
)
from tests.helpers import stream_frames as frames
from tests.helpers.stream_wire import TICKER, TRADES, Wire, parting, with_book


def test_pings_are_regular_and_measured() -> None:
    wire = Wire().open(pong=False)
    assert wire.sent == ["ping"]
    wire.clock.advance(0.04)
    assert wire.receive(frames.PONG) == [LinkChanged(Link.PUBLIC, LinkState.LIVE, "")]
    assert wire.protocol.ping_ms == pytest.approx(40)
    wire.pass_time(100)
    assert wire.sent.count("ping") == 5


def test_a_half_open_connection_is_doubted_within_three_seconds_and_dropped_within_ten() -> None:
    wire = with_book()
    wire.pass_time(5, talking=[frames.ticker()])
    wire.receive(frames.book(101, 100))
    wire.pass_time(3, answering=False)
    assert wire.states()[-1] is LinkState.DEGRADED
    assert ("BTCUSDT perp book", True) in wire.silences()
    wire.pass_time(4, answering=False)
    assert parting(wire) is Parting.LOST
    assert wire.protocol.outgoing(wire.now) == []
    assert wire.protocol.receive(frames.ticker(), wire.now) == []


def test_a_doubt_ends_with_the_next_frame() -> None:
    wire = with_book()
    wire.pass_time(3.5, answering=False)
    assert wire.states()[-1] is LinkState.DEGRADED
    wire.receive(frames.book(101, 100))
    assert wire.states()[-1] is LinkState.LIVE


def test_an_idle_connection_is_not_doubted() -> None:
    wire = Wire().open()
    wire.pass_time(300)
    assert wire.states() == [LinkState.LIVE]
    assert parting(wire) is None


def test_pongs_that_stay_away_end_a_connection_even_with_data() -> None:
    wire = Wire().open(pong=False)
    wire.want(TICKER)
    wire.pass_time(19, answering=False, talking=[frames.ticker()])
    assert parting(wire) is None
    wire.pass_time(2, answering=False, talking=[frames.ticker()])
    assert parting(wire) is Parting.LOST


def test_a_channel_that_stops_while_others_flow_is_reported_then_subscribed_anew() -> None:
    wire = Wire().open()
    wire.want(TICKER, TRADES)
    wire.receive(frames.ack(frames.arg("ticker")), frames.ack(frames.arg("publicTrade")), frames.ticker())
    wire.pass_time(12, talking=[frames.trade()])
    assert wire.silences() == [("BTCUSDT perp ticker", True)]
    wire.pass_time(30, talking=[frames.trade()])
    assert wire.requests("unsubscribe") == [[frames.arg("ticker")]]
    assert wire.requests()[-1] == [frames.arg("ticker")]
    wire.receive(frames.ticker())
    assert wire.silences()[-1] == ("BTCUSDT perp ticker", False)


def test_a_slow_market_is_not_called_silent() -> None:
    wire = with_book()
    seq = 100
    for _ in range(12):
        wire.pass_time(1.5)
        wire.receive(frames.book(seq + 1, seq))
        seq += 1
    wire.events.clear()
    for _ in range(6):
        wire.pass_time(4)
        wire.receive(frames.book(seq + 1, seq))
        seq += 1
    assert wire.silences() == []


def test_a_frozen_process_does_not_blame_the_venue() -> None:
    wire = with_book()
    wire.clock.advance(10)
    wire.turn()
    assert parting(wire) is None
    assert wire.sent[-1] == "ping"
    wire.receive(frames.PONG)
    assert wire.silences() == []


def test_a_computer_that_slept_takes_a_new_connection() -> None:
    wire = with_book()
    wire.clock.advance(120)
    wire.turn()
    assert parting(wire) is Parting.PLANNED


def test_sleep_that_only_the_wall_clock_saw_is_the_same() -> None:
    wire = with_book()
    wire.protocol.slept()
    assert parting(wire) is Parting.PLANNED


def test_the_next_deadline_is_never_far_and_never_in_the_past_for_long() -> None:
    wire = with_book()
    for _ in range(200):
        deadline = wire.protocol.next_deadline(wire.now)
        assert deadline <= wire.now + 0.5
        wire.pass_time(0.5, talking=[frames.ticker()])
        assert wire.protocol.next_deadline(wire.now) > wire.now
