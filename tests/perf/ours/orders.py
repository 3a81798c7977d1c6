"""Our way of an order: the trading service with risk check and journal, over the client to a server here."""

import asyncio
import contextlib
import os
import statistics
import tempfile
import time
from collections import deque
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from unittest import mock

from terminal_app.bitget.client import BitgetClient
from terminal_app.bitget.endpoints import Venue
from terminal_app.bitget.stream_limits import StreamLimits
from terminal_app.bitget.stream_socket import Connection
from terminal_app.bitget.unified import endpoints
from terminal_app.core.changes import Changes
from terminal_app.core.clock import SystemClock
from terminal_app.core.commands import Approved, PlaceOrder
from terminal_app.core.events import (
    AccountEvent,
    Link,
    LinkChanged,
    LinkEvent,
    LinkState,
    MarketEvent,
    OrdersSeen,
)
from terminal_app.core.ids import new_client_oid
from terminal_app.core.instrument import ProductType
from terminal_app.core.market import Stamp
from terminal_app.core.orders import VenueOrder, VenueStatus
from terminal_app.core.outcomes import Accepted, VenueOutcome
from terminal_app.core.ports import Journal, Listeners, OrdersOver
from terminal_app.core.secret import Credentials, Secret
from terminal_app.tasks import TaskOwner
from terminal_app.trading.balances import BalanceSheet
from terminal_app.trading.limits import RiskLimits
from terminal_app.trading.orders import OrderBlotter
from terminal_app.trading.positions import PositionBook
from terminal_app.trading.service import TradingService
from tests.helpers.examples import limit_buy, prices
from tests.helpers.fakes import FakeExchange, FakeJournal
from tests.helpers.journals import open_journal
from tests.perf.server_process import served
from tests.perf.side import serve
from tests.perf.writes import Writes, undisturbed, watched

_KEY = Credentials(Secret("bg_bench_key_0001"), Secret("bench-secret-0123456789abcdef"), Secret("benchpass"))
_NOBODY = "ws://127.0.0.1:9"
_WARM_UP = 20
_OPEN = 10
_PAUSE_SECONDS = 0.01


def _ignore(_event: MarketEvent | AccountEvent | LinkEvent) -> None:
    pass


class Wired(FakeExchange):
    """An account that reads well, and orders that go over the wire."""

    def __init__(self, url: str, stream: str = "") -> None:
        super().__init__()
        self.live = asyncio.Event()
        self.client = BitgetClient(
            Venue.paper(url, stream or _NOBODY, stream or _NOBODY),
            _KEY,
            Listeners(_ignore, _ignore, self._on_link),
            SystemClock(),
            limits=StreamLimits(messages_per_second=1_000_000),
            orders_over=OrdersOver.AUTO if stream else OrdersOver.REST,
        )

    def _on_link(self, event: LinkEvent) -> None:
        if event == LinkChanged(Link.PRIVATE, LinkState.LIVE):
            self.live.set()

    async def place(self, order: Approved[PlaceOrder]) -> VenueOutcome:
        return await self.client.place(order)


# Every limit is asked about and none is in the way. At this pace as many orders lie in 10 ms as in the usual
# 300 ms at the venue's pace.
_NO_LIMITS = RiskLimits(
    max_symbol_notional=Decimal(10**12), max_open_orders=10**6, max_orders_per_10s=10**6, duplicate_ms=10
)


async def _orders(
    url: str, journal: Journal, count: int, pause: float = 0.0, stream: str = ""
) -> dict[str, float]:
    """The CPU of an undisturbed call, and the median round trip of an order, in µs.

    The account has `_OPEN` orders at a time: an older one ends, as the venue would report it. A `pause` lets
    the record of the answer reach the disk before the next order, as it does in life. With a `stream` the
    orders go over it.
    """
    clock, tasks, exchange = SystemClock(), TaskOwner("bench"), Wired(url, stream)
    if stream:
        await exchange.client.start()
        await exchange.live.wait()
    service = TradingService(
        exchange,
        journal,
        OrderBlotter(),
        PositionBook(),
        BalanceSheet(),
        prices(),
        _NO_LIMITS,
        Changes(),
        clock,
        tasks,
    )
    await service.start([ProductType.USDT_FUTURES])
    accepted = 0
    calls, trips = [], []
    working: deque[PlaceOrder] = deque()
    with _frames() if stream else watched() as writes:
        for number in range(_WARM_UP + count):
            service.look_at_clock()  # as the program does; else a slow run is taken for a sleep
            command = limit_buy(new_client_oid(clock.now_ms()), str(Decimal(64_000) - number))
            started, began = time.perf_counter_ns(), time.thread_time_ns()
            outcome = await service.submit(command)
            ended, written = time.perf_counter_ns(), writes.last
            accepted += isinstance(outcome, Accepted)
            calls.append(written - began)
            trips.append(ended - started)
            working.append(command)
            if len(working) > _OPEN:
                service.on_account_event(_cancelled(working.popleft(), clock))
            await asyncio.sleep(pause)
    if accepted < _WARM_UP + count:
        raise RuntimeError("not every order was accepted")
    await service.aclose()
    await tasks.aclose()
    await exchange.client.aclose()
    return {
        "call": undisturbed(calls[_WARM_UP:]) / 1e3,
        "trip": statistics.median(trips[_WARM_UP:]) / 1e3,
    }


def _cancelled(command: PlaceOrder, clock: SystemClock) -> OrdersSeen:
    """What the private stream tells of an order that was cancelled."""
    row = VenueOrder(
        client_oid=command.client_oid,
        order_id="",
        instrument=command.instrument,
        side=command.side,
        order_type=command.order_type,
        size=command.size,
        price=command.price,
        status=VenueStatus.CANCELLED,
        filled=Decimal(0),
        avg_price=None,
        created_ms=clock.now_ms(),
        updated_ms=clock.now_ms(),
    )
    return OrdersSeen((row,), Stamp(clock.now_ms(), clock.monotonic()))


@contextlib.contextmanager
def _frames() -> Iterator[Writes]:
    """When a frame was handed to the socket: picows writes there itself."""
    writes = Writes()
    send = Connection.send

    def watched_send(self: Connection, text: str | bytes) -> None:
        send(self, text)
        writes.note()

    with mock.patch.object(Connection, "send", watched_send):
        yield writes


async def over_stream(url: str, count: int) -> dict[str, float]:
    """With a journal in memory, over the private stream."""
    with served("tests.perf.loads.push_server") as stream:
        return await _orders(url, FakeJournal(), count, stream=stream)


async def in_memory(url: str, count: int) -> dict[str, float]:
    """With a journal in memory."""
    return await _orders(url, FakeJournal(), count)


async def paused(url: str, count: int) -> dict[str, float]:
    """With a journal in memory and the pauses of the one on disk."""
    return await _orders(url, FakeJournal(), count, _PAUSE_SECONDS)


async def durable(url: str, count: int) -> dict[str, float]:
    """With the journal on disk."""
    with tempfile.TemporaryDirectory(prefix="bench-", dir=Path.cwd()) as folder:
        async with open_journal(Path(folder) / "journal.sqlite3") as journal:
            return await _orders(url, journal, count, _PAUSE_SECONDS)


async def raw(url: str, count: int) -> dict[str, float]:
    """A line appended to a file and synced, the same request on a bare socket, its answer read."""
    host, port = url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    body = b'{"category":"USDT-FUTURES","symbol":"BTCUSDT","qty":"0.01","price":"64000","side":"buy"}'
    head = f"POST /api/v3/trade/place-order HTTP/1.1\r\nHost: {host}\r\nContent-Length: {len(body)}\r\n\r\n"
    trips = []
    with tempfile.NamedTemporaryFile(prefix="bench-", dir=Path.cwd()) as file:
        for _ in range(_WARM_UP + count):
            started = time.perf_counter_ns()
            file.write(body * 2 + b"\n")
            file.flush()
            os.fsync(file.fileno())
            writer.write(head.encode() + body)
            answer = await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(int(answer.rpartition(b"Content-Length: ")[2]))
            trips.append(time.perf_counter_ns() - started)
            await asyncio.sleep(_PAUSE_SECONDS)
    writer.close()
    return {"trip": statistics.median(trips[_WARM_UP:]) / 1e3}


def main() -> None:
    """Answer requests."""
    unlimited = replace(endpoints.PLACE_ORDER, per_second=1_000_000)

    def sampled(
        story: Callable[[str, int], Coroutine[object, object, dict[str, float]]],
    ) -> Callable[..., dict[str, float]]:
        def take(count: int) -> dict[str, float]:
            with served("tests.perf.loads.http_server") as url:
                return asyncio.run(story(url, count))

        return take

    with mock.patch.object(endpoints, "PLACE_ORDER", unlimited):
        serve({story.__name__: sampled(story) for story in (in_memory, over_stream, paused, durable, raw)})


if __name__ == "__main__":
    main()
