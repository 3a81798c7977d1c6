"""The steps of a cancel, of one order or of many: it only makes risk smaller, so that little stops it.

A refused cancel mostly means that the order has ended: the venue is asked before anything is said about it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from terminal_app.core.commands import CancelAll, CancelOrder
from terminal_app.core.orders import Move, Order, OrderStatus, Source
from terminal_app.core.outcomes import NotSent, Outcome, Refused, Rejected, Unknown, VenueOutcome
from terminal_app.core.ports import OrderEntry
from terminal_app.tasks import together
from terminal_app.trading.books import Books
from terminal_app.trading.group_road import MAX_GROUP
from terminal_app.trading.settle import Settler
from terminal_app.trading.steps import NO_ANSWER, Steps

_NOT_SHOWN = "The exchange refused the cancel and does not find the order; it is asked again."


class CancelRoad:
    """Carries cancels from the wish to their outcomes."""

    def __init__(self, client: OrderEntry, books: Books, settler: Settler, steps: Steps) -> None:
        self._client = client
        self._books = books
        self._settler = settler
        self._steps = steps
        self._cancelling: set[str] = set()

    async def cancel(self, command: CancelOrder, source: Source) -> Outcome:
        """Cancel one order."""
        taken = self._take(command)
        if isinstance(taken, Refused):
            return taken
        try:
            return await self._send(taken, source)
        finally:
            self._end((taken,))

    async def cancel_group(self, commands: Sequence[CancelOrder], source: Source) -> list[Outcome]:
        """Cancel any number of orders in as few requests as they fit in; one outcome each, in order."""
        outcomes: dict[int, Outcome] = {}
        taken: dict[int, CancelOrder] = {}
        for place, command in enumerate(commands):
            verdict = self._take(command)
            if isinstance(verdict, Refused):
                outcomes[place] = verdict
            else:
                taken[place] = verdict
        try:
            for answers in await together(*(self._send_some(part, source) for part in _parts(taken))):
                outcomes |= answers
        finally:
            self._end(taken.values())
        return [outcomes[place] for place in range(len(commands))]

    async def cancel_all(self, command: CancelAll, source: Source) -> Outcome:
        """Cancel every order of a product or symbol."""
        intent_id = self._steps.new_id()
        await self._steps.write(command, source, intent_id)
        asked = [
            order.client_oid
            for order in self._books.blotter.open()
            if order.instrument.product is command.product
            and command.symbol in (None, order.instrument.symbol)
            and order.status is not OrderStatus.INTENT
        ]
        for client_oid in asked:
            self._books.cancel_asked(client_oid)
        outcome: VenueOutcome = Unknown("", NO_ANSWER)
        try:
            outcome = await self._steps.timed(intent_id, self._client.cancel_all, command)
        finally:
            for client_oid in asked:
                self._note_failure(client_oid, outcome)
                if isinstance(outcome, Rejected):
                    self._books.cancel_failed(client_oid, Move.CANCEL_REFUSED, outcome.sentence)
        self._steps.answered(intent_id, outcome)
        for client_oid in asked:
            self._settler.watch(client_oid)
        return outcome

    def _take(self, command: CancelOrder) -> CancelOrder | Refused:
        """The cancel by the best name of its order, which nobody else cancels meanwhile; or why not."""
        order = self._books.blotter.get(command.client_oid)
        if order is not None:
            if reason := self._why_not(order):
                return Refused((reason,))
            command = replace(command, order_id=command.order_id or order.order_id)
        self._cancelling.add(command.client_oid)
        return command

    def _end(self, commands: Iterable[CancelOrder]) -> None:
        for command in commands:
            self._cancelling.discard(command.client_oid)
            self._settler.watch(command.client_oid)

    async def _send(self, command: CancelOrder, source: Source) -> Outcome:
        intent_id = await self._begin(command, source)
        outcome: VenueOutcome = Unknown(command.client_oid, NO_ANSWER)
        try:
            outcome = await self._steps.timed(intent_id, self._client.cancel, command)
        finally:
            self._note_failure(command.client_oid, outcome)
        self._steps.answered(intent_id, outcome)
        return await self._explained(command.client_oid, outcome)

    async def _send_some(self, part: Mapping[int, CancelOrder], source: Source) -> dict[int, Outcome]:
        """One request; the outcomes by the place of their orders."""
        commands = list(part.values())
        if len(commands) == 1:
            return {place: await self._send(command, source) for place, command in part.items()}
        intents = await together(*(self._begin(command, source) for command in commands))
        answers: Sequence[VenueOutcome] = [Unknown(one.client_oid, NO_ANSWER) for one in commands]
        try:
            answers = await self._steps.timed(intents[0], self._client.cancel_batch, commands)
        finally:
            for command, answer in zip(commands, answers, strict=True):
                self._note_failure(command.client_oid, answer)
        for intent_id, answer in zip(intents, answers, strict=True):
            self._steps.answered(intent_id, answer)
        pairs = zip(commands, answers, strict=True)
        explained = await together(*(self._explained(one.client_oid, answer) for one, answer in pairs))
        return dict(zip(part, explained, strict=True))

    async def _begin(self, command: CancelOrder, source: Source) -> str:
        """Write the intent down, and say in the books that the cancel leaves; the id of the intent."""
        intent_id = self._steps.new_id()
        await self._steps.write(command, source, intent_id)
        if self._books.blotter.get(command.client_oid) is not None:
            self._books.cancel_asked(command.client_oid)
        return intent_id

    async def _explained(self, client_oid: str, outcome: VenueOutcome) -> VenueOutcome:
        """A refused cancel of a known order: ask what became of the order, then say so."""
        if not isinstance(outcome, Rejected) or self._books.blotter.get(client_oid) is None:
            return outcome
        found = await self._settler.ask(client_oid)
        order = self._books.blotter.get(client_oid)
        if order is not None and order.status.is_final:
            return replace(outcome, sentence=f"The order is {order.status.value} already.")
        if found:
            self._books.cancel_failed(client_oid, Move.CANCEL_REFUSED, outcome.sentence)
        else:
            self._books.cancel_failed(client_oid, Move.CANCEL_IN_DOUBT, _NOT_SHOWN)
        return outcome

    def _note_failure(self, client_oid: str, outcome: VenueOutcome) -> None:
        """What a cancel that found no answer, or no way out, means for its order."""
        if isinstance(outcome, Unknown):
            self._books.cancel_failed(client_oid, Move.CANCEL_IN_DOUBT, outcome.cause)
        elif isinstance(outcome, NotSent):
            self._books.cancel_failed(client_oid, Move.CANCEL_REFUSED, outcome.sentence)

    def _why_not(self, order: Order) -> str | None:
        if order.status.is_final:
            return f"The order is {order.status.value} already."
        if order.status is OrderStatus.INTENT:
            return "The order is still being sent: cancel it when the exchange has answered."
        if order.client_oid in self._cancelling:
            return "A cancel of this order is on its way."
        return None


def _parts(taken: Mapping[int, CancelOrder]) -> list[dict[int, CancelOrder]]:
    """The cancels by what fits into one request: one product, and not too many."""
    parts: list[dict[int, CancelOrder]] = []
    for product in dict.fromkeys(one.instrument.product for one in taken.values()):
        rows = [(place, one) for place, one in taken.items() if one.instrument.product is product]
        parts += [dict(rows[begin : begin + MAX_GROUP]) for begin in range(0, len(rows), MAX_GROUP)]
    return parts
