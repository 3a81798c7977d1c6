"""The way to the paper exchange without wires: requests, reads and frames, and what goes wrong with them."""

import heapq
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import count
from random import Random

from terminal_app.core.account_kind import AccountKind
from terminal_app.core.clock import ManualClock
from terminal_app.core.errors import LinkError, RateLimitError, VenueError
from terminal_app.core.events import AccountEvent, FillsSeen, OrdersSeen, PositionsSeen, StrategyOrdersSeen
from terminal_app.core.market import Stamp
from terminal_app.core.orders import VenueOrder
from terminal_app.core.outcomes import Accepted, Rejected, Unknown, VenueOutcome
from terminal_app.paper.engine.exchange import PaperExchange
from terminal_app.paper.engine.messages import (
    EngineEvent,
    Filled,
    OrderChanged,
    PositionChanged,
    Reason,
    RefusalError,
)
from terminal_app.paper.engine.strategy_messages import StrategyChanged
from terminal_app.paper.server.errors import refused
from terminal_app.paper.server.faults.dice import Dice, Fault
from terminal_app.paper.server.faults.plan import Kind, Plan
from tests.helpers.paper_venue_rows import fill, position, strategy_order, venue_order

UID = "u"
NO_ANSWER = "Bitget did not answer."

Work = Callable[[], VenueOutcome]


class PaperLink:
    """One account's connection to an engine; faults happen to it as to the server's wires.

    Args:
        engine: the exchange, with an account `u`.
        plan: what goes wrong; rules name the same paths and topics as the server's.
        clock: the time of both sides; `advance` moves it.
        listener: hears the private stream.
        not_sent: the share of orders that never leave this computer.
        kind: a classic account changes an order by putting another in its place.

    Attributes:
        sent: how often each client id was sent in a new order.
        dice: what went wrong, and what really happened.
    """

    def __init__(
        self,
        engine: PaperExchange,
        plan: Plan | None = None,
        *,
        clock: ManualClock | None = None,
        listener: Callable[[AccountEvent], None] = lambda _event: None,
        not_sent: float = 0.0,
        kind: AccountKind = AccountKind.UNIFIED,
    ) -> None:
        self.engine = engine
        self.clock = clock or ManualClock()
        self.dice = Dice(plan or Plan())
        self.listener = listener
        self.sent: Counter[str] = Counter()
        self._not_sent = not_sent
        self._kind = kind
        self._random = Random(f"{self.dice.plan.seed}:venue")
        self._later: list[tuple[float, int, Callable[[], object]]] = []
        self._turn = count()
        self._held: dict[str, AccountEvent] = {}

    def advance(self, seconds: float) -> None:
        """Let time pass: what is late arrives when its time has come, in order."""
        end = self.clock.monotonic() + seconds
        while self._later and self._later[0][0] <= end:
            due, _, work = heapq.heappop(self._later)
            self.clock.advance(max(0.0, due - self.clock.monotonic()))
            work()
        self.clock.advance(max(0.0, end - self.clock.monotonic()))

    def tell(self, events: Sequence[EngineEvent]) -> None:
        """Put what happened on the private stream; also for what a test does to the engine itself."""
        for event in events:
            stamp = Stamp(self.clock.now_ms(), self.clock.monotonic())
            if isinstance(event, OrderChanged):
                self._push("order", OrdersSeen((venue_order(event.row),), stamp))
            elif isinstance(event, Filled):
                self._push("fill", FillsSeen((fill(event.row),), stamp))
            elif isinstance(event, PositionChanged):
                self._push("position", PositionsSeen((position(event.row, stamp),), stamp))
            elif isinstance(event, StrategyChanged):
                self._push("strategy-order", StrategyOrdersSeen((strategy_order(event.row),), stamp))

    def truth(self, client_oid: str) -> VenueOrder | None:
        """The order as the exchange has it, whatever went wrong."""
        row = self.engine.order(UID, client_oid=client_oid)
        return venue_order(row) if row else None

    def _stays_here(self) -> bool:
        return self._random.random() < self._not_sent

    def _post(self, path: str, client_oid: str, work: Work) -> VenueOutcome:
        return self._post_all(path, [(client_oid, work)])[0]

    def _post_all(self, path: str, orders: Sequence[tuple[str, Work]]) -> list[VenueOutcome]:
        """Do what is asked, unless something goes wrong with the one request that asks for all of it."""
        fault = self.dice.for_request("POST", path, "")
        if fault is None:
            return [_answered(client_oid, work) for client_oid, work in orders]
        if fault.kind is Kind.LATE_REQUEST:
            self._at(fault.seconds, lambda: self._carry_out(fault, path, orders))
        else:
            self._carry_out(fault, path, orders)
        if fault.kind is Kind.STORM:
            return [Rejected("429", "Too Many Requests") for _ in orders]
        return [Unknown(client_oid, NO_ANSWER) for client_oid, _ in orders]

    def _carry_out(self, fault: Fault, path: str, orders: Sequence[tuple[str, Work]]) -> None:
        for client_oid, work in orders:
            outcome = _answered(client_oid, work) if fault.kind.executes else None
            self.dice.note(
                fault, f"POST {path}", client_oid=client_oid, executed=isinstance(outcome, Accepted)
            )

    def _read(self, path: str) -> None:
        """Fail as a read fails when something goes wrong with it."""
        fault = self.dice.for_request("GET", path, "")
        if fault is None or fault.kind in {Kind.LATE_REQUEST, Kind.LATE_REPLY}:
            return
        self.dice.note(fault, f"GET {path}")
        if fault.kind is Kind.STORM:
            raise RateLimitError("429", "Too many requests.")
        if fault.kind in {Kind.MAINTENANCE_REQUEST, Kind.MAINTENANCE_REPLY}:
            raise VenueError(fault.code, "The venue is being upgraded.")
        raise LinkError(NO_ANSWER)

    def _push(self, topic: str, event: AccountEvent) -> None:
        fault = self.dice.for_frame(topic)
        if fault is not None:
            self.dice.note(fault, f"frame {topic}")
        match fault.kind if fault is not None else None:
            case Kind.GAP | Kind.CORRUPT:
                return
            case Kind.REORDER if topic not in self._held:
                self._held[topic] = event
                return
            case Kind.LATE_FRAME if fault is not None:
                self._at(fault.seconds, lambda: self.listener(event))
                return
            case Kind.DUPLICATE:
                self.listener(event)
        self.listener(event)
        held = self._held.pop(topic, None)
        if held is not None:
            self.listener(held)

    def _at(self, seconds: float, work: Callable[[], object]) -> None:
        heapq.heappush(self._later, (self.clock.monotonic() + seconds, next(self._turn), work))


def _answered(client_oid: str, work: Work) -> VenueOutcome:
    """What a client makes of the answer: an id that is in use means that the order is there already."""
    try:
        return work()
    except RefusalError as error:
        if error.reason is Reason.DUPLICATE_CLIENT_OID:
            return Unknown(client_oid, "An order with this id exists already.")
        answer = refused(error)
        return Rejected(answer.code, answer.text)
