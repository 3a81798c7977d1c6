"""A session whose key are the canaries: it trades on a venue with faults, says all it can, and ends somehow.

Everything it leaves behind lies in one folder, which G19 searches. Every logger, ours and others', writes
everything there.
"""

import asyncio
import contextlib
import faulthandler
import logging
import os
import signal
import sys
import traceback
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

from terminal_app.app import crash, logs
from terminal_app.app.paths import paths_for
from terminal_app.app.session import Session
from terminal_app.app.wiring import new_session
from terminal_app.bitget.endpoints import Venue
from terminal_app.core.changes import Changes
from terminal_app.core.clock import SystemClock
from terminal_app.core.commands import CancelAll, Lifetime, PlaceOrder, SetLeverage
from terminal_app.core.errors import EnvironmentTroubleError, TerminalError
from terminal_app.core.events import Link, LinkState
from terminal_app.core.ids import new_client_oid
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import MarginMode, OrderType, Side
from terminal_app.core.secret import Credentials, Secret
from tests.helpers.secret_scan import CREDENTIALS, PASSWORD
from tests.helpers.waiting import eventually

ENDS = ("quit", "task", "hook", "abort", "kill")
"""How it ends: in order, with a broken task, with an uncaught error, with a fatal signal, or killed."""

SEEN = "seen-from-outside.bin"
"""What other programs see of the process and its children: arguments and environment."""

_PERP = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")
_SPOT = InstrumentId(ProductType.SPOT, "BTCUSDT")
_CONNECT_SECONDS = 8.0
log = logging.getLogger("terminal_app.scan")


def main(pipe: Connection, folder: Path, addresses: tuple[str, str, str], seed: int) -> None:
    """Run one scenario in a folder of its own."""
    random = Random(seed)
    _move_into(folder)
    with everything_logged(folder):
        asyncio.run(_Scenario(folder, Venue.paper(*addresses), random, pipe).run(), debug=True)
    pipe.send("over")


@contextlib.contextmanager
def everything_logged(folder: Path) -> Iterator[None]:
    """The program's own log, and beside it every record of every logger with its arguments."""
    everything = logging.FileHandler(folder / "everything.log", encoding="utf-8")
    everything.setFormatter(logging.Formatter("%(name)s %(levelname)s %(message)s %(args)r"))
    root = logging.getLogger()
    logs.open_log(folder, Changes())
    root.addHandler(everything)
    for name in list(root.manager.loggerDict):
        logging.getLogger(name).setLevel(logging.NOTSET)
    root.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        root.removeHandler(everything)
        everything.close()
        logs.close_log()


def _move_into(folder: Path) -> None:
    """Whatever asks for a home, a temporary file or the terminal gets a place in the folder."""
    (folder / "temporary").mkdir()
    os.environ.update(HOME=str(folder), TMPDIR=str(folder / "temporary"))
    os.chdir(folder)
    said = os.open(folder / "printed.txt", os.O_WRONLY | os.O_CREAT)
    for number in (1, 2):
        os.dup2(said, number)
    faulthandler.enable()


class _Scenario:
    """One session from its start to whatever its end is."""

    def __init__(self, folder: Path, venue: Venue, random: Random, pipe: Connection) -> None:
        self._folder = folder
        self._venue = venue
        self._random = random
        self._pipe = pipe

    async def run(self) -> None:
        """Start, use, show, end."""
        loop = asyncio.get_running_loop()
        loop.slow_callback_duration = 60
        crash.install(loop)
        paths = paths_for("main", self._folder / "data")
        paths.make()
        session = new_session(paths, "main", SystemClock(), Changes())
        credentials = self._credentials()
        await session.open(self._venue, credentials)
        with contextlib.suppress(AssertionError):
            await eventually(lambda: _settled(session), timeout=_CONNECT_SECONDS)
        for act in self._random.choices(self._acts(session), k=8):
            await _attempt(act)
        log.debug("%r %r %r", session, credentials, session.links.sentence(Link.PRIVATE))
        self._show(session)
        end = self._random.choice(ENDS)
        self._pipe.send((end, session.watchdog_pid()))
        await self._end(session, credentials, end)
        crash.uninstall()

    def _credentials(self) -> Credentials:
        """The right key; sometimes a part of it is in the wrong place, as when it is typed wrong."""
        match self._random.randrange(5):
            case 0:
                return replace(CREDENTIALS, passphrase=CREDENTIALS.secret)
            case 1:
                return replace(CREDENTIALS, secret=CREDENTIALS.passphrase)
            case _:
                return CREDENTIALS

    def _acts(self, session: Session) -> list[Callable[[], Awaitable[object]]]:
        """What a person may do."""

        async def limits() -> object:
            return session.set_limits(replace(session.limits, duplicate_ms=0), loosen=True)

        async def switch() -> object:
            session.halt("the test says so.")
            session.resume()
            return session.trading_state()

        return [
            lambda: session.submit(self._order(session, _PERP)),
            lambda: session.submit(self._order(session, _SPOT)),
            lambda: session.submit(self._order(session, _PERP, Lifetime.SESSION)),
            lambda: session.submit(CancelAll(ProductType.USDT_FUTURES)),
            lambda: session.submit(SetLeverage(_PERP, Decimal(self._random.randrange(200)))),
            lambda: session.account.order_history(50),
            lambda: session.account.position_tiers(_PERP),
            lambda: session.ask_again("tb-nobody"),
            limits,
            switch,
        ]

    def _order(
        self, session: Session, instrument: InstrumentId, lifetime: Lifetime = Lifetime.KEEP
    ) -> PlaceOrder:
        ticker = session.hub.tickers.get(instrument)
        rules = session.hub.instruments.get(instrument)
        price = ticker.last * Decimal("0.95") if ticker else Decimal(50_000)
        return PlaceOrder(
            new_client_oid(SystemClock().now_ms()),
            instrument,
            Side.BUY,
            OrderType.LIMIT,
            BaseQty(Decimal("0.001")),
            rules.snap_price(price, Side.BUY) if rules else price,
            margin_mode=MarginMode.CROSSED if instrument.product.is_futures else None,
            lifetime=lifetime,
        )

    def _show(self, session: Session) -> None:
        """What others see of this process and of its watchdog."""
        pids = [os.getpid(), *filter(None, [session.watchdog_pid()])]
        places = [Path(f"/proc/{pid}/{name}") for pid in pids for name in ("cmdline", "environ")]
        seen = b"\n".join(place.read_bytes() for place in places if place.exists())
        (self._folder / SEEN).write_bytes(seen)

    async def _end(self, session: Session, credentials: Credentials, end: str) -> None:
        match end:
            case "task":
                session.tasks.spawn(_broken(credentials), "broken")
                asyncio.get_running_loop().call_soon(_break, credentials, Secret(PASSWORD))
                await asyncio.sleep(0)
            case "hook":
                try:
                    _break(credentials, Secret(PASSWORD))
                except ValueError as error:
                    sys.excepthook(type(error), error, error.__traceback__)
                    traceback.print_exc()
            case "abort":
                os.abort()
            case "kill":
                os.kill(os.getpid(), signal.SIGKILL)
        await session.aclose()


def _settled(session: Session) -> bool:
    refused = session.links.state(Link.PRIVATE) is LinkState.REFUSED
    return refused or (session.entry_block() is None and session.hub.instruments.get(_PERP) is not None)


async def _attempt(act: Callable[[], Awaitable[object]]) -> None:
    """Do something that may fail, and write down all that can be said of it."""
    try:
        log.debug("result: %r", await act())
    except (TerminalError, EnvironmentTroubleError) as error:
        log.debug("error: %r %s %r", error, error, vars(error), exc_info=error)


async def _broken(credentials: Credentials) -> None:
    _break(credentials, Secret(PASSWORD))


def _break(credentials: Credentials, password: Secret) -> None:
    """Fail with secrets in the variables of the frame and in the message."""
    raise ValueError(f"broken with {credentials} and {password}")
