"""Orders of the unified API: placing, changing, cancelling, closing."""

from collections.abc import Callable

from terminal_app.core.money import BaseQty, OrderSize, QuoteQty
from terminal_app.core.orders import MarginMode, OrderType, PositionSide, Side, TimeInForce
from terminal_app.paper.engine.messages import OrderRow, PlaceRequest, Reason, RefusalError, StpMode
from terminal_app.paper.server.encode.trading import Row
from terminal_app.paper.server.errors import ApiError, bad_value, missing, refused
from terminal_app.paper.server.params import Params, body_items
from terminal_app.paper.server.rest.call import Call, check_window, read_instrument, read_product
from terminal_app.paper.server.words import (
    MARGIN_MODE,
    ORDER_TYPE,
    POSITION_SIDE,
    READ_TIME_IN_FORCE,
    SIDE,
    STP_MODE,
    YES_NO,
)

_ATTACHED = ("takeProfit", "stopLoss")
_SHORTEST_COUNTDOWN, _LONGEST_COUNTDOWN = 5, 60
_GONE = {Reason.ORDER_NOT_FOUND, Reason.ORDER_FINAL}


def place(call: Call) -> object:
    """Place one order."""
    return _place(call, call.params())


def place_batch(call: Call) -> object:
    """Place up to 20 orders; each has its own answer, in order."""
    return [_each(call, item, _place) for item in body_items(call.request.body)]


def modify(call: Call) -> object:
    """Change size or price of a working order; it keeps its id."""
    return _modify(call, call.params())


def modify_batch(call: Call) -> object:
    """Change up to 20 orders; each has its own answer, in order."""
    return [_each(call, item, _modify) for item in body_items(call.request.body)]


def cancel(call: Call) -> object:
    """Cancel one order."""
    return _cancel(call, call.params())


def cancel_batch(call: Call) -> object:
    """Cancel up to 20 orders; each has its own answer, in order."""
    return [_each(call, item, _cancel) for item in body_items(call.request.body)]


def cancel_symbol(call: Call) -> object:
    """Cancel every order of a category, or of one symbol of it. Nothing to cancel is an empty list."""
    params = call.params()
    product = read_product(params)
    if product is None:
        return {"list": None}
    symbol = read_instrument(call.venue, params).id.symbol if params.text("symbol") else None
    rows, events = call.venue.engine.cancel_all(call.venue.uid, product, symbol, call.venue.market_ms())
    call.venue.apply(events)
    return {"list": [_ids(row) for row in rows] or None}


def close_positions(call: Call) -> object:
    """Close positions at market: a category's, one symbol's, or one side of it.

    Clients take the first row of a success without looking, so having nothing to close is a refusal.
    """
    params = call.params()
    product = read_product(params)
    if product is None or not product.is_futures:
        raise bad_value("category")
    symbol = read_instrument(call.venue, params).id.symbol if params.text("symbol") else None
    side = params.needed_word("posSide", POSITION_SIDE) if params.text("posSide") else None
    venue = call.venue
    rows, events = venue.engine.close_positions(venue.uid, product, symbol, side, venue.market_ms())
    venue.apply(events)
    if not rows:
        raise ApiError("22002", "No position to close")
    return {"list": [_ids(row) for row in rows]}


def countdown_cancel_all(call: Call) -> object:
    """The dead man's switch: everything is cancelled unless this is called again in time."""
    params = call.params()
    params.need("countdown")
    seconds = params.integer("countdown") or 0
    if seconds and not _SHORTEST_COUNTDOWN <= seconds <= _LONGEST_COUNTDOWN:
        raise bad_value("countdown")
    call.venue.arm_cancel_all(seconds)
    return "success"


def _place(call: Call, params: Params) -> Row:
    params.need("category", "symbol", "side", "orderType", "qty")
    check_window(params, call.venue.clock.now_ms())
    row, events = call.venue.engine.place(call.venue.uid, _request(call, params), call.venue.market_ms())
    call.venue.apply(events)
    return _ids(row)


def _request(call: Call, params: Params) -> PlaceRequest:
    instrument = read_instrument(call.venue, params)
    for name in _ATTACHED:
        if params.text(name):
            # A stop that silently did not exist would be worse than a refusal.
            raise bad_value(name)
    side = params.needed_word("side", SIDE)
    order_type = params.needed_word("orderType", ORDER_TYPE)
    qty = params.positive("qty")
    price = params.positive("price") if order_type is OrderType.LIMIT else None
    if qty is None:
        raise bad_value("qty")
    if order_type is OrderType.LIMIT and price is None:
        raise missing("price")
    futures = instrument.id.product.is_futures
    in_quote = not futures and order_type is OrderType.MARKET and side is Side.BUY
    size: OrderSize = QuoteQty(qty) if in_quote else BaseQty(qty)
    time_in_force = params.word("timeInForce", READ_TIME_IN_FORCE, TimeInForce.GTC)
    return PlaceRequest(
        instrument=instrument.id,
        side=side,
        order_type=order_type,
        size=size,
        price=price,
        time_in_force=time_in_force if order_type is OrderType.LIMIT else TimeInForce.GTC,
        client_oid=params.client_oid(),
        reduce_only=futures and params.word("reduceOnly", YES_NO, default=False),
        position_side=params.word("posSide", POSITION_SIDE, PositionSide.NET)
        if futures
        else PositionSide.NET,
        margin_mode=params.word("marginMode", MARGIN_MODE, MarginMode.CROSSED),
        stp_mode=params.word("stpMode", STP_MODE, StpMode.NONE),
    )


def _modify(call: Call, params: Params) -> Row:
    order_id, client_oid = _which(params)
    size, price = params.positive("qty"), params.positive("price")
    if size is None and price is None:
        raise ApiError("40925", "At least one of the order price and the order size is required")
    check_window(params, call.venue.clock.now_ms())
    venue = call.venue
    try:
        row, events = venue.engine.amend(
            venue.uid,
            order_id=order_id,
            client_oid=client_oid,
            size=size,
            price=price,
            now_ms=venue.market_ms(),
        )
    except RefusalError as error:
        if params.word("autoCancel", YES_NO, default=False) and error.reason not in _GONE:
            _, cancelled = venue.engine.cancel(
                venue.uid, order_id=order_id, client_oid=client_oid, now_ms=venue.market_ms()
            )
            venue.apply(cancelled)
        raise
    venue.apply(events)
    return _ids(row)


def _cancel(call: Call, params: Params) -> Row:
    order_id, client_oid = _which(params)
    venue = call.venue
    row, events = venue.engine.cancel(
        venue.uid, order_id=order_id, client_oid=client_oid, now_ms=venue.market_ms()
    )
    venue.apply(events)
    return _ids(row)


def _which(params: Params) -> tuple[str, str]:
    order_id, client_oid = params.text("orderId"), params.text("clientOid")
    if not order_id and not client_oid:
        raise ApiError("40924", "orderId and clientOid must have one")
    return order_id, "" if order_id else client_oid


def _ids(row: OrderRow) -> Row:
    return {"orderId": row.order_id, "clientOid": row.client_oid}


def _each(call: Call, params: Params, work: Callable[[Call, Params], Row]) -> Row:
    try:
        return work(call, params)
    except RefusalError as error:
        failed = refused(error)
    except ApiError as error:
        failed = error
    return {
        "orderId": params.text("orderId"),
        "clientOid": params.text("clientOid"),
        "code": failed.code,
        "msg": failed.text,
    }
