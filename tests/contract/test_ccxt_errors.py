"""Each fault reaches ccxt's users as the exception that ccxt has for it."""

import ccxt
import pytest
from ccxt.async_support import bitget

from tests.contract.conftest import UNIFIED, Config, both_accounts

pytestmark = [pytest.mark.contract, both_accounts]

SPOT, SWAP = "BTC/USDT", "BTC/USDT:USDT"


@pytest.mark.parametrize(("name", "code"), [("apiKey", "40006"), ("secret", "40009"), ("password", "40012")])
async def test_a_wrong_credential(config: Config, name: str, code: str) -> None:
    client = bitget(config | {name: "wrong"})
    try:
        with pytest.raises(ccxt.AuthenticationError, match=code):
            await client.fetch_balance()
    finally:
        await client.close()


async def test_an_unknown_symbol(exchange: bitget) -> None:
    with pytest.raises(ccxt.BadSymbol):
        await exchange.create_order("NOPE/USDT", "market", "buy", 1)


async def test_a_symbol_that_only_the_client_believes_in(exchange: bitget, account: str) -> None:
    market = exchange.markets[SWAP]
    known, market["id"] = market["id"], "NOPEUSDT"
    try:
        with pytest.raises(ccxt.ExchangeError, match="25100" if account == UNIFIED else "40034"):
            await exchange.fetch_order_book(SWAP)
    finally:
        market["id"] = known


async def test_too_small_an_order(exchange: bitget) -> None:
    price = (await exchange.fetch_ticker(SWAP))["bid"] * 0.97
    with pytest.raises(ccxt.InvalidOrder, match="45110"):
        await exchange.create_order(SPOT, "limit", "buy", 0.000_01, price)


async def test_too_little_balance(exchange: bitget) -> None:
    price = (await exchange.fetch_ticker(SPOT))["bid"] * 0.97
    with pytest.raises(ccxt.InsufficientFunds):
        await exchange.create_order(SPOT, "limit", "buy", 400, price)
    with pytest.raises(ccxt.InsufficientFunds):
        await exchange.create_order(SWAP, "limit", "buy", 1_000, price)


async def test_cancelling_twice(exchange: bitget) -> None:
    price = (await exchange.fetch_ticker(SWAP))["bid"] * 0.97
    placed = await exchange.create_order(SWAP, "limit", "buy", 0.01, price)
    await exchange.cancel_order(placed["id"], SWAP)
    with pytest.raises(ccxt.OrderNotFound):
        await exchange.cancel_order(placed["id"], SWAP)


async def test_an_order_nobody_placed(exchange: bitget) -> None:
    for work in (exchange.fetch_order, exchange.cancel_order):
        with pytest.raises(ccxt.OrderNotFound):
            await work("1", SWAP)


async def test_a_price_between_the_ticks(exchange: bitget) -> None:
    price = (await exchange.fetch_ticker(SWAP))["bid"] * 0.97
    market = exchange.markets[SWAP]
    known, market["precision"]["price"] = market["precision"]["price"], 1e-6
    try:
        with pytest.raises(ccxt.InvalidOrder, match="41103"):
            await exchange.create_order(SWAP, "limit", "buy", 0.01, round(price) + 0.012_3)
    finally:
        market["precision"]["price"] = known


async def test_the_wrong_position_mode(exchange: bitget) -> None:
    with pytest.raises(ccxt.InvalidOrder, match="40774"):
        await exchange.create_order(SWAP, "market", "buy", 0.01, params={"hedged": True})


async def test_too_many_requests(config: Config) -> None:
    client = bitget(config | {"enableRateLimit": False})

    async def ask_again_and_again() -> None:
        for _ in range(50):
            await client.fetch_currencies()

    try:
        with pytest.raises(ccxt.DDoSProtection, match="429"):
            await ask_again_and_again()
    finally:
        await client.close()
