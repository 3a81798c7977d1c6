"""What REST tells of orders, executions and positions: shapes, paging, and empty answers."""

from typing import Any

import pytest

from terminal_app.core.clock import ManualClock
from terminal_app.paper.server.venue import Venue
from tests.unit.paper.server.conftest import Api
from tests.unit.paper.server.rest.test_trade import PLACE, limit

UNFILLED, HISTORY, FILLS = (
    f"/api/v3/trade/{name}" for name in ("unfilled-orders", "history-orders", "fills")
)


def test_empty_lists_are_empty_as_recorded(api: Api) -> None:
    for path in (UNFILLED, HISTORY, FILLS):
        assert api.get(path, category="SPOT") == {"list": [], "cursor": None}
        assert api.get(path, category="MARGIN") == {"list": [], "cursor": None}
    assert api.get("/api/v3/position/current-position", category="USDT-FUTURES") == {"list": None}
    assert api.get("/api/v3/position/history-position") == {"list": [], "cursor": None}
    assert api.get("/api/v3/trade/unfilled-strategy-orders", category="USDT-FUTURES") == []
    assert api.get("/api/v3/trade/history-strategy-orders", category="USDT-FUTURES")["list"] == []


def test_pages_through_the_orders_newest_first(api: Api, venue: Venue, manual_clock: ManualClock) -> None:
    placed = []
    for _ in range(5):
        placed.append(api.post(PLACE, limit(venue))["orderId"])
        manual_clock.advance(1)
    newest_first = placed[::-1]
    seen: list[str] = []
    cursor = ""
    while True:
        page = api.get(UNFILLED, limit=2, cursor=cursor)
        if not page["list"]:
            break
        seen += [row["orderId"] for row in page["list"]]
        cursor = page["cursor"]
        assert cursor == seen[-1]
    assert seen == newest_first


def test_filters_by_time_and_symbol(api: Api, venue: Venue, manual_clock: ManualClock) -> None:
    first = api.post(PLACE, limit(venue))["orderId"]
    between = manual_clock.now_ms() + 500
    manual_clock.advance(1)
    second = api.post(PLACE, limit(venue))["orderId"]
    assert [row["orderId"] for row in api.get(UNFILLED, startTime=between)["list"]] == [second]
    assert [row["orderId"] for row in api.get(UNFILLED, endTime=between)["list"]] == [first]
    assert api.get(UNFILLED, category="USDT-FUTURES", symbol="ETHUSDT")["list"] == []
    assert api.get(UNFILLED, cursor="unknown")["list"] == []


def test_refuses_more_than_thirty_days_at_once(api: Api) -> None:
    params = {"category": "SPOT", "startTime": 0, "endTime": 31 * 86_400_000}
    assert api.refused("GET", HISTORY, params)[0] == "00001"


def test_one_order_is_an_object_by_either_id(api: Api, venue: Venue) -> None:
    placed = api.post(PLACE, limit(venue, clientOid="mine"))
    by_id = api.get("/api/v3/trade/order-info", orderId=placed["orderId"])
    assert by_id == api.get("/api/v3/trade/order-info", clientOid="mine")
    assert by_id["feeDetail"] == [{"feeCoin": "", "fee": ""}]
    assert (by_id["reduceOnly"], by_id["posSide"], by_id["holdMode"]) == ("NO", "net", "one_way_mode")
    assert api.refused("GET", "/api/v3/trade/order-info", {"orderId": "1"})[0] == "40109"
    assert api.refused("GET", "/api/v3/trade/order-info", {})[0] == "40924"


@pytest.fixture
def bought(api: Api, venue: Venue) -> Any:
    return api.post(PLACE, limit(venue, orderType="market", qty="0.05"))


def test_a_fill_moves_the_order_to_history_and_is_told_at_once(api: Api, bought: Any) -> None:
    assert api.get(UNFILLED)["list"] == []
    (order,) = api.get(HISTORY, category="USDT-FUTURES")["list"]
    assert (order["orderId"], order["orderStatus"], order["cumExecQty"]) == (
        bought["orderId"],
        "filled",
        "0.05",
    )
    fills = api.get(FILLS, orderId=bought["orderId"])["list"]
    assert sum(float(fill["execQty"]) for fill in fills) == pytest.approx(0.05)
    assert {(fill["tradeSide"], fill["tradeScope"], fill["side"]) for fill in fills} == {
        ("open", "taker", "buy")
    }
    assert all(float(fill["feeDetail"][0]["fee"]) > 0 for fill in fills)


def test_a_position_is_told_and_later_remembered(api: Api, bought: Any) -> None:
    path = "/api/v3/position/current-position"
    (row,) = api.get(path, category="USDT-FUTURES", symbol="BTCUSDT", posSide="long")["list"]
    assert (row["posSide"], row["total"], row["available"], row["frozen"]) == ("long", "0.05", "0.05", "0")
    assert row["openFeeTotal"].startswith("-")
    assert api.get(path, category="USDT-FUTURES", posSide="short") == {"list": None}
    api.post("/api/v3/trade/close-positions", {"category": "USDT-FUTURES"})
    (past,) = api.get("/api/v3/position/history-position", category="USDT-FUTURES")["list"]
    assert (past["openTotalPos"], past["closeTotalPos"]) == ("0.05", "0.05")
    assert bought["orderId"]
