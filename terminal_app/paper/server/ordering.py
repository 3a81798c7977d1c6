"""Single orders, whoever brings them: REST, a batch, or the stream. Reads parameters and asks the engine."""

from collections.abc import Sequence

from terminal_app.core.money import BaseQty, OrderSize, QuoteQty
from terminal_app.core.orders import MarginMode, OrderType, PositionSide, Side, TimeInForce
from terminal_app.paper.engine.messages import (
    CancelCause,
    EngineEvent,
    OrderChanged,
    OrderRow,
    PlaceRequest,
    Reason,
    RefusalError,
    StpMode,
)
from terminal_app.paper.server.encode.rows import Row
from terminal_app.paper.server.errors import ApiError, bad_value, missing
from terminal_app.paper.server.params import Params
from terminal_app.paper.server.reading import check_window, read_exits, read_instrument, touches_exits
from terminal_app.paper.server.venue import Venue
from terminal_app.paper.server.words import (
    MARGIN_MODE,
    ORDER_TYPE,
    POSITION_SIDE,
    READ_TIME_IN_FORCE,
    SIDE,
    STP_MODE,
    YES_NO,
)

_GONE = {Reason.ORDER_NOT_FOUND, Reason.ORDER_FINAL}


def place(venue: Venue, params: Params) -> Row:
    """Place one order; returns its ids.

    A reduce-only order that takes the place of older ones is answered without an order id, as the venue does:
    who wants to find it again has given it an id of his own.
    """
    params.need("category", "symbol", "side", "orderType", "qty")
    check_window(params, venue.clock.now_ms())
    row, events = venue.engine.place(venue.uid, _request(venue, params), venue.market_ms())
    venue.apply(events)
    return ids(row) | ({"orderId": None} if displaced(row, events) else {})


def modify(venue: Venue, params: Params) -> Row:
    """Change size, price or exits of a working order; returns its ids, which stay."""
    order_id, client_oid = which(params)
    size, price = params.positive("qty"), params.positive("price")
    if size is None and price is None and not touches_exits(params):
        raise ApiError("40925", "At least one of the order price and the order size is required")
    check_window(params, venue.clock.now_ms())
    try:
        found = venue.engine.order(venue.uid, order_id=order_id, client_oid=client_oid)
        exits = read_exits(params, found.request.exits) if found and touches_exits(params) else None
        row, events = venue.engine.amend(
            venue.uid,
            order_id=order_id,
            client_oid=client_oid,
            size=size,
            price=price,
            exits=exits,
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
    return ids(row)


def cancel(venue: Venue, params: Params) -> Row:
    """Cancel one order; returns its ids."""
    order_id, client_oid = which(params)
    row, events = venue.engine.cancel(
        venue.uid, order_id=order_id, client_oid=client_oid, now_ms=venue.market_ms()
    )
    venue.apply(events)
    return ids(row)


def which(params: Params) -> tuple[str, str]:
    """The order id, or else the client's id, that names an order; the other one is empty.

    Raises:
        ApiError: 40924, neither is there.
    """
    order_id, client_oid = params.text("orderId"), params.text("clientOid")
    if not order_id and not client_oid:
        raise ApiError("40924", "orderId and clientOid must have one")
    return order_id, "" if order_id else client_oid


def ids(row: OrderRow) -> Row:
    """What is answered of an order: its two ids."""
    return {"orderId": row.order_id, "clientOid": row.client_oid}


def displaced(row: OrderRow, events: Sequence[EngineEvent]) -> bool:
    """Whether older reduce-only orders were cancelled to make room for this one."""
    for event in events:
        if isinstance(event, OrderChanged):
            if event.row.order_id == row.order_id:
                return False
            if event.row.cause is CancelCause.REDUCE_ONLY:
                return True
    return False


def _request(venue: Venue, params: Params) -> PlaceRequest:
    instrument = read_instrument(venue, params)
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
        exits=read_exits(params),
    )
