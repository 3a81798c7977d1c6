"""The steps of the commands about strategy orders: the same discipline as any order's.

Risk check, intent on disk, one send, and what the answer means for the store. Nothing here is retried.
"""

from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from dataclasses import replace

from terminal_app.core.commands import (
    AmendStrategy,
    Approved,
    CancelStrategy,
    PlaceTpSl,
    PlaceTrigger,
    StrategyCommand,
)
from terminal_app.core.orders import Source
from terminal_app.core.outcomes import Accepted, NotSent, Outcome, Refused, Rejected, Unknown, VenueOutcome
from terminal_app.core.ports import Clock, OrderEntry
from terminal_app.core.strategy_orders import StrategyOrder, StrategyStatus
from terminal_app.trading.books import Books
from terminal_app.trading.limits import RiskLimits
from terminal_app.trading.risk import check_strategy
from terminal_app.trading.steps import NO_ANSWER, SENT_ALREADY, Steps
from terminal_app.trading.strategy_settle import StrategySettler


class StrategyRoad:
    """Carries one command about a strategy order from the gate to its outcome."""

    def __init__(
        self,
        client: OrderEntry,
        books: Books,
        settler: StrategySettler,
        limits: Callable[[], RiskLimits],
        clock: Clock,
        steps: Steps,
    ) -> None:
        self._client = client
        self._books = books
        self._settler = settler
        self._limits = limits
        self._clock = clock
        self._steps = steps
        self._cancelling: set[str] = set()

    async def carry(self, command: StrategyCommand, source: Source) -> Outcome:
        """Take a command to its outcome."""
        match command:
            case PlaceTrigger():
                trigger = check_strategy(command, self._steps.view(command.instrument, None), self._limits())
                if isinstance(trigger, Refused):
                    return trigger
                return await self._place(
                    trigger,
                    source,
                    lambda: self._steps.timed(command.client_oid, self._client.place_trigger, trigger),
                )
            case PlaceTpSl():
                exits = check_strategy(command, self._steps.view(command.instrument, None), self._limits())
                if isinstance(exits, Refused):
                    return exits
                return await self._place(
                    exits,
                    source,
                    lambda: self._steps.timed(command.client_oid, self._client.place_tp_sl, exits),
                )
            case AmendStrategy():
                return await self._amend(command, source)
            case CancelStrategy():
                return await self._cancel(command, source)

    async def _place(
        self,
        approved: Approved[PlaceTrigger] | Approved[PlaceTpSl],
        source: Source,
        send: Callable[[], Awaitable[VenueOutcome]],
    ) -> Outcome:
        command = approved.command
        client_oid = command.client_oid
        if not self._steps.reserve(client_oid):
            return Refused((SENT_ALREADY,))
        with ExitStack() as leaving:
            if isinstance(command, PlaceTrigger):
                # It counts from here on: two at once cannot both be the last that fits a limit.
                leaving.enter_context(self._steps.leaving(command))
            if refused := await self._steps.write(command, source, client_oid, approved.rules):
                return refused
            self._books.strategy_submitted(command, self._clock.now_ms())
        outcome: VenueOutcome = Unknown(client_oid, NO_ANSWER)
        try:
            # The door may have shut while the disk was busy.
            block = self._late_block(command)
            outcome = NotSent(block) if block else await send()
        finally:
            # Also when the task is cancelled or fails: then nobody knows, and the row says so.
            self._books.strategy_placed(client_oid, outcome)
        self._steps.answered(client_oid, outcome)
        self._settler.watch(client_oid, command.instrument)
        return outcome

    def _late_block(self, command: PlaceTrigger | PlaceTpSl) -> str | None:
        """Why an order must not go after all; the exits of a position pass all but a halt."""
        if isinstance(command, PlaceTpSl):
            return self._steps.halted()
        return self._steps.block() if command.reduce_only else self._steps.growing()

    async def _amend(self, command: AmendStrategy, source: Source) -> Outcome:
        order = self._books.strategies.find(command.client_oid, command.order_id)
        if order is not None:
            command = replace(
                command, client_oid=order.client_oid, order_id=command.order_id or order.order_id or None
            )
        view = self._steps.view(command.instrument, order)
        verdict = check_strategy(command, view, self._limits())
        if isinstance(verdict, Refused):
            return verdict
        intent_id = self._steps.new_id()
        if refused := await self._steps.write(command, source, intent_id, verdict.rules):
            return refused
        outcome: VenueOutcome = Unknown(command.client_oid, NO_ANSWER)
        try:
            block = self._steps.block()
            if block:
                outcome = NotSent(block)
            else:
                outcome = await self._steps.timed(intent_id, self._client.amend_strategy, verdict)
        finally:
            self._explain(command.client_oid, "change", outcome)
        self._steps.answered(intent_id, outcome)
        if isinstance(outcome, Unknown):
            wanted = command
            self._settler.watch(
                command.client_oid, command.instrument, lambda known: _has_terms(wanted, known)
            )
        return outcome

    async def _cancel(self, command: CancelStrategy, source: Source) -> Outcome:
        order = self._books.strategies.find(command.client_oid, command.order_id)
        if order is not None:
            if reason := self._why_no_cancel(order.client_oid, order.status):
                return Refused((reason,))
            command = replace(
                command,
                client_oid=order.client_oid,
                order_id=command.order_id or order.order_id or None,
                known=order,
            )
        key = command.client_oid
        self._cancelling.add(key)
        try:
            intent_id = self._steps.new_id()
            await self._steps.write(command, source, intent_id)
            outcome: VenueOutcome = Unknown(key, NO_ANSWER)
            try:
                outcome = await self._steps.timed(intent_id, self._client.cancel_strategy, command)
            finally:
                self._explain(key, "cancel", outcome)
            self._steps.answered(intent_id, outcome)
        finally:
            self._cancelling.discard(key)
        if order is not None and isinstance(outcome, Accepted | Unknown):
            # Also when it was accepted: only a report says that the order is over.
            self._settler.watch(key, command.instrument, _is_over)
        elif order is not None and isinstance(outcome, Rejected):
            # Mostly it has ended already.
            await self._settler.ask(key, command.instrument)
        return outcome

    def _why_no_cancel(self, client_oid: str, status: StrategyStatus) -> str | None:
        if status.is_final:
            return f"The order is {status.value} already."
        if status is StrategyStatus.SENDING:
            return "The order is still being sent: cancel it when the exchange has answered."
        if client_oid in self._cancelling:
            return "A cancel of this order is on its way."
        return None

    def _explain(self, client_oid: str, what: str, outcome: VenueOutcome) -> None:
        match outcome:
            case Accepted():
                note = "Cancelling." if what == "cancel" else ""
            case Rejected() | NotSent():
                note = f"The {what} was not made: {outcome.sentence}"
            case _:
                note = f"The {what} is not confirmed: {outcome.cause}"
        self._books.strategy_say(client_oid, note)


def _has_terms(command: AmendStrategy, order: StrategyOrder) -> bool:
    """Whether an order works on the terms that a change asked for."""
    return command.size in (None, order.size) and (
        (command.trigger, command.price, command.take_profit, command.stop_loss)
        == (order.trigger, order.price, order.take_profit, order.stop_loss)
    )


def _is_over(order: StrategyOrder) -> bool:
    return order.status.is_final
