"""Changes in a classic account, through a whole session over real sockets: answers lost, orders that fail.

The exchange ends the old order and takes another. Whatever was lost on the way, both are known as the
exchange has them, and nothing was sent a second time.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from terminal_app.app.session import Session
from terminal_app.bitget.classic import endpoints
from terminal_app.core.account_kind import AccountKind
from terminal_app.core.commands import AmendOrder, PlaceOrder
from terminal_app.core.ids import new_client_oid
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import MarginMode, OrderStatus, OrderType, Side
from terminal_app.core.outcomes import Accepted, Outcome, Unknown
from tests.helpers.faulty_session import faulty_session
from tests.helpers.waiting import eventually

pytestmark = [pytest.mark.contract]

SPOT = InstrumentId(ProductType.SPOT, "BTCUSDT")
PERP = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")
PATHS = {SPOT: endpoints.SPOT_CANCEL_REPLACE.path, PERP: endpoints.MIX_MODIFY_ORDER.path}
SETTLED_S = 30
OPEN, CANCELLED = OrderStatus.OPEN, OrderStatus.CANCELLED


@asynccontextmanager
async def session_on(folder: Path, rules: Sequence[dict[str, object]]) -> AsyncIterator[Session]:
    """A session on a paper exchange with a classic account, where this goes wrong."""
    async with faulty_session(folder, rules, tuple(PATHS), seed=1, kind=AccountKind.CLASSIC) as session:
        much = Decimal(10**7)
        wide = replace(session.limits, max_order_notional=much, max_symbol_notional=much)
        assert session.set_limits(wide, loosen=True) is None
        yield session


async def resting(session: Session, instrument: InstrumentId) -> PlaceOrder:
    """An order of ours in the book, and known to be there."""
    ticker, rules = session.hub.tickers.get(instrument), session.hub.instruments.get(instrument)
    assert ticker is not None
    assert rules is not None
    order = PlaceOrder(
        new_client_oid(session.clock.now_ms()),
        instrument,
        Side.BUY,
        OrderType.LIMIT,
        BaseQty(Decimal("0.002")),
        rules.snap_price(ticker.last * Decimal("0.97"), Side.BUY),
        margin_mode=MarginMode.CROSSED if instrument.product.is_futures else None,
    )
    assert isinstance(await session.submit(order), Accepted)
    await eventually(lambda: status(session, order.client_oid) is OPEN, timeout=SETTLED_S)
    return order


def status(session: Session, client_oid: str) -> OrderStatus | None:
    order = session.blotter.get(client_oid)
    return None if order is None else order.status


async def changed(session: Session, order: PlaceOrder, size: str) -> Outcome:
    assert order.price is not None
    return await session.submit(
        AmendOrder(order.client_oid, order.instrument, Decimal(size), order.price - 10)
    )


async def there(session: Session, instrument: InstrumentId) -> set[str]:
    """What the exchange itself has open."""
    assert session._open is not None
    return {order.client_oid for order in await session._open.client.open_orders(instrument.product)}


@pytest.mark.parametrize("instrument", PATHS, ids=["spot", "futures"])
async def test_a_change_is_followed_from_the_old_order_to_the_new_one(
    data_dir: Path, instrument: InstrumentId
) -> None:
    async with session_on(data_dir, ()) as session:
        order = await resting(session, instrument)
        outcome = await changed(session, order, "0.003")
        assert isinstance(outcome, Accepted)
        name = outcome.client_oid
        assert name != order.client_oid
        await eventually(lambda: status(session, order.client_oid) is CANCELLED, timeout=SETTLED_S)
        assert status(session, name) is OPEN
        assert await there(session, instrument) == {name}


@pytest.mark.parametrize("kind", ["drop-reply", "maintenance-after", "drop-request"])
@pytest.mark.parametrize("instrument", PATHS, ids=["spot", "futures"])
async def test_a_change_without_an_answer_is_settled_for_both(
    data_dir: Path, instrument: InstrumentId, kind: str
) -> None:
    lost = {"kind": kind, "path": PATHS[instrument], "count": 1}
    async with session_on(data_dir, [lost]) as session:
        order = await resting(session, instrument)
        outcome = await changed(session, order, "0.003")
        assert isinstance(outcome, Unknown)
        name = outcome.client_oid
        if kind == "drop-request":
            # Nothing ever arrives: the old order is still there, and the new one is in doubt for a while.
            await eventually(lambda: session.evidence(name), timeout=SETTLED_S)
            assert await there(session, instrument) == {order.client_oid}
            assert status(session, name) is OrderStatus.UNKNOWN
            assert status(session, order.client_oid) is OrderStatus.CANCEL_UNKNOWN
            return
        await eventually(lambda: status(session, name) is OPEN, timeout=SETTLED_S)
        await eventually(lambda: status(session, order.client_oid) is CANCELLED, timeout=SETTLED_S)
        assert await there(session, instrument) == {name}


@pytest.mark.slow
@pytest.mark.parametrize("lost", [True, False], ids=["lost", "failed"])
async def test_a_new_order_that_never_was_is_proven_so(data_dir: Path, *, lost: bool) -> None:
    rules = [{"kind": "drop-request", "path": PATHS[SPOT], "count": 1}] if lost else []
    async with session_on(data_dir, rules) as session:
        order = await resting(session, SPOT)
        # Without money for it the exchange says that it failed, no code, and the old order is gone.
        outcome = await changed(session, order, "0.003" if lost else "9")
        assert isinstance(outcome, Unknown), outcome
        name = outcome.client_oid
        await eventually(lambda: status(session, name) is OrderStatus.PROVEN_NEVER, timeout=2 * SETTLED_S)
        end = OPEN if lost else CANCELLED
        await eventually(lambda: status(session, order.client_oid) is end, timeout=SETTLED_S)
        assert await there(session, SPOT) == ({order.client_oid} if lost else set())
