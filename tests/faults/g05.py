"""G05: what a person, a market, a network and a crash can do, in any order, and what must always hold."""

import asyncio
from collections.abc import Coroutine
from decimal import Decimal
from random import Random
from typing import TypeVar

import hypothesis
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from terminal_app.bitget.endpoints import Badge
from terminal_app.core.clock import ManualClock
from terminal_app.core.commands import AmendOrder, CancelAll, CancelOrder
from terminal_app.core.events import LinkState
from terminal_app.core.instrument import ProductType
from terminal_app.core.money import ZERO, BaseQty
from terminal_app.core.orders import Order, OrderStatus, Side, VenueStatus
from terminal_app.core.ports import Purpose
from tests.faults.g01 import wrong_in
from tests.faults.goals import Result
from tests.faults.marks import ThreeVenues
from tests.faults.model_venue import Plan
from tests.faults.virtual_loop import VirtualLoop
from tests.faults.world import PRODUCTS, World
from tests.helpers.examples import PERP_ID

T = TypeVar("T")

_STEPS = 50
_HEALED_SECONDS = 65
_S = OrderStatus

which = st.integers(0, 30)
seconds = st.sampled_from([0.05, 0.3, 1.0, 3.0, 8.0, 20.0, 45.0])


class Core(RuleBasedStateMachine):
    """The order core with everything around it."""

    steps = 0

    @hypothesis.stateful.initialize(
        seed=st.integers(0, 2**32), trouble=st.sampled_from([0.0, 0.4, 0.8]), account=st.sampled_from(Badge)
    )
    def begin(self, seed: int, trouble: float, account: Badge) -> None:
        """A fresh start on a live, demo or paper account, with more or less trouble to come."""
        self.clock = ManualClock()
        self.loop = VirtualLoop(self.clock)
        self.world = World(Random(seed), self.clock, Plan(trouble, trouble / 2, trouble / 2))
        self.filled: dict[str, Decimal] = {}
        self.ends: dict[str, OrderStatus] = {}
        self.seen = 0
        self.halted = False
        self.up = False
        self.barrier = 0
        self.badge = account
        self.venues = ThreeVenues(self.clock)
        self.world.venue.leaving = lambda command: self.venues.begin(self.badge, command)
        self._do(self._start())

    # ------------------------------------------------------------------------------------ what happens

    @rule()
    def place(self) -> None:
        """A person sends an order."""
        command = self.world.order()
        self._do(self._later(self.world.service.submit(command)))

    @rule(number=which)
    def cancel(self, number: int) -> None:
        """A person cancels one."""
        if command := self._nth(number):
            self._do(
                self._later(self.world.service.submit(CancelOrder(command.client_oid, command.instrument)))
            )

    @rule()
    def cancel_all(self) -> None:
        """A person cancels all."""
        self._do(self._later(self.world.service.submit(CancelAll(ProductType.USDT_FUTURES))))

    @rule(number=which)
    def amend(self, number: int) -> None:
        """A person makes one larger."""
        order = self._nth(number)
        if order is not None and isinstance(order.size, BaseQty) and order.price is not None:
            change = AmendOrder(order.client_oid, order.instrument, order.size.value * 2, order.price)
            self._do(self._later(self.world.service.submit(change)))

    @rule(number=which)
    def trade(self, number: int) -> None:
        """The market executes something."""
        if order := self._nth(number):
            self._do(self._at_once(lambda: self.world.venue.trade(order.client_oid)))

    @rule(number=which)
    def cancelled_elsewhere(self, number: int) -> None:
        """Somebody cancels one on the web."""
        if order := self._nth(number):
            self._do(self._at_once(lambda: self.world.venue.end_by_others(order.client_oid)))

    @rule(number=which)
    def ask(self, number: int) -> None:
        """A person asks about one."""
        if order := self._nth(number):
            self._do(self._later(self.world.service.ask_again(order.client_oid)))

    @rule(time=seconds)
    def wait(self, time: float) -> None:
        """Time passes."""
        self._do(asyncio.sleep(time))

    @rule()
    def link_down(self) -> None:
        """The private stream is gone."""
        self.up = False
        self._do(self._at_once(lambda: self.world.link(LinkState.DOWN)))

    @precondition(lambda self: not self.up)
    @rule()
    def link_up(self) -> None:
        """The private stream is back."""
        self.up, self.barrier = True, self.world.venue.complete_reads
        self._do(self._at_once(lambda: self.world.link(LinkState.LIVE)))

    @rule()
    def halt(self) -> None:
        """The kill switch."""
        self.halted = True
        self._do(self._at_once(lambda: self.world.service.halt("a step says so.")))

    @precondition(lambda self: self.halted)
    @rule()
    def resume(self) -> None:
        """The kill switch is let go."""
        self.halted = False
        self._do(self._at_once(self.world.service.resume))

    @rule(other=st.sampled_from(Badge))
    def another_window(self, other: Badge) -> None:
        """A second client of this process, live, demo or paper, sends something of its own."""
        self._do(self._at_once(lambda: self.venues.begin(other, self.world.order())))

    @rule()
    def crash(self) -> None:
        """The program dies and starts again."""
        self._do(self.world.crash())
        self.world.build()
        self.world.recover()
        self.filled, self.ends = {}, {}
        self._do(self._start())

    # ----------------------------------------------------------------------------------- what must hold

    @invariant()
    def nothing_is_sent_twice(self) -> None:
        """(1) At most one POST for each intent."""
        assert max(self.world.venue.sent.values(), default=0) <= 1

    @invariant()
    def the_journal_knows_every_order(self) -> None:
        """(2) Every order of ours at the exchange is in the journal."""
        assert set(self.world.venue.orders) <= {intent.intent_id for intent in self.world.intents()}

    @invariant()
    def no_order_is_forgotten(self) -> None:
        """(3) Every order that was sent in this run is over, or is shown."""
        shown = {order.client_oid for order in self.world.blotter.open()}
        for order in self.world.blotter.all():
            assert order.status.is_final or order.client_oid in shown

    @invariant()
    def filled_only_grows_and_adds_up(self) -> None:
        """(4) and (5) Filled never falls nor exceeds the truth, and no execution counts twice."""
        for order in self.world.blotter.all():
            assert order.filled >= self.filled.get(order.client_oid, ZERO)
            self.filled[order.client_oid] = order.filled
            booked = sum(
                (fill.size for fill in self.world.blotter.fills.of_order(order.order_id, order.client_oid)),
                ZERO,
            )
            truth = self.world.venue.orders.get(order.client_oid)
            executed = truth.filled if truth else ZERO
            assert booked <= order.filled <= executed

    @invariant()
    def an_end_is_an_end(self) -> None:
        """(6) What is over stays over, except that the last fill may follow the cancel."""
        for order in self.world.blotter.all():
            before = self.ends.get(order.client_oid)
            if before is not None and order.status is not before:
                assert (before, order.status) == (_S.CANCELLED, _S.FILLED)
            if order.status.is_final:
                self.ends[order.client_oid] = order.status

    @invariant()
    def no_end_without_proof(self) -> None:
        """(7) Nothing ends without the exchange's word, or the proof that it never was."""
        for order in self.world.blotter.all():
            if order.status.is_final:
                assert self._is_true(order), f"{order.client_oid} is {order.status.value}"

    @invariant()
    def the_unknown_is_reserved(self) -> None:
        """(8) What nobody knows of counts as if it were all executed."""
        unknown = [order for order in self.world.blotter.all() if order.status is _S.UNKNOWN]
        worst = sum((_worth(order) for order in unknown), ZERO)
        load = self.world.service._road.judge.view(PERP_ID).desk.load
        assert load.unknown >= worst
        for side in Side:
            held = sum((_worth(order) for order in unknown if order.side is side), ZERO)
            assert load.of(side) >= held

    @invariant()
    def only_what_may_leaves(self) -> None:
        """(9) and (10) No order after the switch, none without a link, none before the account was read."""
        for one in self.world.venue.wire[self.seen :]:
            if one.purpose is Purpose.ORDER:
                assert not self.halted, f"{one.client_oid} left after the halt"
                assert self.up, f"{one.client_oid} left without a link"
                assert one.reads > self.barrier, f"{one.client_oid} left before the account was read"
        self.seen = len(self.world.venue.wire)

    @invariant()
    def live_bytes_are_for_the_live_account(self) -> None:
        """(11) Every byte of an order has host, mark and key of the account it was meant for."""
        wrong = self.venues.wrong()
        assert wrong == [], wrong

    def teardown(self) -> None:
        """In the end everything agrees; (12) and reading the journal again, twice, changes nothing."""
        if not hasattr(self, "world"):
            return
        world = self.world
        world.venue.healthy = True
        self._do(self._heal())
        wrong = wrong_in(world)
        pictures = []
        for _ in range(2):
            self._do(world.crash())
            world.build()
            world.recover()
            self._do(self._heal())
            pictures.append(
                {order.client_oid: (order.status, order.filled) for order in world.blotter.open()}
            )
        self._do(world.crash())
        wrong += self.venues.wrong()
        self._do(self.venues.aclose())
        self.loop.run_until_complete(self.loop.shutdown_asyncgens())
        self.loop.close()
        assert wrong == []
        assert pictures[0] == pictures[1]

    # ------------------------------------------------------------------------------------------- inside

    def _do(self, work: Coroutine[object, object, T]) -> T:
        Core.steps += 1
        return self.loop.run_until_complete(work)

    async def _start(self) -> None:
        self.up, self.barrier = True, self.world.venue.complete_reads
        self.world.tasks.spawn(self.world.service.start(PRODUCTS), "start")
        self.world.link(LinkState.LIVE)
        await asyncio.sleep(0)

    async def _heal(self) -> None:
        if not self.world.service._sync._products:
            await self._start()
        self.world.link(LinkState.DOWN)
        self.world.link(LinkState.LIVE)
        await asyncio.sleep(_HEALED_SECONDS)

    async def _later(self, work: Coroutine[object, object, object]) -> None:
        """Begin something; it goes on while time passes."""
        self.world.tasks.spawn(work, "act")
        await asyncio.sleep(0)

    async def _at_once(self, work: object) -> None:
        assert callable(work)
        work()

    def _nth(self, number: int) -> Order | None:
        orders = self.world.blotter.all()
        return orders[number % len(orders)] if orders else None

    def _is_true(self, order: Order) -> bool:
        venue = self.world.venue
        truth = venue.orders.get(order.client_oid)
        match order.status:
            case _S.FILLED:
                return truth is not None and truth.status is VenueStatus.FILLED
            case _S.CANCELLED:
                return truth is not None and truth.status is VenueStatus.CANCELLED
            case _S.REJECTED:
                return order.client_oid in venue.refused
            case _S.NOT_SENT:
                return not venue.sent[order.client_oid]
            case _:
                return truth is None


def _worth(order: Order) -> Decimal:
    return (order.remaining or ZERO) * (order.price or ZERO)


def run(cases: int, seed: int) -> Result:
    """A case is one step of the machine."""
    Core.steps = 0
    result = Result()
    examples = max(1, cases // _STEPS)
    chosen = hypothesis.settings(
        max_examples=examples,
        stateful_step_count=_STEPS,
        deadline=None,
        database=None,
        suppress_health_check=list(hypothesis.HealthCheck),
        print_blob=False,
    )
    try:
        run_state_machine_as_test(hypothesis.seed(seed)(Core), settings=chosen)
    except AssertionError as error:
        result.wrong.append(f"{error} ({seed})")
    result.cases = max(Core.steps, examples)
    return result
