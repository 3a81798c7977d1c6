"""Orders over REST: what is accepted, what is answered, and what is refused."""

from decimal import Decimal
from typing import Any

import pytest

from terminal_app.core.clock import ManualClock
from terminal_app.core.orders import Side, TimeInForce
from terminal_app.paper.server.venue import Venue
from tests.unit.paper.server.conftest import SWAP, UID, Api

PLACE, CANCEL, MODIFY = (f"/api/v3/trade/{name}" for name in ("place-order", "cancel-order", "modify-order"))


def limit(venue: Venue, share: str = "0.97", **changed: object) -> dict[str, Any]:
    """A buy of bitcoin futures that rests."""
    best, _ = venue.engine.best(SWAP)
    assert best is not None
    order: dict[str, Any] = {
        "category": "USDT-FUTURES",
        "symbol": "BTCUSDT",
        "side": "buy",
        "orderType": "limit",
        "qty": "0.01",
        "price": str(venue.engine.instruments[SWAP].snap_price(best * Decimal(share), Side.BUY)),
    }
    return order | changed


def test_places_an_order_under_the_caller_s_id(api: Api, venue: Venue) -> None:
    data = api.post(PLACE, limit(venue, clientOid="a.B:1/_-"))
    assert data["clientOid"] == "a.B:1/_-"
    row = venue.engine.order(UID, order_id=data["orderId"])
    assert row is not None
    assert row.request.time_in_force is TimeInForce.GTC


def test_accepts_what_clients_write_differently(api: Api, venue: Venue) -> None:
    order = limit(venue, side="BUY", orderType="Limit", timeInForce="POST_ONLY", reduceOnly="NO", qty=0.01)
    row = venue.engine.order(UID, order_id=api.post(PLACE, order | {"unheard": "of"})["orderId"])
    assert row is not None
    assert row.request.time_in_force is TimeInForce.POST_ONLY
    assert row.size.value == Decimal("0.01")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"category": ""}, "40019"),
        ({"symbol": ""}, "40019"),
        ({"price": ""}, "40019"),
        ({"category": "NOPE"}, "400171"),
        ({"category": "MARGIN"}, "25100"),
        ({"category": "COIN-FUTURES"}, "25100"),
        ({"symbol": "NOPEUSDT"}, "25100"),
        ({"side": "hold"}, "400171"),
        ({"orderType": "stop"}, "400171"),
        ({"timeInForce": "day"}, "400171"),
        ({"qty": "1e3"}, "40020"),
        ({"qty": "0"}, "40020"),
        ({"price": "-1"}, "40020"),
        ({"qty": "0.00015"}, "25244"),
        ({"price": "15000.05"}, "41103"),
        ({"qty": "0.0001", "price": "15000.0"}, "45110"),
        ({"qty": "900"}, "43012"),
        ({"posSide": "long"}, "40774"),
        ({"reduceOnly": "yes"}, "25227"),
        ({"clientOid": "with space"}, "40305"),
        ({"takeProfit": "nope"}, "40020"),
        ({"stopLoss": "999999"}, "25650"),
        ({"takeProfit": 1}, "25652"),
        ({"side": "sell", "price": "999999", "stopLoss": 1}, "45122"),
        ({"side": "sell", "price": "99999", "takeProfit": "999999"}, "25651"),
        ({"stopLoss": "1.05"}, "25607"),
        ({"takeProfit": "999999", "tpOrderType": "limit"}, "40019"),
        ({"takeProfit": "999999", "tpOrderType": "limit", "tpLimitPrice": "0.01"}, "25608"),
        ({"takeProfit": "999999", "tpTriggerBy": "index"}, "400171"),
        ({"receiveWindow": "60000"}, "40079"),
        ({"requestTime": "1", "receiveWindow": "5000"}, "40078"),
    ],
)
def test_refuses_a_bad_order(api: Api, venue: Venue, changed: dict[str, object], code: str) -> None:
    assert api.refused("POST", PLACE, limit(venue) | changed)[0] == code
    assert venue.engine.open_orders(UID) == []


def test_names_what_is_missing(api: Api) -> None:
    assert api.refused("POST", PLACE, {}) == (
        "40019",
        "Parameter category,symbol,side,orderType,qty cannot be empty",
    )


def test_refuses_an_id_that_is_in_use(api: Api, venue: Venue) -> None:
    api.post(PLACE, limit(venue, clientOid="once"))
    assert api.refused("POST", PLACE, limit(venue, clientOid="once"))[0] == "25212"


def test_honours_the_receive_window(api: Api, venue: Venue, manual_clock: ManualClock) -> None:
    sent = str(manual_clock.now_ms() - 4_000)
    assert api.post(PLACE, limit(venue, requestTime=sent, receiveWindow="5000"))["orderId"]


def test_a_spot_buy_at_market_is_sized_in_quote_coin(api: Api) -> None:
    order = {"category": "SPOT", "symbol": "BTCUSDT", "side": "buy", "orderType": "market", "qty": "250"}
    data = api.post(PLACE, order)
    info = api.get("/api/v3/trade/order-info", orderId=data["orderId"])
    assert (info["orderStatus"], info["qty"], info["amount"], info["price"]) == ("filled", "0", "250", "0")
    assert Decimal(info["cumExecValue"]) <= 250 < Decimal(info["cumExecValue"]) * 2
    assert info["feeDetail"][0]["feeCoin"] == "BTC"


def test_modifies_in_place(api: Api, venue: Venue) -> None:
    placed = api.post(PLACE, limit(venue))
    assert api.post(MODIFY, {"orderId": placed["orderId"], "qty": "0.02"}) == placed
    row = venue.engine.order(UID, order_id=placed["orderId"])
    assert row is not None
    assert row.size.value == Decimal("0.02")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "40924"),
        ({"orderId": "1"}, "40925"),
        ({"orderId": "1", "qty": "1"}, "43001"),
        ({"clientOid": "none", "price": "1"}, "43001"),
    ],
)
def test_refuses_a_bad_change(api: Api, body: dict[str, object], code: str) -> None:
    assert api.refused("POST", MODIFY, body)[0] == code


def test_cancels_instead_when_a_change_fails_and_that_was_asked_for(api: Api, venue: Venue) -> None:
    for ask, left in (("no", 1), ("yes", 0)):
        placed = api.post(PLACE, limit(venue, clientOid=ask))
        body = {"orderId": placed["orderId"], "price": "15000.05", "autoCancel": ask}
        assert api.refused("POST", MODIFY, body)[0] == "41103"
        assert len(venue.engine.open_orders(UID)) == left
        venue.cancel_everything()


def test_cancels_once(api: Api, venue: Venue) -> None:
    placed = api.post(PLACE, limit(venue, clientOid="mine"))
    assert api.post(CANCEL, {"clientOid": "mine"}) == placed
    for body in ({"clientOid": "mine"}, {"orderId": placed["orderId"]}, {"orderId": "1"}):
        assert api.refused("POST", CANCEL, body)[0] == "43001"
    assert api.refused("POST", CANCEL, {"category": "SPOT"})[0] == "40924"


def test_a_batch_answers_for_each_order(api: Api, venue: Venue) -> None:
    orders = [
        limit(venue, clientOid="a"),
        limit(venue, symbol="NOPE", clientOid="b"),
        limit(venue, qty="900"),
    ]
    rows = api.post("/api/v3/trade/place-batch", orders)
    assert rows[0]["orderId"]
    assert "code" not in rows[0]
    assert rows[1] == {
        "orderId": "",
        "clientOid": "b",
        "code": "25100",
        "msg": "Trading pair NOPE does not exist",
    }
    assert rows[2]["code"] == "43012"

    changes = [{"clientOid": "a", "qty": "0.03"}, {"clientOid": "gone", "qty": "1"}]
    assert [row.get("code") for row in api.post("/api/v3/trade/batch-modify-order", changes)] == [
        None,
        "43001",
    ]
    cancels: list[object] = [{"clientOid": "a"}, {"clientOid": "a"}]
    assert [row.get("code") for row in api.post("/api/v3/trade/cancel-batch", cancels)] == [None, "43001"]


def test_cancels_a_symbol_or_a_whole_category(api: Api, venue: Venue) -> None:
    path = "/api/v3/trade/cancel-symbol-order"
    ids = [api.post(PLACE, limit(venue))["orderId"] for _ in range(2)]
    rows = api.post(path, {"category": "USDT-FUTURES", "symbol": "BTCUSDT"})["list"]
    assert {row["orderId"] for row in rows} == set(ids)
    assert api.post(path, {"category": "USDT-FUTURES"}) == {"list": None}
    assert api.post(path, {"category": "MARGIN"}) == {"list": None}
    assert api.refused("POST", path, {"category": "SPOT", "symbol": "NOPE"})[0] == "25100"


def test_closes_positions(api: Api, venue: Venue) -> None:
    path = "/api/v3/trade/close-positions"
    assert api.refused("POST", path, {"category": "USDT-FUTURES"})[0] == "22002"
    assert api.refused("POST", path, {"category": "SPOT"})[0] == "40020"
    api.post(PLACE, limit(venue, orderType="market"))
    assert len(api.post(path, {"category": "USDT-FUTURES", "symbol": "BTCUSDT"})["list"]) == 1
    assert venue.engine.positions(UID) == []


def test_the_dead_man_s_switch_cancels_everything_unless_renewed(
    api: Api, venue: Venue, manual_clock: ManualClock
) -> None:
    path = "/api/v3/trade/countdown-cancel-all"
    for wrong in ("4", "61", "x"):
        assert api.refused("POST", path, {"countdown": wrong})[0] == "40020"
    api.post(PLACE, limit(venue, "0.9"))
    assert api.post(path, {"countdown": "5"}) == "success"
    manual_clock.advance(4)
    venue.tick()
    assert api.post(path, {"countdown": 5}) == "success"
    manual_clock.advance(4)
    venue.tick()
    assert len(venue.engine.open_orders(UID)) == 1
    manual_clock.advance(1)
    venue.tick()
    assert venue.engine.open_orders(UID) == []

    api.post(PLACE, limit(venue, "0.9"))
    api.post(path, {"countdown": "5"})
    api.post(path, {"countdown": "0"})
    manual_clock.advance(6)
    venue.tick()
    assert len(venue.engine.open_orders(UID)) == 1
