"""ccxt, unmodified, trades on the paper exchange: spot and USDT-M futures, both position modes."""

import ccxt
import pytest
from ccxt.async_support import bitget

from tests.contract.conftest import FUTURES, UNIFIED, both_accounts, close_everything, on_classic

pytestmark = pytest.mark.contract

SPOT, SWAP = "BTC/USDT", "BTC/USDT:USDT"
SIZE = 0.01


async def resting_price(exchange: bitget, symbol: str, share: float = 0.03) -> float:
    """A price at which a buy does not trade."""
    ticker = await exchange.fetch_ticker(symbol)
    return float(exchange.price_to_precision(symbol, ticker["bid"] * (1 - share)))


@both_accounts
async def test_reads_the_balance(exchange: bitget, account: str) -> None:
    balance = await exchange.fetch_balance()
    assert balance["BTC"]["free"] > 0.5
    assert balance["ETH"]["total"] == 10
    if account == UNIFIED:
        assert balance["USDT"]["total"] > 90_000
        return
    futures = await exchange.fetch_balance({"type": "swap"})
    assert futures["USDT"]["free"] > 40_000
    assert futures["USDT"]["total"] + balance["USDT"]["total"] > 90_000


@both_accounts
async def test_a_call_of_the_other_api_is_refused(exchange: bitget, account: str) -> None:
    if account == UNIFIED:
        with pytest.raises(ccxt.ExchangeError, match="40085"):
            await exchange.fetch_trading_fee(SWAP)
    else:
        with pytest.raises(ccxt.ExchangeError, match="40084"):
            await exchange.privateUtaGetV3AccountSettings()
        assert (await exchange.fetch_trading_fee(SWAP))["taker"] == 0.0006


@both_accounts
@pytest.mark.parametrize("symbol", [SPOT, SWAP])
async def test_places_reads_edits_and_cancels_a_limit_order(
    exchange: bitget, account: str, symbol: str
) -> None:
    price = await resting_price(exchange, symbol)
    placed = await exchange.create_order(symbol, "limit", "buy", SIZE, price)
    order = await exchange.fetch_order(placed["id"], symbol)
    assert (order["status"], order["side"], order["type"]) == ("open", "buy", "limit")
    assert (order["price"], order["amount"], order["filled"]) == (price, SIZE, 0)
    assert placed["id"] in {row["id"] for row in await exchange.fetch_open_orders(symbol)}

    lower = await resting_price(exchange, symbol, 0.035)
    edited = await exchange.edit_order(placed["id"], symbol, "limit", "buy", SIZE * 2, lower)
    assert (edited["id"] == placed["id"]) is (account == UNIFIED)
    order = await exchange.fetch_order(edited["id"], symbol)
    assert (order["price"], order["amount"]) == (lower, SIZE * 2)

    await exchange.cancel_order(edited["id"], symbol)
    for order_id in {placed["id"], edited["id"]}:
        assert (await exchange.fetch_order(order_id, symbol))["status"] == "canceled"
    assert await exchange.fetch_open_orders(symbol) == []
    past = await exchange.fetch_canceled_and_closed_orders(symbol, limit=5)
    assert {placed["id"], edited["id"]} <= {row["id"] for row in past}


@both_accounts
async def test_finds_an_order_by_its_own_id(exchange: bitget) -> None:
    price = await resting_price(exchange, SWAP)
    placed = await exchange.create_order(SWAP, "limit", "buy", SIZE, price, {"clientOid": "mine:1_a.B/2-3"})
    assert placed["clientOrderId"] == "mine:1_a.B/2-3"
    found = await exchange.fetch_order("", SWAP, {"clientOrderId": "mine:1_a.B/2-3"})
    assert found["id"] == placed["id"]


@both_accounts
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


@both_accounts
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
    assert await exchange.fetch_positions(params=FUTURES) == []
    filled: dict[str, float] = {}
    for trade in await exchange.fetch_my_trades(SWAP, limit=50):
        filled[trade["order"]] = filled.get(trade["order"], 0) + trade["amount"]
    wanted = {opened["id"]: SIZE * 2, reduced["id"]: SIZE, closed["id"]: SIZE}
    assert {order: filled[order] for order in wanted} == pytest.approx(wanted)


@both_accounts
@pytest.mark.parametrize(("side", "closing"), [("buy", "sell"), ("sell", "buy")])
async def test_trades_both_sides_in_hedge_mode(exchange: bitget, side: str, closing: str) -> None:
    await exchange.set_position_mode(hedged=True, symbol=SWAP)
    try:
        opened = await exchange.create_order(SWAP, "market", side, SIZE, params={"hedged": True})
        order = await exchange.fetch_order(opened["id"], SWAP)
        assert (order["status"], order["side"]) == ("closed", side)
        position = (await exchange.fetch_positions([SWAP]))[0]
        assert (position["side"], position["hedged"]) == ("long" if side == "buy" else "short", True)
        hedged_close = {"hedged": True, "reduceOnly": True}
        closed = await exchange.create_order(SWAP, "market", closing, SIZE, params=hedged_close)
        order = await exchange.fetch_order(closed["id"], SWAP)
        assert (order["status"], order["side"]) == ("closed", closing)
        assert await exchange.fetch_positions(params=FUTURES) == []
    finally:
        await close_everything(exchange)
        await exchange.set_position_mode(hedged=False, symbol=SWAP)


@both_accounts
async def test_a_post_only_order_that_would_trade_is_cancelled(exchange: bitget) -> None:
    ask = (await exchange.fetch_ticker(SWAP))["ask"]
    price = float(exchange.price_to_precision(SWAP, ask * 1.01))
    placed = await exchange.create_order(SWAP, "limit", "buy", SIZE, price, {"postOnly": True})
    order = await exchange.fetch_order(placed["id"], SWAP)
    assert order["status"] == "canceled"
    assert order["info"]["cancelReason"] == "post_only_fill_cancel"


@both_accounts
async def test_an_ioc_order_trades_now_or_never(exchange: bitget) -> None:
    price = await resting_price(exchange, SWAP)
    placed = await exchange.create_order(SWAP, "limit", "buy", SIZE, price, {"timeInForce": "IOC"})
    assert (await exchange.fetch_order(placed["id"], SWAP))["status"] == "canceled"


@both_accounts
@pytest.mark.parametrize("symbol", [SPOT, SWAP])
async def test_places_and_cancels_several_at_once(exchange: bitget, symbol: str) -> None:
    price = await resting_price(exchange, symbol)
    wanted = {"symbol": symbol, "type": "limit", "side": "buy", "amount": SIZE, "price": price}
    placed = await exchange.create_orders([wanted, wanted, wanted])
    ids = [row["id"] for row in placed]
    assert len(set(ids)) == 3
    await exchange.cancel_orders(ids[:2], symbol)
    assert [row["id"] for row in await exchange.fetch_open_orders(symbol)] == ids[2:]
    await exchange.cancel_all_orders(symbol)
    assert await exchange.fetch_open_orders(symbol) == []


@both_accounts
async def test_closing_nothing_is_refused(exchange: bitget) -> None:
    with pytest.raises(ccxt.ExchangeError, match="22002"):
        await exchange.close_position(SWAP)


@both_accounts
async def test_sets_the_leverage(exchange: bitget) -> None:
    await exchange.set_leverage(7, "ETH/USDT:USDT")
    await exchange.create_order("ETH/USDT:USDT", "market", "sell", 0.1)
    assert (await exchange.fetch_position("ETH/USDT:USDT"))["leverage"] == 7


@both_accounts
async def test_reads_the_funding_paid(exchange: bitget) -> None:
    assert isinstance(await exchange.fetch_funding_history(SWAP), list)


@both_accounts
async def test_reads_the_positions_that_ended(exchange: bitget) -> None:
    await exchange.create_order(SWAP, "market", "buy", SIZE)
    await exchange.close_position(SWAP)
    past = (await exchange.fetch_positions_history([SWAP], limit=5))[0]
    assert (past["symbol"], past["contracts"], past["side"]) == (SWAP, SIZE, "long")


@on_classic
async def test_moves_money_between_the_wallets(exchange: bitget) -> None:
    async def both() -> tuple[float, float]:
        spot = await exchange.fetch_balance()
        futures = await exchange.fetch_balance({"type": "swap"})
        return spot["USDT"]["total"], futures["USDT"]["total"]

    before = await both()
    moved = await exchange.transfer("USDT", 100, "spot", "swap")
    assert await both() == pytest.approx((before[0] - 100, before[1] + 100))
    found = (await exchange.fetch_transfers("USDT", params={"fromAccount": "spot"}))[0]
    assert (found["id"], found["amount"], found["toAccount"]) == (moved["id"], 100, "swap")
    await exchange.transfer("USDT", 100, "swap", "spot")
    assert await both() == pytest.approx(before)
    with pytest.raises(ccxt.InsufficientFunds):
        await exchange.transfer("USDT", 1_000_000, "spot", "swap")


@on_classic
async def test_sets_margin_aside_for_an_isolated_position(exchange: bitget) -> None:
    await exchange.set_margin_mode("isolated", SWAP)
    try:
        mode = await exchange.fetch_margin_mode(SWAP)
        assert mode["marginMode"] == "isolated"
        await exchange.create_order(SWAP, "market", "buy", SIZE, params={"marginMode": "isolated"})
        before = (await exchange.fetch_position(SWAP))["info"]["marginSize"]
        await exchange.add_margin(SWAP, 10, {"holdSide": "long"})
        after = (await exchange.fetch_position(SWAP))["info"]["marginSize"]
        assert float(after) - float(before) == pytest.approx(10)
        await exchange.reduce_margin(SWAP, -5, {"holdSide": "long"})
    finally:
        await close_everything(exchange)
        await exchange.set_margin_mode("cross", SWAP)


@on_classic
async def test_reads_leverage_and_ledgers(exchange: bitget) -> None:
    await exchange.set_leverage(11, "ETH/USDT:USDT")
    leverage = await exchange.fetch_leverage("ETH/USDT:USDT")
    assert (leverage["longLeverage"], leverage["shortLeverage"]) == (11, 11)
    assert {row["currency"] for row in await exchange.fetch_ledger("BTC")} == {"BTC"}
    with pytest.raises(ccxt.OrderNotFound):
        await exchange.fetch_order("1", SPOT)
