"""The account over REST."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terminal_app.core.clock import ManualClock
from terminal_app.paper.server.venue import Venue
from tests.unit.paper.server.conftest import SWAP, UID, Api
from tests.unit.paper.server.rest.test_trade import PLACE, limit


def test_says_that_it_is_a_unified_account(api: Api) -> None:
    shown = api.get("/api/v3/account/settings")
    assert (shown["uid"], shown["accountMode"], shown["holdMode"]) == (
        UID,
        "unified",
        "one_way_mode",
    )
    assert {
        "category": "USDT-FUTURES",
        "symbol": "BTCUSDT",
        "marginMode": "crossed",
        "leverage": "20",
    } in shown["symbolConfigList"]
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


def test_the_ledger_is_cut_by_type_coin_and_time(api: Api, venue: Venue, manual_clock: ManualClock) -> None:
    path = "/api/v3/account/financial-records"
    api.post(PLACE, limit(venue, category="SPOT", orderType="market", qty="500"))
    manual_clock.advance(10)
    venue.tick()
    middle_ms = venue.market_ms()
    manual_clock.advance(10)
    venue.tick()
    api.post(PLACE, limit(venue, category="SPOT", orderType="market", qty="500"))

    def times(**params: object) -> list[int]:
        return [int(row["ts"]) for row in api.get(path, category="SPOT", **params)["list"]]

    every = times()
    assert min(every) < middle_ms < max(every)
    assert times(startTime=middle_ms) == [time for time in every if time >= middle_ms]
    assert times(endTime=middle_ms) == [time for time in every if time <= middle_ms]
    assert times(startTime=middle_ms, endTime=middle_ms + 1) == []
    rows = api.get(path, category="SPOT", type="ORDER_DEALT_IN")["list"]
    assert rows
    assert {row["coin"] for row in rows} == {"BTC"}
    assert len(rows) * 2 == len(every)
    assert api.get(path, category="SPOT", type="ORDER_DEALT_IN", coin="USDT")["list"] == []


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


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from(["buy", "sell"]), st.integers(1, 50), st.booleans()),
        min_size=1,
        max_size=12,
    ),
    st.integers(1, 7),
)
def test_the_ledger_adds_up_to_the_change_of_every_balance(
    api: Api, venue: Venue, orders: list[tuple[str, int, bool]], page_size: int
) -> None:
    before, past = balances(api), ledger(api, page_size)
    for side, size, futures in orders:
        order = {"symbol": "BTCUSDT", "orderType": "market", "side": side, "qty": f"0.{size:04}"}
        order["category"] = "USDT-FUTURES" if futures else "SPOT"
        if not futures and side == "buy":
            order["qty"] = str(size * 10)
        api.post("/api/v3/trade/place-order", order)
    venue.apply(venue.engine.settle_funding(SWAP, venue.market_ms()))

    changes: dict[str, Decimal] = {}
    for row in ledger(api, page_size):
        if row["id"] not in {one["id"] for one in past}:
            paid = Decimal(row["amount"]) + Decimal(row["fee"])
            changes[row["coin"]] = changes.get(row["coin"], Decimal(0)) + paid
    after = balances(api)
    for coin in after.keys() | before.keys():
        assert after.get(coin, 0) - before.get(coin, 0) == changes.get(coin, 0)


def balances(api: Api) -> dict[str, Decimal]:
    """Every coin's balance."""
    return {row["coin"]: Decimal(row["balance"]) for row in api.get("/api/v3/account/assets")["assets"]}


def ledger(api: Api, page_size: int) -> list[dict[str, str]]:
    """All pages of the ledger of all categories; within a category every line once, newest first."""
    lines = []
    for category in ("SPOT", "USDT-FUTURES", "OTHER"):
        found: list[dict[str, str]] = []
        cursor = ""
        while True:
            params = {"category": category, "limit": page_size, "cursor": cursor}
            answer = api.get("/api/v3/account/financial-records", **params)
            found += answer["list"]
            cursor = answer["cursor"] or ""
            if not cursor:
                break
        ids = [int(row["id"]) for row in found]
        assert ids == sorted(set(ids), reverse=True)
        assert {row["category"] for row in found} <= {category}
        lines += found
    return lines
