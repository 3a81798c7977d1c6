"""G18: the kill switch in a storm: no order byte after it, cancels pass, and a restart remembers."""

import asyncio
import time
from random import Random

from terminal_app.core.commands import CancelOrder
from terminal_app.core.events import LinkState
from terminal_app.core.orders import OrderStatus
from terminal_app.core.outcomes import Accepted, Refused
from terminal_app.core.ports import Purpose
from terminal_app.trading.gate import TradingState
from tests.faults.goals import Result
from tests.faults.model_account import Plan
from tests.faults.virtual_loop import run_virtually
from tests.faults.world import PRODUCTS, World

_STORM_SECONDS = 3.0
_ORDERS = 30


def run(cases: int, seed: int) -> Result:
    """A case is one storm."""
    result = Result()
    for number in range(seed, seed + cases):
        world = World(Random(number), plan=Plan(commands=0.2, reads=0.0, fills=0.0))
        result.add(run_virtually(_case(world, number), world.clock))
    return result


async def _case(world: World, seed: int) -> Result:
    venue, random = world.venue, world.random
    venue.healthy = True
    await world.service.start(PRODUCTS)
    world.link(LinkState.LIVE)
    venue.healthy = False
    venue.queue_s = 2.0
    storm = [world.tasks.spawn(_order(world), f"order {number}") for number in range(_ORDERS)]
    await asyncio.sleep(random.random() * _STORM_SECONDS)
    started = time.perf_counter()
    world.service.controls.halt("the test says so.")
    block_ms = (time.perf_counter() - started) * 1000
    thrown = len(venue.wire)
    await asyncio.wait(storm)
    after = venue.wire[thrown:]
    wrong = [
        f"{one.client_oid} left after the halt ({seed})" for one in after if one.purpose is Purpose.ORDER
    ]
    if block_ms > 50:
        wrong.append(f"the halt took {block_ms:.0f} ms ({seed})")
    wrong += await _cancels_pass(world, seed)
    dropped = sum(order.status is OrderStatus.NOT_SENT for order in world.blotter.all())
    await world.crash()
    wrong += await _restart_remembers(world, seed)
    return Result(1, wrong, {"orders dropped in the queue": dropped, "most ms to block": round(block_ms, 3)})


async def _order(world: World) -> None:
    await asyncio.sleep(world.random.random() * _STORM_SECONDS)
    command = world.order()
    await world.service.submit(command)
    if world.random.random() < 0.3:
        await world.service.submit(CancelOrder(command.client_oid, command.instrument))


async def _cancels_pass(world: World, seed: int) -> list[str]:
    world.venue.healthy = True
    command = world.order()
    world.venue.take(command)
    outcome = await world.service.submit(CancelOrder(command.client_oid, command.instrument))
    return [] if isinstance(outcome, Accepted) else [f"a cancel did not pass ({seed})"]


async def _restart_remembers(world: World, seed: int) -> list[str]:
    world.build()
    world.recover()
    await world.service.start(PRODUCTS)
    outcome = await world.service.submit(world.order())
    halted = world.service.controls.state is TradingState.HALTED
    await world.crash()
    return [] if halted and isinstance(outcome, Refused) else [f"the restart forgot the halt ({seed})"]
