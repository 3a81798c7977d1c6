"""Links pairs of orders: one change under way at a time, and a cancel is repeated until it is proven."""

from terminal_app.core.commands import AmendStrategy, CancelOrder, CancelStrategy, PlaceOco
from terminal_app.core.held import Oco
from terminal_app.core.orders import Source
from terminal_app.core.outcomes import Accepted, Outcome, Refused, Unknown
from terminal_app.trading import oco
from terminal_app.trading.held_steps import HeldSteps

_FIRST_NOT_TAKEN = "The limit order was not accepted, so the trigger order was not sent."
_FIRST_UNKNOWN = (
    "The limit order is not confirmed, so the trigger order was not sent and nothing is linked. "
    "Look at the limit order: it may work."
)
_SHRINKING = (
    "the trigger order is not smaller yet: its last change is not confirmed, and the exchange is asked"
)


class HeldPairs:
    """The linked pairs of one account.

    Args:
        steps: the book, the journal and the door out.
    """

    def __init__(self, steps: HeldSteps) -> None:
        self._steps = steps

    async def place(self, command: PlaceOco, source: Source) -> Outcome:
        """Place both orders; the second one only when the exchange has taken the first."""
        steps = self._steps
        if reasons := oco.oco_refusals(command):
            return Refused(reasons)
        pair = oco.begun(command, steps.clock.now_ms())
        if refused := steps.begin(pair):
            return refused
        try:
            if refused := await steps.write(pair):
                steps.book.drop(pair.key)
                return refused
            outcome = await steps.door.submit(command.limit, source)
            if not isinstance(outcome, Accepted):
                unknown = isinstance(outcome, Unknown)
                steps.finish(
                    oco.ended(pair, _FIRST_UNKNOWN if unknown else _FIRST_NOT_TAKEN), announce=unknown
                )
                return outcome
            outcome = await steps.door.submit(command.trigger, source)
            if not isinstance(outcome, Accepted | Unknown):
                # Nobody asked for the limit order alone.
                steps.put(oco.by_hand(pair))
        finally:
            steps.give_back(pair.key, taken=True)
        self.follow(pair.key, at_once=True)
        return outcome

    def stop(self, pair: Oco) -> None:
        """The person wants neither order."""
        self._steps.put(oco.by_hand(pair))
        self.follow(pair.key)

    def follow(self, key: str, *, at_once: bool = False) -> None:
        """Look at both orders of a pair, and send what follows."""
        steps, pair = self._steps, self._steps.book.get(key)
        if not isinstance(pair, Oco) or pair.ended or steps.is_busy(key):
            return
        books = steps.books
        limit, trigger = books.blotter.get(pair.limit_oid), books.strategies.get(pair.trigger_oid)
        after, command = oco.step(pair, limit, trigger, steps.prices.instrument(pair.instrument))
        if after.ended:
            steps.finish(after)
            return
        at_once = at_once or after.won is not pair.won
        steps.put(after)
        if command is None or (steps.rests(key) and not at_once):
            return
        if isinstance(command, AmendStrategy):
            # A cancel that is asked twice is harmless; a change waits until the last one is certain.
            why = steps.door.block() or (_SHRINKING if steps.door.doubtful(pair.trigger_oid) else "")
            steps.pause(key, why)
            if why:
                return
        steps.take(key)
        steps.door.spawn(self._send(pair, command), "linked orders")

    async def _send(self, pair: Oco, command: CancelOrder | CancelStrategy | AmendStrategy) -> None:
        taken = False
        try:
            outcome = await self._steps.door.submit(command, Source.HELD)
            # An accepted cancel is proven by a report alone: until then it is asked for again, ever slower.
            taken = isinstance(outcome, Accepted) and isinstance(command, AmendStrategy)
        finally:
            self._steps.give_back(pair.key, taken=taken)
        self.follow(pair.key)
