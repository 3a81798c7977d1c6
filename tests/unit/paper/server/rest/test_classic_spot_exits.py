"""Spot take-profits and stop-losses in the classic API: left alone or with an order, listed, taken back."""

from decimal import Decimal
from typing import Any

import pytest

from terminal_app.core.money import BaseQty
from terminal_app.core.orders import OrderType, Side
from terminal_app.paper.engine.messages import PlaceRequest
from terminal_app.paper.server.venue import Venue
from tests.unit.paper.server.conftest import SPOT, Api
from tests.unit.paper.server.rest.test_classic_plan import spot_plan
from tests.unit.paper.server.rest.test_classic_spot import CANCEL, PLACE, REPLACE, coins, resting

OPEN = "/api/v2/spot/trade/unfilled-orders"
PAST = "/api/v2/spot/trade/history-orders"
PLANS = "/api/v2/spot/trade/current-plan-order"
TPSL = {"tpslType": "tpsl"}


def at(venue: Venue, share: str) -> str:
    """A spot price at a share of the bid."""
    bid, _ = venue.engine.best(SPOT)
    assert bid is not None
    return str(venue.engine.instruments[SPOT].snap_price(bid * Decimal(share), Side.BUY))


def lone(venue: Venue, share: str, **changed: object) -> dict[str, Any]:
    """A market sell that waits for a price."""
    order = {"symbol": "BTCUSDT", "side": "sell", "orderType": "market", "size": "0.01", "force": "gtc"}
    return {**order, **TPSL, "triggerPrice": at(venue, share), **changed}


def attached(venue: Venue) -> dict[str, Any]:
    """A take-profit with a limit and a stop-loss at market, as an order carries them."""
    return {
        "presetTakeProfitPrice": at(venue, "1.1"),
        "executeTakeProfitPrice": at(venue, "1.09"),
        "presetStopLossPrice": at(venue, "0.9"),
    }


def test_one_is_left_told_apart_from_orders_and_plans_and_taken_back(
    classic_api: Api, classic_venue: Venue
) -> None:
    classic_api.post("/api/v2/spot/trade/place-plan-order", spot_plan(classic_venue, "1.2"))
    order = classic_api.post(PLACE, resting(classic_venue))
    wanted = lone(classic_venue, "0.9", clientOid="ignored")
    left = classic_api.post(PLACE, wanted)
    assert left["clientOid"] != "ignored"
    (row,) = classic_api.get(OPEN, **TPSL)
    assert (row["orderId"], row["tpslType"], row["status"]) == (left["orderId"], "tpsl", "live")
    assert (row["triggerPrice"], row["side"], row["orderType"]) == (wanted["triggerPrice"], "sell", "market")
    assert [one["orderId"] for one in classic_api.get(OPEN)] == [order["orderId"]]
    (plan,) = classic_api.get(PLANS)["orderList"]

    assert classic_api.refused("POST", CANCEL, {"symbol": "BTCUSDT", **left})[0] == "43001"
    for wrong in (order["orderId"], plan["orderId"]):
        assert classic_api.refused("POST", CANCEL, TPSL | {"orderId": wrong})[0] == "43025"
    as_plan = {"orderId": left["orderId"]}
    assert classic_api.refused("POST", "/api/v2/spot/trade/cancel-plan-order", as_plan)[0] == "43025"
    assert classic_api.post(CANCEL, TPSL | {"orderId": left["orderId"]}) == left
    assert classic_api.get(OPEN, **TPSL) == []
    (past,) = classic_api.get(PAST, **TPSL)
    assert (past["orderId"], past["status"], past["feeDetail"]) == (left["orderId"], "cancelled", "")
    assert len(classic_api.get(PLANS)["orderList"]) == 1


def test_one_that_has_gone_off_shows_what_it_sold(classic_api: Api, classic_venue: Venue) -> None:
    before = coins(classic_api)
    left = classic_api.post(PLACE, lone(classic_venue, "1.002", size="0.02"))
    classic_api.post(PLACE, resting(classic_venue, "1.001", size="0.0001"))
    assert classic_api.get(OPEN, **TPSL), "a trade below the trigger leaves it alone"
    limit = Decimal(at(classic_venue, "1.003"))
    crowd = PlaceRequest(SPOT, Side.BUY, OrderType.LIMIT, BaseQty(Decimal(500)), limit)
    _, events = classic_venue.engine.market_place(crowd, classic_venue.market_ms())
    classic_venue.apply(events)
    (past,) = classic_api.get(PAST, **TPSL)
    assert (past["orderId"], past["status"], past["side"]) == (left["orderId"], "filled", "sell")
    assert (Decimal(past["baseVolume"]), Decimal(past["size"])) == (Decimal("0.02"), Decimal("0.02"))
    assert Decimal(past["priceAvg"]) == limit
    assert "USDT" in past["feeDetail"]
    assert coins(classic_api)["BTC"] - before["BTC"] == Decimal("-0.0199001")


def test_an_order_carries_its_exits_and_leaves_them_when_it_trades(
    classic_api: Api, classic_venue: Venue
) -> None:
    exits = attached(classic_venue)
    classic_api.post(PLACE, resting(classic_venue, **exits))
    (row,) = classic_api.get(OPEN)
    told = {name: row[name] for name in exits}
    assert (told, row["executeStopLossPrice"], row["tpslType"]) == (exits, "", "normal")
    assert classic_api.get(OPEN, **TPSL) == []

    classic_api.post(PLACE, resting(classic_venue, "1.01", **exits))
    take, stop = classic_api.get(OPEN, **TPSL)
    assert (take["triggerPrice"], take["orderType"]) == (exits["presetTakeProfitPrice"], "limit")
    assert Decimal(take["priceAvg"]) == Decimal(exits["executeTakeProfitPrice"])
    assert (stop["triggerPrice"], stop["orderType"]) == (exits["presetStopLossPrice"], "market")
    assert Decimal(take["size"]) == Decimal(stop["size"]) == Decimal("0.00999")


def test_a_replaced_order_keeps_the_exits_that_are_not_named(classic_api: Api, classic_venue: Venue) -> None:
    exits = attached(classic_venue)
    old = classic_api.post(PLACE, resting(classic_venue, **exits))
    higher = at(classic_venue, "1.2")
    wanted = resting(classic_venue, "0.96", presetTakeProfitPrice=higher)
    classic_api.post(REPLACE, {**wanted, "orderId": old["orderId"]})
    (row,) = classic_api.get(OPEN)
    assert row["presetStopLossPrice"] == exits["presetStopLossPrice"]
    assert row["presetTakeProfitPrice"] == higher


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"triggerPrice": ""}, "400172"),
        ({"orderType": "limit"}, "40019"),
        ({"triggerPrice": "1.234"}, "41103"),
        ({"size": "0.0100001"}, "40808"),
    ],
)
def test_each_refusal(classic_api: Api, classic_venue: Venue, changed: dict[str, str], code: str) -> None:
    assert classic_api.refused("POST", PLACE, lone(classic_venue, "0.9") | changed)[0] == code


@pytest.mark.parametrize(
    ("name", "share", "code"), [("TakeProfit", "0.9", "40915"), ("StopLoss", "1.1", "40917")]
)
def test_an_exit_on_the_wrong_side_is_refused_with_its_order(
    classic_api: Api, classic_venue: Venue, name: str, share: str, code: str
) -> None:
    wanted = resting(classic_venue, **{f"preset{name}Price": at(classic_venue, share)})
    assert classic_api.refused("POST", PLACE, wanted)[0] == code
    assert classic_api.get(OPEN) == []
