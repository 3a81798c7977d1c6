"""The steps of each command: risk check, intent on disk, one send, and what the answer means for the books.

Nothing here is retried. An answer that did not come is `Unknown`, and the settler asks about it.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import TypeVar

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
    VenueCommand,
)
from terminal_app.core.errors import EnvironmentTroubleError
from terminal_app.core.ids import new_client_oid
from terminal_app.core.orders import Source
from terminal_app.core.outcomes import Accepted, NotSent, Outcome, Refused, Rejected, Unknown, VenueOutcome
from terminal_app.core.ports import Clock, Journal
from terminal_app.core.records import Intent, OutcomeSeen
from terminal_app.trading.books import Books
from terminal_app.trading.cancel_road import CancelRoad
from terminal_app.trading.facts import TradingNotice
from terminal_app.trading.gate import TradingState
from terminal_app.trading.group_road import GroupRoad
from terminal_app.trading.judge import Judge
from terminal_app.trading.limits import RiskLimits
from terminal_app.trading.prices import PriceView
from terminal_app.trading.replace_road import ReplaceRoad
from terminal_app.trading.risk import check, is_reducing, leverage_refusals
from terminal_app.trading.rules import LEVERAGE
from terminal_app.trading.settle import Settler, Spawn
from terminal_app.trading.steps import NO_ANSWER, SENT_ALREADY, Door, OrderTiming, Steps, TradingClient
from terminal_app.trading.strategy_road import StrategyRoad
from terminal_app.trading.strategy_settle import StrategySettler
from terminal_app.trading.transfer_road import TransferRoad

C = TypeVar("C")
A = TypeVar("A")

# The exits of a position only make risk smaller: they pass whatever shuts entry, but for a halt.
_OPENING = (PlaceOrder, AmendOrder, SetLeverage, SetHoldMode, PlaceTrigger, AmendStrategy)
_WAITING = (PlaceTrigger, PlaceTpSl, AmendStrategy)


class Road:
    """Carries a command from the gate to its outcome.

    `judge` knows our own limits, `transfers` what is in doubt between wallets.
    """

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
        spawn: Spawn,
        venue_ms: Callable[[], int | None],
    ) -> None:
        self._client = client
        self._journal = journal
        self._books = books
        self._settler = settler
        self._prices = prices
        self._clock = clock
        self._door = door
        self.judge = judge = Judge(
            books, prices, limits, clock, door.gate, door.hold_mode, door.spot_triggers
        )
        steps = Steps(
            judge.reserve,
            self._write,
            self._timed,
            self._answered,
            self._new_id,
            door.block,
            lambda: door.shut(reducing=False),
            door.gate.halted,
            judge.view_of_waiting,
            judge.leaving,
        )
        self._cancels = CancelRoad(client, books, settler, steps)
        self._groups = GroupRoad(client, books, settler, clock, judge, door, steps)
        self._replacing = ReplaceRoad(client, books, settler, clock, judge, door, steps)
        self.transfers = TransferRoad(client, books, settler, clock, spawn, door, steps, venue_ms)
        self._strategies = StrategyRoad(client, books, strategies, lambda: judge.limits, clock, steps)

    async def carry(self, command: VenueCommand, source: Source) -> Outcome:
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
                return await self._cancels.cancel(command, source)
            case CancelAll():
                return await self._cancels.cancel_all(command, source)
            case ClosePosition():
                return await self._close_position(command, source)
            case SetLeverage():
                reasons = leverage_refusals(command, self._prices.instrument(command.instrument))
                return Refused(reasons) if reasons else await self._set_leverage(command, source)
            case SetHoldMode():
                return await self._set_hold_mode(command, source)
            case Transfer():
                return await self.transfers.carry(command, source)
            case _:
                return await self._strategies.carry(command, source)

    async def place_group(self, orders: Sequence[PlaceOrder], source: Source) -> list[Outcome]:
        """Take new orders to their outcomes together; see `GroupRoad`."""
        if block := self._door.block():
            return [Refused((block,)) for _ in orders]
        return await self._groups.place(orders, source)

    async def cancel_group(self, orders: Sequence[CancelOrder], source: Source) -> list[Outcome]:
        """Take cancels to their outcomes together; see `CancelRoad`."""
        return await self._cancels.cancel_group(orders, source)

    async def _place(self, command: PlaceOrder, source: Source) -> Outcome:
        client_oid = command.client_oid
        verdict = self.judge.judged(command, source)
        if isinstance(verdict, Refused):
            return verdict
        if not self.judge.reserve(client_oid):
            return Refused((SENT_ALREADY,))
        # From here on it counts, so that two orders at once cannot both be the last that fits a limit.
        self.judge.note(command)
        with self.judge.leaving(command):
            if refused := await self._write(command, source, client_oid, verdict.rules):
                return refused
            self._books.submitted(command, source, self._clock.now_ms())
        outcome: VenueOutcome = Unknown(client_oid, NO_ANSWER)
        try:
            # The door may have shut while the disk was busy.
            block = self._door.shut(
                reducing=is_reducing(command, self._door.hold_mode(command.instrument.product))
            )
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
        if self._door.replaces():
            return await self._replacing.carry(command, order, source)
        view = self.judge.view(command.instrument, order)
        verdict = check(command, view, self.judge.limits)
        if isinstance(verdict, Refused):
            return verdict
        self.judge.note()
        intent_id = self._new_id()
        if refused := await self._write(command, source, intent_id, verdict.rules):
            return refused
        outcome: VenueOutcome = Unknown(command.client_oid, NO_ANSWER)
        try:
            block = self._door.shut(reducing=view.desk.state is not TradingState.ENABLED)
            outcome = NotSent(block) if block else await self._timed(intent_id, self._client.amend, verdict)
        finally:
            self._note_failure(command.client_oid, outcome)
        self._answered(intent_id, outcome)
        if isinstance(outcome, Unknown):
            self._settler.watch_change(command)
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
        if refused := await self._write(command, source, intent_id, (LEVERAGE,)):
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

    async def _write(
        self, command: VenueCommand, source: Source, intent_id: str, rules: tuple[str, ...] | None = None
    ) -> Refused | None:
        """Put the intent on disk, with the rules it passed; the refusal when that fails.

        A cancel goes out even so: a full disk must not keep anybody in a risk they want to leave.
        """
        # What this program does for held orders is bounded by itself, and takes no room from a hand.
        if source is not Source.HELD and isinstance(command, _WAITING):
            self.judge.note()
        intent = Intent(intent_id, command, source, self._clock.now_ms(), rules)
        try:
            await self._journal.append(intent)
            self._books.dossiers.record(intent)
        except EnvironmentTroubleError as error:
            if not isinstance(command, CancelOrder | CancelAll | CancelStrategy):
                return Refused((error.sentence,))
            self._tell(f"The cancel is sent without a record of it. {error.sentence}")
        return None

    async def _timed(self, intent_id: str, send: Callable[[C], Awaitable[A]], command: C) -> A:
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

    def _note_failure(self, client_oid: str, outcome: VenueOutcome) -> None:
        match outcome:
            case Accepted():
                self._books.say(client_oid, "")
            case Rejected() | NotSent():
                self._books.say(client_oid, f"The change was not made: {outcome.sentence}")
            case _:
                self._books.say(client_oid, f"The change is not confirmed: {outcome.cause}")

    def _tell(self, sentence: str) -> None:
        self._books.changes.post(TradingNotice(sentence))

    def _new_id(self) -> str:
        return new_client_oid(self._clock.now_ms())
