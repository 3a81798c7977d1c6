"""The risk check: instrument rules and our own limits, judged before anything leaves. Pure.

It is the only place that makes an `Approved`, so an order that reaches the client has been here. Every
refusal is a plain sentence with the limit and the number.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from terminal_app.core.account import HoldMode
from terminal_app.core.commands import (
    AmendOrder,
    AmendStrategy,
    Approved,
    PlaceOrder,
    PlaceTpSl,
    PlaceTrigger,
    SetLeverage,
    Transfer,
)
from terminal_app.core.instrument import Instrument, InstrumentId, InstrumentStatus
from terminal_app.core.market import Ticker
from terminal_app.core.money import BaseQty, QuoteQty, ceil_to, divide, floor_to, is_multiple, trimmed
from terminal_app.core.orders import Order, OrderType, PositionSide, Side, TimeInForce
from terminal_app.core.outcomes import Refused
from terminal_app.core.strategy_orders import StrategyOrder
from terminal_app.trading.balances import BalanceSheet
from terminal_app.trading.caps import (
    Desk,
    Wish,
    age_refusals,
    collar_refusals,
    count_refusals,
    money,
    size_refusals,
    state_refusals,
)
from terminal_app.trading.exposure import closes
from terminal_app.trading.limits import RiskLimits
from terminal_app.trading.prices import PriceView
from terminal_app.trading.rules import Asked, passed, passed_waiting
from terminal_app.trading.strategy_risk import (
    Now,
    amend_refusals,
    attached_refusals,
    tp_sl_refusals,
    trigger_refusals,
)
from terminal_app.trading.transfers import RULES as TRANSFER_RULES
from terminal_app.trading.transfers import TransferBook, transfer_refusals

C = TypeVar("C", PlaceOrder, AmendOrder)
W = TypeVar("W", PlaceTrigger, PlaceTpSl, AmendStrategy)

_Marks = dict[str, Decimal]
_ONE = Decimal(1)
_HUNDRED = Decimal(100)
_CLOSED = {
    InstrumentStatus.HALTED: "is not traded at the moment",
    InstrumentStatus.LISTED: "is listed but not traded yet",
    InstrumentStatus.CLOSE_ONLY: "can only be closed at the moment",
}


@dataclass(frozen=True, slots=True)
class RiskView:
    """What the check may know. `order` or `waiting` is the order that an amendment changes.

    `desk` is what our own limits are judged by: all clear where nobody can tell, as in a preview.
    `spot_triggers` says that the account has trigger orders on spot.
    """

    instrument: Instrument | None
    bid: Decimal | None = None
    ask: Decimal | None = None
    last: Decimal | None = None
    price_age: float | None = None
    hold_mode: HoldMode | None = None
    order: Order | None = None
    mark: Decimal | None = None
    waiting: StrategyOrder | None = None
    desk: Desk = field(default_factory=Desk)
    spot_triggers: bool = False

    @property
    def now(self) -> Now:
        """The prices an order may be set off by."""
        return Now(self.last, self.mark)


def view_of(
    instrument: InstrumentId,
    prices: PriceView,
    hold_mode: HoldMode | None,
    order: Order | None = None,
    desk_at: Callable[[Decimal | None], Desk] | None = None,
    *,
    spot_triggers: bool = False,
) -> RiskView:
    """Gather what the check needs from the stores, as it stands now.

    `desk_at` makes the desk from the mark price, or the last one; without it nothing of ours stands against
    the order.
    """
    bid, ask = prices.best(instrument)
    ticker: Ticker | None = prices.ticker(instrument)
    last, mark = (ticker.last, ticker.mark) if ticker else (None, None)
    return RiskView(
        instrument=prices.instrument(instrument),
        bid=bid,
        ask=ask,
        last=last,
        price_age=prices.age(instrument),
        hold_mode=hold_mode,
        order=order,
        mark=mark,
        desk=Desk() if desk_at is None else desk_at(mark or last),
        spot_triggers=spot_triggers,
    )


def check(command: C, view: RiskView, limits: RiskLimits) -> Approved[C] | Refused:
    """Approve a command, or refuse it with every reason there is."""
    wish, marks = _wish(command, view), _marks(view)
    reasons = _refusals(command, view, limits, wish, marks)
    return Refused(reasons) if reasons else Approved(command, _rules(command, view, limits, wish, marks))


def check_strategy(command: W, view: RiskView, limits: RiskLimits) -> Approved[W] | Refused:
    """Approve a command about a strategy order, or refuse it with every reason there is."""
    reasons = strategy_refusals(command, view, limits)
    return Refused(reasons) if reasons else Approved(command, _strategy_rules(command, view, limits))


def strategy_refusals(
    command: PlaceTrigger | PlaceTpSl | AmendStrategy, view: RiskView, limits: RiskLimits
) -> tuple[str, ...]:
    """Every reason against a command about a strategy order; empty when there is none."""
    instrument = view.instrument
    if instrument is None:
        return (f"The rules of {command.instrument.symbol} are not loaded yet.",)
    match command:
        case PlaceTrigger():
            return (
                *state_refusals(wish := _set_off(command, view.hold_mode), view.desk),
                *trigger_refusals(
                    command,
                    instrument,
                    view.now,
                    view.hold_mode,
                    wish,
                    view.desk,
                    limits,
                    on_spot=view.spot_triggers,
                ),
                *count_refusals(wish, view.desk, limits),
            )
        case PlaceTpSl():
            return tuple(tp_sl_refusals(command, instrument, view.now, view.hold_mode))
        case AmendStrategy():
            return tuple(
                amend_refusals(command, view.waiting, instrument, view.now, view.hold_mode, view.desk, limits)
            )


def refusals(command: PlaceOrder | AmendOrder, view: RiskView, limits: RiskLimits) -> tuple[str, ...]:
    """Every reason against a command; empty when there is none."""
    return _refusals(command, view, limits, _wish(command, view), _marks(view))


def _refusals(
    command: PlaceOrder | AmendOrder, view: RiskView, limits: RiskLimits, wish: Wish, marks: _Marks
) -> tuple[str, ...]:
    instrument = view.instrument
    if instrument is None:
        return (f"The rules of {command.instrument.symbol} are not loaded yet.",)
    if isinstance(command, PlaceOrder):
        shape = tuple(_shape(command, view, instrument))
        exits = tuple(attached_refusals(command, instrument, view.now, reducing=wish.reducing))
    else:
        shape = tuple(_amendable(command, view.order))
        exits = ()
    # The shape comes first: numbers of an order that makes no sense would only confuse.
    return shape or (
        *state_refusals(wish, view.desk),
        *_status(wish, instrument),
        *_grid(wish, instrument),
        *_amount(wish, view, instrument, limits),
        *_band(wish, view, instrument),
        *exits,
        *collar_refusals(wish, instrument, _touch(wish, view), marks, limits),
        *count_refusals(wish, view.desk, limits),
    )


def check_transfer(
    command: Transfer, sheet: BalanceSheet, book: TransferBook
) -> Approved[Transfer] | Refused:
    """Approve a transfer between two wallets, or refuse it with every reason there is."""
    reasons = transfer_refusals(command, sheet, book)
    return Refused(reasons) if reasons else Approved(command, TRANSFER_RULES)


def leverage_refusals(command: SetLeverage, instrument: Instrument | None) -> tuple[str, ...]:
    """Every reason against a leverage; empty when there is none."""
    if instrument is None:
        return (f"The rules of {command.instrument.symbol} are not loaded yet.",)
    if not instrument.id.product.is_futures:
        return ("Spot has no leverage.",)
    lowest, highest = instrument.min_leverage, instrument.max_leverage
    if not lowest <= command.leverage <= highest:
        return (f"Leverage must lie between {lowest}× and {highest}×; this is {trimmed(command.leverage)}×.",)
    return ()


def is_reducing(command: PlaceOrder, hold_mode: HoldMode | None) -> bool:
    """Whether an order can only make a position smaller."""
    return closes(command.side, command.position_side, hold_mode, reduce_only=command.reduce_only)


def _rules(
    command: PlaceOrder | AmendOrder, view: RiskView, limits: RiskLimits, wish: Wish, marks: _Marks
) -> tuple[str, ...]:
    """What a command was judged by."""
    if view.instrument is None:
        return ()
    exits = isinstance(command, PlaceOrder) and bool(command.take_profit or command.stop_loss)
    return passed(wish, Asked(marks, view.last is not None, exits), view.instrument, limits)


def _strategy_rules(
    command: PlaceTrigger | PlaceTpSl | AmendStrategy, view: RiskView, limits: RiskLimits
) -> tuple[str, ...]:
    """What a command about a strategy order was judged by."""
    if view.instrument is None:
        return ()
    new = isinstance(command, PlaceTrigger)
    return passed_waiting(
        view.instrument,
        limits,
        opens=isinstance(command, PlaceTrigger) and not _set_off(command, view.hold_mode).reducing,
        trigger=new or (isinstance(command, AmendStrategy) and command.trigger is not None),
        exits=not isinstance(command, PlaceTrigger) and bool(command.take_profit or command.stop_loss),
    )


def _wish(command: PlaceOrder | AmendOrder, view: RiskView) -> Wish:
    """A new or changed order in the shape that limits are asked about."""
    if isinstance(command, AmendOrder):
        return _changed(command, view)
    reduces = is_reducing(command, view.hold_mode)
    return Wish(command.side, command.order_type, command.size, command.price, reduces)


def _set_off(command: PlaceTrigger, hold_mode: HoldMode | None) -> Wish:
    """The order that a trigger order becomes."""
    kind = OrderType.MARKET if command.price is None else OrderType.LIMIT
    reduces = closes(command.side, command.position_side, hold_mode, reduce_only=command.reduce_only)
    return Wish(command.side, kind, command.size, command.price, reduces)


def _changed(command: AmendOrder, view: RiskView) -> Wish:
    """The order as it would be after a change."""
    order = view.order
    side = order.side if order else Side.BUY
    reduces = order is not None and closes(
        side, order.position_side, view.hold_mode, reduce_only=order.reduce_only
    )
    shrinks = order is not None and command.size <= order.size.value and command.price == order.price
    size = BaseQty(command.size)
    return Wish(side, OrderType.LIMIT, size, command.price, reduces, shrinks=shrinks, new=False)


def _touch(wish: Wish, view: RiskView) -> Decimal | None:
    return view.ask if wish.side is Side.BUY else view.bid


def _marks(view: RiskView) -> _Marks:
    """The prices that a price is compared with."""
    marks = {}
    if view.bid is not None and view.ask is not None:
        marks["mid price"] = divide(view.bid + view.ask, Decimal(2))
    if view.mark is not None:
        marks["mark price"] = view.mark
    return marks


def _shape(command: PlaceOrder, view: RiskView, instrument: Instrument) -> Iterator[str]:
    market = command.order_type is OrderType.MARKET
    if market and command.price is not None:
        yield "A market order has no price of its own."
    if market and command.time_in_force is TimeInForce.POST_ONLY:
        yield "Post-only is for limit orders: a market order always takes."
    if not market and command.price is None:
        yield "A limit order needs a price."
    if instrument.id.product.is_futures:
        yield from _futures_shape(command, view)
    else:
        yield from _spot_shape(command)


def _spot_shape(command: PlaceOrder) -> Iterator[str]:
    spends = command.order_type is OrderType.MARKET and command.side is Side.BUY
    if spends and not isinstance(command.size, QuoteQty):
        yield "A spot market buy is sized in the coin that is spent."
    if not spends and not isinstance(command.size, BaseQty):
        yield "Only a spot market buy is sized in the coin that is spent."
    if command.reduce_only:
        yield "Spot has no positions, so it has no reduce-only."
    if command.position_side is not PositionSide.NET or command.margin_mode is not None:
        yield "Spot has no positions, so it has no position side and no margin mode."


def _futures_shape(command: PlaceOrder, view: RiskView) -> Iterator[str]:
    if not isinstance(command.size, BaseQty):
        yield "Futures are sized in the base coin."
    if command.margin_mode is None:
        yield "A futures order needs a margin mode, crossed or isolated."
    if view.hold_mode is HoldMode.HEDGE and command.position_side is PositionSide.NET:
        yield "The account is in hedge mode: say whether the order is for the long or the short position."
    if view.hold_mode is HoldMode.ONE_WAY and command.position_side is not PositionSide.NET:
        yield "The account is in one-way mode: there is no separate long and short position."


def _amendable(command: AmendOrder, order: Order | None) -> Iterator[str]:
    if order is None:
        yield "This order is not known here, so it cannot be changed."
    elif order.status.is_final:
        yield f"The order is {order.status.value} and cannot be changed any more."
    elif order.order_type is not OrderType.LIMIT:
        yield "Only a limit order can be changed."
    elif command.size <= order.filled:
        yield (
            f"{trimmed(order.filled)} is filled already: the new size must be more than that, "
            f"not {trimmed(command.size)}."
        )


def _status(wish: Wish, instrument: Instrument) -> Iterator[str]:
    if instrument.status is InstrumentStatus.CLOSE_ONLY and wish.reducing:
        return
    if instrument.status is not InstrumentStatus.TRADING:
        yield f"{instrument.id.symbol} {_CLOSED[instrument.status]}."


def _grid(wish: Wish, instrument: Instrument) -> Iterator[str]:
    if wish.price is not None:
        if wish.price <= 0:
            yield "The price must be above zero."
        elif not is_multiple(wish.price, instrument.tick):
            yield f"Prices go in steps of {trimmed(instrument.tick)}; {trimmed(wish.price)} is between two."
    value = wish.size.value
    if value <= 0:
        yield "The size must be above zero."
    elif isinstance(wish.size, QuoteQty):
        if not is_multiple(value, instrument.quote_step):
            yield f"Amounts go in steps of {trimmed(instrument.quote_step)} {instrument.quote}."
    elif not is_multiple(value, instrument.lot):
        yield f"Sizes go in steps of {trimmed(instrument.lot)} {instrument.base}."


def _amount(wish: Wish, view: RiskView, instrument: Instrument, limits: RiskLimits) -> Iterator[str]:
    if isinstance(wish.size, BaseQty):
        yield from _quantity(wish.size.value, wish.order_type, instrument)
    if stale := tuple(age_refusals(wish, instrument, view.price_age, limits)):
        yield from stale
        return
    if wish.order_type is OrderType.MARKET and _touch(wish, view) is None and not wish.reducing:
        yield f"No live price for {instrument.id.symbol}, so a market order cannot be judged."
        return
    smallest, largest = _notional(wish, view)
    quote = instrument.quote
    if 0 < smallest < instrument.min_notional and not wish.reducing:
        minimum = trimmed(instrument.min_notional)
        yield f"Minimum is {minimum} {quote}; this order is {money(smallest)} {quote}."
    yield from size_refusals(wish, largest, view.desk, quote, limits)


def _quantity(size: Decimal, order_type: OrderType, instrument: Instrument) -> Iterator[str]:
    base = instrument.base
    if 0 < size < instrument.min_qty:
        yield f"Minimum is {trimmed(instrument.min_qty)} {base}; this order is {trimmed(size)} {base}."
    market = order_type is OrderType.MARKET and instrument.max_market_qty is not None
    highest = instrument.max_market_qty if market else instrument.max_qty
    if highest is not None and size > highest:
        yield f"Maximum is {trimmed(highest)} {base}; this order is {trimmed(size)} {base}."


def _notional(wish: Wish, view: RiskView) -> tuple[Decimal, Decimal]:
    """The least and the most quote coin the order can be about."""
    size = wish.size.value
    if isinstance(wish.size, QuoteQty):
        return size, size
    touch = _touch(wish, view)
    price = wish.price if wish.price is not None else touch or Decimal(0)
    # A sell below the bid is executed at the bid or better: it is about more than its limit says.
    most = max(price, touch) if wish.side is Side.SELL and touch is not None else price
    return size * price, size * most


def _band(wish: Wish, view: RiskView, instrument: Instrument) -> Iterator[str]:
    price, last = wish.price, view.last
    if price is None or last is None or price <= 0:
        return
    buy, sell = instrument.buy_band, instrument.sell_band
    if wish.side is Side.BUY and buy is not None:
        border = last * (_ONE + buy)
        # Far below the border there is no need to know where exactly it lies.
        if price > border - instrument.tick and price > (highest := floor_to(border, instrument.tick)):
            yield (
                f"The exchange takes buys up to {trimmed(highest)}, {_percent(buy)} above the last price; "
                f"this price is {trimmed(price)}."
            )
    if wish.side is Side.SELL and sell is not None:
        border = last * (_ONE - sell)
        if price < border + instrument.tick and price < (lowest := ceil_to(border, instrument.tick)):
            yield (
                f"The exchange takes sells down to {trimmed(lowest)}, {_percent(sell)} below the last price; "
                f"this price is {trimmed(price)}."
            )


def _percent(share: Decimal) -> str:
    return f"{trimmed(share * _HUNDRED)} %"
