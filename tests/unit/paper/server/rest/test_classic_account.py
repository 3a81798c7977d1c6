"""The owner and the wallets in the classic API: what is there besides trading."""

from decimal import Decimal
from typing import Any

import pytest

from terminal_app.core.clock import ManualClock
from terminal_app.paper.server.gate import Gate, Request
from terminal_app.paper.server.limits import RateLimiter
from terminal_app.paper.server.rest.app import RestApp
from terminal_app.paper.server.store import AccountStore
from terminal_app.paper.server.venue import Venue
from terminal_app.paper.server.wallets import AccountKind
from tests.unit.paper.server.conftest import KEY, SWAP, UID, Api
from tests.unit.paper.server.rest.test_classic_mix import MIX, place

FUTURES = {"productType": "USDT-FUTURES"}


def test_tells_who_the_key_belongs_to_and_that_it_stays_classic(classic_api: Api) -> None:
    info = classic_api.get("/api/v2/spot/account/info")
    assert (info["userId"], info["parentId"]) == (UID, 0)
    assert "stow" in info["authorities"]
    assert "wwow" not in info["authorities"]
    assert classic_api.get("/api/v2/spot/account/upgrade-status")["status"] == "fail"


@pytest.mark.parametrize("path", ["/api/v2/spot/wallet/withdrawal", "/api/v2/spot/wallet/cancel-withdrawal"])
def test_nothing_is_ever_withdrawn(classic_api: Api, path: str) -> None:
    assert classic_api.refused("POST", path, {})[0] == "40014"


def test_the_wallet_shows_what_is_held_or_what_is_asked_for(classic_api: Api) -> None:
    path = "/api/v2/spot/account/assets"
    assert [row["coin"] for row in classic_api.get(path)] == ["BTC", "ETH", "USDT"]
    assert [row["coin"] for row in classic_api.get(path, coin="btc")] == ["BTC"]
    assert {row["coin"] for row in classic_api.get(path, assetType="all")} >= {"BTC", "ETH", "USDT"}


def test_each_kind_of_account_has_its_worth(classic_api: Api) -> None:
    rows = classic_api.get("/api/v2/account/all-account-balance")
    worth = {row["accountType"]: Decimal(row["usdtBalance"]) for row in rows}
    assert worth["futures"] == 50_000
    assert worth["spot"] > 50_000
    assert {worth[kind] for kind in ("funding", "earn", "bots", "margin")} == {Decimal(0)}
    assert classic_api.get("/api/v2/account/funding-assets") == []


def test_tells_the_fees_of_one_and_of_all(classic_api: Api) -> None:
    path = "/api/v2/common"
    for business, taker in (("mix", "0.0006"), ("spot", "0.001")):
        one = classic_api.get(f"{path}/trade-rate", symbol="BTCUSDT", businessType=business)
        assert one["takerFeeRate"] == taker
        rows = classic_api.get(f"{path}/all-trade-rate", businessType=business)
        assert taker in {row["takerFeeRate"] for row in rows if row["symbol"] == "BTCUSDT"}


def test_tells_what_can_still_be_opened(classic_api: Api) -> None:
    path = "/api/v2/mix/account"
    asked = MIX | {"openAmount": "100", "openPrice": "50000", "leverage": "10"}
    assert Decimal(classic_api.get(f"{path}/open-count", **asked)["size"]) == Decimal("0.0198")
    most = classic_api.get(f"{path}/max-open", **MIX, posSide="long", orderType="market")
    assert Decimal(most["maxOpen"]) > 1


def test_a_leverage_for_everything(classic_api: Api) -> None:
    path = "/api/v2/mix/account"
    assert classic_api.post(f"{path}/set-all-leverage", FUTURES | {"leverage": "9"}) == "success"
    assert classic_api.get(f"{path}/account", **MIX)["crossedMarginLeverage"] == 9


def test_what_the_paper_exchange_does_not_do_is_refused(classic_api: Api) -> None:
    path = "/api/v2/mix/account"
    assert classic_api.post(f"{path}/set-asset-mode", FUTURES | {"assetMode": "single"}) == "success"
    union = FUTURES | {"assetMode": "union"}
    assert classic_api.refused("POST", f"{path}/set-asset-mode", union)[0] == "40020"


@pytest.mark.parametrize("changed", [{"amount": "0"}, {"amount": "x"}, {"holdSide": ""}])
def test_margin_is_moved_by_an_amount_and_for_a_side(classic_api: Api, changed: dict[str, Any]) -> None:
    wanted = MIX | {"amount": "1", "holdSide": "long"} | changed
    assert classic_api.refused("POST", "/api/v2/mix/account/set-margin", wanted)[0] == "40020"


def test_foresees_where_a_position_would_be_lost(classic_api: Api, classic_venue: Venue) -> None:
    path = "/api/v2/mix/account/liq-price"
    asked = MIX | {"posSide": "long", "orderType": "market", "openAmount": "20000"}
    foreseen = Decimal(classic_api.get(path, **asked)["liqPrice"])
    mark = classic_venue.engine.mark(SWAP)
    assert 0 < foreseen < mark
    nearer = Decimal(classic_api.get(path, **asked | {"openAmount": "40000"})["liqPrice"])
    assert foreseen < nearer < mark
    short = Decimal(classic_api.get(path, **asked | {"posSide": "short"})["liqPrice"])
    assert short > mark
    assert classic_api.refused("GET", path, asked | {"orderType": "limit"})[0] == "40019"
    assert classic_api.refused("GET", path, asked | {"openAmount": ""})[0] == "400172"


def test_nothing_is_paid_in_from_outside(classic_api: Api) -> None:
    path = "/api/v2/spot/wallet"
    told = classic_api.get(f"{path}/deposit-address", coin="usdt", chain="TRC20")
    assert (told["coin"], told["address"]) == ("USDT", "")
    assert classic_api.refused("GET", f"{path}/deposit-address", {"coin": "NOPE"})[0] == "40034"
    assert classic_api.get(f"{path}/deposit-records", startTime=1, endTime=2) == []
    assert classic_api.refused("GET", f"{path}/deposit-records", {"coin": "BTC"})[0] == "400172"
    assert classic_api.get("/api/v2/spot/account/deduct-info") == {"deduct": "off"}


def test_an_isolated_position_is_given_margin_by_itself_or_not(classic_api: Api) -> None:
    path = "/api/v2/mix/account/set-auto-margin"
    wanted = {"symbol": "btcusdt", "marginCoin": "usdt", "holdSide": "long", "autoMargin": "on"}
    assert classic_api.refused("POST", path, wanted)[0] == "22002"
    place(classic_api, marginMode="isolated")
    for word in ("on", "off"):
        assert classic_api.post(path, wanted | {"autoMargin": word}) == "success"
        (row,) = classic_api.get("/api/v2/mix/position/single-position", **MIX)
        assert row["autoMargin"] == word
    for changed, code in (
        ({"autoMargin": "maybe"}, "400171"),
        ({"autoMargin": ""}, "400172"),
        ({"symbol": "NOPEUSDT"}, "40034"),
        ({"marginCoin": "USDC"}, "40034"),
    ):
        assert classic_api.refused("POST", path, wanted | changed)[0] == code


def test_everybody_is_last_in_line_to_be_taken_down(classic_api: Api) -> None:
    place(classic_api)
    (row,) = classic_api.get("/api/v2/mix/position/adlRank", **FUTURES)
    assert (row["rank"], row["holdSide"]) == ("0", "long")


def test_wallets_of_products_without_instruments_are_empty(classic_api: Api) -> None:
    path = "/api/v2/mix/account/accounts"
    (usdc,) = classic_api.get(path, productType="USDC-FUTURES")
    assert (usdc["marginCoin"], usdc["accountEquity"]) == ("USDC", "0")
    assert classic_api.get(path, productType="COIN-FUTURES") == []


def test_each_path_has_a_quota_of_its_own(classic_venue: Venue, manual_clock: ManualClock) -> None:
    gate = Gate(KEY, manual_clock, RateLimiter(manual_clock), AccountKind.CLASSIC)
    app = RestApp(classic_venue, AccountStore(classic_venue, None), gate)
    api = Api(app, manual_clock)
    assert api.send("GET", "/api/v2/spot/account/info")[0] == 200
    assert api.send("GET", "/api/v2/spot/account/info")[0] == 429
    assert api.send("GET", "/api/v2/spot/account/assets")[0] == 200
    headers = {b"access-key": KEY.key.encode()}
    left = [
        dict(app.respond(Request("GET", path, "", headers, b"", "127.0.0.1")).headers)[
            b"x-mbx-used-remain-limit"
        ]
        for path in ("/api/v2/spot/account/info", "/api/v2/spot/account/assets")
    ]
    assert left == [b"0", b"9"]
