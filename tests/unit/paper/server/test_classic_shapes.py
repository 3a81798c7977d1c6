"""Our classic answers have every field of the recorded ones, with the same JSON type.

The recordings are the referee: they come from the venue, not from anybody's reading of its documents.
"""

import json
from collections.abc import Mapping

import pytest

from tests.helpers.recordings import FOLDER, needs_recordings
from tests.unit.paper.server.conftest import Api
from tests.unit.paper.server.test_recorded_shapes import missing

pytestmark = needs_recordings

MIX = {"symbol": "BTCUSDT", "productType": "USDT-FUTURES", "marginCoin": "USDT"}
FUTURES = {"productType": "usdt-futures"}
ORDER = MIX | {"marginMode": "crossed", "side": "buy", "orderType": "market", "size": "0.01"}
SPOT_ORDER = {"symbol": "BTCUSDT", "side": "buy", "orderType": "market", "force": "gtc", "size": "250"}
RESTING = {"orderType": "limit", "price": "30000"}
NORMAL = FUTURES | {"planType": "normal_plan"}
PLAN = ORDER | {"planType": "normal_plan", "triggerPrice": "1", "triggerType": "mark_price"}
SPOT_PLAN = {"symbol": "BTCUSDT", "side": "sell", "orderType": "limit", "triggerType": "fill_price"}
SPOT_PLAN |= {"triggerPrice": "1", "executePrice": "100000", "size": "0.01"}

READS: list[tuple[str, Mapping[str, str]]] = [
    ("account_funding_assets__getfundingbalances", {}),
    ("common_trade_rate__gettradefee", {"symbol": "BTCUSDT", "businessType": "mix"}),
    ("mix_account_account__ccxt_fetch_leverage", MIX),
    ("mix_account_account__ccxt_fetch_margin_mode", MIX),
    ("mix_account_accounts__getbalances", FUTURES),
    ("mix_account_bill__ccxt_fetch_funding_history", FUTURES),
    ("mix_account_bill__getledger", FUTURES),
    ("mix_market_contracts__ccxt_contract_row", FUTURES),
    ("mix_market_current_fund_rate__getfundingrate", MIX),
    ("mix_market_fills__getrecenttrades", MIX),
    ("mix_market_fills_history__gettrades", MIX),
    ("mix_market_funding_time__ccxt_fetch_funding_rate", MIX),
    ("mix_market_funding_time__getnextfundingtime", MIX),
    ("mix_market_history_fund_rate__ccxt_fetch_funding_rate_history", MIX),
    ("mix_market_history_index_candles__gethistoricalindexpriceklines", MIX | {"granularity": "1H"}),
    ("mix_market_open_interest__ccxt_fetch_open_interest", MIX),
    ("mix_market_query_position_lever__ccxt_fetch_market_leverage_tiers", MIX),
    ("mix_market_symbol_price__getprices", MIX),
    ("mix_order_detail__getorder", MIX | {"clientOid": "resting"}),
    ("mix_order_fills__ccxt_fetch_my_trades_2", FUTURES),
    ("mix_order_orders_history__ccxt_fetch_canceled_and_closed_orders_3", FUTURES),
    ("mix_order_orders_plan_history__ccxt_fetch_canceled_and_closed_orders_4", NORMAL),
    ("mix_order_orders_plan_history__getclosedtriggerorders", NORMAL),
    ("mix_order_orders_plan_pending__getopentriggerorders", NORMAL),
    ("mix_order_orders_pending__ccxt_fetch_open_orders_3", FUTURES),
    ("mix_order_orders_pending__getopenorders", FUTURES),
    ("mix_position_adlRank__getadlrank", FUTURES),
    ("mix_position_all_position__getpositions", FUTURES),
    ("mix_position_history_position__ccxt_fetch_positions_history", FUTURES),
    ("mix_position_history_position__getpositionhistory", {"symbol": "BTCUSDT"}),
    ("mix_position_single_position__ccxt_fetch_position", MIX),
    ("mix_position_single_position__getposition", MIX),
    ("public_time__ccxt_fetch_time", {}),
    ("spot_account_assets__getspotbalances", {}),
    ("spot_account_bills__getledger", {}),
    ("spot_account_deduct_info__getbgbdeductenabled", {}),
    ("spot_account_transferRecords__gettransferrecords", {"coin": "USDT"}),
    ("spot_market_fills_history__gettrades", {"symbol": "BTCUSDT"}),
    (
        "spot_market_history_candles__gethistoricalklines",
        {"symbol": "BTCUSDT", "granularity": "1day", "endTime": "1700000000000"},
    ),
    ("spot_public_symbols__ccxt_spot_row", {}),
    ("spot_trade_current_plan_order__getopentriggerorders", {}),
    ("spot_trade_history_plan_order__getclosedtriggerorders", {}),
    ("spot_trade_fills__ccxt_fetch_my_trades", {}),
    ("spot_trade_fills__getusertrades", {"symbol": "BTCUSDT"}),
    ("spot_trade_history_orders__ccxt_fetch_canceled_and_closed_orders", {}),
    ("spot_trade_orderInfo__ccxt_fetch_order", {"clientOid": "resting"}),
    ("spot_trade_unfilled_orders__getopenorders", {}),
    ("spot_wallet_deposit_address__getdepositaddress", {"coin": "BTC"}),
    ("spot_wallet_transfer_coin_info__gettransferableassets", {"fromType": "spot", "toType": "usdt_futures"}),
]

WRITES: list[tuple[str, Mapping[str, object]]] = [
    ("mix_account_set_leverage__ccxt_set_leverage", MIX | {"leverage": "25"}),
    ("mix_account_set_margin_mode__ccxt_set_margin_mode", MIX | {"marginMode": "crossed"}),
    ("mix_account_set_position_mode__setpositionmode", FUTURES | {"posMode": "one_way_mode"}),
    ("mix_order_batch_cancel_orders__ccxt_cancel_orders", MIX | {"orderIdList": [{"clientOid": "resting"}]}),
    ("mix_order_batch_cancel_orders__cancelmultipleorders", MIX | {"orderIdList": [{"orderId": "1"}]}),
    ("mix_order_batch_place_order__placemultipleorders", ORDER | {"orderList": [{"size": "0.01"}]}),
    ("mix_order_cancel_all_orders__cancelallorders", FUTURES),
    ("mix_order_cancel_order__cancelorder", MIX | {"clientOid": "resting"}),
    ("mix_order_cancel_plan_order__canceltriggerorders", FUTURES | {"orderIdList": [{"orderId": "1"}]}),
    ("mix_order_close_positions__ccxt_close_position", FUTURES),
    (
        "mix_order_modify_order__editorder",
        MIX | {"clientOid": "resting", "newClientOid": "new", "newSize": "0.02", "newPrice": "29000"},
    ),
    ("mix_order_place_order__placeorder", ORDER),
    (
        "mix_order_place_pos_tpsl__setpositiontpsl",
        MIX | {"holdSide": "buy", "stopLossTriggerPrice": "1", "stopSurplusTriggerPrice": "900000"},
    ),
    (
        "mix_order_place_tpsl_order__placetpslorder",
        MIX | {"holdSide": "buy", "planType": "pos_loss", "triggerPrice": "1"},
    ),
    (
        "spot_trade_batch_cancel_order__cancelmultipleorders",
        {"symbol": "BTCUSDT", "orderList": [{"clientOid": "resting"}, {"orderId": "1"}]},
    ),
    (
        "spot_trade_batch_orders__placemultipleorders",
        SPOT_ORDER | {"orderList": [{"clientOid": "one"}, {"size": "0"}]},
    ),
    ("spot_trade_cancel_order__ccxt_cancel_order", {"symbol": "BTCUSDT", "clientOid": "resting"}),
    (
        "spot_trade_cancel_replace_order__cancelreplaceorder",
        {"symbol": "BTCUSDT", "clientOid": "resting", "price": "29000", "size": "0.002"},
    ),
    ("spot_trade_batch_cancel_plan_order__cancelalltriggerorders", {}),
    ("spot_trade_cancel_plan_order__ccxt_cancel_order_2", {"clientOid": "waiting"}),
    ("spot_trade_place_plan_order__placetriggerorder", SPOT_PLAN | {"clientOid": "another"}),
    ("spot_trade_cancel_symbol_order__ccxt_cancel_all_orders", {"symbol": "BTCUSDT"}),
    ("spot_trade_place_order__placeorder", SPOT_ORDER),
    (
        "spot_wallet_transfer__ccxt_transfer",
        {"fromType": "spot", "toType": "usdt_futures", "amount": 1, "coin": "USDT"},
    ),
]


@pytest.fixture
def traded(classic_api: Api) -> Api:
    """An account with a position, a closed one, working and finished orders, a spot trade and a transfer."""
    post = classic_api.post
    post("/api/v2/mix/order/place-order", ORDER)
    post("/api/v2/mix/order/close-positions", FUTURES)
    post("/api/v2/mix/order/place-order", ORDER)
    post("/api/v2/mix/order/place-order", ORDER | RESTING | {"clientOid": "resting"})
    post("/api/v2/spot/trade/place-order", SPOT_ORDER)
    post("/api/v2/spot/trade/place-order", SPOT_ORDER | RESTING | {"clientOid": "resting", "size": "0.001"})
    for own_id in ("gone", "waiting"):
        post("/api/v2/mix/order/place-plan-order", PLAN | {"clientOid": own_id})
        post("/api/v2/spot/trade/place-plan-order", SPOT_PLAN | {"clientOid": own_id})
    post("/api/v2/mix/order/cancel-plan-order", FUTURES | {"orderIdList": [{"clientOid": "gone"}]})
    post("/api/v2/spot/trade/cancel-plan-order", {"clientOid": "gone"})
    moved = {"fromType": "spot", "toType": "usdt_futures", "amount": "5", "coin": "USDT"}
    post("/api/v2/spot/wallet/transfer", moved)
    return classic_api


@pytest.mark.parametrize(("name", "params"), READS, ids=[name for name, _ in READS])
def test_reads_have_the_recorded_shape(traded: Api, name: str, params: Mapping[str, str]) -> None:
    file, data = recorded("get", name)
    assert missing(data, traded.get(path_of(file), **params)) == []


@pytest.mark.parametrize(("name", "body"), WRITES, ids=[name for name, _ in WRITES])
def test_writes_have_the_recorded_shape(traded: Api, name: str, body: Mapping[str, object]) -> None:
    file, data = recorded("post", name)
    if "set_" in name:
        traded.post("/api/v2/mix/order/cancel-plan-order", NORMAL)
        traded.post("/api/v2/mix/order/cancel-all-orders", FUTURES)
        traded.post("/api/v2/mix/order/close-positions", FUTURES)
    assert missing(data, traded.post(path_of(file), body)) == []


def recorded(method: str, name: str) -> tuple[str, object]:
    """A recorded answer: its file and its data."""
    file = f"rest_{method}_v2_{name}.json"
    return file, json.loads((FOLDER / file).read_text("utf-8"))["data"]


def path_of(file: str) -> str:
    """The path that a recording answers."""
    index = json.loads((FOLDER / "index.json").read_text("utf-8"))
    return str(next(item["path"] for item in index["items"] if item["file"] == file))
