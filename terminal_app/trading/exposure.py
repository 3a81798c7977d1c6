"""What an instrument carries if all that is open, waits or may be there is executed. Pure, in quote coin."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import NamedTuple

from terminal_app.core.account import HoldMode, Position
from terminal_app.core.commands import PlaceOrder, PlaceTrigger
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.money import ZERO, OrderSize, QuoteQty
from terminal_app.core.orders import Order, OrderStatus, PositionSide, Side
from terminal_app.core.strategy_orders import StrategyKind, StrategyOrder, StrategyStatus

_UNPROVEN = frozenset({OrderStatus.UNKNOWN, OrderStatus.INTENT})
_UNPROVEN_WAITING = (StrategyStatus.UNKNOWN, StrategyStatus.SENDING)
_OPENING = (StrategyKind.TRIGGER, StrategyKind.TRAILING)
_MOST_KEPT = 1_000


class Load(NamedTuple):
    """The worst case before one more order.

    `bought` is what a buy would be added to and `sold` what a sell would be: the position, and the open and
    the waiting trigger orders that can still grow it. `unknown` is the part of it that nobody knows the state
    of.
    """

    bought: Decimal = ZERO
    sold: Decimal = ZERO
    unknown: Decimal = ZERO
    open_orders: int = 0

    def of(self, side: Side) -> Decimal:
        """What an order of this side is added to."""
        return self.bought if side is Side.BUY else self.sold


class _Growth:
    """What can still make a position larger, in quote coin."""

    __slots__ = ("buys", "sells", "unknown")

    def __init__(self) -> None:
        self.buys = self.sells = self.unknown = ZERO

    def add(self, side: Side, worth: Decimal, *, unknown: bool) -> None:
        """Count an order that may still be executed, however little is known of it."""
        if side is Side.BUY:
            self.buys += worth
        else:
            self.sells += worth
        if unknown:
            self.unknown += worth

    def orders(
        self,
        instrument: InstrumentId,
        orders: Iterable[Order],
        hold_mode: HoldMode | None,
        price: Decimal | None,
        without: str,
        weigh: Callable[[Order, HoldMode | None, Decimal | None], Decimal],
    ) -> int:
        """Count those of an instrument, and say how many there are of all. Nothing that can be spared."""
        count = 0
        buys, sells, unknown = self.buys, self.sells, self.unknown
        for order in orders:
            if order.client_oid == without:
                continue
            count += 1
            if order.instrument == instrument:
                worth = weigh(order, hold_mode, price)
                if order.side is Side.BUY:
                    buys += worth
                else:
                    sells += worth
                if order.status in _UNPROVEN:
                    unknown += worth
        self.buys, self.sells, self.unknown = buys, sells, unknown
        return count


class Weights:
    """What open orders can still add to a position, in quote coin.

    Every one is asked about for each new order, so what does not depend on a price is kept. Orders are frozen
    values: one that has changed is another object, and is reckoned anew.
    """

    def __init__(self) -> None:
        self._kept: dict[str, tuple[Order, HoldMode | None, Decimal]] = {}

    @property
    def kept(self) -> int:
        """How many are remembered."""
        return len(self._kept)

    def of(self, order: Order, hold_mode: HoldMode | None, price: Decimal | None) -> Decimal:
        """What is left of an order, zero when it can only close; `price` is that of the market."""
        kept = self._kept.get(order.client_oid)
        if kept is not None and kept[0] is order and kept[1] is hold_mode:
            return kept[2]
        if _only_closes(order, hold_mode):
            worth = ZERO
        else:
            worth = _worth(order.size, order.price, price, order.side, order.filled)
            if order.price is None or order.side is Side.SELL or isinstance(order.size, QuoteQty):
                return worth  # another one at the next price
        if len(self._kept) >= _MOST_KEPT:
            self._kept.clear()
        self._kept[order.client_oid] = (order, hold_mode, worth)
        return worth


def closes(side: Side, position: PositionSide, hold_mode: HoldMode | None, *, reduce_only: bool) -> bool:
    """Whether an order can only make a position smaller."""
    if hold_mode is HoldMode.HEDGE:
        closing = Side.SELL if position is PositionSide.LONG else Side.BUY
        return position is not PositionSide.NET and side is closing
    return reduce_only


def load_of(
    instrument: InstrumentId,
    orders: Iterable[Order],
    leaving: Iterable[PlaceOrder | PlaceTrigger],
    positions: Iterable[Position],
    hold_mode: HoldMode | None,
    price: Decimal | None,
    without: str = "",
    triggers: Iterable[StrategyOrder] = (),
    weights: Weights | None = None,
) -> Load:
    """Add up what an instrument carries.

    Args:
        instrument: which.
        orders: everything that is not proven to be over, of all instruments.
        leaving: approved orders that are not among them yet.
        positions: open ones, of all instruments.
        hold_mode: how the account is set up.
        price: what a position or a market order is worth per base coin; `None` takes their own prices.
        without: the `client_oid` of an order that is about to be replaced.
        triggers: strategy orders that are not proven to be over, of all instruments. Exits of a position are
            left out: they only close.
        weights: remembers what orders are worth from one question to the next.
    """
    growth = _Growth()
    count = growth.orders(instrument, orders, hold_mode, price, without, (weights or Weights()).of)
    for waiting in triggers:
        if waiting.kind not in _OPENING or waiting.client_oid == without:
            continue
        count += 1
        if waiting.instrument == instrument and not _only_closes(waiting, hold_mode):
            each = trigger_price(waiting.side, waiting.trigger or ZERO, waiting.price)
            worth = (waiting.size or ZERO) * each
            growth.add(waiting.side, worth, unknown=waiting.status in _UNPROVEN_WAITING)
    for command in leaving:
        count += 1
        if command.instrument != instrument or _only_closes(command, hold_mode):
            continue
        worth = (
            command.size.value * trigger_price(command.side, command.trigger, command.price)
            if isinstance(command, PlaceTrigger)
            else _worth(command.size, command.price, price, command.side, ZERO)
        )
        growth.add(command.side, worth, unknown=True)
    long, short = _held(instrument, positions, price)
    if hold_mode is HoldMode.HEDGE:
        bought = sold = (
            long + short + growth.buys + growth.sells
        )  # two positions beside each other: nothing nets out
    else:
        bought, sold = long - short + growth.buys, short - long + growth.sells
    return Load(bought, sold, growth.unknown, count)


def _only_closes(
    order: Order | StrategyOrder | PlaceOrder | PlaceTrigger, hold_mode: HoldMode | None
) -> bool:
    return closes(order.side, order.position_side, hold_mode, reduce_only=order.reduce_only)


def _held(
    instrument: InstrumentId, positions: Iterable[Position], price: Decimal | None
) -> tuple[Decimal, Decimal]:
    """What the long and the short position are worth."""
    long = short = ZERO
    for position in positions:
        if position.instrument != instrument:
            continue
        worth = position.size * (position.mark or price or position.avg_price)
        if position.side is PositionSide.SHORT:
            short += worth
        else:
            long += worth
    return long, short


def trigger_price(side: Side, trigger: Decimal, limit: Decimal | None) -> Decimal:
    """The price per base coin that a trigger order is counted at: where it is set off, or its limit.

    A sell whose limit lies below where it is set off is executed at the market.
    """
    if limit is None:
        return trigger
    return max(limit, trigger) if side is Side.SELL else limit


def _worth(
    size: OrderSize, limit: Decimal | None, price: Decimal | None, side: Side, filled: Decimal
) -> Decimal:
    if isinstance(size, QuoteQty):
        return max(ZERO, size.value - filled * (price or ZERO))
    left = size.value - filled
    if left <= ZERO:
        return ZERO
    if limit is None:
        return left * (price or ZERO)
    # A sell below the market is executed at the market.
    return left * (price if side is Side.SELL and price is not None and price > limit else limit)
