"""G11: an hour of outages with fifty channels and a storm of orders: the venue's limits are never touched."""

import asyncio
from bisect import bisect_left
from collections.abc import Sequence
from random import Random

from terminal_app.bitget.client import BitgetClient
from terminal_app.bitget.endpoints import Venue
from terminal_app.core.clock import ManualClock
from terminal_app.core.commands import Approved, CancelOrder
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.ports import Channel, Feed, Listeners, OrdersOver
from terminal_app.tasks import TaskOwner
from tests.faults.goals import Result
from tests.faults.sham_venue import ShamVenue, Weather
from tests.faults.virtual_loop import run_virtually
from tests.faults.world import World
from tests.helpers.bitget_rest import CREDENTIALS

_HOUR_S = 3600.0
_CHANNELS = 50
_VENUE = Venue.paper("http://127.0.0.1:9", "ws://127.0.0.1:9/a", "ws://127.0.0.1:9/b")
_OUTAGES = tuple(weather for weather in Weather if weather is not Weather.FINE)


def run(cases: int, seed: int) -> Result:
    """A case is one hour."""
    result = Result()
    for number in range(seed, seed + cases):
        clock = ManualClock()
        result.add(run_virtually(_hour(clock, number), clock))
    return result


async def _hour(clock: ManualClock, seed: int) -> Result:
    random = Random(seed)
    venue = ShamVenue(clock, random)
    tasks = TaskOwner("storm")
    nobody = Listeners(lambda _event: None, lambda _event: None, lambda _event: None)
    with venue.installed():
        client = BitgetClient(
            _VENUE,
            CREDENTIALS,
            nobody,
            clock,
            jitter=random.random,
            over=venue,
            orders_over=random.choice(list(OrdersOver)),
        )
        await client.start()
        client.want(_channels(0))
        storm = tasks.spawn(_orders(client, tasks, random), "orders")
        ends = clock.monotonic() + _HOUR_S
        while clock.monotonic() < ends:
            await asyncio.sleep(random.expovariate(1 / 60))
            venue.weather = random.choice(_OUTAGES)
            if random.random() < 0.3:
                client.want(_channels(random.randrange(3)))
            for connection in venue.open:
                if random.random() < 0.5:
                    connection.abort()
        storm.cancel()
        await client.aclose()
        await tasks.aclose()
    return _judged(venue, seed)


def _channels(first: int) -> frozenset[Channel]:
    """Fifty channels, books and tickers in turn."""
    return frozenset(
        Channel(
            Feed.TICKER if number % 2 else Feed.BOOK,
            InstrumentId(ProductType.USDT_FUTURES, f"A{number}USDT"),
        )
        for number in range(first, first + _CHANNELS)
    )


async def _orders(client: BitgetClient, tasks: TaskOwner, random: Random) -> None:
    """Somebody, or something, sends far more than is allowed."""
    world = World(random)
    while True:
        for _ in range(random.randrange(1, 40)):
            command = world.order()
            if random.random() < 0.8:
                tasks.spawn(client.place(Approved(command)), "order")
            else:
                tasks.spawn(client.cancel(CancelOrder(command.client_oid, command.instrument)), "cancel")
        await asyncio.sleep(random.expovariate(1 / 20))


def _judged(venue: ShamVenue, seed: int) -> Result:
    messages = max((most(times, 1.0) for times in venue.messages.values()), default=0)
    requests = max((most(times, _HOUR_S) for times in venue.requests.values()), default=0)
    figures = {
        "most connects in 5 min": (most(venue.connects, 300.0), 100),
        "most messages a second": (messages, 10),
        "most requests an hour": (requests, 240),
        "most orders a second": (most(venue.orders, 1.0), 10),
    }
    wrong = [
        f"{count} {name.removeprefix('most ')} ({seed})"
        for name, (count, limit) in figures.items()
        if count > limit
    ]
    if not venue.orders or len(venue.connects) < 10:
        wrong.append(f"no storm: {len(venue.connects)} connects, {len(venue.orders)} orders ({seed})")
    return Result(1, wrong, {name: count for name, (count, _) in figures.items()})


def most(times: Sequence[float], window: float) -> int:
    """The most of these times within any window of so many seconds; its end does not belong to it."""
    return max((bisect_left(times, time + window) - at for at, time in enumerate(times)), default=0)
