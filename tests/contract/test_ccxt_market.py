"""ccxt, unmodified, reads the paper exchange's market as it would the venue's."""

import time

import pytest
from ccxt.async_support import bitget

from tests.contract.conftest import both_accounts

pytestmark = [pytest.mark.contract, both_accounts]

SPOT, SWAP = "BTC/USDT", "BTC/USDT:USDT"


async def test_loads_markets_with_their_rules(exchange: bitget) -> None:
    assert sum(market["spot"] for market in exchange.markets.values()) >= 8
    assert sum(market["swap"] for market in exchange.markets.values()) >= 8
    spot, swap = exchange.market(SPOT), exchange.market(SWAP)
    assert spot["active"]
    assert spot["limits"]["cost"]["min"] == 1
    assert swap["settle"] == "USDT"
    assert swap["linear"]
    assert swap["contractSize"] == 1
    assert swap["precision"]["price"] == 0.1
    assert swap["limits"]["leverage"]["max"] > 1
    assert swap["maker"] == 0.0002


async def test_reads_the_server_s_clock(exchange: bitget) -> None:
    assert abs(await exchange.fetch_time() - time.time_ns() // 1_000_000) < 5_000


@pytest.mark.parametrize("symbol", [SPOT, SWAP])
async def test_reads_a_ticker(exchange: bitget, symbol: str) -> None:
    ticker = await exchange.fetch_ticker(symbol)
    assert ticker["symbol"] == symbol
    assert ticker["low"] <= ticker["last"] <= ticker["high"]
    assert ticker["bid"] < ticker["ask"]
    assert ticker["baseVolume"] > 0


async def test_reads_every_ticker_of_a_market(exchange: bitget) -> None:
    spot = await exchange.fetch_tickers([SPOT, "ETH/USDT"])
    assert set(spot) == {SPOT, "ETH/USDT"}
    swap = await exchange.fetch_tickers(params={"type": "swap"})
    assert len(swap) >= 8
    assert all(symbol.endswith(":USDT") for symbol in swap)


@pytest.mark.parametrize("symbol", [SPOT, SWAP])
async def test_reads_an_order_book(exchange: bitget, symbol: str) -> None:
    book = await exchange.fetch_order_book(symbol, 50)
    bids, asks = [price for price, _ in book["bids"]], [price for price, _ in book["asks"]]
    assert len(bids) == len(asks) == 50
    assert bids == sorted(bids, reverse=True)
    assert asks == sorted(asks)
    assert bids[0] < asks[0]


@pytest.mark.parametrize("timeframe", ["1m", "5m", "1h", "1d"])
async def test_reads_candles_up_to_now(exchange: bitget, timeframe: str) -> None:
    rows = await exchange.fetch_ohlcv(SWAP, timeframe, limit=80)
    length = {"1m": 60_000, "5m": 300_000, "1h": 3_600_000, "1d": 86_400_000}[timeframe]
    times = [int(row[0]) for row in rows]
    assert len(rows) == 80
    assert times == [times[0] + length * at for at in range(80)]
    assert times[-1] <= time.time_ns() // 1_000_000 < times[-1] + 2 * length
    assert all(low <= min(first, last) <= max(first, last) <= high for _, first, high, low, last, _ in rows)


async def test_reads_candles_since_a_time(exchange: bitget) -> None:
    since = (time.time_ns() // 1_000_000 // 3_600_000 - 48) * 3_600_000
    rows = await exchange.fetch_ohlcv(SPOT, "1h", since=since, limit=24)
    assert rows[0][0] == since
    assert len(rows) in {23, 24, 25}


@pytest.mark.parametrize("symbol", [SPOT, SWAP])
async def test_reads_public_trades(exchange: bitget, symbol: str) -> None:
    trades = await exchange.fetch_trades(symbol, limit=50)
    assert trades
    assert [trade["timestamp"] for trade in trades] == sorted(trade["timestamp"] for trade in trades)
    assert len({trade["id"] for trade in trades}) == len(trades)
    assert {trade["side"] for trade in trades} <= {"buy", "sell"}


async def test_reads_funding(exchange: bitget) -> None:
    funding = await exchange.fetch_funding_rate(SWAP)
    assert abs(funding["fundingRate"]) <= 0.003
    assert funding["fundingTimestamp"] > time.time_ns() // 1_000_000
    history = await exchange.fetch_funding_rate_history(SWAP, limit=10)
    assert len(history) == 10
    assert all(row["symbol"] == SWAP for row in history)


async def test_reads_funding_rates_and_open_interest(exchange: bitget) -> None:
    rates = await exchange.fetch_funding_rates([SWAP, "ETH/USDT:USDT"])
    assert set(rates) == {SWAP, "ETH/USDT:USDT"}
    interest = await exchange.fetch_open_interest(SWAP)
    assert interest["openInterestAmount"] > 0
