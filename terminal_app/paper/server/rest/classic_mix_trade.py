"""Futures orders of the classic API, and what it tells of them."""

from collections.abc import Callable, Sequence

from terminal_app.core.account import HoldMode
from terminal_app.core.instrument import Instrument
from terminal_app.core.orders import PositionSide, Side
from terminal_app.paper.engine.messages import FillRow, OrderRow, PositionRow
from terminal_app.paper.server.classic import mix_orders
from terminal_app.paper.server.classic.outcome import done, each, ids
from terminal_app.paper.server.classic.reading import (
    client_oid,
    items,
    mix_instrument,
    need,
    optional_symbol,
    page,
    product_type,
    which,
)
from terminal_app.paper.server.classic.words import HOLD_SIDE
from terminal_app.paper.server.encode import classic_mix as encode
from terminal_app.paper.server.encode.rows import Row
from terminal_app.paper.server.errors import ApiError
from terminal_app.paper.server.params import Params
from terminal_app.paper.server.reading import check_window
from terminal_app.paper.server.rest.call import Call
from terminal_app.paper.server.words import ORDER_STATUS, SIDE

_WORKING = {"live", "partially_filled"}
_DAYS, _FILL_DAYS = 90, 7


def place(call: Call) -> object:
    """Place one order."""
    return mix_orders.place(call.venue, call.params())


def place_batch(call: Call) -> object:
    """Place several orders."""
    return each(call, items(call.params(), "orderList"), mix_orders.place)


def modify(call: Call) -> object:
    """Change a working order."""
    return mix_orders.modify(call.venue, call.params())


def cancel(call: Call) -> object:
    """Cancel one order."""
    return mix_orders.cancel(call.venue, call.params())


def cancel_batch(call: Call) -> object:
    """Cancel the orders of a list; without a list, all of a symbol or of a product type."""
    params = call.params()
    if params.listed("orderIdList"):
        return each(call, items(params, "orderIdList"), mix_orders.cancel)
    return _cancel_all(call, params)


def cancel_all(call: Call) -> object:
    """Cancel every order of a product type."""
    params = call.params()
    check_window(params, call.venue.clock.now_ms())
    return _cancel_all(call, params)


def close_positions(call: Call) -> object:
    """Close positions at market: a product type's, one symbol's, or one side of it.

    Clients take the first row of a success without looking, so having nothing to close is a refusal.
    """
    params, venue = call.params(), call.venue
    product = product_type(params)
    symbol = optional_symbol(venue, params, product)
    side = params.needed_word("holdSide", HOLD_SIDE) if params.text("holdSide") else None
    rows: Sequence[OrderRow] = []
    if product is not None:
        rows, events = venue.engine.close_positions(
            venue.wallets.of(product), product, symbol, side, venue.market_ms()
        )
        venue.apply(events)
    if not rows:
        raise ApiError("22002", "No position to close")
    named = [ids(row) | {"symbol": row.request.instrument.symbol} for row in rows]
    return {"successList": named, "failureList": [], "result": False}


def reverse(call: Call) -> object:
    """Close a position and open one as large on the other side; answered with the opening order."""
    params, venue = call.params(), call.venue
    need(params, "symbol", "productType", "marginCoin", "side")
    instrument = mix_instrument(venue, params)
    uid, own_id = venue.wallets.of(instrument.id.product), client_oid(params)
    held = _held(call, params, instrument)
    size = params.positive("size") or held.size
    closed, events = venue.engine.close_positions(
        uid, instrument.id.product, instrument.id.symbol, held.side, venue.market_ms()
    )
    venue.apply(events)
    if not closed:
        raise ApiError("22002", "No position to close")
    request = mix_orders.opposite(held, size, own_id)
    row, events = venue.engine.place(uid, request, venue.market_ms())
    venue.apply(events)
    return ids(row)


def detail(call: Call) -> object:
    """One order, open or finished, by either id."""
    params, venue = call.params(), call.venue
    order_id, own_id = which(params)
    instrument = mix_instrument(venue, params)
    row = venue.engine.order(venue.wallets.of(instrument.id.product), order_id=order_id, client_oid=own_id)
    if row is None or row.request.instrument != instrument.id:
        raise ApiError("40109", "The data of the order cannot be found, please confirm the order number")
    return encode.detail(row, instrument)


def pending(call: Call) -> object:
    """The working orders, newest first."""
    params, venue = call.params(), call.venue
    product = product_type(params)
    if product is None:
        return _listed([])
    symbol = optional_symbol(venue, params, product)
    rows = venue.engine.open_orders(venue.wallets.of(product), product, symbol)
    status = params.text("status").lower()
    if status in _WORKING:
        rows = [row for row in rows if ORDER_STATUS[row.status] == status]
    found = _page(params, rows)
    return _listed([encode.order(row, _instrument(call, row)) for row in found])


def history(call: Call) -> object:
    """The finished orders, newest first."""
    params, venue = call.params(), call.venue
    product = product_type(params)
    if product is None:
        return _listed([])
    symbol = optional_symbol(venue, params, product)
    rows = venue.engine.order_history(venue.wallets.of(product), product, symbol)
    found = _page(params, rows, venue.market_ms())
    return _listed([encode.past_order(row, _instrument(call, row)) for row in found])


def fills(call: Call) -> object:
    """The executions, newest first."""
    return _fills(call, _DAYS, encode.fill)


def fill_history(call: Call) -> object:
    """The executions, newest first, at most seven days of them at once."""
    return _fills(call, _FILL_DAYS, encode.past_fill)


def _fills(call: Call, days: int, tell: Callable[[FillRow, bool], Row]) -> Row:
    params, venue = call.params(), call.venue
    product = product_type(params)
    if product is None:
        return {"fillList": [], "endId": None}
    uid, symbol = venue.wallets.of(product), optional_symbol(venue, params, product)
    rows = venue.engine.fills(uid, product, symbol, params.text("orderId"))
    now_ms = venue.market_ms()
    found = page(params, rows, lambda row: row.exec_id, lambda row: row.time_ms, days=days, now_ms=now_ms)
    told = []
    for row in found:
        order = venue.engine.order(uid, order_id=row.order_id)
        told.append(tell(row, order is not None and order.liquidation))
    return {"fillList": told, "endId": found[-1].exec_id if found else None}


def _held(call: Call, params: Params, instrument: Instrument) -> PositionRow:
    """The position to reverse: in hedge mode `side` names it, in one-way mode there is one."""
    side = params.needed_word("side", SIDE)
    uid = call.venue.wallets.of(instrument.id.product)
    wanted = PositionSide.LONG if side is Side.BUY else PositionSide.SHORT
    for row in call.venue.engine.positions(uid, instrument.id.product, instrument.id.symbol):
        if row.hold_mode is HoldMode.ONE_WAY or row.side is wanted:
            return row
    raise ApiError("22002", "No position to close")


def _cancel_all(call: Call, params: Params) -> Row:
    venue = call.venue
    product = product_type(params)
    symbol = optional_symbol(venue, params, product)
    if product is None:
        return done([])
    rows, events = venue.engine.cancel_all(venue.wallets.of(product), product, symbol, venue.market_ms())
    venue.apply(events)
    return done(rows)


def _listed(rows: list[Row]) -> Row:
    """A list as futures have it: `null` when empty."""
    return {"entrustedList": rows or None, "endId": rows[-1]["orderId"] if rows else None}


def _page(params: Params, rows: Sequence[OrderRow], now_ms: int | None = None) -> list[OrderRow]:
    order_id, own_id = params.text("orderId"), params.text("clientOid")
    wanted = [row for row in rows if order_id in {"", row.order_id} and own_id in {"", row.client_oid}]
    return page(params, wanted, lambda row: row.order_id, lambda row: row.created_ms, now_ms=now_ms)


def _instrument(call: Call, row: OrderRow) -> Instrument:
    return call.venue.engine.instruments[row.request.instrument]
