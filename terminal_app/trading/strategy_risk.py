"""The risk check of trigger orders, take-profits and stop-losses. Pure.

A price that is known now is judged against; where none is known the venue judges, because a stop-loss must
not wait for a feed.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from terminal_app.core.abilities import Ability, unavailable
from terminal_app.core.account import HoldMode
from terminal_app.core.account_kind import AccountKind
from terminal_app.core.commands import AmendStrategy, PlaceOrder, PlaceTpSl, PlaceTrigger
from terminal_app.core.instrument import Instrument, InstrumentStatus
from terminal_app.core.money import ZERO, BaseQty, is_multiple, trimmed
from terminal_app.core.orders import ExitLeg, OrderType, PositionSide, Side, TriggerBy
from terminal_app.core.strategy_orders import StrategyKind, StrategyOrder
from terminal_app.trading.caps import Desk, Wish, size_refusals
from terminal_app.trading.exposure import closes, trigger_price
from terminal_app.trading.limits import RiskLimits

_FUTURES_ONLY = "Take-profits and stop-losses exist on futures only."
_NO_POSITIONS = "Spot has no positions, so it has no reduce-only and no position side."
_HEDGE = "The account is in hedge mode: say whether this is for the long or the short position."
_ONE_WAY = "The account is in one-way mode: there is no separate long and short position."


class Now(NamedTuple):
    """The prices an order may be set off by, as far as they are known."""

    last: Decimal | None = None
    mark: Decimal | None = None

    def by(self, by: TriggerBy) -> Decimal | None:
        """The price that sets an order off."""
        return self.mark if by is TriggerBy.MARK and self.mark is not None else self.last


def trigger_refusals(
    command: PlaceTrigger,
    instrument: Instrument,
    now: Now,
    hold_mode: HoldMode | None,
    wish: Wish,
    desk: Desk,
    limits: RiskLimits,
    *,
    on_spot: bool,
) -> Iterator[str]:
    """Every reason against a trigger order; `wish` is the order that it becomes.

    `on_spot` says that the account has trigger orders on spot too.
    """
    if instrument.id.product.is_futures:
        yield from _mode(command.position_side, hold_mode)
    elif not on_spot:
        yield unavailable(AccountKind.UNIFIED)[Ability.SPOT_TRIGGERS]
        return
    elif command.reduce_only or command.position_side is not PositionSide.NET:
        yield _NO_POSITIONS
    yield from _open(instrument)
    yield from _size(command.size.value, instrument)
    yield from _trigger(command.trigger, command.by, command.price, instrument, now)
    worth = command.size.value * trigger_price(command.side, command.trigger, command.price)
    quote = instrument.quote
    if 0 < worth < instrument.min_notional and not wish.reducing:
        minimum = trimmed(instrument.min_notional)
        yield f"Minimum is {minimum} {quote}; this order is {trimmed(worth)} {quote}."
    yield from size_refusals(wish, worth, desk, quote, limits)


def tp_sl_refusals(
    command: PlaceTpSl, instrument: Instrument, now: Now, hold_mode: HoldMode | None
) -> Iterator[str]:
    """Every reason against the exits of a position."""
    if not instrument.id.product.is_futures:
        yield _FUTURES_ONLY
        return
    yield from _mode(command.position_side, hold_mode)
    if command.position_side is not PositionSide.NET:
        closing = Side.SELL if command.position_side is PositionSide.LONG else Side.BUY
        if command.side is not closing:
            yield f"A {command.position_side.value} position is closed by a {closing.value}."
    if command.size is not None:
        yield from _size(command.size, instrument)
    if command.take_profit is None and command.stop_loss is None:
        yield "Give a take-profit, a stop-loss or both."
    long = command.side is Side.SELL
    yield from _exits(command.take_profit, command.stop_loss, instrument, now, None, long=long)


def amend_refusals(
    command: AmendStrategy,
    order: StrategyOrder | None,
    instrument: Instrument,
    now: Now,
    hold_mode: HoldMode | None,
    desk: Desk,
    limits: RiskLimits,
) -> Iterator[str]:
    """Every reason against changing a waiting order; `desk` counts everything but that order."""
    if order is None:
        yield "This order is not known here, so it cannot be changed."
        return
    if order.status.is_final:
        yield f"The order is {order.status.value} and cannot be changed any more."
        return
    if order.kind.trails:
        yield "A trailing order at the exchange cannot be changed here. Cancel it and place another one."
        return
    if command.size is not None:
        yield from _size(command.size, instrument)
    if order.kind is StrategyKind.TRIGGER:
        if command.trigger is None or command.size is None:
            yield "A trigger order needs a size and the price that sets it off."
        else:
            yield from _trigger(command.trigger, command.by, command.price, instrument, now)
            yield from _grown(
                command.size, command.trigger, command.price, order, instrument, hold_mode, desk, limits
            )
        return
    if command.trigger is not None or (command.take_profit is None and command.stop_loss is None):
        yield "Give a take-profit, a stop-loss or both."
    long = order.side is Side.SELL
    yield from _exits(command.take_profit, command.stop_loss, instrument, now, None, long=long)


def attached_refusals(
    command: PlaceOrder, instrument: Instrument, now: Now, *, reducing: bool
) -> Iterator[str]:
    """Every reason against the exits that an order brings along."""
    if command.take_profit is None and command.stop_loss is None:
        return
    if not instrument.id.product.is_futures:
        yield "Take-profit and stop-loss can be attached to futures orders only."
    elif reducing:
        yield "An order that closes has no take-profit or stop-loss of its own."
    else:
        # A limit order opens the position at its price or better, and only then do its exits begin to wait.
        long = command.side is Side.BUY
        yield from _exits(command.take_profit, command.stop_loss, instrument, now, command.price, long=long)


def _grown(
    size: Decimal,
    trigger: Decimal,
    price: Decimal | None,
    order: StrategyOrder,
    instrument: Instrument,
    hold_mode: HoldMode | None,
    desk: Desk,
    limits: RiskLimits,
) -> Iterator[str]:
    """What our limits have against a change; one that only makes the order smaller skips them."""
    worth = size * trigger_price(order.side, trigger, price)
    before = (order.size or ZERO) * trigger_price(order.side, order.trigger or ZERO, order.price)
    reducing = closes(order.side, order.position_side, hold_mode, reduce_only=order.reduce_only)
    kind = OrderType.MARKET if price is None else OrderType.LIMIT
    wish = Wish(order.side, kind, BaseQty(size), price, reducing, shrinks=worth <= before, new=False)
    yield from size_refusals(wish, worth, desk, instrument.quote, limits)


def _mode(position_side: PositionSide, hold_mode: HoldMode | None) -> Iterator[str]:
    if hold_mode is HoldMode.HEDGE and position_side is PositionSide.NET:
        yield _HEDGE
    if hold_mode is HoldMode.ONE_WAY and position_side is not PositionSide.NET:
        yield _ONE_WAY


def _open(instrument: Instrument) -> Iterator[str]:
    if instrument.status in (InstrumentStatus.HALTED, InstrumentStatus.LISTED):
        yield f"{instrument.id.symbol} is not traded at the moment."


def _size(size: Decimal, instrument: Instrument) -> Iterator[str]:
    base = instrument.base
    if size <= 0:
        yield "The size must be above zero."
    elif not is_multiple(size, instrument.lot):
        yield f"Sizes go in steps of {trimmed(instrument.lot)} {base}."
    elif size < instrument.min_qty:
        yield f"Minimum is {trimmed(instrument.min_qty)} {base}; this order is {trimmed(size)} {base}."
    elif instrument.max_qty is not None and size > instrument.max_qty:
        yield f"Maximum is {trimmed(instrument.max_qty)} {base}; this order is {trimmed(size)} {base}."


def _trigger(
    trigger: Decimal, by: TriggerBy, price: Decimal | None, instrument: Instrument, now: Now
) -> Iterator[str]:
    yield from _price("The trigger price", trigger, instrument)
    if price is not None:
        yield from _price("The price", price, instrument)
    current = now.by(by)
    if current is not None and trigger == current:
        yield f"The price is {trimmed(current)} now, so this would be set off at once."


def _exits(
    take_profit: ExitLeg | None,
    stop_loss: ExitLeg | None,
    instrument: Instrument,
    now: Now,
    entry: Decimal | None,
    *,
    long: bool,
) -> Iterator[str]:
    word = "long" if long else "short"
    for name, leg, above in (("take-profit", take_profit, long), ("stop-loss", stop_loss, not long)):
        if leg is None:
            continue
        yield from _price(f"The {name}", leg.trigger, instrument)
        if leg.price is not None:
            yield from _price(f"The limit price of the {name}", leg.price, instrument)
        current = entry if entry is not None else now.by(leg.by)
        if current is None or (leg.trigger > current if above else leg.trigger < current):
            continue
        side = "above" if above else "below"
        what = "the entry" if entry is not None else f"the {leg.by.value} price"
        yield (
            f"The {name} of a {word} position belongs {side} {what}, {trimmed(current)}; "
            f"this one is {trimmed(leg.trigger)}."
        )
    if take_profit is not None and stop_loss is not None:
        high, low = (take_profit, stop_loss) if long else (stop_loss, take_profit)
        if high.trigger <= low.trigger:
            side = "above" if long else "below"
            yield f"The take-profit of a {word} position belongs {side} its stop-loss."


def _price(name: str, price: Decimal, instrument: Instrument) -> Iterator[str]:
    if price <= 0:
        yield f"{name} must be above zero."
    elif not is_multiple(price, instrument.tick):
        yield f"Prices go in steps of {trimmed(instrument.tick)}; {trimmed(price)} is between two."
