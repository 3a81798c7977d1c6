"""Whatever an answer holds, reading it ends with a value or with one of our two errors, and quickly."""

import time
from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.bitget.wire.envelope import BadPayloadError, Envelope
from terminal_app.bitget.wire.unified import account, instruments, market, orders, positions, strategy
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.money import BadNumberError
from terminal_app.core.strategy_orders import StrategyKind

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
NAMES = st.sampled_from(FIELDS.split())
TEXTS = st.sampled_from(
    [
        "",
        "0",
        "-1",
        "1.5",
        "NaN",
        "1e999999",
        "9" * 60,
        "BTCUSDT",
        "SPOT",
        "USDT-FUTURES",
        "buy",
        "limit",
        "live",
    ]
) | st.text(max_size=8)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=8),
    max_leaves=25,
)


@pytest.mark.parametrize("name", READERS)
@given(data=VALUES)
def test_odd_data(name: str, data: object) -> None:
    read_one(READERS[name], msgspec.json.encode(data))


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize(
    "data",
    [
        b"[" * 100_000 + b"]" * 100_000,
        b'{"list":' * 50_000 + b"1" + b"}" * 50_000,
        b'[{"symbol":"BTCUSDT","symbol":"ETHUSDT"}]',
        b'{"a":[[1e999999,1]],"b":[[' + b"9" * 100_000 + b",1]]}",
        b'{"ts":' + b"9" * 100_000 + b"}",
        b'"\\ud800"',
        b'"\xff"',
        b"\x00",
    ],
    ids=range(8),
)
def test_hostile_data(name: str, data: bytes) -> None:
    started = time.process_time()
    read_one(READERS[name], data)
    assert time.process_time() - started < 0.2


def read_one(reader: Callable[[Envelope], object], data: bytes) -> None:
    """Any other error than our two fails the test."""
    envelope = Envelope(code="00000", request_time=1_700_000_000_000, data=msgspec.Raw(data))
    message = ""
    try:
        reader(envelope)
    except (BadPayloadError, BadNumberError) as error:
        message = str(error)
    assert len(message) <= 200
