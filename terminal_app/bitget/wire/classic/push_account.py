"""The classic account's private pushes, decoded: wallets, positions, orders, fills and plans, by product.

The rows are those of REST under other names here and there; only the differences are here. No row names its
product: the argument does. Source: the venue's documentation, classic account, Websocket, private.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Annotated

import msgspec

from terminal_app.bitget.wire import numbers
from terminal_app.bitget.wire.channels import Arg
from terminal_app.bitget.wire.classic import fills, orders, positions
from terminal_app.bitget.wire.classic.common import mix_hold_mode_of, spelled
from terminal_app.bitget.wire.envelope import decode
from terminal_app.bitget.wire.pushes import MAX_ROWS, SNAPSHOT, Head
from terminal_app.bitget.wire.unified.common import FeeRow, Text, cursor_of, fee_of, side_of
from terminal_app.core.account import (
    AccountSnapshot,
    Balance,
    Fill,
    HoldMode,
    WalletMargin,
)
from terminal_app.core.events import AccountEvent, AccountSeen, FillsSeen, OrdersSeen, PositionsSeen
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import Stamp
from terminal_app.core.money import ZERO
from terminal_app.core.orders import PositionSide, Side, VenueOrder

_Rows = msgspec.Meta(max_length=MAX_ROWS)


def read_private(head: Head, arg: Arg, received: float) -> AccountEvent | None:
    """Decode a private push; `None` when its channel or product is not one of ours.

    Args:
        head: the frame.
        arg: its argument.
        received: when it arrived, on our monotonic clock.

    Raises:
        BadPayloadError: it does not have the documented shape.
        BadNumberError: a number in it is not a plain bounded decimal.
    """
    product = arg.product
    if product is None:
        return None
    reader = (_MIX if product.is_futures else _SPOT).get(arg.topic)
    return None if reader is None else reader(head, product, Stamp(numbers.millis(head.ts), received))


# ------------------------------------------------------------------------------------------------- wallets


class _SpotCoin(msgspec.Struct, frozen=True, rename="camel"):
    coin: str
    available: Text
    frozen: Text = None
    locked: Text = None


class _MixCoin(msgspec.Struct, frozen=True, rename="camel"):
    """`available` is what the wallet holds; what a new order can use may be less."""

    margin_coin: str
    equity: Text
    available: Text
    max_open_pos_available: Text = None
    max_transfer_out: Text = None
    frozen: Text = None
    usdt_equity: Text = None
    crossed_risk_rate: Text = None
    unrealised: Text = msgspec.field(name="unrealizedPL", default=None)


_SPOT_COINS = msgspec.json.Decoder(Annotated[list[_SpotCoin], _Rows])
_MIX_COINS = msgspec.json.Decoder(Annotated[list[_MixCoin], _Rows])


def _spot_account(head: Head, product: ProductType, stamp: Stamp) -> AccountSeen:
    return _wallet([_spot_balance(row) for row in decode(_SPOT_COINS, head.data)], product, stamp)


def _mix_account(head: Head, product: ProductType, stamp: Stamp) -> AccountSeen:
    coins = [_mix_balance(row, product) for row in decode(_MIX_COINS, head.data)]
    return _wallet(coins, product, stamp)


def _wallet(coins: list[Balance], product: ProductType, stamp: Stamp) -> AccountSeen:
    """The coins of one wallet that are told: the first push names all, those after it what has changed."""
    return AccountSeen(AccountSnapshot(stamp, ZERO, tuple(coins), wallet=product, partial=True))


def _spot_balance(row: _SpotCoin) -> Balance:
    available = numbers.required(row.available)
    locked = numbers.or_zero(row.frozen) + numbers.or_zero(row.locked)
    held = available + locked
    return Balance(
        coin=spelled(row.coin),
        equity=held,
        available=available,
        locked=locked,
        wallet=held,
        product=ProductType.SPOT,
    )


def _mix_balance(row: _MixCoin, product: ProductType) -> Balance:
    equity, unrealised = numbers.required(row.equity), numbers.optional(row.unrealised)
    usable = numbers.optional(row.max_open_pos_available)
    return Balance(
        coin=spelled(row.margin_coin),
        equity=equity,
        available=numbers.required(row.available) if usable is None else usable,
        locked=numbers.or_zero(row.frozen),
        usd_value=numbers.optional(row.usdt_equity),
        wallet=None if unrealised is None else equity - unrealised,
        product=product,
        margin=WalletMargin(
            unrealised_pnl=unrealised,
            ratio=numbers.optional(row.crossed_risk_rate),
            transferable=numbers.optional(row.max_transfer_out),
        ),
    )


# ----------------------------------------------------------------------------------------------- positions


class _PositionRow(positions.PositionRow, frozen=True, kw_only=True, rename="camel"):
    symbol: str = msgspec.field(name="instId")


_POSITIONS = msgspec.json.Decoder(Annotated[list[_PositionRow], _Rows])


def _positions(head: Head, product: ProductType, stamp: Stamp) -> PositionsSeen:
    """Every push names all positions of its product: one that it does not name is closed."""
    held = tuple(positions.position_from(row, product, stamp) for row in decode(_POSITIONS, head.data))
    return PositionsSeen(held, stamp, complete=head.action == SNAPSHOT, product=product)


# -------------------------------------------------------------------------------------------------- orders


class _SpotOrder(orders.SpotRow, frozen=True, kw_only=True, rename="camel"):
    """`newSize` is the size, in quote coin for a market buy; `baseVolume` is of the last fill alone."""

    symbol: str = msgspec.field(name="instId")
    size: Text = msgspec.field(name="newSize")
    base_volume: Text = msgspec.field(name="accBaseVolume", default=None)
    fee_detail: str | None = msgspec.field(name="feeDetailText", default=None)  # only REST has it as a text
    fees: list[FeeRow] | None = msgspec.field(name="feeDetail", default=None)


class _MixOrder(orders.MixRow, frozen=True, kw_only=True, rename="camel"):
    symbol: str = msgspec.field(name="instId")
    base_volume: Text = msgspec.field(name="accBaseVolume", default=None)
    fees: list[FeeRow] | None = msgspec.field(name="feeDetail", default=None)


_SPOT_ORDERS = msgspec.json.Decoder(Annotated[list[_SpotOrder], _Rows])
_MIX_ORDERS = msgspec.json.Decoder(Annotated[list[_MixOrder], _Rows])


def _spot_orders(head: Head, _product: ProductType, stamp: Stamp) -> OrdersSeen:
    rows = decode(_SPOT_ORDERS, head.data)
    return OrdersSeen(tuple(_paid(orders.spot_order_from(row), row.fees) for row in rows), stamp)


def _mix_orders(head: Head, product: ProductType, stamp: Stamp) -> OrdersSeen:
    rows = decode(_MIX_ORDERS, head.data)
    return OrdersSeen(tuple(_paid(orders.mix_order_from(row, product), row.fees) for row in rows), stamp)


def _paid(order: VenueOrder, fees: list[FeeRow] | None) -> VenueOrder:
    """The order with its fees, which are negative when charged."""
    fee, coin = fee_of(fees)
    return replace(order, fee=ZERO - fee, fee_coin=coin)


# --------------------------------------------------------------------------------------------------- fills


class _SpotFill(msgspec.Struct, frozen=True, rename="camel"):
    trade_id: Text
    order_id: Text
    symbol: str
    side: str
    price_avg: Text
    size: Text
    c_time: Text
    client_oid: str | None = None
    amount: Text = None
    fee_detail: list[fills.FeeRow] | None = None
    trade_scope: str | None = None


class _MixFill(fills.MixRow, frozen=True, kw_only=True, rename="camel"):
    client_oid: str | None = None


_SPOT_FILLS = msgspec.json.Decoder(Annotated[list[_SpotFill], _Rows])
_MIX_FILLS = msgspec.json.Decoder(Annotated[list[_MixFill], _Rows])


def _spot_fills(head: Head, _product: ProductType, stamp: Stamp) -> FillsSeen:
    return FillsSeen(tuple(_spot_fill(row) for row in decode(_SPOT_FILLS, head.data)), stamp)


def _mix_fills(head: Head, product: ProductType, stamp: Stamp) -> FillsSeen:
    return FillsSeen(tuple(_mix_fill(row, product) for row in decode(_MIX_FILLS, head.data)), stamp)


def _spot_fill(row: _SpotFill) -> Fill:
    """An execution on spot: the one surface whose fees are positive when charged.

    A rebate's sign is documented nowhere; what is certain is how much it was.
    """
    price, size = numbers.required(row.price_avg), numbers.required(row.size)
    value = numbers.optional(row.amount)
    fees = [
        (spelled(one.fee_coin), numbers.or_zero(one.total_fee))
        for one in row.fee_detail or ()
        if one.fee_coin
    ]
    coin = fees[0][0] if fees else ""
    return Fill(
        exec_id=cursor_of(row.trade_id),
        order_id=cursor_of(row.order_id),
        client_oid=row.client_oid or "",
        instrument=InstrumentId(ProductType.SPOT, spelled(row.symbol)),
        side=side_of(row.side),
        price=price,
        size=size,
        value=price * size if value is None else value,
        fee=abs(sum((fee for name, fee in fees if name == coin), Decimal(0))),
        fee_coin=coin,
        liquidity=fills.liquidity_of(row.trade_scope),
        time_ms=numbers.millis(row.c_time),
    )


def _mix_fill(row: _MixFill, product: ProductType) -> Fill:
    """An execution on futures. Its side is the trade's in hedge mode too, unlike that of an order."""
    fill = fills.mix_fill_from(row, product)
    side, held = side_of(row.side), PositionSide.NET
    if mix_hold_mode_of(row.pos_mode, row.trade_side) is HoldMode.HEDGE:
        opens = "close" not in (row.trade_side or "").lower()
        held = PositionSide.LONG if (side is Side.BUY) is opens else PositionSide.SHORT
    return replace(fill, side=side, position_side=held, client_oid=row.client_oid or "")


_Reader = Callable[[Head, ProductType, Stamp], AccountEvent]
_SPOT: Mapping[str, _Reader] = {
    "account": _spot_account,
    "orders": _spot_orders,
    "fill": _spot_fills,
}
_MIX: Mapping[str, _Reader] = {
    "account": _mix_account,
    "positions": _positions,
    "orders": _mix_orders,
    "fill": _mix_fills,
}
