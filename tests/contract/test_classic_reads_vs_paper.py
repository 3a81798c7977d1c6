"""Our reads of a classic account against our paper exchange in its classic form, over the wire."""

from collections.abc import AsyncIterator, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any

import msgspec
import pytest

from terminal_app.bitget.classic import endpoints
from terminal_app.bitget.classic.account_data import ClassicAccountReads
from terminal_app.bitget.classic.market_data import ClassicMarketReads
from terminal_app.bitget.classic.order_entry import ClassicOrderCommands
from terminal_app.bitget.endpoints import Endpoint
from terminal_app.bitget.link_state import LinkWatch
from terminal_app.bitget.rest import BitgetRest
from terminal_app.bitget.wire.classic.key_info import key_info
from terminal_app.core.account import HoldMode, Liquidity, TransferState
from terminal_app.core.account_kind import AccountKind
from terminal_app.core.bills import BillKind
from terminal_app.core.clock import SystemClock
from terminal_app.core.commands import CancelStrategy, Transfer
from terminal_app.core.errors import VenueError
from terminal_app.core.ids import new_client_oid
from terminal_app.core.instrument import InstrumentId, InstrumentStatus, ProductType
from terminal_app.core.market import Interval
from terminal_app.core.money import BaseQty, QuoteQty
from terminal_app.core.orders import (
    ExitLeg,
    MarginMode,
    OrderType,
    PositionSide,
    Side,
    TimeInForce,
    TriggerBy,
    VenueStatus,
)
from terminal_app.core.outcomes import Accepted
from terminal_app.core.secret import Credentials, Secret
from terminal_app.core.strategy_orders import StrategyKind, StrategyStatus
from terminal_app.tasks import TaskOwner
from terminal_app.trading.bill_check import APART_MS, compare
from tests.helpers.paper_process import PaperProcess

pytestmark = [pytest.mark.contract]

SPOT = InstrumentId(ProductType.SPOT, "BTCUSDT")
PERP = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")
CONTRACT = {"symbol": "BTCUSDT", "productType": "USDT-FUTURES", "marginCoin": "USDT"}
CLOCK = SystemClock()
D = Decimal

Body = Mapping[str, object]


class Desk:
    """Both kinds of reads, and a hand that posts what a test needs to read."""

    def __init__(self, rest: BitgetRest) -> None:
        self.rest = rest
        self.market = ClassicMarketReads(rest, CLOCK)
        self.account = ClassicAccountReads(rest, CLOCK)

    async def post(self, endpoint: Endpoint, body: Body) -> Any:
        """Send a command as it stands; its data."""
        envelope = await self.rest.send(endpoint, lambda _now_ms: body)
        assert envelope.ok, (envelope.code, envelope.message)
        return msgspec.json.decode(envelope.data)

    async def last(self, instrument: InstrumentId) -> Decimal:
        """The price of this moment, whole."""
        rows = await self.market.tickers(instrument.product)
        return next(row.last for row in rows if row.instrument == instrument).to_integral_value()

    async def spot(self, side: str, size: str, price: Decimal | None = None) -> str:
        """Place a spot order; its client order id."""
        own_id = new_client_oid(CLOCK.now_ms())
        body = {"symbol": "BTCUSDT", "side": side, "size": size, "clientOid": own_id, "orderType": "market"}
        if price is not None:
            body |= {"orderType": "limit", "force": "gtc", "price": str(price)}
        await self.post(endpoints.SPOT_PLACE_ORDER, body)
        return own_id

    async def mix(self, size: str, price: Decimal | None = None, **words: str) -> str:
        """Place a futures order; its client order id."""
        own_id = new_client_oid(CLOCK.now_ms())
        body = CONTRACT | {"marginMode": "crossed", "size": size, "clientOid": own_id, "orderType": "market"}
        if price is not None:
            body |= {"orderType": "limit", "force": "post_only", "price": str(price)}
        await self.post(endpoints.MIX_PLACE_ORDER, body | words)
        return own_id

    async def tidy(self) -> None:
        """Cancel every order and plan, close every position, and go back to one-way mode."""
        product = {"productType": "USDT-FUTURES"}
        await self.post(endpoints.SPOT_CANCEL_SYMBOL, {"symbol": "BTCUSDT"})
        await self.post(endpoints.MIX_CANCEL_ALL, product)
        for plan in await self.account.strategy_orders(ProductType.USDT_FUTURES):
            listed = [{"orderId": plan.order_id}]
            await self.post(endpoints.MIX_CANCEL_PLAN, {**product, "orderIdList": listed})
        for plan in await self.account.strategy_orders(ProductType.SPOT):
            await self.post(endpoints.SPOT_CANCEL_PLAN, {"orderId": plan.order_id})
        if await self.account.positions(ProductType.USDT_FUTURES):
            await self.post(endpoints.CLOSE_POSITIONS, product)
        await self.post(endpoints.SET_POSITION_MODE, product | {"posMode": "one_way_mode"})


@pytest.fixture
async def desk(classic_paper: PaperProcess) -> AsyncIterator[Desk]:
    key = Credentials(
        Secret(classic_paper.key), Secret(classic_paper.secret), Secret(classic_paper.passphrase)
    )
    venue = classic_paper.venue
    tasks = TaskOwner("test")
    rest = BitgetRest(venue, key, CLOCK, tasks, LinkWatch(lambda _: None))
    made = Desk(rest)
    try:
        await rest.venue_clock.measure()
        yield made
        await made.tidy()
    finally:
        await tasks.aclose()
        await rest.aclose()


@pytest.mark.parametrize("where", [SPOT, PERP], ids=str)
async def test_the_market_is_read(desk: Desk, where: InstrumentId) -> None:
    found = {row.id: row for row in await desk.market.instruments(where.product)}
    rules = found[where]
    assert (rules.base, rules.quote, rules.status) == ("BTC", "USDT", InstrumentStatus.TRADING)
    assert rules.tick > 0 < rules.lot
    assert rules.min_notional > 0
    assert all(one.product is where.product for one in found)
    tickers = {row.instrument: row for row in await desk.market.tickers(where.product)}
    assert set(tickers) == set(found)
    ticker = tickers[where]
    assert ticker.bid is not None
    assert ticker.ask is not None
    assert ticker.bid < ticker.ask
    assert ticker.open_24h
    assert (ticker.mark is not None) is where.product.is_futures
    book = await desk.market.book(where, 20)
    assert all(one[0] > other[0] for one, other in pairwise(book.bids))
    assert all(one[0] < other[0] for one, other in pairwise(book.asks))
    assert book.bids[0][0] < book.asks[0][0]
    trades = await desk.market.trades(where, 20)
    assert len(trades) == 20
    assert [trade.time_ms for trade in trades] == sorted(trade.time_ms for trade in trades)


@pytest.mark.parametrize("where", [SPOT, PERP], ids=str)
@pytest.mark.parametrize("interval", list(Interval), ids=str)
async def test_candles_of_every_length_are_read(desk: Desk, where: InstrumentId, interval: Interval) -> None:
    found = await desk.market.candles(where, interval, count=3)
    assert len(found) == 3
    if interval is not Interval.MO1:
        gaps = {after.open_ms - before.open_ms for before, after in pairwise(found)}
        assert gaps == {interval.ms}
    assert all(candle.low <= min(candle.open, candle.close) for candle in found)
    assert found[0].turnover / found[0].volume == pytest.approx(found[0].close, rel=D("0.5"))


@pytest.mark.parametrize("where", [SPOT, PERP], ids=str)
async def test_older_candles_join_the_newer_ones(desk: Desk, where: InstrumentId) -> None:
    found = await desk.market.candles(where, Interval.M1, count=1_300)
    assert len(found) == 1_300
    assert {after.open_ms - before.open_ms for before, after in pairwise(found)} == {60_000}
    earlier = await desk.market.candles(where, Interval.M1, before_ms=found[0].open_ms, count=5)
    assert earlier[-1].open_ms == found[0].open_ms - 60_000


async def test_what_only_futures_have_is_read(desk: Desk) -> None:
    rate = await desk.market.funding(PERP)
    assert rate.instrument == PERP
    assert rate.time_ms > CLOCK.now_ms() - 86_400_000
    past = await desk.market.funding_history(PERP, 5)
    assert len(past) == 5
    assert [one.time_ms for one in past] == sorted((one.time_ms for one in past), reverse=True)
    assert await desk.market.open_interest(PERP) > 0
    tiers = await desk.market.position_tiers(PERP)
    assert [tier.tier for tier in tiers] == list(range(1, len(tiers) + 1))
    with pytest.raises(VenueError):
        await desk.market.funding(SPOT)


async def test_the_account_has_a_wallet_for_each_product(desk: Desk) -> None:
    seen = await desk.account.account()
    assert seen.wallets == tuple(ProductType)
    spot = {row.coin: row for row in seen.balances if row.product is ProductType.SPOT}
    assert {"USDT", "BTC"} <= set(spot)
    assert spot["BTC"].equity == spot["BTC"].available + spot["BTC"].locked
    (margin,) = [row for row in seen.balances if row.product is ProductType.USDT_FUTURES]
    assert margin.coin == "USDT"
    assert margin.margin is not None
    assert margin.margin.transferable is not None
    assert margin.wallet == margin.equity - (margin.margin.unrealised_pnl or 0)
    assert seen.equity > spot["USDT"].equity + margin.equity
    assert seen.unrealised_pnl == margin.margin.unrealised_pnl


async def test_how_the_account_is_set_up(desk: Desk) -> None:
    product = {"productType": "USDT-FUTURES"}
    await desk.post(endpoints.SET_POSITION_MODE, product | {"posMode": "hedge_mode"})
    await desk.post(endpoints.SET_LEVERAGE, CONTRACT | {"leverage": "7"})
    seen = await desk.account.settings()
    assert seen.uid
    assert seen.kind is AccountKind.CLASSIC
    assert seen.hold_mode_of(ProductType.USDT_FUTURES) is HoldMode.HEDGE
    setting = {one.instrument: one for one in seen.symbols}[PERP]
    assert (setting.margin_mode, setting.leverage) == (MarginMode.CROSSED, D(7))
    ether = InstrumentId(ProductType.USDT_FUTURES, "ETHUSDT")
    asked = await desk.account.symbol_setting(ether)
    assert asked in (await desk.account.settings()).symbols
    rate = await desk.account.fee_rate(PERP)
    assert rate.maker < rate.taker
    assert (await desk.account.fee_rate(SPOT)).taker > 0
    key = await desk.rest.read(endpoints.KEY_INFO, {}, key_info)
    assert (key.may_trade, key.may_withdraw) == (True, False)


async def test_a_spot_order_is_found_by_either_id_and_in_the_lists(desk: Desk) -> None:
    price = await desk.last(SPOT) - 5_000
    own_id = await desk.spot("buy", "0.01", price)
    seen = await desk.account.order(own_id, None, SPOT)
    assert seen is not None
    assert (seen.client_oid, seen.status, seen.side) == (own_id, VenueStatus.LIVE, Side.BUY)
    assert (seen.price, seen.size, seen.filled) == (price, BaseQty(D("0.01")), D(0))
    assert seen.avg_price is None
    assert seen == await desk.account.order(own_id, seen.order_id, SPOT)
    assert seen in await desk.account.open_orders(ProductType.SPOT)
    assert seen in await desk.account.open_orders()
    await desk.post(endpoints.SPOT_CANCEL_ORDER, {"symbol": "BTCUSDT", "orderId": seen.order_id})
    ended = await desk.account.order(own_id, None, SPOT)
    assert ended is not None
    assert ended.status is VenueStatus.CANCELLED
    assert ended.cancel_reason
    assert ended in await desk.account.order_history(ProductType.SPOT, since_ms=seen.created_ms - 1_000)
    assert ended.order_id in [one.order_id for one in await desk.account.order_history(ProductType.SPOT, 5)]


async def test_a_spot_market_buy_is_sized_in_quote_coin(desk: Desk) -> None:
    own_id = await desk.spot("buy", "250")
    seen = await desk.account.order(own_id, None, SPOT)
    assert seen is not None
    assert (seen.order_type, seen.size, seen.status) == (
        OrderType.MARKET,
        QuoteQty(D(250)),
        VenueStatus.FILLED,
    )
    assert seen.price is None
    fills = [one for one in await desk.account.fills(ProductType.SPOT) if one.order_id == seen.order_id]
    assert sum(one.size for one in fills) == seen.filled
    assert sum(one.fee for one in fills) == seen.fee > 0
    assert {one.fee_coin for one in fills} == {seen.fee_coin} == {"BTC"}
    assert {one.liquidity for one in fills} == {Liquidity.TAKER}
    assert {one.position_side for one in fills} == {PositionSide.NET}


@pytest.mark.parametrize("where", [SPOT, PERP], ids=str)
async def test_no_such_order_is_said_by_the_venue(desk: Desk, where: InstrumentId) -> None:
    assert await desk.account.order(new_client_oid(CLOCK.now_ms()), None, where) is None
    assert await desk.account.order("tb-x", "1234567890", where) is None


async def test_an_old_spot_order_is_looked_for_in_the_lists(desk: Desk) -> None:
    hours_ago = new_client_oid(CLOCK.now_ms() - 5 * 3_600_000)
    price = await desk.last(SPOT) - 5_000
    body = {"symbol": "BTCUSDT", "side": "buy", "orderType": "limit", "force": "gtc"}
    body |= {"price": str(price), "size": "0.01", "clientOid": hours_ago}
    assert await desk.account.order(hours_ago, None, SPOT) is None
    await desk.post(endpoints.SPOT_PLACE_ORDER, body)
    seen = await desk.account.order(hours_ago, None, SPOT)
    assert seen is not None
    assert seen.client_oid == hours_ago


async def test_hedge_rows_have_their_real_direction(desk: Desk) -> None:
    product = {"productType": "USDT-FUTURES"}
    await desk.post(endpoints.SET_POSITION_MODE, product | {"posMode": "hedge_mode"})
    opened = await desk.mix("0.02", side="buy", tradeSide="open")
    price = await desk.last(PERP) + 5_000
    closing = await desk.mix("0.01", price, side="buy", tradeSide="close")
    resting = await desk.account.order(closing, None, PERP)
    assert resting is not None
    assert (resting.side, resting.position_side) == (Side.SELL, PositionSide.LONG)
    assert (resting.time_in_force, resting.price) == (TimeInForce.POST_ONLY, price)
    assert resting in await desk.account.open_orders(ProductType.USDT_FUTURES)
    short = await desk.mix("0.01", side="sell", tradeSide="open")
    told = {row.side: row for row in await desk.account.positions(ProductType.USDT_FUTURES)}
    assert set(told) == {PositionSide.LONG, PositionSide.SHORT}
    assert told[PositionSide.LONG].size == D("0.02")
    assert told[PositionSide.LONG].available == D("0.01")
    assert told[PositionSide.LONG].hold_mode is HoldMode.HEDGE
    await desk.post(endpoints.MIX_CANCEL_ORDER, CONTRACT | {"clientOid": closing})
    closed = await desk.mix("0.02", side="buy", tradeSide="close")
    covered = await desk.mix("0.01", side="sell", tradeSide="close")
    ids = {}
    for own_id in (opened, short, closed, covered):
        order = await desk.account.order(own_id, None, PERP)
        assert order is not None
        assert order.status is VenueStatus.FILLED
        ids[order.order_id] = own_id
    fills = await desk.account.fills(ProductType.USDT_FUTURES, since_ms=CLOCK.now_ms() - 600_000)
    directions = {ids[one.order_id]: (one.side, one.position_side) for one in fills if one.order_id in ids}
    assert directions == {
        opened: (Side.BUY, PositionSide.LONG),
        short: (Side.SELL, PositionSide.SHORT),
        closed: (Side.SELL, PositionSide.LONG),
        covered: (Side.BUY, PositionSide.SHORT),
    }
    past = await desk.account.position_history(ProductType.USDT_FUTURES, 2)
    assert {one.side for one in past} == {PositionSide.LONG, PositionSide.SHORT}
    assert all(one.open_fee > 0 < one.close_fee for one in past)


async def test_a_one_way_close_is_reduce_only(desk: Desk) -> None:
    await desk.mix("0.01", side="sell")
    price = await desk.last(PERP) - 5_000
    own_id = await desk.mix("0.01", price, side="buy", reduceOnly="YES")
    seen = await desk.account.order(own_id, None, PERP)
    assert seen is not None
    assert (seen.side, seen.position_side, seen.reduce_only) == (Side.BUY, PositionSide.NET, True)
    (position,) = await desk.account.positions(ProductType.USDT_FUTURES)
    assert (position.side, position.hold_mode) == (PositionSide.SHORT, HoldMode.ONE_WAY)


async def test_the_fills_agree_with_the_bills_of_both_wallets(desk: Desk) -> None:
    # The exchange stamps with the moment of its market, which may lie a little behind its clock.
    since_ms = desk.rest.offset.venue_ms() - 5_000
    await desk.spot("buy", "300")
    await desk.spot("sell", "0.002")
    await desk.mix("0.01", side="buy")
    await desk.mix("0.01", side="sell", reduceOnly="YES")
    until_ms = desk.rest.offset.venue_ms() + 5_000
    bills = await desk.account.bills(since_ms=since_ms - APART_MS)
    fills = await desk.account.fills(since_ms=since_ms - APART_MS)
    assert len({bill.bill_id for bill in bills}) == len(bills)
    assert BillKind.SETTLEMENT in {bill.kind for bill in bills}
    check = compare(fills, bills, since_ms, until_ms)
    assert check.agrees
    assert {"BTC", "USDT"} == set(check.by_coin)


async def test_every_kind_of_plan_is_listed(desk: Desk) -> None:
    last = await desk.last(PERP)
    await desk.mix("0.02", side="buy")
    base = CONTRACT | {"triggerType": "mark_price", "size": "0.01"}
    entry = base | {"marginMode": "crossed", "side": "buy"}
    exits = base | {"holdSide": "buy"}
    bodies: list[tuple[Endpoint, dict[str, str]]] = [
        (
            endpoints.MIX_PLACE_PLAN,
            entry
            | {"planType": "normal_plan", "orderType": "limit"}
            | {"triggerPrice": str(last - 3_000), "price": str(last - 3_100)},
        ),
        (
            endpoints.MIX_PLACE_PLAN,
            entry
            | {"planType": "track_plan", "orderType": "market", "callbackRatio": "1"}
            | {"triggerPrice": str(last - 3_000)},
        ),
        (endpoints.PLACE_TP_SL, exits | {"planType": "profit_plan", "triggerPrice": str(last + 4_000)}),
        (
            endpoints.PLACE_TP_SL,
            exits | {"planType": "moving_plan", "triggerPrice": str(last + 2_000), "rangeRate": "2"},
        ),
        (
            endpoints.PLACE_TP_SL,
            {key: text for key, text in exits.items() if key != "size"}
            | {"planType": "pos_loss", "triggerPrice": str(last - 4_000)},
        ),
    ]
    placed = [(await desk.post(endpoint, body))["orderId"] for endpoint, body in bodies]
    found = {one.order_id: one for one in await desk.account.strategy_orders(ProductType.USDT_FUTURES)}
    normal, track, profit, moving, loss = (found[order_id] for order_id in placed)
    assert len(found) == 5
    assert {one.status for one in found.values()} == {StrategyStatus.PENDING}
    assert (normal.kind, normal.side, normal.price) == (StrategyKind.TRIGGER, Side.BUY, last - 3_100)
    assert (normal.trigger, normal.by, normal.size) == (last - 3_000, TriggerBy.MARK, D("0.01"))
    assert (track.kind, track.callback, track.side) == (StrategyKind.TRAILING, D("0.01"), Side.BUY)
    assert (profit.kind, profit.side) == (StrategyKind.TP_SL, Side.SELL)
    assert profit.take_profit == ExitLeg(last + 4_000, TriggerBy.MARK)
    assert (moving.kind, moving.callback, moving.side) == (
        StrategyKind.TRAILING_STOP,
        D("0.02"),
        Side.SELL,
    )
    assert moving.reduce_only
    assert (loss.stop_loss, loss.size) == (ExitLeg(last - 4_000, TriggerBy.MARK), None)
    await desk.tidy()
    ended = {one.order_id: one for one in await desk.account.strategy_history(ProductType.USDT_FUTURES)}
    assert set(placed) <= set(ended)
    assert ended[placed[0]].status is StrategyStatus.CANCELLED


async def test_spot_plans_are_listed(desk: Desk) -> None:
    last = await desk.last(SPOT)
    body = {"symbol": "BTCUSDT", "side": "sell", "triggerType": "fill_price", "size": "0.01"}
    body |= {"triggerPrice": str(last - 3_000), "orderType": "limit", "executePrice": str(last - 3_050)}
    order_id = (await desk.post(endpoints.SPOT_PLACE_PLAN, body))["orderId"]
    (found,) = await desk.account.strategy_orders(ProductType.SPOT)
    assert (found.order_id, found.instrument, found.side) == (order_id, SPOT, Side.SELL)
    assert (found.trigger, found.price, found.size) == (last - 3_000, last - 3_050, D("0.01"))
    await desk.post(endpoints.SPOT_CANCEL_PLAN, {"orderId": order_id})
    assert await desk.account.strategy_orders(ProductType.SPOT) == []
    (ended,) = await desk.account.strategy_history(ProductType.SPOT, 1)
    assert (ended.order_id, ended.status) == (order_id, StrategyStatus.CANCELLED)


async def test_an_exit_of_spot_is_listed_and_can_be_cancelled(desk: Desk) -> None:
    last = await desk.last(SPOT)
    body = {"symbol": "BTCUSDT", "side": "sell", "orderType": "limit", "force": "gtc", "size": "0.01"}
    body |= {"tpslType": "tpsl", "triggerPrice": str(last - 3_000), "price": str(last - 3_050)}
    order_id = (await desk.post(endpoints.SPOT_PLACE_ORDER, body))["orderId"]
    (found,) = await desk.account.strategy_orders(ProductType.SPOT)
    assert (found.order_id, found.side, found.reduce_only) == (order_id, Side.SELL, True)
    assert (found.trigger, found.price, found.size) == (last - 3_000, last - 3_050, D("0.01"))
    assert await desk.account.open_orders(ProductType.SPOT) == []
    outcome = await ClassicOrderCommands(desk.rest).cancel_strategy(
        CancelStrategy(found.client_oid, SPOT, order_id, known=found)
    )
    assert isinstance(outcome, Accepted)
    assert await desk.account.strategy_orders(ProductType.SPOT) == []
    ended = {one.order_id: one.status for one in await desk.account.strategy_history(ProductType.SPOT)}
    assert ended[order_id] is StrategyStatus.CANCELLED


async def test_a_transfer_is_found_by_its_own_id_and_in_both_ledgers(desk: Desk) -> None:
    since_ms = desk.rest.offset.venue_ms()
    own_id = new_client_oid(CLOCK.now_ms())
    moved = Transfer(own_id, "USDT", D(12), ProductType.SPOT, ProductType.USDT_FUTURES)
    assert await desk.account.transfer_state(moved) is None
    body = {"fromType": "spot", "toType": "usdt_futures", "amount": "12", "coin": "USDT"}
    await desk.post(endpoints.TRANSFER, body | {"clientOid": own_id})
    assert await desk.account.transfer_state(moved) is TransferState.DONE
    bills = await desk.account.bills(since_ms=since_ms - APART_MS)
    moves = {bill.bill_id.partition(":")[0]: bill for bill in bills if bill.kind is BillKind.TRANSFER}
    assert {name: bill.change for name, bill in moves.items()} == {"spot": -12, "usdt-futures": 12}


async def test_pages_are_joined(desk: Desk) -> None:
    price = await desk.last(SPOT) - 6_000
    many = 103
    for start in range(0, many, 20):
        rows = [
            {"side": "buy", "orderType": "limit", "force": "gtc", "size": "0.001", "price": str(price - n)}
            for n in range(start, min(start + 20, many))
        ]
        await desk.post(endpoints.SPOT_PLACE_BATCH, {"symbol": "BTCUSDT", "orderList": rows})
    found = await desk.account.open_orders(ProductType.SPOT)
    assert {order.price for order in found} == {price - n for n in range(many)}
