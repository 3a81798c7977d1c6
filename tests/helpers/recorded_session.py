"""A session with the paper exchange that is recorded: it trades, then it is closed."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from decimal import Decimal
from functools import partial
from pathlib import Path

from terminal_app.app.paths import paths_for
from terminal_app.app.recording.recorder import Recorder
from terminal_app.app.session import Session
from terminal_app.app.wiring import new_session
from terminal_app.core.changes import Changes
from terminal_app.core.clock import SystemClock
from terminal_app.core.commands import CancelOrder, PlaceOrder
from terminal_app.core.ids import new_client_oid
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import Interval
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import MarginMode, OrderType, Side
from terminal_app.core.outcomes import Accepted
from terminal_app.core.ports import Channel, Feed
from terminal_app.tape.writer import PART_BYTES, TOTAL_BYTES
from tests.helpers.paper_process import PaperProcess
from tests.helpers.waiting import eventually

BTC = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")
ETH = InstrumentId(ProductType.SPOT, "ETHUSDT")


@asynccontextmanager
async def recorded_session(
    paper: PaperProcess,
    folder: Path,
    part_bytes: int = PART_BYTES,
    total_bytes: int = TOTAL_BYTES,
    begin: Callable[[Session], Awaitable[None]] | None = None,
) -> AsyncIterator[Session]:
    """A session that watches two books and may trade; closed at the end. Its tapes lie in `folder/tapes`.

    With `begin` it is recorded only once that was done.
    """
    paths = paths_for("paper", folder)
    paths.make()
    clock = SystemClock()
    session = new_session(paths, "paper", clock, Changes())

    def record() -> None:
        session.deck.start(
            lambda: Recorder(
                folder / "tapes",
                clock,
                lambda _sentence: None,
                part_bytes=part_bytes,
                total_bytes=total_bytes,
            )
        )

    if begin is None:
        record()
    feeds = (Feed.BOOK, Feed.TICKER, Feed.TRADES)
    channels = [Channel(feed, one) for feed in feeds for one in (BTC, ETH)]
    session.feed.watch("test", [*channels, Channel(Feed.CANDLES, BTC, Interval.M5)])
    try:
        await session.open(paper.venue, paper.credentials)
        await eventually(lambda: session.entry_block() is None, timeout=30)
        await eventually(lambda: session.hub.book(BTC).good and session.hub.book(ETH).good)
        if begin is not None:
            await begin(session)
            record()
        yield session
    finally:
        await session.aclose()


async def trade(session: Session, rounds: int = 3) -> None:
    """Market orders that are filled, limits that are cancelled, and one that stays."""
    for number in range(rounds):
        # Two orders that are the same within a blink are taken for an accident.
        size = Decimal(number + 1) / 100
        bought = await _accepted(session, _order(session, size, None))
        resting = await _accepted(session, _order(session, size, _far_below(session)))
        await eventually(partial(_is_final, session, bought))
        await session.submit(CancelOrder(resting, BTC))
        await eventually(partial(_is_final, session, resting))
    await _accepted(session, _order(session, Decimal("0.05"), _far_below(session)))
    seen = session.hub.book(BTC).version
    await eventually(lambda: session.hub.book(BTC).version > seen + 20)


async def _accepted(session: Session, order: PlaceOrder) -> str:
    outcome = await session.submit(order)
    assert isinstance(outcome, Accepted), outcome
    return order.client_oid


def _order(session: Session, size: Decimal, price: Decimal | None) -> PlaceOrder:
    return PlaceOrder(
        new_client_oid(session.clock.now_ms()),
        BTC,
        Side.BUY,
        OrderType.MARKET if price is None else OrderType.LIMIT,
        BaseQty(size),
        price,
        margin_mode=MarginMode.CROSSED,
    )


def _far_below(session: Session) -> Decimal:
    best = session.hub.book(BTC).best_bid
    assert best is not None
    return (best[0] * Decimal("0.98")).quantize(Decimal("0.1"))


def _is_final(session: Session, client_oid: str) -> bool:
    order = session.blotter.get(client_oid)
    return order is not None and order.status.is_final
