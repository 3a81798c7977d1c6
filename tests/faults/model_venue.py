"""A small exchange for the proofs: it keeps the truth, and a seed decides what goes wrong on the way to it.

It stands for the client and the venue at once, so it does what the client does: it waits in a queue, asks the
gate right before the first byte, and answers with an outcome. Everything that reached the exchange is in
`wire`, so a test can say what must not have.

It plays both kinds of account. A classic one has a wallet and a position mode for each product, changes an
order by ending it and making another, is asked for an order by its instrument, and tells of executions
without our number. An account can be moved to the other kind: then the first call in the words of the old one
is refused, as the venue does, and the client speaks as it should from there on.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from terminal_app.bitget.account_mode import TOLD_BY
from terminal_app.core.account import AccountSettings, AccountSnapshot, Fill, HoldMode, Position
from terminal_app.core.account_kind import AccountKind
from terminal_app.core.commands import (
    AmendOrder,
    Approved,
    CancelAll,
    CancelOrder,
    ClosePosition,
    PlaceOrder,
)
from terminal_app.core.errors import LinkError, VenueError
from terminal_app.core.events import AccountEvent
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.orders import VenueOrder
from terminal_app.core.outcomes import Accepted, NotSent, Rejected, Unknown, VenueOutcome
from terminal_app.core.ports import MaySend, Purpose
from tests.faults.model_account import ModelAccount, works

WINDOW_S = 5.0
"""How long after its time stamp the exchange takes a request."""

_LATEST = 0.9 * WINDOW_S
_SILENCE_S = 10.0
_CODES = {kind: code for code, kind in TOLD_BY.items()}


class Fault(Enum):
    """What can happen to a command on its way. The first three never reach the exchange."""

    NOT_SENT = "not sent"
    LOST = "request lost"
    REFUSED = "refused"
    FINE = "fine"
    REPLY_LOST = "reply lost"
    REPLY_LATE = "reply late"
    ERROR_AFTER = "error after it was done"
    ERROR_BEFORE = "error before anything was done"
    LATE = "accepted late"
    DUPLICATE = "said to be a duplicate"
    NO_ID = "accepted without an id"


@dataclass(frozen=True, slots=True)
class Wire:
    """Something that reached the exchange: when, why, of which order, and after how many whole readings."""

    at: float
    purpose: Purpose
    client_oid: str
    reads: int


@dataclass
class ModelVenue(ModelAccount):
    """`OrderEntry` and `AccountData` of a pretended exchange.

    Attributes:
        sent: how often each new order was sent.
        wire: everything that changed something, as it arrived.
        complete_reads: how often the account was read to its end.
        found: hears that the account has turned out to be of another kind than it was spoken to as.
        leaving: hears of each new order and cancel in the moment its bytes leave.
    """

    may_send: MaySend = lambda _purpose: None
    listener: Callable[[AccountEvent], None] = lambda _event: None
    leaving: Callable[[PlaceOrder | CancelOrder], None] = lambda _command: None
    sent: Counter[str] = field(default_factory=Counter)
    wire: list[Wire] = field(default_factory=list)
    complete_reads: int = 0
    found: Callable[[], None] = lambda: None
    healthy: bool = False
    drops_frames: bool = True
    queue_s: float = 0.0

    def __post_init__(self) -> None:
        """The client knows what the account is."""
        self._spoken = self.kind

    # ------------------------------------------------------------------------------------ what it does

    async def place(self, order: Approved[PlaceOrder]) -> VenueOutcome:
        """Send one order, once."""
        command = order.command
        return await self._send(
            Purpose.ORDER, command.client_oid, lambda: self.take(command), counted=True, command=command
        )

    async def cancel(self, order: CancelOrder) -> VenueOutcome:
        """Cancel one order."""
        return await self._send(
            Purpose.CANCEL, order.client_oid, lambda: self._cancel(order.client_oid), command=order
        )

    async def amend(self, order: Approved[AmendOrder]) -> VenueOutcome:
        """Change a working order, in a classic account by putting another one in its place."""
        command, name = order.command, order.command.new_client_oid
        if not name:
            return await self._send(Purpose.ORDER, command.client_oid, lambda: self._amend(command))
        return await self._send(
            Purpose.ORDER,
            name,
            lambda: self._replace(command),
            counted=True,
            half=lambda: self._cancel(command.client_oid),
        )

    async def cancel_all(self, command: CancelAll) -> VenueOutcome:
        """Cancel everything."""

        def work() -> VenueOutcome:
            for order in list(self.orders.values()):
                if works(order) and order.instrument.product is command.product:
                    self._cancel(order.client_oid)
            return Accepted()

        return await self._send(Purpose.CANCEL, "", work)

    async def close_position(self, command: ClosePosition) -> VenueOutcome:
        """Close a position; there are none."""
        return await self._send(Purpose.CANCEL, "", lambda: Rejected("22002", f"No {command.side.value}."))

    # ------------------------------------------------------------------------------------ what it tells

    async def settings(self) -> AccountSettings:
        await self._read()
        futures = HoldMode.HEDGE if self.hedged else HoldMode.ONE_WAY
        if self.kind is AccountKind.UNIFIED:
            return AccountSettings("1", futures)
        modes = {ProductType.USDT_FUTURES: futures}
        return AccountSettings("1", HoldMode.ONE_WAY, kind=self.kind, hold_modes=modes)

    async def account(self) -> AccountSnapshot:
        found = self._money()
        await self._read()
        return found

    async def order(
        self, client_oid: str, order_id: str | None = None, instrument: InstrumentId | None = None
    ) -> VenueOrder | None:
        found = self.orders.get(client_oid)
        await self._read()
        if self.kind is AccountKind.UNIFIED:
            return found
        if instrument is None:
            raise ValueError("a classic account is asked for an order by its instrument")
        return found if found is not None and found.instrument == instrument else None

    async def open_orders(self, product: ProductType | None = None) -> list[VenueOrder]:
        found = [
            order
            for order in self.orders.values()
            if works(order) and product in (None, order.instrument.product)
        ]
        await self._read()
        return found

    async def order_history(
        self, product: ProductType, count: int = 100, *, since_ms: int | None = None
    ) -> list[VenueOrder]:
        found = [
            order
            for order in self.orders.values()
            if not works(order)
            and order.instrument.product is product
            and (since_ms is None or order.created_ms >= since_ms)
        ]
        await self._read()
        return found if since_ms is not None else found[:count]

    async def fills(
        self, product: ProductType | None = None, count: int = 100, *, since_ms: int | None = None
    ) -> list[Fill]:
        found = [
            self._told(fill)
            for fill in reversed(self.executions)
            if product in (None, fill.instrument.product) and (since_ms is None or fill.time_ms >= since_ms)
        ]
        await self._read()
        return found if since_ms is not None else found[:count]

    async def positions(self, product: ProductType) -> list[Position]:
        await self._read()
        self.complete_reads += 1
        return []

    # ------------------------------------------------------------------------------------------- inside

    async def _send(
        self,
        purpose: Purpose,
        client_oid: str,
        work: Callable[[], VenueOutcome],
        *,
        counted: bool = False,
        command: PlaceOrder | CancelOrder | None = None,
        half: Callable[[], object] = lambda: None,
    ) -> VenueOutcome:
        fault = self._fault()
        if fault is Fault.NOT_SENT:
            return NotSent("No connection.")
        if self.queue_s:
            await asyncio.sleep(self.random.random() * self.queue_s)
        if reason := self.may_send(purpose):
            return NotSent(reason)
        if counted:
            self.sent[client_oid] += 1
        if command is not None:
            self.leaving(command)
        self.wire.append(Wire(self.clock.monotonic(), purpose, client_oid, self.complete_reads))
        if code := self._other_kind():
            await self._trip()
            self.refused.add(client_oid)
            self._now_spoken()
            return Rejected(code, "The account is of the other kind.")
        if fault is Fault.REFUSED and counted:
            await self._trip()
            if self.random.random() < 0.5:
                half()
            self.refused.add(client_oid)
            return Rejected("43012", "The balance is too small.")
        if fault in (Fault.FINE, Fault.REFUSED, Fault.NO_ID):
            await self._trip()
            outcome = work()
            await self._trip()
            nameless = fault is Fault.NO_ID and isinstance(outcome, Accepted)
            return Accepted(client_oid) if nameless else outcome
        return await self._without_answer(fault, client_oid, work)

    async def _without_answer(
        self, fault: Fault, client_oid: str, work: Callable[[], VenueOutcome]
    ) -> VenueOutcome:
        """What arrives, or does not, while nobody is told of it."""
        if fault is Fault.LATE:
            delay = self.random.random() * _LATEST
            asyncio.get_running_loop().call_later(delay, work)
            await asyncio.sleep(self.random.random() * 2 * delay)
        elif fault in (Fault.REPLY_LOST, Fault.REPLY_LATE, Fault.ERROR_AFTER, Fault.DUPLICATE):
            await self._trip()
            work()
        if fault in (Fault.LOST, Fault.REPLY_LOST, Fault.REPLY_LATE):
            await asyncio.sleep(_SILENCE_S)
        else:
            await self._trip()
        return Unknown(client_oid, "No answer.")

    async def _ask(self, purpose: Purpose, client_oid: str, work: Callable[[], VenueOutcome]) -> VenueOutcome:
        return await self._send(purpose, client_oid, work)

    def _fault(self) -> Fault:
        if self.healthy or self.random.random() >= self.plan.commands:
            return Fault.FINE
        return self.random.choice(list(Fault))

    async def _trip(self) -> None:
        await asyncio.sleep(self.random.random() * 0.2)

    async def _read(self) -> None:
        """An answer takes its time, so it may be old when it arrives; or it does not arrive."""
        await self._trip()
        if code := self._other_kind():
            self._now_spoken()
            raise VenueError(code, "The account is of the other kind.")
        if self.healthy or self.random.random() >= self.plan.reads:
            return
        if self.random.random() < 0.5:
            raise LinkError("No answer.")
        raise VenueError("45001", "Busy.")

    def _tell(self, event: AccountEvent) -> None:
        """Push it: lost, twice, late, or as it should be."""
        if self.healthy or self.random.random() >= self.plan.frames:
            self.listener(event)
            return
        kind = self.random.randrange(3)
        if kind == 0 and self.drops_frames:
            return
        if kind == 1:
            self.listener(event)
        asyncio.get_running_loop().call_later(self.random.random() * 3, self.listener, event)

    def _other_kind(self) -> str:
        """The code that says that the account is not what it was spoken to as, if so."""
        return "" if self._spoken is self.kind else _CODES[self.kind]

    def _now_spoken(self) -> None:
        self._spoken = self.kind
        self.found()
