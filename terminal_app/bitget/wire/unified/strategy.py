"""Strategy orders of the unified account: the bodies that ask, and the rows that answer, on REST and streams.

Every number goes out as a plain decimal text. They exist on futures only. `cancel-symbol-order` cancels
ordinary orders and none of these: each is cancelled by its own call. Source: the venue's documentation,
unified account, Strategy.
"""

from collections.abc import Mapping
from typing import Annotated

import msgspec

from terminal_app.bitget.wire import numbers
from terminal_app.bitget.wire.envelope import BadPayloadError, Envelope, decode
from terminal_app.bitget.wire.order_terms import Body, identity
from terminal_app.bitget.wire.unified.common import (
    CATEGORY,
    ORDER_TYPE,
    POSITION_SIDE,
    SIDE,
    TRIGGER_BY,
    Text,
    cursor_of,
    instrument_of,
    position_side_of,
    side_of,
    trigger_by_of,
    yes,
)
from terminal_app.bitget.wire.unified.exits import exit_body, leg_of, order_type_for
from terminal_app.core.account import HoldMode
from terminal_app.core.commands import AmendStrategy, CancelStrategy, PlaceTpSl, PlaceTrigger
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.money import plain
from terminal_app.core.orders import PositionSide, Side
from terminal_app.core.strategy_orders import StrategyKind, StrategyOrder, StrategyStatus

MAX_ROWS = 2_000
_TYPE: Mapping[StrategyKind, str] = {StrategyKind.TRIGGER: "trigger", StrategyKind.TP_SL: "tpsl"}
KINDS = tuple(_TYPE)
"""The kinds that a unified account has; it has no trailing orders."""

_KINDS = {word: kind for kind, word in _TYPE.items()}
_STATUSES: Mapping[str, StrategyStatus] = {
    "": StrategyStatus.PENDING,  # the list of waiting orders does not say what all of them are
    "live": StrategyStatus.PENDING,
    "not_trigger": StrategyStatus.PENDING,
    "pending": StrategyStatus.PENDING,
    "submitting": StrategyStatus.SUBMITTING,
    "success": StrategyStatus.DONE,
    "failed": StrategyStatus.FAILED,
    "cancelled": StrategyStatus.CANCELLED,
    "canceled": StrategyStatus.CANCELLED,
}


def trigger_body(order: PlaceTrigger) -> Body:
    """The request for a trigger order. In hedge mode `posSide` names the position, as on any order."""
    body = _placed(order.client_oid, order.instrument, StrategyKind.TRIGGER)
    body |= {"qty": plain(order.size.value), "side": SIDE[order.side]}
    body |= _terms(AmendStrategy("", order.instrument, trigger=order.trigger, by=order.by, price=order.price))
    if order.position_side is not PositionSide.NET:
        body["posSide"] = POSITION_SIDE[order.position_side]
    elif order.reduce_only:
        body["reduceOnly"] = "yes"
    return body


def tp_sl_body(order: PlaceTpSl) -> Body:
    """The request for the exits of a position.

    `posSide` is the direction of the position in both modes: what is closed by a sell is long.
    """
    held = PositionSide.LONG if order.side is Side.SELL else PositionSide.SHORT
    body = _placed(order.client_oid, order.instrument, StrategyKind.TP_SL)
    body |= {"side": SIDE[order.side], "posSide": POSITION_SIDE[held]}
    if order.size is None:
        body["tpslMode"] = "full"
    else:
        body |= {"tpslMode": "partial", "qty": plain(order.size)}
    return body | exit_body(order.take_profit, order.stop_loss)


def amend_body(order: AmendStrategy) -> Body:
    """The request to change a waiting strategy order."""
    body = identity(order.client_oid, order.order_id)
    if order.size is not None:
        body["qty"] = plain(order.size)
    return body | _terms(order)


def cancel_body(order: CancelStrategy) -> Body:
    """The request to cancel a waiting strategy order."""
    return identity(order.client_oid, order.order_id)


def of_kind(product: ProductType, kind: StrategyKind) -> dict[str, str]:
    """The parameters that ask for a list. The venue answers for one kind at a time."""
    return {"category": CATEGORY[product], "type": _TYPE[kind]}


class StrategyRow(msgspec.Struct, frozen=True, rename="camel"):
    """One strategy order as the venue reports it. Lists leave out what the question said."""

    order_id: Text
    category: str
    symbol: str
    client_oid: str | None = None
    qty: Text = None
    side: str | None = None
    pos_side: str | None = None
    reduce_only: str | None = None
    type: str | None = None
    tpsl_mode: str | None = None
    status: str | None = None
    tp_trigger_by: str | None = None
    sl_trigger_by: str | None = None
    take_profit: Text = None
    stop_loss: Text = None
    tp_order_type: str | None = None
    sl_order_type: str | None = None
    tp_limit_price: Text = None
    sl_limit_price: Text = None
    trigger_by: str | None = None
    trigger_price: Text = None
    trigger_order_type: str | None = None
    trigger_order_price: Text = None
    created_time: Text = None
    updated_time: Text = None


_Rows = Annotated[list[StrategyRow], msgspec.Meta(max_length=MAX_ROWS)]


class StrategyPage(msgspec.Struct, frozen=True):
    """A page of strategy orders."""

    rows: _Rows | None = msgspec.field(name="list", default=None)
    cursor: Text = None


_PAGE = msgspec.json.Decoder(_Rows | StrategyPage | None)


def page(envelope: Envelope, asked: StrategyKind) -> tuple[list[StrategyOrder], str]:
    """A page of strategy orders and the cursor of the next one ("" when there is none).

    The waiting ones come as a bare list, the finished ones with a cursor.
    """
    found = decode(_PAGE, envelope.data)
    rows = found if isinstance(found, list) else (found.rows if found is not None else None)
    cursor = "" if found is None or isinstance(found, list) else cursor_of(found.cursor)
    reports = (strategy_from(row, asked) for row in rows or ())
    return [report for report in reports if report is not None], cursor


def strategy_from(row: StrategyRow, asked: StrategyKind = StrategyKind.TP_SL) -> StrategyOrder | None:
    """One report, `None` for a category that is not one of ours.

    Args:
        row: the venue's row.
        asked: the kind that was asked for: what the row is when it does not say, and nothing else tells.
    """
    instrument = instrument_of(row.category, row.symbol)
    if instrument is None:
        return None
    kind = _kind(row, asked)
    exits = kind is StrategyKind.TP_SL
    # Rows name no hold mode, so a direction is taken as it is named, in one-way mode too.
    position_side = position_side_of(row.pos_side, HoldMode.HEDGE)
    limit = (row.trigger_order_type or "").lower() == "limit"
    created_ms = numbers.optional_millis(row.created_time) or 0
    return StrategyOrder(
        instrument=instrument,
        order_id=str(row.order_id or ""),
        client_oid=row.client_oid or "",
        kind=kind,
        side=_closing(position_side, row.side) if exits else _trigger_side(position_side, row),
        status=_status(row.status),
        created_ms=created_ms,
        updated_ms=numbers.optional_millis(row.updated_time) or created_ms,
        position_side=position_side,
        size=None if exits and (row.tpsl_mode or "").lower() == "full" else numbers.positive(row.qty),
        reduce_only=exits or yes(row.reduce_only),
        trigger=None if exits else numbers.required(row.trigger_price),
        by=trigger_by_of(None if exits else row.trigger_by),
        price=numbers.positive(row.trigger_order_price) if limit and not exits else None,
        take_profit=leg_of(row.take_profit, row.tp_trigger_by, row.tp_order_type, row.tp_limit_price),
        stop_loss=leg_of(row.stop_loss, row.sl_trigger_by, row.sl_order_type, row.sl_limit_price),
    )


def _kind(row: StrategyRow, asked: StrategyKind) -> StrategyKind:
    if row.type:
        try:
            return _KINDS[row.type.lower()]
        except KeyError:
            raise BadPayloadError("unknown kind of strategy order") from None
    triggered = numbers.positive(row.trigger_price) is not None
    exits = numbers.positive(row.take_profit) is not None or numbers.positive(row.stop_loss) is not None
    if triggered is exits:
        return asked
    return StrategyKind.TRIGGER if triggered else StrategyKind.TP_SL


def _closing(position_side: PositionSide, word: str | None) -> Side:
    """The side that closes: the position tells it, for the row may name the direction of the position."""
    match position_side:
        case PositionSide.LONG:
            return Side.SELL
        case PositionSide.SHORT:
            return Side.BUY
        case PositionSide.NET:
            return side_of(word)


def _trigger_side(position_side: PositionSide, row: StrategyRow) -> Side:
    """The side of a trigger order; examples of the list of finished ones do not name it."""
    if row.side or position_side is PositionSide.NET:
        return side_of(row.side)
    opening = Side.BUY if position_side is PositionSide.LONG else Side.SELL
    return opening.opposite if yes(row.reduce_only) else opening


def _status(word: str | None) -> StrategyStatus:
    try:
        return _STATUSES[(word or "").lower()]
    except KeyError:
        raise BadPayloadError("unknown status of a strategy order") from None


def _terms(order: AmendStrategy) -> Body:
    body = exit_body(order.take_profit, order.stop_loss)
    if order.trigger is None:
        return body
    body |= {
        "triggerBy": TRIGGER_BY[order.by],
        "triggerPrice": plain(order.trigger),
        "triggerOrderType": ORDER_TYPE[order_type_for(order.price)],
    }
    return body if order.price is None else body | {"triggerOrderPrice": plain(order.price)}


def _placed(client_oid: str, instrument: InstrumentId, kind: StrategyKind) -> Body:
    return {
        "category": CATEGORY[instrument.product],
        "symbol": instrument.symbol,
        "clientOid": client_oid,
        "type": _TYPE[kind],
    }
