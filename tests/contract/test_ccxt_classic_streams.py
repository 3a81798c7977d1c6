"""ccxt's websocket client, unmodified, on a classic account: spot and futures, one-way and hedge mode."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from ccxt.pro import bitget

from tests.contract.conftest import close_everything, on_classic
from tests.contract.test_ccxt_streams import handled

pytestmark = [pytest.mark.contract, on_classic]

SPOT, SWAP = "BTC/USDT", "BTC/USDT:USDT"
SIZE = 0.01
HEDGED, CLOSING = {"hedged": True}, {"hedged": True, "reduceOnly": True}

either_market = pytest.mark.parametrize("symbol", [SPOT, SWAP])

Row = dict[str, Any]


@pytest.fixture
async def hedging(streams: bitget) -> AsyncIterator[bitget]:
    """A client whose account is in hedge mode, and back in one-way mode afterwards."""
    await streams.set_position_mode(hedged=True, symbol=SWAP)
    yield streams
    await close_everything(streams)
    await streams.set_position_mode(hedged=False, symbol=SWAP)


@either_market
@pytest.mark.parametrize("depth", [1, 5, 15])
async def test_watches_the_best_levels(streams: bitget, symbol: str, depth: int) -> None:
    for _ in range(3):
        book = await streams.watch_order_book(symbol, depth)
        assert len(book["bids"]) == len(book["asks"]) == depth
        assert book["bids"][0][0] < book["asks"][0][0]


@either_market
async def test_watches_a_market(streams: bitget, symbol: str) -> None:
    first, candles = await asyncio.gather(streams.watch_trades(symbol), streams.watch_ohlcv(symbol, "5m"))
    known = {trade["id"] for trade in first}
    more = await streams.watch_trades(symbol)
    assert any(trade["id"] not in known for trade in more)
    assert len(candles) > 1
    assert all(low <= min(start, end) <= max(start, end) <= high for _, start, high, low, end, _ in candles)
    best = (await streams.watch_bids_asks([symbol]))[symbol]
    assert best["bid"] < best["ask"]


async def test_a_subscription_can_be_given_up(streams: bitget) -> None:
    await streams.watch_ticker(SPOT)
    assert await streams.un_watch_ticker(SPOT)
    ticker = await streams.watch_ticker(SPOT)
    assert ticker["symbol"] == SPOT


@either_market
async def test_watches_its_trades_and_what_they_cost(streams: bitget, symbol: str) -> None:
    async with asyncio.TaskGroup() as group:
        trades = group.create_task(streams.watch_my_trades(symbol))
        await handled(streams)
        bought = await _buy(streams, symbol)
    trade = trades.result()[-1]
    assert (trade["order"], trade["side"], trade["takerOrMaker"]) == (bought, "buy", "taker")
    currency, charge = ("BTC", "amount") if symbol == SPOT else ("USDT", "cost")
    rate = 0.001 if symbol == SPOT else 0.0006
    assert trade["fee"]["currency"] == currency
    assert trade["fee"]["cost"] == pytest.approx(trade[charge] * rate, rel=0.001, abs=1e-8)


@either_market
async def test_watches_an_order_until_it_is_filled(streams: bitget, symbol: str) -> None:
    seen: list[Row] = []
    async with asyncio.TaskGroup() as group:
        group.create_task(_until_closed(streams, symbol, seen))
        await handled(streams)
        bought = await _buy(streams, symbol)
    assert {row["id"] for row in seen} == {bought}
    assert seen[-1]["status"] == "closed"
    assert seen[-1]["filled"] > 0
    assert seen[-1]["average"] > 0


async def test_watches_the_coins_of_the_spot_wallet(streams: bitget) -> None:
    before = (await streams.watch_balance())["BTC"]["total"]
    async with asyncio.TaskGroup() as group:
        group.create_task(_holds_more(streams, before))
        await handled(streams)
        await _buy(streams, SPOT)


async def test_watches_both_positions_of_hedge_mode_come_and_go(hedging: bitget) -> None:
    seen: list[Row] = []
    async with asyncio.TaskGroup() as group:
        group.create_task(_until_held(hedging, {"long": SIZE, "short": SIZE}, seen))
        await handled(hedging)
        for side in ("buy", "sell"):
            await hedging.create_order(SWAP, "market", side, SIZE, params=HEDGED)
    assert all(row["hedged"] for row in seen)
    async with asyncio.TaskGroup() as group:
        group.create_task(_until_held(hedging, {"short": SIZE}, seen))
        await handled(hedging)
        await hedging.create_order(SWAP, "market", "sell", SIZE, params=CLOSING)


async def test_watches_an_order_of_hedge_mode_open_and_close(hedging: bitget) -> None:
    for side, params in (("buy", HEDGED), ("sell", CLOSING)):
        seen: list[Row] = []
        async with asyncio.TaskGroup() as group:
            group.create_task(_until_closed(hedging, SWAP, seen))
            trades = group.create_task(hedging.watch_my_trades(SWAP))
            await handled(hedging)
            placed = await hedging.create_order(SWAP, "market", side, SIZE, params=params)
        assert {row["id"] for row in seen} == {placed["id"]}
        assert trades.result()[-1]["order"] == placed["id"]
        assert trades.result()[-1]["side"] == side


async def _buy(client: bitget, symbol: str) -> str:
    """Buy at market; returns the order's id."""
    price = (await client.fetch_ticker(symbol))["ask"] if symbol == SPOT else None
    return str((await client.create_order(symbol, "market", "buy", SIZE, price))["id"])


async def _until_closed(client: bitget, symbol: str, seen: list[Row]) -> None:
    """Until an order is told as closed; keeps everything that was told of it."""
    while not seen or seen[-1]["status"] != "closed":
        seen += await client.watch_orders(symbol)


async def _until_held(client: bitget, wanted: dict[str, float], seen: list[Row]) -> None:
    """Until exactly these positions are told."""
    held: dict[str, float] = {}
    while held != wanted:
        rows = await client.watch_positions([SWAP])
        seen += rows
        held = {row["side"]: row["contracts"] for row in rows}


async def _holds_more(client: bitget, before: float) -> None:
    """Until the wallet holds more bitcoin than it did."""
    while (await client.watch_balance())["BTC"]["total"] <= before:
        pass
