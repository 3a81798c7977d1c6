"""The commands of a classic account about plans: trigger orders, take-profits and stop-losses.

Source: the venue's documentation, classic account, Trigger orders.
"""

from terminal_app.bitget.classic import endpoints
from terminal_app.bitget.sending import Sender, fixed
from terminal_app.bitget.wire.classic import acks, plan_bodies
from terminal_app.core.commands import AmendStrategy, Approved, CancelStrategy, PlaceTpSl, PlaceTrigger
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.outcomes import NotSent, VenueOutcome

_NOT_ON_SPOT = "Spot has no positions, so nothing was sent. Use a trigger order instead."
_TWO_EXITS = (
    "The exchange keeps the take-profit and the stop-loss as two orders, so nothing was sent. "
    "Choose one of the two in the list of waiting orders."
)
_WHICH_KIND = "It is not known what kind of order this is, so nothing was sent. Refresh the orders first."
_NO_MARGIN_MODE = "The order does not say whether it is crossed or isolated, so nothing was sent."


class PlanCommands:
    """The part of `ports.OrderEntry` that is about orders which wait for a price."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    async def place_trigger(self, order: Approved[PlaceTrigger]) -> VenueOutcome:
        """Send one trigger order, once; on spot too."""
        command = order.command
        if is_spot(command.instrument):
            endpoint, body = endpoints.SPOT_PLACE_PLAN, plan_bodies.spot_trigger_body(command)
        elif command.margin_mode is None:
            return NotSent(_NO_MARGIN_MODE)
        else:
            endpoint, body = endpoints.MIX_PLACE_PLAN, plan_bodies.mix_trigger_body(command)
        return await self._sender.one(endpoint, fixed(body), command.client_oid, acks.ack)

    async def place_tp_sl(self, order: Approved[PlaceTpSl]) -> VenueOutcome:
        """Send one take-profit, stop-loss or both, once.

        Both are two orders at the venue, sent in one request. The stop-loss has the number of the command,
        the take-profit that of `plan_bodies.take_profit_oid`.
        """
        command = order.command
        if is_spot(command.instrument):
            return NotSent(_NOT_ON_SPOT)
        client_oid = command.client_oid
        if command.take_profit is not None and command.stop_loss is not None:
            return await self._sender.one(
                endpoints.PLACE_POSITION_TP_SL,
                fixed(plan_bodies.exits_body(command)),
                client_oid,
                lambda envelope: acks.exits(envelope, client_oid),
            )
        body = fixed(plan_bodies.exit_body(command))
        return await self._sender.one(endpoints.PLACE_TP_SL, body, client_oid, acks.ack)

    async def amend_strategy(self, order: Approved[AmendStrategy]) -> VenueOutcome:
        """Change a waiting trigger order or one exit of a position."""
        command = order.command
        if is_spot(command.instrument):
            endpoint, body = endpoints.SPOT_MODIFY_PLAN, plan_bodies.spot_amend_body(command)
        elif command.trigger is not None:
            endpoint, body = endpoints.MIX_MODIFY_PLAN, plan_bodies.mix_amend_body(command)
        elif command.take_profit is not None and command.stop_loss is not None:
            return NotSent(_TWO_EXITS)
        else:
            endpoint, body = endpoints.MODIFY_TP_SL, plan_bodies.exit_amend_body(command)
        return await self._sender.one(endpoint, fixed(body), command.client_oid, acks.ack)

    async def cancel_strategy(self, order: CancelStrategy) -> VenueOutcome:
        """Cancel a waiting trigger order or one exit of a position."""
        if is_spot(order.instrument):
            body = fixed(plan_bodies.spot_cancel_body(order))
            if order.known is not None and order.known.reduce_only:
                return await self._sender.one(endpoints.SPOT_CANCEL_ORDER, body, order.client_oid, acks.ack)
            return await self._sender.one(
                endpoints.SPOT_CANCEL_PLAN, body, order.client_oid, acks.plan_cancelled
            )
        if order.known is None:
            return NotSent(_WHICH_KIND)
        plan_type = plan_bodies.plan_type_of(order.known)
        if plan_type is None:
            return NotSent(_TWO_EXITS)
        (outcome,) = await self._sender.batch(
            endpoints.MIX_CANCEL_PLAN,
            fixed(plan_bodies.mix_cancel_body(order, plan_type)),
            [order.client_oid],
            lambda envelope: acks.paired(envelope, [(order.client_oid, order.order_id)]),
        )
        return outcome


def is_spot(instrument: InstrumentId) -> bool:
    """Whether an instrument is called for by the paths of spot."""
    return instrument.product is ProductType.SPOT
