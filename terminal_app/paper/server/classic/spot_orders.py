"""Spot orders of the classic API, one at a time: read, placed, replaced, cancelled."""

from decimal import Decimal

from terminal_app.core.instrument import Instrument, ProductType
from terminal_app.core.money import BaseQty, OrderSize, QuoteQty
from terminal_app.core.orders import ExitLeg, OrderType, Side, TimeInForce
from terminal_app.paper.engine.messages import PlaceRequest, StpMode
from terminal_app.paper.engine.strategy_messages import NO_EXITS, Exits, SpotExitRequest, StrategyKind
from terminal_app.paper.server.classic import plans
from terminal_app.paper.server.classic.errors import refuse
from terminal_app.paper.server.classic.outcome import ids
from terminal_app.paper.server.classic.reading import client_oid, need, spot_instrument, which
from terminal_app.paper.server.encode.rows import Row
from terminal_app.paper.server.errors import ApiError, bad_value, missing
from terminal_app.paper.server.params import Params
from terminal_app.paper.server.reading import check_window
from terminal_app.paper.server.rest.call import Call
from terminal_app.paper.server.venue import Venue
from terminal_app.paper.server.words import ORDER_TYPE, READ_TIME_IN_FORCE, SIDE, STP_MODE

_TPSL = {"normal": False, "tpsl": True}


def is_exit(params: Params) -> bool:
    """Whether a call is about a take-profit or stop-loss rather than an ordinary order (`tpslType`)."""
    return params.word("tpslType", _TPSL, default=False)


def place(venue: Venue, params: Params) -> Row:
    """Place one order, or leave a take-profit or stop-loss; returns its ids."""
    need(params, "symbol", "side", "orderType", "size")
    check_window(params, venue.clock.now_ms())
    instrument, uid = spot_instrument(venue, params), venue.wallets.of(ProductType.SPOT)
    if is_exit(params):
        return plans.place(venue, _exit_request(params, instrument))
    row, events = venue.engine.place(uid, _request(params, instrument), venue.market_ms())
    venue.apply(events)
    return ids(row)


def cancel(venue: Venue, params: Params) -> Row:
    """Cancel one order, or take back a take-profit or stop-loss; returns its ids."""
    order_id, own_id = which(params)
    if is_exit(params):
        return plans.take_back(venue, ProductType.SPOT, order_id, own_id, StrategyKind.TPSL)
    instrument, uid = spot_instrument(venue, params), venue.wallets.of(ProductType.SPOT)
    found = venue.engine.order(uid, order_id=order_id, client_oid=own_id)
    if found is not None and found.request.instrument != instrument.id:
        raise ApiError("43001", "The order does not exist")
    row, events = venue.engine.cancel(uid, order_id=order_id, client_oid=own_id, now_ms=venue.market_ms())
    venue.apply(events)
    return ids(row)


def replace(call: Call, params: Params) -> Row:
    """Cancel an order and place another limit order of the same side in its place.

    The old one may be gone when the new one is refused; then `success` says `failure`.
    """
    venue = call.venue
    uid = venue.wallets.of(ProductType.SPOT)
    need(params, "symbol", "price", "size")
    instrument = spot_instrument(venue, params)
    order_id, own_id = which(params)
    old = venue.engine.order(uid, order_id=order_id, client_oid=own_id)
    size, price = params.positive("size"), params.positive("price")
    if size is None or price is None:
        raise bad_value("size")
    if old is None or old.request.instrument != instrument.id:
        raise ApiError("43001", "The order does not exist")
    request = PlaceRequest(
        instrument=instrument.id,
        side=old.request.side,
        order_type=OrderType.LIMIT,
        size=BaseQty(size),
        price=price,
        time_in_force=old.request.time_in_force,
        client_oid=client_oid(params, "newClientOid"),
        stp_mode=old.request.stp_mode,
        exits=_exits(params, old.request.exits),
    )
    replaced, events = venue.engine.wallets.replace(
        uid, order_id=order_id, client_oid=own_id, request=request, now_ms=venue.market_ms()
    )
    venue.apply(events)
    if replaced.new is None or replaced.refusal is not None:
        refusal = replaced.refusal and refuse(replaced.refusal, call.request.path)
        text = refusal.text if refusal else ""
        return {"orderId": replaced.old.order_id, "clientOid": None, "success": "failure", "msg": text}
    own = replaced.new.client_oid if request.client_oid else None
    return {"orderId": replaced.new.order_id, "clientOid": own, "success": "success", "msg": None}


def order_size(amount: Decimal, side: Side, order_type: OrderType) -> OrderSize:
    """A market buy says how much of the quote coin it spends, everything else how much it trades."""
    in_quote = order_type is OrderType.MARKET and side is Side.BUY
    return QuoteQty(amount) if in_quote else BaseQty(amount)


def _request(params: Params, instrument: Instrument) -> PlaceRequest:
    side = params.needed_word("side", SIDE)
    order_type = params.needed_word("orderType", ORDER_TYPE)
    amount = params.positive("size")
    price = params.positive("price") if order_type is OrderType.LIMIT else None
    if amount is None:
        raise bad_value("size")
    if order_type is OrderType.LIMIT and price is None:
        raise missing("price")
    force = params.word("force", READ_TIME_IN_FORCE, TimeInForce.GTC)
    return PlaceRequest(
        instrument=instrument.id,
        side=side,
        order_type=order_type,
        size=order_size(amount, side, order_type),
        price=price,
        time_in_force=force if order_type is OrderType.LIMIT else TimeInForce.GTC,
        client_oid=client_oid(params),
        stp_mode=params.word("stpMode", STP_MODE, StpMode.NONE),
        exits=_exits(params, NO_EXITS),
    )


def _exit_request(params: Params, instrument: Instrument) -> SpotExitRequest:
    need(params, "triggerPrice")
    side = params.needed_word("side", SIDE)
    order_type = params.needed_word("orderType", ORDER_TYPE)
    trigger, amount = params.positive("triggerPrice"), params.positive("size")
    limit = params.positive("price") if order_type is OrderType.LIMIT else None
    if trigger is None or amount is None:
        raise bad_value("size")
    if order_type is OrderType.LIMIT and limit is None:
        raise missing("price")
    in_quote = isinstance(order_size(amount, side, order_type), QuoteQty)
    return SpotExitRequest(instrument.id, side, amount, ExitLeg(trigger, price=limit), in_quote)


def _exits(params: Params, before: Exits) -> Exits:
    """The exits that come with an order; one that is not named is as before."""
    return Exits(
        _leg(params, "TakeProfit") or before.take_profit,
        _leg(params, "StopLoss") or before.stop_loss,
    )


def _leg(params: Params, name: str) -> ExitLeg | None:
    trigger = params.positive(f"preset{name}Price")
    return None if trigger is None else ExitLeg(trigger, price=params.positive(f"execute{name}Price"))
