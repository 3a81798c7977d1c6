"""The stream's state machine: order books stay whole, or are repaired."""

import random
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terminal_app.core.events import (
    BookBroken,
    BookDelta,
    BookSnapshot,
)
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import Stamp
from tests.helpers import stream_frames as frames
from tests.helpers.logs import LogWatch
from tests.helpers.stream_wire import BOOK, BTC, Wire, with_book


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
