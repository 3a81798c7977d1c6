"""Reading strategy orders: with the account, never in its way, and the past is not news."""

from dataclasses import replace

import pytest

from terminal_app.core.changes import Kind
from terminal_app.core.errors import LinkError, VenueError
from terminal_app.core.events import Link, LinkChanged, LinkState, StrategyOrdersSeen
from terminal_app.core.market import Stamp
from terminal_app.core.outcomes import Unknown
from terminal_app.core.strategy_orders import StrategyKind, StrategyStatus
from terminal_app.trading.facts import TradingNotice
from tests.helpers.desk import PRODUCTS, Desk
from tests.helpers.examples import guard_long, trigger_buy, waiting
from tests.helpers.waiting import eventually

S = StrategyStatus
LIVE = LinkChanged(Link.PRIVATE, LinkState.LIVE)
DOWN = LinkChanged(Link.PRIVATE, LinkState.DOWN)


def status(desk: Desk, client_oid: str = "tb-s1") -> StrategyStatus:
    order = desk.strategies.get(client_oid)
    assert order is not None
    return order.status


def notices(desk: Desk) -> str:
    facts = desk.changes.drain().facts
    return " ".join(fact.sentence for fact in facts if isinstance(fact, TradingNotice))


async def test_what_waits_is_read_with_the_account_and_is_not_news() -> None:
    desk = Desk()
    desk.exchange.waiting = [waiting()]
    await desk.service.start(PRODUCTS)
    assert desk.strategies.open() == [waiting()]
    batch = desk.changes.drain()
    assert batch.has(Kind.STRATEGY)
    assert not batch.facts


@pytest.mark.parametrize("error", [LinkError("No connection."), VenueError("40404", "Not offered.")])
async def test_what_cannot_be_read_keeps_nobody_from_trading_and_is_read_later(
    error: LinkError | VenueError,
) -> None:
    desk = Desk()
    desk.exchange.strategy_failures.extend([error, error])
    desk.exchange.waiting = [waiting()]
    await desk.service.start(PRODUCTS)
    assert desk.service.entry_block() is None
    assert f"Trigger orders and TP/SL could not be read. {error.sentence}" in notices(desk)
    await eventually(lambda: desk.strategies.open() == [waiting()])
    await desk.tasks.aclose()


async def test_an_order_that_ended_while_nobody_listened_is_looked_up(desk: Desk) -> None:
    desk.service.on_link(LIVE)
    desk.service.on_account_event(StrategyOrdersSeen((waiting(),), Stamp(1, 1.0)))
    past = waiting("tb-old", S.DONE, order_id="s-0")
    desk.exchange.ended = [past, waiting(status=S.DONE, at_ms=2_000)]
    desk.service.on_link(DOWN)
    desk.service.on_link(LIVE)
    await eventually(lambda: status(desk) is S.DONE)
    assert "set off." in notices(desk)
    assert [order.client_oid for order in desk.strategies.all()] == ["tb-s1"]


async def test_an_order_in_no_list_is_in_doubt_until_it_is_found(desk: Desk) -> None:
    desk.service.on_link(LIVE)
    desk.service.on_account_event(StrategyOrdersSeen((waiting(),), Stamp(1, 1.0)))
    desk.service.on_link(DOWN)
    desk.service.on_link(LIVE)
    await eventually(lambda: status(desk) is S.UNKNOWN)
    desk.exchange.ended = [waiting(status=S.CANCELLED, at_ms=2_000)]
    await eventually(lambda: status(desk) is S.CANCELLED)


async def test_an_accepted_order_that_is_in_no_list_yet_is_not_given_up_by_a_failing_link(desk: Desk) -> None:
    await desk.service.submit(trigger_buy())
    assert status(desk) is S.PENDING
    desk.exchange.strategy_failures.append(LinkError("No connection."))
    desk.service.on_link(LIVE)
    await eventually(lambda: "could not be read" in notices(desk))
    desk.exchange.waiting = [waiting()]
    await eventually(lambda: desk.strategies.find("tb-s1", None) == waiting())


async def test_a_lost_order_of_elsewhere_leaves_nothing_in_the_journal(desk: Desk) -> None:
    desk.service.on_link(LIVE)
    desk.service.on_account_event(StrategyOrdersSeen((waiting(client_oid="", order_id="9"),), Stamp(1, 1.0)))
    desk.service.on_link(DOWN)
    desk.service.on_link(LIVE)
    await eventually(lambda: status(desk, "id:9") is S.UNKNOWN)
    desk.exchange.ended = [waiting("", S.CANCELLED, at_ms=2_000, order_id="9")]
    await eventually(lambda: status(desk, "id:9") is S.CANCELLED)
    assert desk.outcomes() == []


async def test_both_orders_of_a_pair_of_exits_are_found_when_the_answer_was_lost(desk: Desk) -> None:
    pair = guard_long()
    desk.exchange.script["place_tp_sl"].append(Unknown(pair.client_oid, "No answer."))
    both = replace(waiting(pair.client_oid), kind=StrategyKind.TP_SL, trigger=None, price=None)
    stop = replace(both, stop_loss=pair.stop_loss)
    gain = replace(both, client_oid=f"{pair.client_oid}-p", order_id="s-2", take_profit=pair.take_profit)
    strange = waiting("of-another-program", order_id="s-3")
    desk.exchange.waiting = [stop, gain, strange]
    await desk.service.submit(pair)
    await eventually(lambda: status(desk, pair.client_oid) is S.PENDING)
    assert status(desk, gain.client_oid) is S.PENDING
    assert desk.strategies.get(strange.client_oid) is None
