"""The commands of a unified account: what each asks, and what it is answered with.

They go out through `sending`, which sends each once and makes an outcome of every answer.
"""

from collections.abc import Sequence

from terminal_app.bitget.endpoints import Endpoint
from terminal_app.bitget.errors import outcome_of
from terminal_app.bitget.rest import BitgetRest, Build
from terminal_app.bitget.sending import (
    Sender,
    accepted,
    check_batch,
    fixed,
    nothing_is_fine,
)
from terminal_app.bitget.unified import endpoints
from terminal_app.bitget.wire.ack import pair_up
from terminal_app.bitget.wire.envelope import Envelope
from terminal_app.bitget.wire.unified import account, strategy
from terminal_app.bitget.wire.unified import orders as wire
from terminal_app.core.abilities import NOTHING_TO_MOVE
from terminal_app.core.commands import (
    AmendOrder,
    AmendStrategy,
    Approved,
    CancelAll,
    CancelOrder,
    CancelStrategy,
    ClosePosition,
    PlaceOrder,
    PlaceTpSl,
    PlaceTrigger,
    SetHoldMode,
    SetLeverage,
    Transfer,
)
from terminal_app.core.outcomes import Accepted, NotSent, VenueOutcome


class OrderCommands:
    """`ports.OrderEntry`."""

    def __init__(self, rest: BitgetRest) -> None:
        self._sender = Sender(rest)

    async def place(self, order: Approved[PlaceOrder]) -> VenueOutcome:
        """Send one order, once."""
        command = order.command
        return await self._one(
            endpoints.PLACE_ORDER,
            lambda now_ms: wire.place_body(command, now_ms),
            command.client_oid,
        )

    async def place_batch(self, orders: Sequence[Approved[PlaceOrder]]) -> list[VenueOutcome]:
        """Send up to 20 orders of one product, once; one outcome each, in order.

        Raises:
            ValueError: more than 20 orders, or of more than one product.
        """
        commands = [order.command for order in orders]
        if len({command.instrument.product for command in commands}) > 1:
            raise ValueError("a batch is of one product")
        return await self._batch(
            endpoints.PLACE_BATCH,
            lambda now_ms: [wire.place_body(command, now_ms) for command in commands],
            [command.client_oid for command in commands],
        )

    async def amend(self, order: Approved[AmendOrder]) -> VenueOutcome:
        """Change a working order in place."""
        return await self._one(
            endpoints.MODIFY_ORDER, fixed(wire.amend_body(order.command)), order.command.client_oid
        )

    async def cancel(self, order: CancelOrder) -> VenueOutcome:
        """Cancel one order. `Rejected` with the code of an order that is gone or final calls for a look."""
        return await self._one(endpoints.CANCEL_ORDER, fixed(wire.cancel_body(order)), order.client_oid)

    async def cancel_batch(self, orders: Sequence[CancelOrder]) -> list[VenueOutcome]:
        """Cancel up to 20 orders; one outcome each, in order.

        Raises:
            ValueError: more than 20 orders.
        """
        bodies = [wire.cancel_body(order) for order in orders]
        return await self._batch(
            endpoints.CANCEL_BATCH, fixed(bodies), [order.client_oid for order in orders]
        )

    async def cancel_all(self, command: CancelAll) -> VenueOutcome:
        """Cancel everything of a product or symbol, strategy orders excepted.

        `Accepted` means asked, or that nothing was there.
        """

        def read(envelope: Envelope) -> VenueOutcome:
            wire.ack_page(envelope)
            return Accepted()

        return await self._sender.ask(
            endpoints.CANCEL_SYMBOL, fixed(wire.cancel_all_body(command)), "", read, nothing_is_fine
        )

    async def countdown_cancel_all(self, seconds: int) -> VenueOutcome:
        """Have the venue cancel EVERY order of the account unless this is called again in time.

        Only accounts that were given it have it. Zero switches it off, else 5 to 60 seconds.
        """
        body = {"countdown": str(seconds)}
        return await self._sender.ask(endpoints.COUNTDOWN_CANCEL, fixed(body), "", accepted)

    async def close_position(self, command: ClosePosition) -> VenueOutcome:
        """Close a position at market. The venue names the order it makes for it."""

        def read(envelope: Envelope) -> VenueOutcome:
            rows = wire.ack_page(envelope)
            taken = [row for row in rows if row.ok]
            if taken:
                return Accepted(taken[0].client_oid, taken[0].order_id)
            return outcome_of(rows[0].code, rows[0].message, "") if rows else Accepted()

        return await self._sender.ask(endpoints.CLOSE_POSITIONS, fixed(wire.close_body(command)), "", read)

    async def set_leverage(self, command: SetLeverage) -> VenueOutcome:
        """Set the leverage of an instrument."""
        return await self._sender.ask(
            endpoints.SET_LEVERAGE, fixed(account.leverage_body(command)), "", accepted
        )

    async def set_hold_mode(self, command: SetHoldMode) -> VenueOutcome:
        """Switch between one-way and hedge mode."""
        return await self._sender.ask(
            endpoints.SET_HOLD_MODE, fixed(account.hold_mode_body(command)), "", accepted
        )

    async def transfer(self, order: Approved[Transfer]) -> VenueOutcome:
        """Refuse: one balance backs everything here."""
        return NotSent(NOTHING_TO_MOVE)

    async def place_trigger(self, order: Approved[PlaceTrigger]) -> VenueOutcome:
        """Send one trigger order, once."""
        return await self._one(
            endpoints.PLACE_STRATEGY, fixed(strategy.trigger_body(order.command)), order.command.client_oid
        )

    async def place_tp_sl(self, order: Approved[PlaceTpSl]) -> VenueOutcome:
        """Send one take-profit, stop-loss or both, once."""
        return await self._one(
            endpoints.PLACE_EXITS, fixed(strategy.tp_sl_body(order.command)), order.command.client_oid
        )

    async def amend_strategy(self, order: Approved[AmendStrategy]) -> VenueOutcome:
        """Change a waiting trigger order or TP/SL."""
        return await self._one(
            endpoints.MODIFY_STRATEGY, fixed(strategy.amend_body(order.command)), order.command.client_oid
        )

    async def cancel_strategy(self, order: CancelStrategy) -> VenueOutcome:
        """Cancel a waiting trigger order or TP/SL. The venue answers without a word about which one."""
        return await self._one(
            endpoints.CANCEL_STRATEGY, fixed(strategy.cancel_body(order)), order.client_oid
        )

    async def _one(self, endpoint: Endpoint, build: Build, client_oid: str) -> VenueOutcome:
        return await self._sender.one(endpoint, build, client_oid, wire.ack)

    async def _batch(self, endpoint: Endpoint, build: Build, client_oids: list[str]) -> list[VenueOutcome]:
        check_batch(len(client_oids))
        return await self._sender.batch(
            endpoint, build, client_oids, lambda envelope: pair_up(wire.acks(envelope), client_oids)
        )
