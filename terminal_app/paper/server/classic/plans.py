"""Plans of futures, one at a time: read, left, changed, taken back."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from terminal_app.core.account import HoldMode
from terminal_app.core.instrument import Instrument, ProductType
from terminal_app.core.orders import ExitLeg, OrderType, PositionSide, TriggerBy
from terminal_app.paper.engine.messages import OrderRow, Reason, RefusalError
from terminal_app.paper.engine.strategy_messages import (
    NO_EXITS,
    ExitRequest,
    Exits,
    SpotExitRequest,
    StrategyKind,
    StrategyRow,
    StrategyStatus,
    TriggerRequest,
)
from terminal_app.paper.server.classic.mix_orders import read_direction
from terminal_app.paper.server.classic.plan_words import (
    LOSS,
    MOVING,
    NORMAL,
    POS_LOSS,
    POS_PROFIT,
    PROFIT,
    TRACK,
    share,
)
from terminal_app.paper.server.classic.reading import (
    client_oid,
    mix_instrument,
    need,
    needed,
    product_type,
    which,
)
from terminal_app.paper.server.classic.words import HOLD_SIDE, READ_TRIGGER_TYPE
from terminal_app.paper.server.encode.classic_plan import sub_order
from terminal_app.paper.server.encode.rows import Row
from terminal_app.paper.server.errors import bad_enum, bad_value, missing
from terminal_app.paper.server.params import Params
from terminal_app.paper.server.venue import Venue
from terminal_app.paper.server.words import MARGIN_MODE, ORDER_TYPE

ReadStrategies = Callable[[str, ProductType | None, str | None], list[StrategyRow]]
"""What reads the strategy orders of a wallet, by product and symbol."""

_TRIGGERS: Mapping[str, bool] = {NORMAL: False, TRACK: True}
_EXITS = {PROFIT, LOSS, POS_PROFIT, POS_LOSS, MOVING}


def place(venue: Venue, request: TriggerRequest | ExitRequest | SpotExitRequest) -> Row:
    """Leave a plan; returns its ids."""
    uid = venue.wallets.of(request.instrument.product)
    row, events = venue.engine.strategies.place(uid, request, venue.market_ms())
    venue.apply(events)
    return _ids(row)


def cancel(venue: Venue, params: Params) -> Row:
    """Take back one plan; returns its ids."""
    order_id, own_id = which(params)
    product = product_type(params) or ProductType.USDT_FUTURES
    return take_back(venue, product, order_id, own_id)


def take_back(
    venue: Venue, product: ProductType, order_id: str, own_id: str = "", kind: StrategyKind | None = None
) -> Row:
    """Take back a plan of a wallet by either id; with a `kind`, one of that kind only."""
    found = venue.engine.strategies.find(venue.wallets.of(product), order_id=order_id, client_oid=own_id)
    if kind is not None and found is not None and found.kind is not kind:
        raise RefusalError(Reason.STRATEGY_NOT_FOUND, "Plan order does not exist")
    row, events = venue.engine.strategies.cancel(
        venue.wallets.of(product), order_id=order_id, client_oid=own_id, now_ms=venue.market_ms()
    )
    venue.apply(events)
    return _ids(row)


def read_trigger(venue: Venue, params: Params) -> TriggerRequest:
    """The trigger order, or with `track_plan` the trailing order, that the parameters describe."""
    need(params, "planType", "symbol", "productType", "marginMode", "marginCoin", "size")
    need(params, "triggerPrice", "triggerType", "side", "orderType")
    instrument = mix_instrument(venue, params)
    trails = params.needed_word("planType", _TRIGGERS)
    side, position_side, reduce_only = read_direction(venue, instrument, params)
    size, price = params.positive("size"), params.positive("triggerPrice")
    if size is None or price is None:
        raise bad_value("size")
    limit = None
    if params.needed_word("orderType", ORDER_TYPE) is OrderType.LIMIT:
        limit = params.positive("price") or params.positive("executePrice")
        if limit is None:
            raise missing("price")
        if trails:
            raise bad_value("orderType")
    return TriggerRequest(
        instrument=instrument.id,
        side=side,
        size=size,
        trigger=ExitLeg(price, params.needed_word("triggerType", READ_TRIGGER_TYPE), limit),
        position_side=position_side,
        reduce_only=reduce_only,
        exits=Exits(_attached(params, "stopSurplus", None), _attached(params, "stopLoss", None)),
        client_oid=client_oid(params),
        callback=_callback(params, "callbackRatio") if trails else None,
        margin_mode=params.needed_word("marginMode", MARGIN_MODE),
    )


def read_exit(venue: Venue, params: Params, kind: str) -> ExitRequest:
    """The exit of a position that the parameters describe; `pos_` ones are of the whole of it."""
    need(params, "marginCoin", "productType", "symbol", "triggerPrice", "holdSide")
    if kind not in _EXITS:
        raise bad_enum()
    instrument = mix_instrument(venue, params)
    price, size = params.positive("triggerPrice"), params.positive("size")
    if price is None:
        raise bad_value("triggerPrice")
    if kind in {PROFIT, LOSS} and size is None:
        raise missing("size")
    leg = ExitLeg(
        price,
        params.word("triggerType", READ_TRIGGER_TYPE, TriggerBy.LAST),
        None if kind == MOVING else params.decimal("executePrice") or None,
    )
    exits = {PROFIT: Exits(leg), POS_PROFIT: Exits(leg)}.get(kind, Exits(stop_loss=leg))
    return ExitRequest(
        instrument=instrument.id,
        position_side=_position(venue, params, instrument),
        exits=NO_EXITS if kind == MOVING else exits,
        size=None if kind in {POS_PROFIT, POS_LOSS} else size,
        client_oid=client_oid(params),
        activation=leg if kind == MOVING else None,
        callback=_callback(params, "rangeRate") if kind == MOVING else None,
    )


def read_pair(venue: Venue, params: Params) -> list[tuple[bool, ExitRequest]]:
    """The take-profit (true) and the stop-loss of a position; one with a size is of that part only."""
    wanted = []
    for name, part, whole in (("stopSurplus", PROFIT, POS_PROFIT), ("stopLoss", LOSS, POS_LOSS)):
        if not params.text(f"{name}TriggerPrice"):
            continue
        size = params.text(f"{name}Size")
        own = params.beneath(
            {
                "triggerPrice": params.text(f"{name}TriggerPrice"),
                "triggerType": params.text(f"{name}TriggerType"),
                "executePrice": params.text(f"{name}ExecutePrice"),
                "clientOid": params.text(f"{name}ClientOid"),
                "size": size,
            }
        )
        wanted.append((part == PROFIT, read_exit(venue, own, part if size else whole)))
    if not wanted:
        raise missing("stopSurplusTriggerPrice", "stopLossTriggerPrice")
    return wanted


def modify_trigger(venue: Venue, params: Params) -> Row:
    """Change a trigger order or a trailing order; what is not named stays, exits of "0" go."""
    row = _waiting(venue, params, StrategyKind.TRIGGER)
    trigger = row.trigger
    if trigger is None:
        raise bad_value("orderId")
    price = trigger.price
    if price is not None:
        price = params.positive("newPrice") or price
    wanted = ExitLeg(
        params.positive("newTriggerPrice") or trigger.trigger,
        params.word("newTriggerType", READ_TRIGGER_TYPE, trigger.by),
        price,
    )
    exits = Exits(
        _attached(params, "newStopSurplus", row.exits.take_profit),
        _attached(params, "newStopLoss", row.exits.stop_loss),
    )
    callback = params.positive("newCallbackRatio")
    return _change(venue, row, exits, wanted, params.positive("newSize"), callback and share(callback))


def modify_exit(venue: Venue, params: Params) -> Row:
    """Change an exit of a position; the size of one of the whole position is not looked at."""
    need(params, "marginCoin", "productType", "symbol", "triggerPrice")
    row = _waiting(venue, params, StrategyKind.TPSL)
    price = params.positive("triggerPrice")
    before = row.trigger or row.exits.take_profit or row.exits.stop_loss
    if price is None or before is None:
        raise bad_value("triggerPrice")
    limit = params.decimal("executePrice") or None
    leg = ExitLeg(price, params.word("triggerType", READ_TRIGGER_TYPE, before.by), limit)
    if row.callback is not None:
        rate = params.positive("rangeRate")
        return _change(venue, row, NO_EXITS, leg, params.positive("size"), rate and share(rate))
    exits = Exits(leg) if row.exits.take_profit is not None else Exits(stop_loss=leg)
    return _change(venue, row, exits, None, params.positive("size"), None)


def placed(venue: Venue, row: StrategyRow) -> OrderRow | None:
    """The order that a plan has placed."""
    if not row.placed_id:
        return None
    return venue.engine.order(venue.wallets.of(row.instrument.product), order_id=row.placed_id)


def sub_orders(venue: Venue, product: ProductType, plan_id: str) -> list[Row]:
    """What a plan has placed, in a list of at most one."""
    row = venue.engine.strategies.find(venue.wallets.of(product), order_id=plan_id)
    order = None if row is None else placed(venue, row)
    if row is None or order is None:
        return []
    return [sub_order(order, failed=row.status is StrategyStatus.FAILED)]


def _waiting(venue: Venue, params: Params, kind: StrategyKind) -> StrategyRow:
    order_id, own_id = which(params)
    product = product_type(params) or ProductType.USDT_FUTURES
    uid = venue.wallets.of(product)
    row = venue.engine.strategies.find(uid, order_id=order_id, client_oid=own_id)
    if row is None or row.kind is not kind:
        raise RefusalError(Reason.STRATEGY_NOT_FOUND, "Plan order does not exist")
    return row


def _change(
    venue: Venue,
    row: StrategyRow,
    exits: Exits,
    trigger: ExitLeg | None,
    size: Decimal | None,
    callback: Decimal | None,
) -> Row:
    changed, events = venue.engine.strategies.change(
        venue.wallets.of(row.instrument.product),
        order_id=row.order_id,
        exits=exits,
        trigger=trigger,
        size=size,
        now_ms=venue.market_ms(),
        callback=callback,
    )
    venue.apply(events)
    return _ids(changed)


def _position(venue: Venue, params: Params, instrument: Instrument) -> PositionSide:
    """Which position is meant; in one-way mode the one that is there must be on the side that is named."""
    side = params.needed_word("holdSide", HOLD_SIDE)
    uid = venue.wallets.of(instrument.id.product)
    if venue.engine.hold_mode(uid) is HoldMode.HEDGE:
        return side
    if all(
        row.side is not side
        for row in venue.engine.positions(uid, instrument.id.product, instrument.id.symbol)
    ):
        raise RefusalError(Reason.NOTHING_TO_PROTECT, "There is no position on this side.")
    return PositionSide.NET


def _callback(params: Params, name: str) -> Decimal:
    needed(params, name)
    rate = params.positive(name)
    if rate is None:
        raise bad_value(name)
    return share(rate)


def _attached(params: Params, name: str, before: ExitLeg | None) -> ExitLeg | None:
    """An exit that goes with a trigger order: absent stays as before, "0" takes it away."""
    price = params.decimal(f"{name}TriggerPrice")
    if price is None:
        return before
    if not price:
        return None
    by = TriggerBy.LAST if before is None else before.by
    limit = params.decimal(f"{name}ExecutePrice") or None
    return ExitLeg(price, params.word(f"{name}TriggerType", READ_TRIGGER_TYPE, by), limit)


def _ids(row: StrategyRow) -> Row:
    return {"orderId": row.order_id, "clientOid": row.client_oid}
