"""Our answers have every field of the recorded ones, with the same JSON type.

The recordings are the referee: they come from the venue, not from anybody's reading of its documents.
"""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from terminal_app.core.clock import ManualClock
from terminal_app.paper.server.venue import Venue
from terminal_app.paper.server.ws.feeds import Feeds
from terminal_app.paper.server.ws.hub import Hub
from tests.helpers.recordings import FOLDER, needs_recordings
from tests.unit.paper.server.conftest import Api
from tests.unit.paper.server.rest.test_trade import PLACE, limit
from tests.unit.paper.server.ws.conftest import Talk

pytestmark = needs_recordings

SWAP = {"category": "USDT-FUTURES", "symbol": "BTCUSDT"}
SPOT = {"category": "SPOT", "symbol": "BTCUSDT"}

READS: list[tuple[str, str, Mapping[str, str]]] = [
    ("market_instruments__ccxt_futures_row", "market/instruments", SWAP),
    ("market_instruments__ccxt_spot_row", "market/instruments", SPOT),
    ("market_tickers__ccxt_fetch_ticker_2", "market/tickers", SPOT),
    ("market_tickers__ccxt_fetch_ticker_3", "market/tickers", SWAP),
    ("market_orderbook__getorderbook", "market/orderbook", SWAP),
    ("market_candles__getklines", "market/candles", SWAP | {"interval": "1H"}),
    ("market_history_candles__getklinehistory", "market/history-candles", SWAP | {"interval": "1H"}),
    ("market_fills__getrecenttrades", "market/fills", SWAP),
    ("market_current_fund_rate__getfundingrate", "market/current-fund-rate", SWAP),
    ("market_history_fund_rate__getfundingratehistory", "market/history-fund-rate", SWAP),
    ("market_open_interest__getopeninterest", "market/open-interest", SWAP),
    ("market_position_tier__getpositiontiers", "market/position-tier", SWAP),
    ("account_info__getaccountinfo", "account/info", {}),
    ("account_assets__getbalances", "account/assets", {}),
    ("account_all_fee_rate__ccxt_fetch_trading_fees", "account/all-fee-rate", SWAP),
    ("account_financial_records__getfinancialrecords", "account/financial-records", SWAP),
    ("trade_order_info__ccxt_fetch_order_2", "trade/order-info", {"clientOid": "resting"}),
    ("trade_order_info__getorder", "trade/order-info", {"clientOid": "spot"}),
    ("trade_unfilled_orders__ccxt_fetch_open_orders_5", "trade/unfilled-orders", {}),
    ("trade_unfilled_orders__live_empty", "trade/unfilled-orders", {"category": "MARGIN"}),
    ("trade_history_orders__ccxt_fetch_uta_canceled_and_closed_orders", "trade/history-orders", SWAP),
    ("trade_fills__getusertrades", "trade/fills", {}),
    ("trade_fills__ccxt_fetch_my_trades_3", "trade/fills", {}),
    ("trade_unfilled_strategy_orders__ccxt_fetch_open_orders_6", "trade/unfilled-strategy-orders", SWAP),
    ("trade_history_strategy_orders__getclosedstrategyorders", "trade/history-strategy-orders", SWAP),
    ("position_current_position__getpositions", "position/current-position", SWAP),
    ("position_history_position__getpositionhistory", "position/history-position", SWAP),
]

PUSHES = [
    ("ws_uta_ticker__roq", "ticker", "usdt-futures"),
    ("ws_uta_ticker__ccxt", "ticker", "spot"),
    ("ws_uta_kline__ccxt", "kline", "usdt-futures"),
    ("ws_uta_publicTrade__ccxt", "publicTrade", "spot"),
    ("ws_unified_publicTrade__scenario", "publicTrade", "usdt-futures"),
    ("ws_uta_books_update__live", "books", "usdt-futures"),
    ("ws_unified_account__scenario", "account", "UTA"),
    ("ws_unified_position__scenario", "position", "UTA"),
    ("ws_uta_order__roq", "order", "UTA"),
    ("ws_unified_order__scenario", "order", "UTA"),
    ("ws_uta_fill__roq", "fill", "UTA"),
    ("ws_unified_strategy_order__scenario", "strategy-order", "UTA"),
]


@pytest.fixture
def traded(api: Api, venue: Venue) -> Api:
    """An account with a position, a closed one, a working order and a spot trade."""
    api.post(PLACE, limit(venue, orderType="market"))
    api.post("/api/v3/trade/close-positions", SWAP)
    api.post(PLACE, limit(venue, orderType="market"))
    api.post(PLACE, limit(venue, clientOid="resting"))
    spot = {"side": "buy", "orderType": "market", "qty": "250", "clientOid": "spot"}
    api.post(PLACE, SPOT | spot)
    for _ in range(2):
        left = api.post("/api/v3/trade/place-strategy-order", SWAP | {"stopLoss": "1"})
        api.post("/api/v3/trade/cancel-strategy-order", {"orderId": left["orderId"]})
    api.post("/api/v3/trade/place-strategy-order", SWAP | {"stopLoss": "1"})
    return api


@pytest.mark.parametrize(("name", "path", "params"), READS, ids=[name for name, _, _ in READS])
def test_rest_answers_have_the_recorded_shape(
    traded: Api, name: str, path: str, params: Mapping[str, str]
) -> None:
    recorded = json.loads((FOLDER / f"rest_get_v3_{name}.json").read_text("utf-8"))["data"]
    assert missing(recorded, traded.get(f"/api/v3/{path}", **params)) == []


@pytest.mark.parametrize(("name", "topic", "inst_type"), PUSHES, ids=[name for name, _, _ in PUSHES])
def test_pushes_have_the_recorded_shape(
    venue: Venue, manual_clock: ManualClock, api: Api, name: str, topic: str, inst_type: str
) -> None:
    hub = Hub()
    feeds = Feeds(venue, hub)
    venue.listen(feeds.hear)
    talk = Talk(feeds, hub, venue, manual_clock)
    talk.login()
    talk.subscribe(topic, inst_type, **({"interval": "1m"} if topic == "kline" else {}))
    api.post(PLACE, limit(venue, orderType="market", stopLoss="1"))
    pushed = talk.pushed(topic)
    content = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    recorded = content if isinstance(content, dict) else content[-1]["frame"]
    del recorded["arg"]  # an echo of what the recording's client had sent
    assert missing(recorded, pushed[-1]) == []


def missing(recorded: Any, ours: Any, where: str = "") -> list[str]:
    """Where our answer lacks a field, or has it with another type. Empty texts and nulls tell no type."""
    if isinstance(recorded, Mapping):
        if not isinstance(ours, Mapping):
            return [f"{where}: an object"]
        lacking = [f"{where}.{key}" for key in recorded if key not in ours]
        common = [key for key in recorded if key in ours]
        return lacking + [
            one for key in common for one in missing(recorded[key], ours[key], f"{where}.{key}")
        ]
    if isinstance(recorded, list):
        if not isinstance(ours, list):
            return [f"{where}: a list"]
        return missing(recorded[0], ours[0], f"{where}[0]") if recorded and ours else []
    if recorded is None or ours is None or type(recorded) is type(ours):
        return []
    numbers = (int, float, Decimal)
    return [] if isinstance(recorded, numbers) and isinstance(ours, numbers) else [f"{where}: {recorded!r}"]
