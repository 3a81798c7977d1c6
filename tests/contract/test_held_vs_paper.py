"""Trailing stops and linked pairs against our paper exchange, over the wire and over a restart."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path

import pytest

from terminal_app.app.paths import paths_for
from terminal_app.app.session import Session
from terminal_app.app.wiring import new_session
from terminal_app.core.changes import Changes
from terminal_app.core.clock import SystemClock
from terminal_app.core.commands import (
    CancelStrategy,
    ClosePosition,
    EndHeld,
    PlaceOco,
    PlaceOrder,
    PlaceTrail,
    PlaceTrigger,
)
from terminal_app.core.held import Distance, Oco, Trail
from terminal_app.core.ids import new_client_oid
from terminal_app.core.instrument import Instrument, InstrumentId, ProductType
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import MarginMode, OrderStatus, OrderType, PositionSide, Side
from terminal_app.core.outcomes import Accepted
from terminal_app.core.ports import Channel, Feed
from terminal_app.core.strategy_orders import StrategyStatus
from tests.helpers.paper_process import PaperProcess, paper_process
from tests.helpers.waiting import eventually

pytestmark = [pytest.mark.contract, pytest.mark.slow]

D = Decimal
PERP = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")
SIZE = D("0.01")


@pytest.fixture(scope="module")
def venue() -> Iterator[PaperProcess]:
    with paper_process("--no-rate-limits") as running:
        yield running


def oid() -> str:
    return new_client_oid(SystemClock().now_ms())


@asynccontextmanager
async def run(venue: PaperProcess, folder: Path) -> AsyncIterator[Session]:
    """One run of the program without its window."""
    paths = paths_for("paper", folder)
    paths.make()
    session = new_session(paths, "paper", SystemClock(), Changes())
    try:
        await session.open(venue.venue, venue.credentials)
        session.feed.watch("test", [Channel(Feed.TICKER, PERP)])
        await eventually(lambda: session.account.settings() is not None, timeout=60)
        await eventually(lambda: session.hub.tickers.get(PERP) and rules(session), timeout=60)
        await eventually(
            lambda: (session.entry_block() or "Trading is halted").startswith("Trading is halted")
        )
        yield session
    finally:
        await session.aclose()


def rules(session: Session) -> Instrument | None:
    return session.hub.instruments.get(PERP)


def near(session: Session, share: str) -> Decimal:
    """A price on the tick, a share of the last one."""
    found, ticker = rules(session), session.hub.tickers.get(PERP)
    assert found is not None
    assert ticker is not None
    return found.snap_price(ticker.last * D(share), Side.BUY)


async def long(session: Session) -> None:
    """Open a long position."""
    order = PlaceOrder(oid(), PERP, Side.BUY, OrderType.MARKET, BaseQty(SIZE), margin_mode=MarginMode.CROSSED)
    assert isinstance(await session.submit(order), Accepted)
    await eventually(lambda: session.positions.get(PERP, PositionSide.LONG))


def shown_stop(session: Session, key: str) -> Decimal | None:
    """Where the exchange shows the stop of a trail."""
    order = session.strategy_orders.get(key)
    if order is None or order.status is not StrategyStatus.PENDING or order.stop_loss is None:
        return None
    return order.stop_loss.trigger


def trail_of(session: Session, key: str) -> Trail:
    found = session.held.get(key)
    assert isinstance(found, Trail)
    return found


async def test_a_trailing_stop_moves_resumes_after_a_restart_and_is_set_off(
    venue: PaperProcess, data_dir: Path
) -> None:
    key, tight = oid(), oid()
    async with run(venue, data_dir) as first:
        await long(first)
        # Held back by a halt, so that the move is left to the next run.
        start = near(first, "0.98")
        command = PlaceTrail(key, PERP, Side.SELL, start, Distance(D(1), percent=True))
        assert isinstance(await first.submit(command), Accepted)
        first.halt("test")
        await eventually(lambda: trail_of(first, key).active and "halted" in first.held.why_paused(key))
        assert not trail_of(first, key).ended
    async with run(venue, data_dir) as second:
        assert second.held.running()[0].key == key
        second.resume()
        moved = await eventually(lambda: (stop := shown_stop(second, key)) != start and stop, timeout=60)
        assert moved is not None
        assert moved > near(second, "0.985")
        await eventually(lambda: trail_of(second, key).levels == (shown_stop(second, key),))

        assert isinstance(await second.submit(EndHeld(key, PERP)), Accepted)
        assert isinstance(await second.submit(CancelStrategy(key, PERP)), Accepted)
        close = PlaceTrail(tight, PERP, Side.SELL, near(second, "0.99"), Distance(D("0.3")))
        assert isinstance(await second.submit(close), Accepted)
        await eventually(lambda: trail_of(second, tight).ended, timeout=120)
        assert trail_of(second, tight).note == "The stop was set off."
        await eventually(lambda: second.positions.get(PERP, PositionSide.LONG) is None)


async def test_an_executed_leg_cancels_the_other_one(venue: PaperProcess, data_dir: Path) -> None:
    async with run(venue, data_dir) as session:
        size = BaseQty(SIZE)
        limit = PlaceOrder(
            oid(),
            PERP,
            Side.BUY,
            OrderType.LIMIT,
            size,
            near(session, "0.97"),
            margin_mode=MarginMode.CROSSED,
        )
        pair = PlaceOco(limit, PlaceTrigger(oid(), PERP, Side.BUY, size, near(session, "1.03")))
        assert isinstance(await session.submit(pair), Accepted)
        await eventually(lambda: len(session.strategy_orders.open()) == 1)
        # The same again, but the limit order is executed at once.
        crossing = PlaceOrder(
            oid(),
            PERP,
            Side.BUY,
            OrderType.LIMIT,
            size,
            near(session, "1.005"),
            margin_mode=MarginMode.CROSSED,
        )
        other = PlaceOco(crossing, PlaceTrigger(oid(), PERP, Side.BUY, size, near(session, "1.04")))
        assert isinstance(await session.submit(other), Accepted)

        def over() -> bool:
            held = session.held.get(crossing.client_oid)
            return isinstance(held, Oco) and held.ended

        await eventually(over)
        filled = session.blotter.get(crossing.client_oid)
        assert filled is not None
        assert filled.status is OrderStatus.FILLED
        gone = session.strategy_orders.get(other.trigger.client_oid)
        assert gone is not None
        assert gone.status is StrategyStatus.CANCELLED
        # The first pair is untouched by that, and goes wholly when a hand wants it to.
        assert isinstance(await session.submit(EndHeld(limit.client_oid, PERP)), Accepted)
        await eventually(lambda: not session.held.running())
        assert session.strategy_orders.open() == []
        await session.submit(ClosePosition(PERP))
