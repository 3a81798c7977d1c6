"""The commands of a classic account, spot and futures: what each asks, and what it is answered with.

They go out through `sending`, which sends each once and makes an outcome of every answer. Source: the venue's
documentation, classic account, Trade.
"""

from collections.abc import Callable, Coroutine, Hashable, Sequence
from dataclasses import replace
from typing import TypeVar

from terminal_app.bitget.classic import endpoints
from terminal_app.bitget.classic.order_sweep import cancel_all_spot
from terminal_app.bitget.classic.plan_entry import PlanCommands, is_spot
from terminal_app.bitget.rest import BitgetRest
from terminal_app.bitget.sending import (
    Sender,
    accepted,
    check_batch,
    fixed,
    nothing_is_fine,
    row_outcome,
    stamped,
)
from terminal_app.bitget.wire.classic import acks
from terminal_app.bitget.wire.classic import order_bodies as bodies
from terminal_app.bitget.wire.envelope import Envelope
from terminal_app.core.abilities import Ability, unavailable
from terminal_app.core.account_kind import AccountKind
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
from terminal_app.core.errors import LinkError, VenueError
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.outcomes import Accepted, NotSent, Unknown, VenueOutcome
from terminal_app.core.ports import Purpose
from terminal_app.tasks import together

T = TypeVar("T")

_WHICH_PRODUCT = "Choose the kind of futures to switch; nothing was sent."
_NOTHING_CLOSED = "Bitget's answer names no position that was closed."

# Money that comes from no wallet with positions makes none of them less safe.
_GUARDING_TRANSFER = replace(endpoints.TRANSFER, purpose=Purpose.GUARD)


class ClassicOrderCommands(PlanCommands):
    """`ports.OrderEntry`."""

    def __init__(self, rest: BitgetRest) -> None:
        super().__init__(Sender(rest))
        self._rest = rest

    async def place(self, order: Approved[PlaceOrder]) -> VenueOutcome:
        """Send one order, once."""
        command = order.command
        if is_spot(command.instrument):
            endpoint, body = endpoints.SPOT_PLACE_ORDER, stamped(bodies.spot_place_body(command))
        else:
            # Futures have no window of their own: the time stamp of the signature alone bounds the doubt.
            endpoint, body = endpoints.MIX_PLACE_ORDER, fixed(bodies.mix_place_body(command))
        return await self._sender.one(endpoint, body, command.client_oid, acks.ack)

    async def place_batch(self, orders: Sequence[Approved[PlaceOrder]]) -> list[VenueOutcome]:
        """Send up to 20 orders of one product, each once; one outcome each, in order.

        Futures go in one request for each symbol and margin mode.

        Raises:
            ValueError: more than 20 orders, or of more than one product.
        """
        check_batch(len(orders))
        commands = [order.command for order in orders]
        if len({command.instrument.product for command in commands}) > 1:
            raise ValueError("a batch is of one product")
        return await _in_groups(commands, _requests_of_new, self._place_some)

    async def amend(self, order: Approved[AmendOrder]) -> VenueOutcome:
        """Put another order in the place of a working one.

        The outcome is that of the new order, which `new_client_oid` names. Whatever it is but `NotSent`, the
        old order may have ended: only a look at it tells.
        """
        command = order.command
        spot = is_spot(command.instrument)
        return await self._sender.one(
            endpoints.SPOT_CANCEL_REPLACE if spot else endpoints.MIX_MODIFY_ORDER,
            fixed(bodies.amend_body(command)),
            command.new_client_oid,
            acks.replaced if spot else acks.ack,
        )

    async def cancel(self, order: CancelOrder) -> VenueOutcome:
        """Cancel one order. `Rejected` with the code of an order that is gone or final calls for a look."""
        spot = is_spot(order.instrument)
        return await self._sender.one(
            endpoints.SPOT_CANCEL_ORDER if spot else endpoints.MIX_CANCEL_ORDER,
            fixed(bodies.cancel_body(order)),
            order.client_oid,
            acks.ack,
        )

    async def cancel_batch(self, orders: Sequence[CancelOrder]) -> list[VenueOutcome]:
        """Cancel up to 20 orders; one outcome each, in order.

        Orders that are named by the venue's id and by ours go apart, and so do the symbols of futures.

        Raises:
            ValueError: more than 20 orders.
        """
        check_batch(len(orders))
        return await _in_groups(orders, _requests_of_cancels, self._cancel_some)

    async def cancel_all(self, command: CancelAll) -> VenueOutcome:
        """Cancel everything of a product or symbol, plans excepted.

        `Accepted` means asked, or that nothing was there. On spot the venue takes one symbol at a time.
        """
        product, symbol = command.product, command.symbol
        if product is ProductType.SPOT:
            return await cancel_all_spot(self._rest, self._sender, symbol)
        if symbol is None:
            endpoint, body = endpoints.MIX_CANCEL_ALL, stamped(bodies.cancel_product_body(product))
        else:
            # Without a list of orders the venue cancels all of the symbol.
            endpoint = endpoints.MIX_CANCEL_BATCH
            body = fixed(bodies.cancel_symbol_body(InstrumentId(product, symbol)))
        return await self._sender.ask(endpoint, body, "", accepted, nothing_is_fine)

    async def countdown_cancel_all(self, seconds: int) -> VenueOutcome:
        """Refuse: only a unified account has that."""
        return NotSent(unavailable(AccountKind.CLASSIC)[Ability.COUNTDOWN], f"{seconds} s")

    async def close_position(self, command: ClosePosition) -> VenueOutcome:
        """Close a position at market. The venue names the order it makes for it."""
        body = fixed(bodies.close_body(command))
        return await self._sender.ask(endpoints.CLOSE_POSITIONS, body, "", _closed)

    async def set_leverage(self, command: SetLeverage) -> VenueOutcome:
        """Set the leverage of a contract in a margin mode, which is set first where it is another one.

        The two are calls of their own; the second is not made unless the first was taken.
        """
        instrument = command.instrument
        try:
            mode = await self._rest.read(
                endpoints.MIX_ACCOUNT, bodies.contract_query(instrument), acks.margin_mode
            )
        except (LinkError, VenueError) as error:
            return NotSent(error.sentence, error.detail)
        if mode is not command.margin_mode:
            body = fixed(bodies.margin_mode_body(command))
            outcome = await self._sender.ask(endpoints.SET_MARGIN_MODE, body, "", accepted)
            if not isinstance(outcome, Accepted):
                return outcome
        body = fixed(bodies.leverage_body(command))
        return await self._sender.ask(endpoints.SET_LEVERAGE, body, "", accepted)

    async def set_hold_mode(self, command: SetHoldMode) -> VenueOutcome:
        """Switch one futures product between one-way and hedge mode: each has its own."""
        if command.product is None or not command.product.is_futures:
            return NotSent(f"{unavailable(AccountKind.CLASSIC)[Ability.ONE_HOLD_MODE]} {_WHICH_PRODUCT}")
        body = fixed(bodies.hold_mode_body(command.product, command.mode))
        return await self._sender.ask(endpoints.SET_POSITION_MODE, body, "", accepted)

    async def transfer(self, order: Approved[Transfer]) -> VenueOutcome:
        """Move money between two wallets, once; the order id of the outcome is that of the transfer."""
        command = order.command
        endpoint = endpoints.TRANSFER if command.takes_margin else _GUARDING_TRANSFER
        body = fixed(bodies.transfer_body(command))
        return await self._sender.one(endpoint, body, command.client_oid, acks.transferred)

    async def _place_some(self, commands: Sequence[PlaceOrder]) -> list[VenueOutcome]:
        spot = is_spot(commands[0].instrument)
        names = [(command.client_oid, None) for command in commands]
        return await self._sender.batch(
            endpoints.SPOT_PLACE_BATCH if spot else endpoints.MIX_PLACE_BATCH,
            fixed(bodies.spot_batch_body(commands) if spot else bodies.mix_batch_body(commands)),
            [command.client_oid for command in commands],
            lambda envelope: acks.paired(envelope, names),
        )

    async def _cancel_some(self, commands: Sequence[CancelOrder]) -> list[VenueOutcome]:
        spot = is_spot(commands[0].instrument)
        names = [(command.client_oid, command.order_id) for command in commands]
        return await self._sender.batch(
            endpoints.SPOT_CANCEL_BATCH if spot else endpoints.MIX_CANCEL_BATCH,
            fixed(
                bodies.spot_cancel_batch_body(commands) if spot else bodies.mix_cancel_batch_body(commands)
            ),
            [command.client_oid for command in commands],
            lambda envelope: acks.paired(envelope, names),
        )


def _requests_of_new(order: PlaceOrder) -> Hashable:
    """What new orders have to share to go in one request."""
    return None if is_spot(order.instrument) else (order.instrument, order.margin_mode)


def _requests_of_cancels(order: CancelOrder) -> Hashable:
    """What cancels have to share to go in one request."""
    named = bool(order.order_id)
    return (order.instrument.product, named) if is_spot(order.instrument) else (order.instrument, named)


async def _in_groups(
    commands: Sequence[T],
    key: Callable[[T], Hashable],
    send: Callable[[Sequence[T]], Coroutine[object, object, list[VenueOutcome]]],
) -> list[VenueOutcome]:
    """Send commands in one request for each group of them; one outcome each, in their own order."""
    groups: dict[Hashable, list[int]] = {}
    for place, command in enumerate(commands):
        groups.setdefault(key(command), []).append(place)
    answers = await together(*(send([commands[place] for place in places]) for places in groups.values()))
    outcomes: dict[int, VenueOutcome] = {}
    for places, answer in zip(groups.values(), answers, strict=True):
        outcomes |= dict(zip(places, answer, strict=True))
    return [outcomes[place] for place in range(len(commands))]


def _closed(envelope: Envelope) -> VenueOutcome:
    done, failed = acks.listed(envelope)
    if done:
        return Accepted(done[0].client_oid, done[0].order_id)
    if not failed:
        return Unknown("", _NOTHING_CLOSED)
    return row_outcome(failed[0]._replace(client_oid=""), "")
