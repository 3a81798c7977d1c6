"""Futures orders of the classic API, one at a time: read, placed, changed, cancelled.

In hedge mode the `side` that comes in is the position's, and the engine wants the trade's.
"""

from dataclasses import replace
from decimal import Decimal

from terminal_app.core.account import HoldMode
from terminal_app.core.instrument import Instrument
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import ExitLeg, OrderType, PositionSide, Side, TimeInForce, VenueStatus
from terminal_app.paper.engine.messages import PlaceRequest, PositionRow, StpMode
from terminal_app.paper.engine.strategy_messages import Exits
from terminal_app.paper.server.classic.outcome import ids
from terminal_app.paper.server.classic.reading import client_oid, mix_instrument, need, which
from terminal_app.paper.server.classic.words import OPENS, real_side
from terminal_app.paper.server.encode.rows import Row
from terminal_app.paper.server.errors import ApiError, bad_value, missing
from terminal_app.paper.server.ordering import displaced
from terminal_app.paper.server.params import Params
from terminal_app.paper.server.reading import check_window
from terminal_app.paper.server.venue import Venue
from terminal_app.paper.server.words import (
    MARGIN_MODE,
    ORDER_TYPE,
    READ_TIME_IN_FORCE,
    SIDE,
    STP_MODE,
    YES_NO,
)

_WRONG_MODE = "The order type for unilateral position must also be the unilateral position type."


def place(venue: Venue, params: Params) -> Row:
    """Place one order; returns its ids.

    One that takes the place of older reduce-only orders is answered without an order id, as the venue does.
    """
    check_window(params, venue.clock.now_ms())
    request = read_request(venue, params)
    uid = venue.wallets.of(request.instrument.product)
    row, events = venue.engine.place(uid, request, venue.market_ms())
    venue.apply(events)
    return ids(row) | ({"orderId": None} if displaced(row, events) else {})


def modify(venue: Venue, params: Params) -> Row:
    """Change an order that has not traded: a new size or price makes a new order, other exits do not.

    The new order has the id that the caller must give it.
    """
    need(params, "newClientOid")
    order_id, own_id = which(params)
    instrument = mix_instrument(venue, params)
    uid = venue.wallets.of(instrument.id.product)
    old = venue.engine.order(uid, order_id=order_id, client_oid=own_id)
    if old is None or old.request.instrument != instrument.id:
        raise ApiError("40768", "Order does not exist")
    size, price = params.positive("newSize"), params.positive("newPrice")
    exits = _new_exits(params, old.request.exits)
    new_id = client_oid(params, "newClientOid")
    if (size is None) is not (price is None):
        raise ApiError("40925", "newSize and newPrice must be given together")
    if size is None or price is None:
        row, events = venue.engine.amend(
            uid,
            order_id=old.order_id,
            size=None,
            price=None,
            exits=exits,
            now_ms=venue.market_ms(),
        )
        venue.apply(events)
        return ids(row)
    if old.status is VenueStatus.PARTIALLY_FILLED:
        raise ApiError("40922", "Only orders that have not traded can be modified")
    request = replace(old.request, size=BaseQty(size), price=price, client_oid=new_id, exits=exits)
    replaced, events = venue.engine.wallets.replace(
        uid, order_id=old.order_id, client_oid="", request=request, now_ms=venue.market_ms()
    )
    venue.apply(events)
    if replaced.refusal is not None:
        raise replaced.refusal
    return {"orderId": replaced.new.order_id if replaced.new else None, "clientOid": new_id}


def cancel(venue: Venue, params: Params) -> Row:
    """Cancel one order; returns its ids."""
    order_id, own_id = which(params)
    instrument = mix_instrument(venue, params)
    uid = venue.wallets.of(instrument.id.product)
    found = venue.engine.order(uid, order_id=order_id, client_oid=own_id)
    if found is not None and found.request.instrument != instrument.id:
        raise ApiError("40768", "Order does not exist")
    row, events = venue.engine.cancel(uid, order_id=order_id, client_oid=own_id, now_ms=venue.market_ms())
    venue.apply(events)
    return ids(row)


def read_request(venue: Venue, params: Params) -> PlaceRequest:
    """The order that the parameters describe.

    Raises:
        ApiError: something is absent or wrong, or it does not say what the position mode needs.
    """
    need(params, "symbol", "productType", "marginMode", "marginCoin", "size", "side", "orderType")
    instrument = mix_instrument(venue, params)
    order_type = params.needed_word("orderType", ORDER_TYPE)
    size = params.positive("size")
    price = params.positive("price") if order_type is OrderType.LIMIT else None
    if size is None:
        raise bad_value("size")
    if order_type is OrderType.LIMIT and price is None:
        raise missing("price")
    side, position_side, reduce_only = read_direction(venue, instrument, params)
    force = params.word("force", READ_TIME_IN_FORCE, TimeInForce.GTC)
    return PlaceRequest(
        instrument=instrument.id,
        side=side,
        order_type=order_type,
        size=BaseQty(size),
        price=price,
        time_in_force=force if order_type is OrderType.LIMIT else TimeInForce.GTC,
        client_oid=client_oid(params),
        reduce_only=reduce_only,
        position_side=position_side,
        margin_mode=params.needed_word("marginMode", MARGIN_MODE),
        stp_mode=params.word("stpMode", STP_MODE, StpMode.NONE),
        exits=Exits(
            _preset(params, "presetStopSurplus"),
            _preset(params, "presetStopLoss"),
        ),
    )


def read_direction(venue: Venue, instrument: Instrument, params: Params) -> tuple[Side, PositionSide, bool]:
    """The direction of the trade, the position it belongs to, and whether it may only close.

    Raises:
        ApiError: 40774, `tradeSide` says in one-way mode what only hedge mode knows, or says nothing there.
    """
    side = params.needed_word("side", SIDE)
    hold_mode = venue.engine.hold_mode(venue.wallets.of(instrument.id.product))
    word, one_way = params.text("tradeSide").lower(), hold_mode is HoldMode.ONE_WAY
    # Documented as ignored in one-way mode, where `open` and `close` were seen to be refused all the same:
    # https://github.com/ccxt/ccxt/pull/20732
    if word in OPENS if one_way else not word:
        raise ApiError("40774", _WRONG_MODE)
    if one_way:
        return side, PositionSide.NET, params.word("reduceOnly", YES_NO, default=False)
    opens = params.needed_word("tradeSide", OPENS)
    position = PositionSide.LONG if side is Side.BUY else PositionSide.SHORT
    return real_side(side, opens=opens), position, False


def opposite(held: PositionRow, size: Decimal, own_id: str) -> PlaceRequest:
    """A market order that opens a position on the other side of one that was held."""
    long = held.side is PositionSide.LONG
    other = PositionSide.SHORT if long else PositionSide.LONG
    return PlaceRequest(
        instrument=held.instrument,
        side=Side.SELL if long else Side.BUY,
        order_type=OrderType.MARKET,
        size=BaseQty(size),
        client_oid=own_id,
        position_side=PositionSide.NET if held.hold_mode is HoldMode.ONE_WAY else other,
        margin_mode=held.margin_mode,
    )


def _preset(params: Params, name: str) -> ExitLeg | None:
    trigger = params.positive(f"{name}Price")
    return None if trigger is None else ExitLeg(trigger, price=params.positive(f"{name}ExecutePrice"))


def _new_exits(params: Params, before: Exits) -> Exits:
    """The exits after a change: what is absent stays, a price of "0" takes a leg away."""
    return Exits(
        _new_preset(params, "newPresetStopSurplusPrice", before.take_profit),
        _new_preset(params, "newPresetStopLossPrice", before.stop_loss),
    )


def _new_preset(params: Params, name: str, before: ExitLeg | None) -> ExitLeg | None:
    trigger = params.decimal(name)
    if trigger is None:
        return before
    if not trigger:
        return None
    return ExitLeg(trigger) if before is None else replace(before, trigger=trigger)
