"""ccxt, unmodified, leaves stops and take-profits on the paper exchange; what it gets wrong is shown."""

from typing import Any

import ccxt
import pytest
from ccxt.async_support import bitget

from tests.contract.conftest import UNIFIED, both_accounts, close_everything, on_classic

pytestmark = pytest.mark.contract

SPOT, SWAP = "BTC/USDT", "BTC/USDT:USDT"
SIZE = 0.01
TRIGGER = {"trigger": True}
EXITS = {"trigger": True, "planType": "profit_loss"}
"""How a classic account is asked for the plans of positions."""


async def price_at(exchange: bitget, share: float) -> float:
    """A price at a share of the bid."""
    ticker = await exchange.fetch_ticker(SWAP)
    return float(exchange.price_to_precision(SWAP, ticker["bid"] * share))


async def waiting(exchange: bitget, params: dict[str, Any] = TRIGGER) -> list[dict[str, Any]]:
    """The waiting strategy orders, oldest first."""
    rows: list[dict[str, Any]] = await exchange.fetch_open_orders(SWAP, params=params)
    return rows


@both_accounts
async def test_a_stop_and_a_take_profit_attached_to_an_order(exchange: bitget, account: str) -> None:
    stop, take = await price_at(exchange, 0.9), await price_at(exchange, 1.1)
    attached = {"stopLoss": {"triggerPrice": stop}, "takeProfit": {"triggerPrice": take, "price": take}}
    placed = await exchange.create_order(SWAP, "market", "buy", SIZE, params=attached)
    order = await exchange.fetch_order(placed["id"], SWAP)
    assert (order["stopLossPrice"], order["takeProfitPrice"], order["status"]) == (stop, take, "closed")
    if account == UNIFIED:
        (row,) = await waiting(exchange)
        assert (row["stopLossPrice"], row["takeProfitPrice"], row["amount"]) == (stop, take, SIZE)
    else:
        rows = await waiting(exchange, EXITS)
        assert {(row["triggerPrice"], row["amount"]) for row in rows} == {(stop, SIZE), (take, SIZE)}
    await exchange.close_position(SWAP)
    assert await waiting(exchange, TRIGGER if account == UNIFIED else EXITS) == []


@both_accounts
async def test_a_stop_of_a_position_is_read_moved_and_taken_back(exchange: bitget, account: str) -> None:
    name = "stopLossPrice" if account == UNIFIED else "triggerPrice"
    asked = TRIGGER if account == UNIFIED else EXITS
    await exchange.create_order(SWAP, "market", "buy", SIZE)
    stop, lower = await price_at(exchange, 0.9), await price_at(exchange, 0.89)
    placed = await exchange.create_order(SWAP, "market", "sell", SIZE, params={"stopLossPrice": stop})
    (row,) = await waiting(exchange, asked)
    assert (row["id"], row[name], row["side"]) == (placed["id"], stop, "sell")
    await exchange.edit_order(placed["id"], SWAP, "market", "sell", SIZE, None, {"stopLossPrice": lower})
    (row,) = await waiting(exchange, asked)
    assert row[name] == lower
    await exchange.cancel_order(placed["id"], SWAP, TRIGGER)
    assert await waiting(exchange, asked) == []
    past = await exchange.fetch_canceled_and_closed_orders(SWAP, limit=5, params=asked)
    assert placed["id"] in {one["id"] for one in past if one["status"] == "canceled"}


@both_accounts
async def test_in_hedge_mode_a_stop_names_its_position(exchange: bitget, account: str) -> None:
    await exchange.set_position_mode(hedged=True, symbol=SWAP)
    try:
        await exchange.create_order(SWAP, "market", "sell", SIZE, params={"hedged": True})
        take = await price_at(exchange, 0.9)
        params = {"takeProfitPrice": take, "hedged": True, "reduceOnly": True}
        placed = await exchange.create_order(SWAP, "market", "buy", SIZE, params=params)
        (row,) = await waiting(exchange, TRIGGER if account == UNIFIED else EXITS)
        price = row["takeProfitPrice"] if account == UNIFIED else row["triggerPrice"]
        assert (row["id"], price, row["info"]["posSide"]) == (placed["id"], take, "short")
    finally:
        await close_everything(exchange)
        await exchange.set_position_mode(hedged=False, symbol=SWAP)


@both_accounts
async def test_a_stop_on_the_wrong_side_is_refused(exchange: bitget, account: str) -> None:
    await exchange.create_order(SWAP, "market", "buy", SIZE)
    stop = await price_at(exchange, 1.1)
    with pytest.raises(ccxt.ExchangeError, match="25590" if account == UNIFIED else "40917"):
        await exchange.create_order(SWAP, "market", "sell", SIZE, params={"stopLossPrice": stop})


async def test_the_amount_of_a_stop_counts_only_with_the_mode_that_ccxt_does_not_send(
    exchange: bitget,
) -> None:
    await exchange.create_order(SWAP, "market", "buy", SIZE * 2)
    stop = await price_at(exchange, 0.9)
    for mode, amount in ({}, SIZE * 2), ({"tpslMode": "partial"}, SIZE):
        params = {"stopLossPrice": stop} | mode
        placed = await exchange.create_order(SWAP, "market", "sell", SIZE, params=params)
        assert (await waiting(exchange))[-1]["amount"] == amount
        await exchange.cancel_order(placed["id"], SWAP, TRIGGER)


async def test_ccxt_sends_a_trigger_order_as_an_ordinary_one(exchange: bitget) -> None:
    price = await price_at(exchange, 0.97)
    params = {"triggerPrice": await price_at(exchange, 1.05)}
    placed = await exchange.create_order(SWAP, "limit", "buy", SIZE, price, params)
    assert await waiting(exchange) == []
    assert [row["id"] for row in await exchange.fetch_open_orders(SWAP)] == [placed["id"]]


async def test_a_real_trigger_order_by_the_venue_s_own_call(exchange: bitget) -> None:
    order = {
        "category": "USDT-FUTURES",
        "symbol": "BTCUSDT",
        "type": "trigger",
        "side": "buy",
        "qty": "0.01",
        "triggerPrice": str(await price_at(exchange, 1.05)),
        "triggerOrderType": "market",
    }
    placed = (await exchange.privateUtaPostV3TradePlaceStrategyOrder(order))["data"]
    (row,) = await waiting(exchange)
    assert (row["id"], row["triggerPrice"], row["side"]) == (
        placed["orderId"],
        float(order["triggerPrice"]),
        "buy",
    )
    await exchange.cancel_order(placed["orderId"], SWAP, TRIGGER)
    assert await waiting(exchange) == []


@on_classic
async def test_a_trigger_order_waits_is_changed_and_taken_back(exchange: bitget) -> None:
    price, trigger = await price_at(exchange, 0.97), await price_at(exchange, 1.05)
    params = {
        "triggerPrice": trigger,
        "stopLoss": {"triggerPrice": await price_at(exchange, 0.9), "price": 1},
    }
    placed = await exchange.create_order(SWAP, "limit", "buy", SIZE, price, params)
    (row,) = await waiting(exchange)
    assert (row["id"], row["triggerPrice"], row["price"]) == (placed["id"], trigger, price)
    assert (row["side"], row["status"], row["type"]) == ("buy", "open", "limit")
    higher = await price_at(exchange, 1.06)
    await exchange.edit_order(placed["id"], SWAP, "limit", "buy", SIZE * 2, price, {"triggerPrice": higher})
    (row,) = await waiting(exchange)
    assert (row["triggerPrice"], row["amount"]) == (higher, SIZE * 2)
    await exchange.cancel_all_orders(SWAP, TRIGGER)
    assert await waiting(exchange) == []


@on_classic
async def test_a_trailing_order_waits_and_is_taken_back(exchange: bitget) -> None:
    await exchange.create_order(SWAP, "market", "buy", SIZE)
    params = {
        "trailingPercent": "2",
        "trailingTriggerPrice": str(await price_at(exchange, 1.1)),
        "reduceOnly": True,
    }
    placed = await exchange.create_order(SWAP, "market", "sell", SIZE, None, params)
    trailing = {"trailing": True}
    (row,) = await waiting(exchange, trailing)
    assert (row["id"], row["info"]["callbackRatio"], row["side"]) == (placed["id"], "2", "sell")
    await exchange.edit_order(placed["id"], SWAP, "market", "sell", SIZE, None, {"trailingPercent": "3"})
    (row,) = await waiting(exchange, trailing)
    assert row["info"]["callbackRatio"] == "3"
    await exchange.cancel_order(placed["id"], SWAP, trailing)
    assert await waiting(exchange, trailing) == []


@on_classic
async def test_a_spot_order_waits_for_a_price(exchange: bitget) -> None:
    trigger = await price_at(exchange, 1.05)
    bought = {"triggerPrice": trigger, "createMarketBuyOrderRequiresPrice": False}
    placed = await exchange.create_order(SPOT, "market", "buy", 100, params=bought)
    (row,) = await exchange.fetch_open_orders(SPOT, params=TRIGGER)
    assert (row["id"], row["triggerPrice"], row["info"]["planType"]) == (placed["id"], trigger, "total")
    await exchange.cancel_order(placed["id"], SPOT, TRIGGER)
    assert await exchange.fetch_open_orders(SPOT, params=TRIGGER) == []
    past = await exchange.fetch_canceled_and_closed_orders(SPOT, params=TRIGGER)
    assert placed["id"] in {one["id"] for one in past}
