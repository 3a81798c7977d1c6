"""The unified account's private pushes, decoded: account, positions, orders, fills and strategy orders.

The rows are those of REST with other names here and there; only the differences are here. It knows nothing
of sockets or of what was known before. Source: the venue's documentation, unified account, Websocket,
private.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, TypeVar

import msgspec

from terminal_app.bitget.wire import numbers
from terminal_app.bitget.wire.channels import Arg
from terminal_app.bitget.wire.envelope import decode
from terminal_app.bitget.wire.pushes import MAX_ROWS, Head
from terminal_app.bitget.wire.unified.account import AssetRow
from terminal_app.bitget.wire.unified.common import CATEGORY, HOLD_MODE, Text
from terminal_app.bitget.wire.unified.orders import OrderRow, order_from
from terminal_app.bitget.wire.unified.positions import FillRow, PositionRow, fill_from, position_from
from terminal_app.bitget.wire.unified.strategy import StrategyRow, strategy_from
from terminal_app.core.account import AccountSnapshot, Balance, Fill, HoldMode, Position
from terminal_app.core.events import (
    AccountEvent,
    AccountSeen,
    FillsSeen,
    OrdersSeen,
    PositionsSeen,
    StrategyOrdersSeen,
)
from terminal_app.core.instrument import ProductType
from terminal_app.core.market import Stamp
from terminal_app.core.orders import VenueOrder

T = TypeVar("T")


def read_private(head: Head, arg: Arg, received: float) -> AccountEvent | None:
    """Decode a private push; `None` when its topic is not one of ours.

    Args:
        head: the frame.
        arg: its argument.
        received: when it arrived, on our monotonic clock.

    Raises:
        BadPayloadError: it does not have the documented shape.
        BadNumberError: a number in it is not a plain bounded decimal.
    """
    reader = _READERS.get(arg.topic)
    return None if reader is None else reader(head.data, Stamp(numbers.millis(head.ts), received))


# ------------------------------------------------------------------------------------------------- account


class _CoinRow(AssetRow, frozen=True, rename="camel"):
    debt: Text = msgspec.field(name="debts", default=None)


class _AccountRow(msgspec.Struct, frozen=True, rename="camel"):
    total_equity: Text
    coin: Annotated[list[_CoinRow], msgspec.Meta(max_length=MAX_ROWS)] | None = None
    unrealised_pnl: Text = msgspec.field(name="unrealisedPnL", default=None)
    imr: Text = None
    mmr: Text = None
    mgn_ratio: Text = None


_ACCOUNT = msgspec.json.Decoder(tuple[_AccountRow])


def _account(data: msgspec.Raw, stamp: Stamp) -> AccountSeen:
    (row,) = decode(_ACCOUNT, data)
    return AccountSeen(
        AccountSnapshot(
            stamp=stamp,
            equity=numbers.required(row.total_equity),
            balances=tuple(_balance(coin) for coin in row.coin or ()),
            unrealised_pnl=numbers.optional(row.unrealised_pnl),
            initial_margin=numbers.optional(row.imr),
            maintenance_margin=numbers.optional(row.mmr),
            margin_ratio=numbers.optional(row.mgn_ratio),
        )
    )


def _balance(row: _CoinRow) -> Balance:
    return Balance(
        coin=row.coin,
        equity=numbers.required(row.equity),
        available=numbers.required(row.available),
        locked=numbers.or_zero(row.locked),
        debt=numbers.or_zero(row.debt),
        usd_value=numbers.optional(row.usd_value),
        wallet=numbers.optional(row.balance),
    )


# ----------------------------------------------------------------------------------------------- positions


class _PositionRow(PositionRow, frozen=True, kw_only=True, rename="camel"):
    total: Text = msgspec.field(name="size")
    category: str = ""
    position_balance: Text = msgspec.field(name="marginSize", default=None)
    liquidation_price: Text = msgspec.field(name="liqPrice", default=None)


_POSITIONS = msgspec.json.Decoder(Annotated[list[_PositionRow], msgspec.Meta(max_length=MAX_ROWS)])
_PRODUCT_OF_MARGIN = {"USDT": ProductType.USDT_FUTURES, "USDC": ProductType.USDC_FUTURES}


def _positions(data: msgspec.Raw, stamp: Stamp) -> PositionsSeen:
    return PositionsSeen(_known(_position(row, stamp) for row in decode(_POSITIONS, data)), stamp)


def _position(row: _PositionRow, stamp: Stamp) -> Position | None:
    if not row.category:
        # The stream's rows carry no category: the coin that margins a contract tells which product it is.
        product = _PRODUCT_OF_MARGIN.get(row.margin_coin or "", ProductType.COIN_FUTURES)
        row = msgspec.structs.replace(row, category=CATEGORY[product])
    return position_from(row, stamp)


# -------------------------------------------------------------------------------------------------- orders


class _OrderRow(OrderRow, frozen=True, rename="camel"):
    hold_side: str | None = None


_ORDERS = msgspec.json.Decoder(Annotated[list[_OrderRow], msgspec.Meta(max_length=MAX_ROWS)])


def _orders(data: msgspec.Raw, stamp: Stamp) -> OrdersSeen:
    return OrdersSeen(_known(_order(row) for row in decode(_ORDERS, data)), stamp)


def _order(row: _OrderRow) -> VenueOrder | None:
    return order_from(msgspec.structs.replace(row, pos_side=row.pos_side or row.hold_side))


# --------------------------------------------------------------------------------------------------- fills


class _FillRow(FillRow, frozen=True, kw_only=True, rename="camel"):
    created_time: Text = msgspec.field(name="execTime")
    trade_side: str | None = None
    hold_side: str | None = None


_FILLS = msgspec.json.Decoder(Annotated[list[_FillRow], msgspec.Meta(max_length=MAX_ROWS)])


def _fills(data: msgspec.Raw, stamp: Stamp) -> FillsSeen:
    return FillsSeen(_known(_fill(row) for row in decode(_FILLS, data)), stamp)


def _fill(row: _FillRow) -> Fill | None:
    # Fills name no hold mode, but only hedge mode opens and closes a side; one-way mode buys and sells.
    hedge = (row.trade_side or "").lower() in {"open", "close"}
    hold_mode = row.hold_mode or HOLD_MODE[HoldMode.HEDGE if hedge else HoldMode.ONE_WAY]
    return fill_from(
        msgspec.structs.replace(row, pos_side=row.pos_side or row.hold_side, hold_mode=hold_mode)
    )


# ----------------------------------------------------------------------------------------- strategy orders

_STRATEGY = msgspec.json.Decoder(Annotated[list[StrategyRow], msgspec.Meta(max_length=MAX_ROWS)])


def _strategy(data: msgspec.Raw, stamp: Stamp) -> StrategyOrdersSeen:
    return StrategyOrdersSeen(_known(strategy_from(row) for row in decode(_STRATEGY, data)), stamp)


def _known(rows: Iterable[T | None]) -> tuple[T, ...]:
    """Without rows of products that are not ours (margin and the like): traded elsewhere, not shown here."""
    return tuple(row for row in rows if row is not None)


_READERS: Mapping[str, Callable[[msgspec.Raw, Stamp], AccountEvent]] = {
    "account": _account,
    "position": _positions,
    "order": _orders,
    "fill": _fills,
    "strategy-order": _strategy,
}
