"""The account over REST."""

from decimal import Decimal

import pytest

from terminal_app.paper.server.venue import Venue
from tests.unit.paper.server.conftest import SWAP, UID, Api
from tests.unit.paper.server.rest.test_trade import PLACE, limit


def test_says_that_it_is_a_unified_account(api: Api) -> None:
    settings = api.get("/api/v3/account/settings")
    assert (settings["uid"], settings["accountMode"], settings["holdMode"]) == (
        UID,
        "unified",
        "one_way_mode",
    )
    assert {
        "category": "USDT-FUTURES",
        "symbol": "BTCUSDT",
        "marginMode": "crossed",
        "leverage": "20",
    } in settings["symbolConfigList"]
    assert "withdraw" not in api.get("/api/v3/account/info")["permissions"]


def test_tells_what_is_held(api: Api) -> None:
    assets = api.get("/api/v3/account/assets")
    held = {row["coin"]: row for row in assets["assets"]}
    assert (held["USDT"]["balance"], held["BTC"]["available"]) == ("100000", "1")
    total = sum(Decimal(row["usdValue"]) for row in assets["assets"])
    assert Decimal(assets["accountEquity"]) == total
    assert api.get("/api/v3/account/funding-assets") == []


def test_an_order_locks_margin(api: Api, venue: Venue) -> None:
    api.post(PLACE, limit(venue))
    (usdt,) = [row for row in api.get("/api/v3/account/assets")["assets"] if row["coin"] == "USDT"]
    assert Decimal(usdt["locked"]) > 0
    assert Decimal(usdt["available"]) + Decimal(usdt["locked"]) == 100_000


def test_tells_the_fees(api: Api) -> None:
    one = api.get("/api/v3/account/fee-rate", category="USDT-FUTURES", symbol="BTCUSDT")
    assert one == {"makerFeeRate": "0.0002", "takerFeeRate": "0.0006"}
    assert one | {"symbol": "BTCUSDT"} in api.get("/api/v3/account/all-fee-rate", category="USDT-FUTURES")


def test_sets_leverage_and_position_mode(api: Api) -> None:
    path = "/api/v3/account/set-leverage"
    body = {"category": "USDT-FUTURES", "symbol": "BTCUSDT", "leverage": "7", "marginMode": "isolated"}
    assert api.post(path, body) == "success"
    (config,) = api.get("/api/v3/account/settings")["symbolConfigList"]
    assert (config["leverage"], config["marginMode"]) == ("7", "isolated")
    for wrong in ("0", "9999", "x"):
        assert api.refused("POST", path, body | {"leverage": wrong})[0] == "40020"
    assert api.refused("POST", path, body | {"category": "SPOT"})[0] == "40020"

    assert api.post("/api/v3/account/set-hold-mode", {"holdMode": "hedge_mode"}) == "success"
    assert api.get("/api/v3/account/settings")["holdMode"] == "hedge_mode"
    assert api.refused("POST", "/api/v3/account/set-hold-mode", {"holdMode": "both"})[0] == "400171"


def test_the_position_mode_stays_while_an_order_works(api: Api, venue: Venue) -> None:
    api.post(PLACE, limit(venue))
    body = {"holdMode": "hedge_mode"}
    assert api.refused("POST", "/api/v3/account/set-hold-mode", body)[0] == "40920"


def test_keeps_a_ledger(api: Api, venue: Venue) -> None:
    path = "/api/v3/account/financial-records"
    started = api.get(path, category="OTHER")["list"]
    assert {(row["type"], row["coin"]) for row in started} == {
        ("TRANSFER_IN", "USDT"),
        ("TRANSFER_IN", "BTC"),
    }
    api.post(PLACE, limit(venue, orderType="market"))
    rows = api.get(path, category="USDT-FUTURES", coin="USDT")["list"]
    assert rows
    assert all(row["fee"].startswith("-") and row["symbol"] == "BTCUSDT" for row in rows)
    assert api.get(path, category="USDT-FUTURES", type="NOTHING")["list"] == []
    assert api.refused("GET", path, {})[0] == "40019"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_tells_how_much_can_be_opened(api: Api, venue: Venue, method: str) -> None:
    path = "/api/v3/account/max-open-available"
    params = {"category": "USDT-FUTURES", "symbol": "BTCUSDT", "orderType": "market", "side": "buy"}
    data = api.get(path, **params) if method == "GET" else api.post(path, params)
    assert Decimal(data["available"]) == 100_000
    assert Decimal(data["maxOpen"]) * venue.engine.mark(SWAP) == pytest.approx(2_000_000, rel=Decimal("0.1"))
    spot = api.get(path, category="SPOT", symbol="BTCUSDT", orderType="market", side="sell")
    assert (spot["available"], spot["maxOpen"]) == ("1", "")


def test_has_nothing_to_transfer_to(api: Api) -> None:
    body = {"fromType": "uta", "toType": "spot", "amount": 1, "coin": "USDT"}
    assert api.refused("POST", "/api/v3/account/transfer", body)[0] == "40014"
