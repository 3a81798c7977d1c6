"""The stream's state machine: the login of the private stream, and orders over it."""

import json
from decimal import Decimal
from math import inf

import pytest

from terminal_app.bitget.backoff import Parting
from terminal_app.bitget.errors import NoAnswerError
from terminal_app.bitget.wire.calls import CallRequest
from terminal_app.core.events import (
    AccountSeen,
    LinkState,
)
from tests.helpers import stream_frames as frames
from tests.helpers.stream_wire import (
    PRIVATE_TOPICS,
    TICKER,
    Wire,
    logged_in,
    parting,
)


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


# ---------------------------------------------------------------------------------------- orders

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
