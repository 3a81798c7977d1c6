"""Futures plans of the classic API: taken, changed, taken back, told."""

from terminal_app.core.orders import MarginMode
from terminal_app.paper.engine.messages import RefusalError
from terminal_app.paper.engine.strategy_messages import StrategyRow
from terminal_app.paper.server.classic import plans
from terminal_app.paper.server.classic.outcome import each
from terminal_app.paper.server.classic.plan_words import NORMAL, STATUS, is_of_type
from terminal_app.paper.server.classic.reading import items, need, needed, optional_symbol, page, product_type
from terminal_app.paper.server.encode import classic_plan as encode
from terminal_app.paper.server.encode.rows import Row
from terminal_app.paper.server.params import Params
from terminal_app.paper.server.rest.call import Call


def place(call: Call) -> object:
    """Leave a trigger order or a trailing order."""
    return plans.place(call.venue, plans.read_trigger(call.venue, call.params()))


def place_exit(call: Call) -> object:
    """Leave one exit of a position."""
    params = call.params()
    return plans.place(call.venue, plans.read_exit(call.venue, params, needed(params, "planType")))


def place_exits(call: Call) -> object:
    """Leave a take-profit and a stop-loss of a position, both or none."""
    placed: list[tuple[bool, Row]] = []
    for gains, request in plans.read_pair(call.venue, call.params()):
        try:
            placed.append((gains, plans.place(call.venue, request)))
        except RefusalError:
            for _, ids in placed:
                plans.take_back(call.venue, request.instrument.product, str(ids["orderId"]))
            raise
    return [
        {
            "orderId": ids["orderId"],
            "stopSurplusClientOid": ids["clientOid"] if gains else "",
            "stopLossClientOid": "" if gains else ids["clientOid"],
        }
        for gains, ids in placed
    ]


def modify(call: Call) -> object:
    """Change a trigger order or a trailing order."""
    return plans.modify_trigger(call.venue, call.params())


def modify_exit(call: Call) -> object:
    """Change an exit of a position."""
    return plans.modify_exit(call.venue, call.params())


def cancel(call: Call) -> object:
    """Take back the plans of a list, of whatever kind; without a list, all of one kind."""
    params = call.params()
    if params.listed("orderIdList"):
        return each(call, items(params, "orderIdList"), plans.cancel)
    rows = _rows(call, params, call.venue.engine.waiting_strategies, params.text("planType") or NORMAL)
    whole = params.text("productType")
    return each(call, [Params({"orderId": row.order_id, "productType": whole}) for row in rows], plans.cancel)


def pending(call: Call) -> object:
    """The waiting plans of a kind, newest first."""
    params = call.params()
    rows = _rows(call, params, call.venue.engine.waiting_strategies, needed(params, "planType"))
    return _listed([encode.mix_plan(row, *_setup(call, row)) for row in _page(params, rows)])


def history(call: Call) -> object:
    """The plans that have ended, newest first."""
    params, venue = call.params(), call.venue
    rows = _rows(call, params, venue.engine.past_strategies, needed(params, "planType"))
    status = params.text("planStatus")
    wanted = [row for row in rows if status in {"", STATUS[row.status]}]
    return _listed(
        [
            encode.past_mix_plan(row, *_setup(call, row), plans.placed(venue, row))
            for row in _page(params, wanted, venue.market_ms())
        ]
    )


def sub_orders(call: Call) -> object:
    """What a plan has placed."""
    params = call.params()
    need(params, "planType", "planOrderId")
    product = product_type(params)
    return [] if product is None else plans.sub_orders(call.venue, product, params.text("planOrderId"))


def _rows(call: Call, params: Params, read: plans.ReadStrategies, kind: str) -> list[StrategyRow]:
    product = product_type(params)
    if product is None:
        return []
    symbol = optional_symbol(call.venue, params, product)
    order_id, own_id = params.text("orderId"), params.text("clientOid")
    return [
        row
        for row in read(call.venue.wallets.of(product), product, symbol)
        if is_of_type(row, kind) and order_id in {"", row.order_id} and own_id in {"", row.client_oid}
    ]


def _page(params: Params, rows: list[StrategyRow], now_ms: int | None = None) -> list[StrategyRow]:
    return page(params, rows, lambda row: row.order_id, lambda row: row.created_ms, now_ms=now_ms)


def _setup(call: Call, row: StrategyRow) -> tuple[str, MarginMode]:
    """The margin coin and the margin mode of a plan's contract."""
    uid = call.venue.wallets.of(row.instrument.product)
    return call.venue.engine.instruments[row.instrument].quote, call.venue.engine.leverage(
        uid, row.instrument
    )[1]


def _listed(rows: list[Row]) -> Row:
    return {"entrustedList": rows or None, "endId": rows[-1]["orderId"] if rows else None}
