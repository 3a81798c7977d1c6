"""Our client against our paper exchange, over the wire: two readings of the same documents must agree."""

import contextlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import partial
from itertools import pairwise

import pytest

from terminal_app.bitget.client import BitgetClient
from terminal_app.bitget.endpoints import Badge
from terminal_app.core.account import HoldMode, Liquidity
from terminal_app.core.clock import SystemClock
from terminal_app.core.commands import (
    AmendOrder,
    Approved,
    CancelAll,
    CancelOrder,
    ClosePosition,
    PlaceOrder,
    SetHoldMode,
    SetLeverage,
)
from terminal_app.core.errors import AuthError, VenueError
from terminal_app.core.events import (
    AccountEvent,
    BookSnapshot,
    CandlesSeen,
    FillsSeen,
    Link,
    LinkChanged,
    LinkEvent,
    LinkState,
    MarketEvent,
    OrdersSeen,
    TickerSeen,
    TradesSeen,
)
from terminal_app.core.ids import new_client_oid
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import Interval, Ticker
from terminal_app.core.money import BaseQty, QuoteQty
from terminal_app.core.orders import (
    MarginMode,
    OrderType,
    PositionSide,
    Side,
    TimeInForce,
    VenueOrder,
    VenueStatus,
)
from terminal_app.core.outcomes import Accepted, Rejected, Unknown
from terminal_app.core.ports import Channel, ExchangeClient, Feed, Listeners
from terminal_app.core.secret import Credentials, Secret
from tests.helpers.paper_process import PaperProcess, paper_process
from tests.helpers.waiting import eventually

pytestmark = [pytest.mark.contract]

SPOT = InstrumentId(ProductType.SPOT, "BTCUSDT")
PERP = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")
CLOCK = SystemClock()
D = Decimal


class Heard:
    """What a client delivered."""

    def __init__(self) -> None:
        self.market: list[MarketEvent] = []
        self.account: list[AccountEvent] = []
        self.link: list[LinkEvent] = []
        self.listeners = Listeners(self.market.append, self.account.append, self.link.append)

    def reports(self, client_oid: str) -> list[VenueOrder]:
        """What the private stream said of an order."""
        return [
            order
            for event in self.account
            if isinstance(event, OrdersSeen)
            for order in event.orders
            if order.client_oid == client_oid
        ]

    def has(self, kind: type[MarketEvent]) -> bool:
        """Whether an event of this kind came from the public stream."""
        return any(isinstance(event, kind) for event in self.market)

    def is_live(self, link: Link) -> bool:
        """Whether a link has told that data flows."""
        return any(
            isinstance(event, LinkChanged) and event.link is link and event.state is LinkState.LIVE
            for event in self.link
        )


@pytest.fixture(scope="module")
def exchange() -> Iterator[PaperProcess]:
    with paper_process() as running:
        yield running


@contextlib.asynccontextmanager
async def connected(
    exchange: PaperProcess, key: Credentials | None, heard: Heard
) -> AsyncIterator[BitgetClient]:
    client = BitgetClient(exchange.venue, key, heard.listeners, CLOCK)
    try:
        yield client
    finally:
        await client.aclose()


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
async def client(exchange: PaperProcess, heard: Heard) -> AsyncIterator[BitgetClient]:
    async with connected(exchange, exchange.credentials, heard) as running:
        yield running
        # Each test brings a new client that knows nothing of the calls of the last one: spend few.
        for product in {order.instrument.product for order in await running.open_orders()}:
            await running.cancel_all(CancelAll(product))
        for position in await running.positions(ProductType.USDT_FUTURES):
            side = position.side if position.hold_mode is HoldMode.HEDGE else PositionSide.NET
            await running.close_position(ClosePosition(position.instrument, side))


async def ticker_of(client: BitgetClient, instrument: InstrumentId) -> Ticker:
    found = await client.tickers(instrument.product)
    return next(ticker for ticker in found if ticker.instrument == instrument)


async def resting(client: BitgetClient, instrument: InstrumentId) -> PlaceOrder:
    """A buy well below the market that rests."""
    rules = next(found for found in await client.instruments(instrument.product) if found.id == instrument)
    ticker = await ticker_of(client, instrument)
    price = rules.snap_price(ticker.last * D("0.97"), Side.BUY)
    size = rules.floor_size(max(rules.min_qty, rules.min_notional / price) * 2 + rules.lot)
    return PlaceOrder(
        new_client_oid(CLOCK.now_ms()),
        instrument,
        Side.BUY,
        OrderType.LIMIT,
        BaseQty(size),
        price,
        margin_mode=MarginMode.CROSSED if instrument.product.is_futures else None,
    )


def test_it_is_an_exchange_client(exchange: PaperProcess, heard: Heard) -> None:
    client: ExchangeClient = BitgetClient(exchange.venue, None, heard.listeners, CLOCK)
    assert isinstance(client, BitgetClient)
    assert client.badge is Badge.PAPER


@pytest.mark.parametrize("instrument", [SPOT, PERP], ids=str)
async def test_public_reads(client: BitgetClient, instrument: InstrumentId) -> None:
    rules = await client.instruments(instrument.product)
    assert len(rules) >= 8
    mine = next(found for found in rules if found.id == instrument)
    assert 0 < mine.tick < 10
    assert 0 < mine.lot < 1
    ticker = await ticker_of(client, instrument)
    assert ticker.bid is not None
    assert ticker.ask is not None
    assert 0 < ticker.bid < ticker.ask
    book = await client.book(instrument, 20)
    assert len(book.bids) == len(book.asks) == 20
    assert book.bids[0][0] < book.asks[0][0]
    assert list(book.bids) == sorted(book.bids, reverse=True)
    trades = await client.trades(instrument, 50)
    assert [trade.time_ms for trade in trades] == sorted(trade.time_ms for trade in trades)


@pytest.mark.parametrize("interval", list(Interval))
async def test_candles_of_every_interval(client: BitgetClient, interval: Interval) -> None:
    candles = await client.candles(PERP, interval, count=120)
    opens = [candle.open_ms for candle in candles]
    assert 2 <= len(opens) <= 120
    assert opens == sorted(set(opens))
    assert all(candle.low <= min(candle.open, candle.close) for candle in candles)
    older = await client.candles(PERP, interval, before_ms=opens[0], count=30)
    assert all(candle.open_ms < opens[0] for candle in older)


async def test_deep_history_joins_without_a_seam(client: BitgetClient) -> None:
    candles = await client.candles(SPOT, Interval.M1, count=1150)
    opens = [candle.open_ms for candle in candles]
    assert len(opens) == 1150
    assert {later - earlier for earlier, later in pairwise(opens)} == {60_000}


async def test_futures_reads(client: BitgetClient) -> None:
    assert (await client.funding(PERP)).time_ms > CLOCK.now_ms() - 60_000
    past = await client.funding_history(PERP, 10)
    assert [rate.time_ms for rate in past] == sorted((rate.time_ms for rate in past), reverse=True)
    assert await client.open_interest(PERP) > 0
    tiers = await client.position_tiers(PERP)
    assert tiers[0].min_value == 0
    assert all(earlier.max_value <= later.min_value for earlier, later in pairwise(tiers))


async def test_account_reads(client: BitgetClient) -> None:
    assert (await client.settings()).hold_mode is HoldMode.ONE_WAY
    snapshot = await client.account()
    assert snapshot.equity > 0
    assert any(balance.coin == "USDT" and balance.available > 0 for balance in snapshot.balances)
    for instrument in (SPOT, PERP):
        assert (await client.fee_rate(instrument)).taker > 0
    assert await client.open_orders() == []
    assert await client.positions(ProductType.USDT_FUTURES) == []
    assert isinstance(await client.position_history(ProductType.USDT_FUTURES), list)


@pytest.mark.parametrize("instrument", [SPOT, PERP], ids=str)
async def test_a_resting_order_lives_and_ends(client: BitgetClient, instrument: InstrumentId) -> None:
    order = await resting(client, instrument)
    placed = await client.place(Approved(order))
    assert isinstance(placed, Accepted)
    assert placed.client_oid == order.client_oid
    assert placed.order_id
    seen = await client.order(order.client_oid)
    assert seen is not None
    assert (seen.order_id, seen.status, seen.size) == (placed.order_id, VenueStatus.LIVE, order.size)
    assert (seen.price, seen.side, seen.instrument) == (order.price, Side.BUY, instrument)
    assert [found.client_oid for found in await client.open_orders(instrument.product)] == [order.client_oid]
    assert [found.client_oid for found in await client.open_orders()] == [order.client_oid]

    assert order.price is not None
    price = order.price * D("0.99") // 1 * 1
    amended = await client.amend(
        Approved(AmendOrder(order.client_oid, instrument, order.size.value * 2, price, placed.order_id))
    )
    assert isinstance(amended, Accepted)
    changed = await client.order(order.client_oid, placed.order_id)
    assert changed is not None
    assert (changed.price, changed.size) == (price, BaseQty(order.size.value * 2))

    duplicate = await client.place(Approved(order))
    assert isinstance(duplicate, Unknown)
    assert "accepted before" in duplicate.cause

    cancel = CancelOrder(order.client_oid, instrument)
    assert isinstance(await client.cancel(cancel), Accepted)
    again = await client.cancel(cancel)
    assert isinstance(again, Rejected)
    final = await client.order(order.client_oid)
    assert final is not None
    assert final.status is VenueStatus.CANCELLED
    history = await client.order_history(instrument.product)
    assert history[0].client_oid == order.client_oid


async def test_an_order_nobody_knows_is_none(client: BitgetClient) -> None:
    assert await client.order(new_client_oid(CLOCK.now_ms())) is None
    gone = await client.cancel(CancelOrder(new_client_oid(CLOCK.now_ms()), PERP))
    assert isinstance(gone, Rejected)


async def test_a_spot_market_buy_spends_quote_coin(client: BitgetClient) -> None:
    order = PlaceOrder(new_client_oid(CLOCK.now_ms()), SPOT, Side.BUY, OrderType.MARKET, QuoteQty(D("50.00")))
    assert isinstance(await client.place(Approved(order)), Accepted)
    seen = await client.order(order.client_oid)
    assert seen is not None
    assert (seen.status, seen.size) == (VenueStatus.FILLED, QuoteQty(D(50)))
    assert seen.avg_price is not None
    assert D(40) < seen.filled * seen.avg_price <= D(50)
    fills = [fill for fill in await client.fills(ProductType.SPOT) if fill.client_oid == order.client_oid]
    assert sum(fill.size for fill in fills) == seen.filled
    assert {fill.liquidity for fill in fills} == {Liquidity.TAKER}
    assert all(fill.fee > 0 for fill in fills)
    sell = replace(
        order, client_oid=new_client_oid(CLOCK.now_ms()), side=Side.SELL, size=BaseQty(D("0.0001"))
    )
    assert isinstance(await client.place(Approved(sell)), Accepted)


async def test_a_one_way_position_opens_and_closes(client: BitgetClient) -> None:
    assert isinstance(await client.set_leverage(SetLeverage(PERP, D(7))), Accepted)
    order = replace(
        await resting(client, PERP),
        order_type=OrderType.MARKET,
        price=None,
        side=Side.SELL,
        size=BaseQty(D("0.01")),
    )
    assert isinstance(await client.place(Approved(order)), Accepted)
    (position,) = await client.positions(ProductType.USDT_FUTURES)
    assert (position.instrument, position.side, position.size) == (PERP, PositionSide.SHORT, D("0.01"))
    assert (position.hold_mode, position.leverage) == (HoldMode.ONE_WAY, D(7))
    assert position.avg_price > 0
    settings = {setting.instrument: setting for setting in (await client.settings()).symbols}
    assert settings[PERP].leverage == D(7)
    assert isinstance(await client.close_position(ClosePosition(PERP)), Accepted)
    assert await client.positions(ProductType.USDT_FUTURES) == []
    closed = await client.position_history(ProductType.USDT_FUTURES)
    assert (closed[0].side, closed[0].size) == (PositionSide.SHORT, D("0.01"))
    assert closed[0].open_fee > 0
    refused = await client.close_position(ClosePosition(PERP))
    assert isinstance(refused, Rejected | Accepted)


async def test_hedge_mode_has_two_positions(client: BitgetClient) -> None:
    assert isinstance(await client.set_hold_mode(SetHoldMode(HoldMode.HEDGE)), Accepted)
    try:
        assert (await client.settings()).hold_mode is HoldMode.HEDGE
        base = replace(
            await resting(client, PERP), order_type=OrderType.MARKET, price=None, size=BaseQty(D("0.01"))
        )
        for side, position in ((Side.BUY, PositionSide.LONG), (Side.SELL, PositionSide.SHORT)):
            oid = new_client_oid(CLOCK.now_ms())
            order = replace(base, client_oid=oid, side=side, position_side=position)
            assert isinstance(await client.place(Approved(order)), Accepted)
        both = await client.positions(ProductType.USDT_FUTURES)
        assert {held.side for held in both} == {PositionSide.LONG, PositionSide.SHORT}
        assert {held.hold_mode for held in both} == {HoldMode.HEDGE}
        oid = new_client_oid(CLOCK.now_ms())
        closing = replace(base, client_oid=oid, side=Side.SELL, position_side=PositionSide.LONG)
        assert isinstance(await client.place(Approved(closing)), Accepted)
        (left,) = await client.positions(ProductType.USDT_FUTURES)
        assert left.side is PositionSide.SHORT
        switch = await client.set_hold_mode(SetHoldMode(HoldMode.ONE_WAY))
        assert isinstance(switch, Rejected)
        assert isinstance(await client.close_position(ClosePosition(PERP, PositionSide.SHORT)), Accepted)
    finally:
        await client.set_hold_mode(SetHoldMode(HoldMode.ONE_WAY))
    assert (await client.settings()).hold_mode is HoldMode.ONE_WAY


async def test_batches(client: BitgetClient) -> None:
    base = await resting(client, PERP)
    good = [replace(base, client_oid=new_client_oid(CLOCK.now_ms())) for _ in range(3)]
    too_small = replace(base, client_oid=new_client_oid(CLOCK.now_ms()), size=BaseQty(D("0.00000001")))
    outcomes = await client.place_batch([Approved(order) for order in [*good, too_small]])
    assert [type(outcome) for outcome in outcomes] == [Accepted, Accepted, Accepted, Rejected]
    assert {order.client_oid for order in await client.open_orders(ProductType.USDT_FUTURES)} == {
        order.client_oid for order in good
    }
    ghost = CancelOrder(new_client_oid(CLOCK.now_ms()), PERP)
    cancels = [CancelOrder(order.client_oid, PERP) for order in good[:2]]
    assert [type(outcome) for outcome in await client.cancel_batch([*cancels, ghost])] == [
        Accepted,
        Accepted,
        Rejected,
    ]
    assert len(await client.open_orders(ProductType.USDT_FUTURES)) == 1
    assert isinstance(await client.cancel_all(CancelAll(ProductType.USDT_FUTURES, "BTCUSDT")), Accepted)
    assert await client.open_orders() == []
    assert isinstance(await client.cancel_all(CancelAll(ProductType.USDT_FUTURES)), Accepted)


async def test_more_open_orders_than_a_page(client: BitgetClient) -> None:
    base = await resting(client, PERP)
    placed: set[str] = set()
    for _ in range(6):
        batch = [replace(base, client_oid=new_client_oid(CLOCK.now_ms())) for _ in range(20)]
        outcomes = await client.place_batch([Approved(order) for order in batch])
        assert {type(outcome) for outcome in outcomes} == {Accepted}
        placed |= {order.client_oid for order in batch}
    assert {order.client_oid for order in await client.open_orders(ProductType.USDT_FUTURES)} == placed
    await client.cancel_all(CancelAll(ProductType.USDT_FUTURES))
    assert await client.open_orders() == []


async def test_refusals_have_a_sentence(client: BitgetClient) -> None:
    base = await resting(client, PERP)
    huge = replace(base, size=BaseQty(D("100")), client_oid=new_client_oid(CLOCK.now_ms()))
    strange = replace(base, instrument=InstrumentId(ProductType.USDT_FUTURES, "NOPEUSDT"))
    for order in (huge, strange):
        outcome = await client.place(Approved(order))
        assert isinstance(outcome, Rejected), order
        assert outcome.sentence.endswith(".")
    with pytest.raises(VenueError):
        await client.book(InstrumentId(ProductType.USDT_FUTURES, "NOPEUSDT"))


async def test_orders_that_do_not_rest(client: BitgetClient) -> None:
    base = await resting(client, PERP)
    assert base.price is not None
    for force in (TimeInForce.IOC, TimeInForce.FOK):
        oid = new_client_oid(CLOCK.now_ms())
        order = replace(base, client_oid=oid, time_in_force=force)
        assert isinstance(await client.place(Approved(order)), Accepted)
        seen = await client.order(oid)
        assert seen is not None
        assert (seen.status, seen.time_in_force) == (VenueStatus.CANCELLED, force)
        assert seen.cancel_reason


async def test_a_wrong_key_is_told(exchange: PaperProcess, heard: Heard) -> None:
    good = exchange.credentials
    wrongs = (
        replace(good, key=Secret("pk_wrong")),
        replace(good, secret=Secret("wrong")),
        replace(good, passphrase=Secret("wrong")),
    )
    for wrong in wrongs:
        async with connected(exchange, wrong, heard) as client:
            with pytest.raises(AuthError):
                await client.account()
            order = await resting(client, PERP)
            assert isinstance(await client.place(Approved(order)), Rejected)


async def test_events_and_health(client: BitgetClient, heard: Heard) -> None:
    await client.start()
    await client.start()
    client.want(
        frozenset(
            {
                Channel(Feed.TICKER, PERP),
                Channel(Feed.BOOK, PERP),
                Channel(Feed.TRADES, PERP),
                Channel(Feed.CANDLES, PERP, Interval.M1),
            }
        )
    )
    for kind in (TickerSeen, BookSnapshot, TradesSeen, CandlesSeen):
        await eventually(partial(heard.has, kind), 15)
    await eventually(lambda: heard.is_live(Link.PRIVATE), 15)
    order = await resting(client, PERP)
    placed = await client.place(Approved(order))
    assert isinstance(placed, Accepted)
    await eventually(lambda: heard.reports(order.client_oid), 10)
    await client.cancel(CancelOrder(order.client_oid, PERP))
    await eventually(lambda: heard.reports(order.client_oid)[-1].status is VenueStatus.CANCELLED, 10)
    market = replace(
        order,
        client_oid=new_client_oid(CLOCK.now_ms()),
        order_type=OrderType.MARKET,
        price=None,
        size=BaseQty(D("0.001")),
    )
    assert isinstance(await client.place(Approved(market)), Accepted)
    await eventually(lambda: any(isinstance(event, FillsSeen) for event in heard.account), 10)
    health = client.health()
    assert health.clock_offset_ms is not None
    assert abs(health.clock_offset_ms) < 1000
    assert health.rest_ms is not None
    assert 0 < health.rest_ms < 5000
    assert health.budgets[0].limit == 6000
    assert {budget.name for budget in health.budgets} >= {"place-order", "cancel-order"}
    assert heard.is_live(Link.REST)
    assert heard.is_live(Link.PUBLIC)
