"""The conversation: ping, login, subscriptions and their errors, and the limits."""

import pytest

from terminal_app.core.clock import ManualClock
from terminal_app.paper.server.signing import sign
from terminal_app.paper.server.ws.hub import Hub
from terminal_app.paper.server.ws.session import IDLE_SECONDS, SUBSCRIPTIONS_PER_HOUR
from terminal_app.paper.server.ws.topics import Kind, Topic
from tests.unit.paper.server.conftest import KEY, SWAP
from tests.unit.paper.server.ws.conftest import Talk


def test_answers_a_ping_at_once_and_with_text(talk: Talk, manual_clock: ManualClock) -> None:
    assert talk.say_text("ping") == ["pong"]
    assert talk.session.idle_at == manual_clock.monotonic() + IDLE_SECONDS


def test_only_a_ping_keeps_it_from_being_idle(talk: Talk) -> None:
    before = talk.session.idle_at
    talk.subscribe("ticker")
    assert talk.session.idle_at == before


def test_logs_in_with_a_numeric_zero(talk: Talk) -> None:
    (answer,) = talk.login()
    assert set(answer) == {"event", "code", "connId"}
    assert (answer["event"], answer["code"]) == ("login", 0)
    assert isinstance(answer["code"], int)


@pytest.mark.parametrize("unit", [1, 1000])
@pytest.mark.parametrize("as_text", [True, False])
def test_takes_the_login_time_in_either_unit_and_type(
    talk: Talk, manual_clock: ManualClock, unit: int, as_text: bool
) -> None:
    timestamp = manual_clock.now_ms() // 1000 * unit
    signature = sign(KEY.secret, f"{timestamp}GET/user/verify".encode())
    (answer,) = talk.login(timestamp=str(timestamp) if as_text else timestamp, sign=signature)
    assert answer["event"] == "login"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"apiKey": ""}, 30005),
        ({"sign": None}, 30005),
        ({"apiKey": "other"}, 30011),
        ({"passphrase": "other"}, 30012),
        ({"timestamp": "soon"}, 30013),
        ({"timestamp": "1699999000"}, 30014),
        ({"sign": "AAAA"}, 30015),
    ],
)
def test_a_failed_login_ends_the_connection(talk: Talk, changed: dict[str, object], code: int) -> None:
    (answer,) = talk.login(**changed)
    assert (answer["event"], answer["code"]) == ("error", code)
    assert talk.hung_up
    assert talk.say_text("ping") == []


def test_acknowledges_each_argument_exactly_as_it_came(talk: Talk) -> None:
    text = (
        '{"op":"subscribe", "uta":true, "args":[{"topic":"ticker","symbol":"BTCUSDT","instType":"spot"},'
        '{ "instType":"usdt-futures","topic":"books1","symbol":"BTCUSDT" , "x":1}]}'
    )
    talk.say_text(text)
    acks = [frame for frame in talk.heard if '"event":"subscribe"' in frame]
    assert '"arg":{"topic":"ticker","symbol":"BTCUSDT","instType":"spot"},"connId":"' in acks[0]
    assert '"arg":{ "instType":"usdt-futures","topic":"books1","symbol":"BTCUSDT" , "x":1},' in acks[1]
    assert len(acks) == 2


def test_the_acknowledgement_comes_before_the_first_push(talk: Talk) -> None:
    ack, push = talk.subscribe("ticker")
    assert ack["event"] == "subscribe"
    assert (push["action"], push["arg"]) == ("snapshot", ack["arg"])


def test_stops_after_an_unsubscription(talk: Talk, hub: Hub) -> None:
    talk.subscribe("ticker")
    arg = {"instType": "usdt-futures", "topic": "ticker", "symbol": "BTCUSDT"}
    (ack,) = talk.say({"op": "unsubscribe", "args": [arg]})
    assert (ack["event"], ack["arg"]) == ("unsubscribe", arg)
    assert not hub.wanted(Topic(Kind.TICKER, SWAP))
    heard = len(talk.heard)
    talk.live(1)
    assert len(talk.heard) == heard


def test_an_unknown_symbol_is_named_as_recorded(talk: Talk) -> None:
    (answer,) = talk.say(
        {"op": "subscribe", "args": [{"topic": "books", "instType": "usdt-futures", "symbol": "NOPEUSDT"}]}
    )
    assert (answer["event"], answer["code"]) == ("error", 30001)
    named = '{"instType":"usdt-futures","symbol":"NOPEUSDT","topic":"books"}'
    assert answer["msg"] == f"{named} doesn't exist"
    assert answer["connId"]


@pytest.mark.parametrize(
    ("arg", "code"),
    [
        ({"instType": "usdt-futures", "topic": "books42", "symbol": "BTCUSDT"}, 30016),
        ({"instType": "SPOT", "instId": "BTCUSDT"}, 30016),
        ({"instType": "nope", "topic": "ticker", "symbol": "BTCUSDT"}, 30001),
        ({"instType": "USDT-FUTURES", "topic": "ticker", "symbol": "BTCUSDT"}, 30001),
        ({"instType": "spot", "topic": "ticker"}, 30001),
        ({"instType": "spot", "topic": "kline", "symbol": "BTCUSDT", "interval": "1h"}, 30016),
        ({"instType": "spot", "topic": "kline", "symbol": "BTCUSDT"}, 30016),
        ({"instType": "spot", "topic": "order"}, 30001),
        ({"instType": "UTA", "topic": "order"}, 30004),
        ({"instType": "UTA", "topic": 5}, 30016),
        ([1], 30002),
    ],
)
def test_refuses_what_cannot_be_subscribed(talk: Talk, arg: object, code: int) -> None:
    (answer,) = talk.say({"op": "subscribe", "args": [arg]})
    assert (answer["event"], answer["code"]) == ("error", code)
    assert not talk.hung_up


def test_a_symbol_of_another_product_is_acknowledged_and_silent(talk: Talk) -> None:
    arg = {"instType": "usdt-futures", "topic": "books", "symbol": "ETHUSDT"}
    assert [frame["event"] for frame in talk.say({"op": "subscribe", "args": [arg]})] == ["subscribe"]
    talk.live(1)
    assert talk.pushed("books") == []


@pytest.mark.parametrize("topic", ["ticker", "kline", "publicTrade", "books5"])
def test_every_topic_of_another_product_is_silent(talk: Talk, topic: str) -> None:
    arg = {"instType": "coin-futures", "topic": topic, "symbol": "ETHUSDT", "interval": "1m"}
    assert len(talk.say({"op": "subscribe", "args": [arg]})) == 1
    talk.live(1.5)
    assert talk.pushed(topic) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [("hello", 30002), ("[]", 30002), ('{"op":1}', 30002), ('{"op":"dance"}', 30003), ("{}", 30003)],
)
def test_refuses_what_it_does_not_understand(talk: Talk, text: str, code: int) -> None:
    (answer,) = talk.say_text(text)
    assert (answer["event"], answer["code"]) == ("error", code)


def test_refuses_orders_before_the_login_with_a_text_code(talk: Talk) -> None:
    frame = {"op": "trade", "id": "7", "category": "spot", "topic": "place-order", "args": [{}]}
    (answer,) = talk.say(frame)
    assert answer == {"event": "error", "id": "7", "code": "30004", "msg": "User not logged in"}


def test_tells_that_the_end_is_near(talk: Talk) -> None:
    talk.session.warn()
    assert '"code":30033' in talk.heard[-1]
    assert not talk.hung_up


def test_more_than_ten_messages_in_a_second_end_the_connection(talk: Talk) -> None:
    for _ in range(10):
        talk.session.receive("ping")
    assert talk.heard == ["pong"] * 10
    talk.session.receive("ping")
    assert '"code":30007' in talk.heard[-1]
    assert talk.hung_up


def test_bounds_the_subscriptions_of_an_hour(talk: Talk, manual_clock: ManualClock) -> None:
    for _ in range(SUBSCRIPTIONS_PER_HOUR):
        assert talk.subscribe("ticker")[0]["event"] == "subscribe"
    assert talk.subscribe("ticker")[0]["code"] == 30006
    manual_clock.advance(3600)
    assert talk.subscribe("ticker")[0]["event"] == "subscribe"


def test_a_closed_session_hears_nothing(talk: Talk, hub: Hub) -> None:
    talk.subscribe("ticker")
    talk.session.close()
    assert hub.topics() == []
    assert talk.say_text("ping") == []
