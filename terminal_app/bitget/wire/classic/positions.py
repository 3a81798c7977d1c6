"""Positions of a futures product over REST, current and past. No row names the product: it was asked for."""

from collections.abc import Sequence

import msgspec

from terminal_app.bitget.wire import numbers
from terminal_app.bitget.wire.classic.common import (
    charged,
    mix_margin_mode_of,
    position_side_of,
    spelled,
)
from terminal_app.bitget.wire.envelope import Envelope, decode
from terminal_app.bitget.wire.unified.common import Text, cursor_of, hold_mode_of
from terminal_app.core.account import ClosedPosition, Position
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import Stamp


class PositionRow(msgspec.Struct, frozen=True, rename="camel"):
    """One position. A liquidation price of zero or less means that there is none."""

    symbol: str
    hold_side: str
    total: Text
    margin_coin: str | None = None
    margin_size: Text = None
    available: Text = None
    leverage: Text = None
    achieved_profits: Text = None
    open_price_avg: Text = None
    margin_mode: str | None = None
    pos_mode: str | None = None
    unrealised: Text = msgspec.field(name="unrealizedPL", default=None)
    liquidation_price: Text = None
    keep_margin_rate: Text = None
    mark_price: Text = None
    break_even_price: Text = None
    c_time: Text = None
    u_time: Text = None


class ClosedRow(msgspec.Struct, frozen=True, rename="camel"):
    """One position of the past: its fees are negative when charged, its times in small letters."""

    symbol: str
    hold_side: str
    open_avg_price: Text = None
    close_avg_price: Text = None
    close_total_pos: Text = None
    pnl: Text = None
    net_profit: Text = None
    total_funding: Text = None
    open_fee: Text = None
    close_fee: Text = None
    ctime: Text = None
    utime: Text = None


class ClosedPage(msgspec.Struct, frozen=True, rename="camel"):
    """A page of past positions."""

    rows: list[ClosedRow] | None = msgspec.field(name="list", default=None)
    end_id: Text = None


_POSITIONS = msgspec.json.Decoder(list[PositionRow] | None)
_CLOSED = msgspec.json.Decoder(ClosedPage | None)


def positions(envelope: Envelope, product: ProductType, received: float) -> list[Position]:
    """Every open position."""
    stamp = Stamp(envelope.time_ms, received)
    rows: Sequence[PositionRow] = decode(_POSITIONS, envelope.data) or ()
    return [position_from(row, product, stamp) for row in rows]


def closed_positions(envelope: Envelope, product: ProductType) -> tuple[list[ClosedPosition], str]:
    """A page of past positions and the id below which the next page begins, "" when there is none."""
    page = decode(_CLOSED, envelope.data)
    if page is None:
        return [], ""
    return [_closed(row, product) for row in page.rows or ()], cursor_of(page.end_id)


def position_from(row: PositionRow, product: ProductType, stamp: Stamp) -> Position:
    """One position."""
    created_ms = numbers.optional_millis(row.c_time) or 0
    return Position(
        instrument=InstrumentId(product, spelled(row.symbol)),
        side=position_side_of(row.hold_side),
        size=abs(numbers.required(row.total)),
        available=abs(numbers.or_zero(row.available)),
        avg_price=numbers.or_zero(row.open_price_avg),
        hold_mode=hold_mode_of(row.pos_mode),
        margin_mode=mix_margin_mode_of(row.margin_mode),
        leverage=numbers.or_zero(row.leverage),
        stamp=stamp,
        margin_coin=spelled(row.margin_coin or "USDT"),
        margin=numbers.optional(row.margin_size),
        mark=numbers.positive(row.mark_price),
        liquidation=numbers.positive(row.liquidation_price),
        break_even=numbers.positive(row.break_even_price),
        unrealised_pnl=numbers.optional(row.unrealised),
        realised_pnl=numbers.optional(row.achieved_profits),
        maintenance_margin_rate=numbers.optional(row.keep_margin_rate),
        created_ms=created_ms,
        updated_ms=numbers.optional_millis(row.u_time) or created_ms,
    )


def _closed(row: ClosedRow, product: ProductType) -> ClosedPosition:
    return ClosedPosition(
        instrument=InstrumentId(product, spelled(row.symbol)),
        side=position_side_of(row.hold_side),
        size=numbers.or_zero(row.close_total_pos),
        open_price=numbers.or_zero(row.open_avg_price),
        close_price=numbers.or_zero(row.close_avg_price),
        realised_pnl=numbers.or_zero(row.pnl),
        net_profit=numbers.or_zero(row.net_profit),
        funding=numbers.or_zero(row.total_funding),
        open_fee=charged(row.open_fee),
        close_fee=charged(row.close_fee),
        created_ms=numbers.optional_millis(row.ctime) or 0,
        updated_ms=numbers.optional_millis(row.utime) or 0,
    )
