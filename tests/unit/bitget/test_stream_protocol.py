"""The stream's state machine, told what arrives and what time it is: no sockets, no sleeps."""

import json
import random
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terminal_app.bitget.backoff import Parting
from terminal_app.bitget.errors import NoAnswerError
from terminal_app.bitget.stream_limits import StreamLimits
from terminal_app.bitget.stream_protocol import StreamEvent, StreamProtocol
from terminal_app.bitget.unified.stream import UNIFIED_STREAM
from terminal_app.bitget.wire.calls import CallRequest
from terminal_app.core.clock import ManualClock
from terminal_app.core.events import (
    AccountSeen,
    BookBroken,
    BookDelta,
    BookSnapshot,
    ChannelSilent,
    Link,
    LinkChanged,
    LinkState,
    TickerSeen,
    TradesSeen,
)
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import Interval, Stamp
from terminal_app.core.ports import Channel, Feed
from terminal_app.core.secret import Credentials, Secret
from tests.helpers import stream_frames as frames
from tests.helpers.logs import LogWatch

BTC = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")
BOOK = Channel(Feed.BOOK, BTC)
TICKER = Channel(Feed.TICKER, BTC)
TRADES = Channel(Feed.TRADES, BTC)
KEY = Credentials(Secret("key"), Secret("secret"), Secret("words"))
PRIVATE_TOPICS = ("account", "position", "order", "fill", "strategy-order")


class Wire:
    """A protocol, a clock and everything it sent or said."""

    def __init__(self, *, private: bool = False, limits: StreamLimits | None = None) -> None:
        self.clock = ManualClock()
        self.protocol = StreamProtocol(
            UNIFIED_STREAM,
            Link.PRIVATE if private else Link.PUBLIC,
            KEY if private else None,
            self.clock.now_ms,
            limits or StreamLimits(),
            lambda: 0.5,
        )
        self.sent: list[str] = []
        self.events: list[StreamEvent] = []

    @property
    def now(self) -> float:
        return self.clock.monotonic()

    def open(self, *, pong: bool = True) -> "Wire":
        self.protocol.opened(self.now)
        self.turn()
        if pong:
            self.receive(frames.PONG)
        return self

    def turn(self) -> list[StreamEvent]:
        events = self.protocol.tick(self.now)
        self.sent += self.protocol.outgoing(self.now)
        self.events += events
        return events

    def receive(self, *arrived: bytes) -> list[StreamEvent]:
        events = [event for frame in arrived for event in self.protocol.receive(frame, self.now)]
        self.events += events
        return events + self.turn()

    def want(self, *channels: Channel) -> list[StreamEvent]:
        events = self.protocol.want(channels)
        self.events += events
        self.turn()
        return events

    def pass_time(self, seconds: float, *, answering: bool = True, talking: Sequence[bytes] = ()) -> None:
        """Half seconds go by; pings are answered, and these frames repeated."""
        for _ in range(round(seconds * 2)):
            self.clock.advance(0.5)
            before = len(self.sent)
            self.turn()
            if answering and "ping" in self.sent[before:]:
                self.receive(frames.PONG)
            if talking:
                self.receive(*talking)

    def requests(self, op: str = "subscribe") -> list[list[dict[str, str]]]:
        read = [json.loads(text) for text in self.sent if text.startswith("{")]
        return [frame["args"] for frame in read if frame["op"] == op]

    def states(self) -> list[LinkState]:
        return [event.state for event in self.events if isinstance(event, LinkChanged)]

    def silences(self) -> list[tuple[str, bool]]:
        return [(event.channel, event.silent) for event in self.events if isinstance(event, ChannelSilent)]


def parting(wire: Wire) -> Parting | None:
    """Why the protocol wants to hang up, if it does."""
    return None if wire.protocol.hangup is None else wire.protocol.hangup.parting


def with_book() -> Wire:
    """A public stream whose book is whole at 100."""
    wire = Wire().open()
    wire.want(BOOK)
    wire.receive(frames.ack(frames.arg("books")), frames.book(100, 0, action="snapshot"))
    assert isinstance(wire.events[-1], BookSnapshot)
    return wire


def logged_in() -> Wire:
    wire = Wire(private=True).open()
    wire.receive(frames.LOGGED_IN)
    wire.receive(*(frames.ack(frames.private_arg(topic)) for topic in PRIVATE_TOPICS))
    return wire


# ---------------------------------------------------------------------------------- subscribing


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


# --------------------------------------------------------------------------------------- silence


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


# ----------------------------------------------------------------------------------------- login


def test_the_private_stream_logs_in_first_and_subscribes_after_the_answer() -> None:
    wire = Wire(private=True).open()
    login = json.loads(wire.sent[0])
    assert login["op"] == "login"
    assert login["args"][0]["apiKey"] == "key"
    assert login["args"][0]["timestamp"] == "1700000000"
    assert "secret" not in wire.sent[0].replace('"secret"', "")
    assert wire.requests() == []
    wire.receive(frames.LOGGED_IN)
    assert wire.requests() == [[frames.private_arg(topic) for topic in PRIVATE_TOPICS]]
    assert LinkState.LIVE not in wire.states()
    wire.receive(frames.ack(frames.private_arg("account")))
    assert wire.states() == [LinkState.LIVE]


@pytest.mark.parametrize("answer", [b'{"event":"login","code":"0","msg":""}', b'{"event":"login","code":0}'])
def test_both_forms_of_the_login_answer_are_understood(answer: bytes) -> None:
    wire = Wire(private=True).open()
    wire.receive(answer)
    assert len(wire.requests()) == 1


@pytest.mark.parametrize(
    ("code", "fatal"),
    [(30005, False), (30011, True), (30012, True), (30013, False), (30014, False), (30015, True)],
)
def test_a_refused_login_is_said_and_not_repeated_fast(code: int, fatal: bool) -> None:
    wire = Wire(private=True).open()
    wire.receive(frames.error(code, "login failed"))
    assert wire.states() == [LinkState.REFUSED]
    assert parting(wire) is Parting.REFUSED
    assert wire.protocol.hangup is not None
    assert wire.protocol.hangup.retry_after == (inf if fatal else 60.0)
    assert wire.requests() == []


def test_an_unknown_error_during_login_is_a_refusal_too() -> None:
    wire = Wire(private=True).open()
    wire.receive(frames.error("99999", "?"))
    assert wire.states() == [LinkState.REFUSED]


def test_an_unanswered_login_ends_the_connection() -> None:
    wire = Wire(private=True).open()
    wire.pass_time(7.5)
    assert parting(wire) is None
    wire.pass_time(1)
    assert parting(wire) is Parting.LOST


def test_a_login_lost_in_mid_stream_is_made_again() -> None:
    wire = logged_in()
    wire.receive(frames.error(30004, "login required"))
    assert parting(wire) is Parting.LOST


def test_account_pushes_come_through_and_their_silence_shows() -> None:
    wire = logged_in()
    (seen,) = wire.receive(frames.account("250.5"))
    assert isinstance(seen, AccountSeen)
    assert seen.account.equity == Decimal("250.5")
    assert seen.account.stamp.received == wire.now
    wire.pass_time(14)
    assert ("account", True) in wire.silences()


def test_wishes_for_public_channels_never_cost_the_private_ones() -> None:
    wire = logged_in()
    wire.want()
    assert wire.requests("unsubscribe") == []
    assert len(wire.protocol.audit().confirmed) == len(PRIVATE_TOPICS)


def test_a_pong_proves_a_link_only_where_nothing_else_is_expected() -> None:
    wire = Wire()
    wire.want(TICKER)
    wire.open()
    assert wire.states() == []
    wire.receive(frames.ack(frames.arg("ticker")))
    assert wire.states() == [LinkState.LIVE]


def test_a_login_is_signed_for_the_venues_clock() -> None:
    wire = Wire(private=True)
    wire.clock.step_wall(-3600)
    wire.open()
    assert json.loads(wire.sent[0])["args"][0]["timestamp"] == "1699996400"


# ----------------------------------------------------------------------------------------- books


def test_a_book_is_a_snapshot_and_what_follows_it() -> None:
    wire = with_book()
    (delta,) = wire.receive(frames.book(105, 100, bids=[("63999.5", "0")], asks=[]))
    stamp = Stamp(1_789_456_512_454, wire.now)
    assert delta == BookDelta(BTC, ((Decimal("63999.5"), Decimal(0)),), (), stamp, 105)


def test_a_gap_breaks_the_book_at_once_and_one_new_subscription_heals_it() -> None:
    wire = with_book()
    events = wire.receive(frames.book(120, 110))
    assert events == [BookBroken(BTC, "A push was missed.")]
    assert wire.requests("unsubscribe") == [[frames.arg("books")]]
    assert len(wire.requests()) == 2
    assert wire.receive(frames.book(121, 120), frames.book(122, 121)) == []
    assert len(wire.requests()) == 2
    events = wire.receive(
        frames.ack(frames.arg("books"), "unsubscribe"),
        frames.ack(frames.arg("books")),
        frames.book(130, 0, action="snapshot"),
        frames.book(131, 130),
    )
    assert [type(event) for event in events] == [BookSnapshot, BookDelta]


def test_a_restart_of_the_venues_book_service_is_one_repair_not_a_loop() -> None:
    wire = with_book()
    assert wire.receive(frames.book(7, 0)) == [BookBroken(BTC, "Bitget's order book started over.")]
    wire.receive(frames.ack(frames.arg("books")), frames.book(3, 0, action="snapshot"))
    assert [type(event) for event in wire.receive(frames.book(4, 3))] == [BookDelta]
    assert len(wire.requests()) == 2


def test_repairs_that_do_not_help_come_at_growing_distances() -> None:
    wire = with_book()
    wire.receive(frames.book(109, 105))
    at: list[float] = []
    for _ in range(1200):
        if len(wire.requests()) > 1 + len(at):
            at.append(wire.now)
            snapshot = frames.book(100, 0, action="snapshot")
            wire.receive(frames.ack(frames.arg("books")), snapshot, frames.book(109, 105))
        wire.pass_time(0.5)
    gaps = [later - earlier for earlier, later in pairwise(at)]
    assert gaps[:5] == [0.5, 0.5, 0.5, 1.0, 2.0]
    assert max(gaps) == 15.0
    assert len(at) < 50


def test_a_snapshot_that_does_not_come_is_asked_for_again() -> None:
    wire = Wire().open()
    wire.want(BOOK)
    wire.receive(frames.ack(frames.arg("books")))
    wire.pass_time(4)
    assert len(wire.requests()) == 1
    wire.pass_time(2)
    assert len(wire.requests()) == 2


def test_a_snapshot_whose_updates_come_without_it_is_asked_for_soon() -> None:
    wire = Wire().open()
    wire.want(BOOK)
    wire.receive(frames.ack(frames.arg("books")))
    wire.pass_time(2, talking=[frames.book(5, 4)])
    assert len(wire.requests()) == 2


def test_a_book_in_doubt_is_refreshed_on_request() -> None:
    wire = with_book()
    assert wire.protocol.refresh_book(BTC, wire.now) == [BookBroken(BTC, "The book was in doubt.")]
    assert wire.protocol.pressing
    wire.turn()
    assert len(wire.requests()) == 2
    assert wire.protocol.refresh_book(BTC, wire.now) == []
    assert wire.protocol.refresh_book(InstrumentId(ProductType.SPOT, "X"), wire.now) == []


def test_a_push_of_a_book_that_cannot_be_read_breaks_it(expect_log: LogWatch) -> None:
    expect_log("1 frames rejected so far")
    wire = with_book()
    events = wire.receive(frames.book(101, 100, bids=[("1e999999", "1")]))
    assert events == [BookBroken(BTC, "A push could not be read.")]


@pytest.mark.parametrize(
    "frame",
    [
        b'{"action":"update","arg":{"instType":"usdt-fut',
        frames.book(101, 100).replace(b'"arg"', b'"arh"'),
        frames.book(101, 100).replace(b'"topic"', b'"tupic"'),
        frames.book(101, 100).replace(b'"symbol"', b'"simbol"'),
    ],
    ids=["cut short", "no argument", "no topic", "no symbol"],
)
def test_a_push_of_nobody_knows_what_breaks_every_book(frame: bytes, expect_log: LogWatch) -> None:
    expect_log("1 frames rejected so far")
    wire = with_book()
    assert wire.receive(frame) == [BookBroken(BTC, "A push could not be read.")]
    assert len(wire.requests()) == 2


def test_an_answer_that_is_not_understood_breaks_no_book(expect_log: LogWatch) -> None:
    expect_log("1 frames rejected so far")
    wire = with_book()
    assert wire.receive(b'{"event":"explode","code":1}') == []
    assert len(wire.requests()) == 1


def test_a_snapshot_lost_after_a_repair_is_asked_for_soon_though_old_pushes_came_between() -> None:
    wire = with_book()
    wire.receive(frames.book(120, 110), frames.book(121, 120))
    wire.receive(frames.ack(frames.arg("books"), "unsubscribe"), frames.ack(frames.arg("books")))
    wire.pass_time(2, talking=[frames.book(130, 125)])
    assert len(wire.requests()) == 3


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_no_fault_of_the_line_ever_shows_as_a_good_book(seed: int) -> None:
    """Pushes are dropped, doubled and swapped; what comes out must equal the venue's book at every number."""
    rolls = random.Random(seed)
    wire = with_book()
    truth = {Decimal(64000): Decimal("1.5")}
    history = {100: dict(truth)}
    ours = dict(truth)
    seq, whole, faults = 100, True, 0
    pending: list[bytes] = []
    wire.events.clear()
    for _ in range(1500):
        price, size = Decimal(63900 + rolls.randrange(100)), Decimal(rolls.randrange(3))
        pseq, seq = seq, seq + rolls.randrange(1, 5)
        truth[price] = size
        history[seq] = {price: size for price, size in truth.items() if size}
        pending.append(frames.book(seq, pseq, bids=[(str(price), str(size))], asks=[]))
        if rolls.random() < 0.002:
            faults += 1
            fault = rolls.choice(("drop", "dup", "swap"))
            if fault == "drop":
                pending.pop()
            elif fault == "dup":
                pending.append(pending[-1])
            else:
                continue  # held back: delivered after the next one
        if len(pending) > 1 and pending[0] != pending[1]:
            pending.reverse()
        asked = len(wire.requests())
        events = wire.receive(*pending)
        pending.clear()
        wire.clock.advance(0.05)
        wire.turn()
        if len(wire.requests()) > asked:
            bids = [(str(p), str(s)) for p, s in sorted(history[seq].items(), reverse=True)]
            events += wire.receive(
                frames.ack(frames.arg("books")), frames.book(seq, 0, action="snapshot", bids=bids, asks=[])
            )
        for event in events:
            if isinstance(event, BookBroken):
                whole = False
            elif isinstance(event, BookSnapshot):
                whole, ours = True, dict(event.bids)
                assert event.seq is not None
                assert ours == history[event.seq]
            elif isinstance(event, BookDelta):
                assert whole, "an update of a broken book came through"
                ours |= dict(event.bids)
                ours = {price: size for price, size in ours.items() if size}
                assert event.seq is not None
                assert ours == history[event.seq]
    assert wire.protocol.rejected_frames == 0


# ------------------------------------------------------------------------------- frames as they come


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


CALL = CallRequest("place-order", "usdt-futures", [{"clientOid": "tb-1"}], single=True)


def test_an_order_goes_out_on_a_live_connection_and_hears_its_answer() -> None:
    wire = logged_in()
    heard: list[object] = []
    frame = wire.protocol.call(CALL, heard.append, wire.now)
    assert frame is not None
    call_id = json.loads(frame)["id"]
    answer = {"event": "trade", "id": call_id, "code": "0", "args": [{"orderId": "9"}], "connId": "0a"}
    assert wire.receive(json.dumps(answer).encode()) == []
    assert len(heard) == 1
    assert wire.protocol.rejected_frames == 0


def test_no_order_goes_out_before_the_login_after_the_end_or_before_a_restart() -> None:
    def ask(wire: Wire) -> bytes | None:
        return wire.protocol.call(CALL, lambda _answer: None, wire.now)

    fresh = Wire(private=True).open()
    assert ask(fresh) is None
    fresh.receive(frames.LOGGED_IN)
    assert ask(fresh) is None  # nothing is confirmed, so nothing is known to flow
    restarting = logged_in()
    restarting.receive(frames.error(30033))
    assert ask(restarting) is None
    asleep = logged_in()
    asleep.protocol.slept()
    assert ask(asleep) is None
    gone = logged_in()
    gone.protocol.closed()
    assert ask(gone) is None


def test_orders_count_as_messages_and_leave_room_for_a_ping() -> None:
    wire = logged_in()
    wire.clock.advance(5)
    asked = [wire.protocol.call(CALL, lambda _answer: None, wire.now) for _ in range(9)]
    assert [frame is not None for frame in asked] == [True] * 8 + [False]


def test_the_end_of_the_connection_leaves_every_order_in_doubt() -> None:
    wire = logged_in()
    heard: list[object] = []
    wire.protocol.call(CALL, heard.append, wire.now)
    wire.protocol.closed()
    assert [type(answer) for answer in heard] == [NoAnswerError]
