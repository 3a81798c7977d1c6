"""It is waited for once, when it is near, and not for long."""

import asyncio

import pytest

from terminal_app.app.first_price import FirstPrice
from terminal_app.core.changes import Changes
from terminal_app.core.clock import ManualClock
from terminal_app.core.events import TickerSeen, TradesSeen
from terminal_app.market.hub import MarketHub
from tests.helpers.examples import PERP_ID, ticker
from tests.helpers.market import stamp, trade


@pytest.fixture
def hub() -> MarketHub:
    return MarketHub(Changes(), ManualClock())


async def test_who_gives_way_goes_on_when_the_price_is_there(hub: MarketHub) -> None:
    first = FirstPrice(hub, patience=60)
    before = len(hub.listeners)
    await first.give_way()
    first.is_near()
    async with asyncio.timeout(30), asyncio.TaskGroup() as tasks:
        waiting = tasks.create_task(first.give_way())
        await asyncio.sleep(0)
        hub.apply(TradesSeen(PERP_ID, (trade(1),), stamp(ManualClock())))
        await asyncio.sleep(0)
        assert not waiting.done()
        hub.apply(TickerSeen(ticker()))
    assert len(hub.listeners) == before


async def test_it_is_waited_for_once_and_not_for_ever(hub: MarketHub) -> None:
    first = FirstPrice(hub, patience=0.01)
    first.is_near()
    async with asyncio.timeout(30):
        await first.give_way()
    patient = FirstPrice(hub, patience=60)
    patient.is_near()
    hub.apply(TickerSeen(ticker()))
    async with asyncio.timeout(30):
        await patient.give_way()
        await patient.give_way()
