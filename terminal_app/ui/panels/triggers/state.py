"""What the table of trigger orders, take-profits and stop-losses says, in words. Knows no Qt."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from terminal_app.core.account import Position
from terminal_app.core.commands import CancelStrategy
from terminal_app.core.ids import is_ours
from terminal_app.core.instrument import Instrument, InstrumentId
from terminal_app.core.market import Ticker
from terminal_app.core.money import ZERO, divide
from terminal_app.core.orders import ExitLeg, PositionSide, Side, TriggerBy
from terminal_app.core.strategy_orders import StrategyKind, StrategyOrder, StrategyStatus
from terminal_app.ui import format as text
from terminal_app.ui.panels.triggers import held
from terminal_app.ui.panels.triggers.held import Holding

LINGER_MS = 600_000
"""So long an order stays in the table after it was set off or has failed, in milliseconds."""

WHOLE = "whole position"

STATUS_WORDS = {
    StrategyStatus.SENDING: "sending",
    StrategyStatus.UNKNOWN: "not confirmed",
    StrategyStatus.PENDING: "waiting",
    StrategyStatus.SUBMITTING: "firing",
    StrategyStatus.DONE: "done",
    StrategyStatus.FAILED: "failed",
    StrategyStatus.CANCELLED: "cancelled",
}

STATUS_MEANINGS = {
    StrategyStatus.SENDING: "On its way to the venue.",
    StrategyStatus.UNKNOWN: "The venue has not confirmed it and is asked. It is never sent a second time.",
    StrategyStatus.PENDING: "It waits at the venue, also while this program is closed.",
    StrategyStatus.SUBMITTING: "Its price was reached: the venue makes an order of it.",
    StrategyStatus.DONE: "It was set off. The order it became is among the orders and fills.",
    StrategyStatus.FAILED: "It protects nothing and opens nothing.",
}

_SEVERAL = " / "
_LISTED = 8
_LINGERING = (StrategyStatus.DONE, StrategyStatus.FAILED)
_CANCELLABLE = (StrategyStatus.PENDING, StrategyStatus.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Leg:
    """One price that an order waits for: its name, the price and by what, and the limit it then works at."""

    name: str
    trigger: Decimal
    by: TriggerBy
    price: Decimal | None


@dataclass(frozen=True, slots=True)
class TriggerRow:
    """One strategy order with the rules of its numbers and the prices of this moment.

    `whole` says that it covers a whole position; `holding` what this program does for it.
    """

    order: StrategyOrder
    instrument: Instrument | None
    last: Decimal | None = None
    mark: Decimal | None = None
    whole: bool = False
    holding: Holding | None = None

    @property
    def legs(self) -> tuple[Leg, ...]:
        """What it waits for: one price, or the take-profit and then the stop-loss."""
        order = self.order
        if order.kind is not StrategyKind.TP_SL:
            name = "Begins to follow at" if order.kind.trails else "Trigger"
            return () if order.trigger is None else (Leg(name, order.trigger, order.by, order.price),)
        named = (("Take-profit", order.take_profit), ("Stop-loss", order.stop_loss))
        return tuple(_leg(name, leg) for name, leg in named if leg is not None)

    @property
    def in_doubt(self) -> bool:
        """Whether only the venue can say how it stands."""
        return self.order.status is StrategyStatus.UNKNOWN

    @property
    def cancellable(self) -> bool:
        """Whether it makes sense to ask for a cancel now."""
        return self.order.status in _CANCELLABLE

    @property
    def elsewhere(self) -> bool:
        """Whether it was placed by something else than this program, such as the website or an app."""
        return not is_ours(self.order.client_oid)

    def present(self, by: TriggerBy) -> Decimal | None:
        """The price of this moment that sets it off."""
        return self.mark if by is TriggerBy.MARK else self.last

    def away(self, leg: Leg) -> Decimal | None:
        """How far the price has to go, as a share of the price of this moment; negative is down."""
        now = self.present(leg.by)
        return None if now is None or now <= ZERO else divide(leg.trigger - now, now)

    @property
    def nearest(self) -> Decimal | None:
        """The least of the distances, without its sign."""
        known = [abs(away) for away in (self.away(leg) for leg in self.legs) if away is not None]
        return min(known, default=None)


def shown(orders: Sequence[StrategyOrder], now_ms: int) -> list[StrategyOrder]:
    """What belongs into the table: what is not over, and for a while what was set off or has failed."""
    return [
        order
        for order in orders
        if not order.status.is_final
        or (order.status in _LINGERING and now_ms - order.updated_ms <= LINGER_MS)
    ]


def rows(
    orders: Sequence[StrategyOrder],
    positions: Sequence[Position],
    find: Callable[[InstrumentId], Instrument | None],
    ticker: Callable[[InstrumentId], Ticker | None],
    holding: Callable[[str], Holding | None] = lambda _: None,
) -> list[TriggerRow]:
    """A row for each order, in the order given."""
    made = []
    for order in orders:
        now = ticker(order.instrument)
        last, mark = (None, None) if now is None else (now.last, now.mark)
        whole = _covers(order, positions)
        made.append(TriggerRow(order, find(order.instrument), last, mark, whole, holding(order.client_oid)))
    return made


def kind_text(row: TriggerRow) -> str:
    """What it is: `Stop-loss`, `TP + SL`, `Trigger buy limit`, `Trailing stop`."""
    order = row.order
    if kind := held.kind_of(row.holding):
        return kind
    if order.kind.trails:
        return "Trailing stop" if order.kind is StrategyKind.TRAILING_STOP else f"Trailing {order.side.value}"
    if order.kind is StrategyKind.TRIGGER:
        return f"Trigger {order.side.value} {'market' if order.price is None else 'limit'}"
    if order.take_profit is not None and order.stop_loss is not None:
        return "TP + SL"
    return "Take-profit" if order.take_profit is not None else "Stop-loss"


def terms_text(row: TriggerRow) -> str:
    """What is special about a trigger or trailing order; exits always only close."""
    order = row.order
    follows = [] if order.callback is None else [f"{text.fixed(order.callback.scaleb(2), 2)}% behind"]
    entry = order.kind in (StrategyKind.TRIGGER, StrategyKind.TRAILING)
    return ", ".join([*follows, *(["reduce-only"] if entry and order.reduce_only else [])])


def size_text(row: TriggerRow) -> str:
    """The size in base coin, or that it is for all there is; none yet for a buy sized in quote coin."""
    exits = row.order.kind in (StrategyKind.TP_SL, StrategyKind.TRAILING_STOP)
    if row.whole or (exits and row.order.size is None):
        return WHOLE
    return text.size(row.order.size, row.instrument)


def trigger_text(row: TriggerRow) -> str:
    """The price that sets it off; two prices are the take-profit and the stop-loss."""
    return _SEVERAL.join(text.price(leg.trigger, row.instrument) for leg in row.legs) or text.DASH


def trigger_tip(row: TriggerRow) -> str:
    """The prices in full, a line each."""
    return "\n".join(
        f"{leg.name} {text.price(leg.trigger, row.instrument)} by the {leg.by.value} price, "
        f"then {_then(leg, row.instrument).lower()}"
        for leg in row.legs
    )


def by_text(row: TriggerRow) -> str:
    """Which price sets it off: `last` or `mark`."""
    return _SEVERAL.join(dict.fromkeys(leg.by.value for leg in row.legs))


def then_text(row: TriggerRow) -> str:
    """What becomes of it: a market order, or a limit order at a price."""
    return _SEVERAL.join(dict.fromkeys(_then(leg, row.instrument) for leg in row.legs))


def away_text(row: TriggerRow) -> str:
    """How far the price has to go from where it is."""
    return _SEVERAL.join(text.percent(row.away(leg)) for leg in row.legs)


def status_text(row: TriggerRow) -> str:
    """The state in plain words, with the reason of a failure."""
    order = row.order
    if order.status is StrategyStatus.PENDING and (word := held.state_of(row.holding)):
        return word
    word = STATUS_WORDS[order.status].capitalize()
    return f"{word}: {order.note}" if order.status is StrategyStatus.FAILED and order.note else word


def status_tip(row: TriggerRow) -> str:
    """What the state means, and why it is so when that is known."""
    meaning = STATUS_MEANINGS.get(row.order.status, "")
    holds = held.meaning_of(row.holding, row.instrument)
    return " ".join(part for part in (row.order.note, holds, meaning) if part)


def origin_text(row: TriggerRow) -> str:
    """Who placed it."""
    return "elsewhere" if row.elsewhere else "here"


def origin_tip(row: TriggerRow) -> str:
    """What that means."""
    if row.elsewhere:
        return "Placed elsewhere: on the website, in an app, or by another program with this account."
    return "Placed with this program."


def cancel(row: TriggerRow) -> CancelStrategy:
    """The command that cancels it."""
    order = row.order
    return CancelStrategy(order.client_oid, order.instrument, order.order_id or None)


def cancel_question(wanted: Sequence[TriggerRow]) -> str:
    """What cancelling these means, line by line, for the question before it."""
    many = f"{len(wanted)} waiting orders" if len(wanted) > 1 else "the waiting order"
    listed = [
        f"{row.order.instrument}: {kind_text(row)} {size_text(row)} at {trigger_text(row)}"
        for row in wanted[:_LISTED]
    ]
    more = [f"and {len(wanted) - _LISTED} more"] if len(wanted) > _LISTED else []
    stops = sum(
        row.order.stop_loss is not None or row.order.kind is StrategyKind.TRAILING_STOP for row in wanted
    )
    verb = "guards" if stops == 1 else "guard"
    bare = [f"{stops} of them {verb} a position against loss."] if stops and len(wanted) > 1 else []
    linked = sum(held.kind_of(row.holding).startswith("OCO") for row in wanted)
    lone = ["The limit order linked with it stays." if linked == 1 else "Their limit orders stay."]
    return "\n".join((f"Cancel {many}", *listed, *more, *bare, *(lone if linked else [])))


def count_text(every: Sequence[TriggerRow], *, filtered: bool) -> str:
    """What the button that cancels many says: everything, or what a filter has left."""
    able = sum(row.cancellable for row in every)
    return f"Cancel {able} shown" if filtered else f"Cancel all ({able})"


def many_tip(*, filtered: bool) -> str:
    """What exactly that button does."""
    if filtered:
        return "Cancels exactly the waiting orders shown. What the filter hides stays."
    return (
        "Cancels every trigger order, take-profit and stop-loss of every symbol, also those placed elsewhere."
    )


def doubt_text(every: Sequence[TriggerRow]) -> str:
    """How many nobody knows the state of; empty without any."""
    doubtful = sum(row.in_doubt for row in every)
    return f"{doubtful} not confirmed: the venue is being asked" if doubtful else ""


def _leg(name: str, leg: ExitLeg) -> Leg:
    return Leg(name, leg.trigger, leg.by, leg.price)


def _then(leg: Leg, rules: Instrument | None) -> str:
    return "Market" if leg.price is None else f"Limit {text.price(leg.price, rules)}"


def _covers(order: StrategyOrder, positions: Sequence[Position]) -> bool:
    """Whether exits are as large as the position that they close; the venue tells a size for those too."""
    if order.kind is not StrategyKind.TP_SL or order.size is None:
        return order.kind is StrategyKind.TP_SL
    held = PositionSide.LONG if order.side is Side.SELL else PositionSide.SHORT
    return any(
        position.instrument == order.instrument
        and position.side is held
        and ZERO < position.size <= order.size
        for position in positions
    )
