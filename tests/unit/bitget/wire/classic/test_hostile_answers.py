"""Whatever a classic answer holds, reading it ends with a value or one of our two errors, and quickly."""

import time
from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given

from terminal_app.bitget.wire.classic import (
    account,
    bills,
    fills,
    instruments,
    key_info,
    market,
    orders,
    plans,
    positions,
)
from terminal_app.bitget.wire.envelope import Envelope
from terminal_app.core.instrument import InstrumentId, ProductType
from tests.helpers import hostile

USDT = ProductType.USDT_FUTURES
BTC = InstrumentId(USDT, "BTCUSDT")

READERS: dict[str, Callable[[Envelope], object]] = {
    "pairs": instruments.pairs,
    "contracts": lambda envelope: instruments.contracts(envelope, USDT),
    "spot tickers": lambda envelope: market.tickers(envelope, ProductType.SPOT, 1.0),
    "mix tickers": lambda envelope: market.tickers(envelope, USDT, 1.0),
    "book": lambda envelope: market.book(envelope, BTC, 1.0),
    "spot candles": lambda envelope: market.candles(envelope, ProductType.SPOT),
    "mix candles": lambda envelope: market.candles(envelope, USDT),
    "trades": market.trades,
    "funding": lambda envelope: market.funding(envelope, BTC),
    "funding time": lambda envelope: market.funding_time(envelope, BTC),
    "funding history": lambda envelope: market.funding_history(envelope, BTC),
    "open interest": lambda envelope: market.open_interest(envelope, BTC),
    "tiers": market.position_tiers,
    "spot balances": account.spot_balances,
    "mix balances": lambda envelope: account.mix_balances(envelope, USDT),
    "worth": account.worth,
    "setup": lambda envelope: account.setup(envelope, BTC),
    "fee rate": account.fee_rate,
    "transfer": lambda envelope: account.transfer_state(envelope, "tb-1"),
    "spot bills": bills.spot_bills,
    "mix bills": lambda envelope: bills.mix_bills(envelope, USDT),
    "spot fills": fills.spot_fills,
    "mix fills": lambda envelope: fills.mix_fills(envelope, USDT),
    "positions": lambda envelope: positions.positions(envelope, USDT, 1.0),
    "closed positions": lambda envelope: positions.closed_positions(envelope, USDT),
    "spot order": orders.spot_order,
    "spot orders": orders.spot_orders,
    "mix order": lambda envelope: orders.mix_order(envelope, USDT),
    "mix orders": lambda envelope: orders.mix_orders(envelope, USDT),
    "spot plans": plans.spot_plans,
    "spot exits": plans.spot_exits,
    "mix plans": lambda envelope: plans.mix_plans(envelope, USDT),
    "key": key_info.key_info,
}

FIELDS = """
symbol list endId orderId clientOid price size side orderType status state ts asks bids tradeId cTime uTime
posSide holdSide tradeSide posMode marginMode leverage pricePrecision quantityPrecision pricePlace volumePlace
baseCoin quoteCoin lastPr fundingRate nextFundingTime openInterestList level startUnit endUnit keepMarginRate
coin available frozen marginCoin accountEquity accountType usdtBalance feeDetail billId businessType amount
bills fillList entrustedList orderList planType planStatus triggerPrice triggerType callbackRatio total
priceAvg basePrice baseVolume authorities ips userId
"""


@pytest.mark.parametrize("name", READERS)
@given(data=hostile.values(FIELDS))
def test_odd_data(name: str, data: object) -> None:
    hostile.read_one(READERS[name], msgspec.json.encode(data))


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("data", hostile.DATA, ids=range(len(hostile.DATA)))
def test_hostile_data(name: str, data: bytes) -> None:
    started = time.process_time()
    hostile.read_one(READERS[name], data)
    assert time.process_time() - started < 0.2


@pytest.mark.parametrize(
    "text", ["[", "{}x", '{"USDT":1}', '{"USDT":{"totalFee":[1]}}', '{"USDT":{"totalFee":1e999}}', "9" * 90]
)
def test_a_hostile_fee_inside_its_text(text: str) -> None:
    row = {"orderId": "1", "symbol": "BTCUSDT", "side": "buy", "orderType": "limit", "size": "1"}
    data = msgspec.json.encode([row | {"status": "live", "feeDetail": text}])
    hostile.read_one(orders.spot_orders, data)
