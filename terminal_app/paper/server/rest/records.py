"""What the unified API tells of orders, executions and positions."""

from terminal_app.core.instrument import InstrumentId
from terminal_app.paper.engine.messages import ClosedPositionRow, OrderRow
from terminal_app.paper.server.encode import trading as encode
from terminal_app.paper.server.encode.rows import Row
from terminal_app.paper.server.errors import ApiError
from terminal_app.paper.server.reading import read_product
from terminal_app.paper.server.rest.call import Call, page
from terminal_app.paper.server.words import POSITION_SIDE


def order_info(call: Call) -> object:
    """One order, open or finished, by either id."""
    params = call.params()
    order_id, client_oid = params.text("orderId"), params.text("clientOid")
    if not order_id and not client_oid:
        raise ApiError("40924", "orderId and clientOid must have one")
    row = call.venue.engine.order(
        call.venue.uid, order_id=order_id, client_oid="" if order_id else client_oid
    )
    if row is None:
        text = "The data of the order cannot be found, please confirm the order number"
        raise ApiError("40109", text)
    return _order(call, row)


def unfilled_orders(call: Call) -> object:
    """The working orders, newest first."""
    params = call.params()
    product = read_product(params, required=False)
    if product is None and params.text("category"):
        return {"list": [], "cursor": None}
    rows = call.venue.engine.open_orders(call.venue.uid, product, params.text("symbol") or None)
    return page(
        params, rows, lambda row: row.order_id, lambda row: row.created_ms, lambda row: _order(call, row)
    )


def history_orders(call: Call) -> object:
    """The finished orders, newest first."""
    params = call.params()
    product = read_product(params)
    if product is None:
        return {"list": [], "cursor": None}
    rows = call.venue.engine.order_history(call.venue.uid, product, params.text("symbol") or None)
    return page(
        params, rows, lambda row: row.order_id, lambda row: row.created_ms, lambda row: _order(call, row)
    )


def fills(call: Call) -> object:
    """The account's executions, newest first."""
    params = call.params()
    product = read_product(params, required=False)
    if product is None and params.text("category"):
        return {"list": [], "cursor": None}
    rows = call.venue.engine.fills(
        call.venue.uid, product, params.text("symbol") or None, params.text("orderId")
    )
    return page(params, rows, lambda row: row.exec_id, lambda row: row.time_ms, encode.fill)


def current_positions(call: Call) -> object:
    """The open positions of a category; none is a `null` list, as recorded."""
    params = call.params()
    product = read_product(params)
    side = params.needed_word("posSide", POSITION_SIDE) if params.text("posSide") else None
    if product is None:
        return {"list": None}
    rows = call.venue.engine.positions(call.venue.uid, product, params.text("symbol") or None)
    found = [
        encode.position(row, call.venue.engine.instruments[row.instrument])
        for row in rows
        if side is None or row.side is side
    ]
    return {"list": found or None}


def position_history(call: Call) -> object:
    """The positions that ended, newest first. Clients leave the category out, so it is optional."""
    params = call.params()
    product = read_product(params, required=False)
    rows = call.venue.engine.closed_positions(call.venue.uid, product, params.text("symbol") or None)
    return page(
        params,
        rows,
        lambda row: row.position_id,
        lambda row: row.updated_ms,
        lambda row: _closed(call, row.instrument, row),
    )


def _order(call: Call, row: OrderRow) -> Row:
    return encode.order(row, call.venue.engine.instruments[row.request.instrument])


def _closed(call: Call, instrument: InstrumentId, row: ClosedPositionRow) -> Row:
    return encode.closed_position(row, call.venue.engine.instruments[instrument])
