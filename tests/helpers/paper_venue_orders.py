"""Orders and settings on the paper engine, each a request that may go wrong."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from terminal_app.core.commands import (
    AmendOrder,
    Approved,
    CancelAll,
    CancelOrder,
    ClosePosition,
    PlaceOrder,
    SetHoldMode,
    SetLeverage,
    Transfer,
)
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import MarginMode
from terminal_app.core.outcomes import Accepted, NotSent, Rejected, Unknown, VenueOutcome
from terminal_app.paper.engine.messages import PlaceRequest, Reason, RefusalError
from terminal_app.paper.engine.strategy_messages import Exits
from tests.helpers.paper_venue_link import NO_ANSWER, UID, PaperLink

PLACE, AMEND, CANCEL = (f"/api/v3/trade/{name}" for name in ("place-order", "modify-order", "cancel-order"))
PLACE_BATCH, CANCEL_BATCH = "/api/v3/trade/place-batch", "/api/v3/trade/cancel-batch"


class PaperOrders(PaperLink):
    """The part of `core.ports.OrderEntry` that is about orders, positions and settings."""

    async def place(self, order: Approved[PlaceOrder]) -> VenueOutcome:
        """Send one order, once."""
        command = order.command
        if self._stays_here():
            return NotSent(NO_ANSWER)
        self.sent[command.client_oid] += 1
        return self._post(PLACE, command.client_oid, lambda: self._place(command))

    async def place_batch(self, orders: Sequence[Approved[PlaceOrder]]) -> list[VenueOutcome]:
        """Send several orders in one request: what goes wrong goes wrong for all."""
        commands = [order.command for order in orders]
        if self._stays_here():
            return [NotSent(NO_ANSWER) for _ in commands]
        self.sent.update(command.client_oid for command in commands)
        return self._post_all(PLACE_BATCH, [(one.client_oid, partial(self._place, one)) for one in commands])

    async def amend(self, order: Approved[AmendOrder]) -> VenueOutcome:
        """Change a working order, in a classic account by another one that takes its place."""
        command = order.command
        if not command.new_client_oid:
            return self._post(AMEND, command.client_oid, lambda: self._amend(command))
        if self._stays_here():
            return NotSent(NO_ANSWER)
        self.sent[command.new_client_oid] += 1
        return self._post(AMEND, command.new_client_oid, lambda: self._replace(command))

    async def cancel(self, order: CancelOrder) -> VenueOutcome:
        """Cancel one order."""
        return self._post(CANCEL, order.client_oid, lambda: self._cancel(order))

    async def cancel_batch(self, orders: Sequence[CancelOrder]) -> list[VenueOutcome]:
        """Cancel several orders in one request."""
        return self._post_all(CANCEL_BATCH, [(one.client_oid, partial(self._cancel, one)) for one in orders])

    async def cancel_all(self, command: CancelAll) -> VenueOutcome:
        """Cancel everything of a product or symbol."""

        def work() -> VenueOutcome:
            _, events = self.engine.cancel_all(UID, command.product, command.symbol, self.clock.now_ms())
            self.tell(events)
            return Accepted()

        return self._post("/api/v3/trade/cancel-symbol-order", "", work)

    async def close_position(self, command: ClosePosition) -> VenueOutcome:
        """Close a position at market."""

        def work() -> VenueOutcome:
            one = command.instrument
            rows, events = self.engine.close_positions(
                UID, one.product, one.symbol, command.side, self.clock.now_ms()
            )
            self.tell(events)
            return Accepted(order_id=rows[0].order_id) if rows else Rejected("22002", "No position to close")

        return self._post("/api/v3/trade/close-positions", "", work)

    async def set_leverage(self, command: SetLeverage) -> VenueOutcome:
        """Set the leverage of an instrument."""

        def work() -> VenueOutcome:
            self.engine.set_leverage(UID, command.instrument, command.leverage, command.margin_mode)
            return Accepted()

        return self._post("/api/v3/account/set-leverage", "", work)

    async def set_hold_mode(self, command: SetHoldMode) -> VenueOutcome:
        """Switch between one-way and hedge mode."""

        def work() -> VenueOutcome:
            self.engine.set_hold_mode(UID, command.mode)
            return Accepted()

        return self._post("/api/v3/account/set-hold-mode", "", work)

    async def transfer(self, order: Approved[Transfer]) -> VenueOutcome:
        """A unified account has one balance."""
        return NotSent("A unified account has one balance.")

    def _place(self, command: PlaceOrder) -> VenueOutcome:
        request = PlaceRequest(
            instrument=command.instrument,
            side=command.side,
            order_type=command.order_type,
            size=command.size,
            price=command.price,
            time_in_force=command.time_in_force,
            client_oid=command.client_oid,
            reduce_only=command.reduce_only,
            position_side=command.position_side,
            margin_mode=command.margin_mode or MarginMode.CROSSED,
            exits=Exits(command.take_profit, command.stop_loss),
        )
        row, events = self.engine.place(UID, request, self.clock.now_ms())
        self.tell(events)
        return Accepted(row.client_oid, row.order_id)

    def _amend(self, command: AmendOrder) -> VenueOutcome:
        row, events = self.engine.amend(
            UID,
            order_id=command.order_id or "",
            client_oid="" if command.order_id else command.client_oid,
            size=command.size,
            price=command.price,
            now_ms=self.clock.now_ms(),
        )
        self.tell(events)
        return Accepted(row.client_oid, row.order_id)

    def _replace(self, command: AmendOrder) -> VenueOutcome:
        old = self.engine.order(UID, order_id=command.order_id or "", client_oid=command.client_oid)
        if old is None or command.rest is None:
            raise RefusalError(Reason.ORDER_NOT_FOUND, "Order does not exist.")
        replaced, events = self.engine.wallets.replace(
            UID,
            order_id=old.order_id,
            client_oid="",
            request=replace(
                old.request,
                client_oid=command.new_client_oid,
                size=BaseQty(command.rest),
                price=command.price,
            ),
            now_ms=self.clock.now_ms(),
        )
        self.tell(events)
        if replaced.new is None or replaced.refusal is not None:
            # The venue says that it failed and not by which code, and the old order is gone.
            return Unknown(command.new_client_oid, "It failed.")
        return Accepted(command.new_client_oid, replaced.new.order_id)

    def _cancel(self, command: CancelOrder) -> VenueOutcome:
        row, events = self.engine.cancel(
            UID,
            order_id=command.order_id or "",
            client_oid="" if command.order_id else command.client_oid,
            now_ms=self.clock.now_ms(),
        )
        self.tell(events)
        return Accepted(row.client_oid, row.order_id)
