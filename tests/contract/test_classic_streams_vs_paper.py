"""Our classic streams against the paper exchange, two readings of the same documents."""

import json
from collections.abc import AsyncIterator, Callable, Iterator
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest

from terminal_app.bitget.classic import endpoints
from terminal_app.bitget.wire.classic.fills import mix_fills, spot_fills
from terminal_app.bitget.wire.classic.plans import mix_plans, spot_plans
from terminal_app.core.account import Fill, HoldMode
from terminal_app.core.commands import (
    Approved,
    CancelAll,
    CancelOrder,
    CancelStrategy,
    PlaceOrder,
    PlaceTrigger,
    SetHoldMode,
)
from terminal_app.core.events import (
    AccountSeen,
    BookBroken,
    BookDelta,
    BookSnapshot,
    CandlesSeen,
    Link,
    MarketEvent,
    PositionsSeen,
    TickerSeen,
    TradesSeen,
)
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import Interval
from terminal_app.core.money import BaseQty, QuoteQty
from terminal_app.core.orders import MarginMode, OrderType, PositionSide, Side, VenueOrder, VenueStatus
from terminal_app.core.outcomes import Accepted
from terminal_app.core.ports import Channel, Feed
from terminal_app.core.strategy_orders import StrategyKind, StrategyStatus
from tests.helpers.classic_desk import PERP, SPOT, ClassicDesk, classic_desk, fresh
from tests.helpers.classic_streams import Event, Heard, answer, listening, logged_in
from tests.helpers.paper_process import PaperProcess, paper_process
from tests.helpers.waiting import eventually

pytestmark = pytest.mark.contract

D = Decimal
FUTURES = ProductType.USDT_FUTURES
CLASSIC = ("--account", "classic", "--no-rate-limits")


@pytest.fixture(scope="module")
def exchange() -> Iterator[PaperProcess]:
    with paper_process(*CLASSIC) as running:
        yield running


@pytest.fixture
async def desk(exchange: PaperProcess) -> AsyncIterator[ClassicDesk]:
    async with classic_desk(exchange) as running:
        yield running
        await running.cancel_all(CancelAll(ProductType.SPOT))
        await running.cancel_all(CancelAll(FUTURES))


def everything(instrument: InstrumentId) -> set[Channel]:
    plain = {Channel(feed, instrument) for feed in (Feed.BOOK, Feed.TICKER, Feed.TRADES)}
    intervals = (Interval.M1, Interval.M3, Interval.H1, Interval.D1, Interval.MO1)
    return plain | {Channel(Feed.CANDLES, instrument, interval) for interval in intervals}


def never_crossed(events: list[Event]) -> int:
    """Follow a book through everything that was said of it; how often it was whole anew."""
    bids: dict[Decimal, Decimal] = {}
    asks: dict[Decimal, Decimal] = {}
    whole, snapshots = False, 0
    for event in events:
        if isinstance(event, BookBroken):
            whole = False
        elif isinstance(event, BookSnapshot):
            bids, asks, whole = dict(event.bids), dict(event.asks), True
            snapshots += 1
        elif isinstance(event, BookDelta):
            assert whole, "an update of a broken book came through"
            bids |= dict(event.bids)
            asks |= dict(event.asks)
            assert max(p for p, size in bids.items() if size) < min(p for p, size in asks.items() if size)
    return snapshots


async def test_every_public_channel_flows(exchange: PaperProcess) -> None:
    async with listening(exchange, Link.PUBLIC) as (stream, heard):
        stream.want(frozenset(everything(PERP) | everything(SPOT)))
        kinds: tuple[type[MarketEvent], ...] = (TickerSeen, TradesSeen, CandlesSeen, BookSnapshot, BookDelta)
        await eventually(lambda: all(heard.of(kind) for kind in kinds), timeout=10)
        await eventually(lambda: stream.audit().confirmed == stream.audit().desired)
        await eventually(lambda: len({(e.instrument, e.interval) for e in heard.of(CandlesSeen)}) == 10)
        assert heard.lives() == 1
        assert stream.rejected_frames == 0
        tickers = {event.ticker.instrument: event.ticker for event in heard.of(TickerSeen)}
        assert tickers[PERP].mark is not None
        assert tickers[SPOT].mark is None


@pytest.mark.parametrize("kind", ["gap", "duplicate", "reorder", "reset-sequence", "corrupt"])
async def test_a_book_is_whole_again_after_what_a_line_does_to_it(
    kind: str, tmp_path: Path, expect_log: Callable[[str], None]
) -> None:
    if kind == "corrupt":
        expect_log("frames rejected so far")
    plan = tmp_path / "faults.json"
    rules = [{"kind": kind, "topic": "books", "after": 10, "count": 3}]
    plan.write_text(json.dumps({"seed": 1, "rules": rules}))
    with paper_process(*CLASSIC, "--faults", str(plan)) as paper:
        async with listening(paper, Link.PUBLIC) as (stream, heard):
            stream.want(frozenset({Channel(Feed.BOOK, PERP)}))
            await eventually(lambda: len(heard.of(BookDelta)) >= 60, timeout=30)
            harmless = kind == "duplicate"
            snapshots = never_crossed(heard.events)
            assert (snapshots == 1) if harmless else (snapshots >= 2)
            assert (len(heard.of(BookBroken)) == 0) is harmless


def no_positions(heard: Heard, product: ProductType) -> bool:
    return heard.positions(product) == ()


async def test_wallets_and_positions_arrive_after_the_login(exchange: PaperProcess) -> None:
    async with logged_in(exchange) as (stream, heard):
        await eventually(lambda: {event.account.wallet for event in heard.of(AccountSeen)} == {*ProductType})
        for product in ProductType:
            if product.is_futures:
                await eventually(partial(no_positions, heard, product))
        spot = next(e.account for e in heard.of(AccountSeen) if e.account.wallet is ProductType.SPOT)
        assert {balance.coin for balance in spot.balances} >= {"USDT"}
        assert all(balance.product is ProductType.SPOT for balance in spot.balances)
        assert heard.lives() == 1
        assert stream.rejected_frames == 0


async def test_a_spot_order_is_told_from_its_place_to_its_cancel(
    exchange: PaperProcess, desk: ClassicDesk
) -> None:
    async with logged_in(exchange) as (_, heard):
        order = await desk.resting(SPOT)
        placed = await desk.place(Approved(order))
        assert isinstance(placed, Accepted)
        await eventually(lambda: bool(heard.orders(order.client_oid)))
        (told,) = heard.orders(order.client_oid)
        assert (told.instrument, told.order_id, told.status) == (SPOT, placed.order_id, VenueStatus.LIVE)
        assert (told.side, told.size, told.price) == (Side.BUY, order.size, order.price)
        await desk.cancel(CancelOrder(order.client_oid, SPOT, placed.order_id))
        await eventually(lambda: heard.orders(order.client_oid)[-1].status is VenueStatus.CANCELLED)


async def test_a_spot_market_buy_is_told_as_over_rest(exchange: PaperProcess, desk: ClassicDesk) -> None:
    async with logged_in(exchange) as (_, heard):
        buy = PlaceOrder(fresh(), SPOT, Side.BUY, OrderType.MARKET, QuoteQty(D(1000)))
        placed = await desk.place(Approved(buy))
        assert isinstance(placed, Accepted)
        assert placed.order_id is not None
        await eventually(
            lambda: any(one.status is VenueStatus.FILLED for one in heard.orders(buy.client_oid))
        )
        last = heard.orders(buy.client_oid)[-1]
        fills = heard.fills(placed.order_id)
        assert last.size == QuoteQty(D(1000))
        assert last.filled == sum(one.size for one in fills)
        assert (last.fee, last.fee_coin) == (sum(one.fee for one in fills), "BTC")
        assert last.fee > 0
        rows = await desk.told(endpoints.SPOT_FILLS, symbol="BTCUSDT", orderId=placed.order_id)
        over_rest, _ = spot_fills(answer(rows))
        assert {one.exec_id: one for one in over_rest} == {one.exec_id: one for one in fills}


def market(side: Side, position: PositionSide) -> PlaceOrder:
    return PlaceOrder(
        fresh(),
        PERP,
        side,
        OrderType.MARKET,
        BaseQty(D("0.01")),
        position_side=position,
        margin_mode=MarginMode.CROSSED,
    )


async def filled(desk: ClassicDesk, heard: Heard, order: PlaceOrder) -> tuple[VenueOrder, list[Fill]]:
    """Send an order, and wait until the stream has told its end and all of its fills."""
    placed = await desk.place(Approved(order))
    assert isinstance(placed, Accepted)
    assert placed.order_id is not None
    order_id = placed.order_id

    def done() -> bool:
        told = heard.orders(order.client_oid)
        return bool(told) and told[-1].filled == sum(one.size for one in heard.fills(order_id)) == D("0.01")

    await eventually(done)
    return heard.orders(order.client_oid)[-1], heard.fills(order_id)


async def test_a_hedged_position_opens_and_is_gone_when_it_is_closed(
    exchange: PaperProcess, desk: ClassicDesk
) -> None:
    await desk.set_hold_mode(SetHoldMode(HoldMode.HEDGE, FUTURES))
    try:
        async with logged_in(exchange) as (_, heard):
            opened, fills = await filled(desk, heard, market(Side.BUY, PositionSide.LONG))
            assert (opened.side, opened.position_side) == (Side.BUY, PositionSide.LONG)
            assert {(one.side, one.position_side) for one in fills} == {(Side.BUY, PositionSide.LONG)}
            await eventually(lambda: bool(heard.positions()))
            (held,) = heard.positions() or ()
            assert (held.instrument, held.side, held.size) == (PERP, PositionSide.LONG, D("0.01"))
            assert held.hold_mode is HoldMode.HEDGE

            # On the wire this is buy and close; what it does is a sell.
            closed, fills = await filled(desk, heard, market(Side.SELL, PositionSide.LONG))
            assert (closed.side, closed.position_side) == (Side.SELL, PositionSide.LONG)
            assert {(one.side, one.position_side) for one in fills} == {(Side.SELL, PositionSide.LONG)}
            assert all(one.fee > 0 and one.fee_coin == "USDT" for one in fills)
            await eventually(lambda: heard.positions() == ())
            rows = await desk.told(endpoints.MIX_FILLS, productType="USDT-FUTURES", symbol="BTCUSDT")
            over_rest = {one.exec_id: one for one in mix_fills(answer(rows), FUTURES)[0]}
            for one in fills:
                told = over_rest[one.exec_id]
                assert (told.side, told.position_side, told.fee) == (one.side, one.position_side, one.fee)
                assert (told.price, told.size, told.realised_pnl) == (one.price, one.size, one.realised_pnl)
            wallets = [e.account for e in heard.of(AccountSeen) if e.account.wallet is FUTURES]
            assert len(wallets) >= 3
    finally:
        await desk.set_hold_mode(SetHoldMode(HoldMode.ONE_WAY, FUTURES))


@pytest.mark.parametrize("instrument", [SPOT, PERP])
async def test_a_trigger_order_is_told_from_its_place_to_its_cancel(
    exchange: PaperProcess, desk: ClassicDesk, instrument: InstrumentId
) -> None:
    async with logged_in(exchange) as (_, heard):
        far = (await desk.last(instrument) * D("1.1")).quantize(D(1))
        mode = None if instrument is SPOT else MarginMode.CROSSED
        order = PlaceTrigger(
            fresh(), instrument, Side.BUY, BaseQty(D("0.02")), far, price=far + 5, margin_mode=mode
        )
        placed = await desk.place_trigger(Approved(order))
        assert isinstance(placed, Accepted)
        await eventually(lambda: bool(heard.plans(order.client_oid)))
        (told,) = heard.plans(order.client_oid)
        assert (told.instrument, told.order_id, told.kind) == (
            *(instrument, placed.order_id, StrategyKind.TRIGGER),
        )
        assert (told.side, told.size, told.trigger, told.price) == (Side.BUY, D("0.02"), far, far + 5)
        over_rest = (
            spot_plans(answer(await desk.told(endpoints.SPOT_PLAN_ORDERS, symbol="BTCUSDT")))
            if instrument is SPOT
            else mix_plans(answer({"entrustedList": await desk.plans("normal_plan")}), FUTURES)
        )[0]
        assert over_rest == [told]
        await desk.cancel_strategy(CancelStrategy(order.client_oid, instrument, placed.order_id, told))
        await eventually(lambda: heard.plans(order.client_oid)[-1].status is StrategyStatus.CANCELLED)


async def test_everything_is_subscribed_anew_after_the_connection_was_lost() -> None:
    with paper_process(*CLASSIC, "--stream-life", "3") as paper:
        async with listening(paper, Link.PUBLIC) as (public, market_heard):
            public.want(frozenset({Channel(Feed.BOOK, PERP)}))
            async with listening(paper, Link.PRIVATE) as (private, heard):
                await eventually(lambda: heard.lives() >= 2 and market_heard.lives() >= 2, timeout=20)
                await eventually(lambda: private.audit().confirmed == private.audit().desired)
                await eventually(lambda: never_crossed(market_heard.events) >= 2, timeout=10)
                assert market_heard.of(BookBroken)[0].reason == "The connection was lost."
                told = [event for event in heard.of(PositionsSeen) if event.product is FUTURES]
                assert len(told) >= 2
