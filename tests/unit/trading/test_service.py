"""The door: what shuts it, what opens it, who may pass meanwhile, and an orderly close."""

import asyncio
from decimal import Decimal

import pytest

from terminal_app.core.changes import Kind, Topic
from terminal_app.core.commands import CancelAll
from terminal_app.core.events import (
    AccountSeen,
    ChannelSilent,
    FillsSeen,
    Link,
    LinkChanged,
    LinkState,
    PositionsSeen,
)
from terminal_app.core.instrument import ProductType
from terminal_app.core.market import Stamp
from terminal_app.core.orders import OrderStatus, Source
from terminal_app.core.outcomes import Accepted, Refused
from terminal_app.core.records import Intent
from terminal_app.trading.facts import FillFact, TradingNotice
from terminal_app.trading.limits import RiskLimits
from tests.helpers.desk import PRODUCTS, Desk
from tests.helpers.examples import account, fill, limit_buy, position, report
from tests.helpers.logs import LogWatch
from tests.helpers.waiting import eventually

STAMP = Stamp(1, 1.0)


def private(state: LinkState, sentence: str = "") -> LinkChanged:
    """The private connection changes."""
    return LinkChanged(Link.PRIVATE, state, sentence)


@pytest.mark.parametrize("state", [LinkState.DOWN, LinkState.REFUSED, LinkState.CONNECTING])
async def test_a_lost_private_stream_shuts_orders_until_the_account_is_read(
    desk: Desk, state: LinkState
) -> None:
    desk.service.on_link(private(LinkState.LIVE))
    await desk.tasks.drain()
    desk.service.on_link(private(state))
    block = desk.service.entry_block()
    assert block == "Orders are shut: the private connection to the exchange is down."
    assert await desk.service.submit(limit_buy()) == Refused((block,))
    reads = desk.exchange.reads
    desk.service.on_link(private(LinkState.LIVE))
    assert "what happened meanwhile" in (desk.service.entry_block() or "")
    await eventually(lambda: desk.service.entry_block() is None)
    assert desk.exchange.reads == reads + 1
    assert isinstance(await desk.service.submit(limit_buy()), Accepted)


async def test_the_reason_of_the_link_is_passed_on(desk: Desk) -> None:
    desk.service.on_link(private(LinkState.DOWN, "No network."))
    assert desk.service.entry_block() == "No network."
    assert Topic(Kind.TRADING) in desk.changes.drain().topics


async def test_the_first_connection_reads_again_without_shutting(desk: Desk) -> None:
    reads = desk.exchange.reads
    desk.service.on_link(private(LinkState.CONNECTING))
    desk.service.on_link(private(LinkState.LIVE))
    assert desk.service.entry_block() is None
    desk.service.on_link(private(LinkState.DEGRADED))
    desk.service.on_link(private(LinkState.LIVE))
    await desk.tasks.drain()
    assert desk.exchange.reads == reads + 1


async def test_other_links_do_not_matter(desk: Desk) -> None:
    desk.service.on_link(LinkChanged(Link.PUBLIC, LinkState.DOWN))
    desk.service.on_link(ChannelSilent(Link.PRIVATE, "orders", silent=True))
    assert desk.service.entry_block() is None


async def test_a_link_that_comes_before_the_start_waits_for_it() -> None:
    desk = Desk()
    desk.service.on_link(private(LinkState.LIVE))
    assert desk.exchange.reads == 0
    await desk.service.start(PRODUCTS)
    assert desk.exchange.reads == 1


async def test_cancels_pass_a_shut_door(desk: Desk) -> None:
    desk.service.on_link(private(LinkState.DOWN))
    assert isinstance(await desk.service.submit(CancelAll(ProductType.SPOT)), Accepted)


async def test_orders_of_an_earlier_run_are_asked_about_before_orders_open() -> None:
    desk = Desk()
    intents = [Intent(name, limit_buy(name), Source.STRATEGY, 5) for name in ("tb-1", "tb-2")]
    other = Intent("tb-3", CancelAll(ProductType.SPOT), Source.MANUAL, 5)
    desk.service.recover([*intents, other])
    assert desk.blotter.unknown_count() == 2
    assert desk.order().created_ms == 5
    desk.exchange.known["tb-1"] = report()
    await desk.service.start(PRODUCTS)
    assert (desk.status(), desk.status("tb-2")) == (OrderStatus.OPEN, OrderStatus.UNKNOWN)
    again = await desk.service.submit(limit_buy("tb-1"))
    assert isinstance(again, Refused)
    assert desk.exchange.sent == []
    await desk.tasks.aclose()


async def test_account_events_reach_the_stores(desk: Desk) -> None:
    desk.service.on_account_event(AccountSeen(account(2_000)))
    desk.service.on_account_event(AccountSeen(account(1_000)))
    desk.service.on_account_event(PositionsSeen((position(),), STAMP))
    desk.service.on_account_event(PositionsSeen((position(at_ms=1),), STAMP))
    assert desk.balances.snapshot == account(2_000)
    assert desk.positions.all() == [position()]
    desk.clock.advance(1)
    desk.service.on_account_event(PositionsSeen((), Stamp(2, desk.clock.monotonic()), complete=True))
    assert desk.positions.all() == []


async def test_a_fill_is_told_and_remembered_once(desk: Desk) -> None:
    await desk.service.submit(limit_buy())
    desk.changes.drain()
    for _ in range(2):
        desk.service.on_account_event(
            FillsSeen((fill(order_id="v-tb-1"), fill("e-9", client_oid="web")), STAMP)
        )
    facts = [fact for fact in desk.changes.drain().facts if isinstance(fact, FillFact)]
    assert [fact.fill.exec_id for fact in facts] == ["e-1", "e-9"]
    assert desk.status() is OrderStatus.PARTIAL
    await desk.service.aclose()
    assert desk.journaled_fills() == ["e-1", "e-9"]


async def test_an_answer_that_cannot_be_written_is_said(desk: Desk, expect_log: LogWatch) -> None:
    expect_log("not in the journal: OutcomeSeen")
    desk.exchange.hold = asyncio.Event()
    answer = desk.tasks.spawn(desk.service.submit(limit_buy()), "test")
    await eventually(lambda: desk.exchange.sent)
    desk.journal.trouble = "The disk is full."
    desk.exchange.hold.set()
    await answer
    await desk.service.aclose()
    assert TradingNotice("The disk is full.") in desk.changes.drain().facts


async def test_closing_refuses_the_new_and_waits_for_what_is_in_flight(desk: Desk) -> None:
    desk.exchange.hold = asyncio.Event()
    answer = desk.tasks.spawn(desk.service.submit(limit_buy()), "test")
    await eventually(lambda: desk.exchange.sent)
    closing = desk.tasks.spawn(desk.service.aclose(), "close")
    await asyncio.sleep(0)
    assert await desk.service.submit(limit_buy("tb-2")) == Refused(("The terminal is closing.",))
    assert not closing.done()
    desk.exchange.hold.set()
    await closing
    assert isinstance(await answer, Accepted)
    assert desk.outcomes() == [("tb-1", Accepted("tb-1", "v-tb-1"))]
    await desk.service.aclose()


async def test_an_order_is_timed_from_sending_to_answer_and_first_fill(desk: Desk) -> None:
    assert isinstance(await desk.service.submit(limit_buy()), Accepted)
    (times,) = desk.service.timings.all()
    assert (times.client_oid, times.answer_ms, times.fill_ms) == ("tb-1", 0.0, None)
    received = desk.clock.monotonic() + 0.25
    for exec_id in ("e-1", "e-2"):
        seen = FillsSeen((fill(exec_id, order_id="v-tb-1", client_oid=""),), Stamp(2, received))
        desk.service.on_account_event(seen)
        received += 1
    (times,) = desk.service.timings.all()
    assert times.fill_ms == 250.0


async def test_other_limits_hold_from_then_on(desk: Desk) -> None:
    assert desk.service.controls.set_limits(RiskLimits(Decimal(100))) is None
    refused = await desk.service.submit(limit_buy())
    assert refused == Refused(("Your limit is 100 USDT per order; this order is 640 USDT.",))
    assert desk.service.controls.set_limits(RiskLimits(), loosen=True) is None
    assert isinstance(await desk.service.submit(limit_buy()), Accepted)
