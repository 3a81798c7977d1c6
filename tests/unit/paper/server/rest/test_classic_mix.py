"""Futures in the classic API: orders of both position modes, positions, the wallet, and the known traps."""

from decimal import Decimal
from typing import Any

import pytest

from terminal_app.core.clock import ManualClock
from terminal_app.core.orders import Side
from terminal_app.paper.server.venue import Venue
from tests.unit.paper.server.conftest import SWAP, Api

ORDER = "/api/v2/mix/order"
FUTURES = {"productType": "USDT-FUTURES"}
MIX = {"symbol": "BTCUSDT", "productType": "USDT-FUTURES", "marginCoin": "USDT"}


def order(**changed: object) -> dict[str, Any]:
    """A market buy of bitcoin futures."""
    return {**MIX, "marginMode": "crossed", "side": "buy", "orderType": "market", "size": "0.02", **changed}


def resting(venue: Venue, share: str = "0.97", **changed: object) -> dict[str, Any]:
    """A buy of bitcoin futures that rests."""
    best, _ = venue.engine.best(SWAP)
    assert best is not None
    price = venue.engine.instruments[SWAP].snap_price(best * Decimal(share), Side.BUY)
    return order(orderType="limit", force="GTC", price=str(price)) | changed


def place(api: Api, **changed: object) -> dict[str, Any]:
    """Place an order and read it."""
    placed = api.post(f"{ORDER}/place-order", order(**changed))
    row: dict[str, Any] = api.get(f"{ORDER}/detail", **MIX, orderId=placed["orderId"])
    return row


def positions(api: Api) -> dict[str, str]:
    """The size of each open position by its side."""
    rows = api.get("/api/v2/mix/position/all-position", productType="USDT-FUTURES", marginCoin="usdt")
    return {row["holdSide"]: row["total"] for row in rows}


def hedge(api: Api) -> None:
    wanted = {"productType": "usdt-futures", "posMode": "hedge_mode"}
    assert api.post("/api/v2/mix/account/set-position-mode", wanted) == {"posMode": "hedge_mode"}


@pytest.mark.parametrize(("side", "hold"), [("buy", "long"), ("sell", "short")])
def test_in_hedge_mode_the_side_names_the_position_and_closing_keeps_it(
    classic_api: Api, side: str, hold: str
) -> None:
    hedge(classic_api)
    opened = place(classic_api, side=side, tradeSide="Open")
    assert positions(classic_api) == {hold: "0.02"}
    assert (opened["side"], opened["tradeSide"], opened["posSide"]) == (side, "open", hold)
    assert opened["reduceOnly"] == "NO"
    closed = place(classic_api, side=side, tradeSide="Close", size="0.01")
    assert positions(classic_api) == {hold: "0.01"}
    assert (closed["side"], closed["tradeSide"], closed["posSide"]) == (side, "close", hold)
    assert closed["reduceOnly"] == "YES"
    fills = classic_api.get(f"{ORDER}/fills", productType="USDT-FUTURES")["fillList"]
    assert {(row["side"], row["tradeSide"], row["posMode"]) for row in fills} == {
        (side, "open", "hedge_mode"),
        (side, "close", "hedge_mode"),
    }


def test_in_one_way_mode_the_side_is_the_trade(classic_api: Api) -> None:
    opened = place(classic_api)
    assert (opened["posSide"], opened["tradeSide"], opened["posMode"]) == (
        "net",
        "buy_single",
        "one_way_mode",
    )
    reduced = place(classic_api, side="sell", size="0.01", reduceOnly="YES")
    assert (reduced["side"], reduced["tradeSide"], reduced["reduceOnly"]) == ("sell", "sell_single", "YES")
    assert positions(classic_api) == {"long": "0.01"}


@pytest.mark.parametrize("word", ["YES", "yes", "Yes"])
def test_reduce_only_is_understood_in_any_case_and_told_in_capitals(classic_api: Api, word: str) -> None:
    place(classic_api)
    assert place(classic_api, side="sell", size="0.01", reduceOnly=word)["reduceOnly"] == "YES"
    assert place(classic_api, side="buy", size="0.01", reduceOnly="no")["reduceOnly"] == "NO"


@pytest.mark.parametrize(
    ("hedged", "trade_side"), [(False, "open"), (False, "Close"), (False, "close"), (True, "")]
)
def test_an_order_of_the_other_position_mode_is_refused(
    classic_api: Api, hedged: bool, trade_side: str
) -> None:
    if hedged:
        hedge(classic_api)
    code, text = classic_api.refused("POST", f"{ORDER}/place-order", order(tradeSide=trade_side))
    assert (code, text.startswith("The order type for unilateral position")) == ("40774", True)
    assert positions(classic_api) == {}


@pytest.mark.parametrize("trade_side", ["buy_single", "sell_single"])
def test_the_trade_side_of_one_way_mode_is_ignored_in_it(classic_api: Api, trade_side: str) -> None:
    assert place(classic_api, tradeSide=trade_side)["tradeSide"] == "buy_single"
    assert positions(classic_api) == {"long": "0.02"}


def test_buy_and_close_closes_a_long_and_never_a_short(classic_api: Api) -> None:
    hedge(classic_api)
    for side in ("buy", "sell"):
        place(classic_api, side=side, tradeSide="open")
    place(classic_api, side="buy", tradeSide="close", size="0.02")
    assert positions(classic_api) == {"short": "0.02"}
    wanted = order(side="buy", tradeSide="close", size="0.02")
    assert classic_api.refused("POST", f"{ORDER}/place-order", wanted)[0] == "22002"


def test_a_hedge_fill_says_its_trade_side_and_mode_and_no_more_than_documented(classic_api: Api) -> None:
    hedge(classic_api)
    place(classic_api, tradeSide="open")
    documented = {"tradeId", "symbol", "orderId", "price", "baseVolume", "feeDetail", "side", "quoteVolume"}
    documented |= {"profit", "enterPointSource", "tradeSide", "posMode", "tradeScope", "cTime"}
    for path, more in (("fills", set()), ("fill-history", {"marginCoin"})):
        row = classic_api.get(f"{ORDER}/{path}", productType="USDT-FUTURES")["fillList"][0]
        assert set(row) == documented | more
        assert (row["tradeSide"], row["posMode"]) == ("open", "hedge_mode")


@pytest.mark.parametrize(
    ("path", "days", "name"),
    [
        (f"{ORDER}/orders-history", 90, "entrustedList"),
        (f"{ORDER}/fills", 90, "fillList"),
        (f"{ORDER}/fill-history", 7, "fillList"),
        ("/api/v2/mix/account/bill", 30, "bills"),
        ("/api/v2/mix/position/history-position", 90, "list"),
    ],
)
def test_each_list_of_the_past_has_a_window(
    classic_api: Api, manual_clock: ManualClock, path: str, days: int, name: str
) -> None:
    day, asked = 86_400_000, {"productType": "USDT-FUTURES"}
    place(classic_api)
    classic_api.post(f"{ORDER}/close-positions", asked)
    then = manual_clock.now_ms()
    assert classic_api.get(path, **asked)[name]

    manual_clock.advance(days * 86_400 + 60)
    assert not classic_api.get(path, **asked)[name]
    in_time = {"endTime": then + day} if days < 90 else {"startTime": then}
    assert bool(classic_api.get(path, **asked, **in_time)[name]) is (days < 90)
    too_much = asked | {"startTime": then, "endTime": then + days * day + 1}
    assert classic_api.refused("GET", path, too_much)[0] == "00001"


def test_the_open_orders_have_no_window(
    classic_api: Api, classic_venue: Venue, manual_clock: ManualClock
) -> None:
    placed = classic_api.post(f"{ORDER}/place-order", resting(classic_venue))
    manual_clock.advance(100 * 86_400)
    rows = classic_api.get(f"{ORDER}/orders-pending", productType="USDT-FUTURES")["entrustedList"]
    assert [row["orderId"] for row in rows] == [placed["orderId"]]


def test_fees_are_negative_when_charged_and_an_end_has_one_l(classic_api: Api, classic_venue: Venue) -> None:
    filled = place(classic_api)
    assert Decimal(filled["fee"]) < 0
    (fill,) = classic_api.get(f"{ORDER}/fills", **MIX, orderId=filled["orderId"], limit=1)["fillList"]
    assert Decimal(fill["feeDetail"][0]["totalFee"]) < 0
    placed = classic_api.post(f"{ORDER}/place-order", resting(classic_venue))
    classic_api.post(f"{ORDER}/cancel-order", MIX | {"orderId": placed["orderId"]})
    gone = classic_api.get(f"{ORDER}/detail", **MIX, orderId=placed["orderId"])
    assert (gone["state"], gone["status"], gone["fee"]) == ("canceled", "canceled", "0")


def test_the_product_type_is_read_in_any_case(classic_api: Api) -> None:
    assert place(classic_api, productType="usdt-Futures")["symbol"] == "BTCUSDT"
    assert classic_api.get("/api/v2/mix/account/accounts", productType="sUsdt-futures") == []
    assert classic_api.get("/api/v2/mix/position/all-position", productType="COIN-FUTURES") == []


def test_nothing_open_is_a_null_list(classic_api: Api) -> None:
    answer = classic_api.get(f"{ORDER}/orders-pending", productType="USDT-FUTURES")
    assert answer == {"entrustedList": None, "endId": None}


def test_a_new_size_or_price_makes_a_new_order_with_the_new_own_id(
    classic_api: Api, classic_venue: Venue
) -> None:
    old = classic_api.post(f"{ORDER}/place-order", resting(classic_venue))
    wanted = resting(classic_venue, "0.96")
    change = MIX | {"orderId": old["orderId"], "newClientOid": "new"}
    for lonely in ({"newSize": "0.03"}, {"newPrice": wanted["price"]}):
        assert classic_api.refused("POST", f"{ORDER}/modify-order", change | lonely)[0] == "40925"
    new = classic_api.post(f"{ORDER}/modify-order", change | {"newSize": "0.03", "newPrice": wanted["price"]})
    assert new["clientOid"] == "new"
    (row,) = classic_api.get(f"{ORDER}/orders-pending", productType="USDT-FUTURES")["entrustedList"]
    assert (row["orderId"], row["size"], row["price"]) == (new["orderId"], "0.03", wanted["price"])
    assert new["orderId"] != old["orderId"]


def test_exits_of_an_order_change_without_a_new_order(classic_api: Api, classic_venue: Venue) -> None:
    stop = resting(classic_venue, "0.9")["price"]
    old = classic_api.post(f"{ORDER}/place-order", resting(classic_venue, presetStopLossPrice=stop))
    assert classic_api.get(f"{ORDER}/detail", **MIX, **old)["presetStopLossPrice"] == stop
    change = MIX | {"orderId": old["orderId"], "newClientOid": "x", "newPresetStopLossPrice": "0"}
    assert classic_api.post(f"{ORDER}/modify-order", change)["orderId"] == old["orderId"]
    assert classic_api.get(f"{ORDER}/detail", **MIX, **old)["presetStopLossPrice"] == ""


def test_without_a_list_everything_is_cancelled(classic_api: Api, classic_venue: Venue) -> None:
    ids = {classic_api.post(f"{ORDER}/place-order", resting(classic_venue))["orderId"] for _ in range(3)}
    some = min(ids)
    one = classic_api.post(
        f"{ORDER}/batch-cancel-orders", MIX | {"orderIdList": [{"orderId": some}, {"orderId": "1"}]}
    )
    assert [row["orderId"] for row in one["successList"]] == [some]
    assert [row["errorCode"] for row in one["failureList"]] == ["40768"]
    rest = classic_api.post(f"{ORDER}/batch-cancel-orders", MIX)
    assert {row["orderId"] for row in rest["successList"]} == ids - {some}
    assert classic_api.post(f"{ORDER}/cancel-all-orders", {"productType": "USDT-FUTURES"}) == {
        "successList": [],
        "failureList": [],
    }


def test_a_batch_takes_what_the_whole_says(classic_api: Api) -> None:
    whole = {name: value for name, value in order().items() if name != "size"}
    answer = classic_api.post(
        f"{ORDER}/batch-place-order", whole | {"orderList": [{"size": "0.01"}, {"size": "0"}]}
    )
    assert len(answer["successList"]) == 1
    assert [row["errorCode"] for row in answer["failureList"]] == ["40020"]
    assert positions(classic_api) == {"long": "0.01"}


def test_a_position_is_closed_and_reversed(classic_api: Api) -> None:
    place(classic_api)
    reversed_ = classic_api.post(f"{ORDER}/click-backhand", MIX | {"side": "buy", "clientOid": "back"})
    assert reversed_["clientOid"] == "back"
    assert positions(classic_api) == {"short": "0.02"}
    closed = classic_api.post(f"{ORDER}/close-positions", {"productType": "USDT-FUTURES"})
    assert closed["successList"][0]["symbol"] == "BTCUSDT"
    assert positions(classic_api) == {}
    for path, params in (("close-positions", {}), ("click-backhand", {"side": "buy"})):
        assert classic_api.refused("POST", f"{ORDER}/{path}", MIX | params)[0] == "22002"


def test_modes_cannot_change_with_a_position(classic_api: Api) -> None:
    place(classic_api)
    account = "/api/v2/mix/account"
    wanted = {"productType": "USDT-FUTURES", "posMode": "hedge_mode"}
    assert classic_api.refused("POST", f"{account}/set-position-mode", wanted)[0] == "40920"
    isolated = MIX | {"marginMode": "isolated"}
    assert classic_api.refused("POST", f"{account}/set-margin-mode", isolated)[0] == "45117"


def test_the_account_tells_how_a_contract_is_set_up(classic_api: Api) -> None:
    path = "/api/v2/mix/account"
    told = classic_api.post(f"{path}/set-leverage", MIX | {"leverage": "7"})
    assert (told["longLeverage"], told["crossMarginLeverage"]) == ("7", "7")
    row = classic_api.get(f"{path}/account", **MIX)
    assert (row["crossedMarginLeverage"], row["marginMode"], row["posMode"]) == (7, "crossed", "one_way_mode")
    assert (row["accountEquity"], row["maxTransferOut"]) == ("50000", "50000")
    uneven = MIX | {"longLeverage": "7", "shortLeverage": "8"}
    assert classic_api.refused("POST", f"{path}/set-leverage", uneven)[0] == "40020"


def test_a_position_tells_its_margin_and_what_orders_would_add(
    classic_api: Api, classic_venue: Venue
) -> None:
    place(classic_api)
    classic_api.post(f"{ORDER}/place-order", resting(classic_venue, size="0.03"))
    (row,) = classic_api.get("/api/v2/mix/position/single-position", **MIX)
    assert (row["total"], row["openDelegateSize"], row["leverage"]) == ("0.02", "0.03", "20")
    assert 0 < Decimal(row["marginRatio"]) < 1
    assert Decimal(row["deductedFee"]) > 0


def test_bills_have_the_classic_words_and_at_most_thirty_days(classic_api: Api) -> None:
    place(classic_api)
    path = "/api/v2/mix/account/bill"
    answer = classic_api.get(path, productType="USDT-FUTURES")
    assert {row["businessType"] for row in answer["bills"]} >= {"buy", "trans_from_exchange"}
    assert answer["endId"] == answer["bills"][-1]["billId"]
    asked = {"productType": "USDT-FUTURES", "startTime": 1, "endTime": 31 * 86_400_000 + 1}
    assert classic_api.refused("GET", path, asked)[0] == "00001"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"symbol": "NOPEUSDT"}, "40034"),
        ({"productType": "NOPE"}, "40019"),
        ({"marginCoin": "BTC"}, "40034"),
        ({"marginMode": ""}, "400172"),
        ({"size": "0.00001"}, "45110"),
        ({"size": "0.00015"}, "40808"),
        ({"size": "100"}, "40762"),
        ({"orderType": "limit", "price": "1.23"}, "41103"),
        ({"reduceOnly": "YES"}, "22002"),
        ({"clientOid": "used"}, "40786"),
    ],
)
def test_each_refusal_has_the_classic_code(
    classic_api: Api, classic_venue: Venue, changed: dict[str, str], code: str
) -> None:
    classic_api.post(f"{ORDER}/place-order", resting(classic_venue, clientOid="used"))
    assert classic_api.refused("POST", f"{ORDER}/place-order", order(**changed))[0] == code


def test_an_unknown_order_has_a_code_of_its_own(classic_api: Api) -> None:
    assert classic_api.refused("GET", f"{ORDER}/detail", MIX | {"orderId": "1"})[0] == "40109"
    assert classic_api.refused("POST", f"{ORDER}/cancel-order", MIX | {"orderId": "1"})[0] == "40768"


def test_the_public_history_of_trades_is_capitalised(classic_api: Api) -> None:
    sides = [
        {row["side"] for row in classic_api.get(f"/api/v2/mix/market/{path}", **MIX)}
        for path in ("fills", "fills-history")
    ]
    assert sides == [{"buy", "sell"}, {"Buy", "Sell"}]
