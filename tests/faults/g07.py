"""G07: a private stream that is shuffled, doubled and cut, then one reading: equal to the truth."""

from decimal import Decimal
from random import Random

from terminal_app.core.changes import Changes
from terminal_app.core.clock import ManualClock
from terminal_app.core.events import AccountEvent
from terminal_app.core.orders import Source, VenueStatus
from terminal_app.core.outcomes import Accepted
from terminal_app.core.records import FillSeen, Record
from terminal_app.trading.balances import BalanceSheet
from terminal_app.trading.books import Books
from terminal_app.trading.orders import OrderBlotter
from terminal_app.trading.positions import PositionBook
from terminal_app.trading.reconcile import OurState, VenueState, settle
from tests.faults.goals import Result
from tests.faults.model_venue import ModelVenue, Plan
from tests.faults.world import NOTHING, World

_ENDED = (VenueStatus.FILLED, VenueStatus.CANCELLED)


def run(cases: int, seed: int) -> Result:
    """A case is one stream with four orders."""
    result = Result()
    for number in range(seed, seed + cases):
        result.add(_case(number))
    return result


def _case(seed: int) -> Result:
    random = Random(seed)
    clock = ManualClock()
    events: list[AccountEvent] = []
    venue = ModelVenue(clock, random, Plan(), listener=events.append, healthy=True)
    remembered: list[Record] = []
    books = Books(OrderBlotter(), PositionBook(), BalanceSheet(), Changes(), clock, remembered.append)
    maker = World(Random(seed))
    names = []
    for _ in range(4):
        command = maker.order()
        names.append(command.client_oid)
        books.submitted(command, Source.MANUAL, clock.now_ms())
        venue.take(command)
        if random.random() < 0.5:
            books.placed(command.client_oid, Accepted(command.client_oid))
    for _ in range(12):
        clock.advance(random.random())
        name = random.choice(names)
        if random.random() < 0.2:
            venue.end_by_others(name)
        else:
            venue.trade(name)
    stream = [event for event in events if random.random() > 0.2]
    stream += random.sample(stream, len(stream) // 3)
    random.shuffle(stream)
    for event in stream:
        books.apply(event)
    working = tuple(order for order in venue.orders.values() if order.status not in _ENDED)
    past = tuple(order for order in venue.orders.values() if order not in working)
    state = VenueState(clock.monotonic(), NOTHING, working, past, tuple(reversed(venue.executions)), {})
    settlement = settle(state, OurState(tuple(books.blotter.all()), books.blotter.fills.ids()))
    for event in settlement.events:
        books.apply(event)
    again = settle(state, OurState(tuple(books.blotter.all()), books.blotter.fills.ids()))
    return Result(1, _wrong(venue, books, remembered, seed, calm=len(again.events) == 1))


def _wrong(venue: ModelVenue, books: Books, remembered: list[Record], seed: int, *, calm: bool) -> list[str]:
    wrong = [] if calm else [f"a second reading still found something to settle ({seed})"]
    booked = [record.fill.exec_id for record in remembered if isinstance(record, FillSeen)]
    if sorted(booked) != sorted(fill.exec_id for fill in venue.executions):
        wrong.append(f"the executions differ: {len(booked)} of {len(venue.executions)} ({seed})")
    for name, truth in venue.orders.items():
        order = books.blotter.get(name)
        sizes = [fill.size for fill in books.blotter.fills.of_order(truth.order_id, name)]
        if order is None or order.filled != truth.filled or sum(sizes, Decimal(0)) != truth.filled:
            wrong.append(f"{name} has another filled size ({seed})")
        elif order.status.is_final is not (truth.status in _ENDED):
            wrong.append(f"{name} is {order.status.value}, not {truth.status.value} ({seed})")
    return wrong
