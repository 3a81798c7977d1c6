"""Orders of the unified account over REST: the bodies that ask, and the rows that answer.

Every number goes out as a plain decimal text, never with an exponent. Knows no signatures and no error codes.
"""

import msgspec

from terminal_app.bitget.wire import numbers
from terminal_app.bitget.wire.ack import Ack, ack_of
from terminal_app.bitget.wire.envelope import OK, Envelope, decode
from terminal_app.bitget.wire.order_terms import RECEIVE_WINDOW, Body, identity, limit_price, size_of
from terminal_app.bitget.wire.unified.cancel_reasons import cancel_sentence
from terminal_app.bitget.wire.unified.common import (
    CATEGORY,
    MARGIN_MODE,
    ORDER_TYPE,
    POSITION_SIDE,
    SIDE,
    TIME_IN_FORCE,
    FeeRow,
    Text,
    fee_of,
    hold_mode_of,
    instrument_of,
    margin_mode_of,
    order_type_of,
    position_side_of,
    side_of,
    status_of,
    time_in_force_of,
    yes,
)
from terminal_app.bitget.wire.unified.exits import exit_body
from terminal_app.bitget.wire.unified.pages import Page, page_of
from terminal_app.core.commands import AmendOrder, CancelAll, CancelOrder, ClosePosition, PlaceOrder
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.money import BaseQty, OrderSize, QuoteQty, plain
from terminal_app.core.orders import OrderType, PositionSide, Side, VenueOrder


def place_body(order: PlaceOrder, now_ms: int) -> Body:
    """The request for a new order, stamped with the venue's time.

    In hedge mode the side is the real direction and `posSide` names the position, so closing a long is
    sell/long and needs no reduce-only flag; the flag belongs to one-way mode.

    Raises:
        ValueError: the size is in the wrong coin for this kind of order.
    """
    product, symbol = order.instrument
    body = {
        "category": CATEGORY[product],
        "symbol": symbol,
        "side": SIDE[order.side],
        "orderType": ORDER_TYPE[order.order_type],
        "qty": size_of(order),
        "clientOid": order.client_oid,
        "requestTime": str(now_ms),
        "receiveWindow": RECEIVE_WINDOW,
    }
    if order.order_type is OrderType.LIMIT:
        body["price"] = plain(limit_price(order))
        body["timeInForce"] = TIME_IN_FORCE[order.time_in_force]
    if product.is_futures:
        if order.margin_mode is not None:
            body["marginMode"] = MARGIN_MODE[order.margin_mode]
        if order.position_side is not PositionSide.NET:
            body["posSide"] = POSITION_SIDE[order.position_side]
        elif order.reduce_only:
            body["reduceOnly"] = "yes"
    if order.take_profit is not None or order.stop_loss is not None:
        body |= exit_body(order.take_profit, order.stop_loss)
    return body


def amend_body(order: AmendOrder) -> Body:
    """The request to change a working order in place; when that fails, the old order stays as it is."""
    return (
        _named(order.instrument)
        | identity(order.client_oid, order.order_id)
        | {"qty": plain(order.size), "price": plain(order.price), "autoCancel": "no"}
    )


def cancel_body(order: CancelOrder) -> Body:
    """The request to cancel one order, by the venue's id when it is known."""
    return _named(order.instrument) | identity(order.client_oid, order.order_id)


def cancel_all_body(command: CancelAll) -> Body:
    """The request to cancel everything of a product, or of one symbol of it, strategy orders excepted."""
    body = {"category": CATEGORY[command.product]}
    return body if command.symbol is None else body | {"symbol": command.symbol}


def close_body(command: ClosePosition) -> Body:
    """The request to close a position at market."""
    body = _named(command.instrument)
    return body if command.side is PositionSide.NET else body | {"posSide": POSITION_SIDE[command.side]}


def order_query(client_oid: str, order_id: str | None) -> dict[str, str]:
    """The parameters that ask for one order."""
    return identity(client_oid, order_id)


class AckRow(msgspec.Struct, frozen=True, rename="camel"):
    """One row of an answer. A reduce-only order that replaces others may come without an order id."""

    order_id: Text = None
    client_oid: Text = None
    code: Text = None
    msg: str | None = None


class AckPage(msgspec.Struct, frozen=True):
    """The rows of a call that touches many orders."""

    rows: list[AckRow] | None = msgspec.field(name="list", default=None)


class OrderRow(msgspec.Struct, frozen=True, rename="camel"):
    """One order as the venue reports it; `amount` is the size in quote coin of a spot market buy."""

    order_id: Text
    category: str
    symbol: str
    side: str
    order_type: str
    order_status: str
    qty: Text = None
    amount: Text = None
    price: Text = None
    client_oid: str | None = None
    cum_exec_qty: Text = None
    avg_price: Text = None
    time_in_force: str | None = None
    pos_side: str | None = None
    hold_mode: str | None = None
    margin_mode: str | None = None
    reduce_only: str | None = None
    fee_detail: list[FeeRow] | None = None
    cancel_reason: str | None = None
    created_time: Text = None
    updated_time: Text = None


_ACK = msgspec.json.Decoder(AckRow | None)
_ACKS = msgspec.json.Decoder(list[AckRow] | None)
_ACK_PAGE = msgspec.json.Decoder(AckPage | None)
_ORDER = msgspec.json.Decoder(OrderRow)
_ORDERS = msgspec.json.Decoder(Page[OrderRow] | None)


def ack(envelope: Envelope) -> Ack:
    """The answer to a call about one order."""
    row = decode(_ACK, envelope.data)
    return _ack(row if row is not None else AckRow())


def acks(envelope: Envelope) -> list[Ack]:
    """The answer to a batch, row by row."""
    return [_ack(row) for row in decode(_ACKS, envelope.data) or ()]


def ack_page(envelope: Envelope) -> list[Ack]:
    """The answer to a call that touches every order of a symbol or product, row by row."""
    page = decode(_ACK_PAGE, envelope.data)
    return [_ack(row) for row in (page.rows if page is not None else None) or ()]


def order(envelope: Envelope) -> VenueOrder | None:
    """One order, `None` for a category that is not one of ours."""
    return order_from(decode(_ORDER, envelope.data))


def orders(envelope: Envelope) -> tuple[list[VenueOrder], str]:
    """A page of orders and the cursor of the next page ("" when there is none)."""
    return page_of(envelope, _ORDERS, order_from)


def order_from(row: OrderRow) -> VenueOrder | None:
    """One report, `None` for a category that is not one of ours (margin, for instance)."""
    instrument = instrument_of(row.category, row.symbol)
    if instrument is None:
        return None
    fee, coin = fee_of(row.fee_detail)
    kind = order_type_of(row.order_type)
    side = side_of(row.side)
    created_ms = numbers.optional_millis(row.created_time) or 0
    return VenueOrder(
        instrument=instrument,
        order_id=str(row.order_id or ""),
        client_oid=row.client_oid or "",
        side=side,
        order_type=kind,
        size=_size(row, instrument, side, kind),
        price=None if kind is OrderType.MARKET else numbers.positive(row.price),
        status=status_of(row.order_status),
        filled=numbers.or_zero(row.cum_exec_qty),
        avg_price=numbers.positive(row.avg_price),
        created_ms=created_ms,
        updated_ms=numbers.optional_millis(row.updated_time) or created_ms,
        time_in_force=time_in_force_of(row.time_in_force),
        reduce_only=yes(row.reduce_only),
        position_side=position_side_of(row.pos_side, hold_mode_of(row.hold_mode)),
        margin_mode=margin_mode_of(row.margin_mode),
        fee=fee,
        fee_coin=coin,
        cancel_reason=cancel_sentence(row.cancel_reason),
    )


def _size(row: OrderRow, instrument: InstrumentId, side: Side, kind: OrderType) -> OrderSize:
    if instrument.product is ProductType.SPOT and kind is OrderType.MARKET and side is Side.BUY:
        amount = numbers.positive(row.amount)
        return QuoteQty(numbers.or_zero(row.qty) if amount is None else amount)
    return BaseQty(numbers.required(row.qty))


def _ack(row: AckRow) -> Ack:
    code = str(row.code) if row.code not in (None, "", "0", 0) else OK
    return ack_of(row.order_id, row.client_oid, code, row.msg)


def _named(instrument: InstrumentId) -> Body:
    return {"category": CATEGORY[instrument.product], "symbol": instrument.symbol}
