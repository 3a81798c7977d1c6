"""G01 on the paper exchange itself: the same property with its matching, its reports, its plan of faults.

Every second scene is of a classic account, where a change ends an order and makes another: then the property
is that of both.
"""

import asyncio
from decimal import Decimal
from random import Random

from terminal_app.core.account_kind import AccountKind
from terminal_app.core.changes import Changes
from terminal_app.core.clock import ManualClock
from terminal_app.core.commands import AmendOrder, CancelOrder, PlaceOrder
from terminal_app.core.events import Link, LinkChanged, LinkState
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import MarginMode, OrderType, Side
from terminal_app.core.outcomes import Accepted
from terminal_app.core.records import Record
from terminal_app.paper.engine.messages import PlaceRequest
from terminal_app.paper.server.faults.dice import Dice
from terminal_app.paper.server.faults.plan import Plan
from terminal_app.tasks import TaskOwner
from terminal_app.trading.balances import BalanceSheet
from terminal_app.trading.orders import OrderBlotter
from terminal_app.trading.positions import PositionBook
from terminal_app.trading.service import TradingService
from tests.faults.g01 import differs
from tests.faults.goals import Result
from tests.faults.paper_line import trouble
from tests.faults.virtual_loop import play_virtually
from tests.faults.world import PRODUCTS, WIDE
from tests.helpers.examples import prices
from tests.helpers.fakes import FakeJournal
from tests.helpers.paper_engine import PERP_ID, SPOT_ID, exchange
from tests.helpers.paper_venue import PaperVenue
from tests.helpers.paper_venue_link import UID

_HEALED_SECONDS = 60
_TICK_SECONDS = 0.1
_MARK = Decimal(64_200)
_PRICES = {Side.BUY: Decimal(64_000), Side.SELL: Decimal(64_400)}
_LOT = Decimal("0.001")
_SHARE = {"/api/v3/trade/": 0.04, "/api/v3/account/": 0.02, "/api/v3/position/": 0.02}


def run(cases: int, seed: int) -> Result:
    """A case is one order with whatever happens to it; three share a run."""
    return play_virtually(cases, seed, lambda clock, number: _Scene(clock, number).play())


class _Scene:
    """A service on the paper engine; the clock of both is the loop's."""

    def __init__(self, clock: ManualClock, seed: int) -> None:
        self._seed = seed
        self._random = Random(seed)
        self._kind = AccountKind.CLASSIC if seed % 2 else AccountKind.UNIFIED
        self._instrument = SPOT_ID if seed % 4 == 1 else PERP_ID
        self._engine = exchange(USDT="1000000000", BTC="10000")
        self._engine.set_mark(PERP_ID, _MARK, _MARK, clock.now_ms())
        self._venue = PaperVenue(self._engine, Plan(), clock=clock, not_sent=0.05, kind=self._kind)
        self._bugs: list[BaseException] = []
        self._tasks = TaskOwner("scene", self._bugs.append)
        self._blotter = OrderBlotter()
        self._records: list[Record] = []
        self._service = TradingService(
            self._venue,
            FakeJournal(self._records),
            self._blotter,
            PositionBook(),
            BalanceSheet(),
            prices(),
            WIDE,
            Changes(),
            clock,
            self._tasks,
        )
        self._venue.listener = self._service.on_account_event

    async def play(self) -> Result:
        """Three orders, then health, then a minute."""
        self._tasks.spawn(self._let_time_pass(), "what is late")
        await self._service.start(PRODUCTS)
        self._link(LinkState.LIVE)
        self._venue.dice = Dice(trouble(self._seed, _SHARE, frames=0.08))
        commands = [self._order(number) for number in range(3)]
        await asyncio.wait([self._tasks.spawn(self._live(one), one.client_oid) for one in commands])
        faults, self._venue.dice = self._venue.dice, Dice(Plan())
        self._link(LinkState.DOWN)
        self._link(LinkState.LIVE)
        await asyncio.sleep(_HEALED_SECONDS)
        wrong = [f"a task died: {bug!r}" for bug in self._bugs] + self._wrong(commands)
        wrong = [f"{what} ({self._seed})" for what in wrong]
        await self._tasks.aclose()
        notes = {
            f"cases {self._kind.value}": len(commands),
            "faults": len(faults.lines),
            "replaced": self._replaced(),
        }
        return Result(len(commands), wrong, dict(notes))

    async def _let_time_pass(self) -> None:
        while True:
            await asyncio.sleep(_TICK_SECONDS)
            self._venue.advance(0)

    async def _live(self, command: PlaceOrder) -> None:
        """An order, and what a person and the market do with it."""
        random, name, instrument = self._random, command.client_oid, self._instrument
        await asyncio.sleep(random.random())
        await self._service.submit(command)
        for _ in range(random.randrange(6)):
            await asyncio.sleep(random.random() * 4)
            match random.randrange(5):
                case 0 | 1:
                    self._trade(command)
                case 2:
                    await self._service.submit(CancelOrder(name, instrument))
                case 3 if command.price is not None:
                    more = command.size.value + random.randrange(1, 5) * _LOT
                    outcome = await self._service.submit(AmendOrder(name, instrument, more, command.price))
                    if isinstance(outcome, Accepted) and outcome.client_oid != name:
                        name = outcome.client_oid
                case _:
                    self._link(LinkState.DOWN)
                    await asyncio.sleep(random.random() * 5)
                    self._link(LinkState.LIVE)

    def _order(self, number: int) -> PlaceOrder:
        side = self._random.choice(list(Side))
        size = BaseQty(self._random.randrange(2, 20) * _LOT)
        price = _PRICES[side]
        mode = MarginMode.CROSSED if self._instrument.product.is_futures else None
        return PlaceOrder(
            f"tb-sent-{number}", self._instrument, side, OrderType.LIMIT, size, price, margin_mode=mode
        )

    def _trade(self, command: PlaceOrder) -> None:
        """Somebody trades against what rests at this price: a lot, or half of the order."""
        size = max(_LOT, (command.size.value / 2) // _LOT * _LOT) if self._random.random() < 0.5 else _LOT
        request = PlaceRequest(
            self._instrument, command.side.opposite, OrderType.LIMIT, BaseQty(size), command.price
        )
        order_id, events = self._engine.market_place(request, self._venue.clock.now_ms())
        self._venue.tell(events)
        if order_id is not None:
            self._engine.market_cancel(order_id, self._venue.clock.now_ms())

    def _replaced(self) -> int:
        """How many orders were made by a change."""
        return sum(not order.client_oid.startswith("tb-sent") for order in self._blotter.all())

    def _link(self, state: LinkState) -> None:
        self._service.on_link(LinkChanged(Link.PRIVATE, state))

    def _wrong(self, commands: list[PlaceOrder]) -> list[str]:
        sent = self._venue.sent
        wrong = [f"{name} was sent {count} times" for name, count in sent.items() if count > 1]
        product = self._instrument.product
        there = [*self._engine.open_orders(UID), *self._engine.order_history(UID, product)]
        ours = [order.client_oid for order in self._blotter.all()]
        known = {command.client_oid for command in commands} | set(ours)
        wrong += [f"{row.client_oid} is of nobody" for row in there if row.client_oid not in known]
        for name in known:
            order, truth = self._blotter.get(name), self._venue.truth(name)
            if order is None:
                wrong += [f"{name} was forgotten"] if truth is not None else []
            elif difference := differs(order, truth):
                wrong.append(difference)
        return wrong
