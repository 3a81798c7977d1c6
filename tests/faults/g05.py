"""G05: what a person, a market, a network and a crash can do, in any order, and what must always hold.

Half of the examples begin with an account of each kind, and the account may be moved to the other one.
"""

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
    rule,
    run_state_machine_as_test,
)

from terminal_app.bitget.endpoints import Badge
from terminal_app.core.account_kind import AccountKind
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
from tests.faults.model_account import Plan
from tests.faults.virtual_loop import VirtualLoop
from tests.faults.world import PRODUCTS, World
from tests.helpers.examples import PERP_ID, SPOT_ID

T = TypeVar("T")

_STEPS = 50
_HEALED_SECONDS = 65
_S = OrderStatus

_OFTEN = {"place": 6, "trade": 4, "amend": 4, "cancel": 2, "wait": 3, "open": 3}
_SELDOM = ("link", "cancel_all", "cancelled_elsewhere", "ask", "switch", "moved", "another_window", "crash")
_ACTS = [name for name, share in _OFTEN.items() for _ in range(share)] + list(_SELDOM)
"""What happens, by how often: drawn evenly, most steps of most examples would find orders shut."""

acts = st.sampled_from(_ACTS)
which = st.integers(0, 30)
seconds = st.sampled_from([0.05, 0.3, 1.0, 3.0, 8.0, 20.0, 45.0])
pauses = st.sampled_from([0.0, 0.0, 0.3, 1.0])
"""What passes before the next step: often nothing, so that things happen at one moment."""


class Core(RuleBasedStateMachine):
    """The order core with everything around it, on a unified account."""

    kind = AccountKind.UNIFIED
    steps = 0
    moves = 0
    replaced = 0
    sent = 0

    @hypothesis.stateful.initialize(
        seed=st.integers(0, 2**32),
        trouble=st.sampled_from([0.0, 0.4, 0.8]),
        account=st.sampled_from(Badge),
        ready=st.sampled_from([True, True, False]),
    )
    def begin(self, seed: int, trouble: float, account: Badge, ready: bool) -> None:
        """A fresh start on a live, demo or paper account, with more or less trouble to come."""
        self.clock = ManualClock()
        self.loop = VirtualLoop(self.clock)
        plan = Plan(trouble, trouble / 2, trouble / 2)
        self.world = World(Random(seed), self.clock, plan, kind=self.kind)
        self.world.venue.found = self._found
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
        if ready:
            self._do(asyncio.sleep(5))

    # ------------------------------------------------------------------------------------ what happens

    @rule(what=acts, number=which, time=seconds, pause=pauses, other=st.sampled_from(Badge))
    def act(self, what: str, number: int, time: float, pause: float, other: Badge) -> None:
        """One thing happens, and a moment passes."""
        Core.steps += 1
        match what:
            case "wait":
                self._do(asyncio.sleep(time))
            case "another_window":
                # A second client of this process, live, demo or paper, sends something of its own.
                self._do(self._at_once(lambda: self.venues.begin(other, self.world.order())))
            case "place" | "cancel_all" | "open" | "link" | "switch" | "moved" | "crash":
                getattr(self, f"_{what}")()
            case _ if (order := self._nth(number)) is not None:
                getattr(self, f"_{what}")(order)
        self._do(asyncio.sleep(pause))

    def _place(self) -> None:
        """A person sends an order."""
        self._begin(self.world.service.submit(self.world.order()))

    def _cancel(self, order: Order) -> None:
        """A person cancels one."""
        self._begin(self.world.service.submit(CancelOrder(order.client_oid, order.instrument)))

    def _cancel_all(self) -> None:
        """A person cancels all."""
        self._begin(self.world.service.submit(CancelAll(ProductType.USDT_FUTURES)))

    def _amend(self, order: Order) -> None:
        """A person makes one larger."""
        if isinstance(order.size, BaseQty) and order.price is not None:
            change = AmendOrder(order.client_oid, order.instrument, order.size.value * 2, order.price)
            self._begin(self.world.service.submit(change))

    def _trade(self, order: Order) -> None:
        """The market executes something."""
        self._do(self._at_once(lambda: self.world.venue.trade(order.client_oid)))

    def _cancelled_elsewhere(self, order: Order) -> None:
        """Somebody cancels one on the web."""
        self._do(self._at_once(lambda: self.world.venue.end_by_others(order.client_oid)))

    def _ask(self, order: Order) -> None:
        """A person asks about one."""
        self._begin(self.world.service.ask_again(order.client_oid))

    def _open(self) -> None:
        """Whatever keeps orders shut is mended, but for what has to be read."""
        if not self.up:
            self._link()
        if self.halted:
            self._switch()

    def _link(self) -> None:
        """The private stream is gone, or back."""
        self.up = not self.up
        if self.up:
            self.barrier = self.world.venue.complete_reads
        state = LinkState.LIVE if self.up else LinkState.DOWN
        self._do(self._at_once(lambda: self.world.link(state)))

    def _switch(self) -> None:
        """The kill switch is thrown, or let go."""
        self.halted = not self.halted
        controls = self.world.service.controls
        self._do(
            self._at_once(lambda: controls.halt("a step says so.") if self.halted else controls.resume())
        )

    def _moved(self) -> None:
        """Somebody moves the account to the other kind; the next call finds out."""
        Core.moves += 1
        self._do(self._at_once(self.world.venue.move))

    def _crash(self) -> None:
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
        for instrument in (PERP_ID, SPOT_ID):
            here = [order for order in unknown if order.instrument == instrument]
            load = self.world.service._road.judge.view(instrument).desk.load
            assert load.unknown >= sum(map(_worth, here), ZERO)
            for side in Side:
                held = sum((_worth(order) for order in here if order.side is side), ZERO)
                assert load.of(side) >= held

    @invariant()
    def only_what_may_leaves(self) -> None:
        """(9) and (10) No order after the switch, none without a link, none before the account was read."""
        self._look_at_the_wire()

    def _look_at_the_wire(self) -> None:
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
        Core.replaced += world.replaced()
        Core.sent += world.venue.sent.total()
        wrong += self.venues.wrong()
        self._do(self.venues.aclose())
        self.loop.run_until_complete(self.loop.shutdown_asyncgens())
        self.loop.close()
        assert wrong == []
        assert pictures[0] == pictures[1]

    # ------------------------------------------------------------------------------------------- inside

    def _do(self, work: Coroutine[object, object, T]) -> T:
        return self.loop.run_until_complete(work)

    async def _start(self) -> None:
        self.up, self.barrier = True, self.world.venue.complete_reads
        self.world.tasks.spawn(self.world.service.start(PRODUCTS), "start")
        self.world.link(LinkState.LIVE)
        await asyncio.sleep(0)

    def _found(self) -> None:
        self._look_at_the_wire()  # what has left by now left with a link
        self.up = False
        self.world.found_out()

    async def _heal(self) -> None:
        if not self.world.service._sync._products:
            await self._start()
        for _ in range(2):  # the first reading may find an account of the other kind
            self.world.link(LinkState.DOWN)
            self.world.link(LinkState.LIVE)
            await asyncio.sleep(_HEALED_SECONDS / 2)

    def _begin(self, work: Coroutine[object, object, object]) -> None:
        """Begin something; it goes on while time passes."""
        self._do(self._later(work))

    async def _later(self, work: Coroutine[object, object, object]) -> None:
        self.world.tasks.spawn(work, "act")
        await asyncio.sleep(0)

    async def _at_once(self, work: object) -> None:
        assert callable(work)
        work()

    def _nth(self, number: int) -> Order | None:
        """One of the orders; every other number is one of those that may still work."""
        blotter = self.world.blotter
        orders = blotter.all() if number % 2 else blotter.open() or blotter.all()
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


class ClassicCore(Core):
    """The same on a classic account."""

    kind = AccountKind.CLASSIC


def run(cases: int, seed: int) -> Result:
    """A case is one step of the machine."""
    result = Result()
    for machine in (Core, ClassicCore):
        result.add(_run(machine, cases // 2, seed))
    return result


def _run(machine: type[Core], cases: int, seed: int) -> Result:
    Core.steps = Core.moves = Core.replaced = Core.sent = 0
    examples = max(1, cases // _STEPS)
    chosen = hypothesis.settings(
        max_examples=examples,
        stateful_step_count=_STEPS,
        deadline=None,
        database=None,
        # A failure is not made smaller: that takes minutes, and the seed brings it back.
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
        print_blob=False,
    )
    result = Result()
    try:
        run_state_machine_as_test(hypothesis.seed(seed)(machine), settings=chosen)
    except AssertionError as error:
        result.wrong.append(f"{error} ({machine.kind.value}, {seed})")
    if not Core.sent:
        result.wrong.append(f"no order was ever sent ({machine.kind.value}, {seed})")
    result.cases = max(Core.steps, examples)
    result.notes = {
        f"steps {machine.kind.value}": result.cases,
        f"orders sent {machine.kind.value}": Core.sent,
        "accounts moved": Core.moves,
        "replaced": Core.replaced,
    }
    return result
