"""ccxt, unmodified, on a classic account: what it calls only there, and both sides of hedge mode at once."""

import time
from collections.abc import AsyncIterator

import ccxt
import pytest
from ccxt.async_support import bitget

from tests.contract.conftest import FUTURES, close_everything, on_classic

pytestmark = [pytest.mark.contract, on_classic]

SPOT, SWAP, ETH_SWAP = "BTC/USDT", "BTC/USDT:USDT", "ETH/USDT:USDT"
SIZE = 0.01
HEDGED, CLOSING = {"hedged": True}, {"hedged": True, "reduceOnly": True}


@pytest.fixture
async def hedging(exchange: bitget) -> AsyncIterator[bitget]:
    """A client whose account is in hedge mode, and back in one-way mode afterwards."""
    await exchange.set_position_mode(hedged=True, symbol=SWAP)
    yield exchange
    await close_everything(exchange)
    await exchange.set_position_mode(hedged=False, symbol=SWAP)


async def share_of_bid(exchange: bitget, symbol: str, share: float) -> float:
    ticker = await exchange.fetch_ticker(symbol)
    return float(exchange.price_to_precision(symbol, ticker["bid"] * share))


async def test_a_market_buy_by_cost_and_one_by_amount_and_price(exchange: bitget) -> None:
    ask = (await exchange.fetch_ticker(SPOT))["ask"]
    for placed in (
        await exchange.create_market_buy_order_with_cost(SPOT, 300),
        await exchange.create_order(SPOT, "market", "buy", 300 / ask, ask),
    ):
        order = await exchange.fetch_order(placed["id"], SPOT)
        assert order["status"] == "closed"
        assert order["cost"] == pytest.approx(300, rel=0.01)
        assert order["filled"] == pytest.approx(300 / ask, rel=0.01)
        assert order["fee"]["currency"] == "BTC"
        assert order["fee"]["cost"] == pytest.approx(order["filled"] / 1000, rel=0.01)


@pytest.mark.parametrize("force", ["IOC", "FOK", "PO"])
async def test_a_spot_order_that_must_trade_at_once_or_never(exchange: bitget, force: str) -> None:
    share = 1.01 if force == "PO" else 0.97
    price = await share_of_bid(exchange, SPOT, share)
    placed = await exchange.create_order(SPOT, "limit", "buy", SIZE, price, {"timeInForce": force})
    order = await exchange.fetch_order(placed["id"], SPOT)
    assert (order["status"], order["filled"]) == ("canceled", 0)
    past = await exchange.fetch_canceled_orders(SPOT, limit=3)
    assert placed["id"] in {row["id"] for row in past}


@pytest.mark.parametrize("symbol", [SPOT, SWAP])
async def test_finished_orders_are_told_apart(exchange: bitget, symbol: str) -> None:
    price = await share_of_bid(exchange, symbol, 0.97)
    rested = await exchange.create_order(symbol, "limit", "buy", SIZE, price)
    await exchange.cancel_order(rested["id"], symbol)
    traded = await exchange.create_order(symbol, "limit", "buy", SIZE, price * 1.05 // 1)
    since = int(time.time() * 1000) - 60_000
    closed = {row["id"] for row in await exchange.fetch_closed_orders(symbol, since, 5)}
    cancelled = {row["id"] for row in await exchange.fetch_canceled_orders(symbol, since, 5)}
    assert traded["id"] in closed - cancelled
    assert rested["id"] in cancelled - closed
    assert await exchange.fetch_closed_orders(symbol, since - 3_600_000, 5, {"until": since - 1}) == []


async def test_a_spot_order_leaves_its_exits_when_it_trades(exchange: bitget) -> None:
    exits = {
        "presetTakeProfitPrice": str(await share_of_bid(exchange, SPOT, 1.1)),
        "presetStopLossPrice": str(await share_of_bid(exchange, SPOT, 0.9)),
    }
    price = await share_of_bid(exchange, SPOT, 1.01)
    await exchange.create_order(SPOT, "limit", "buy", SIZE, price, exits)
    waiting = await exchange.fetch_open_orders(SPOT, params={"tpslType": "tpsl"})
    assert {row["info"]["triggerPrice"] for row in waiting} == set(exits.values())
    assert {(row["side"], row["type"], row["status"]) for row in waiting} == {("sell", "market", "open")}
    for row in waiting:
        await exchange.cancel_order(row["id"], SPOT, {"tpslType": "tpsl"})
    assert await exchange.fetch_open_orders(SPOT, params={"tpslType": "tpsl"}) == []


async def test_both_sides_are_held_and_closed_one_by_one(hedging: bitget) -> None:
    for side in ("buy", "sell"):
        await hedging.create_order(SWAP, "market", side, SIZE, params=HEDGED)
    held = {row["side"]: row["contracts"] for row in await hedging.fetch_positions([SWAP])}
    assert held == {"long": SIZE, "short": SIZE}
    await hedging.create_order(SWAP, "market", "sell", SIZE, params=CLOSING)
    (left,) = await hedging.fetch_positions([SWAP])
    assert (left["side"], left["hedged"]) == ("short", True)
    closed = await hedging.close_position(SWAP, "short")
    assert closed["id"]
    assert await hedging.fetch_positions(params=FUTURES) == []
    past = await hedging.fetch_positions_history([SWAP], limit=2)
    assert sorted(row["side"] for row in past) == ["long", "short"]


async def test_everything_is_closed_at_once(hedging: bitget) -> None:
    for symbol, side in ((SWAP, "buy"), (SWAP, "sell"), (ETH_SWAP, "buy")):
        await hedging.create_order(symbol, "market", side, SIZE * 10, params=HEDGED)
    await hedging.close_all_positions({"productType": "USDT-FUTURES"})
    assert await hedging.fetch_positions(params=FUTURES) == []


async def test_a_limit_order_of_hedge_mode_rests_is_edited_and_cancelled(hedging: bitget) -> None:
    await hedging.create_order(SWAP, "market", "buy", SIZE, params=HEDGED)
    price, higher = await share_of_bid(hedging, SWAP, 1.03), await share_of_bid(hedging, SWAP, 1.035)
    placed = await hedging.create_order(SWAP, "limit", "sell", SIZE, price, CLOSING)
    order = await hedging.fetch_order(placed["id"], SWAP)
    assert (order["side"], order["reduceOnly"], order["status"]) == ("sell", True, "open")
    edited = await hedging.edit_order(placed["id"], SWAP, "limit", "sell", SIZE, higher)
    order = await hedging.fetch_order(edited["id"], SWAP)
    assert (order["side"], order["price"]) == ("sell", higher)
    await hedging.cancel_all_orders(SWAP)
    assert await hedging.fetch_open_orders(SWAP) == []


async def test_the_trades_of_hedge_mode_pay_a_fee(hedging: bitget) -> None:
    opened = await hedging.create_order(SWAP, "market", "sell", SIZE, params=HEDGED)
    trades = [row for row in await hedging.fetch_my_trades(SWAP) if row["order"] == opened["id"]]
    assert sum(row["amount"] for row in trades) == pytest.approx(SIZE)
    assert {(row["side"], row["takerOrMaker"]) for row in trades} == {("sell", "taker")}
    assert sum(row["fee"]["cost"] for row in trades) == pytest.approx(
        sum(row["cost"] for row in trades) * 0.0006, rel=0.001
    )


async def test_the_mode_cannot_change_with_a_position(hedging: bitget) -> None:
    await hedging.create_order(SWAP, "market", "buy", SIZE, params=HEDGED)
    with pytest.raises(ccxt.ExchangeError, match="40920"):
        await hedging.set_position_mode(hedged=False, symbol=SWAP)
    with pytest.raises(ccxt.ExchangeError, match="45117"):
        await hedging.set_margin_mode("isolated", SWAP)


async def test_reads_prices_that_are_not_traded(exchange: bitget) -> None:
    mark = await exchange.fetch_mark_price(SWAP)
    assert mark["markPrice"] > 0
    for read in (exchange.fetch_mark_ohlcv, exchange.fetch_index_ohlcv):
        rows = await read(SWAP, "1h", limit=24)
        assert len(rows) == 24
        assert {row[5] for row in rows} == {0}


async def test_reads_what_the_account_pays_and_how_far_it_may_go(exchange: bitget) -> None:
    assert (await exchange.fetch_trading_fee(SPOT))["maker"] == 0.001
    fees = await exchange.fetch_trading_fees()
    assert fees[SPOT]["taker"] == 0.001
    tiers = await exchange.fetch_market_leverage_tiers(SWAP)
    assert [tier["tier"] for tier in tiers] == list(range(1, len(tiers) + 1))
    assert (await exchange.fetch_funding_interval(SWAP))["interval"] == "8h"
    assert (await exchange.fetch_margin_mode(SWAP))["marginMode"] == "cross"


async def test_reads_the_ledger_of_futures(exchange: bitget) -> None:
    await exchange.create_order(SWAP, "market", "buy", SIZE)
    rows = await exchange.fetch_ledger("USDT", params={"type": "swap", **FUTURES})
    assert rows[-1]["type"] == "trade"
    assert rows[-1]["fee"]["cost"] != 0


async def test_nothing_comes_in_from_outside(exchange: bitget) -> None:
    assert await exchange.fetch_deposits("USDT") == []
    address = await exchange.fetch_deposit_address("USDT", {"network": "TRC20"})
    assert not address["address"]


async def test_a_symbol_s_trades_are_read_back_from_an_id(exchange: bitget) -> None:
    rows = await exchange.fetch_trades(SWAP, limit=5)
    older = await exchange.fetch_trades(SWAP, limit=5, params={"idLessThan": rows[0]["id"]})
    assert {row["side"] for row in rows} <= {"buy", "sell"}
    assert max(row["timestamp"] for row in older) <= min(row["timestamp"] for row in rows)
    assert not {row["id"] for row in older} & {row["id"] for row in rows}
