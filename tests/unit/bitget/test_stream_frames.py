"""The stream's state machine: frames as they come, good, stray and hostile."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terminal_app.bitget.stream_limits import StreamLimits
from terminal_app.bitget.stream_protocol import StreamProtocol
from terminal_app.bitget.unified.stream import UNIFIED_STREAM
from terminal_app.core.events import (
    AccountSeen,
    Link,
    LinkChanged,
    LinkState,
    TickerSeen,
    TradesSeen,
)
from tests.helpers import stream_frames as frames
from tests.helpers.logs import LogWatch
from tests.helpers.stream_wire import TICKER, TRADES, Wire, logged_in, parting


def test_only_the_first_trades_of_a_subscription_replace_the_tape() -> None:
    wire = Wire().open()
    wire.want(TRADES)
    seen = [
        event
        for event in wire.receive(frames.trade("1"), frames.trade("2"), frames.trade("3", action="update"))
        if isinstance(event, TradesSeen)
    ]
    assert [event.snapshot for event in seen] == [True, False, False]
    wire.protocol.closed()
    wire.open()
    assert [e.snapshot for e in wire.receive(frames.trade("4")) if isinstance(e, TradesSeen)] == [True]


def test_what_nobody_asked_for_is_not_delivered() -> None:
    wire = Wire().open(pong=False)
    assert wire.receive(frames.ticker()) == [LinkChanged(Link.PUBLIC, LinkState.LIVE, "")]
    assert wire.receive(frames.ticker()) == []


def test_a_channel_given_up_that_goes_on_is_given_up_again() -> None:
    wire = Wire().open()
    wire.want(TICKER, TRADES)
    wire.receive(frames.ack(frames.arg("ticker")), frames.ack(frames.arg("publicTrade")))
    wire.want(TRADES)
    wire.pass_time(8, talking=[frames.ticker(), frames.trade()])
    assert wire.requests("unsubscribe") == [[frames.arg("ticker")], [frames.arg("ticker")]]


HOSTILE = [
    b"",
    b"null",
    b"[]",
    b"42",
    b'"text"',
    b"{",
    b"{}",
    b"\xff\xfe",
    b'{"event":"\xed\xa0\x80"}',
    b"[" * 100_000,
    b'{"data":' * 20_000,
    b'{"action":"update","arg":{"instType":"usdt-futures","topic":"ticker","symbol":"BTCUSDT"},"ts":1}',
    b'{"action":"update","arg":"ticker","data":[],"ts":1}',
    b'{"event":"explode","code":1}',
    frames.push(frames.arg("ticker"), [{"lastPrice": "NaN"}]),
    frames.push(frames.arg("ticker"), [{"lastPrice": "1e999999"}]),
    frames.push(frames.arg("ticker"), [{"lastPrice": "9" * 1000}]),
    frames.push(frames.arg("ticker"), [{"lastPrice": 1.5}]),
    frames.push(frames.arg("ticker"), [{"lastPrice": None}]),
    frames.push(frames.arg("ticker"), []),
    frames.push(frames.arg("ticker"), [{"lastPrice": "1"}], ts=-5),
    frames.push(frames.arg("ticker"), [{"lastPrice": "1"}], ts=10**30),
    frames.push(frames.arg("ticker", "S" * 5000), [{"lastPrice": "1"}]),
    frames.push(frames.arg("kline", interval="7m"), []),
    frames.push(frames.arg("publicTrade"), [{"v": "1", "S": "hold", "T": "1", "i": "1", "p": "1"}]),
    frames.book(2**70, 2**69),
    frames.book(-1, 5),
    frames.book(5, 4, bids=[("-1", "1")]),
    frames.book(5, 4, bids=[("1,2", "1")]),
    frames.book(5, 4, bids=[("", "1")]),
    frames.book(5, 4, bids=[("١", "1")]),
    frames.book(5, 4, bids=[("1", "1")] * 2001),
    frames.book(5, 0, action="snapshot", bids=[("2", "1")], asks=[("1", "1")]),
    frames.book(5, 0, action="snapshot", bids=[("1", "1"), ("2", "1")], asks=[]),
    frames.push(frames.private_arg("account"), [{"totalEquity": "inf"}]),
    frames.push(frames.private_arg("position"), [{"symbol": "X", "size": "1", "posSide": "up"}]),
    frames.push(frames.private_arg("order"), [{"category": "spot"}]),
    frames.push(frames.private_arg("fill"), [{"category": "spot", "symbol": "X", "execId": 7}]),
]


@pytest.mark.parametrize("frame", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_frame_is_counted_and_harms_nothing(frame: bytes, expect_log: LogWatch) -> None:
    expect_log("1 frames rejected so far")
    private = b'"UTA"' in frame
    wire = logged_in() if private else Wire().open()
    if not private:
        wire.want(TICKER)
    wire.receive(frame)
    assert wire.protocol.rejected_frames == 1
    assert parting(wire) is None
    good = wire.receive(frames.account() if private else frames.ticker())
    assert [type(event) for event in good if not isinstance(event, LinkChanged)] == [
        AccountSeen if private else TickerSeen
    ]


def test_a_frame_beyond_the_bound_is_not_even_read(expect_log: LogWatch) -> None:
    expect_log("too long")
    wire = Wire(limits=StreamLimits(frame_bytes=100)).open()
    wire.receive(frames.ticker() + b" " * 100)
    assert wire.protocol.rejected_frames == 1


def test_a_flood_of_bad_frames_is_a_handful_of_lines(
    expect_log: LogWatch, caplog: pytest.LogCaptureFixture
) -> None:
    expect_log("frames rejected so far")
    wire = Wire().open()
    for _ in range(1000):
        wire.receive(b"{")
    assert wire.protocol.rejected_frames == 1000
    assert sum("rejected" in message for message in caplog.messages) == 10


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_survived(noise: bytes) -> None:
    protocol = StreamProtocol(UNIFIED_STREAM, Link.PUBLIC, None, lambda: 0, StreamLimits(), lambda: 0.5)
    protocol.opened(0.0)
    protocol.rejected_frames = 2**40  # far from the counts that are logged
    assert all(isinstance(event, LinkChanged) for event in protocol.receive(noise, 1.0))
    assert protocol.frames == 1
