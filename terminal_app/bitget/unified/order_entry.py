"""The commands of the client: each goes out once, and comes back as an outcome, never as a network error.

What a code or a failure proves is decided in `errors`; this module knows what each command is answered with.
"""

from collections.abc import Callable, Sequence

import msgspec

from terminal_app.bitget.codes import Kind
from terminal_app.bitget.endpoints import Endpoint
from terminal_app.bitget.errors import (
    NoAnswerError,
    NothingSentError,
    meaning_of,
    outcome_of,
    refused_at_the_gate,
)
from terminal_app.bitget.rest import BitgetRest
from terminal_app.bitget.unified import endpoints
from terminal_app.bitget.wire.envelope import BadPayloadError, Envelope
from terminal_app.bitget.wire.unified import account, strategy
from terminal_app.bitget.wire.unified import orders as wire
from terminal_app.bitget.wire.unified.orders import Ack, Body
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
from terminal_app.core.outcomes import Accepted, NotSent, Unknown, VenueOutcome

MAX_BATCH = 20

_UNREADABLE = "Bitget answered in a way that does not say what happened to the command."
_NO_ROW = "Bitget answered the batch without a word about this order."


class OrderCommands:
    """`ports.OrderEntry`."""

    def __init__(self, rest: BitgetRest) -> None:
        self._rest = rest

    async def place(self, order: Approved[PlaceOrder]) -> VenueOutcome:
        """Send one order, once."""
        command = order.command
        return await self._one(
            endpoints.PLACE_ORDER,
            lambda now_ms: msgspec.json.encode(wire.place_body(command, now_ms)),
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
            endpoints.MODIFY_ORDER, _fixed(wire.amend_body(order.command)), order.command.client_oid
        )

    async def cancel(self, order: CancelOrder) -> VenueOutcome:
        """Cancel one order. `Rejected` with the code of an order that is gone or final calls for a look."""
        return await self._one(endpoints.CANCEL_ORDER, _fixed(wire.cancel_body(order)), order.client_oid)

    async def cancel_batch(self, orders: Sequence[CancelOrder]) -> list[VenueOutcome]:
        """Cancel up to 20 orders; one outcome each, in order.

        Raises:
            ValueError: more than 20 orders.
        """
        bodies = [wire.cancel_body(order) for order in orders]
        return await self._batch(
            endpoints.CANCEL_BATCH, lambda _now_ms: bodies, [order.client_oid for order in orders]
        )

    async def cancel_all(self, command: CancelAll) -> VenueOutcome:
        """Cancel everything of a product or symbol, strategy orders excepted.

        `Accepted` means asked, or that nothing was there.
        """

        def read(envelope: Envelope) -> VenueOutcome:
            wire.ack_page(envelope)
            return Accepted()

        return await self._ask(
            endpoints.CANCEL_SYMBOL, _fixed(wire.cancel_all_body(command)), "", read, _nothing_is_fine
        )

    async def countdown_cancel_all(self, seconds: int) -> VenueOutcome:
        """Have the venue cancel EVERY order of the account unless this is called again in time.

        Only accounts that were given it have it. Zero switches it off, else 5 to 60 seconds.
        """
        body = {"countdown": str(seconds)}
        return await self._ask(endpoints.COUNTDOWN_CANCEL, _fixed(body), "", lambda _envelope: Accepted())

    async def close_position(self, command: ClosePosition) -> VenueOutcome:
        """Close a position at market. The venue names the order it makes for it."""

        def read(envelope: Envelope) -> VenueOutcome:
            rows = wire.ack_page(envelope)
            taken = [row for row in rows if row.ok]
            if taken:
                return Accepted(taken[0].client_oid, taken[0].order_id)
            return outcome_of(rows[0].code, rows[0].message, "") if rows else Accepted()

        return await self._ask(endpoints.CLOSE_POSITIONS, _fixed(wire.close_body(command)), "", read)

    async def set_leverage(self, command: SetLeverage) -> VenueOutcome:
        """Set the leverage of an instrument."""
        return await self._ask(
            endpoints.SET_LEVERAGE, _fixed(account.leverage_body(command)), "", lambda _envelope: Accepted()
        )

    async def set_hold_mode(self, command: SetHoldMode) -> VenueOutcome:
        """Switch between one-way and hedge mode."""
        return await self._ask(
            endpoints.SET_HOLD_MODE, _fixed(account.hold_mode_body(command)), "", lambda _envelope: Accepted()
        )

    async def transfer(self, order: Approved[Transfer]) -> VenueOutcome:
        """Refuse: one balance backs everything here."""
        return NotSent(NOTHING_TO_MOVE)

    async def place_trigger(self, order: Approved[PlaceTrigger]) -> VenueOutcome:
        """Send one trigger order, once."""
        return await self._one(
            endpoints.PLACE_STRATEGY, _fixed(strategy.trigger_body(order.command)), order.command.client_oid
        )

    async def place_tp_sl(self, order: Approved[PlaceTpSl]) -> VenueOutcome:
        """Send one take-profit, stop-loss or both, once."""
        return await self._one(
            endpoints.PLACE_EXITS, _fixed(strategy.tp_sl_body(order.command)), order.command.client_oid
        )

    async def amend_strategy(self, order: Approved[AmendStrategy]) -> VenueOutcome:
        """Change a waiting trigger order or TP/SL."""
        return await self._one(
            endpoints.MODIFY_STRATEGY, _fixed(strategy.amend_body(order.command)), order.command.client_oid
        )

    async def cancel_strategy(self, order: CancelStrategy) -> VenueOutcome:
        """Cancel a waiting trigger order or TP/SL. The venue answers without a word about which one."""
        return await self._one(
            endpoints.CANCEL_STRATEGY, _fixed(strategy.cancel_body(order)), order.client_oid
        )

    async def _one(self, endpoint: Endpoint, build: Callable[[int], bytes], client_oid: str) -> VenueOutcome:
        return await self._ask(
            endpoint, build, client_oid, lambda envelope: _outcome(wire.ack(envelope), client_oid)
        )

    async def _ask(
        self,
        endpoint: Endpoint,
        build: Callable[[int], bytes],
        client_oid: str,
        read: Callable[[Envelope], VenueOutcome],
        refused: Callable[[str, str, str], VenueOutcome] = outcome_of,
    ) -> VenueOutcome:
        try:
            envelope = await self._rest.send(endpoint, build)
            if not envelope.ok:
                return refused(envelope.code, envelope.message, client_oid)
            return read(envelope)
        except NothingSentError as error:
            return NotSent(error.sentence, error.detail)
        except NoAnswerError as error:
            return Unknown(client_oid, error.sentence)
        except BadPayloadError:
            return Unknown(client_oid, _UNREADABLE)

    async def _batch(
        self, endpoint: Endpoint, bodies: Callable[[int], list[Body]], client_oids: list[str]
    ) -> list[VenueOutcome]:
        """One outcome per row.

        When the batch failed as a whole, every row is in doubt, with two exceptions: nothing was sent, or the
        gateway refused the request before anything could act on it.
        """
        if len(client_oids) > MAX_BATCH:
            raise ValueError("a batch holds at most 20 orders")
        if not client_oids:
            return []
        try:
            envelope = await self._rest.send(endpoint, lambda now_ms: msgspec.json.encode(bodies(now_ms)))
            if not envelope.ok:
                return [_whole_batch(envelope, client_oid) for client_oid in client_oids]
            rows = wire.pair_up(wire.acks(envelope), client_oids)
        except NothingSentError as error:
            return [NotSent(error.sentence, error.detail) for _ in client_oids]
        except NoAnswerError as error:
            return [Unknown(client_oid, error.sentence) for client_oid in client_oids]
        except BadPayloadError:
            return [Unknown(client_oid, _UNREADABLE) for client_oid in client_oids]
        return [
            Unknown(client_oid, _NO_ROW) if row is None else _outcome(row, client_oid)
            for row, client_oid in zip(rows, client_oids, strict=True)
        ]


def _fixed(body: Body) -> Callable[[int], bytes]:
    data = msgspec.json.encode(body)
    return lambda _now_ms: data


def _outcome(row: Ack, client_oid: str) -> VenueOutcome:
    if not row.ok:
        return outcome_of(row.code, row.message, client_oid)
    if row.client_oid not in ("", client_oid):
        return Unknown(client_oid, _UNREADABLE)
    return Accepted(client_oid, row.order_id)


def _nothing_is_fine(code: str, message: str, client_oid: str) -> VenueOutcome:
    if meaning_of(code).kind is Kind.NOT_FOUND:
        return Accepted(client_oid)
    return outcome_of(code, message, client_oid)


def _whole_batch(envelope: Envelope, client_oid: str) -> VenueOutcome:
    if refused_at_the_gate(envelope.code):
        return outcome_of(envelope.code, envelope.message, client_oid)
    return Unknown(client_oid, f"{meaning_of(envelope.code).sentence} (code {envelope.code})")
