"""A headless session as a process of its own that trades until it is killed. G02 and G37 start it.

What the session believes goes through a pipe; what it did is in the exchange and in its journal.
"""

import asyncio
import logging
import subprocess
import sys
from dataclasses import dataclass, replace
from decimal import Decimal
from multiprocessing.connection import Client, Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from random import Random

from terminal_app.app.paths import paths_for
from terminal_app.app.session import Session
from terminal_app.app.wiring import new_session
from terminal_app.bitget.endpoints import Venue
from terminal_app.core.account_kind import AccountKind
from terminal_app.core.changes import Changes
from terminal_app.core.clock import SystemClock
from terminal_app.core.commands import AmendOrder, CancelAll, CancelOrder, PlaceOrder, PlaceTrigger
from terminal_app.core.ids import new_client_oid
from terminal_app.core.instrument import Instrument, InstrumentId, ProductType
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import MarginMode, Order, OrderType, Side
from terminal_app.core.outcomes import Refused
from terminal_app.core.ports import Channel, Feed
from terminal_app.core.secret import Credentials, Secret
from tests.faults.agreement import Told
from tests.faults.forked import cold, forked
from tests.helpers.paper_process import PaperProcess
from tests.helpers.waiting import eventually

INSTRUMENT = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")
SPOT = InstrumentId(ProductType.SPOT, "BTCUSDT")
_SECONDS = 60.0
_LOT = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a session keeps its files, and the exchange it talks to."""

    folder: Path
    rest: str
    public_ws: str
    private_ws: str
    key: str
    secret: str
    passphrase: str

    @classmethod
    def of(cls, folder: Path, paper: PaperProcess) -> "Place":
        """A folder and a running exchange."""
        names = (paper.rest, paper.public_ws, paper.private_ws, paper.key, paper.secret, paper.passphrase)
        return cls(folder, *names)

    @property
    def journal(self) -> Path:
        """The journal's file."""
        return paths_for("paper", self.folder).journal

    @property
    def venue(self) -> Venue:
        """The exchange's addresses."""
        return Venue.paper(self.rest, self.public_ws, self.private_ws)

    @property
    def credentials(self) -> Credentials:
        """The exchange's key."""
        return Credentials(Secret(self.key), Secret(self.secret), Secret(self.passphrase))


class Running:
    """A session in a process of its own, from its start to its violent end."""

    def __init__(self, place: Place, seed: int, *, new_interpreter: bool = False) -> None:
        self._process: subprocess.Popen[bytes] | ForkServerProcess
        if new_interpreter:
            self._process, self._pipe = cold(__name__, place, seed)
        else:
            self._process, self._pipe = forked(_main, place, seed)

    def told(self, seconds: float = _SECONDS) -> Told:
        """Wait until its orders are open.

        Raises:
            AssertionError: they did not open in time, or it ended by itself.
        """
        assert self._pipe.poll(seconds), f"orders did not open in {seconds} s"
        try:
            told = self._pipe.recv()
        except EOFError:
            raise AssertionError("the session ended by itself") from None
        assert isinstance(told, Told)
        return told

    def go(self) -> None:
        """Let it trade."""
        self._pipe.send("go")

    def close(self) -> None:
        """End it as a power switch would, if it still runs."""
        self._process.kill()
        if isinstance(self._process, subprocess.Popen):
            self._process.wait()
        else:
            self._process.join()
        self._pipe.close()


def _main(pipe: Connection, place: Place, seed: int) -> None:
    logging.getLogger("terminal_app").setLevel(logging.CRITICAL)
    asyncio.run(_Storm(place, Random(seed), pipe).run())


class _Storm:
    """One session and the hands that use it without a pause."""

    def __init__(self, place: Place, random: Random, pipe: Connection) -> None:
        self._place = place
        self._random = random
        self._pipe = pipe
        self._refused: list[str] = []

    async def run(self) -> None:
        """Start, tell, trade until killed."""
        paths = paths_for("paper", self._place.folder)
        paths.make()
        session = new_session(paths, "paper", SystemClock(), Changes())
        self._session, began_as = session, session.guards.account_kind
        await session.open(self._place.venue, self._place.credentials)
        shut = session.entry_block() is not None
        session.feed.watch("storm", [Channel(Feed.TICKER, one) for one in (INSTRUMENT, SPOT)])
        self._markets = {one: await self._market(one) for one in (INSTRUMENT, SPOT)}
        wide = replace(
            session.limits,
            max_symbol_notional=Decimal(10**9),
            max_orders_per_10s=10**6,
            max_open_orders=10**6,
            duplicate_ms=0,
        )
        session.set_limits(wide, loosen=True)
        while session.entry_block() is not None:
            await self._try_the_door()
        self._pipe.send(_told(session, shut, self._refused, began_as))
        await asyncio.to_thread(self._pipe.recv)
        while True:
            await self._act()
            await asyncio.sleep(self._random.random() * 0.01)

    async def _market(self, one: InstrumentId) -> tuple[Instrument, Decimal]:
        """The rules of an instrument, and its last price."""
        hub = self._session.hub
        instrument = await eventually(lambda: hub.instruments.get(one), _SECONDS)
        ticker = await eventually(lambda: hub.tickers.get(one), _SECONDS)
        assert instrument is not None
        assert ticker is not None
        return instrument, ticker.last

    async def _try_the_door(self) -> None:
        """Entry was shut a moment ago: an order that is turned down must not have left."""
        command = self._order(Decimal("0.95"))
        if isinstance(await self._session.submit(command), Refused):
            self._refused.append(command.client_oid)
        await asyncio.sleep(0.001)

    async def _act(self) -> None:
        session, working = self._session, self._session.blotter.open()
        order = self._random.choice(working) if working else None
        match self._random.randrange(10):
            case 0 | 1 | 2:
                await session.submit(self._order(Decimal("0.95")))
            case 3 | 4:
                await session.submit(self._order(Decimal("1.01")))
            case 5 if order is not None and order.price is not None and isinstance(order.size, BaseQty):
                size = order.size.value + _LOT
                await session.submit(AmendOrder(order.client_oid, order.instrument, size, order.price))
            case 6:
                await session.submit(self._trigger())
            case 7 if len(working) > 20:
                await session.submit(CancelAll(self._random.choice((INSTRUMENT, SPOT)).product))
            case _ if order is not None:
                await session.submit(_cancel(order))

    def _order(self, share: Decimal) -> PlaceOrder:
        """A buy at this share of the price, every third on spot."""
        instrument = self._random.choice((INSTRUMENT, INSTRUMENT, SPOT))
        return PlaceOrder(
            new_client_oid(SystemClock().now_ms()),
            instrument,
            Side.BUY,
            OrderType.LIMIT,
            BaseQty(_LOT),
            self._price(instrument, share),
            margin_mode=MarginMode.CROSSED if instrument.product.is_futures else None,
        )

    def _trigger(self) -> PlaceTrigger:
        oid = new_client_oid(SystemClock().now_ms())
        return PlaceTrigger(oid, INSTRUMENT, Side.BUY, BaseQty(_LOT), self._price(INSTRUMENT, Decimal("0.9")))

    def _price(self, one: InstrumentId, share: Decimal) -> Decimal:
        instrument, last = self._markets[one]
        return instrument.snap_price(last * share, Side.BUY)


def _cancel(order: Order) -> CancelOrder:
    return CancelOrder(order.client_oid, order.instrument, order.order_id)


def _told(session: Session, shut: bool, refused: list[str], began_as: AccountKind) -> Told:
    return Told(
        SystemClock().monotonic(),
        shut,
        tuple(refused),
        {order.client_oid: (order.status, order.filled) for order in session.blotter.all()},
        {order.client_oid: order.status for order in session.strategy_orders.all()},
        began_as,
        session.account.kind,
    )


if __name__ == "__main__":
    with Client(sys.argv[-1]) as runner:
        _main(runner, *runner.recv())
