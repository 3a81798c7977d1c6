"""Plans in the classic API: triggers, exits, trailing orders, on futures and on spot."""

from decimal import Decimal
from typing import Any

import pytest

from terminal_app.core.orders import Side
from terminal_app.paper.server.venue import Venue
from tests.unit.paper.server.conftest import SPOT, SWAP, Api
from tests.unit.paper.server.rest.test_classic_mix import MIX, ORDER, hedge, order, place, positions

FUTURES = {"productType": "usdt-futures"}


def at(venue: Venue, share: str) -> str:
    """A futures price at a share of the mark."""
    price = venue.engine.mark(SWAP) * Decimal(share)
    return str(venue.engine.instruments[SWAP].snap_price(price, Side.BUY))


def exit_(venue: Venue, kind: str, share: str, **changed: object) -> dict[str, Any]:
    """An exit of a long position by the mark."""
    return {
        **MIX,
        "planType": kind,
        "triggerPrice": at(venue, share),
        "triggerType": "mark_price",
        "holdSide": "buy",
        **changed,
    }


def trigger(venue: Venue, share: str = "1.1", **changed: object) -> dict[str, Any]:
    """A market buy that waits for the mark."""
    waits = {"planType": "normal_plan", "triggerPrice": at(venue, share), "triggerType": "mark_price"}
    return order(**waits) | changed


def waiting(api: Api, kind: str) -> list[dict[str, Any]]:
    rows = api.get(f"{ORDER}/orders-plan-pending", **FUTURES, planType=kind)["entrustedList"]
    return rows or []


def mark(venue: Venue, share: str) -> None:
    """Let the mark move to a share of what it is."""
    price = Decimal(at(venue, share))
    venue.apply(venue.engine.set_mark(SWAP, price, price, venue.market_ms()))


@pytest.mark.parametrize(
    ("kind", "share", "size"),
    [
        ("pos_loss", "0.9", ""),
        ("pos_profit", "1.1", ""),
        ("loss_plan", "0.9", "0.01"),
        ("profit_plan", "1.1", "0.01"),
        ("moving_plan", "1.1", "0.01"),
    ],
)
def test_each_exit_of_a_position_is_left_told_and_taken_back(
    classic_api: Api, classic_venue: Venue, kind: str, share: str, size: str
) -> None:
    place(classic_api)
    wanted = exit_(classic_venue, kind, share, size=size, rangeRate="1.5", clientOid="mine")
    left = classic_api.post(f"{ORDER}/place-tpsl-order", wanted)
    (row,) = waiting(classic_api, "profit_loss")
    assert (row["orderId"], row["clientOid"], row["planType"]) == (left["orderId"], "mine", kind)
    assert (row["size"], row["triggerPrice"]) == (size or "0.02", wanted["triggerPrice"])
    assert (row["side"], row["tradeSide"], row["posSide"]) == ("sell", "sell_single", "net")
    assert row["callbackRatio"] == ("1.5" if kind == "moving_plan" else "")
    assert waiting(classic_api, kind) == [row]
    assert waiting(classic_api, "normal_plan") == []
    gone = classic_api.post(f"{ORDER}/cancel-plan-order", MIX | {"planType": kind})
    assert [one["orderId"] for one in gone["successList"]] == [left["orderId"]]
    past = classic_api.get(f"{ORDER}/orders-plan-history", **FUTURES, planType=kind)["entrustedList"]
    assert [one["planStatus"] for one in past] == ["cancelled"]


def test_a_stop_closes_and_tells_what_it_has_placed(classic_api: Api, classic_venue: Venue) -> None:
    place(classic_api)
    stop = classic_api.post(f"{ORDER}/place-tpsl-order", exit_(classic_venue, "pos_loss", "0.99"))
    gain = classic_api.post(f"{ORDER}/place-tpsl-order", exit_(classic_venue, "pos_profit", "1.5"))
    (held,) = classic_api.get("/api/v2/mix/position/single-position", **MIX)
    assert (held["stopLossId"], held["takeProfitId"]) == (stop["orderId"], gain["orderId"])
    mark(classic_venue, "0.98")
    assert positions(classic_api) == {}
    past = classic_api.get(f"{ORDER}/orders-plan-history", **FUTURES, planType="profit_loss")
    found = {row["orderId"]: row for row in past["entrustedList"]}
    assert found[stop["orderId"]]["planStatus"] == "executed"
    assert found[gain["orderId"]]["planStatus"] == "cancelled"
    placed = found[stop["orderId"]]["executeOrderId"]
    (sub,) = classic_api.get(
        f"{ORDER}/plan-sub-order", **FUTURES, planType="pos_loss", planOrderId=stop["orderId"]
    )
    assert (sub["orderId"], sub["status"], sub["type"]) == (placed, "success", "market")


def test_both_exits_of_a_position_at_once_or_none(classic_api: Api, classic_venue: Venue) -> None:
    place(classic_api)
    pair = MIX | {
        "holdSide": "buy",
        "stopSurplusTriggerPrice": at(classic_venue, "1.1"),
        "stopSurplusClientOid": "gain",
        "stopLossTriggerPrice": at(classic_venue, "1.2"),
        "stopLossClientOid": "loss",
    }
    assert classic_api.refused("POST", f"{ORDER}/place-pos-tpsl", pair)[0] == "40917"
    assert waiting(classic_api, "profit_loss") == []
    both = pair | {"stopLossTriggerPrice": at(classic_venue, "0.9"), "stopLossSize": "0.01"}
    told = classic_api.post(f"{ORDER}/place-pos-tpsl", both)
    assert [(row["stopSurplusClientOid"], row["stopLossClientOid"]) for row in told] == [
        ("gain", ""),
        ("", "loss"),
    ]
    kinds = {row["clientOid"]: row["planType"] for row in waiting(classic_api, "profit_loss")}
    assert kinds == {"gain": "pos_profit", "loss": "loss_plan"}


def test_in_hedge_mode_a_plan_names_its_position_by_its_side(classic_api: Api, classic_venue: Venue) -> None:
    hedge(classic_api)
    place(classic_api, side="sell", tradeSide="open")
    wanted = exit_(classic_venue, "pos_loss", "1.1", holdSide="short")
    classic_api.post(f"{ORDER}/place-tpsl-order", wanted)
    (row,) = waiting(classic_api, "pos_loss")
    assert (row["side"], row["tradeSide"], row["posSide"]) == ("sell", "close", "short")
    mark(classic_venue, "1.2")
    assert positions(classic_api) == {}
    close = trigger(classic_venue, "0.9", tradeSide="close", side="sell")
    classic_api.post(f"{ORDER}/place-plan-order", close)
    (row,) = waiting(classic_api, "normal_plan")
    assert (row["side"], row["tradeSide"], row["posSide"]) == ("sell", "close", "short")


def test_an_exit_needs_a_position_on_the_side_it_names(classic_api: Api, classic_venue: Venue) -> None:
    wanted = exit_(classic_venue, "pos_loss", "0.9")
    assert classic_api.refused("POST", f"{ORDER}/place-tpsl-order", wanted)[0] == "43029"
    place(classic_api)
    wrong = exit_(classic_venue, "pos_loss", "1.1", holdSide="sell")
    assert classic_api.refused("POST", f"{ORDER}/place-tpsl-order", wrong)[0] == "43029"


@pytest.mark.parametrize(
    ("kind", "share", "side", "code"),
    [
        ("pos_profit", "0.9", "buy", "40915"),
        ("pos_loss", "1.1", "buy", "40917"),
        ("pos_profit", "1.1", "sell", "40830"),
        ("pos_loss", "0.9", "sell", "45122"),
    ],
)
def test_an_exit_on_the_wrong_side_has_a_code_of_its_own(
    classic_api: Api, classic_venue: Venue, kind: str, share: str, side: str, code: str
) -> None:
    place(classic_api, side=side)
    wanted = exit_(classic_venue, kind, share, holdSide=side)
    assert classic_api.refused("POST", f"{ORDER}/place-tpsl-order", wanted)[0] == code


def test_a_trigger_order_is_changed_and_goes_off(classic_api: Api, classic_venue: Venue) -> None:
    stop = at(classic_venue, "0.8")
    wanted = trigger(classic_venue, stopLossTriggerPrice=stop, stopLossTriggerType="mark_price")
    left = classic_api.post(f"{ORDER}/place-plan-order", wanted)
    (row,) = waiting(classic_api, "normal_plan")
    assert (row["stopLossTriggerPrice"], row["stopLossTriggerType"]) == (stop, "mark_price")
    sooner = at(classic_venue, "1.01")
    change = FUTURES | {"orderId": left["orderId"], "newTriggerPrice": sooner, "newSize": "0.03"}
    classic_api.post(f"{ORDER}/modify-plan-order", change | {"newStopLossTriggerPrice": "0"})
    (row,) = waiting(classic_api, "normal_plan")
    assert (row["triggerPrice"], row["size"], row["stopLossTriggerPrice"]) == (sooner, "0.03", "")
    mark(classic_venue, "1.02")
    assert positions(classic_api) == {"long": "0.03"}


def test_a_trailing_order_follows_the_price(classic_api: Api, classic_venue: Venue) -> None:
    place(classic_api)
    wanted = trigger(
        classic_venue, "1.01", planType="track_plan", callbackRatio="2", side="sell", reduceOnly="yes"
    )
    left = classic_api.post(f"{ORDER}/place-plan-order", wanted)
    change = FUTURES | {"orderId": left["orderId"], "newCallbackRatio": "1"}
    classic_api.post(f"{ORDER}/modify-plan-order", change)
    (row,) = waiting(classic_api, "track_plan")
    assert (row["callbackRatio"], row["orderType"]) == ("1", "market")
    mark(classic_venue, "1.05")
    assert positions(classic_api) == {"long": "0.02"}
    mark(classic_venue, "0.98")
    assert positions(classic_api) == {}


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"planType": "nothing"}, "400171"),
        ({"triggerType": ""}, "400172"),
        ({"planType": "track_plan"}, "400172"),
        ({"planType": "track_plan", "callbackRatio": "11"}, "40020"),
        ({"planType": "track_plan", "callbackRatio": "1", "orderType": "limit", "price": "1"}, "40020"),
        ({"orderType": "limit"}, "40019"),
        ({"tradeSide": "open"}, "40774"),
        ({"triggerPrice": "0.123"}, "41103"),
        ({"clientOid": "used"}, "40786"),
    ],
)
def test_each_refusal_of_a_trigger_order(
    classic_api: Api, classic_venue: Venue, changed: dict[str, str], code: str
) -> None:
    classic_api.post(f"{ORDER}/place-plan-order", trigger(classic_venue, clientOid="used"))
    wanted = trigger(classic_venue) | changed
    assert classic_api.refused("POST", f"{ORDER}/place-plan-order", wanted)[0] == code


def test_an_exit_is_changed(classic_api: Api, classic_venue: Venue) -> None:
    place(classic_api)
    left = classic_api.post(
        f"{ORDER}/place-tpsl-order", exit_(classic_venue, "loss_plan", "0.9", size="0.01")
    )
    lower, limit = at(classic_venue, "0.8"), at(classic_venue, "0.79")
    change = MIX | {"orderId": left["orderId"], "triggerPrice": lower, "executePrice": limit, "size": "0.02"}
    assert classic_api.post(f"{ORDER}/modify-tpsl-order", change)["orderId"] == left["orderId"]
    (row,) = waiting(classic_api, "loss_plan")
    assert (row["triggerPrice"], row["executePrice"], row["size"]) == (lower, limit, "0.02")
    assert (row["orderType"], row["triggerType"]) == ("limit", "mark_price")


def test_a_plan_that_is_gone_is_refused_alone_and_fails_in_a_list(classic_api: Api) -> None:
    for path, more in (("modify-plan-order", {}), ("modify-tpsl-order", {"triggerPrice": "1"})):
        body = MIX | {"orderId": "1"} | more
        assert classic_api.refused("POST", f"{ORDER}/{path}", body)[0] == "43025"
    answer = classic_api.post(f"{ORDER}/cancel-plan-order", MIX | {"orderIdList": [{"orderId": "1"}]})
    assert [row["errorCode"] for row in answer["failureList"]] == ["43025"]


def spot_plan(venue: Venue, share: str, **changed: object) -> dict[str, Any]:
    """A market buy of spot bitcoin for 100 USDT that waits for a price."""
    bid, _ = venue.engine.best(SPOT)
    assert bid is not None
    price = venue.engine.instruments[SPOT].snap_price(bid * Decimal(share), Side.BUY)
    return {
        "symbol": "BTCUSDT",
        "side": "buy",
        "orderType": "market",
        "planType": "total",
        "size": "100",
        "triggerPrice": str(price),
        "triggerType": "mark_price",
        **changed,
    }


def test_a_spot_plan_waits_is_changed_and_goes_off(classic_api: Api, classic_venue: Venue) -> None:
    path = "/api/v2/spot/trade"
    left = classic_api.post(f"{path}/place-plan-order", spot_plan(classic_venue, "1.1"))
    (row,) = classic_api.get(f"{path}/current-plan-order", symbol="BTCUSDT")["orderList"]
    assert (row["orderId"], row["planType"], row["status"]) == (left["orderId"], "total", "live")
    changed = spot_plan(classic_venue, "1.05", size="150") | {"orderId": left["orderId"]}
    classic_api.post(f"{path}/modify-plan-order", changed)
    price = Decimal(changed["triggerPrice"])
    classic_venue.apply(classic_venue.engine.set_mark(SPOT, price, price, classic_venue.market_ms()))
    assert classic_api.get(f"{path}/current-plan-order")["orderList"] == []
    (past,) = classic_api.get(f"{path}/history-plan-order", symbol="BTCUSDT")["orderList"]
    assert (past["status"], past["size"]) == ("executed", "150")
    (sub,) = classic_api.get(f"{path}/plan-sub-order", planOrderId=left["orderId"])
    (placed,) = classic_api.get(f"{path}/orderInfo", orderId=sub["orderId"])
    assert (Decimal(placed["size"]), placed["status"]) == (Decimal(150), "filled")


def test_spot_plans_of_some_pairs_are_taken_back(classic_api: Api, classic_venue: Venue) -> None:
    path = "/api/v2/spot/trade"
    left = classic_api.post(f"{path}/place-plan-order", spot_plan(classic_venue, "1.1"))
    other = {"symbolList": ["ETHUSDT"]}
    assert classic_api.post(f"{path}/batch-cancel-plan-order", other)["successList"] == []
    gone = classic_api.post(f"{path}/batch-cancel-plan-order", {"symbolList": ["BTCUSDT"]})
    assert gone["successList"] == [left]
    assert (
        classic_api.refused("POST", f"{path}/cancel-plan-order", {"orderId": left["orderId"]})[0] == "43025"
    )


def test_a_limit_order_sized_in_quote_coin_is_cut_to_the_lot(classic_api: Api, classic_venue: Venue) -> None:
    wanted = spot_plan(classic_venue, "1.1", orderType="limit", executePrice="30000", size="100")
    classic_api.post("/api/v2/spot/trade/place-plan-order", wanted)
    (row,) = classic_api.get("/api/v2/spot/trade/current-plan-order")["orderList"]
    assert (row["size"], row["planType"], row["executePrice"]) == ("0.003333", "amount", "30000")
