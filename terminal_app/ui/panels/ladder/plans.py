"""What an action on the ladder would send, in words and as commands: what is read is what is sent. No Qt.

Every text is made from the very command it describes. A plan that must not go carries the reason.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from terminal_app.core.account import HoldMode, Position
from terminal_app.core.commands import AmendOrder, CancelAll, CancelOrder, ClosePosition, Command, PlaceOrder
from terminal_app.core.instrument import Instrument
from terminal_app.core.money import ZERO, BaseQty, OrderSize, QuoteQty, divide, floor_to, trimmed
from terminal_app.core.orders import (
    MarginMode,
    Order,
    OrderStatus,
    OrderType,
    PositionSide,
    Side,
    TimeInForce,
)
from terminal_app.core.strategy_orders import StrategyOrder
from terminal_app.trading.limits import RiskLimits
from terminal_app.trading.risk import RiskView, refusals
from terminal_app.ui import format as fmt
from terminal_app.ui.confirming import Ask
from terminal_app.ui.panels.ladder import stops
from terminal_app.ui.panels.ladder.intents import Act, Intent
from terminal_app.ui.panels.orders import amend
from terminal_app.ui.panels.orders.state import OrderRow

NO_SIZE = "Pick a working size below first."
NO_POSITION = "No position here."

_NONE_HERE = "There is no order of yours to cancel."
_NOT_YET = "Your order is on its way to the exchange, or being cancelled."
_WORDS = {Side.BUY: "Buy", Side.SELL: "Sell"}
_NOT_NOW = (OrderStatus.INTENT, OrderStatus.CANCEL_PENDING)


@dataclass(frozen=True, slots=True)
class World:
    """The world at one moment, as far as the ladder needs it.

    `size` is the working size in base coin, `None` while there is none; `orders`, `positions` and what is
    `waiting` for a price are ours on this instrument; `doubt` says why nothing that can open or grow a
    position may be sent, empty when it may.
    """

    rules: Instrument
    risk: RiskView
    limits: RiskLimits
    margin_mode: MarginMode = MarginMode.CROSSED
    size: Decimal | None = None
    orders: Sequence[Order] = ()
    positions: Sequence[Position] = ()
    waiting: Sequence[StrategyOrder] = ()
    doubt: str = ""

    @property
    def hedge(self) -> bool:
        """Whether long and short positions stand beside each other."""
        return self.risk.hold_mode is HoldMode.HEDGE

    def touch(self, side: Side) -> Decimal | None:
        """The best price an order of this side would meet."""
        return self.risk.ask if side is Side.BUY else self.risk.bid


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be sent.

    `text` says it in a line, `note` what else one should know; `reason` says why it is not sent. Orders have
    no id yet: they get it when they go. `reduces` is set for what can only make risk smaller.
    """

    text: str
    commands: tuple[Command, ...] = ()
    ask: Ask | None = None
    reason: str = ""
    note: str = ""
    notional: Decimal | None = None
    away: Decimal | None = None
    reduces: bool = False

    @property
    def ready(self) -> bool:
        """Whether there is something to send and nothing against it."""
        return bool(self.commands) and not self.reason


def plan_of(intent: Intent, price: Decimal, world: World, here: Callable[[Order], bool]) -> Plan | None:
    """What an intent at a price would send; `None` for one that sends nothing.

    Args:
        intent: of the mouse map.
        price: of the row.
        world: as it is now.
        here: whether an order of ours stands on that row.
    """
    act, side = intent
    if act is Act.CANCEL:
        return cancels([order for order in world.orders if here(order)], world)
    if act in (Act.STOP_ENTRY, Act.PROTECT):
        return stop(intent, price, world)
    if side is None:
        return None
    return limit(side, price, world) if act is Act.LIMIT else market(side, world)


def limit(side: Side, price: Decimal, world: World) -> Plan:
    """A limit order of the working size."""
    if world.size is None:
        return Plan(f"{_WORDS[side]} limit @ {fmt.price(price, world.rules)}", reason=NO_SIZE)
    touch = world.touch(side)
    crosses = touch is not None and (price >= touch if side is Side.BUY else price <= touch)
    command = _order(side, OrderType.LIMIT, BaseQty(world.size), price, world)
    return _judged(command, Ask.LIMIT, world, "fills at once" if crosses else "")


def market(side: Side, world: World, size: Decimal | None = None, ask: Ask = Ask.MARKET) -> Plan:
    """A market order of the working size, or of another one."""
    wanted = world.size if size is None else size
    touch = world.touch(side)
    if wanted is None:
        return Plan(f"{_WORDS[side]} market", reason=NO_SIZE)
    amount: OrderSize = BaseQty(wanted)
    if not world.rules.id.product.is_futures and side is Side.BUY:
        if touch is None:
            return Plan(f"{_WORDS[side]} market", reason="No live price.")
        # On spot a market buy is sized in what it spends.
        amount = QuoteQty(floor_to(wanted * touch, world.rules.quote_step))
    about = "" if touch is None else f"now {fmt.price(touch, world.rules)}"
    return _judged(_order(side, OrderType.MARKET, amount, None, world), ask, world, about)


def stop(intent: Intent, price: Decimal, world: World) -> Plan:
    """A stop entry, or the protective stop of the whole position."""
    if intent.act is Act.PROTECT or intent.side is None:
        wish, ask = stops.protect(price, world, NO_POSITION), Ask.CLOSE
    else:
        wish, ask = stops.entry(intent.side, price, world, NO_SIZE), Ask.MARKET
    commands = () if wish.command is None else (wish.command,)
    return Plan(
        wish.text, commands, ask, wish.reason, wish.note, notional=wish.notional, reduces=wish.reduces
    )


def cancels(orders: Iterable[Order], world: World, what: str = "Cancel") -> Plan:
    """Cancels of some of our own orders. They pass whatever is in doubt."""
    mine = list(orders)
    found = [order for order in mine if order.status not in _NOT_NOW]
    if not found:
        return Plan("Nothing of yours to cancel", reason=_NOT_YET if mine else _NONE_HERE)
    commands = tuple(CancelOrder(order.client_oid, order.instrument, order.order_id) for order in found)
    sizes = [order.remaining for order in found]
    size = fmt.size(sum((size for size in sizes if size is not None), ZERO), world.rules)
    number = f"{len(found)} orders, {size}" if len(found) > 1 else f"{found[0].side.value} {size}"
    return Plan(f"{what} {number}", commands, Ask.CANCEL, reduces=True)


def cancel_side(side: Side, world: World) -> Plan:
    """Cancels of everything of ours on one side."""
    plan = cancels([order for order in world.orders if order.side is side], world)
    name = "bids" if side is Side.BUY else "asks"
    return plan if plan.ready else Plan(f"Cancel {name}", reason=f"You have no {name} here to cancel.")


def cancel_all(world: World) -> Plan:
    """The cancel of everything on this instrument, also of what may be unknown here."""
    which = world.rules.id
    command = CancelAll(which.product, which.symbol)
    return Plan(f"Cancel all on {which}", (command,), Ask.CANCEL, reduces=True)


def move(orders: Sequence[Order], price: Decimal, world: World) -> Plan:
    """Our orders of one chip at another price: one change for each."""
    if not orders:
        return Plan("Move", reason="The order has ended meanwhile.")
    to = fmt.price(price, world.rules)
    first = orders[0]
    size = fmt.size(sum((order.remaining or ZERO for order in orders), ZERO), world.rules)
    start = fmt.price(first.price, world.rules) if len(orders) == 1 else f"{len(orders)} orders"
    text = f"Move {first.side.value} {size}: {start} → {to}"
    commands, reasons = [], []
    for order in orders:
        row = OrderRow(order, world.rules)
        if why := amend.why_not(row):
            reasons.append(why)
            continue
        command = AmendOrder(order.client_oid, order.instrument, order.size.value, price, order.order_id)
        reasons += refusals(command, _for(order, world.risk), world.limits)
        commands.append(command)
    touch = world.touch(first.side)
    crosses = touch is not None and (price >= touch if first.side is Side.BUY else price <= touch)
    value = sum((order.size.value for order in orders), ZERO) * price
    return Plan(
        text,
        tuple(commands),
        Ask.AMEND_BY_DRAG,
        world.doubt or next(iter(reasons), ""),
        "fills at once" if crosses else "",
        value,
        _away(first.side, price, world),
    )


def reverse(world: World) -> Plan:
    """One market order of twice the position: it closes it and opens the same size on the other side."""
    if not world.rules.id.product.is_futures:
        return Plan("Reverse", reason="Spot has no position to reverse.")
    if world.hedge:
        return Plan(
            "Reverse",
            reason="In hedge mode long and short stand side by side: there is nothing to reverse. Close one.",
        )
    if not world.positions:
        return Plan("Reverse", reason=NO_POSITION)
    position = world.positions[0]
    side = Side.BUY if position.side is PositionSide.SHORT else Side.SELL
    plan = market(side, world, position.size * 2, Ask.REVERSE)
    return replace(plan, text=f"Reverse: {plan.text}")


def close(world: World) -> Plan:
    """The closing of the position at market, or of both in hedge mode."""
    if not world.rules.id.product.is_futures:
        return Plan("Close", reason="Spot has no position to close: sell what is held.")
    if not world.positions:
        return Plan("Close", reason=NO_POSITION)
    commands: list[Command] = []
    words = []
    for position in world.positions:
        one_way = position.hold_mode is HoldMode.ONE_WAY
        commands.append(ClosePosition(position.instrument, PositionSide.NET if one_way else position.side))
        name = "short" if position.side is PositionSide.SHORT else "long"
        words.append(f"{name} {fmt.size(position.size, world.rules)}")
    return Plan(f"Close {' and '.join(words)} at market", tuple(commands), Ask.CLOSE, reduces=True)


def said(command: PlaceOrder, rules: Instrument) -> str:
    """An order in a line, such as `Buy limit 0.0500 @ 64 200.1`."""
    word = _WORDS[command.side]
    if isinstance(command.size, QuoteQty):
        return f"{word} market for {fmt.number(trimmed(command.size.value))} {rules.quote}"
    size = fmt.size(command.size.value, rules)
    text = (
        f"{word} market {size}"
        if command.price is None
        else f"{word} limit {size} @ {fmt.price(command.price, rules)}"
    )
    if command.position_side is PositionSide.NET:
        return text
    return f"{text} · opens {command.position_side.value}"


def question(plan: Plan, rules: Instrument) -> str:
    """What is asked before a plan goes, line by line."""
    lines = [plan.text + (f" ({plan.note})" if plan.note else ""), str(rules.id)]
    if plan.notional is not None:
        lines.append(f"Value {fmt.money(plan.notional)} {rules.quote}")
    return "\n".join(lines)


def _order(
    side: Side, order_type: OrderType, size: OrderSize, price: Decimal | None, world: World
) -> PlaceOrder:
    futures = world.rules.id.product.is_futures
    position_side = PositionSide.NET
    if futures and world.hedge:
        position_side = PositionSide.LONG if side is Side.BUY else PositionSide.SHORT
    return PlaceOrder(
        client_oid="",
        instrument=world.rules.id,
        side=side,
        order_type=order_type,
        size=size,
        price=price,
        time_in_force=TimeInForce.GTC,
        position_side=position_side,
        margin_mode=world.margin_mode if futures else None,
        origin="ladder",
    )


def _judged(command: PlaceOrder, ask: Ask, world: World, note: str) -> Plan:
    price = command.price if command.price is not None else world.touch(command.side)
    if isinstance(command.size, QuoteQty):
        notional: Decimal | None = command.size.value
    else:
        notional = None if price is None else command.size.value * price
    reason = world.doubt or next(iter(refusals(command, world.risk, world.limits)), "")
    away = None if price is None else _away(command.side, price, world)
    return Plan(said(command, world.rules), (command,), ask, reason, note, notional, away)


def _away(side: Side, price: Decimal, world: World) -> Decimal | None:
    """How far a price lies on the bad side of the middle, as a share of it."""
    bid, ask = world.risk.bid, world.risk.ask
    if bid is None or ask is None:
        return None
    middle = (bid + ask) / 2
    worse = price - middle if side is Side.BUY else middle - price
    return max(ZERO, divide(worse, middle))


def _for(order: Order, view: RiskView) -> RiskView:
    """The same view for the change of an order."""
    return replace(view, order=order)
