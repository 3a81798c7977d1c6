"""Reading the account: orders are shut until it has succeeded, and what happened meanwhile is found out."""

import asyncio
from decimal import Decimal

import pytest

from terminal_app.core.account import SymbolSetting
from terminal_app.core.changes import Kind
from terminal_app.core.errors import AuthError, LinkError, VenueError
from terminal_app.core.events import Link, LinkChanged, LinkState
from terminal_app.core.orders import MarginMode, OrderStatus, PositionSide, VenueStatus
from terminal_app.core.outcomes import Refused
from terminal_app.trading.facts import FillFact
from tests.helpers.desk import PRODUCTS, Desk
from tests.helpers.examples import PERP_ID, account, fill, limit_buy, position, report
from tests.helpers.waiting import eventually

S = OrderStatus
LIVE = LinkChanged(Link.PRIVATE, LinkState.LIVE)
DOWN = LinkChanged(Link.PRIVATE, LinkState.DOWN)


async def test_orders_are_shut_until_the_account_is_read() -> None:
    desk = Desk()
    assert await desk.service.submit(limit_buy()) == Refused(
        ("Orders open when the account has been read from the exchange.",)
    )
    await desk.service.start(PRODUCTS)
    assert desk.service.entry_block() is None


async def test_everything_is_read() -> None:
    desk = Desk()
    desk.exchange.snapshot = account()
    desk.exchange.working = [report()]
    desk.exchange.open_positions = [position()]
    desk.exchange.executions = [fill("e-2"), fill("e-1")]
    await desk.service.start(PRODUCTS)
    assert desk.balances.snapshot == account()
    assert desk.status() is S.PARTIAL
    assert desk.positions.all() == [position()]
    assert len(desk.blotter.fills.all()) == 2
    assert desk.service.account_settings == desk.exchange.account_settings
    batch = desk.changes.drain()
    assert {topic.kind for topic in batch.topics} == {
        Kind.ORDERS,
        Kind.POSITIONS,
        Kind.BALANCES,
        Kind.FILLS,
        Kind.TRADING,
    }
    assert not [fact for fact in batch.facts if isinstance(fact, FillFact)]
    await desk.service.aclose()
    assert desk.journaled_fills() == ["e-1", "e-2"]


@pytest.mark.parametrize(
    "error", [LinkError("No connection."), VenueError("1", "Busy."), AuthError("40009", "Wrong key.")]
)
async def test_a_failure_is_said_and_tried_again(error: LinkError | VenueError) -> None:
    desk = Desk()
    desk.exchange.failures.extend([error, error])
    desk.exchange.hold_reads = first = asyncio.Event()
    starting = desk.tasks.spawn(desk.service.start(PRODUCTS), "start")
    await eventually(lambda: desk.exchange.reads == 1)
    desk.exchange.hold_reads = second = asyncio.Event()
    first.set()
    await eventually(lambda: desk.exchange.reads == 2)
    assert (desk.service.entry_block() or "").startswith(error.sentence)
    second.set()
    await starting
    assert desk.service.entry_block() is None
    assert desk.exchange.reads == 3


async def test_what_ended_while_nobody_listened_is_asked_about(desk: Desk) -> None:
    await desk.service.submit(limit_buy())
    await desk.service.submit(limit_buy("tb-2"))
    desk.exchange.working = [report("tb-2", order_id="v-tb-2")]
    desk.exchange.known["tb-1"] = report(status=VenueStatus.FILLED, filled="0.01", order_id="v-tb-1")
    desk.exchange.executions = [fill(size="0.01", order_id="v-tb-1")]
    desk.changes.drain()
    await desk.service.start(PRODUCTS)
    assert (desk.status(), desk.status("tb-2")) == (S.FILLED, S.OPEN)
    assert desk.exchange.asked == ["tb-1"]
    assert FillFact(desk.exchange.executions[0]) in desk.changes.drain().facts


async def test_an_order_the_venue_does_not_find_stays_and_says_so(desk: Desk) -> None:
    await desk.service.submit(limit_buy())
    await desk.service.start(PRODUCTS)
    assert desk.status() is S.OPEN
    assert "proves nothing" in desk.order().note


async def test_positions_that_are_gone_are_closed(desk: Desk) -> None:
    desk.exchange.open_positions = [position()]
    await desk.service.start(PRODUCTS)
    desk.exchange.open_positions = []
    await desk.service.start(PRODUCTS)
    assert desk.positions.get(position().instrument, PositionSide.LONG) is None


async def test_a_wish_during_the_reading_is_granted_by_another_one(desk: Desk) -> None:
    desk.exchange.hold_reads = asyncio.Event()
    desk.service.on_link(LIVE)
    await eventually(lambda: desk.exchange.reads == 2)
    desk.service.on_link(DOWN)
    desk.service.on_link(LIVE)
    desk.service.on_link(DOWN)
    desk.service.on_link(LIVE)
    await desk.service.start(PRODUCTS)
    assert desk.service.entry_block() is not None
    desk.exchange.hold_reads.set()
    await desk.tasks.drain()
    assert desk.exchange.reads == 3
    assert desk.service.entry_block() is None


async def test_wishes_at_the_same_moment_are_granted_by_one_reading(desk: Desk) -> None:
    for event in (LIVE, DOWN, LIVE):
        desk.service.on_link(event)
    await desk.tasks.drain()
    assert desk.exchange.reads == 2


async def test_a_failure_while_orders_are_open_does_not_shut_them(desk: Desk) -> None:
    desk.exchange.failures.append(LinkError("No connection."))
    desk.service.on_link(LIVE)
    await eventually(lambda: desk.exchange.reads >= 2)
    assert desk.service.entry_block() is None
    await desk.tasks.drain()


SETTING = SymbolSetting(PERP_ID, MarginMode.ISOLATED, Decimal(7))


async def test_the_setting_of_a_contract_is_learnt_once(desk: Desk) -> None:
    desk.exchange.contracts[PERP_ID] = SETTING
    desk.changes.drain()
    for _ in range(2):
        await desk.service.learn_contract(PERP_ID)
    assert desk.service.account_settings is not None
    assert desk.service.account_settings.symbols == (SETTING,)
    assert desk.exchange.asked.count(str(PERP_ID)) == 1
    assert {topic.kind for topic in desk.changes.drain().topics} == {Kind.TRADING}


async def test_an_account_that_tells_of_every_contract_has_nothing_to_learn(desk: Desk) -> None:
    before = desk.service.account_settings
    await desk.service.learn_contract(PERP_ID)
    assert desk.service.account_settings is before
    fresh = Desk()
    fresh.exchange.contracts[PERP_ID] = SETTING
    await fresh.service.learn_contract(PERP_ID)
    assert fresh.service.account_settings is None
