"""Fills and positions over REST, current and past."""

from decimal import Decimal

import msgspec

from terminal_app.bitget.wire import numbers
from terminal_app.bitget.wire.envelope import BadPayloadError, Envelope, decode
from terminal_app.bitget.wire.unified.common import (
    FeeRow,
    Text,
    fee_of,
    hold_mode_of,
    instrument_of,
    margin_mode_of,
    position_side_of,
    side_of,
)
from terminal_app.bitget.wire.unified.pages import Page, page_of
from terminal_app.core.account import ClosedPosition, Fill, Liquidity, Position
from terminal_app.core.market import Stamp
from terminal_app.core.money import ZERO
from terminal_app.core.orders import PositionSide


class FillRow(msgspec.Struct, frozen=True, rename="camel"):
    """One execution."""

    exec_id: str
    order_id: Text
    category: str
    symbol: str
    side: str
    exec_price: Text
    exec_qty: Text
    created_time: Text
    client_oid: str | None = None
    exec_value: Text = None
    trade_scope: str | None = None
    fee_detail: list[FeeRow] | None = None
    exec_pnl: Text = None
    hold_mode: str | None = None
    pos_side: str | None = None
    trade_side: str | None = None


class PositionRow(msgspec.Struct, frozen=True, rename="camel"):
    """One position. A liquidation price of zero or less means that there is none."""

    category: str
    symbol: str
    total: Text
    hold_mode: str | None = None
    pos_side: str | None = None
    margin_coin: str | None = None
    margin_mode: str | None = None
    position_balance: Text = None
    available: Text = None
    leverage: Text = None
    cur_realised_pnl: Text = None
    avg_price: Text = None
    unrealised_pnl: Text = None
    liquidation_price: Text = None
    mmr: Text = None
    mark_price: Text = None
    break_even_price: Text = None
    created_time: Text = None
    updated_time: Text = None


class ClosedRow(msgspec.Struct, frozen=True, rename="camel"):
    """One position of the past. Its fees are negative when charged."""

    category: str
    symbol: str
    pos_side: str | None = None
    open_price_avg: Text = None
    close_price_avg: Text = None
    close_total_pos: Text = None
    cum_realised_pnl: Text = None
    net_profit: Text = None
    total_funding: Text = None
    open_fee_total: Text = None
    close_fee_total: Text = None
    created_time: Text = None
    updated_time: Text = None


class PositionPage(msgspec.Struct, frozen=True):
    """Every position; this list has no pages."""

    rows: list[PositionRow] | None = msgspec.field(name="list", default=None)


_OF_HEDGE = (PositionSide.LONG, PositionSide.SHORT)
_FILLS = msgspec.json.Decoder(Page[FillRow] | None)
_POSITIONS = msgspec.json.Decoder(PositionPage | None)
_CLOSED = msgspec.json.Decoder(Page[ClosedRow] | None)


def fills(envelope: Envelope) -> tuple[list[Fill], str]:
    """A page of executions and the cursor of the next page ("" when there is none)."""
    return page_of(envelope, _FILLS, fill_from)


def fill_from(row: FillRow) -> Fill | None:
    """One execution, `None` for a category that is not one of ours.

    REST rows name the position of a hedge account by their trade side at best (`open_long`, `close_short`):
    where they do not, it is `NET`; the private stream and the bills tell it.
    """
    instrument = instrument_of(row.category, row.symbol)
    if instrument is None:
        return None
    price, size = numbers.required(row.exec_price), numbers.required(row.exec_qty)
    fee, coin = fee_of(row.fee_detail)
    return Fill(
        exec_id=row.exec_id,
        order_id=str(row.order_id or ""),
        client_oid=row.client_oid or "",
        instrument=instrument,
        side=side_of(row.side),
        price=price,
        size=size,
        value=_value(row.exec_value, price * size),
        fee=fee,
        fee_coin=coin,
        liquidity=Liquidity.MAKER if (row.trade_scope or "").lower() == "maker" else Liquidity.TAKER,
        time_ms=numbers.millis(row.created_time),
        position_side=_position_side(row),
        realised_pnl=numbers.optional(row.exec_pnl),
    )


def _position_side(row: FillRow) -> PositionSide:
    told = position_side_of(row.pos_side, hold_mode_of(row.hold_mode))
    word = (row.trade_side or "").lower()
    if told is not PositionSide.NET:
        return told
    return next((side for side in _OF_HEDGE if word.endswith(f"_{side.value}")), told)


def positions(envelope: Envelope, received: float) -> list[Position]:
    """Every open position."""
    page = decode(_POSITIONS, envelope.data)
    stamp = Stamp(envelope.time_ms, received)
    rows = (page.rows if page is not None else None) or ()
    found = (position_from(row, stamp) for row in rows)
    return [position for position in found if position is not None]


def position_from(row: PositionRow, stamp: Stamp) -> Position | None:
    """One position, `None` for a category that is not one of ours."""
    instrument = instrument_of(row.category, row.symbol)
    if instrument is None:
        return None
    size = numbers.required(row.total)
    return Position(
        instrument=instrument,
        side=direction_of(row.pos_side, size),
        size=abs(size),
        available=abs(numbers.or_zero(row.available)),
        avg_price=numbers.or_zero(row.avg_price),
        hold_mode=hold_mode_of(row.hold_mode),
        margin_mode=margin_mode_of(row.margin_mode),
        leverage=numbers.or_zero(row.leverage),
        stamp=stamp,
        margin_coin=row.margin_coin or "USDT",
        margin=numbers.optional(row.position_balance),
        mark=numbers.positive(row.mark_price),
        liquidation=numbers.positive(row.liquidation_price),
        break_even=numbers.positive(row.break_even_price),
        unrealised_pnl=numbers.optional(row.unrealised_pnl),
        realised_pnl=numbers.optional(row.cur_realised_pnl),
        maintenance_margin_rate=numbers.optional(row.mmr),
        created_ms=numbers.optional_millis(row.created_time) or 0,
        updated_ms=numbers.optional_millis(row.updated_time) or 0,
    )


def direction_of(pos_side: str | None, size: Decimal) -> PositionSide:
    """Long or short. Should a one-way row say `net`, the sign of its size tells.

    Raises:
        BadPayloadError: the row names another side.
    """
    word = (pos_side or "").lower()
    if word == "long":
        return PositionSide.LONG
    if word == "short":
        return PositionSide.SHORT
    if word in ("", "net"):
        return PositionSide.SHORT if size < 0 else PositionSide.LONG
    raise BadPayloadError("unknown position side")


def closed_positions(envelope: Envelope) -> tuple[list[ClosedPosition], str]:
    """A page of past positions and the cursor of the next page. Fees become positive when charged."""
    return page_of(envelope, _CLOSED, _closed)


def _closed(row: ClosedRow) -> ClosedPosition | None:
    instrument = instrument_of(row.category, row.symbol)
    if instrument is None:
        return None
    return ClosedPosition(
        instrument=instrument,
        side=direction_of(row.pos_side, ZERO),
        size=numbers.or_zero(row.close_total_pos),
        open_price=numbers.or_zero(row.open_price_avg),
        close_price=numbers.or_zero(row.close_price_avg),
        realised_pnl=numbers.or_zero(row.cum_realised_pnl),
        net_profit=numbers.or_zero(row.net_profit),
        funding=numbers.or_zero(row.total_funding),
        open_fee=-numbers.or_zero(row.open_fee_total),
        close_fee=-numbers.or_zero(row.close_fee_total),
        created_ms=numbers.optional_millis(row.created_time) or 0,
        updated_ms=numbers.optional_millis(row.updated_time) or 0,
    )


def _value(text: Text, otherwise: Decimal) -> Decimal:
    value = numbers.optional(text)
    return otherwise if value is None else value
