"""G12: a clock that is wrong, set, or slept through: signatures in their window, no order before a reading.

The venue's clock is up to an hour away from ours. Then our wall clock is set, by up to an hour either way,
or the computer sleeps, for up to twelve hours: as Linux and macOS do, where the monotonic clock stands still,
or as Windows may, where it runs on.
"""

import asyncio
from collections.abc import Mapping
from functools import partial
from random import Random

from terminal_app.bitget.client import BitgetClient
from terminal_app.bitget.endpoints import Venue
from terminal_app.core.changes import Changes
from terminal_app.core.clock import ManualClock
from terminal_app.core.events import AccountEvent, LinkEvent
from terminal_app.core.ports import Listeners, OrdersOver
from terminal_app.tasks import TaskOwner
from terminal_app.trading.balances import BalanceSheet
from terminal_app.trading.gate import Gate
from terminal_app.trading.orders import OrderBlotter
from terminal_app.trading.positions import PositionBook
from terminal_app.trading.service import TradingService
from terminal_app.trading.sleep import DRIFT_MS, GAP_S
from tests.faults.goals import Result
from tests.faults.sham_venue import WINDOW_MS, ShamVenue
from tests.faults.virtual_loop import run_virtually
from tests.faults.world import PRODUCTS, WIDE, World
from tests.helpers.bitget_rest import CREDENTIALS
from tests.helpers.examples import prices
from tests.helpers.fakes import FakeJournal
from tests.helpers.http_script import Asked

_VENUE = Venue.paper("http://127.0.0.1:9", "ws://127.0.0.1:9/a", "ws://127.0.0.1:9/b")
_HOUR_MS = 3_600_000
_JUMPS = 3
_READ = "/current-position"
"""The last thing a reading of the account asks for but trigger orders."""

_ACCOUNT: Mapping[str, object] = {
    "/account/settings": {"uid": "1", "holdMode": "one_way_mode", "symbolConfigList": []},
    "/account/assets": {"accountEquity": "1000", "assets": []},
    "/unfilled-orders": {"list": [], "cursor": None},
    "/history-orders": {"list": [], "cursor": None},
    "/trade/fills": {"list": [], "cursor": None},
    _READ: {"list": []},
    "/unfilled-strategy-orders": {"list": [], "cursor": None},
    "/history-strategy-orders": {"list": [], "cursor": None},
}
_ENDED = {"category": "USDT-FUTURES", "symbol": "BTCUSDT", "side": "buy", "qty": "1", "price": "64000"}


def _same(data: object, _asked: Asked) -> object:
    return data


def _cancelled(asked: Asked) -> object:
    """What became of an order: somebody cancelled it."""
    name = {"orderId": "1", "clientOid": asked.params.get("clientOid", "")}
    rest = {"orderType": "limit", "orderStatus": "cancelled", "timeInForce": "gtc", "cumExecQty": "0"}
    return {**_ENDED, **name, **rest, "createdTime": "1700000000000", "updatedTime": "1700000000001"}


def run(cases: int, seed: int) -> Result:
    """A case is one session with three jumps of its clock."""
    result = Result()
    for number in range(seed, seed + cases):
        clock = ManualClock()
        result.add(run_virtually(_Session(clock, number).run(), clock))
    return result


class _Session:
    def __init__(self, clock: ManualClock, seed: int) -> None:
        self._clock = clock
        self._seed = seed
        self._random = Random(seed)
        self._world = World(self._random)
        self._tasks = TaskOwner("session")
        self._venue = ShamVenue(clock, self._random)
        self._venue.ahead_ms = self._random.randrange(-_HOUR_MS, _HOUR_MS)
        self._venue.answers = {path: partial(_same, data) for path, data in _ACCOUNT.items()}
        self._venue.answers["/order-info"] = _cancelled
        self._jumped: list[tuple[int, str]] = []
        gate = Gate(clock)
        listeners = Listeners(lambda _event: None, self._heard, self._linked)
        over = self._random.choice(list(OrdersOver))
        self._client = BitgetClient(
            _VENUE,
            CREDENTIALS,
            listeners,
            clock,
            may_send=gate.may_send,
            jitter=self._random.random,
            over=self._venue,
            orders_over=over,
        )
        self._service = TradingService(
            self._client,
            FakeJournal([]),
            OrderBlotter(),
            PositionBook(),
            BalanceSheet(),
            prices(),
            WIDE,
            Changes(),
            clock,
            self._tasks,
            gate=gate,
            venue_ms=self._venue_ms,
        )

    async def run(self) -> Result:
        """Trade all the time, while the clock jumps."""
        with self._venue.installed():
            await self._client.start()
            await self._service.start(PRODUCTS)
            work = [self._tasks.spawn(self._looks(), "looks"), self._tasks.spawn(self._trades(), "trades")]
            for _ in range(_JUMPS):
                await asyncio.sleep(5 + self._random.random() * 25)
                self._jump()
                self._tasks.spawn(self._hurry(), "hurry")
            await asyncio.sleep(30)
            late = self._service.entry_block()
            for task in work:
                task.cancel()
            await self._service.aclose()
            await self._client.aclose()
            await self._tasks.aclose()
        wrong = self._wrong_signatures() + self._early_orders()
        if late is not None:
            wrong.append(f"orders are still shut 30 s later: {late} ({self._seed})")
        if not self._venue.orders or not self._venue.logins:
            wrong.append(f"nothing was ever sent ({self._seed})")
        signed = sum("access-timestamp" in asked.headers for _, asked in self._venue.asked)
        return Result(
            1, wrong, {"orders": len(self._venue.orders), "signed": signed + len(self._venue.logins)}
        )

    def _heard(self, event: AccountEvent) -> None:
        self._service.on_account_event(event)

    def _linked(self, event: LinkEvent) -> None:
        self._service.on_link(event)

    def _venue_ms(self) -> int | None:
        offset_ms = self._client.health().clock_offset_ms
        return None if offset_ms is None else self._clock.now_ms() + offset_ms

    def _jump(self) -> None:
        kind, random = self._random.randrange(3), self._random
        asleep = random.choice((random.uniform(1, 60), random.uniform(60, 12 * 3600)))
        if kind == 0:
            step = random.choice((random.uniform(-10, 10), random.uniform(-3600, 3600)))
            self._clock.step_wall(step)
            self._venue.ahead_ms -= round(step * 1000)
            lost = abs(step) * 1000 > DRIFT_MS + 1000
            what = f"set by {step:.1f} s"
        elif kind == 1:
            self._clock.step_wall(asleep)
            lost = asleep * 1000 > DRIFT_MS + 1000
            what = f"slept {asleep:.1f} s"
        else:
            self._clock.advance(asleep)
            lost = asleep > GAP_S + 1
            what = f"slept {asleep:.1f} s while the clock ran on"
        if lost:
            self._jumped.append((len(self._venue.trail), what))

    async def _looks(self) -> None:
        while True:
            await asyncio.sleep(1)
            self._service.look_at_clock()

    async def _trades(self) -> None:
        while True:
            await asyncio.sleep(self._random.expovariate(1))
            self._trade()

    async def _hurry(self) -> None:
        """Whoever wakes the computer clicks at once."""
        for _ in range(4):
            self._trade()
            await asyncio.sleep(self._random.random() * 0.4)

    def _trade(self) -> None:
        self._tasks.spawn(self._service.submit(self._world.order()), "order")

    def _wrong_signatures(self) -> list[str]:
        signed = [
            (int(asked.headers["access-timestamp"]), at_ms, asked.path.rsplit("/", 1)[1])
            for at_ms, asked in self._venue.asked
            if "access-timestamp" in asked.headers
        ]
        signed += [(stamp, at_ms, "login") for stamp, at_ms in self._venue.logins]
        return [
            f"{what} was signed {abs(stamp - at_ms) / 1000:.0f} s off; {self._story()}"
            for stamp, at_ms, what in signed
            if abs(stamp - at_ms) > WINDOW_MS
        ]

    def _early_orders(self) -> list[str]:
        wrong = []
        for start, what in self._jumped:
            after = self._venue.trail[start:]
            read = after.index(_READ) if _READ in after else len(after)
            early = after[:read].count("order")
            if early:
                wrong.append(f"{early} orders before the account was read again: {what} ({self._seed})")
        return wrong

    def _story(self) -> str:
        return f"{', '.join(what for _, what in self._jumped)} ({self._seed})"
