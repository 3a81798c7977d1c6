"""ccxt, unmodified, trades on the paper exchange: spot and USDT-M futures, both position modes."""

import ccxt
import pytest
from ccxt.async_support import bitget

from tests.contract.conftest import close_everything

pytestmark = pytest.mark.contract

SPOT, SWAP = "BTC/USDT", "BTC/USDT:USDT"
SIZE = 0.01


async def resting_price(exchange: bitget, symbol: str, share: float = 0.03) -> float:
    """A price at which a buy does not trade."""
    ticker = await exchange.fetch_ticker(symbol)
    return float(exchange.price_to_precision(symbol, ticker["bid"] * (1 - share)))


async def test_reads_the_balance(exchange: bitget) -> None:
    balance = await exchange.fetch_balance()
    assert balance["USDT"]["total"] > 90_000
    assert balance["BTC"]["free"] > 0.5
    assert balance["ETH"]["total"] == 10


async def test_a_call_of_the_classic_api_is_refused(exchange: bitget) -> None:
    with pytest.raises(ccxt.ExchangeError, match="40085"):
        await exchange.fetch_trading_fee(SWAP)


@pytest.mark.parametrize("symbol", [SPOT, SWAP])
async def test_places_reads_edits_and_cancels_a_limit_order(exchange: bitget, symbol: str) -> None:
    price = await resting_price(exchange, symbol)
    placed = await exchange.create_order(symbol, "limit", "buy", SIZE, price)
    order = await exchange.fetch_order(placed["id"], symbol)
    assert (order["status"], order["side"], order["type"]) == ("open", "buy", "limit")
    assert (order["price"], order["amount"], order["filled"]) == (price, SIZE, 0)
    assert placed["id"] in {row["id"] for row in await exchange.fetch_open_orders(symbol)}

    lower = await resting_price(exchange, symbol, 0.035)
    edited = await exchange.edit_order(placed["id"], symbol, "limit", "buy", SIZE * 2, lower)
    assert edited["id"] == placed["id"]
    order = await exchange.fetch_order(placed["id"], symbol)
    assert (order["price"], order["amount"]) == (lower, SIZE * 2)

    await exchange.cancel_order(placed["id"], symbol)
    assert (await exchange.fetch_order(placed["id"], symbol))["status"] == "canceled"
    assert await exchange.fetch_open_orders(symbol) == []
    past = await exchange.fetch_canceled_and_closed_orders(symbol, limit=5)
    assert placed["id"] in {row["id"] for row in past}


async def test_finds_an_order_by_its_own_id(exchange: bitget) -> None:
    price = await resting_price(exchange, SWAP)
    placed = await exchange.create_order(SWAP, "limit", "buy", SIZE, price, {"clientOid": "mine:1_a.B/2-3"})
    assert placed["clientOrderId"] == "mine:1_a.B/2-3"
    found = await exchange.fetch_order("", SWAP, {"clientOrderId": "mine:1_a.B/2-3"})
    assert found["id"] == placed["id"]


async def test_a_spot_buy_at_market_spends_the_cost_and_a_sell_gives_the_coins(exchange: bitget) -> None:
    before = await exchange.fetch_balance()
    price = (await exchange.fetch_ticker(SPOT))["last"]
    bought = await exchange.create_order(
        SPOT, "market", "buy", 600, params={"createMarketBuyOrderRequiresPrice": False}
    )
    order = await exchange.fetch_order(bought["id"], SPOT)
    assert order["status"] == "closed"
    assert order["filled"] == pytest.approx(600 / price, rel=0.02)
    after = await exchange.fetch_balance()
    assert before["USDT"]["total"] - after["USDT"]["total"] == pytest.approx(600, rel=0.001)
    assert after["BTC"]["total"] > before["BTC"]["total"]

    await exchange.create_order(SPOT, "market", "sell", SIZE)
    end = await exchange.fetch_balance()
    assert after["BTC"]["total"] - end["BTC"]["total"] == pytest.approx(SIZE)
    trades = await exchange.fetch_my_trades(SPOT, limit=10)
    assert {trade["side"] for trade in trades} >= {"buy", "sell"}
    assert all(trade["fee"]["cost"] for trade in trades)


async def test_opens_and_reduces_a_futures_position(exchange: bitget) -> None:
    opened = await exchange.create_order(SWAP, "market", "buy", SIZE * 2)
    assert (await exchange.fetch_order(opened["id"], SWAP))["status"] == "closed"
    position = (await exchange.fetch_positions([SWAP]))[0]
    assert (position["side"], position["contracts"], position["hedged"]) == ("long", SIZE * 2, False)
    assert position["entryPrice"] > 0
    assert position["leverage"] > 1
    assert position["marginMode"] == "cross"

    reduced = await exchange.create_order(SWAP, "market", "sell", SIZE, params={"reduceOnly": True})
    assert (await exchange.fetch_order(reduced["id"], SWAP))["reduceOnly"]
    assert (await exchange.fetch_position(SWAP))["contracts"] == SIZE
    closed = await exchange.close_position(SWAP)
    assert closed["id"]
    assert await exchange.fetch_positions() == []
    filled: dict[str, float] = {}
    for trade in await exchange.fetch_my_trades(SWAP, limit=50):
        filled[trade["order"]] = filled.get(trade["order"], 0) + trade["amount"]
    wanted = {opened["id"]: SIZE * 2, reduced["id"]: SIZE, closed["id"]: SIZE}
    assert {order: filled[order] for order in wanted} == pytest.approx(wanted)


@pytest.mark.parametrize(("side", "closing"), [("buy", "sell"), ("sell", "buy")])
async def test_trades_both_sides_in_hedge_mode(exchange: bitget, side: str, closing: str) -> None:
    await exchange.set_position_mode(hedged=True)
    try:
        opened = await exchange.create_order(SWAP, "market", side, SIZE, params={"hedged": True})
        order = await exchange.fetch_order(opened["id"], SWAP)
        assert (order["status"], order["side"]) == ("closed", side)
        position = (await exchange.fetch_positions([SWAP]))[0]
        assert (position["side"], position["hedged"]) == ("long" if side == "buy" else "short", True)
        hedged_close = {"hedged": True, "reduceOnly": True}
        await exchange.create_order(SWAP, "market", closing, SIZE, params=hedged_close)
        assert await exchange.fetch_positions() == []
    finally:
        await close_everything(exchange)
        await exchange.set_position_mode(hedged=False)


async def test_a_post_only_order_that_would_trade_is_cancelled(exchange: bitget) -> None:
    ask = (await exchange.fetch_ticker(SWAP))["ask"]
    price = float(exchange.price_to_precision(SWAP, ask * 1.01))
    placed = await exchange.create_order(SWAP, "limit", "buy", SIZE, price, {"postOnly": True})
    order = await exchange.fetch_order(placed["id"], SWAP)
    assert order["status"] == "canceled"
    assert order["info"]["cancelReason"] == "post_only_fill_cancel"


async def test_an_ioc_order_trades_now_or_never(exchange: bitget) -> None:
    price = await resting_price(exchange, SWAP)
    placed = await exchange.create_order(SWAP, "limit", "buy", SIZE, price, {"timeInForce": "IOC"})
    assert (await exchange.fetch_order(placed["id"], SWAP))["status"] == "canceled"


async def test_places_and_cancels_several_at_once(exchange: bitget) -> None:
    price = await resting_price(exchange, SWAP)
    wanted = {"symbol": SWAP, "type": "limit", "side": "buy", "amount": SIZE, "price": price}
    placed = await exchange.create_orders([wanted, wanted, wanted])
    ids = [row["id"] for row in placed]
    assert len(set(ids)) == 3
    await exchange.cancel_orders(ids[:2], SWAP)
    assert [row["id"] for row in await exchange.fetch_open_orders(SWAP)] == ids[2:]
    await exchange.cancel_all_orders(SWAP)
    assert await exchange.fetch_open_orders(SWAP) == []


async def test_closing_nothing_is_refused(exchange: bitget) -> None:
    with pytest.raises(ccxt.ExchangeError, match="22002"):
        await exchange.close_position(SWAP)


async def test_sets_the_leverage(exchange: bitget) -> None:
    await exchange.set_leverage(7, "ETH/USDT:USDT")
    await exchange.create_order("ETH/USDT:USDT", "market", "sell", 0.1)
    assert (await exchange.fetch_position("ETH/USDT:USDT"))["leverage"] == 7


async def test_reads_the_funding_paid(exchange: bitget) -> None:
    assert isinstance(await exchange.fetch_funding_history(SWAP), list)
