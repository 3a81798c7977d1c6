"""G06: every ordering of the events of one order, with repetitions, ends in the same state by legal steps."""

import itertools
import logging
from collections.abc import Callable, Sequence
from decimal import Decimal
from math import factorial

from terminal_app.core.orders import Move, Order, OrderStatus, Source, VenueStatus
from terminal_app.trading.orders import OrderBlotter
from tests.faults.goals import Result
from tests.helpers.examples import fill, limit_buy, report

Event = Callable[[OrderBlotter], object]

V, S = VenueStatus, OrderStatus
D = Decimal


def _reported(status: VenueStatus, filled: str, at_ms: int) -> Event:
    return lambda blotter: blotter.report(report(status=status, filled=filled, at_ms=at_ms))


def _executed(exec_id: str, size: str) -> Event:
    return lambda blotter: blotter.fill(fill(exec_id, size))


def _answered(move: Move) -> Event:
    return lambda blotter: blotter.move("tb-1", move, order_id="v-1" if move is Move.ACCEPTED else None)


FIRST, SECOND = _executed("e-1", "0.004"), _executed("e-2", "0.006")
PARTLY = _reported(V.PARTIALLY_FILLED, "0.004", 2_000)
# Each story with the state that it must end in, and the filled size.
STORIES: dict[str, tuple[Sequence[Event], OrderStatus, Decimal]] = {
    "filled": (
        (
            _answered(Move.ACCEPTED),
            _reported(V.LIVE, "0", 1_000),
            PARTLY,
            FIRST,
            SECOND,
            _reported(V.FILLED, "0.01", 3_000),
            FIRST,
            PARTLY,
        ),
        S.FILLED,
        D("0.01"),
    ),
    "cancelled after a part": (
        (
            _answered(Move.IN_DOUBT),
            _reported(V.LIVE, "0", 1_000),
            PARTLY,
            FIRST,
            _reported(V.CANCELLED, "0.004", 4_000),
            FIRST,
            PARTLY,
            _reported(V.CANCELLED, "0.004", 4_000),
        ),
        S.CANCELLED,
        D("0.004"),
    ),
    "cancelled, and the last fill was in flight": (
        (
            _answered(Move.ACCEPTED),
            _reported(V.LIVE, "0", 1_000),
            PARTLY,
            FIRST,
            _reported(V.CANCELLED, "0.004", 3_000),
            _reported(V.FILLED, "0.01", 4_000),
            SECOND,
            FIRST,
        ),
        S.FILLED,
        D("0.01"),
    ),
}


class _Complaints(logging.Handler):
    """Counts the surprises that the blotter logs."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.count = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Count one."""
        self.count += 1


def run(cases: int, seed: int) -> Result:
    """A case is one ordering; each story has a third of them, and the first is number `seed` of all."""
    complaints = _Complaints()
    logger = logging.getLogger("terminal_app.trading.orders")
    spread, level = logger.propagate, logger.level
    logger.addHandler(complaints)
    logger.propagate = False
    logger.setLevel(logging.WARNING)
    result = Result()
    try:
        for name, (events, status, filled) in STORIES.items():
            start = min((seed - 1) // len(STORIES), factorial(len(events)))
            share = -(-cases // len(STORIES))
            for order in itertools.islice(itertools.permutations(events), start, start + share):
                complaints.count = 0
                result.cases += 1
                if (wrong := _wrong(order, status, filled)) or complaints.count:
                    result.wrong.append(
                        f"{name}: {wrong or 'an illegal step'} (ordering {start + result.cases})"
                    )
    finally:
        logger.removeHandler(complaints)
        logger.propagate = spread
        logger.setLevel(level)
    return result


def _wrong(events: Sequence[Event], status: OrderStatus, filled: Decimal) -> str:
    blotter = OrderBlotter()
    before = blotter.submitted(limit_buy(), Source.MANUAL, 900)
    for event in events:
        event(blotter)
        after = _order(blotter)
        if after.filled < before.filled or after.filled > D("0.01"):
            return f"filled went from {before.filled} to {after.filled}"
        if before.status.is_final and after.status is not before.status:
            allowed = (before.status, after.status) == (S.CANCELLED, S.FILLED)
            if not allowed:
                return f"{before.status.value} became {after.status.value}"
        before = after
    if (before.status, before.filled) != (status, filled):
        return f"it ended {before.status.value} with {before.filled}"
    booked = sum((one.size for one in blotter.fills.all()), D(0))
    return "" if booked == filled else f"{booked} was booked"


def _order(blotter: OrderBlotter) -> Order:
    order = blotter.get("tb-1")
    assert order is not None
    return order
