"""Flattening: a stamp only with proof, otherwise a list of what is alive; paced, journaled, and once."""

import asyncio
from dataclasses import replace

import pytest

from terminal_app.core.account import AccountSettings, HoldMode, Position
from terminal_app.core.account_kind import AccountKind
from terminal_app.core.commands import (
    CancelAll,
    CancelOrder,
    CancelStrategy,
    ClosePosition,
    VenueCommand,
)
from terminal_app.core.errors import LinkError, RateLimitError
from terminal_app.core.instrument import ProductType
from terminal_app.core.orders import OrderStatus, VenueOrder
from terminal_app.core.outcomes import Accepted, NotSent, Refused, Rejected, Unknown, VenueOutcome
from terminal_app.core.records import EventSeen
from terminal_app.core.strategy_orders import StrategyOrder, StrategyStatus
from terminal_app.trading.facts import TradingNotice
from terminal_app.trading.flat_state import AliveKind
from terminal_app.trading.flatten import PAUSES_S
from terminal_app.trading.gate import TradingState
from tests.helpers.desk import PRODUCTS, Desk, open_desk
from tests.helpers.examples import SPOT_ID, limit_buy, position, report, waiting
from tests.helpers.fakes import FakeExchange
from tests.helpers.waiting import eventually

STUCK = "stuck"


class Venue(FakeExchange):
    """An exchange that does what it accepts, except with orders whose id begins with `stuck`."""

    async def _answer(self, name: str, command: VenueCommand, client_oid: str = "") -> VenueOutcome:
        outcome = await super()._answer(name, command, client_oid)
        if isinstance(outcome, Accepted):
            self._carry_out(command)
        return outcome

    def _carry_out(self, command: VenueCommand) -> None:
        match command:
            case CancelAll():
                self.working = [order for order in self.working if self._stays(order, command.product)]
            case CancelOrder():
                self.working = [order for order in self.working if order.client_oid != command.client_oid]
            case CancelStrategy():
                gone = [order for order in self.waiting if order.client_oid == command.client_oid]
                self.waiting = [order for order in self.waiting if order not in gone]
                self.ended += [replace(order, status=StrategyStatus.CANCELLED) for order in gone]
            case ClosePosition():
                self.open_positions = [
                    one for one in self.open_positions if one.instrument != command.instrument
                ]

    def _stays(self, order: VenueOrder, product: ProductType) -> bool:
        return order.instrument.product is not product or order.client_oid.startswith(STUCK)


def crowded() -> tuple[list[VenueOrder], list[StrategyOrder], list[Position]]:
    """Something of every family."""
    orders = [report(), replace(report("web-1", order_id="v-2"), instrument=SPOT_ID)]
    return orders, [waiting(order_id="s-1")], [position()]


async def desk_with_everything() -> Desk:
    """A desk on a venue with something of every family; its pauses take no time."""
    desk = Desk(exchange=Venue())
    desk.exchange.working, desk.exchange.waiting, desk.exchange.open_positions = crowded()
    await desk.service.start(PRODUCTS)
    desk.changes.drain()
    desk.service._flattener._sleep = lambda seconds: _pass(desk, seconds)
    return desk


async def _pass(desk: Desk, seconds: float) -> None:
    desk.clock.advance(seconds)
    await asyncio.sleep(0)


def notices(desk: Desk) -> list[str]:
    """What the person was told."""
    return [fact.sentence for fact in desk.changes.drain().facts if isinstance(fact, TradingNotice)]


async def test_everything_goes_and_the_proof_is_stamped() -> None:
    desk = await desk_with_everything()
    report_ = await desk.service.flatten("you pressed F12", PRODUCTS)
    assert report_.alive == ()
    assert report_.proven_ms == desk.clock.now_ms()
    assert report_.rounds == 3
    kinds = [type(command) for command in desk.exchange.sent]
    assert kinds[0] is CancelStrategy
    assert kinds.count(CancelAll) == 2
    assert kinds[-1] is ClosePosition
    assert notices(desk)[-1].startswith("Flat, proven: no order, no waiting order and no position on spot,")
    assert desk.service.controls.state is TradingState.HALTED
    refused = await desk.service.submit(limit_buy("tb-9"))
    assert isinstance(refused, Refused)
    assert "everything is being closed (you pressed F12)" in refused.reasons[0]
    await desk.tasks.aclose()


async def test_the_journal_has_the_cause_and_every_step() -> None:
    desk = await desk_with_everything()
    await desk.service.flatten("you pressed F12", PRODUCTS)
    await desk.tasks.aclose()
    events = [record for record in desk.journal.records if isinstance(record, EventSeen)]
    told = [event.sentence for event in events if event.kind == "flatten"]
    assert told[0] == "Started on spot, usdt-futures: you pressed F12"
    assert told[1].startswith("Flat, proven")
    assert len(desk.intents()) == len(desk.exchange.sent) == 4


async def test_an_empty_account_is_proven_by_two_readings_apart() -> None:
    desk = Desk(exchange=Venue())
    await desk.service.start(PRODUCTS)
    desk.service._flattener._sleep = lambda seconds: _pass(desk, seconds)
    began = desk.clock.monotonic()
    flat = await desk.service.flatten("test", PRODUCTS)
    assert (flat.rounds, flat.proven_ms is not None, desk.exchange.sent) == (2, True, [])
    assert desk.clock.monotonic() - began >= 1


async def test_a_stuck_order_gets_no_stamp_but_a_reason() -> None:
    desk = await desk_with_everything()
    desk.exchange.working.append(report("stuck-1", order_id="v-9"))
    desk.exchange.script["cancel"].extend([Rejected("45110", "Not now.")] * 20)
    flat = await desk.service.flatten("test", PRODUCTS)
    assert flat.proven_ms is None
    assert [(one.key, one.reason) for one in flat.alive] == [("stuck-1", "Not now. (code 45110)")]
    assert flat.rounds == len(PAUSES_S) + 1
    assert notices(desk)[-1] == "NOT flat, 1 left. buy 0.01 BTCUSDT perp at 64000: Not now. (code 45110)"
    await desk.tasks.aclose()


async def test_one_row_can_be_tried_again() -> None:
    desk = await desk_with_everything()
    desk.exchange.working.append(report("stuck-1", order_id="v-9"))
    desk.exchange.script["cancel"].extend([Rejected("45110", "Not now.")] * 20)
    await desk.service.flatten("test", PRODUCTS)
    desk.exchange.script["cancel"].clear()
    again = await desk.service.flatten_again("stuck-1")
    assert again is not None
    assert (again.alive, again.proven_ms, again.running) == ((), None, False)
    assert (await desk.service.flatten("once more", PRODUCTS)).proven_ms is not None
    await desk.tasks.aclose()


async def test_a_429_delays_the_stamp_and_never_fakes_it() -> None:
    desk = await desk_with_everything()
    desk.exchange.script["cancel_all"].extend([Rejected("429", "Slow down.")] * 2)
    desk.exchange.script["close_position"].extend([Rejected("429", "Slow down."), NotSent("Too many calls.")])
    flat = await desk.service.flatten("test", PRODUCTS)
    assert flat.proven_ms is not None
    assert flat.rounds > 4
    await desk.tasks.aclose()


@pytest.mark.parametrize("error", [LinkError("No network."), RateLimitError("429", "Slow down.")])
async def test_a_reading_that_fails_proves_nothing(error: LinkError | RateLimitError) -> None:
    desk = await desk_with_everything()
    desk.exchange.strategy_failures.extend([error] * 99)
    flat = await desk.service.flatten("test", PRODUCTS)
    assert flat.proven_ms is None
    assert f"could not be read. {error.sentence}" in flat.sentence
    await desk.tasks.aclose()


async def test_a_close_without_an_answer_is_looked_at_again() -> None:
    desk = await desk_with_everything()
    desk.exchange.script["close_position"].append(Unknown("", "No answer."))
    flat = await desk.service.flatten("test", PRODUCTS)
    assert flat.proven_ms is not None
    assert [type(command) for command in desk.exchange.sent].count(ClosePosition) == 2
    await desk.tasks.aclose()


async def test_an_order_in_doubt_keeps_the_stamp_away() -> None:
    desk = Desk(exchange=Venue())
    await desk.service.start(PRODUCTS)
    desk.service._settler._pauses_ms = (50,)
    desk.exchange.script["place"].append(Unknown("tb-1", "No answer."))
    desk.service._flattener._sleep = lambda _seconds: asyncio.sleep(0)
    await desk.service.submit(limit_buy())
    flat = await desk.service.flatten("test", PRODUCTS)
    assert desk.status() is OrderStatus.UNKNOWN
    assert [one.kind for one in flat.alive] == [AliveKind.DOUBT]
    assert flat.proven_ms is None
    await desk.tasks.aclose()


async def test_entry_that_is_on_its_way_when_it_starts_is_dropped() -> None:
    desk = await desk_with_everything()
    desk.journal.busy = asyncio.Event()
    order = desk.tasks.spawn(desk.service.submit(limit_buy("tb-9")), "order")
    await eventually(lambda: desk.journal.waiting)
    flattening = desk.tasks.spawn(desk.service.flatten("test", PRODUCTS), "flatten")
    await eventually(lambda: desk.service.flat is not None)
    desk.journal.busy.set()
    assert isinstance(await order, NotSent)
    assert (await flattening).proven_ms is not None
    await desk.tasks.aclose()


async def test_two_presses_are_one_run() -> None:
    desk = await desk_with_everything()
    first, second = await asyncio.gather(
        desk.service.flatten("one", PRODUCTS), desk.service.flatten("two", PRODUCTS)
    )
    assert first.proven_ms is not None
    assert (second.running, second.cause) == (True, "one")
    assert len(desk.exchange.sent) == 4
    await desk.tasks.aclose()


async def test_closing_the_program_ends_it_without_a_stamp() -> None:
    desk = await desk_with_everything()
    desk.exchange.hold = asyncio.Event()
    flattening = desk.tasks.spawn(desk.service.flatten("test", PRODUCTS), "flatten")
    await eventually(lambda: desk.exchange.sent)
    closing = desk.tasks.spawn(desk.service.aclose(), "close")
    await asyncio.sleep(0)
    desk.exchange.hold.set()
    await closing
    flat = await flattening
    assert flat.proven_ms is None
    assert flat.rounds <= 3
    await desk.tasks.aclose()


async def test_before_a_run_there_is_nothing_to_retry(desk: Desk) -> None:
    assert desk.service.flat is None
    assert await desk.service.flatten_again("x") is None


async def test_trigger_orders_on_spot_are_taken_away_where_there_are_any() -> None:
    desk = Desk(exchange=Venue())
    desk.exchange.account_settings = AccountSettings("1", HoldMode.ONE_WAY, kind=AccountKind.CLASSIC)
    desk.exchange.waiting = [replace(waiting(order_id="s-1"), instrument=SPOT_ID)]
    desk.service._flattener._sleep = lambda seconds: _pass(desk, seconds)
    async with open_desk(desk):
        assert [order.instrument for order in desk.strategies.open()] == [SPOT_ID]
        await desk.service.flatten("test", PRODUCTS)
        assert desk.exchange.waiting == []
