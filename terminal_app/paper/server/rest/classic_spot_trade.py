"""Spot orders of the classic API, and what it tells of them."""

from typing import TypeVar

from terminal_app.core.instrument import Instrument, ProductType
from terminal_app.paper.engine.messages import OrderRow, RefusalError
from terminal_app.paper.engine.strategy_messages import StrategyKind, StrategyRow
from terminal_app.paper.server.classic import spot_orders
from terminal_app.paper.server.classic.errors import refuse
from terminal_app.paper.server.classic.outcome import each
from terminal_app.paper.server.classic.plans import ReadStrategies, placed
from terminal_app.paper.server.classic.reading import items, optional_symbol, page, spot_instrument, which
from terminal_app.paper.server.encode import classic_spot as encode
from terminal_app.paper.server.encode.rows import Row
from terminal_app.paper.server.errors import ApiError
from terminal_app.paper.server.params import Params
from terminal_app.paper.server.reading import check_window
from terminal_app.paper.server.rest.call import Call

RowT = TypeVar("RowT", OrderRow, StrategyRow)

_FOUND_FOR_MS = 2 * 3_600_000


def place(call: Call) -> object:
    """Place one order."""
    return spot_orders.place(call.venue, call.params())


def place_batch(call: Call) -> object:
    """Place several orders."""
    return each(call, items(call.params(), "orderList"), spot_orders.place)


def cancel(call: Call) -> object:
    """Cancel one order."""
    return spot_orders.cancel(call.venue, call.params())


def cancel_batch(call: Call) -> object:
    """Cancel several orders."""
    return each(call, items(call.params(), "orderList"), spot_orders.cancel)


def cancel_symbol(call: Call) -> object:
    """Cancel every order of a pair; the answer names the pair only."""
    venue = call.venue
    instrument = spot_instrument(venue, call.params())
    _, events = venue.engine.cancel_all(
        venue.wallets.of(ProductType.SPOT), ProductType.SPOT, instrument.id.symbol, venue.market_ms()
    )
    venue.apply(events)
    return {"symbol": instrument.id.symbol}


def replace(call: Call) -> object:
    """Cancel an order and place another in its place."""
    return spot_orders.replace(call, call.params())


def replace_batch(call: Call) -> object:
    """Replace several orders; each has its own answer, in order."""
    return [_replaced(call, item) for item in items(call.params(), "orderList")]


def order_info(call: Call) -> object:
    """One order in a list, which is empty when there is none. By the caller's own id for two hours only."""
    params, venue = call.params(), call.venue
    order_id, own_id = which(params)
    check_window(params, venue.clock.now_ms())
    uid = venue.wallets.of(ProductType.SPOT)
    row = venue.engine.order(uid, order_id=order_id, client_oid=own_id)
    if row is None or (own_id and venue.market_ms() - row.created_ms > _FOUND_FOR_MS):
        return []
    return [encode.order(row, _instrument(call, row), venue.uid)]


def unfilled(call: Call) -> object:
    """The working orders, or the waiting take-profits and stop-losses, newest first."""
    params, venue = call.params(), call.venue
    if spot_orders.is_exit(params):
        waiting = _exits(call, params, venue.engine.waiting_strategies)
        return [encode.open_exit(row, venue.uid) for row in waiting]
    rows = venue.engine.open_orders(
        venue.wallets.of(ProductType.SPOT), ProductType.SPOT, _symbol(call, params)
    )
    return [encode.open_order(row, _instrument(call, row), venue.uid) for row in _page(params, rows)]


def history(call: Call) -> object:
    """The finished orders, or take-profits and stop-losses, newest first."""
    params, venue = call.params(), call.venue
    if spot_orders.is_exit(params):
        ended = _exits(call, params, venue.engine.past_strategies)
        return [encode.past_exit(row, venue.uid, placed(venue, row)) for row in ended]
    rows = venue.engine.order_history(
        venue.wallets.of(ProductType.SPOT), ProductType.SPOT, _symbol(call, params)
    )
    found = _page(params, rows, venue.market_ms())
    return [encode.past_order(row, _instrument(call, row), venue.uid) for row in found]


def fills(call: Call) -> object:
    """The executions, newest first."""
    params, venue = call.params(), call.venue
    rows = venue.engine.fills(
        venue.wallets.of(ProductType.SPOT), ProductType.SPOT, _symbol(call, params), params.text("orderId")
    )
    now_ms = venue.market_ms()
    found = page(params, rows, lambda row: row.exec_id, lambda row: row.time_ms, now_ms=now_ms)
    return [encode.fill(row, venue.uid) for row in found]


def _replaced(call: Call, item: Params) -> Row:
    try:
        return spot_orders.replace(call, item)
    except (RefusalError, ApiError) as error:
        refusal = refuse(error, call.request.path) if isinstance(error, RefusalError) else error
        named: Row = {"orderId": item.text("orderId") or None, "clientOid": item.text("clientOid") or None}
        return named | {"success": "failure", "msg": refusal.text}


def _exits(call: Call, params: Params, read: ReadStrategies) -> list[StrategyRow]:
    rows = read(call.venue.wallets.of(ProductType.SPOT), ProductType.SPOT, _symbol(call, params))
    return _page(params, [row for row in rows if row.kind is StrategyKind.TPSL])


def _page(params: Params, rows: list[RowT], now_ms: int | None = None) -> list[RowT]:
    order_id = params.text("orderId")
    wanted = [row for row in rows if order_id in {"", row.order_id}]
    return page(params, wanted, lambda row: row.order_id, lambda row: row.created_ms, now_ms=now_ms)


def _symbol(call: Call, params: Params) -> str | None:
    return optional_symbol(call.venue, params, ProductType.SPOT)


def _instrument(call: Call, row: OrderRow) -> Instrument:
    return call.venue.engine.instruments[row.request.instrument]
