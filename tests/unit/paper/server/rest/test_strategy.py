"""Strategy orders over REST: what is accepted, what is told, and what is refused."""

from decimal import Decimal
from typing import Any

import pytest

from terminal_app.core.account import HoldMode
from terminal_app.core.orders import Side, TriggerBy
from terminal_app.paper.engine.strategy_messages import StrategyStatus
from terminal_app.paper.server.venue import Venue
from tests.unit.paper.server.conftest import SWAP, UID, Api
from tests.unit.paper.server.rest.test_trade import limit

SYMBOL = {"category": "USDT-FUTURES", "symbol": "BTCUSDT"}
PATH = "/api/v3/trade/{}-strategy-order"
UNFILLED, HISTORY = "/api/v3/trade/unfilled-strategy-orders", "/api/v3/trade/history-strategy-orders"


def near(venue: Venue, share: str) -> str:
    """A price on the tick, a share of the best bid."""
    best, _ = venue.engine.best(SWAP)
    assert best is not None
    return str(venue.engine.instruments[SWAP].snap_price(best * Decimal(share), Side.BUY))


@pytest.fixture
def holder(api: Api, venue: Venue) -> Api:
    """An account that is long one hundredth of a bitcoin."""
    api.post("/api/v3/trade/place-order", limit(venue, orderType="market"))
    return api


def place(api: Api, **changed: object) -> Any:
    return api.post(PATH.format("place"), SYMBOL | changed)


def test_exits_of_a_position_are_listed_as_recorded(holder: Api, venue: Venue) -> None:
    take, stop, worst = near(venue, "1.05"), near(venue, "0.95"), near(venue, "0.949")
    placed = place(
        holder,
        posSide="long",
        takeProfit=take,
        stopLoss=stop,
        slTriggerBy="mark",
        slOrderType="limit",
        slLimitPrice=worst,
        clientOid="mine",
    )
    assert placed["clientOid"] == "mine"
    (row,) = holder.get(UNFILLED, category="usdt-futures")
    assert row == {
        **placed,
        **SYMBOL,
        "qty": "0.01",
        "side": "sell",
        "posSide": "long",
        "reduceOnly": "YES",
        "type": "tpsl",
        "tpTriggerBy": "market",
        "takeProfit": take.removesuffix(".0"),
        "tpOrderType": "market",
        "tpLimitPrice": "",
        "slTriggerBy": "mark",
        "stopLoss": stop.removesuffix(".0"),
        "slOrderType": "limit",
        "slLimitPrice": worst.removesuffix(".0"),
        "triggerBy": "",
        "triggerPrice": "",
        "triggerOrderType": "",
        "triggerOrderPrice": "",
        "createdTime": row["createdTime"],
        "updatedTime": row["updatedTime"],
    }


def test_a_trigger_order_waits_and_places(api: Api, venue: Venue) -> None:
    placed = place(
        api, type="trigger", side="buy", qty="0.02", triggerPrice=near(venue, "0.97"), triggerBy="mark"
    )
    assert [row["orderId"] for row in api.get(UNFILLED, **SYMBOL, type="trigger")] == [placed["orderId"]]
    assert api.get(UNFILLED, **SYMBOL, type="tpsl") == []
    price = Decimal(near(venue, "0.96"))
    venue.apply(venue.engine.set_mark(SWAP, price, price, venue.market_ms()))

    assert api.get(UNFILLED, **SYMBOL) == []
    (row,) = api.get(HISTORY, **SYMBOL)["list"]
    assert (row["status"], row["triggerType"], row["posSide"]) == ("success", "trigger", "long")
    assert venue.engine.positions(UID)[0].size == Decimal("0.02")


def test_modifies_what_is_named_and_cancels(holder: Api, venue: Venue) -> None:
    placed = place(holder, takeProfit=near(venue, "1.05"), tpslMode="partial", qty="0.01")
    body = {"orderId": placed["orderId"], "qty": "0.005", "stopLoss": near(venue, "0.95")}
    assert holder.post(PATH.format("modify"), body | {"slTriggerBy": "mark"}) == placed
    (row,) = venue.engine.waiting_strategies(UID)
    assert (row.size, row.exits.take_profit is None) == (Decimal("0.005"), False)
    assert row.exits.stop_loss is not None
    assert row.exits.stop_loss.by is TriggerBy.MARK

    holder.post(PATH.format("modify"), {"clientOid": placed["clientOid"], "takeProfit": "0"})
    assert venue.engine.waiting_strategies(UID)[0].exits.take_profit is None
    assert holder.post(PATH.format("cancel"), {"orderId": placed["orderId"]}) is None
    (past,) = venue.engine.past_strategies(UID)
    assert past.status is StrategyStatus.CANCELLED


def test_modifies_a_trigger_order(api: Api, venue: Venue) -> None:
    placed = place(api, type="trigger", side="sell", qty="0.02", triggerPrice=near(venue, "0.97"))
    body = {
        "triggerPrice": near(venue, "1.02"),
        "triggerOrderType": "limit",
        "triggerOrderPrice": near(venue, "1.03"),
    }
    api.post(PATH.format("modify"), {"orderId": placed["orderId"]} | body)
    (row,) = venue.engine.waiting_strategies(UID)
    assert row.trigger is not None
    assert (row.rising, str(row.trigger.price)) == (True, body["triggerOrderPrice"])


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "40019"),
        ({"tpslMode": "partial", "takeProfit": "999999"}, "40019"),
        ({"tpslMode": "half", "takeProfit": "999999"}, "400171"),
        ({"takeProfit": "1"}, "25585"),
        ({"stopLoss": "999999"}, "25586"),
        ({"takeProfit": "1", "tpTriggerBy": "mark"}, "25589"),
        ({"stopLoss": "999999", "slTriggerBy": "mark"}, "25590"),
        ({"stopLoss": "1.05"}, "25607"),
        ({"posSide": "short", "stopLoss": "1"}, "25601"),
        ({"side": "buy", "stopLoss": "1"}, "25601"),
        ({"tpslMode": "partial", "qty": "0.02", "stopLoss": "1"}, "25595"),
        ({"type": "trigger", "side": "buy", "qty": "1"}, "40019"),
        ({"type": "trigger", "side": "buy", "qty": "1", "triggerPrice": "-1"}, "40020"),
        ({"type": "trigger", "side": "buy", "qty": "1", "triggerPrice": "9", "posSide": "long"}, "40774"),
        (
            {"type": "trigger", "side": "buy", "qty": "1", "triggerPrice": "9", "triggerOrderType": "limit"},
            "40019",
        ),
        ({"category": "SPOT", "stopLoss": "1"}, "25593"),
        ({"category": "SPOT", "type": "trigger", "side": "buy", "qty": "1", "triggerPrice": "9"}, "25593"),
    ],
)
def test_refuses_what_cannot_be(holder: Api, venue: Venue, body: dict[str, object], code: str) -> None:
    assert holder.refused("POST", PATH.format("place"), SYMBOL | body)[0] == code
    assert venue.engine.waiting_strategies(UID) == []


def test_a_short_position_has_codes_of_its_own(api: Api, venue: Venue) -> None:
    api.post("/api/v3/trade/place-order", limit(venue, orderType="market", side="sell"))
    wrong = [
        ({"takeProfit": "999999"}, "25587"),
        ({"stopLoss": "1"}, "25588"),
        ({"takeProfit": "999999", "tpTriggerBy": "mark"}, "25591"),
        ({"stopLoss": "1", "slTriggerBy": "mark"}, "25592"),
    ]
    for body, code in wrong:
        assert api.refused("POST", PATH.format("place"), SYMBOL | body)[0] == code


@pytest.mark.parametrize("verb", ["modify", "cancel"])
def test_refuses_what_does_not_wait(holder: Api, venue: Venue, verb: str) -> None:
    path = PATH.format(verb)
    assert holder.refused("POST", path, {})[0] == "40924"
    assert holder.refused("POST", path, {"orderId": "1", "takeProfit": "9"})[0] == "25597"
    placed = place(holder, stopLoss=near(venue, "0.95"))
    holder.post(PATH.format("cancel"), placed)
    body = {"orderId": placed["orderId"], "stopLoss": near(venue, "0.94")}
    assert holder.refused("POST", path, body)[0] == "25597"


def test_a_change_of_nothing_is_refused(holder: Api, venue: Venue) -> None:
    placed = place(holder, stopLoss=near(venue, "0.95"))
    body = {"orderId": placed["orderId"], "qty": "1"}
    assert holder.refused("POST", PATH.format("modify"), body)[0] == "25600"


def test_hedge_mode_needs_the_side_of_the_position(api: Api, venue: Venue) -> None:
    venue.engine.set_hold_mode(UID, HoldMode.HEDGE)
    api.post("/api/v3/trade/place-order", limit(venue, orderType="market", posSide="long"))
    stop = near(venue, "0.95")
    assert api.refused("POST", PATH.format("place"), SYMBOL | {"stopLoss": stop})[0] == "40019"
    assert place(api, stopLoss=stop, posSide="long")["orderId"]


def test_the_history_comes_in_pages(holder: Api, venue: Venue) -> None:
    made = []
    for share in ("0.95", "0.94", "0.93"):
        placed = place(holder, stopLoss=near(venue, share))
        holder.post(PATH.format("cancel"), {"orderId": placed["orderId"]})
        made.append(placed["orderId"])
    first = holder.get(HISTORY, **SYMBOL, limit=2)
    second = holder.get(HISTORY, **SYMBOL, limit=2, cursor=first["cursor"])
    assert [row["orderId"] for row in first["list"] + second["list"]] == made[::-1]
    assert holder.get(HISTORY, category="SPOT")["list"] == []
    assert holder.get(UNFILLED, category="MARGIN") == []


def test_an_order_shows_its_exits_and_leaves_them_behind(api: Api, venue: Venue) -> None:
    stop = near(venue, "0.9")
    resting = api.post("/api/v3/trade/place-order", limit(venue, stopLoss=stop))
    row = api.get("/api/v3/trade/order-info", orderId=resting["orderId"])
    shown = {name: row[name] for name in ("stopLoss", "slTriggerBy", "slOrderType", "slLimitPrice")}
    assert shown == {
        "stopLoss": stop.removesuffix(".0"),
        "slTriggerBy": "market",
        "slOrderType": "market",
        "slLimitPrice": "",
    }
    assert (row["takeProfit"], row["tpOrderType"]) == (None, None)
    api.post("/api/v3/trade/modify-order", {"orderId": resting["orderId"], "stopLoss": near(venue, "0.91")})
    api.post("/api/v3/trade/place-order", limit(venue, orderType="market", takeProfit=near(venue, "1.1")))
    assert [row["type"] for row in api.get(UNFILLED, **SYMBOL)] == ["tpsl"]


def test_a_spot_order_takes_no_exits(api: Api, venue: Venue) -> None:
    order = {"category": "SPOT", "stopLoss": "1", "qty": "0.01"}
    assert api.refused("POST", "/api/v3/trade/place-order", limit(venue) | order)[0] == "25593"


def test_the_margin_of_a_position_cannot_be_set_and_says_so(api: Api) -> None:
    code, text = api.refused("POST", "/api/v3/account/set-margin", SYMBOL)
    assert (code, "does not support" in text) == ("25240", True)


def test_a_reduce_only_order_that_replaces_others_is_answered_without_an_order_id(
    holder: Api, venue: Venue
) -> None:
    path = "/api/v3/trade/place-order"
    closing = limit(venue, "1.02", side="sell", reduceOnly="yes", qty="0.006")
    first = holder.post(path, closing | {"clientOid": "first"})
    second = holder.post(path, closing | {"qty": "0.004", "clientOid": "second"})
    assert None not in {first["orderId"], second["orderId"]}
    third = holder.post(path, closing | {"qty": "0.005", "clientOid": "third"})
    assert third == {"orderId": None, "clientOid": "third"}
    assert [row.client_oid for row in venue.engine.open_orders(UID)] == ["third", "second"]
    info = holder.get("/api/v3/trade/order-info", clientOid="first")
    assert (info["orderStatus"], info["cancelReason"]) == ("cancelled", "reduce_only_cancel")
