"""Trigger orders, take-profits and stop-losses on the paper engine, each a request that may go wrong."""

from terminal_app.core.commands import AmendStrategy, Approved, CancelStrategy, PlaceTpSl, PlaceTrigger
from terminal_app.core.orders import ExitLeg
from terminal_app.core.outcomes import Accepted, NotSent, VenueOutcome
from terminal_app.paper.engine.strategy_messages import ExitRequest, Exits, TriggerRequest
from tests.helpers.paper_venue_link import NO_ANSWER, UID, PaperLink

PLACE_STRATEGY, AMEND_STRATEGY, CANCEL_STRATEGY = (
    f"/api/v3/trade/{verb}-strategy-order" for verb in ("place", "modify", "cancel")
)


class PaperStrategies(PaperLink):
    """The part of `core.ports.OrderEntry` that is about what waits at the exchange for a price."""

    async def place_trigger(self, order: Approved[PlaceTrigger]) -> VenueOutcome:
        """Send one trigger order, once."""
        command = order.command
        request = TriggerRequest(
            command.instrument,
            command.side,
            command.size.value,
            ExitLeg(command.trigger, command.by, command.price),
            command.position_side,
            command.reduce_only,
            client_oid=command.client_oid,
        )
        return self._post_strategy(request)

    async def place_tp_sl(self, order: Approved[PlaceTpSl]) -> VenueOutcome:
        """Send one take-profit, stop-loss or both, once."""
        command = order.command
        exits = Exits(command.take_profit, command.stop_loss)
        return self._post_strategy(
            ExitRequest(command.instrument, command.position_side, exits, command.size, command.client_oid)
        )

    async def amend_strategy(self, order: Approved[AmendStrategy]) -> VenueOutcome:
        """Change a waiting trigger order or TP/SL."""
        command = order.command

        def work() -> VenueOutcome:
            trigger = command.trigger
            row, events = self.engine.strategies.change(
                UID,
                order_id=command.order_id or "",
                client_oid=command.client_oid,
                exits=Exits(command.take_profit, command.stop_loss),
                trigger=None if trigger is None else ExitLeg(trigger, command.by, command.price),
                size=command.size,
                now_ms=self.clock.now_ms(),
            )
            self.tell(events)
            return Accepted(row.client_oid, row.order_id)

        return self._post(AMEND_STRATEGY, command.client_oid, work)

    async def cancel_strategy(self, order: CancelStrategy) -> VenueOutcome:
        """Cancel a waiting trigger order or TP/SL."""

        def work() -> VenueOutcome:
            row, events = self.engine.strategies.cancel(
                UID,
                order_id=order.order_id or "",
                client_oid=order.client_oid,
                now_ms=self.clock.now_ms(),
            )
            self.tell(events)
            return Accepted(row.client_oid, row.order_id)

        return self._post(CANCEL_STRATEGY, order.client_oid, work)

    def _post_strategy(self, request: ExitRequest | TriggerRequest) -> VenueOutcome:
        if self._stays_here():
            return NotSent(NO_ANSWER)
        self.sent[request.client_oid] += 1

        def work() -> VenueOutcome:
            row, events = self.engine.strategies.place(UID, request, self.clock.now_ms())
            self.tell(events)
            return Accepted(row.client_oid, row.order_id)

        return self._post(PLACE_STRATEGY, request.client_oid, work)
