"""Keeping the stores: what arrives is written into them, marked for the next frame, told, and remembered.

The one writer of blotter, positions and balances. It asks nobody anything and waits for nothing.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from terminal_app.core.account import Fill
from terminal_app.core.changes import Changes, Kind, Topic
from terminal_app.core.commands import PlaceOrder, PlaceTpSl, PlaceTrigger
from terminal_app.core.events import (
    AccountEvent,
    FillsSeen,
    OrdersSeen,
    PositionsSeen,
    StrategyOrdersSeen,
)
from terminal_app.core.ids import is_ours
from terminal_app.core.orders import Move, Order, OrderStatus, Source, VenueOrder
from terminal_app.core.outcomes import Accepted, NotSent, ProvenNever, Rejected, VenueOutcome
from terminal_app.core.ports import Clock
from terminal_app.core.records import EndSeen, FillSeen, OutcomeSeen, Record
from terminal_app.core.strategy_orders import StrategyOrder, StrategyStatus
from terminal_app.trading.balances import BalanceSheet
from terminal_app.trading.evidence import Dossiers
from terminal_app.trading.facts import FillFact, OrderFact, TradingNotice, describe
from terminal_app.trading.orders import OrderBlotter
from terminal_app.trading.positions import PositionBook
from terminal_app.trading.strategy_orders import StrategyBook
from terminal_app.trading.strategy_orders import describe as describe_strategy
from terminal_app.trading.transfers import TransferBook

_ORDERS_TOPIC = Topic(Kind.ORDERS)
_FILLS_TOPIC = Topic(Kind.FILLS)
_POSITIONS_TOPIC = Topic(Kind.POSITIONS)
_BALANCES_TOPIC = Topic(Kind.BALANCES)
_STRATEGY_TOPIC = Topic(Kind.STRATEGY)
_CANCELLING = (OrderStatus.CANCEL_PENDING, OrderStatus.CANCEL_UNKNOWN)
_NEWS = {
    OrderStatus.UNKNOWN: "not confirmed",
    OrderStatus.CANCEL_UNKNOWN: "cancel not confirmed",
    OrderStatus.CANCELLED: "cancelled",
    OrderStatus.REJECTED: "rejected",
    OrderStatus.NOT_SENT: "not sent",
    OrderStatus.PROVEN_NEVER: "never reached the exchange",
}
_ENDS: Mapping[OrderStatus | StrategyStatus, str] = {
    OrderStatus.FILLED: "filled",
    OrderStatus.CANCELLED: "cancelled",
    StrategyStatus.DONE: "set off",
    StrategyStatus.FAILED: "failed",
    StrategyStatus.CANCELLED: "cancelled",
}
_STRATEGY_NEWS = {
    StrategyStatus.UNKNOWN: "not confirmed",
    StrategyStatus.DONE: "set off",
    StrategyStatus.FAILED: "failed",
    StrategyStatus.CANCELLED: "cancelled",
}


@dataclass(frozen=True, slots=True)
class Books:
    """The stores of an account and those who hear about them.

    `remember` takes a record for the journal and returns at once; `dossiers` keep what is known of an order.
    """

    blotter: OrderBlotter
    positions: PositionBook
    balances: BalanceSheet
    changes: Changes
    clock: Clock
    remember: Callable[[Record], None]
    strategies: StrategyBook = field(default_factory=StrategyBook)
    transfers: TransferBook = field(default_factory=TransferBook)
    dossiers: Dossiers = field(default_factory=Dossiers)

    def apply(self, event: AccountEvent) -> None:
        """Take an event of the private stream."""
        match event:
            case OrdersSeen():
                self.orders(event.orders)
            case FillsSeen():
                self.fills(event.fills)
            case PositionsSeen():
                if event.complete:
                    changed = self.positions.replace(event.positions, event.stamp.received, event.product)
                else:
                    changed = self.positions.apply(event.positions)
                if changed:
                    self.changes.mark(_POSITIONS_TOPIC)
            case StrategyOrdersSeen():
                self.strategy_reports(event.orders)
            case _:
                if self.balances.apply(event.account):
                    self.changes.mark(_BALANCES_TOPIC)

    def orders(self, reports: Iterable[VenueOrder]) -> None:
        """Take what the venue says of orders."""
        for report in reports:
            before = self.blotter.get(report.client_oid) or self.blotter.by_order_id(report.order_id)
            after = self.blotter.report(report)
            self.dossiers.report(report, self.clock.now_ms())
            self.changes.mark(_ORDERS_TOPIC)
            if after is not None:
                self._tell(before.status if before else None, after)

    def fills(self, fills: Iterable[Fill], *, announce: bool = True) -> None:
        """Take executions, oldest first. Each is remembered once; without `announce` nobody is told."""
        for fill in fills:
            before = self.blotter.get(fill.client_oid) or self.blotter.by_order_id(fill.order_id)
            if not self.blotter.fill(fill):
                continue
            self.remember(FillSeen(fill, self.clock.now_ms()))
            self.changes.mark(_FILLS_TOPIC)
            self.changes.mark(_ORDERS_TOPIC)
            if announce:
                self.changes.post(FillFact(fill))
            if before is not None and (after := self.blotter.get(before.client_oid)) is not None:
                self._tell(before.status, after)

    def submitted(self, command: PlaceOrder, source: Source, at_ms: int) -> None:
        """An order of ours is about to leave."""
        self.blotter.submitted(command, source, at_ms)
        self.changes.mark(_ORDERS_TOPIC)

    def placed(self, client_oid: str, outcome: VenueOutcome) -> None:
        """The answer to placing an order."""
        match outcome:
            case Accepted():
                self._move(client_oid, Move.ACCEPTED, None, outcome.order_id)
            case Rejected():
                self._move(client_oid, Move.REJECTED, outcome.sentence)
            case NotSent():
                self._move(client_oid, Move.NOT_SENT, outcome.sentence)
            case _:
                self._move(client_oid, Move.IN_DOUBT, outcome.cause)

    def never(self, client_oid: str, sentence: str) -> None:
        """An order in doubt is proven never to have reached the venue."""
        self._move(client_oid, Move.PROVEN_NEVER, sentence)

    def cancel_asked(self, client_oid: str) -> None:
        """A cancel of ours is about to leave."""
        self._move(client_oid, Move.CANCEL_ASKED, "")

    def cancel_failed(self, client_oid: str, move: Move, note: str) -> None:
        """A cancel was refused or is in doubt. Nothing happens to an order that has moved on meanwhile."""
        order = self.blotter.get(client_oid)
        if order is None:
            return
        if order.status in _CANCELLING:
            self._move(client_oid, move, note)
        elif not order.status.is_final:
            self.say(client_oid, note)

    def say(self, client_oid: str, note: str) -> None:
        """Explain the state of an order."""
        self.blotter.say(client_oid, note)
        self.changes.mark(_ORDERS_TOPIC)

    def strategy_reports(self, reports: Iterable[StrategyOrder], *, announce: bool = True) -> None:
        """Take what the venue says of strategy orders. Without `announce` nobody is told."""
        for before, after in self.strategies.apply(reports):
            self.changes.mark(_STRATEGY_TOPIC)
            if before is None:
                continue
            if before.status is StrategyStatus.UNKNOWN and is_ours(after.client_oid):
                answer = Accepted(after.client_oid, after.order_id)
                self.remember(OutcomeSeen(after.client_oid, answer, self.clock.now_ms()))
            if before.status is not after.status:
                self._note_end(after)
                if announce:
                    self._tell_strategy(after)

    def strategy_submitted(self, command: PlaceTrigger | PlaceTpSl, at_ms: int) -> None:
        """A strategy order of ours is about to leave."""
        self.strategies.submitted(command, at_ms)
        self.changes.mark(_STRATEGY_TOPIC)

    def strategy_placed(self, client_oid: str, outcome: VenueOutcome) -> None:
        """The answer to placing a strategy order."""
        before = self.strategies.get(client_oid)
        after = self.strategies.placed(client_oid, outcome)
        self.changes.mark(_STRATEGY_TOPIC)
        if before is None or before.status is not after.status:
            self._tell_strategy(after)

    def strategy_say(self, client_oid: str, note: str) -> None:
        """Explain the state of a strategy order."""
        self.strategies.say(client_oid, note)
        self.changes.mark(_STRATEGY_TOPIC)

    def strategy_lost(self, client_oid: str, note: str) -> None:
        """The venue does not list a strategy order that should wait there."""
        self.strategies.doubt(client_oid, note)
        self.changes.mark(_STRATEGY_TOPIC)

    def _note_end(self, order: Order | StrategyOrder) -> None:
        """Remember how the venue says that an order of ours ended; answers are remembered anyway."""
        if order.status in _ENDS and is_ours(order.client_oid):
            self.remember(EndSeen(order.client_oid, _ENDS[order.status], order.note, self.clock.now_ms()))

    def _tell_strategy(self, order: StrategyOrder) -> None:
        if order.status in _STRATEGY_NEWS:
            sentence = f"{describe_strategy(order)}: {_STRATEGY_NEWS[order.status]}."
            self.changes.post(TradingNotice(f"{sentence} {order.note}" if order.note else sentence))

    def _move(self, client_oid: str, move: Move, note: str | None, order_id: str | None = None) -> None:
        before = self.blotter.get(client_oid)
        after = self.blotter.move(client_oid, move, note=note, order_id=order_id)
        self.changes.mark(_ORDERS_TOPIC)
        if before is not None and after is not None:
            self._tell(before.status, after)

    def _tell(self, before: OrderStatus | None, after: Order) -> None:
        """Say what is news, and close the question in the journal when an order turned out to exist."""
        if before is after.status:
            return
        if before is OrderStatus.UNKNOWN:
            never = after.status is OrderStatus.PROVEN_NEVER
            answer = (
                ProvenNever(after.client_oid, after.note)
                if never
                else Accepted(after.client_oid, after.order_id)
            )
            self.remember(OutcomeSeen(after.client_oid, answer, self.clock.now_ms()))
        self._note_end(after)
        if after.status in _NEWS:
            news = _NEWS[after.status]
        elif before is OrderStatus.UNKNOWN:
            news = "confirmed, the exchange has it"
        else:
            return
        sentence = f"{describe(after)}: {news}."
        self.changes.post(OrderFact(after, f"{sentence} {after.note}" if after.note else sentence))
