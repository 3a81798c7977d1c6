"""The steps of each command: risk check, intent on disk, one send, and what the answer means for the books.

Nothing here is retried. An answer that did not come is `Unknown`, and the settler asks about it.
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from terminal_app.core.account import HoldMode
from terminal_app.core.commands import (
    AmendOrder,
    AmendStrategy,
    Approved,
    CancelAll,
    CancelOrder,
    CancelStrategy,
    ClosePosition,
    Command,
    PlaceOrder,
    PlaceTpSl,
    PlaceTrigger,
    SetHoldMode,
    SetLeverage,
)
from terminal_app.core.errors import EnvironmentTroubleError
from terminal_app.core.ids import new_client_oid
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.orders import Move, Order, OrderStatus, Source
from terminal_app.core.outcomes import Accepted, NotSent, Outcome, Refused, Rejected, Unknown, VenueOutcome
from terminal_app.core.ports import AccountData, Clock, Journal, OrderEntry
from terminal_app.core.records import Intent, OutcomeSeen, Record
from terminal_app.trading.books import Books
from terminal_app.trading.caps import Desk
from terminal_app.trading.exposure import load_of
from terminal_app.trading.facts import TradingNotice
from terminal_app.trading.gate import Gate, TradingState
from terminal_app.trading.limits import RiskLimits
from terminal_app.trading.prices import PriceView
from terminal_app.trading.risk import RiskView, check, is_reducing, leverage_refusals, view_of
from terminal_app.trading.settle import Settler
from terminal_app.trading.strategy_road import Steps, StrategyRoad
from terminal_app.trading.strategy_settle import StrategySettler
from terminal_app.trading.timings import OrderTimings
from terminal_app.trading.traffic import Traffic

T = TypeVar("T")

_NO_ANSWER = "The program stopped waiting before the exchange answered."
_NOT_SHOWN = "The exchange refused the cancel and does not find the order; it is asked again."
# The exits of a position only make risk smaller: they pass whatever shuts entry, but for a halt.
_OPENING = (PlaceOrder, AmendOrder, SetLeverage, SetHoldMode, PlaceTrigger, AmendStrategy)


class TradingClient(OrderEntry, AccountData, Protocol):
    """What trading needs of an exchange."""


@dataclass(frozen=True, slots=True)
class OrderTiming:
    """How long the exchange took to answer a command, in milliseconds from send to answer."""

    intent_id: str
    answer_ms: float


@dataclass(frozen=True, slots=True)
class Door:
    """What the road asks of the service around it.

    `block` says why nothing but cancels and closes may pass; `gate` holds the kill switch; `hold_mode` how
    the account is set up; `remember` takes a record for the journal and returns at once; `read_account` reads
    the account again, shutting orders for it when told why; `answered` hears how long an answer took;
    `timings` keeps the times of each order.
    """

    block: Callable[[], str | None]
    gate: Gate
    hold_mode: Callable[[], HoldMode | None]
    remember: Callable[[Record], None]
    read_account: Callable[[str | None], None]
    answered: Callable[[OrderTiming], None]
    timings: OrderTimings


class Road:
    """Carries one command from the gate to its outcome."""

    def __init__(
        self,
        client: TradingClient,
        journal: Journal,
        books: Books,
        settler: Settler,
        prices: PriceView,
        limits: RiskLimits,
        clock: Clock,
        door: Door,
        strategies: StrategySettler,
    ) -> None:
        self._client = client
        self._journal = journal
        self._books = books
        self._settler = settler
        self._prices = prices
        self.limits = limits
        self._clock = clock
        self._door = door
        self._traffic = Traffic()
        self._leaving: dict[str, PlaceOrder] = {}
        self._used: set[str] = set()
        self._cancelling: set[str] = set()
        steps = Steps(
            self.reserve,
            self._write,
            self._timed,
            self._answered,
            self._new_id,
            door.block,
            lambda: self._shut(reducing=False),
            door.gate.halted,
            self._view,
        )
        self._strategies = StrategyRoad(client, books, strategies, lambda: self.limits, clock, steps)

    def reserve(self, client_oid: str) -> bool:
        """Use a client order id up; `False` when that happened before."""
        if client_oid in self._used:
            return False
        self._used.add(client_oid)
        return True

    async def carry(self, command: Command, source: Source) -> Outcome:
        """Take a command to its outcome."""
        block = self._door.block()
        if block is not None and isinstance(command, _OPENING):
            return Refused((block,))
        if isinstance(command, PlaceTpSl) and (halt := self._door.gate.halted()):
            return Refused((halt,))
        match command:
            case PlaceOrder():
                return await self._place(command, source)
            case AmendOrder():
                return await self._amend(command, source)
            case CancelOrder():
                return await self._cancel(command, source)
            case CancelAll():
                return await self._cancel_all(command, source)
            case ClosePosition():
                return await self._close_position(command, source)
            case SetLeverage():
                reasons = leverage_refusals(command, self._prices.instrument(command.instrument))
                return Refused(reasons) if reasons else await self._set_leverage(command, source)
            case SetHoldMode():
                return await self._set_hold_mode(command, source)
            case _:
                return await self._strategies.carry(command, source)

    async def _place(self, command: PlaceOrder, source: Source) -> Outcome:
        client_oid = command.client_oid
        verdict = self._judged(command, source)
        if isinstance(verdict, Refused):
            return verdict
        if not self.reserve(client_oid):
            return Refused(("This order was sent already; nothing is ever sent twice.",))
        # From here on it counts, so that two orders at once cannot both be the last that fits a limit.
        self._traffic.note(self._clock.monotonic(), command)
        self._leaving[client_oid] = command
        try:
            if refused := await self._write(command, source, client_oid):
                return refused
            self._books.submitted(command, source, self._clock.now_ms())
        finally:
            del self._leaving[client_oid]
        outcome: VenueOutcome = Unknown(client_oid, _NO_ANSWER)
        try:
            # The door may have shut while the disk was busy.
            block = self._shut(reducing=is_reducing(command, self._door.hold_mode()))
            outcome = NotSent(block) if block else await self._send_new(client_oid, verdict)
        finally:
            # Also when the task is cancelled or fails: then nobody knows, and the row says so.
            self._books.placed(client_oid, outcome)
        self._answered(client_oid, outcome)
        self._settler.watch(client_oid)
        return outcome

    async def _amend(self, command: AmendOrder, source: Source) -> Outcome:
        order = self._books.blotter.get(command.client_oid)
        command = replace(command, order_id=command.order_id or (order.order_id if order else None))
        view = self._view(command.instrument, order)
        verdict = check(command, view, self.limits)
        if isinstance(verdict, Refused):
            return verdict
        self._traffic.note(self._clock.monotonic())
        intent_id = self._new_id()
        if refused := await self._write(command, source, intent_id):
            return refused
        outcome: VenueOutcome = Unknown(command.client_oid, _NO_ANSWER)
        try:
            block = self._shut(reducing=view.desk.state is not TradingState.ENABLED)
            outcome = NotSent(block) if block else await self._timed(intent_id, self._client.amend, verdict)
        finally:
            self._note_failure(command.client_oid, outcome)
        self._answered(intent_id, outcome)
        if isinstance(outcome, Unknown):
            self._settler.watch_change(command)
        return outcome

    async def _cancel(self, command: CancelOrder, source: Source) -> Outcome:
        client_oid = command.client_oid
        order = self._books.blotter.get(client_oid)
        if order is not None and (reason := self._why_no_cancel(order)):
            return Refused((reason,))
        if order is not None:
            command = replace(command, order_id=command.order_id or order.order_id)
        self._cancelling.add(client_oid)
        try:
            return await self._send_cancel(command, source, known=order is not None)
        finally:
            self._cancelling.discard(client_oid)
            self._settler.watch(client_oid)

    async def _send_cancel(self, command: CancelOrder, source: Source, *, known: bool) -> Outcome:
        intent_id = self._new_id()
        await self._write(command, source, intent_id)
        if known:
            self._books.cancel_asked(command.client_oid)
        outcome: VenueOutcome = Unknown(command.client_oid, _NO_ANSWER)
        try:
            outcome = await self._timed(intent_id, self._client.cancel, command)
        finally:
            self._cancel_failure((command.client_oid,), outcome)
        self._answered(intent_id, outcome)
        return await self._explain_refusal(command.client_oid, outcome) if known else outcome

    async def _explain_refusal(self, client_oid: str, outcome: VenueOutcome) -> VenueOutcome:
        """A refused cancel mostly means that the order has ended: ask before anything is said about it."""
        if not isinstance(outcome, Rejected):
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

    async def _cancel_all(self, command: CancelAll, source: Source) -> Outcome:
        intent_id = self._new_id()
        await self._write(command, source, intent_id)
        asked = [
            order.client_oid
            for order in self._books.blotter.open()
            if order.instrument.product is command.product
            and command.symbol in (None, order.instrument.symbol)
            and order.status is not OrderStatus.INTENT
        ]
        for client_oid in asked:
            self._books.cancel_asked(client_oid)
        outcome: VenueOutcome = Unknown("", _NO_ANSWER)
        try:
            outcome = await self._timed(intent_id, self._client.cancel_all, command)
        finally:
            self._cancel_failure(asked, outcome)
            if isinstance(outcome, Rejected):
                for client_oid in asked:
                    self._books.cancel_failed(client_oid, Move.CANCEL_REFUSED, outcome.sentence)
        self._answered(intent_id, outcome)
        for client_oid in asked:
            self._settler.watch(client_oid)
        return outcome

    async def _close_position(self, command: ClosePosition, source: Source) -> Outcome:
        if not command.instrument.product.is_futures:
            return Refused(("Spot has no positions to close: sell what is held.",))
        intent_id = self._new_id()
        if refused := await self._write(command, source, intent_id):
            return refused
        outcome = await self._timed(intent_id, self._client.close_position, command)
        self._answered(intent_id, outcome)
        if isinstance(outcome, Accepted) and outcome.order_id:
            self._books.blotter.claim(outcome.order_id, source)
        if isinstance(outcome, Unknown):
            self._tell(f"Closing {command.instrument} is not confirmed: the account is read again.")
            self._door.read_account(None)
        return outcome

    async def _set_leverage(self, command: SetLeverage, source: Source) -> Outcome:
        intent_id = self._new_id()
        if refused := await self._write(command, source, intent_id):
            return refused
        outcome = await self._timed(intent_id, self._client.set_leverage, command)
        self._answered(intent_id, outcome)
        if isinstance(outcome, Accepted | Unknown):
            self._door.read_account(None)
        return outcome

    async def _set_hold_mode(self, command: SetHoldMode, source: Source) -> Outcome:
        intent_id = self._new_id()
        if refused := await self._write(command, source, intent_id):
            return refused
        outcome = await self._timed(intent_id, self._client.set_hold_mode, command)
        self._answered(intent_id, outcome)
        if isinstance(outcome, Accepted | Unknown):
            # An order for the wrong mode would be refused or, worse, open the other side.
            self._door.read_account("Orders open again when the new position mode has been read.")
        return outcome

    async def _write(self, command: Command, source: Source, intent_id: str) -> Refused | None:
        """Put the intent on disk; the refusal when that fails.

        A cancel goes out even so: a full disk must not keep anybody in a risk they want to leave.
        """
        if isinstance(command, PlaceTrigger | PlaceTpSl | AmendStrategy):
            self._traffic.note(self._clock.monotonic())
        intent = Intent(intent_id, command, source, self._clock.now_ms())
        try:
            await self._journal.append(intent)
            self._books.dossiers.record(intent)
        except EnvironmentTroubleError as error:
            if not isinstance(command, CancelOrder | CancelAll | CancelStrategy):
                return Refused((error.sentence,))
            self._tell(f"The cancel is sent without a record of it. {error.sentence}")
        return None

    async def _timed(
        self, intent_id: str, send: Callable[[T], Awaitable[VenueOutcome]], command: T
    ) -> VenueOutcome:
        started = self._clock.monotonic()
        outcome = await send(command)
        self._door.answered(OrderTiming(intent_id, (self._clock.monotonic() - started) * 1000))
        return outcome

    async def _send_new(self, client_oid: str, order: Approved[PlaceOrder]) -> VenueOutcome:
        timings, clock = self._door.timings, self._clock
        timings.sent(client_oid, clock.now_ms(), clock.monotonic())
        outcome = await self._timed(client_oid, self._client.place, order)
        if isinstance(outcome, Accepted | Rejected):
            timings.answered(client_oid, clock.monotonic())
        return outcome

    def _answered(self, intent_id: str, outcome: VenueOutcome) -> None:
        self._door.remember(OutcomeSeen(intent_id, outcome, self._clock.now_ms()))

    def _cancel_failure(self, asked: Iterable[str], outcome: VenueOutcome) -> None:
        """What a cancel that found no answer, or no way out, means for its orders."""
        for client_oid in asked:
            if isinstance(outcome, Unknown):
                self._books.cancel_failed(client_oid, Move.CANCEL_IN_DOUBT, outcome.cause)
            elif isinstance(outcome, NotSent):
                self._books.cancel_failed(client_oid, Move.CANCEL_REFUSED, outcome.sentence)

    def _note_failure(self, client_oid: str, outcome: VenueOutcome) -> None:
        match outcome:
            case Accepted():
                self._books.say(client_oid, "")
            case Rejected() | NotSent():
                self._books.say(client_oid, f"The change was not made: {outcome.sentence}")
            case _:
                self._books.say(client_oid, f"The change is not confirmed: {outcome.cause}")

    def _why_no_cancel(self, order: Order) -> str | None:
        if order.status.is_final:
            return f"The order is {order.status.value} already."
        if order.status is OrderStatus.INTENT:
            return "The order is still being sent: cancel it when the exchange has answered."
        if order.client_oid in self._cancelling:
            return "A cancel of this order is on its way."
        return None

    def _judged(self, command: PlaceOrder, source: Source) -> Approved[PlaceOrder] | Refused:
        view = self._view(command.instrument)
        twin_ms = self._traffic.twin_ms(command, source, self._clock.monotonic())
        return check(command, replace(view, desk=replace(view.desk, twin_ms=twin_ms)), self.limits)

    def _shut(self, *, reducing: bool) -> str | None:
        block = self._door.block()
        return block if block or reducing else self._door.gate.reducing()

    def _view(self, instrument: InstrumentId, order: Order | None = None) -> RiskView:
        hold_mode, gate = self._door.hold_mode(), self._door.gate
        view = view_of(instrument, self._prices, hold_mode, order)
        load = load_of(
            instrument,
            self._books.blotter.alive(),
            self._leaving.values(),
            self._books.positions.all(),
            hold_mode,
            view.mark or view.last,
            without=order.client_oid if order else "",
        )
        desk = Desk(
            load=load,
            lately=self._traffic.count(self._clock.monotonic()),
            state=gate.state,
            why=gate.halted() or gate.reducing() or "",
        )
        return replace(view, desk=desk)

    def _tell(self, sentence: str) -> None:
        self._books.changes.post(TradingNotice(sentence))

    def _new_id(self) -> str:
        return new_client_oid(self._clock.now_ms())
