"""Strategy orders of the unified API: trigger orders, and the take-profits and stop-losses of positions."""

from terminal_app.core.account import HoldMode
from terminal_app.core.instrument import Instrument
from terminal_app.core.orders import PositionSide
from terminal_app.paper.engine.strategy_messages import (
    ExitRequest,
    StrategyKind,
    StrategyRow,
    TriggerRequest,
)
from terminal_app.paper.server.encode import strategy as encode
from terminal_app.paper.server.encode.rows import Row
from terminal_app.paper.server.errors import ApiError, bad_value, missing
from terminal_app.paper.server.ordering import which
from terminal_app.paper.server.params import Params
from terminal_app.paper.server.reading import (
    check_window,
    read_exits,
    read_instrument,
    read_leg,
    read_product,
)
from terminal_app.paper.server.rest.call import Call, page
from terminal_app.paper.server.venue import Venue
from terminal_app.paper.server.words import POSITION_SIDE, SIDE, STRATEGY_KIND, WHOLE_POSITION, YES_NO

_TRIGGER_FIELDS = ("triggerBy", "triggerOrderType", "triggerOrderPrice")


def place(call: Call) -> object:
    """Leave exits of a position (`tpsl`, the default) or an order that waits for a price (`trigger`)."""
    params, venue = call.params(), call.venue
    params.need("category", "symbol")
    check_window(params, venue.clock.now_ms())
    instrument = read_instrument(venue, params)
    waits = params.word("type", STRATEGY_KIND, StrategyKind.TPSL) is StrategyKind.TRIGGER
    request = _trigger(params, instrument) if waits else _exits(venue, params, instrument)
    row, events = venue.engine.strategies.place(venue.uid, request, venue.market_ms())
    venue.apply(events)
    return _ids(row)


def modify(call: Call) -> object:
    """Change prices or size of a waiting strategy order; what is not named stays."""
    params, venue = call.params(), call.venue
    order_id, client_oid = which(params)
    row = venue.engine.strategies.find(venue.uid, order_id=order_id, client_oid=client_oid)
    if row is None:
        raise ApiError("25597", "Strategy does not exist or has already been stopped")
    trigger = row.trigger
    if trigger is not None:
        price = params.positive("triggerPrice") or trigger.trigger
        trigger = read_leg(params, price, _TRIGGER_FIELDS, trigger)
    row, events = venue.engine.strategies.change(
        venue.uid,
        order_id=row.order_id,
        exits=read_exits(params, row.exits),
        trigger=trigger,
        size=params.positive("qty"),
        now_ms=venue.market_ms(),
    )
    venue.apply(events)
    return _ids(row)


def cancel(call: Call) -> object:
    """Take a waiting strategy order back; the venue answers with nothing."""
    order_id, client_oid = which(call.params())
    venue = call.venue
    _, events = venue.engine.strategies.cancel(
        venue.uid, order_id=order_id, client_oid=client_oid, now_ms=venue.market_ms()
    )
    venue.apply(events)
    return None


def unfilled(call: Call) -> object:
    """Every waiting strategy order of a category, newest first: a bare list without pages."""
    return [encode.waiting(row) for row in _wanted(call, past=False)]


def history(call: Call) -> object:
    """The strategy orders that have ended, the last to end first."""
    return page(
        call.params(),
        _wanted(call, past=True),
        lambda row: row.order_id,
        lambda row: row.updated_ms,
        encode.past,
    )


def _wanted(call: Call, *, past: bool) -> list[StrategyRow]:
    params, venue = call.params(), call.venue
    product = read_product(params)
    if product is None:
        return []
    read = venue.engine.past_strategies if past else venue.engine.waiting_strategies
    rows = read(venue.uid, product, params.text("symbol") or None)
    kind = params.needed_word("type", STRATEGY_KIND) if params.text("type") else None
    return [row for row in rows if kind in {None, row.kind}]


def _trigger(params: Params, instrument: Instrument) -> TriggerRequest:
    params.need("side", "qty", "triggerPrice")
    qty, price = params.positive("qty"), params.positive("triggerPrice")
    if qty is None or price is None:
        raise bad_value("qty")
    return TriggerRequest(
        instrument=instrument.id,
        side=params.needed_word("side", SIDE),
        size=qty,
        trigger=read_leg(params, price, _TRIGGER_FIELDS, None),
        position_side=params.word("posSide", POSITION_SIDE, PositionSide.NET),
        reduce_only=params.word("reduceOnly", YES_NO, default=False),
        exits=read_exits(params),
        client_oid=params.client_oid(),
    )


def _exits(venue: Venue, params: Params, instrument: Instrument) -> ExitRequest:
    whole = params.word("tpslMode", WHOLE_POSITION, default=True)
    if not whole:
        params.need("qty")
    exits = read_exits(params)
    if not exits:
        raise missing("takeProfit", "stopLoss")
    return ExitRequest(
        instrument=instrument.id,
        position_side=_position_side(venue, params, instrument),
        exits=exits,
        size=None if whole else params.positive("qty"),
        client_oid=params.client_oid(),
    )


def _position_side(venue: Venue, params: Params, instrument: Instrument) -> PositionSide:
    """Which position is meant: in hedge mode what `posSide` says.

    In one-way mode there is one; a `posSide`, or without it a `side` (the closing order's), must fit it.
    """
    asked = params.word("posSide", POSITION_SIDE, PositionSide.NET)
    side = params.needed_word("side", SIDE) if params.text("side") else None
    if venue.engine.hold_mode(venue.uid) is HoldMode.HEDGE:
        if asked is PositionSide.NET:
            raise missing("posSide")
        return asked
    held = {
        row.side for row in venue.engine.positions(venue.uid, instrument.id.product, instrument.id.symbol)
    }
    if asked is PositionSide.NET and side is not None:
        asked = PositionSide.LONG if side is SIDE["sell"] else PositionSide.SHORT
    if asked is not PositionSide.NET and asked not in held:
        raise ApiError("25601", "Position does not exist; cannot set TP/SL")
    return PositionSide.NET


def _ids(row: StrategyRow) -> Row:
    return {"orderId": row.order_id, "clientOid": row.client_oid}
