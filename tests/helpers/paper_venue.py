"""The paper exchange without wires: orders and private reads on the engine itself, and things that go wrong.

It implements `core.ports.OrderEntry` and `AccountData` on a `PaperExchange`, with a clock that is moved by
hand and the same plans of faults as the exchange's server, so that a hundred thousand faults run in minutes.
What really happened is always there to compare with: the engine, the log, and how often each order was sent.
"""

import heapq
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import count
from random import Random

from terminal_app.core.account import (
    AccountKind,
    AccountSettings,
    AccountSnapshot,
    Balance,
    ClosedPosition,
    FeeRate,
    Fill,
    Position,
    SymbolSetting,
    TransferState,
)
from terminal_app.core.bills import Bill, BillKind
from terminal_app.core.clock import ManualClock
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
from terminal_app.core.errors import LinkError, RateLimitError, VenueError
from terminal_app.core.events import (
    AccountEvent,
    FillsSeen,
    OrdersSeen,
    PositionsSeen,
    StrategyOrdersSeen,
)
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import Stamp
from terminal_app.core.money import ZERO, BaseQty
from terminal_app.core.orders import ExitLeg, MarginMode, PositionSide, Side, TriggerBy, VenueOrder
from terminal_app.core.outcomes import Accepted, NotSent, Rejected, Unknown, VenueOutcome
from terminal_app.core.strategy_orders import StrategyKind, StrategyOrder, StrategyStatus
from terminal_app.paper.engine.exchange import PaperExchange
from terminal_app.paper.engine.messages import (
    BillRow,
    ClosedPositionRow,
    EngineEvent,
    Filled,
    FillRow,
    OrderChanged,
    OrderRow,
    PlaceRequest,
    PositionChanged,
    PositionRow,
    Reason,
    RefusalError,
)
from terminal_app.paper.engine.strategy_messages import (
    ExitRequest,
    Exits,
    StrategyChanged,
    StrategyRow,
    TriggerRequest,
)
from terminal_app.paper.engine.strategy_messages import StrategyStatus as RowStatus
from terminal_app.paper.server.errors import refused
from terminal_app.paper.server.faults.dice import Dice, Fault
from terminal_app.paper.server.faults.plan import Kind, Plan

PLACE, AMEND, CANCEL = (f"/api/v3/trade/{name}" for name in ("place-order", "modify-order", "cancel-order"))
PLACE_BATCH, CANCEL_BATCH = "/api/v3/trade/place-batch", "/api/v3/trade/cancel-batch"
ORDER, OPEN, HISTORY, FILLS = (
    f"/api/v3/trade/{name}" for name in ("order-info", "unfilled-orders", "history-orders", "fills")
)

PLACE_STRATEGY, AMEND_STRATEGY, CANCEL_STRATEGY = (
    f"/api/v3/trade/{verb}-strategy-order" for verb in ("place", "modify", "cancel")
)
STRATEGIES, STRATEGY_HISTORY = (f"/api/v3/trade/{kind}-strategy-orders" for kind in ("unfilled", "history"))

UID = "u"
_OTHERS = "/api/v3/account/"
_NO_ANSWER = "Bitget did not answer."
_STATUS = {
    RowStatus.PENDING: StrategyStatus.PENDING,
    RowStatus.SUBMITTING: StrategyStatus.SUBMITTING,
    RowStatus.SUCCESS: StrategyStatus.DONE,
    RowStatus.FAILED: StrategyStatus.FAILED,
    RowStatus.CANCELLED: StrategyStatus.CANCELLED,
}

Work = Callable[[], VenueOutcome]


class PaperVenue:
    """An exchange client without an exchange on the other side of a wire.

    Args:
        engine: the exchange, with an account `u`.
        plan: what goes wrong; rules name the same paths and topics as the server's.
        clock: the time of both sides; `advance` moves it.
        listener: hears the private stream.
        not_sent: the share of orders that never leave this computer.
        kind: a classic account changes an order by putting another in its place.

    Attributes:
        sent: how often each client id was sent in a new order.
        dice: what went wrong, and what really happened.
    """

    def __init__(
        self,
        engine: PaperExchange,
        plan: Plan | None = None,
        *,
        clock: ManualClock | None = None,
        listener: Callable[[AccountEvent], None] = lambda _event: None,
        not_sent: float = 0.0,
        kind: AccountKind = AccountKind.UNIFIED,
    ) -> None:
        self.engine = engine
        self.clock = clock or ManualClock()
        self.dice = Dice(plan or Plan())
        self.listener = listener
        self.sent: Counter[str] = Counter()
        self._not_sent = not_sent
        self._kind = kind
        self._random = Random(f"{self.dice.plan.seed}:venue")
        self._later: list[tuple[float, int, Callable[[], object]]] = []
        self._turn = count()
        self._held: dict[str, AccountEvent] = {}

    # -- the other side --------------------------------------------------------------------------------

    def advance(self, seconds: float) -> None:
        """Let time pass: what is late arrives when its time has come, in order."""
        end = self.clock.monotonic() + seconds
        while self._later and self._later[0][0] <= end:
            due, _, work = heapq.heappop(self._later)
            self.clock.advance(max(0.0, due - self.clock.monotonic()))
            work()
        self.clock.advance(max(0.0, end - self.clock.monotonic()))

    def tell(self, events: Sequence[EngineEvent]) -> None:
        """Put what happened on the private stream; also for what a test does to the engine itself."""
        for event in events:
            stamp = Stamp(self.clock.now_ms(), self.clock.monotonic())
            if isinstance(event, OrderChanged):
                self._push("order", OrdersSeen((venue_order(event.row),), stamp))
            elif isinstance(event, Filled):
                self._push("fill", FillsSeen((fill(event.row),), stamp))
            elif isinstance(event, PositionChanged):
                self._push("position", PositionsSeen((position(event.row, stamp),), stamp))
            elif isinstance(event, StrategyChanged):
                self._push("strategy-order", StrategyOrdersSeen((strategy_order(event.row),), stamp))

    def truth(self, client_oid: str) -> VenueOrder | None:
        """The order as the exchange has it, whatever went wrong."""
        row = self.engine.order(UID, client_oid=client_oid)
        return venue_order(row) if row else None

    # -- OrderEntry ------------------------------------------------------------------------------------

    async def place(self, order: Approved[PlaceOrder]) -> VenueOutcome:
        """Send one order, once."""
        command = order.command
        if self._stays_here():
            return NotSent(_NO_ANSWER)
        self.sent[command.client_oid] += 1
        return self._post(PLACE, command.client_oid, lambda: self._place(command))

    async def place_batch(self, orders: Sequence[Approved[PlaceOrder]]) -> list[VenueOutcome]:
        """Send several orders in one request: what goes wrong goes wrong for all."""
        commands = [order.command for order in orders]
        if self._stays_here():
            return [NotSent(_NO_ANSWER) for _ in commands]
        self.sent.update(command.client_oid for command in commands)
        return self._post_all(PLACE_BATCH, [(one.client_oid, partial(self._place, one)) for one in commands])

    async def amend(self, order: Approved[AmendOrder]) -> VenueOutcome:
        """Change a working order, in a classic account by another one that takes its place."""
        command = order.command
        if not command.new_client_oid:
            return self._post(AMEND, command.client_oid, lambda: self._amend(command))
        if self._stays_here():
            return NotSent(_NO_ANSWER)
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

    # -- AccountData -----------------------------------------------------------------------------------

    async def settings(self) -> AccountSettings:
        """How the account is set up."""
        self._read(f"{_OTHERS}settings")
        symbols = []
        for one in self.engine.instruments:
            if one.product.is_futures:
                leverage, mode = self.engine.leverage(UID, one)
                symbols.append(SymbolSetting(one, mode, leverage))
        return AccountSettings(UID, self.engine.hold_mode(UID), tuple(symbols), self._kind)

    async def account(self) -> AccountSnapshot:
        """Balances and margins."""
        self._read(f"{_OTHERS}assets")
        row = self.engine.account(UID)
        return AccountSnapshot(
            Stamp(self.clock.now_ms(), self.clock.monotonic()),
            row.equity,
            tuple(
                Balance(one.coin, one.equity, one.available, one.locked, usd_value=one.usd_value)
                for one in row.coins
            ),
            row.unrealised_pnl,
            row.initial_margin,
            row.maintenance_margin,
        )

    async def fee_rate(self, instrument: InstrumentId) -> FeeRate:
        """What this account pays."""
        self._read(f"{_OTHERS}fee-rate")
        one = self.engine.instruments[instrument]
        return FeeRate(one.maker_fee or ZERO, one.taker_fee or ZERO)

    async def order(
        self, client_oid: str, order_id: str | None = None, instrument: InstrumentId | None = None
    ) -> VenueOrder | None:
        """One order, or `None` when the venue knows no such order."""
        self._read(ORDER)
        row = self.engine.order(UID, order_id=order_id or "", client_oid="" if order_id else client_oid)
        return venue_order(row) if row else None

    async def open_orders(self, product: ProductType | None = None) -> list[VenueOrder]:
        """Every working order."""
        self._read(OPEN)
        return [venue_order(row) for row in self.engine.open_orders(UID, product)]

    async def order_history(
        self, product: ProductType, count: int = 100, *, since_ms: int | None = None
    ) -> list[VenueOrder]:
        """Finished orders, newest first."""
        self._read(HISTORY)
        rows = self.engine.order_history(UID, product)
        if since_ms is not None:
            return [venue_order(row) for row in rows if row.created_ms >= since_ms]
        return [venue_order(row) for row in rows[:count]]

    async def fills(
        self, product: ProductType | None = None, count: int = 100, *, since_ms: int | None = None
    ) -> list[Fill]:
        """Executions, newest first."""
        self._read(FILLS)
        rows = self.engine.fills(UID, product)
        if since_ms is not None:
            return [fill(row) for row in rows if row.time_ms >= since_ms]
        return [fill(row) for row in rows[:count]]

    async def bills(self, *, since_ms: int, until_ms: int | None = None) -> list[Bill]:
        """The ledger, oldest first."""
        self._read(f"{_OTHERS}financial-records")
        rows = [bill(row) for row in self.engine.bills(UID)]
        return [row for row in reversed(rows) if since_ms <= row.time_ms <= (until_ms or row.time_ms)]

    async def positions(self, product: ProductType) -> list[Position]:
        """Every open position of a product."""
        self._read("/api/v3/position/current-position")
        stamp = Stamp(self.clock.now_ms(), self.clock.monotonic())
        return [position(row, stamp) for row in self.engine.positions(UID, product)]

    async def position_history(self, product: ProductType, count: int = 100) -> list[ClosedPosition]:
        """Closed positions, newest first."""
        self._read("/api/v3/position/history-position")
        return [closed_position(row) for row in self.engine.closed_positions(UID, product)[:count]]

    async def strategy_orders(self, product: ProductType) -> list[StrategyOrder]:
        """Every waiting trigger order and TP/SL of a product."""
        self._read(STRATEGIES)
        return [strategy_order(row) for row in self.engine.waiting_strategies(UID, product)]

    async def transfer(self, order: Approved[Transfer]) -> VenueOutcome:
        """A unified account has one balance."""
        return NotSent("A unified account has one balance.")

    async def symbol_setting(self, instrument: InstrumentId) -> SymbolSetting | None:
        """Nothing: the settings tell of every contract."""
        return None

    async def transfer_state(self, transfer: Transfer) -> TransferState | None:
        """Nothing was ever moved."""
        return None

    async def strategy_history(self, product: ProductType, count: int = 100) -> list[StrategyOrder]:
        """Trigger orders and TP/SL of a product that are over, newest first."""
        self._read(STRATEGY_HISTORY)
        return [strategy_order(row) for row in self.engine.past_strategies(UID, product)[:count]]

    # -- inside ----------------------------------------------------------------------------------------

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

    def _post_strategy(self, request: ExitRequest | TriggerRequest) -> VenueOutcome:
        if self._stays_here():
            return NotSent(_NO_ANSWER)
        self.sent[request.client_oid] += 1

        def work() -> VenueOutcome:
            row, events = self.engine.strategies.place(UID, request, self.clock.now_ms())
            self.tell(events)
            return Accepted(row.client_oid, row.order_id)

        return self._post(PLACE_STRATEGY, request.client_oid, work)

    def _stays_here(self) -> bool:
        return self._random.random() < self._not_sent

    def _post(self, path: str, client_oid: str, work: Work) -> VenueOutcome:
        return self._post_all(path, [(client_oid, work)])[0]

    def _post_all(self, path: str, orders: Sequence[tuple[str, Work]]) -> list[VenueOutcome]:
        """Do what is asked, unless something goes wrong with the one request that asks for all of it."""
        fault = self.dice.for_request("POST", path, "")
        if fault is None:
            return [_answered(client_oid, work) for client_oid, work in orders]
        if fault.kind is Kind.LATE_REQUEST:
            self._at(fault.seconds, lambda: self._carry_out(fault, path, orders))
        else:
            self._carry_out(fault, path, orders)
        if fault.kind is Kind.STORM:
            return [Rejected("429", "Too Many Requests") for _ in orders]
        return [Unknown(client_oid, _NO_ANSWER) for client_oid, _ in orders]

    def _carry_out(self, fault: Fault, path: str, orders: Sequence[tuple[str, Work]]) -> None:
        for client_oid, work in orders:
            outcome = _answered(client_oid, work) if fault.kind.executes else None
            self.dice.note(
                fault, f"POST {path}", client_oid=client_oid, executed=isinstance(outcome, Accepted)
            )

    def _read(self, path: str) -> None:
        """Fail as a read fails when something goes wrong with it."""
        fault = self.dice.for_request("GET", path, "")
        if fault is None or fault.kind in {Kind.LATE_REQUEST, Kind.LATE_REPLY}:
            return
        self.dice.note(fault, f"GET {path}")
        if fault.kind is Kind.STORM:
            raise RateLimitError("429", "Too many requests.")
        if fault.kind in {Kind.MAINTENANCE_REQUEST, Kind.MAINTENANCE_REPLY}:
            raise VenueError(fault.code, "The venue is being upgraded.")
        raise LinkError(_NO_ANSWER)

    def _push(self, topic: str, event: AccountEvent) -> None:
        fault = self.dice.for_frame(topic)
        if fault is not None:
            self.dice.note(fault, f"frame {topic}")
        match fault.kind if fault is not None else None:
            case Kind.GAP | Kind.CORRUPT:
                return
            case Kind.REORDER if topic not in self._held:
                self._held[topic] = event
                return
            case Kind.LATE_FRAME if fault is not None:
                self._at(fault.seconds, lambda: self.listener(event))
                return
            case Kind.DUPLICATE:
                self.listener(event)
        self.listener(event)
        held = self._held.pop(topic, None)
        if held is not None:
            self.listener(held)

    def _at(self, seconds: float, work: Callable[[], object]) -> None:
        heapq.heappush(self._later, (self.clock.monotonic() + seconds, next(self._turn), work))


def venue_order(row: OrderRow) -> VenueOrder:
    """An order as the venue reports it."""
    request = row.request
    coin = next(iter(row.fees), "")
    return VenueOrder(
        instrument=request.instrument,
        order_id=row.order_id,
        client_oid=row.client_oid,
        side=request.side,
        order_type=request.order_type,
        size=row.size,
        price=row.price,
        status=row.status,
        filled=row.filled,
        avg_price=row.avg_price,
        created_ms=row.created_ms,
        updated_ms=row.updated_ms,
        time_in_force=request.time_in_force,
        reduce_only=request.reduce_only,
        position_side=request.position_side,
        margin_mode=request.margin_mode,
        fee=row.fees.get(coin, ZERO),
        fee_coin=coin,
        cancel_reason=row.cause.value,
    )


def fill(row: FillRow) -> Fill:
    """An execution as the venue reports it."""
    return Fill(
        exec_id=row.exec_id,
        order_id=row.order_id,
        client_oid=row.client_oid,
        instrument=row.instrument,
        side=row.side,
        price=row.price,
        size=row.size,
        value=row.value,
        fee=row.fee,
        fee_coin=row.fee_coin,
        liquidity=row.liquidity,
        time_ms=row.time_ms,
        position_side=row.position_side,
        realised_pnl=row.realised_pnl,
    )


def bill(row: BillRow) -> Bill:
    """A line of the ledger as the venue reports it."""
    funding = "SETTLE_FEE" in row.kind
    kind = BillKind.FUNDING if funding else BillKind.TRADE if row.instrument else BillKind.TRANSFER
    return Bill(
        row.bill_id,
        row.time_ms,
        row.coin,
        kind,
        row.instrument,
        row.amount,
        row.fee,
        row.balance,
        row.kind,
    )


def position(row: PositionRow, stamp: Stamp) -> Position:
    """A position as the venue reports it."""
    return Position(
        instrument=row.instrument,
        side=row.side,
        size=row.size,
        available=row.size - row.frozen,
        avg_price=row.avg_price,
        hold_mode=row.hold_mode,
        margin_mode=row.margin_mode,
        leverage=row.leverage,
        stamp=stamp,
        margin=row.margin,
        mark=row.mark,
        liquidation=row.liquidation,
        break_even=row.break_even,
        unrealised_pnl=row.unrealised_pnl,
        realised_pnl=row.realised_pnl,
        maintenance_margin_rate=row.maintenance_rate,
        created_ms=row.created_ms,
        updated_ms=row.updated_ms,
    )


def strategy_order(row: StrategyRow) -> StrategyOrder:
    """A trigger order, take-profit or stop-loss as the venue reports it."""
    side = PositionSide.LONG if row.direction is Side.BUY else PositionSide.SHORT
    trigger = row.trigger
    return StrategyOrder(
        instrument=row.instrument,
        order_id=row.order_id,
        client_oid=row.client_oid,
        kind=StrategyKind.TP_SL if trigger is None else StrategyKind.TRIGGER,
        side=row.side,
        status=_STATUS[row.status],
        created_ms=row.created_ms,
        updated_ms=row.updated_ms,
        position_side=side if row.position_side is PositionSide.NET else row.position_side,
        size=row.size,
        reduce_only=row.reduce_only,
        trigger=None if trigger is None else trigger.trigger,
        by=TriggerBy.LAST if trigger is None else trigger.by,
        price=None if trigger is None else trigger.price,
        take_profit=row.exits.take_profit,
        stop_loss=row.exits.stop_loss,
        note=row.note,
    )


def closed_position(row: ClosedPositionRow) -> ClosedPosition:
    """A position of the past as the venue reports it."""
    return ClosedPosition(
        instrument=row.instrument,
        side=row.side,
        size=row.close_size,
        open_price=row.open_price,
        close_price=row.close_price,
        realised_pnl=row.realised_pnl,
        net_profit=row.net_profit,
        funding=row.funding,
        open_fee=row.open_fee,
        close_fee=row.close_fee,
        created_ms=row.created_ms,
        updated_ms=row.updated_ms,
    )


def _answered(client_oid: str, work: Work) -> VenueOutcome:
    """What a client makes of the answer: an id that is in use means that the order is there already."""
    try:
        return work()
    except RefusalError as error:
        if error.reason is Reason.DUPLICATE_CLIENT_OID:
            return Unknown(client_oid, "An order with this id exists already.")
        answer = refused(error)
        return Rejected(answer.code, answer.text)
