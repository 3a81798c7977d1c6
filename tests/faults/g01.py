"""G01: commands with every fault on their way; nothing is lost, doubled, wrongly closed or left unknown.

Accounts of both kinds take turns, and every fourth one is moved to the other kind while its orders work.
"""

import asyncio
from random import Random

from terminal_app.core.account_kind import AccountKind
from terminal_app.core.commands import AmendOrder, CancelOrder
from terminal_app.core.events import LinkState
from terminal_app.core.instrument import ProductType
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import Order, OrderStatus, VenueOrder, VenueStatus
from terminal_app.core.outcomes import Accepted
from tests.faults.goals import Result, kind_of
from tests.faults.virtual_loop import run_virtually
from tests.faults.world import PRODUCTS, World

_ORDERS = 3
_HEALED_SECONDS = 60
_WORDS = {
    VenueStatus.LIVE: {OrderStatus.OPEN},
    VenueStatus.PARTIALLY_FILLED: {OrderStatus.PARTIAL, OrderStatus.OPEN},
    VenueStatus.FILLED: {OrderStatus.FILLED},
    VenueStatus.CANCELLED: {OrderStatus.CANCELLED},
}
_WORKING = (VenueStatus.LIVE, VenueStatus.PARTIALLY_FILLED)
_NEVER_THERE = {OrderStatus.REJECTED, OrderStatus.NOT_SENT, OrderStatus.PROVEN_NEVER}


def run(cases: int, seed: int) -> Result:
    """One case is one order with whatever happens to it; three share a run."""
    result = Result()
    number = seed
    while result.cases < cases:
        world = World(Random(number), kind=kind_of(number))
        moves = world.random.randrange(1, 3) if number // 2 % 4 == 0 else 0
        result.add(run_virtually(_case(world, moves), world.clock))
        number += 1
    return result


async def _case(world: World, moves: int) -> Result:
    await _healthily(world)
    acts = [world.tasks.spawn(_one(world), f"order {number}") for number in range(_ORDERS)]
    if moves:
        world.venue.found = lambda: _found(world)
        acts.append(world.tasks.spawn(_moved(world, moves), "moves"))
    await asyncio.wait(acts)
    world.venue.healthy = True
    world.link(LinkState.DOWN)
    world.link(LinkState.LIVE)
    await asyncio.sleep(_HEALED_SECONDS)
    notes = {f"cases {world.kind.value}": _ORDERS, "accounts moved": moves, "replaced": world.replaced()}
    result = Result(_ORDERS, wrong_in(world), dict(notes))
    await world.crash()
    return result


async def _moved(world: World, moves: int) -> None:
    """Somebody moves the account to the other kind, and perhaps back."""
    for _ in range(moves):
        await asyncio.sleep(world.random.random() * 8)
        world.venue.move()


def _found(world: World) -> None:
    """The client has found out: new streams come up a moment later."""
    world.found_out()
    world.tasks.spawn(_back(world), "new streams")


async def _back(world: World) -> None:
    await asyncio.sleep(world.random.random() * 3)
    world.link(LinkState.LIVE)


async def _healthily(world: World) -> None:
    world.venue.healthy = True
    await world.service.start(PRODUCTS)
    world.link(LinkState.LIVE)
    world.venue.healthy = False


async def _one(world: World) -> None:
    """An order, and what a person and the market do with it."""
    random, command = world.random, world.order()
    name = command.client_oid
    await asyncio.sleep(random.random())
    await world.service.submit(command)
    for _ in range(random.randrange(6)):
        await asyncio.sleep(random.random() * 4)
        what = random.randrange(6)
        if what < 2:
            world.venue.trade(name)
        elif what == 2:
            await world.service.submit(CancelOrder(name, command.instrument))
        elif what == 3 and command.price is not None and isinstance(command.size, BaseQty):
            larger = command.size.value + random.randrange(1, 5) * command.size.value
            change = AmendOrder(name, command.instrument, larger, command.price)
            outcome = await world.service.submit(change)
            name = outcome.client_oid if isinstance(outcome, Accepted) and outcome.client_oid else name
        elif what == 4:
            world.venue.end_by_others(name)
        else:
            world.link(LinkState.DOWN)
            await asyncio.sleep(random.random() * 5)
            world.link(LinkState.LIVE)


def wrong_in(world: World) -> list[str]:
    """Every difference between the truth and what we believe."""
    seed = world.random.getstate()[1][0]
    wrong = []
    for client_oid, count in world.venue.sent.items():
        if count > 1:
            wrong.append(f"{client_oid} was sent {count} times")
    known = {intent.intent_id for intent in world.intents()}
    wrong += [
        f"{name} is at the exchange and in no journal" for name in world.venue.orders if name not in known
    ]
    for intent in world.intents():
        order, truth = world.blotter.get(intent.intent_id), world.venue.orders.get(intent.intent_id)
        if order is None:
            # What ended in an earlier run is for the journal; what works, or is in doubt, must be shown.
            if (truth is not None and truth.status in _WORKING) or intent.intent_id not in world.settled():
                wrong.append(f"{intent.intent_id} was forgotten")
        elif difference := differs(order, truth):
            wrong.append(difference)
    wrong += _wrong_money(world)
    wrong += [f"a task died: {bug!r}" for bug in world.bugs]
    return [f"{sentence} ({seed})" for sentence in wrong]


def _wrong_money(world: World) -> list[str]:
    """Wallets that are not shown as they are."""
    venue, shown = world.venue, world.balances
    split = venue.kind is AccountKind.CLASSIC
    wallets = dict(venue.money) if split else {None: venue.money[ProductType.SPOT]}
    return [
        f"{wallet or 'the account'} holds {money}, {held.equity if held else 'nothing'} is shown"
        for wallet, money in wallets.items()
        if (held := shown.balance("USDT", wallet)) is None or held.equity != money
    ]


def differs(order: Order, truth: VenueOrder | None) -> str:
    """What we believe of an order and what is true; empty when that is the same."""
    if _agrees(order, truth):
        return ""
    said = "nothing" if truth is None else f"{truth.status.value} {truth.filled}"
    return f"{order.client_oid} is {order.status.value} {order.filled}, the exchange says {said}"


def _agrees(order: Order, truth: VenueOrder | None) -> bool:
    if truth is None:
        return order.status in _NEVER_THERE
    sides = (order.side, order.position_side) == (truth.side, truth.position_side)
    return order.status in _WORDS[truth.status] and order.filled == truth.filled and sides
