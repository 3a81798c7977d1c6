"""G01W: the property of G01 through the whole client, in the bytes of both dialects.

The real client talks to the paper exchange's own application and streams, with their plans of faults. Unified
and classic accounts take turns; every second one is moved to the other kind while orders work, once or more,
and every third program dies in the middle and starts again. The account's orders are on spot where it is
moved, because that is what an exchange can keep over a move.
"""

import asyncio
from random import Random

from terminal_app.bitget.client import BitgetClient
from terminal_app.core.account import HoldMode
from terminal_app.core.account_kind import AccountKind
from terminal_app.core.changes import Changes
from terminal_app.core.clock import ManualClock
from terminal_app.core.commands import AmendOrder, CancelOrder, PlaceOrder
from terminal_app.core.events import AccountEvent, AccountKindFound, LinkEvent
from terminal_app.core.ids import new_client_oid
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import MarginMode, OrderStatus, OrderType, PositionSide, Side
from terminal_app.core.outcomes import Accepted, Unknown
from terminal_app.core.ports import Listeners, OrdersOver
from terminal_app.core.records import Intent, OutcomeSeen, Record
from terminal_app.core.secret import Credentials, Secret
from terminal_app.paper.engine.messages import RefusalError
from terminal_app.paper.server.faults.dice import Dice
from terminal_app.paper.server.faults.plan import Plan
from terminal_app.tasks import TaskOwner
from terminal_app.trading.balances import BalanceSheet
from terminal_app.trading.gate import Gate
from terminal_app.trading.orders import OrderBlotter
from terminal_app.trading.positions import PositionBook
from terminal_app.trading.service import TradingService
from tests.faults.g01 import differs
from tests.faults.goals import Result, kind_of
from tests.faults.paper_house import KEY, LOT, price_of
from tests.faults.paper_line import PaperLine, trouble
from tests.faults.virtual_loop import play_virtually
from tests.faults.world import PRODUCTS, WIDE
from tests.helpers.bitget_rest import LOOPBACK
from tests.helpers.examples import prices
from tests.helpers.fakes import FakeJournal
from tests.helpers.paper_engine import PERP_ID, SPOT_ID
from tests.helpers.paper_venue_rows import venue_order

_ORDERS = 3
_ALL = 1000 * LOT
"""More than all orders of a scene together."""
_READY_SECONDS = 60
_HEALED_SECONDS = 100
_BACK_SECONDS = 30
_CREDENTIALS = Credentials(Secret(KEY.key), Secret(KEY.secret), Secret(KEY.passphrase))


def run(cases: int, seed: int) -> Result:
    """A case is one order with whatever happens to it; three share a run."""
    return play_virtually(cases, seed, lambda clock, number: _Scene(clock, number).play())


class _Scene:
    """An account, and one program after the other that trades on it."""

    def __init__(self, clock: ManualClock, seed: int) -> None:
        self._clock = clock
        self._seed = seed
        self._random = random = Random(seed)
        self._kind = kind_of(seed)
        self._moved = seed // 2 % 2 == 1
        self._line = PaperLine(clock, self._kind, random)
        self._spot = self._moved or random.random() < 0.4
        self._hedged = not self._spot and random.random() < 0.5
        if self._hedged:
            house = self._line.house
            house.engine.set_hold_mode(house.uid(PERP_ID.product), HoldMode.HEDGE)
        self._over = random.choice(list(OrdersOver))
        self._bugs: list[str] = []
        self._hands = TaskOwner("hands", self._failed)
        self._records: list[Record] = []
        self._names: list[str] = []
        # What the program remembers of the account; the first start knows nothing.
        self._known = AccountKind.UNIFIED
        self._changes = 0
        self._crashes = 0

    async def play(self) -> Result:
        """Trade in trouble, then health, then a minute and more."""
        with self._line.installed():
            self._build()
            await self._start()
            self._line.dice = Dice(trouble(self._seed))
            acts = [self._hands.spawn(self._live(number), f"order {number}") for number in range(_ORDERS)]
            if self._moved:
                acts.append(self._hands.spawn(self._moves(), "moves"))
            if self._seed % 3 == 0:
                acts.append(self._hands.spawn(self._dies(), "dies"))
            await asyncio.wait(acts)
            faults, self._line.dice = self._line.dice, Dice(Plan())
            self._line.break_off()
            await asyncio.sleep(_HEALED_SECONDS)
            await self._calmly()
            wrong = [f"{what} ({self._kind.value}, {self._seed})" for what in (*self._bugs, *self._wrong())]
            await self._close()
            await self._hands.aclose()
        made = len(self._line.sent.keys() - set(self._names))
        notes = {
            f"cases {self._kind.value}": _ORDERS,
            "faults": len(faults.lines),
            "taken": len(self._line.house.orders()),
            "replaced": made,
            "refused as of the other kind": self._line.refused,
            "changes of kind followed": self._changes,
            "deaths": self._crashes,
        }
        return Result(_ORDERS, wrong, dict(notes))

    # --------------------------------------------------------------------------------------- the program

    def _build(self) -> None:
        """What a start of the program makes."""
        self._tasks, self._blotter = TaskOwner("scene", self._failed), OrderBlotter()
        gate = Gate(self._clock)
        self._client = BitgetClient(
            LOOPBACK,
            _CREDENTIALS,
            Listeners(lambda _event: None, self._heard, self._linked),
            self._clock,
            may_send=gate.may_send,
            jitter=self._random.random,
            over=self._line,
            orders_over=self._over,
            kind=self._known,
        )
        self._service = TradingService(
            self._client,
            FakeJournal(self._records),
            self._blotter,
            PositionBook(),
            BalanceSheet(),
            prices(),
            WIDE,
            Changes(),
            self._clock,
            self._tasks,
            gate=gate,
            venue_ms=self._venue_ms,
        )
        settled = {
            record.intent_id
            for record in self._records
            if isinstance(record, OutcomeSeen) and not isinstance(record.outcome, Unknown)
        }
        unsettled = [intent for intent in self._intents() if intent.intent_id not in settled]
        self._service.recover(unsettled, self._clock.now_ms() - 3_600_000)

    async def _start(self) -> None:
        await self._client.start()
        self._tasks.spawn(self._service.start(PRODUCTS), "first sync")
        self._tasks.spawn(self._look(), "clock")
        for _ in range(_READY_SECONDS):
            if self._service.entry_block() is None:
                return
            await asyncio.sleep(1)

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(1)
            self._service.look_at_clock()

    async def _close(self) -> None:
        """The program ends as a killed one does: nothing is waited for."""
        await self._tasks.aclose()
        await self._client.aclose()

    def _heard(self, event: AccountEvent) -> None:
        self._service.on_account_event(event)

    def _linked(self, event: LinkEvent) -> None:
        if isinstance(event, AccountKindFound):
            self._known = event.kind
            self._changes += 1
        self._service.on_link(event)

    def _venue_ms(self) -> int | None:
        offset_ms = self._client.health().clock_offset_ms
        return None if offset_ms is None else self._clock.now_ms() + offset_ms

    def _intents(self) -> list[Intent]:
        return [
            record
            for record in self._records
            if isinstance(record, Intent) and isinstance(record.command, PlaceOrder)
        ]

    # ------------------------------------------------------------------------------------- what happens

    async def _live(self, number: int) -> None:
        """An order, and what a person and the market do with it."""
        random, command = self._random, self._order(number)
        name, instrument = command.client_oid, command.instrument
        await asyncio.sleep(random.random())
        await self._submit(command)
        for _ in range(random.randrange(6)):
            await asyncio.sleep(random.random() * 4)
            match random.randrange(6):
                case 0 | 1:
                    self._trade(name)
                case 2:
                    await self._submit(CancelOrder(name, instrument))
                case 3 | 4 if command.price is not None:
                    more = command.size.value + random.randrange(1, 5) * LOT
                    name = await self._submit(AmendOrder(name, instrument, more, command.price)) or name
                case _:
                    self._line.break_off()

    async def _submit(self, command: PlaceOrder | CancelOrder | AmendOrder) -> str:
        """Send a command; our number of the order that an answer names, if one does."""
        sending = self._tasks.spawn(self._service.submit(command), "command")
        await asyncio.wait([sending])
        if sending.cancelled():
            return ""  # the program has died meanwhile
        outcome = sending.result()
        return outcome.client_oid if isinstance(outcome, Accepted) else ""

    async def _calmly(self) -> None:
        """Two more orders when all is well: what becomes of one is read, of the other the stream tells."""
        unheard = await self._submit(self._order(_ORDERS))
        self._line.break_off()
        self._execute(unheard)  # nobody listens
        await asyncio.sleep(_BACK_SECONDS)
        if not self._is_filled(unheard):
            self._bugs.append("what was executed while the line was down is not known")
        command = self._order(_ORDERS + 1)
        name = await self._submit(command)
        if name and command.price is not None:
            more = AmendOrder(name, command.instrument, command.size.value + LOT, command.price)
            name = await self._submit(more)
        await asyncio.sleep(1)
        self._execute(name)
        await asyncio.sleep(1)
        if not self._is_filled(name):
            self._bugs.append("the stream did not tell what became of the last order")

    def _execute(self, name: str) -> None:
        row = self._line.house.order(name)
        if row is not None:
            self._line.house.trade(row, _ALL)

    def _is_filled(self, name: str) -> bool:
        order = self._blotter.get(name)
        if order is None or order.status is not OrderStatus.FILLED:
            return False
        return any(self._blotter.fills.of_order(order.order_id, name))

    def _failed(self, error: BaseException) -> None:
        self._bugs.append(f"a task died: {error!r}")

    async def _moves(self) -> None:
        """Somebody moves the account to the other kind, and perhaps back later."""
        for _ in range(self._random.randrange(1, 3)):
            await asyncio.sleep(self._random.random() * 12)
            self._line.move()

    async def _dies(self) -> None:
        """The program is killed in the middle of whatever it does, and starts again."""
        await asyncio.sleep(self._random.random() * 12)
        self._crashes += 1
        await self._close()
        self._build()
        await self._start()

    def _order(self, number: int) -> PlaceOrder:
        random = self._random
        side = random.choice(list(Side))
        held = PositionSide.NET
        if self._hedged:
            held = PositionSide.LONG if side is Side.BUY else PositionSide.SHORT
        name = new_client_oid(self._clock.now_ms(), lambda bits: random.getrandbits(bits) + number)
        self._names.append(name)
        return PlaceOrder(
            name,
            SPOT_ID if self._spot else PERP_ID,
            side,
            OrderType.LIMIT,
            BaseQty(random.randrange(2, 20) * LOT),
            price_of(side),
            position_side=held,
            margin_mode=None if self._spot else MarginMode.CROSSED,
        )

    def _trade(self, name: str) -> None:
        """Somebody trades against what rests of it: a lot, or half of it."""
        row = self._line.house.order(name)
        if row is None or row.filled == row.size.value:
            return
        half = max(LOT, (row.size.value / 2) // LOT * LOT)
        try:
            self._line.house.trade(row, half if self._random.random() < 0.5 else LOT)
        except RefusalError:
            return

    # -------------------------------------------------------------------------------------- what is true

    def _wrong(self) -> list[str]:
        """Every difference between the exchange, the journal and what is believed."""
        wrong = [f"{name} was sent {count} times" for name, count in self._line.sent.items() if count > 1]
        there = {row.client_oid: venue_order(row) for row in self._line.house.orders()}
        known = {intent.intent_id for intent in self._intents()}
        wrong += [f"{name} is at the exchange and in no journal" for name in there if name not in known]
        if block := self._service.entry_block():
            wrong.append(f"orders are still shut: {block}")
        if self._known is not self._line.house.kind:
            wrong.append(f"the account is taken for a {self._known.value} one")
        for name in known:
            order, truth = self._blotter.get(name), there.get(name)
            if order is None:
                # What ended before a start is for the journal; what works must be shown.
                working = truth is not None and truth.status.value not in ("filled", "cancelled")
                wrong += [f"{name} was forgotten"] if working or not self._crashes else []
            elif difference := differs(order, truth):
                wrong.append(difference)
        return wrong
