"""The steps of new orders that leave together: each is judged and written down, one request takes them all.

None leaves unless all may. What the exchange says, it says of each: some may be taken and others refused.
"""

from collections.abc import Sequence
from contextlib import ExitStack

from terminal_app.core.commands import Approved, PlaceOrder
from terminal_app.core.orders import Source
from terminal_app.core.outcomes import Accepted, NotSent, Outcome, Refused, Rejected, Unknown, VenueOutcome
from terminal_app.tasks import together
from terminal_app.trading.order_road import OrderRoad
from terminal_app.trading.risk import is_reducing
from terminal_app.trading.steps import NO_ANSWER, SENT_ALREADY

MAX_GROUP = 20
"""How many orders fit into one request."""


class GroupRoad(OrderRoad):
    """Carries new orders of one product from the gate to their outcomes."""

    async def place(self, orders: Sequence[PlaceOrder], source: Source) -> list[Outcome]:
        """Place up to 20 orders of one product; one outcome each, in order."""
        approved: list[Approved[PlaceOrder]] = []
        with ExitStack() as leaving:
            for number, order in enumerate(orders):
                verdict = self._judge.judged(order, source, ahead=number)
                if isinstance(verdict, Refused):
                    return _refused(orders, number, verdict)
                approved.append(verdict)
                leaving.enter_context(self._judge.leaving(order))
            if not all(self._judge.reserve(order.client_oid) for order in orders):
                return [Refused((SENT_ALREADY,)) for _ in orders]
            for order in orders:
                self._judge.note(order)
            if refused := await self._write(approved, source):
                return [refused for _ in orders]
            for order in orders:
                self._books.submitted(order, source, self._clock.now_ms())
        answers: Sequence[VenueOutcome] = [Unknown(order.client_oid, NO_ANSWER) for order in orders]
        try:
            answers = await self._send(approved)
        finally:
            # Also when the task is cancelled or fails: then nobody knows, and the rows say so.
            for order, answer in zip(orders, answers, strict=True):
                self._books.placed(order.client_oid, answer)
        for order, answer in zip(orders, answers, strict=True):
            self._steps.answered(order.client_oid, answer)
            self._settler.watch(order.client_oid)
        return list(answers)

    async def _write(self, orders: Sequence[Approved[PlaceOrder]], source: Source) -> Refused | None:
        """Put every intent on disk; the refusal when one is missing, and those that are there are closed."""
        names = [order.command.client_oid for order in orders]
        pairs = zip(orders, names, strict=True)
        written = await together(
            *(self._steps.write(one.command, source, name, one.rules) for one, name in pairs)
        )
        refused = next(filter(None, written), None)
        if refused is not None:
            for name, no in zip(names, written, strict=True):
                if no is None:
                    self._steps.answered(name, NotSent(" ".join(refused.reasons)))
        return refused

    async def _send(self, orders: Sequence[Approved[PlaceOrder]]) -> list[VenueOutcome]:
        """Send what the door still lets pass; it may have shut while the disk was busy."""
        kept: dict[str, VenueOutcome] = {}
        for order in orders:
            block = self._door.shut(
                reducing=is_reducing(order.command, self._door.hold_mode(order.command.instrument.product))
            )
            if block is not None:
                kept[order.command.client_oid] = NotSent(block)
        going = [order for order in orders if order.command.client_oid not in kept]
        if going:
            kept |= await self._post(going)
        return [kept[order.command.client_oid] for order in orders]

    async def _post(self, orders: Sequence[Approved[PlaceOrder]]) -> dict[str, VenueOutcome]:
        timings, clock = self._door.timings, self._clock
        names = [order.command.client_oid for order in orders]
        for name in names:
            timings.sent(name, clock.now_ms(), clock.monotonic())
        answers = await self._steps.timed(names[0], self._client.place_batch, orders)
        for name, answer in zip(names, answers, strict=True):
            if isinstance(answer, Accepted | Rejected):
                timings.answered(name, clock.monotonic())
        return dict(zip(names, answers, strict=True))


def _refused(orders: Sequence[PlaceOrder], number: int, verdict: Refused) -> list[Outcome]:
    """What is said of each when one may not leave."""
    others = Refused((f"Order {number + 1} of {len(orders)} may not leave, so none did.", *verdict.reasons))
    return [verdict if place == number else others for place in range(len(orders))]
