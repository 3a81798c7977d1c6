"""Every path of the classic API that the venue documents is answered, and only to whom it is open."""

import json

import pytest

from terminal_app.core.clock import ManualClock
from terminal_app.paper.server.gate import Gate, Request
from terminal_app.paper.server.limits import RateLimiter
from terminal_app.paper.server.rest.app import RestApp
from terminal_app.paper.server.rest.classic_public import CLASSIC_PUBLIC
from terminal_app.paper.server.rest.classic_signed import CLASSIC_SIGNED
from terminal_app.paper.server.store import AccountStore
from terminal_app.paper.server.venue import Venue
from tests.unit.paper.server.conftest import KEY, Api

PUBLIC = [
    "/api/v2/public/time",
    "/api/v2/spot/public/coins",
    "/api/v2/spot/public/symbols",
    "/api/v2/spot/market/tickers",
    "/api/v2/spot/market/orderbook",
    "/api/v2/spot/market/merge-depth",
    "/api/v2/spot/market/candles",
    "/api/v2/spot/market/history-candles",
    "/api/v2/spot/market/fills",
    "/api/v2/spot/market/fills-history",
    "/api/v2/mix/market/contracts",
    "/api/v2/mix/market/ticker",
    "/api/v2/mix/market/tickers",
    "/api/v2/mix/market/merge-depth",
    "/api/v2/mix/market/candles",
    "/api/v2/mix/market/history-candles",
    "/api/v2/mix/market/history-index-candles",
    "/api/v2/mix/market/history-mark-candles",
    "/api/v2/mix/market/fills",
    "/api/v2/mix/market/fills-history",
    "/api/v2/mix/market/current-fund-rate",
    "/api/v2/mix/market/history-fund-rate",
    "/api/v2/mix/market/funding-time",
    "/api/v2/mix/market/open-interest",
    "/api/v2/mix/market/symbol-price",
    "/api/v2/mix/market/query-position-lever",
    "/api/v2/mix/market/oi-limit",
    "/api/v2/margin/currencies",
]
SIGNED = [
    ("GET", "/api/v2/spot/account/info"),
    ("GET", "/api/v2/spot/account/upgrade-status"),
    ("GET", "/api/v2/spot/account/deduct-info"),
    ("GET", "/api/v2/spot/account/assets"),
    ("GET", "/api/v2/spot/account/bills"),
    ("GET", "/api/v2/spot/account/transferRecords"),
    ("POST", "/api/v2/spot/wallet/transfer"),
    ("GET", "/api/v2/spot/wallet/transfer-coin-info"),
    ("GET", "/api/v2/spot/wallet/deposit-address"),
    ("GET", "/api/v2/spot/wallet/deposit-records"),
    ("GET", "/api/v2/common/trade-rate"),
    ("GET", "/api/v2/common/all-trade-rate"),
    ("GET", "/api/v2/account/all-account-balance"),
    ("GET", "/api/v2/account/funding-assets"),
    ("POST", "/api/v2/spot/trade/place-order"),
    ("POST", "/api/v2/spot/trade/batch-orders"),
    ("POST", "/api/v2/spot/trade/cancel-order"),
    ("POST", "/api/v2/spot/trade/batch-cancel-order"),
    ("POST", "/api/v2/spot/trade/cancel-symbol-order"),
    ("POST", "/api/v2/spot/trade/cancel-replace-order"),
    ("POST", "/api/v2/spot/trade/batch-cancel-replace-order"),
    ("GET", "/api/v2/spot/trade/orderInfo"),
    ("GET", "/api/v2/spot/trade/unfilled-orders"),
    ("GET", "/api/v2/spot/trade/history-orders"),
    ("GET", "/api/v2/spot/trade/fills"),
    ("POST", "/api/v2/spot/trade/place-plan-order"),
    ("POST", "/api/v2/spot/trade/modify-plan-order"),
    ("POST", "/api/v2/spot/trade/cancel-plan-order"),
    ("POST", "/api/v2/spot/trade/batch-cancel-plan-order"),
    ("GET", "/api/v2/spot/trade/current-plan-order"),
    ("GET", "/api/v2/spot/trade/history-plan-order"),
    ("GET", "/api/v2/spot/trade/plan-sub-order"),
    ("GET", "/api/v2/mix/account/account"),
    ("GET", "/api/v2/mix/account/accounts"),
    ("GET", "/api/v2/mix/account/bill"),
    ("POST", "/api/v2/mix/account/set-leverage"),
    ("POST", "/api/v2/mix/account/set-all-leverage"),
    ("POST", "/api/v2/mix/account/set-margin-mode"),
    ("POST", "/api/v2/mix/account/set-position-mode"),
    ("POST", "/api/v2/mix/account/set-margin"),
    ("POST", "/api/v2/mix/account/set-auto-margin"),
    ("POST", "/api/v2/mix/account/set-asset-mode"),
    ("GET", "/api/v2/mix/account/open-count"),
    ("GET", "/api/v2/mix/account/max-open"),
    ("GET", "/api/v2/mix/account/liq-price"),
    ("GET", "/api/v2/mix/position/all-position"),
    ("GET", "/api/v2/mix/position/single-position"),
    ("GET", "/api/v2/mix/position/history-position"),
    ("GET", "/api/v2/mix/position/adlRank"),
    ("POST", "/api/v2/mix/order/place-order"),
    ("POST", "/api/v2/mix/order/batch-place-order"),
    ("POST", "/api/v2/mix/order/modify-order"),
    ("POST", "/api/v2/mix/order/cancel-order"),
    ("POST", "/api/v2/mix/order/batch-cancel-orders"),
    ("POST", "/api/v2/mix/order/cancel-all-orders"),
    ("POST", "/api/v2/mix/order/close-positions"),
    ("POST", "/api/v2/mix/order/click-backhand"),
    ("GET", "/api/v2/mix/order/detail"),
    ("GET", "/api/v2/mix/order/orders-pending"),
    ("GET", "/api/v2/mix/order/orders-history"),
    ("GET", "/api/v2/mix/order/fills"),
    ("GET", "/api/v2/mix/order/fill-history"),
    ("POST", "/api/v2/mix/order/place-plan-order"),
    ("POST", "/api/v2/mix/order/place-tpsl-order"),
    ("POST", "/api/v2/mix/order/place-pos-tpsl"),
    ("POST", "/api/v2/mix/order/modify-plan-order"),
    ("POST", "/api/v2/mix/order/modify-tpsl-order"),
    ("POST", "/api/v2/mix/order/cancel-plan-order"),
    ("GET", "/api/v2/mix/order/orders-plan-pending"),
    ("GET", "/api/v2/mix/order/orders-plan-history"),
    ("GET", "/api/v2/mix/order/plan-sub-order"),
]
UNIFIED = [
    ("GET", "/api/v3/account/settings"),
    ("GET", "/api/v3/account/assets"),
    ("GET", "/api/v3/account/switch-status"),
    ("POST", "/api/v3/trade/place-order"),
    ("POST", "/api/v3/trade/cancel-order"),
    ("GET", "/api/v3/trade/order-info"),
    ("GET", "/api/v3/position/current-position"),
]
RETIRED = [
    "/api/spot/v1/market/tickers",
    "/api/spot/v1/trade/orders",
    "/api/mix/v1/account/account",
    "/api/mix/v1/order/placeOrder",
    "/api/user/v1/fee/query",
    "/api/margin/v1/cross/account/assets",
]
NOT_FOUND, BROKEN = "40404", "40015"


def unsigned(venue: Venue, clock: ManualClock, method: str, path: str) -> str:
    """The code of a request without any credential, with a signature of nobody, the venue's limits off."""
    gate = Gate(KEY, clock, RateLimiter(clock, enforced=False), venue.wallets.kind)
    app = RestApp(venue, AccountStore(venue, None), gate)
    headers = {b"access-sign": b"nobody"}
    _, answer = app.answer(Request(method, path, "", headers, b"", "127.0.0.1"))
    return str(json.loads(answer)["code"])


def test_the_lists_name_every_path_that_is_served() -> None:
    assert sorted(PUBLIC) == sorted(path for path, _, _ in CLASSIC_PUBLIC)
    assert sorted(SIGNED) == sorted((method, path) for method, path, _, _ in CLASSIC_SIGNED)


@pytest.mark.parametrize("path", PUBLIC)
def test_each_public_path_is_answered_to_either_account(classic_api: Api, api: Api, path: str) -> None:
    for one in (classic_api, api):
        assert one.send("GET", path)[1]["code"] not in {NOT_FOUND, BROKEN}


@pytest.mark.parametrize(("method", "path"), SIGNED)
def test_each_signed_path_is_answered(classic_api: Api, method: str, path: str) -> None:
    assert classic_api.send(method, path)[1]["code"] not in {NOT_FOUND, BROKEN}


@pytest.mark.parametrize(("method", "path"), SIGNED)
def test_a_unified_account_is_told_so_before_its_signature_is_looked_at(
    venue: Venue, manual_clock: ManualClock, method: str, path: str
) -> None:
    assert unsigned(venue, manual_clock, method, path) == "40085"


@pytest.mark.parametrize(("method", "path"), UNIFIED)
def test_a_classic_account_is_told_so_before_its_signature_is_looked_at(
    classic_venue: Venue, manual_clock: ManualClock, method: str, path: str
) -> None:
    assert unsigned(classic_venue, manual_clock, method, path) == "40084"


@pytest.mark.parametrize("path", RETIRED)
def test_the_first_api_is_gone_for_either_account(
    venue: Venue, classic_venue: Venue, manual_clock: ManualClock, path: str
) -> None:
    for one in (venue, classic_venue):
        assert unsigned(one, manual_clock, "GET", path) == "30032"


@pytest.mark.parametrize(("method", "path"), SIGNED)
def test_a_classic_account_s_calls_are_signed(
    classic_venue: Venue, manual_clock: ManualClock, method: str, path: str
) -> None:
    assert unsigned(classic_venue, manual_clock, method, path) == "40001"
