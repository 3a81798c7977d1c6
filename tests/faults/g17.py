"""G17: live, demo and paper side by side in one process: no byte of one ever carries the marks of another."""

import asyncio
import logging
from random import Random
from urllib.parse import urlsplit

from terminal_app.bitget.endpoints import Badge, Venue
from terminal_app.bitget.link_state import LinkWatch
from terminal_app.bitget.order_entry import OrderCommands
from terminal_app.bitget.rest import BitgetRest
from terminal_app.core.clock import ManualClock
from terminal_app.core.commands import Approved, CancelOrder
from terminal_app.core.secret import Credentials, Secret
from terminal_app.tasks import TaskOwner
from tests.faults.goals import Result
from tests.faults.virtual_loop import run_virtually
from tests.faults.world import World
from tests.helpers.http_script import Asked, HttpScript, ok, refusal

_PAPER = Venue.paper("http://127.0.0.1:9", "ws://127.0.0.1:9/a", "ws://127.0.0.1:9/b")
_VENUES = (Venue.live(), Venue.demo(), _PAPER)
_PART = 200


def run(cases: int, seed: int) -> Result:
    """A case is one command of one of the three."""
    result = Result()
    while result.cases < cases:
        clock = ManualClock()
        result.add(run_virtually(_case(clock, seed + result.cases), clock))
    return result


async def _case(clock: ManualClock, seed: int) -> Result:
    random, orders, tasks = Random(seed), World(Random(seed)), TaskOwner("mixed")
    scripts = {venue.badge: HttpScript(clock) for venue in _VENUES}
    desks = {}
    for venue in _VENUES:
        script = scripts[venue.badge]
        for path in ("/place-order", "/cancel-order"):
            script.on(path, ok({"orderId": "1"}), refusal("40010"), refusal("43012"))
        desks[venue.badge] = OrderCommands(_rest(venue, clock, tasks, script))
    for _ in range(_PART):
        desk, command = desks[random.choice(list(Badge))], orders.order()
        if random.random() < 0.5:
            await desk.place(Approved(command))
        else:
            await desk.cancel(CancelOrder(command.client_oid, command.instrument))
    await tasks.aclose()
    wrong = []
    sent = 0
    for venue in _VENUES:
        for asked in scripts[venue.badge].asked:
            sent += asked.method == "POST"
            wrong += [f"{venue.badge.value}: {what} ({seed})" for what in _wrong(venue, asked)]
    if sent != _PART:
        wrong.append(f"{sent} of {_PART} commands were sent ({seed})")
    return Result(_PART, wrong)


def _rest(venue: Venue, clock: ManualClock, tasks: TaskOwner, script: HttpScript) -> BitgetRest:
    logging.getLogger("terminal_app.bitget").setLevel(logging.WARNING)
    key = Credentials(*(Secret(f"{part}-of-{venue.badge.value}") for part in ("key", "secret", "pass")))
    return BitgetRest(
        venue, key, clock, tasks, LinkWatch(lambda _event: None), sleep=asyncio.sleep, over=script
    )


def _wrong(venue: Venue, asked: Asked) -> list[str]:
    """What of a request does not belong to its venue."""
    wrong = []
    if asked.headers.get("host") != urlsplit(venue.rest).netloc:
        wrong.append(f"sent to {asked.headers.get('host')}")
    if ("paptrading" in asked.headers) is not (venue.badge is Badge.DEMO):
        wrong.append("the mark of demo trading is wrong")
    key = asked.headers.get("access-key")
    if key is not None and key != f"key-of-{venue.badge.value}":
        wrong.append("signed with another key")
    return wrong
