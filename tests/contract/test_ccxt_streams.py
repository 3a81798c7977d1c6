"""ccxt's websocket client, unmodified, watches the paper exchange."""

import asyncio

import ccxt
import pytest
from ccxt.pro import bitget

from tests.contract.conftest import UNIFIED, Config, both_accounts

pytestmark = [pytest.mark.contract, both_accounts]

SPOT, SWAP = "BTC/USDT", "BTC/USDT:USDT"
SIZE = 0.01


@pytest.mark.parametrize("symbol", [SPOT, SWAP])
async def test_watches_an_order_book(streams: bitget, symbol: str) -> None:
    seen = set()
    for _ in range(10):
        book = await streams.watch_order_book(symbol)
        assert len(book["bids"]) > 50
        assert book["bids"][0][0] < book["asks"][0][0]
        seen.add(book["timestamp"])
    assert len(seen) > 1


@pytest.mark.parametrize("depth", [1, 5])
async def test_watches_the_best_levels(streams: bitget, depth: int) -> None:
    book = await streams.watch_order_book(SWAP, depth)
    assert len(book["bids"]) == len(book["asks"]) == depth


async def test_watches_trades(streams: bitget) -> None:
    first = await streams.watch_trades(SWAP)
    assert first
    more = await streams.watch_trades(SWAP)
    known = {trade["id"] for trade in first}
    assert any(trade["id"] not in known for trade in more)
    assert all(trade["price"] > 0 and trade["side"] in {"buy", "sell"} for trade in more)


@pytest.mark.parametrize("symbol", [SPOT, SWAP])
async def test_watches_a_ticker(streams: bitget, symbol: str) -> None:
    await streams.watch_ticker(symbol)
    ticker = await streams.watch_ticker(symbol)
    assert ticker["symbol"] == symbol
    assert ticker["bid"] < ticker["ask"]


async def test_watches_several_tickers(streams: bitget) -> None:
    wanted = [SPOT, "ETH/USDT"]
    seen: set[str] = set()
    while seen != set(wanted):
        seen |= set(await streams.watch_tickers(wanted))


async def test_watches_candles(streams: bitget) -> None:
    rows = await streams.watch_ohlcv(SWAP, "1m")
    assert len(rows) > 1
    assert all(row[3] <= row[4] <= row[2] for row in rows)


async def test_watches_its_orders(streams: bitget, account: str) -> None:
    # Of a unified account's orders ccxt takes every one for a future.
    for symbol in [SWAP] if account == UNIFIED else [SPOT, SWAP]:
        await _an_order_is_told(streams, symbol)


async def _an_order_is_told(streams: bitget, symbol: str) -> None:
    async with asyncio.TaskGroup() as group:
        first = group.create_task(streams.watch_orders(symbol))
        await handled(streams)
        price = (await streams.fetch_ticker(symbol))["bid"] * 0.97
        placed = await streams.create_order(symbol, "limit", "buy", SIZE, price)
    order = first.result()[-1]
    assert (order["id"], order["status"], order["filled"]) == (placed["id"], "open", 0)

    async with asyncio.TaskGroup() as group:
        second = group.create_task(streams.watch_orders(symbol))
        await handled(streams)
        await streams.cancel_order(placed["id"], symbol)
    assert (second.result()[-1]["id"], second.result()[-1]["status"]) == (placed["id"], "canceled")


async def test_watches_a_fill_move_position_and_balance(streams: bitget, account: str) -> None:
    wallet = {} if account == UNIFIED else {"type": "swap"}
    before = (await streams.watch_balance(wallet))["USDT"]["total"]
    async with asyncio.TaskGroup() as group:
        trades = group.create_task(streams.watch_my_trades(SWAP))
        group.create_task(_falls(streams, wallet, before))
        await handled(streams)
        bought = await streams.create_order(SWAP, "market", "buy", SIZE)
    assert trades.result()[-1]["order"] == bought["id"]
    positions = await streams.watch_positions([SWAP])
    assert (positions[0]["side"], positions[0]["contracts"]) == ("long", SIZE)


@pytest.mark.parametrize("name", ["apiKey", "secret", "password"])
async def test_a_wrong_credential_is_refused(config: Config, streams: bitget, name: str) -> None:
    client = bitget(config | {name: "wrong", "markets": streams.markets})
    try:
        with pytest.raises(ccxt.AuthenticationError):
            await client.watch_balance()
    finally:
        await client.close()


async def _falls(client: bitget, wallet: dict[str, str], before: float) -> None:
    """Until the balance is lower than it was."""
    while (await client.watch_balance(wallet))["USDT"]["total"] >= before:
        pass


async def handled(client: bitget) -> None:
    """Until the exchange has seen a subscription that was sent: it serves what came first, first."""
    for _ in range(2):
        await client.fetch_ticker(SWAP)
