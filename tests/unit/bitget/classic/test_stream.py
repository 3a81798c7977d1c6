"""The streams of a classic account, through the same state machine as those of the unified one."""

import json

import pytest

from terminal_app.bitget.backoff import Parting
from terminal_app.bitget.classic.stream import CLASSIC_STREAM
from terminal_app.bitget.errors import NoAnswerError
from terminal_app.bitget.wire.calls import CallRequest
from terminal_app.bitget.wire.classic.channels import PRIVATE, wire_arg
from terminal_app.bitget.wire.envelope import Envelope
from terminal_app.core.events import (
    BookBroken,
    BookDelta,
    BookSnapshot,
    CandlesSeen,
    ChannelSilent,
    LinkChanged,
    LinkState,
    PositionsSeen,
    TickerSeen,
    TradesSeen,
)
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import Interval
from terminal_app.core.ports import Channel, Feed
from tests.helpers import classic_frames as frames
from tests.helpers.logs import LogWatch
from tests.helpers.stream_frames import LOGGED_IN, PONG, push
from tests.helpers.stream_wire import BOOK, BTC, TICKER, TRADES, Wire, parting

ETH = InstrumentId(ProductType.SPOT, "ETHUSDT")
CALL = CallRequest("place-order", "USDT-FUTURES", [{"symbol": "BTCUSDT", "clientOid": "tb-1"}], single=True)


def public(*channels: Channel) -> Wire:
    wire = Wire(CLASSIC_STREAM).open()
    wire.want(*channels)
    return wire


def with_book(*, checksum: int | None = None) -> Wire:
    """A public stream whose book is whole at 100."""
    wire = public(BOOK)
    snapshot = frames.book(100, 0, action="snapshot", checksum=checksum)
    wire.receive(frames.ack(frames.arg("books")), snapshot)
    assert isinstance(wire.events[-1], BookSnapshot)
    return wire


def logged_in() -> Wire:
    wire = Wire(CLASSIC_STREAM, private=True).open()
    wire.receive(LOGGED_IN)
    wire.receive(*(frames.ack(dict(wire_arg(arg))) for arg in PRIVATE))
    return wire


# ------------------------------------------------------------------------------------------------- public


def test_the_wanted_channels_are_subscribed_with_the_venues_words() -> None:
    wire = public(BOOK, TICKER, TRADES, Channel(Feed.CANDLES, ETH, Interval.D1))
    (args,) = wire.requests()
    assert sorted(args, key=lambda arg: arg["channel"]) == [
        frames.arg("books"),
        frames.arg("candle1Dutc", "ETHUSDT", "SPOT"),
        frames.arg("ticker"),
        frames.arg("trade"),
    ]


def test_every_kind_of_push_arrives_on_its_channel() -> None:
    wire = public(TICKER, TRADES, Channel(Feed.CANDLES, BTC, Interval.M1))
    trade = {"ts": "1", "price": "1", "size": "1", "side": "buy", "tradeId": "1"}
    candle = ["1", "1", "1", "1", "1", "1", "1", "1"]
    events = wire.receive(
        frames.ticker(), push(frames.arg("trade"), [trade]), push(frames.arg("candle1m"), [candle])
    )
    assert [type(event) for event in events] == [TickerSeen, TradesSeen, CandlesSeen]
    assert wire.protocol.audit().confirmed == wire.protocol.audit().desired


def test_a_lost_push_breaks_the_book_at_once_and_one_new_subscription_heals_it() -> None:
    wire = with_book()
    assert [type(event) for event in wire.receive(frames.book(105, 100))] == [BookDelta]
    assert wire.receive(frames.book(120, 110)) == [BookBroken(BTC, "A push was missed.")]
    assert wire.requests("unsubscribe") == [[frames.arg("books")]]
    assert wire.requests()[1:] == [[frames.arg("books")]]
    events = wire.receive(
        frames.ack(frames.arg("books"), "unsubscribe"),
        frames.ack(frames.arg("books")),
        frames.book(130, 0, action="snapshot"),
        frames.book(131, 130),
    )
    assert [type(event) for event in events] == [BookSnapshot, BookDelta]


def test_a_book_that_does_not_add_up_is_subscribed_anew() -> None:
    wire = with_book(checksum=1)
    assert wire.receive(frames.book(105, None, checksum=1)) == [
        BookBroken(BTC, "The order book does not add up.")
    ]
    assert len(wire.requests()) == 2


def test_a_checksum_of_zero_is_none() -> None:
    wire = with_book(checksum=0)
    assert [type(event) for event in wire.receive(frames.book(105, 100, checksum=0))] == [BookDelta]


def test_a_push_of_a_book_that_cannot_be_read_breaks_it(expect_log: LogWatch) -> None:
    expect_log("1 frames rejected so far")
    wire = with_book()
    events = wire.receive(frames.book(101, 100, bids=[("1e999999", "1")]))
    assert events == [BookBroken(BTC, "A push could not be read.")]


@pytest.mark.parametrize("lost", [b'"arg"', b'"channel"', b'"instId"', b'"instType"'])
def test_a_push_of_nobody_knows_what_breaks_every_book(lost: bytes, expect_log: LogWatch) -> None:
    expect_log("1 frames rejected so far")
    wire = with_book()
    broken = frames.book(101, 100).replace(lost, b'"else"')
    assert wire.receive(broken) == [BookBroken(BTC, "A push could not be read.")]


def test_an_unknown_symbol_is_reported_for_its_channel() -> None:
    nope = InstrumentId(ProductType.SPOT, "NOPEUSDT")
    wire = public(TICKER, Channel(Feed.BOOK, nope))
    arg = frames.arg("books", "NOPEUSDT", "SPOT")
    text = "instType:SPOT,channel:books,instId:NOPEUSDT,precision:null doesn't exist"
    (silent,) = wire.receive(frames.error(30001, text, arg))
    assert isinstance(silent, ChannelSilent)
    assert (silent.channel, silent.silent) == ("NOPEUSDT book", True)


# ------------------------------------------------------------------------------------------------ private


def test_everything_private_is_subscribed_in_one_message() -> None:
    wire = Wire(CLASSIC_STREAM, private=True).open()
    wire.receive(LOGGED_IN)
    (args,) = wire.requests()
    assert len(args) == len(PRIVATE) == 19
    assert frames.private_arg("account", "SPOT") in args
    assert frames.private_arg("positions", "COIN-FUTURES") in args
    assert len(wire.sent[-1]) <= 4096


def test_an_empty_push_of_positions_closes_all_of_its_product_and_no_other() -> None:
    wire = logged_in()
    (seen,) = wire.receive(frames.positions())
    assert isinstance(seen, PositionsSeen)
    assert (seen.positions, seen.complete, seen.product) == ((), True, ProductType.USDT_FUTURES)


def test_a_private_stream_on_which_nothing_happens_is_asked_whether_it_is_there() -> None:
    wire = logged_in()
    wire.sent.clear()
    wire.pass_time(20)
    assert 7 <= wire.sent.count("ping") <= 10
    assert parting(wire) is None
    assert wire.silences() == []
    wire.pass_time(3.5, answering=False)
    assert wire.states()[-1] is LinkState.DEGRADED
    wire.pass_time(4, answering=False)
    assert parting(wire) is Parting.LOST


def test_wallets_and_positions_that_are_quiet_are_asked_for_anew_and_nobody_is_told() -> None:
    wire = logged_in()
    wire.pass_time(100)
    renewed = {(arg["channel"], arg["instType"]) for args in wire.requests()[1:] for arg in args}
    products = ("USDT-FUTURES", "USDC-FUTURES", "COIN-FUTURES")
    assert renewed == {(channel, one) for channel in ("account", "positions") for one in products} | {
        ("account", "SPOT")
    }
    assert wire.silences() == []


def test_a_product_that_is_refused_costs_that_product_alone() -> None:
    wire = Wire(CLASSIC_STREAM, private=True).open()
    wire.receive(LOGGED_IN)
    events = wire.receive(
        frames.error(30001, "doesn't exist", frames.private_arg("positions", "COIN-FUTURES")),
        frames.ack(frames.private_arg("orders", "SPOT")),
    )
    (silent,) = [event for event in events if isinstance(event, ChannelSilent)]
    assert silent.channel == "coin futures positions"
    assert wire.states() == [LinkState.LIVE]


# ------------------------------------------------------------------------------------------------- orders


def asked(wire: Wire, heard: list[Envelope | NoAnswerError]) -> dict[str, object]:
    """The argument of an order that has left."""
    frame = wire.protocol.call(CALL, heard.append, wire.now)
    assert frame is not None
    (arg,) = json.loads(frame)["args"]
    assert isinstance(arg, dict)
    return arg


@pytest.mark.parametrize(
    ("event", "code", "expected"), [("trade", 0, "00000"), ("error", 40762, "40762"), ("error", 0, None)]
)
def test_an_order_hears_its_own_answer_once(event: str, code: int, expected: str | None) -> None:
    wire = logged_in()
    heard: list[Envelope | NoAnswerError] = []
    arg = asked(wire, heard) | {"params": {"orderId": "9", "clientOid": "tb-1"}}
    answer = json.dumps({"event": event, "arg": [arg], "code": code, "msg": "?"}).encode()
    assert wire.receive(answer, answer) == []
    (envelope,) = heard
    assert isinstance(envelope, Envelope)
    assert envelope.code == (expected or "an error without a code")
    assert json.loads(bytes(envelope.data)) == {"orderId": "9", "clientOid": "tb-1"}
    assert wire.protocol.rejected_frames == 0


def test_the_refusal_of_a_subscription_says_nothing_of_an_order() -> None:
    wire = logged_in()
    heard: list[Envelope | NoAnswerError] = []
    asked(wire, heard)
    wire.receive(frames.error(30001, "doesn't exist", frames.private_arg("fill", "COIN-FUTURES")))
    assert heard == []


def test_an_error_that_names_nothing_leaves_the_order_in_doubt() -> None:
    wire = logged_in()
    heard: list[Envelope | NoAnswerError] = []
    asked(wire, heard)
    wire.receive(frames.error(30003, "Invalid op"))
    assert [type(answer) for answer in heard] == [NoAnswerError]


def test_the_end_of_the_connection_leaves_the_order_in_doubt() -> None:
    wire = logged_in()
    heard: list[Envelope | NoAnswerError] = []
    asked(wire, heard)
    wire.protocol.closed()
    assert [type(answer) for answer in heard] == [NoAnswerError]


HOSTILE = [
    b'{"action":"update","arg":"ticker","data":[],"ts":1}',
    b'{"action":"update","arg":[{"id":"t-1"}],"data":[],"ts":1}',
    b'{"event":"error","arg":' + b"[" * 50_000,
    push(frames.arg("ticker", "S" * 5000), [{"lastPr": "1"}]),
    push(frames.arg("ticker"), [{"lastPr": "1e999999"}]),
    push(frames.arg("candle7m"), []),
    push(frames.private_arg("account", "SPOT"), [{"coin": "USDT", "available": "inf"}]),
    push(frames.private_arg("positions"), [{"instId": "X", "holdSide": "up", "total": "1"}]),
    push(frames.private_arg("orders"), [{"instId": "X"}]),
    push(frames.private_arg("fill"), ["not an object"]),
]


@pytest.mark.parametrize("frame", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_frame_is_counted_and_harms_nothing(frame: bytes, expect_log: LogWatch) -> None:
    expect_log("1 frames rejected so far")
    private = b"default" in frame
    wire = logged_in() if private else public(TICKER)
    wire.receive(frame)
    assert wire.protocol.rejected_frames == 1
    assert parting(wire) is None
    good = wire.receive(frames.positions() if private else frames.ticker(), PONG)
    assert [type(event) for event in good if not isinstance(event, LinkChanged)] == [
        PositionsSeen if private else TickerSeen
    ]
