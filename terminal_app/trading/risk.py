"""The risk check: instrument rules and our own limits, judged before anything leaves. Pure.

It is the only place that makes an `Approved`, so an order that reaches the client has been here. Every
refusal is a plain sentence with the limit and the number.
"""

from collections.abc import Callable, Iterable, Sequence
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
from terminal_app.core.instrument import Instrument, InstrumentId
from terminal_app.core.market import Ticker
from terminal_app.core.money import BaseQty, divide, trimmed
from terminal_app.core.orders import Order, OrderType, Side
from terminal_app.core.outcomes import Refused
from terminal_app.core.strategy_orders import StrategyOrder
from terminal_app.trading.balances import BalanceSheet
from terminal_app.trading.caps import Desk, Wish, collar_refusals, count_refusals, state_refusals
from terminal_app.trading.exposure import closes
from terminal_app.trading.limits import RiskLimits
from terminal_app.trading.order_rules import amount_refusals, band_refusals, grid_refusals, status_refusals
from terminal_app.trading.order_shape import change_refusals, shape_refusals
from terminal_app.trading.prices import PriceView
from terminal_app.trading.rules import Asked, RuleNames, passed_waiting
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
_TWO = Decimal(2)
_NAMES = RuleNames()


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
    exits: Iterable[str] = ()
    if isinstance(command, PlaceOrder):
        shape: Sequence[str] = shape_refusals(command, view.hold_mode, instrument)
        if _has_exits(command):
            exits = attached_refusals(command, instrument, view.now, reducing=wish.reducing)
    else:
        shape = change_refusals(command, view.order)
    # The shape comes first: numbers of an order that makes no sense would only confuse.
    if shape:
        return tuple(shape)
    desk, touch = view.desk, view.ask if wish.side is Side.BUY else view.bid
    return (
        *state_refusals(wish, desk),
        *status_refusals(wish, instrument),
        *grid_refusals(wish, instrument),
        *amount_refusals(wish, touch, view.price_age, instrument, desk, limits),
        *band_refusals(wish, view.last, instrument),
        *exits,
        *collar_refusals(wish, instrument, touch, marks, limits),
        *count_refusals(wish, desk, limits),
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
    exits = isinstance(command, PlaceOrder) and _has_exits(command)
    asked = Asked(tuple(marks), view.last is not None, exits)
    return _NAMES.passed(wish, asked, view.instrument, limits)


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


def _has_exits(command: PlaceOrder) -> bool:
    return command.take_profit is not None or command.stop_loss is not None


def _marks(view: RiskView) -> _Marks:
    """The prices that a price is compared with."""
    marks = {}
    if view.bid is not None and view.ask is not None:
        marks["mid price"] = divide(view.bid + view.ask, _TWO)
    if view.mark is not None:
        marks["mark price"] = view.mark
    return marks
