"""Orders over the stream: the frames and codes of the documents and of a recording."""

from typing import Any

import pytest

from terminal_app.core.clock import ManualClock
from terminal_app.paper.server.venue import Venue
from terminal_app.paper.server.ws.feeds import Feeds
from terminal_app.paper.server.ws.hub import Hub
from tests.unit.paper.server.conftest import UID
from tests.unit.paper.server.rest.test_trade import limit
from tests.unit.paper.server.ws.conftest import Talk

Json = dict[str, Any]


def frame(topic: str, *args: Json, category: str = "usdt-futures") -> Json:
    return {"op": "trade", "id": "r-1", "category": category, "topic": topic, "args": list(args)}


def order(venue: Venue, **changed: object) -> Json:
    made = limit(venue) | changed
    del made["category"]
    return made


def test_places_changes_and_cancels(insider: Talk, venue: Venue) -> None:
    (placed,) = insider.say(frame("place-order", order(venue, clientOid="mine")))
    (row,) = venue.engine.open_orders(UID)
    ids = {"orderId": row.order_id, "clientOid": "mine"}
    assert placed["args"] == [{"symbol": "BTCUSDT", **ids, "cTime": placed["args"][0]["cTime"]}]
    assert {name: placed[name] for name in ("event", "id", "category", "topic", "code", "msg")} == {
        "event": "trade",
        "id": "r-1",
        "category": "usdt-futures",
        "topic": "place-order",
        "code": "0",
        "msg": "success",
    }
    assert placed["ts"].isdigit()

    (changed,) = insider.say(frame("modify-order", {"clientOid": "mine", "qty": "0.02"}))
    assert (changed["args"], changed["code"]) == ([ids], "0")
    (cancelled,) = insider.say(
        {"op": "trade", "id": "2", "topic": "cancel-order", "args": [{"clientOid": "mine"}]}
    )
    assert (cancelled["args"], cancelled["id"]) == ([ids], "2")
    assert venue.engine.open_orders(UID) == []


def test_takes_the_lower_case_names_of_the_stream(insider: Talk, venue: Venue) -> None:
    insider.say(frame("place-order", order(venue, stoploss="1", takeprofit="999999")))
    (row,) = venue.engine.open_orders(UID)
    assert (row.request.exits.stop_loss is None, row.request.exits.take_profit is None) == (False, False)


def test_each_of_a_batch_has_its_own_answer(insider: Talk, venue: Venue) -> None:
    (placed,) = insider.say(frame("batch-place", order(venue), order(venue, qty="0.00001", clientOid="bad")))
    assert [row["code"] for row in placed["args"]] == ["0", "45110"]
    assert placed["args"][1]["clientOid"] == "bad"
    order_id = placed["args"][0]["orderId"]
    (modified,) = insider.say(frame("batch-modify", {"orderId": order_id, "qty": "0.02"}))
    assert modified["args"][0]["code"] == "0"
    (cancelled,) = insider.say(frame("batch-cancel", {"orderId": order_id}, {"orderId": "7"}, {}))
    assert [row["code"] for row in cancelled["args"]] == ["0", "43001", "40924"]
    assert venue.engine.open_orders(UID) == []


@pytest.mark.parametrize(
    ("topic", "category", "count", "code"),
    [
        ("place-order", "USDT-FUTURES", 1, "41101"),
        ("place-order", "", 1, "41101"),
        ("cancel-order", "SPOT", 1, "41101"),
        ("place-something", "spot", 1, "41101"),
        ("place-order", "usdt-futures", 0, "41100"),
        ("place-order", "usdt-futures", 2, "41100"),
        ("batch-place", "usdt-futures", 21, "40306"),
        ("place-order", "spot", 1, "45113"),
    ],
)
def test_errors_are_texts_and_carry_the_id(
    insider: Talk, venue: Venue, topic: str, category: str, count: int, code: str
) -> None:
    args = [order(venue, qty="900")] * count
    (answer,) = insider.say(frame(topic, *args, category=category))
    assert (answer["event"], answer["id"], answer["code"]) == ("error", "r-1", code)


def test_the_recorded_words_of_a_wrong_category(insider: Talk, venue: Venue) -> None:
    (answer,) = insider.say(frame("place-order", order(venue), category="USDT-FUTURES"))
    assert answer == {
        "event": "error",
        "id": "r-1",
        "code": "41101",
        "msg": "Param category=USDT-FUTURES error",
    }


def test_without_permission_every_order_is_refused(
    feeds: Feeds, hub: Hub, venue: Venue, manual_clock: ManualClock
) -> None:
    talk = Talk(feeds, hub, venue, manual_clock, ws_trade=False)
    talk.login()
    (answer,) = talk.say(frame("place-order", order(venue)))
    assert answer == {"event": "error", "id": "r-1", "code": "40014", "msg": "Incorrect permissions"}
    assert venue.engine.open_orders(UID) == []


def test_shares_the_quota_of_rest(insider: Talk, manual_clock: ManualClock) -> None:
    manual_clock.advance(1)
    answers = []
    for number in range(6):
        (answer,) = insider.say(frame("batch-cancel", {"orderId": str(number)}))
        answers.append(answer["code"])
        manual_clock.advance(-0.2)
    assert answers == ["0"] * 5 + ["429"]
