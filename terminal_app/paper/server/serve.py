"""Runs the exchange on a loopback port until it is told to stop: composition, heartbeat, saving, end."""

import asyncio
import logging
import signal
import socket
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from terminal_app.core.clock import SystemClock
from terminal_app.paper.engine.exchange import PaperExchange
from terminal_app.paper.engine.listings import listings, tiers
from terminal_app.paper.engine.market import Market
from terminal_app.paper.engine.synthetic import SyntheticMarket
from terminal_app.paper.server.asgi import build_app
from terminal_app.paper.server.credentials import PaperKey, load_or_create
from terminal_app.paper.server.gate import Gate
from terminal_app.paper.server.limits import PENALTY_SECONDS, RateLimiter
from terminal_app.paper.server.rest.app import RestApp
from terminal_app.paper.server.rest.protocol import call_protocol
from terminal_app.paper.server.store import AccountStore
from terminal_app.paper.server.venue import Venue
from terminal_app.paper.server.wallets import AccountKind
from terminal_app.paper.server.ws.feeds import BEAT, Feeds
from terminal_app.paper.server.ws.hub import Hub
from terminal_app.paper.server.ws.quota import LIFE_SECONDS, ConnectionQuota
from terminal_app.paper.server.ws.trading import StreamOrders
from terminal_app.tasks import TaskOwner

if TYPE_CHECKING:
    from terminal_app.core.ports import Clock
    from terminal_app.paper.server.faults.plan import Plan
    from terminal_app.paper.server.pace import Pace
    from terminal_app.paper.server.source import Source

HOST = "127.0.0.1"
UID = "1000000001"

_KEEP_ALIVE = 75
_BREATH = 0.005
_MAX_FRAME = 1 << 16
_PATIENCE_MS = 3_000
"""Bitget tells a ticker several times a second; what is older is not passed on as if it was new."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Settings:
    """How to run.

    `port` 0 is any free one. Without a `data_dir` nothing outlives the process. `limits` off serves
    measurements: quotas are counted but never refused. `penalty` is how many seconds an address is refused
    after 6,000 requests in a minute, `life` how many a stream lives; `ws_trade` lets the key trade there.
    With `faults` things go wrong as the plan says. `account` is the kind of account that the key opens.
    With a `source` its market is followed and the seed means nothing; `pace` then says how fast.
    """

    port: int = 0
    seed: int = 1
    speed: Decimal = Decimal(1)
    data_dir: Path | None = None
    limits: bool = True
    penalty: float = PENALTY_SECONDS
    life: float = LIFE_SECONDS
    ws_trade: bool = True
    faults: "Plan | None" = None
    account: AccountKind = AccountKind.UNIFIED
    source: "Source | None" = None
    pace: "Pace | None" = None


@dataclass(frozen=True, slots=True)
class Ready:
    """Where the exchange listens and what opens it."""

    rest: str
    public_ws: str
    private_ws: str
    key: PaperKey

    def as_dict(self) -> dict[str, str]:
        """For the one line that is printed."""
        return {
            "rest": self.rest,
            "public_ws": self.public_ws,
            "private_ws": self.private_ws,
            "key": self.key.key,
            "secret": self.key.secret,
            "passphrase": self.key.passphrase,
        }


class _Server(uvicorn.Server):
    """uvicorn, telling when it listens."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to listen, then say so."""
        await super().startup(sockets)
        self._on_ready()


def run(
    settings: Settings,
    on_ready: Callable[[Ready], None],
    stop_when: Callable[[Callable[[], None]], None] | None = None,
) -> None:
    """Serve until SIGINT, SIGTERM, or the stop that `stop_when` was given is called (from any thread).

    Raises:
        OSError: the port is taken, or the data folder cannot be used.
        TerminalError: there is nothing to follow.
    """
    # uvicorn raises a caught signal once more after its orderly end; these handlers make that harmless.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _already_stopping)
    asyncio.run(_serve(settings, on_ready, stop_when))


async def _serve(
    settings: Settings,
    on_ready: Callable[[Ready], None],
    stop_when: Callable[[Callable[[], None]], None] | None,
) -> None:
    listening = _listen(settings.port)
    clock: Clock = SystemClock()
    faults = None
    if settings.faults is not None:
        from terminal_app.paper.server.faults.line import Faults

        faults = Faults(settings.faults, clock)
        clock = faults.clock
    key = load_or_create(settings.data_dir)
    source = settings.source
    if source is not None:
        await source.open()
    venue = _venue(settings, clock)
    engine = venue.engine
    store = AccountStore(venue, _account_folder(settings))
    venue.tick()
    store.load()
    if venue.wallets.open(engine, venue.market_ms()):
        store.touch()
    hub = Hub()
    feeds = Feeds(venue, hub)
    venue.listen(feeds.hear)
    store.watch()
    limiter = RateLimiter(clock, enforced=settings.limits, penalty=settings.penalty)
    orders = StreamOrders(venue, limiter, key.key, allowed=settings.ws_trade)
    quota = ConnectionQuota(clock, enforced=settings.limits, life=settings.life)
    rest = RestApp(venue, store, Gate(key, clock, limiter, settings.account))
    faulty, dice = (None, None) if faults is None else (faults.calls(rest), faults.dice)
    app = build_app(venue, key, feeds, hub, orders, quota, faulty, dice)
    address = f"{HOST}:{listening.getsockname()[1]}"
    streams = f"ws://{address}/{'v2' if settings.account is AccountKind.CLASSIC else 'v3'}/ws"
    ready = Ready(f"http://{address}", f"{streams}/public", f"{streams}/private", key)
    # Faults wait, so with them calls are an application.
    http = call_protocol(rest.respond) if faulty is None else HttpToolsProtocol
    server = _Server(_config(app, http), lambda: on_ready(ready))

    def stop() -> None:
        server.should_exit = True

    def failed(error: BaseException) -> None:
        log.error("the paper exchange stops after an error of its own", exc_info=error)
        stop()

    if stop_when is not None:
        stop_when(stop)
    owner = TaskOwner("paper", failed)
    inner = listening
    if faults is not None:
        inner = _listen(0)
        await faults.begin(venue, listening, inner.getsockname()[1], owner)
    owner.spawn(_beat(venue, feeds, settings), "beat")
    owner.spawn(store.run(), "save")
    try:
        await server.serve([inner])
    finally:
        if faults is not None:
            await faults.aclose()
        await owner.aclose()
        if source is not None:
            await source.aclose()
        store.save()


def _venue(settings: Settings, clock: "Clock") -> Venue:
    source = settings.source
    engine: PaperExchange
    market: Market
    if source is None:
        engine, start_ms = PaperExchange(listings(), tiers=tiers()), clock.now_ms()
        market = SyntheticMarket(engine, seed=settings.seed, start_ms=start_ms)
    else:
        from terminal_app.paper.engine.followed.market import FollowedMarket

        engine, start_ms = PaperExchange(source.instruments, tiers=source.tiers), source.start_ms
        patience_ms = _PATIENCE_MS if source.end_ms is None else None
        market = FollowedMarket(engine, source.take, start_ms, patience_ms)
    return Venue(
        engine, market, clock, uid=UID, speed=settings.speed, kind=settings.account, start_ms=start_ms
    )


def _account_folder(settings: Settings) -> Path | None:
    """Accounts of different markets do not mix: what is bought in one may not exist in another."""
    folder, source = settings.data_dir, settings.source
    if folder is None or source is None:
        return folder
    return folder / source.name if source.name else None


async def _beat(venue: Venue, feeds: Feeds, settings: Settings) -> None:
    pace = settings.pace
    while True:
        # In a hurry each beat is as long as usual by itself; the breath is for those who ask meanwhile.
        await asyncio.sleep(_BREATH if pace is not None and pace.is_hurrying else BEAT)
        if pace is not None and settings.source is not None:
            pace.beat(venue, settings.source)
        venue.tick()
        feeds.beat()


def _config(app: ASGIApp, http: type[HttpToolsProtocol]) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=http,
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        ws_ping_interval=None,
        ws_max_size=_MAX_FRAME,
        lifespan="off",
        access_log=False,
        log_config=None,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        date_header=False,
        timeout_keep_alive=_KEEP_ALIVE,
        timeout_graceful_shutdown=1,
    )


def _listen(port: int) -> socket.socket:
    """A listening socket on loopback; nothing but this machine reaches the exchange."""
    # Were the protocol left at 0, asyncio would keep Nagle's delay: 40 ms for every answer.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((HOST, port))
    except OSError:
        listening.close()
        raise
    return listening


def _already_stopping(number: int, frame: FrameType | None) -> None:
    del number, frame
