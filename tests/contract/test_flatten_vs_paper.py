"""Flat, proven, on the paper exchange over real sockets: through refusals, and with an order that sticks."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from terminal_app.app.session import Session
from terminal_app.core.clock import SystemClock
from terminal_app.core.commands import Command, PlaceOrder, PlaceTrigger
from terminal_app.core.ids import new_client_oid
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import MarginMode, OrderType, Side
from terminal_app.core.outcomes import Accepted
from terminal_app.trading.flat_state import AliveKind
from tests.helpers.faulty_session import faulty_session
from tests.helpers.waiting import eventually

pytestmark = [pytest.mark.contract, pytest.mark.slow]

PERP = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")
SPOT = InstrumentId(ProductType.SPOT, "BTCUSDT")
TRADE = "/api/v3/trade/"
Rule = Mapping[str, str | int]


def something_of_everything(session: Session) -> Sequence[Command]:
    """A resting order on two products, a waiting one, and a position."""
    ticker, instrument = session.hub.tickers.get(PERP), session.hub.instruments.get(PERP)
    spot = session.hub.instruments.get(SPOT)
    assert ticker is not None
    assert instrument is not None
    assert spot is not None
    low = instrument.snap_price(ticker.last * Decimal("0.95"), Side.BUY)
    size = BaseQty(Decimal("0.01"))
    resting = PlaceOrder(
        _new_id(), PERP, Side.BUY, OrderType.LIMIT, size, low, margin_mode=MarginMode.CROSSED
    )
    spot_low = spot.snap_price(ticker.last * Decimal("0.95"), Side.BUY)
    return (
        resting,
        PlaceOrder(_new_id(), SPOT, Side.BUY, OrderType.LIMIT, size, spot_low),
        PlaceTrigger(_new_id(), PERP, Side.BUY, size, low),
        replace(resting, client_oid=_new_id(), order_type=OrderType.MARKET, price=None),
    )


def _new_id() -> str:
    return new_client_oid(SystemClock().now_ms())


async def crowd(session: Session) -> None:
    """Have something of everything."""
    for command in something_of_everything(session):
        outcome = await session.submit(command)
        assert isinstance(outcome, Accepted), outcome
    await eventually(session.positions.all)


def hurry(session: Session) -> None:
    """Let a flattening wait a tenth of the time between two readings."""
    assert session._open is not None
    session._open.service._flattener._sleep = lambda seconds: asyncio.sleep(seconds / 10)


async def test_refusals_for_speed_delay_the_stamp(data_dir: Path) -> None:
    # More of them, and on more paths, would be a blocked address: nothing is proven through one of those.
    rules: list[Rule] = [
        {"kind": "storm", "path": f"{TRADE}cancel-symbol-order", "count": 1},
        {"kind": "storm", "path": f"{TRADE}close-positions", "count": 2},
    ]
    async with faulty_session(data_dir, rules, (PERP, SPOT)) as session:
        hurry(session)
        await crowd(session)
        flat = await session.flatten("the test says so")
        assert flat is not None
        assert flat.alive == ()
        assert flat.proven_ms is not None
        assert flat.rounds > 3
        assert session.positions.all() == []
        await eventually(lambda: not session.blotter.open())


async def test_an_order_that_sticks_gets_no_stamp(data_dir: Path) -> None:
    stuck: list[Rule] = [
        {"kind": "maintenance-before", "path": TRADE + path, "code": "45001"}
        for path in ("cancel-symbol-order", "cancel-order")
    ]
    async with faulty_session(data_dir, stuck, (PERP, SPOT)) as session:
        hurry(session)
        await crowd(session)
        flat = await session.flatten("the test says so")
        assert flat is not None
        assert flat.proven_ms is None
        assert {one.kind for one in flat.alive} == {AliveKind.ORDER}
        assert {one.instrument for one in flat.alive} == {PERP, SPOT}
        assert all(one.reason for one in flat.alive)
        assert flat.sentence.startswith("NOT flat, 2 left.")
