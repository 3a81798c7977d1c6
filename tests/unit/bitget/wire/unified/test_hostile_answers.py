"""Whatever an answer holds, reading it ends with a value or with one of our two errors, and quickly."""

import time
from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given

from terminal_app.bitget.wire.envelope import Envelope
from terminal_app.bitget.wire.unified import account, instruments, market, orders, positions, strategy
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.strategy_orders import StrategyKind
from tests.helpers import hostile

BTC = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")

READERS: dict[str, Callable[[Envelope], object]] = {
    "instruments": instruments.instruments,
    "tickers": lambda envelope: market.tickers(envelope, ProductType.SPOT, 1.0),
    "book": lambda envelope: market.book(envelope, BTC, 1.0),
    "candles": market.candles,
    "trades": market.trades,
    "funding": lambda envelope: market.funding(envelope, BTC),
    "funding history": lambda envelope: market.funding_history(envelope, BTC),
    "open interest": lambda envelope: market.open_interest(envelope, BTC),
    "tiers": market.position_tiers,
    "settings": account.settings,
    "account": lambda envelope: account.account(envelope, 1.0),
    "fee rate": account.fee_rate,
    "fills": positions.fills,
    "positions": lambda envelope: positions.positions(envelope, 1.0),
    "closed positions": positions.closed_positions,
    "ack": orders.ack,
    "acks": orders.acks,
    "ack page": orders.ack_page,
    "order": orders.order,
    "orders": orders.orders,
    "trigger orders": lambda envelope: strategy.page(envelope, StrategyKind.TRIGGER),
    "exits": lambda envelope: strategy.page(envelope, StrategyKind.TP_SL),
}

FIELDS = """
symbol category list cursor orderId clientOid code msg price size qty side orderType orderStatus
ts a b execId execPrice execQty createdTime total posSide leverage pricePrecision
quantityPrecision baseCoin quoteCoin lastPrice fundingRate resultList openInterest tier mmr
assets coin feeDetail type status takeProfit stopLoss triggerPrice tpOrderType slTriggerBy
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
