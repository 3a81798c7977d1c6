"""What exits and trigger orders must satisfy before they may wait: grid, side of the price, count, size.

Each check raises `RefusalError` and changes nothing. A take-profit lies on the winning side of the price it
is measured against and a stop-loss on the losing one. For exits of a position that is the price that sets
them off, for exits attached to a limit order its limit.
"""

from collections.abc import Callable
from decimal import Decimal
from enum import Enum, auto

from terminal_app.core.account import HoldMode
from terminal_app.core.instrument import Instrument
from terminal_app.core.money import ZERO, BaseQty, QuoteQty, trimmed
from terminal_app.core.orders import ExitLeg, OrderType, Side, TriggerBy
from terminal_app.paper.engine.account import Account
from terminal_app.paper.engine.exact import whole
from terminal_app.paper.engine.messages import PlaceRequest, Reason, RefusalError
from terminal_app.paper.engine.positions import Position
from terminal_app.paper.engine.rules import check_price, check_request, check_size, is_closing
from terminal_app.paper.engine.strategy_messages import Exits, Leg, StrategyRow, TriggerRequest
from terminal_app.paper.engine.triggers import same_legs

MAX_STRATEGIES = 100
"""Strategy orders that may wait on one instrument. The venue has a limit and does not say which."""

MAX_CALLBACK = Decimal("0.1")

Prices = Callable[[TriggerBy], Decimal | None]


class Against(Enum):
    """The price that an exit was measured against."""

    LAST = auto()
    MARK = auto()
    ENTRY = auto()


class ExitSideError(RefusalError):
    """An exit lies on the wrong side of a price: the venue has a code for each combination."""

    def __init__(self, leg: Leg, direction: Side, against: Against, price: Decimal) -> None:
        name = "take-profit" if leg is Leg.TAKE_PROFIT else "stop-loss"
        side = "long" if direction is Side.BUY else "short"
        word = "greater" if (leg is Leg.TAKE_PROFIT) is (direction is Side.BUY) else "less"
        super().__init__(
            Reason.EXIT_WRONG_SIDE,
            f"For {side} positions the {name} price must be {word} than {trimmed(price)}.",
        )
        self.leg = leg
        self.direction = direction
        self.against = against
        self.price = price


def check_exits(
    instrument: Instrument, exits: Exits, direction: Side, prices: Prices, entry: Decimal | None = None
) -> None:
    """Check both legs for a position of this direction; `entry` is the limit of the order they go with."""
    for leg, name in ((exits.take_profit, Leg.TAKE_PROFIT), (exits.stop_loss, Leg.STOP_LOSS)):
        if leg is None:
            continue
        _check_grid(instrument, leg, name)
        price = prices(leg.by) if entry is None else entry
        if price is None:
            continue
        above = (name is Leg.TAKE_PROFIT) is (direction is Side.BUY)
        if leg.trigger <= price if above else leg.trigger >= price:
            raise ExitSideError(name, direction, _against(leg, entry), price)


def check_preset(instrument: Instrument, account: Account, request: PlaceRequest, prices: Prices) -> None:
    """Exits that come with an order: one that opens, on the right side of its price, no unified spot one."""
    if not request.exits:
        return
    if not instrument.id.product.is_futures and not account.classic:
        raise RefusalError(
            Reason.EXITS_NOT_SUPPORTED, "Take-profit and stop-loss are not supported on spot orders."
        )
    if is_closing(account.hold_mode, request):
        raise RefusalError(
            Reason.EXITS_ONLY_OPENING, "Only opening orders may have a preset take-profit and stop-loss."
        )
    limit = request.price if request.order_type is OrderType.LIMIT else None
    check_exits(instrument, request.exits, request.side, prices, limit)


def check_count(account: Account, instrument: Instrument) -> None:
    """There is room for one more on this instrument."""
    waiting = sum(1 for row in account.strategies.values() if row.instrument == instrument.id)
    if waiting >= MAX_STRATEGIES:
        raise RefusalError(
            Reason.TOO_MANY_STRATEGIES, f"No more than {MAX_STRATEGIES} strategy orders may wait on a symbol."
        )


def check_client_oid(account: Account, client_oid: str) -> None:
    """No waiting strategy order has this client id."""
    if client_oid and any(row.client_oid == client_oid for row in account.strategies.values()):
        raise RefusalError(
            Reason.DUPLICATE_CLIENT_OID, "A waiting strategy order already has this client order id."
        )


def check_some(exits: Exits) -> None:
    """There is a take-profit or a stop-loss at all."""
    if not exits:
        raise RefusalError(Reason.PRICE_MISSING, "A take-profit or a stop-loss price is needed.")


def check_part(
    account: Account,
    position: Position,
    exits: Exits,
    size: Decimal,
    *,
    without: str = "",
    trails: bool = False,
) -> None:
    """Exits of a part: on the lot, and with the others of the same kind no larger than the position."""
    check_size(position.instrument, size, OrderType.LIMIT, closing=True)
    others = [
        row
        for row in account.strategies.values()
        if row.position_id == position.position_id and not row.whole and row.order_id != without
    ]
    for name in ("take_profit", "stop_loss"):
        if getattr(exits, name) is None:
            continue
        _check_sum(position, [row for row in others if getattr(row.exits, name) is not None], size)
    if trails:
        _check_sum(position, [row for row in others if row.callback is not None], size)


def check_callback(callback: Decimal) -> None:
    """A trailing order comes back by more than nothing and at most a tenth (the venue's documentation)."""
    if not 0 < callback <= MAX_CALLBACK:
        raise RefusalError(
            Reason.CALLBACK_OUT_OF_RANGE, "The callback rate must be above zero and at most 10 %."
        )


def check_activation(instrument: Instrument, activation: ExitLeg | None) -> None:
    """What activates a trailing order is a price on the tick."""
    if activation is None:
        raise RefusalError(Reason.PRICE_MISSING, "A trailing order needs an activation price.")
    check_price(instrument, activation.trigger)


def _check_sum(position: Position, others: list[StrategyRow], size: Decimal) -> None:
    if sum((row.size for row in others), ZERO) + size > abs(position.size):
        raise RefusalError(
            Reason.EXITS_EXCEED_POSITION,
            "The total size of partial take-profits or stop-losses exceeds the position.",
        )


def check_whole(account: Account, position: Position, exits: Exits) -> None:
    """A position has at most one pair of exits for the whole of it; in a classic account one of each leg."""
    there = [
        row.exits
        for row in account.strategies.values()
        if row.whole and row.position_id == position.position_id
    ]
    if account.classic:
        there = [one for one in there if same_legs(one, exits)]
    if there:
        raise RefusalError(
            Reason.EXITS_EXIST, "Only one take-profit and stop-loss can be set for the whole position."
        )


def check_trigger(instrument: Instrument, account: Account, request: TriggerRequest) -> None:
    """A trigger order would be a proper order if it were placed now; the money is looked at when it is."""
    futures = instrument.id.product.is_futures
    if not futures and not account.classic:
        raise RefusalError(Reason.EXITS_NOT_SUPPORTED, "Trigger orders are for futures only.")
    if not futures and (request.exits or request.callback is not None):
        raise RefusalError(Reason.EXITS_NOT_SUPPORTED, "Spot orders have no exits and do not trail.")
    check_price(instrument, request.trigger.trigger)
    if request.callback is not None:
        check_callback(request.callback)
    order = trigger_order(account, instrument, request.side, request.size, request.trigger, request)
    check_request(instrument, account, order)
    if request.exits and is_closing(account.hold_mode, order):
        raise RefusalError(
            Reason.EXITS_ONLY_OPENING, "Only opening orders may have a preset take-profit and stop-loss."
        )
    entry = request.trigger.price or request.trigger.trigger
    check_exits(instrument, request.exits, request.side, lambda _by: entry, entry)


def trigger_order(
    account: Account,
    instrument: Instrument,
    side: Side,
    size: Decimal,
    trigger: ExitLeg,
    wanted: TriggerRequest | StrategyRow,
) -> PlaceRequest:
    """The order that a trigger order places, in the margin mode that the instrument has now."""
    return PlaceRequest(
        instrument=instrument.id,
        side=side,
        order_type=OrderType.MARKET if trigger.price is None else OrderType.LIMIT,
        size=QuoteQty(size) if wanted.in_quote else BaseQty(size),
        price=trigger.price,
        reduce_only=wanted.reduce_only and account.hold_mode is HoldMode.ONE_WAY,
        position_side=wanted.position_side,
        margin_mode=wanted.margin_mode or account.leverage(instrument)[1],
        exits=wanted.exits,
    )


def _check_grid(instrument: Instrument, leg: ExitLeg, name: Leg) -> None:
    takes = name is Leg.TAKE_PROFIT
    word = "take-profit" if takes else "stop-loss"
    if leg.trigger <= 0 or whole(leg.trigger, instrument.tick) is None:
        raise RefusalError(
            Reason.TAKE_PROFIT_OFF_TICK if takes else Reason.STOP_LOSS_OFF_TICK,
            f"The {word} trigger price must be a multiple of {trimmed(instrument.tick)} and above zero.",
        )
    if leg.price is not None and (leg.price <= 0 or whole(leg.price, instrument.tick) is None):
        raise RefusalError(
            Reason.TAKE_PROFIT_LIMIT_OFF_TICK if takes else Reason.STOP_LOSS_LIMIT_OFF_TICK,
            f"The {word} order price must be a multiple of {trimmed(instrument.tick)} and above zero.",
        )


def _against(leg: ExitLeg, entry: Decimal | None) -> Against:
    if entry is not None:
        return Against.ENTRY
    return Against.MARK if leg.by is TriggerBy.MARK else Against.LAST
