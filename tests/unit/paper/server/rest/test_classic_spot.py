"""Spot in the classic API: wallet, orders, and the traps that clients fall into."""

import json
from decimal import Decimal
from typing import Any

import pytest

from terminal_app.core.clock import ManualClock
from terminal_app.core.orders import Side
from terminal_app.paper.server.venue import Venue
from tests.unit.paper.server.conftest import SPOT, Api

PLACE = "/api/v2/spot/trade/place-order"
CANCEL = "/api/v2/spot/trade/cancel-order"
REPLACE = "/api/v2/spot/trade/cancel-replace-order"
INFO = "/api/v2/spot/trade/orderInfo"
HOUR_MS = 3_600_000


def resting(venue: Venue, share: str = "0.97", **changed: object) -> dict[str, Any]:
    """A spot buy of bitcoin that rests."""
    best, _ = venue.engine.best(SPOT)
    assert best is not None
    price = venue.engine.instruments[SPOT].snap_price(best * Decimal(share), Side.BUY)
    order = {"symbol": "BTCUSDT", "side": "buy", "orderType": "limit", "force": "GTC", "size": "0.01"}
    return {**order, "price": str(price), **changed}


def coins(api: Api) -> dict[str, Decimal]:
    rows = api.get("/api/v2/spot/account/assets")
    return {row["coin"]: Decimal(row["available"]) + Decimal(row["frozen"]) for row in rows}


def test_a_market_buy_is_sized_in_quote_coin(classic_api: Api) -> None:
    order = {"symbol": "BTCUSDT", "side": "buy", "orderType": "market", "force": "GTC", "size": "500"}
    before = coins(classic_api)
    placed = classic_api.post(PLACE, order)
    (row,) = classic_api.get(INFO, orderId=placed["orderId"])
    assert (row["size"], row["status"]) == ("500.0000000000000000", "filled")
    after = coins(classic_api)
    assert 499 < before["USDT"] - after["USDT"] <= 500
    assert Decimal(row["baseVolume"]) * Decimal("0.998") < after["BTC"] - before["BTC"]


def test_fees_are_a_json_text_on_orders_and_an_object_on_fills_negative_when_charged(
    classic_api: Api,
) -> None:
    order = {"symbol": "BTCUSDT", "side": "buy", "orderType": "market", "size": "500"}
    placed = classic_api.post(PLACE, order)
    (row,) = classic_api.get(INFO, orderId=placed["orderId"])
    fees = json.loads(row["feeDetail"])
    assert fees["BTC"]["totalFee"] < 0
    assert fees["newFees"]["t"] == fees["BTC"]["totalFee"]
    fills = classic_api.get("/api/v2/spot/trade/fills", orderId=placed["orderId"])
    paid = sum(Decimal(fill["feeDetail"]["totalFee"]) for fill in fills)
    assert float(paid) == pytest.approx(fees["BTC"]["totalFee"])
    assert {fill["feeDetail"]["feeCoin"] for fill in fills} == {"BTC"}


def test_a_working_order_has_no_fees_and_its_limit_is_called_average(
    classic_api: Api, classic_venue: Venue
) -> None:
    order = resting(classic_venue)
    classic_api.post(PLACE, order)
    (row,) = classic_api.get("/api/v2/spot/trade/unfilled-orders", symbol="BTCUSDT")
    assert (Decimal(row["priceAvg"]), row["basePrice"]) == (Decimal(order["price"]), "0")
    (same,) = classic_api.get(INFO, orderId=row["orderId"])
    assert (same["feeDetail"], Decimal(same["price"]), same["priceAvg"]) == ("", Decimal(order["price"]), "0")


def test_the_own_id_finds_an_order_for_two_hours_and_the_venue_s_for_ever(
    classic_api: Api, classic_venue: Venue, manual_clock: ManualClock
) -> None:
    placed = classic_api.post(PLACE, resting(classic_venue, clientOid="mine#1"))
    assert classic_api.get(INFO, clientOid="mine#1")[0]["orderId"] == placed["orderId"]
    manual_clock.advance(2 * HOUR_MS / 1000)
    assert len(classic_api.get(INFO, clientOid="mine#1")) == 1
    manual_clock.advance(1)
    assert classic_api.get(INFO, clientOid="mine#1") == []
    assert len(classic_api.get(INFO, orderId=placed["orderId"])) == 1


@pytest.mark.parametrize("path", ["history-orders", "fills"])
def test_each_list_of_the_past_reaches_back_ninety_days(
    classic_api: Api, manual_clock: ManualClock, path: str
) -> None:
    path = f"/api/v2/spot/trade/{path}"
    classic_api.post(PLACE, {"symbol": "BTCUSDT", "side": "buy", "orderType": "market", "size": "50"})
    assert classic_api.get(path)
    manual_clock.advance(89 * 86_400)
    assert classic_api.get(path)
    manual_clock.advance(2 * 86_400)
    assert classic_api.get(path) == []
    too_much = {"startTime": 1, "endTime": 90 * 86_400_000 + 2}
    assert classic_api.refused("GET", path, too_much)[0] == "00001"


@pytest.mark.parametrize(
    ("word", "value"), [("force", "GTC"), ("force", "Gtc"), ("side", "BUY"), ("orderType", "Limit")]
)
def test_words_are_understood_in_any_case(
    classic_api: Api, classic_venue: Venue, word: str, value: str
) -> None:
    classic_api.post(PLACE, resting(classic_venue, **{word: value}))
    (row,) = classic_api.get("/api/v2/spot/trade/unfilled-orders")
    assert (row["side"], row["orderType"]) == ("buy", "limit")


def test_an_unknown_order_is_an_empty_list_and_a_missing_id_is_refused(classic_api: Api) -> None:
    assert classic_api.get(INFO, orderId="1") == []
    assert classic_api.refused("GET", INFO, {}) == ("40020", "Parameter orderId error")
    assert classic_api.refused("POST", CANCEL, {"symbol": "BTCUSDT", "orderId": "1"})[0] == "43001"


def test_an_order_is_cancelled_under_its_own_symbol_only(classic_api: Api, classic_venue: Venue) -> None:
    placed = classic_api.post(PLACE, resting(classic_venue))
    wrong = {"symbol": "ETHUSDT", "orderId": placed["orderId"]}
    assert classic_api.refused("POST", CANCEL, wrong)[0] == "43001"
    assert classic_api.post(CANCEL, wrong | {"symbol": "BTCUSDT"})["orderId"] == placed["orderId"]


def test_a_replaced_order_has_another_id(classic_api: Api, classic_venue: Venue) -> None:
    old = classic_api.post(PLACE, resting(classic_venue))
    wanted = resting(classic_venue, "0.96", size="0.02")
    new = classic_api.post(REPLACE, {**wanted, "orderId": old["orderId"], "newClientOid": "b"})
    assert (new["success"], new["msg"], new["clientOid"]) == ("success", None, "b")
    assert new["orderId"] != old["orderId"]
    (row,) = classic_api.get("/api/v2/spot/trade/unfilled-orders")
    assert (row["orderId"], Decimal(row["size"])) == (new["orderId"], Decimal("0.02"))


def test_replacing_can_lose_the_old_order(classic_api: Api, classic_venue: Venue) -> None:
    old = classic_api.post(PLACE, resting(classic_venue))
    wanted = resting(classic_venue, size="100") | {"orderId": old["orderId"]}
    answer = classic_api.post(REPLACE, wanted)
    assert (answer["success"], answer["orderId"]) == ("failure", old["orderId"])
    assert classic_api.get("/api/v2/spot/trade/unfilled-orders") == []


def test_a_batch_succeeds_as_a_whole_and_fails_item_by_item(classic_api: Api, classic_venue: Venue) -> None:
    good, bad = resting(classic_venue, clientOid="good"), resting(classic_venue, clientOid="bad", size="100")
    answer = classic_api.post(
        "/api/v2/spot/trade/batch-orders",
        {"symbol": "BTCUSDT", "batchMode": "single", "orderList": [good, bad]},
    )
    assert [row["clientOid"] for row in answer["successList"]] == ["good"]
    assert [(row["clientOid"], row["errorCode"]) for row in answer["failureList"]] == [("bad", "43012")]
    cancelled = classic_api.post(
        "/api/v2/spot/trade/batch-cancel-order",
        {"symbol": "BTCUSDT", "orderList": [{"clientOid": "good"}, {"orderId": "1"}]},
    )
    assert [row["clientOid"] for row in cancelled["successList"]] == ["good"]
    assert [row["errorCode"] for row in cancelled["failureList"]] == ["43001"]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"symbol": "NOPEUSDT"}, "40034"),
        ({"symbol": ""}, "400172"),
        ({"side": "up"}, "400171"),
        ({"size": "0.0000001"}, "45110"),
        ({"size": "0.0100001"}, "40808"),
        ({"price": "1.234"}, "41103"),
        ({"size": "100"}, "43012"),
        ({"clientOid": "used"}, "43118"),
        ({"clientOid": "x" * 65}, "40304"),
        ({"clientOid": "a b"}, "40305"),
        ({"receiveWindow": "1", "requestTime": "1"}, "40078"),
    ],
)
def test_each_refusal_has_the_classic_code(
    classic_api: Api, classic_venue: Venue, changed: dict[str, str], code: str
) -> None:
    classic_api.post(PLACE, resting(classic_venue, clientOid="used"))
    assert classic_api.refused("POST", PLACE, resting(classic_venue) | changed)[0] == code


def test_a_symbol_s_orders_are_cancelled_together(classic_api: Api, classic_venue: Venue) -> None:
    for _ in range(2):
        classic_api.post(PLACE, resting(classic_venue))
    answer = classic_api.post("/api/v2/spot/trade/cancel-symbol-order", {"symbol": "BTCUSDT"})
    assert answer == {"symbol": "BTCUSDT"}
    past = classic_api.get("/api/v2/spot/trade/history-orders")
    assert [row["status"] for row in past] == ["cancelled", "cancelled"]


def test_pages_go_back_by_id(classic_api: Api, classic_venue: Venue) -> None:
    ids = [classic_api.post(PLACE, resting(classic_venue))["orderId"] for _ in range(3)]
    path = "/api/v2/spot/trade/unfilled-orders"
    first = [row["orderId"] for row in classic_api.get(path, limit=2)]
    rest = [row["orderId"] for row in classic_api.get(path, limit=2, idLessThan=first[-1])]
    assert first + rest == ids[::-1]


def test_a_transfer_with_the_same_own_id_is_made_once(classic_api: Api) -> None:
    path, before = "/api/v2/spot/wallet/transfer", coins(classic_api)["USDT"]
    wanted = {"fromType": "spot", "toType": "usdt_futures", "coin": "USDT", "amount": 7.5, "clientOid": "t"}
    first = classic_api.post(path, wanted)
    assert classic_api.post(path, wanted) == first
    assert before - coins(classic_api)["USDT"] == Decimal("7.5")
    (row,) = classic_api.get("/api/v2/spot/account/transferRecords", coin="USDT")
    assert (row["transferId"], row["fromType"], row["toType"], row["size"], row["clientOid"]) == (
        first["transferId"],
        "spot",
        "usdt_futures",
        "7.5",
        "t",
    )


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"amount": "1000000"}, "43012"),
        ({"toType": "spot"}, "40020"),
        ({"toType": "p2p"}, "40020"),
        ({"toType": "moon"}, "400171"),
        ({"coin": "NOPE"}, "40034"),
    ],
)
def test_a_transfer_that_cannot_be_made(classic_api: Api, changed: dict[str, str], code: str) -> None:
    wanted = {"fromType": "spot", "toType": "usdt_futures", "coin": "USDT", "amount": "1"} | changed
    assert classic_api.refused("POST", "/api/v2/spot/wallet/transfer", wanted)[0] == code


def test_bills_tell_which_side_a_trade_was(classic_api: Api) -> None:
    classic_api.post(PLACE, {"symbol": "BTCUSDT", "side": "buy", "orderType": "market", "size": "50"})
    classic_api.post(PLACE, {"symbol": "BTCUSDT", "side": "sell", "orderType": "market", "size": "0.001"})
    path = "/api/v2/spot/account/bills"
    for side, coin, gains in (("BUY", "BTC", True), ("BUY", "USDT", False), ("SELL", "USDT", True)):
        rows = classic_api.get(path, coin=coin, businessType=side)
        assert rows
        assert all((Decimal(row["size"]) > 0) is gains for row in rows)
        assert {row["groupType"] for row in rows} == {"transaction"}
