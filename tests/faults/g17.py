"""G17: live, demo and paper side by side in one process: no byte of one ever carries the marks of another."""

from random import Random

from terminal_app.core.clock import ManualClock
from terminal_app.core.commands import CancelOrder
from tests.faults.goals import Result
from tests.faults.marks import KINDS, ThreeVenues
from tests.faults.virtual_loop import run_virtually
from tests.faults.world import World

_PART = 200


def run(cases: int, seed: int) -> Result:
    """A case is one command of one of the three."""
    result = Result()
    while result.cases < cases:
        clock = ManualClock()
        result.add(run_virtually(_case(clock, seed + result.cases), clock))
    return result


async def _case(clock: ManualClock, seed: int) -> Result:
    random, orders, venues = Random(seed), World(Random(seed)), ThreeVenues(clock)
    for _ in range(_PART):
        badge, command = random.choice(KINDS), orders.order()
        if random.random() < 0.5:
            await venues.place(badge, command)
        else:
            await venues.cancel(badge, CancelOrder(command.client_oid, command.instrument))
    await venues.aclose()
    wrong = venues.wrong()
    if venues.commands_sent() != _PART:
        wrong.append(f"{venues.commands_sent()} of {_PART} commands were sent")
    return Result(_PART, [f"{what} ({seed})" for what in wrong])
