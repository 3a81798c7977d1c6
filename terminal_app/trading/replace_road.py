"""The steps of a change where the venue makes it by putting another order in the place of the old one.

Two orders are in play. The old one may end though the new one is refused, and an answer that did not come
says nothing about either. So the new one has a number, an intent on disk and a row of its own before anything
leaves, and each of the two ends by the venue's word about it alone.
"""

from dataclasses import replace
from typing import NamedTuple

from terminal_app.core.commands import AmendOrder, Approved, PlaceOrder
from terminal_app.core.money import BaseQty, trimmed
from terminal_app.core.orders import Move, Order, OrderStatus, Source, TimeInForce
from terminal_app.core.outcomes import (
    Accepted,
    NotSent,
    Outcome,
    Refused,
    Rejected,
    Unknown,
    VenueOutcome,
)
from terminal_app.trading.gate import TradingState
from terminal_app.trading.order_road import OrderRoad
from terminal_app.trading.risk import check
from terminal_app.trading.steps import NO_ANSWER

_BUSY = (
    "This order is being sent, changed or cancelled, so it cannot be changed now. "
    "Try again when the exchange has answered."
)
_STARTED = (
    "{filled} of this order is executed, and the exchange changes a futures order of a classic account only "
    "before that. Cancel it and place the rest."
)
_POST_ONLY = (
    "The exchange takes no word about post-only when it changes a spot order of a classic account. "
    "Cancel it and place another."
)
_PAIRED = "This order is one of a pair, and a change would end the pair. End the pair first."
_REPLACING = "A changed order is taking its place."
_NOT_NAMED = "The exchange took the change but did not name the new order: it is looked up."


class _Approved(NamedTuple):
    """A change, the order that it makes, and whether it was approved where only reductions may leave."""

    change: Approved[AmendOrder]
    new: PlaceOrder
    reducing: bool


class ReplaceRoad(OrderRoad):
    """Carries a change of an order that ends it and makes another."""

    async def carry(self, command: AmendOrder, order: Order | None, source: Source) -> Outcome:
        """Take a change to its outcome, which is that of the new order."""
        verdict = self._judged(command, order)
        if isinstance(verdict, Refused):
            return verdict
        change, new, reducing = verdict
        new_oid, intent_id = new.client_oid, self._steps.new_id()
        old_oid = change.command.client_oid
        self._judge.reserve(new_oid)
        self._judge.note()
        with self._judge.leaving(new):
            if refused := await self._write(change, new, source, intent_id):
                return refused
            if reason := self._why_not(old_oid):  # it may have moved on while the disk was busy
                self._answered(intent_id, new_oid, NotSent(reason))
                return Refused((reason,))
            self._books.submitted(new, source, self._clock.now_ms())
        self._books.cancel_asked(old_oid)
        self._books.say(old_oid, _REPLACING)
        outcome: VenueOutcome = Unknown(new_oid, NO_ANSWER)
        try:
            outcome = await self._send(change, intent_id, reducing=reducing)
        finally:
            # Also when the task is cancelled or fails: then nobody knows of either, and the rows say so.
            self._books.placed(new_oid, outcome)
            self._note_old(old_oid, outcome)
        self._answered(intent_id, new_oid, outcome)
        if isinstance(outcome, Rejected):
            await self._look(old_oid, outcome)
        for client_oid in (new_oid, old_oid):
            self._settler.watch(client_oid)
        return outcome

    def _judged(self, command: AmendOrder, order: Order | None) -> _Approved | Refused:
        """The change with what it makes, and the new order; or why not. Both are asked about."""
        view = self._judge.view(command.instrument, order)
        new_oid = self._steps.new_id()
        rest = command.size - order.filled if order else command.size
        command = replace(command, new_client_oid=new_oid, rest=rest)
        change = check(command, view, self._judge.limits)
        if isinstance(change, Refused):
            return change
        reason = _BUSY if order is None else self._why_not(order.client_oid)
        if order is None or reason is not None:
            return Refused((reason or _BUSY,))
        new = self._replacement(command, order)
        # Its exits were judged when they were first sent, and the venue takes them over.
        bare = check(replace(new, take_profit=None, stop_loss=None), view, self._judge.limits)
        if isinstance(bare, Refused):
            return bare
        return _Approved(change, new, view.desk.state is not TradingState.ENABLED)

    def _replacement(self, command: AmendOrder, order: Order) -> PlaceOrder:
        """The order that takes the place of another: all of that one but its number, size and price."""
        size = BaseQty(command.size if command.rest is None else command.rest)
        sent = self._books.dossiers.placed(order.client_oid)
        if sent is not None:
            return replace(sent, client_oid=command.new_client_oid, size=size, price=command.price)
        futures = order.instrument.product.is_futures
        return PlaceOrder(
            command.new_client_oid,
            order.instrument,
            order.side,
            order.order_type,
            size,
            command.price,
            order.time_in_force,
            order.reduce_only,
            order.position_side,
            order.margin_mode if futures else None,
        )

    def _why_not(self, client_oid: str) -> str | None:
        order = self._books.blotter.get(client_oid)
        if order is None or order.status not in (OrderStatus.OPEN, OrderStatus.PARTIAL):
            return _BUSY
        futures = order.instrument.product.is_futures
        if futures and order.filled:
            return _STARTED.format(filled=trimmed(order.filled))
        if not futures and order.time_in_force is TimeInForce.POST_ONLY:
            return _POST_ONLY
        return _PAIRED if self._door.paired(client_oid) else None

    async def _write(
        self, change: Approved[AmendOrder], new: PlaceOrder, source: Source, intent_id: str
    ) -> Refused | None:
        """Put both intents on disk: the change, and the order that it makes, which a restart asks about."""
        refused = await self._steps.write(change.command, source, intent_id, change.rules)
        if refused is None:
            refused = await self._steps.write(new, source, new.client_oid, change.rules)
            if refused is not None:
                self._steps.answered(intent_id, NotSent(" ".join(refused.reasons)))
        return refused

    async def _send(self, change: Approved[AmendOrder], intent_id: str, *, reducing: bool) -> VenueOutcome:
        # The door may have shut while the disk was busy.
        block = self._door.shut(reducing=reducing)
        if block:
            return NotSent(block)
        outcome = await self._steps.timed(intent_id, self._client.amend, change)
        if isinstance(outcome, Accepted) and outcome.order_id is None:
            return Unknown(change.command.new_client_oid, _NOT_NAMED)
        return outcome

    def _answered(self, intent_id: str, new_oid: str, outcome: VenueOutcome) -> None:
        for name in (intent_id, new_oid):
            self._steps.answered(name, outcome)

    def _note_old(self, client_oid: str, outcome: VenueOutcome) -> None:
        """What the answer says of the old order; a success says that it is ending."""
        match outcome:
            case Accepted():
                pass
            case NotSent():
                self._books.cancel_failed(
                    client_oid, Move.CANCEL_REFUSED, f"The change was not made: {outcome.sentence}"
                )
            case Rejected():
                self._books.cancel_failed(
                    client_oid, Move.CANCEL_IN_DOUBT, f"The changed order was refused: {outcome.sentence}"
                )
            case _:
                self._books.cancel_failed(
                    client_oid, Move.CANCEL_IN_DOUBT, f"The change is not confirmed: {outcome.cause}"
                )

    async def _look(self, client_oid: str, outcome: Rejected) -> None:
        """Ask whether the old order has outlived the refusal of the new one; nothing is on its way now."""
        if await self._settler.ask(client_oid):
            self._books.cancel_failed(
                client_oid, Move.CANCEL_REFUSED, f"The change was not made: {outcome.sentence}"
            )
