"""Spot plans of the classic API: orders that wait for a price."""

from terminal_app.core.instrument import ProductType
from terminal_app.core.money import QuoteQty
from terminal_app.core.orders import ExitLeg, OrderType, TriggerBy
from terminal_app.paper.engine.messages import Reason, RefusalError
from terminal_app.paper.engine.strategy_messages import (
    NO_EXITS,
    StrategyKind,
    StrategyRow,
    TriggerRequest,
)
from terminal_app.paper.server.classic import plans
from terminal_app.paper.server.classic.outcome import each
from terminal_app.paper.server.classic.plan_words import leg_of
from terminal_app.paper.server.classic.reading import (
    client_oid,
    need,
    needed,
    optional_symbol,
    page,
    spot_instrument,
    which,
)
from terminal_app.paper.server.classic.spot_orders import order_size
from terminal_app.paper.server.classic.words import READ_TRIGGER_TYPE
from terminal_app.paper.server.encode import classic_plan as encode
from terminal_app.paper.server.encode.rows import Row
from terminal_app.paper.server.errors import bad_value, missing
from terminal_app.paper.server.params import Params
from terminal_app.paper.server.rest.call import Call
from terminal_app.paper.server.venue import Venue
from terminal_app.paper.server.words import ORDER_TYPE, SIDE

_IN_QUOTE = {"amount": False, "total": True}
_PAGE = 20


def place(call: Call) -> object:
    """Leave an order that waits for a price; `total` sizes a market buy in quote coin."""
    params = call.params()
    need(params, "symbol", "side", "triggerPrice", "orderType", "size", "triggerType")
    instrument = spot_instrument(call.venue, params)
    side = params.needed_word("side", SIDE)
    trigger = _trigger(params, None)
    size = params.positive("size")
    if size is None:
        raise bad_value("size")
    in_quote = params.word("planType", _IN_QUOTE, default=False)
    order_type = params.needed_word("orderType", ORDER_TYPE)
    if in_quote and not isinstance(order_size(size, side, order_type), QuoteQty):
        if trigger.price is None:
            raise bad_value("planType")
        size, in_quote = instrument.floor_size(size / trigger.price), False
    return plans.place(
        call.venue,
        TriggerRequest(
            instrument=instrument.id,
            side=side,
            size=size,
            trigger=trigger,
            client_oid=client_oid(params),
            in_quote=in_quote,
        ),
    )


def modify(call: Call) -> object:
    """Change a waiting order."""
    params, venue = call.params(), call.venue
    need(params, "triggerPrice", "orderType", "size")
    order_id, own_id = which(params)
    uid = venue.wallets.of(ProductType.SPOT)
    row = venue.engine.strategies.find(uid, order_id=order_id, client_oid=own_id)
    if row is None or row.kind is not StrategyKind.TRIGGER:
        raise RefusalError(Reason.STRATEGY_NOT_FOUND, "Plan order does not exist")
    changed, events = venue.engine.strategies.change(
        uid,
        order_id=row.order_id,
        exits=NO_EXITS,
        trigger=_trigger(params, leg_of(row)),
        size=params.positive("size"),
        now_ms=venue.market_ms(),
    )
    venue.apply(events)
    return {"orderId": changed.order_id, "clientOid": changed.client_oid}


def cancel(call: Call) -> object:
    """Take back a waiting order."""
    order_id, own_id = which(call.params())
    plans.take_back(call.venue, ProductType.SPOT, order_id, own_id, StrategyKind.TRIGGER)
    return {"result": "success"}


def cancel_batch(call: Call) -> object:
    """Take back the waiting orders of some pairs, of all when none is named."""
    venue = call.venue
    symbols = {str(one) for one in call.params().listed("symbolList")}
    rows = _plans(venue.engine.waiting_strategies(venue.wallets.of(ProductType.SPOT), ProductType.SPOT))
    wanted = [
        Params({"orderId": row.order_id}) for row in rows if not symbols or row.instrument.symbol in symbols
    ]
    return each(call, wanted, _taken_back)


def current(call: Call) -> object:
    """The waiting orders, newest first."""
    venue = call.venue
    symbol = optional_symbol(venue, call.params(), ProductType.SPOT)
    rows = venue.engine.waiting_strategies(venue.wallets.of(ProductType.SPOT), ProductType.SPOT, symbol)
    return _listed(call.params(), rows)


def history(call: Call) -> object:
    """The waiting orders that have ended, newest first."""
    venue = call.venue
    symbol = optional_symbol(venue, call.params(), ProductType.SPOT)
    rows = venue.engine.past_strategies(venue.wallets.of(ProductType.SPOT), ProductType.SPOT, symbol)
    return _listed(call.params(), rows, venue.market_ms())


def sub_orders(call: Call) -> object:
    """What a waiting order has placed."""
    return plans.sub_orders(call.venue, ProductType.SPOT, needed(call.params(), "planOrderId"))


def _taken_back(venue: Venue, params: Params) -> Row:
    return plans.take_back(venue, ProductType.SPOT, params.text("orderId"))


def _plans(rows: list[StrategyRow]) -> list[StrategyRow]:
    """Those that are no take-profits and stop-losses, which are listed with the orders."""
    return [row for row in rows if row.kind is StrategyKind.TRIGGER]


def _listed(params: Params, rows: list[StrategyRow], now_ms: int | None = None) -> Row:
    rows = _plans(rows)
    found = page(
        params, rows, lambda row: row.order_id, lambda row: row.created_ms, default=_PAGE, now_ms=now_ms
    )
    last = found[-1].order_id if found else ""
    more = bool(found) and any(int(row.order_id) < int(last) for row in rows)
    return {"nextFlag": more, "idLessThan": last, "orderList": [encode.spot_plan(row) for row in found]}


def _trigger(params: Params, before: ExitLeg | None) -> ExitLeg:
    price = params.positive("triggerPrice")
    if price is None:
        raise bad_value("triggerPrice")
    limit = None
    if params.needed_word("orderType", ORDER_TYPE) is OrderType.LIMIT:
        limit = params.positive("executePrice")
        if limit is None:
            raise missing("executePrice")
    by = TriggerBy.LAST if before is None else before.by
    return ExitLeg(price, params.word("triggerType", READ_TRIGGER_TYPE, by), limit)
