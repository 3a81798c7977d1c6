"""The classic account's private pushes, decoded: wallets, positions, orders, fills and plans, by product.

The rows are those of REST under other names here and there; only the differences are here. No row names its
product: the argument does. Source: the venue's documentation, classic account, Websocket, private.
"""

from collections.abc import Callable, Mapping
from typing import Annotated

import msgspec

from terminal_app.bitget.wire import numbers
from terminal_app.bitget.wire.channels import Arg
from terminal_app.bitget.wire.classic import account, positions, push_orders
from terminal_app.bitget.wire.classic.common import spelled
from terminal_app.bitget.wire.envelope import decode
from terminal_app.bitget.wire.pushes import MAX_ROWS, SNAPSHOT, Head
from terminal_app.bitget.wire.unified.common import Text
from terminal_app.core.account import (
    AccountSnapshot,
    Balance,
    WalletMargin,
)
from terminal_app.core.events import AccountEvent, AccountSeen, PositionsSeen
from terminal_app.core.instrument import ProductType
from terminal_app.core.market import Stamp
from terminal_app.core.money import ZERO

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
    stamp = Stamp(numbers.millis(head.ts), received)
    if arg.topic == "positions" and product.is_futures:
        return _positions(head, product, stamp)
    reader = (_MIX if product.is_futures else _SPOT).get(arg.topic)
    return None if reader is None else reader(head.data, product, stamp)


# ------------------------------------------------------------------------------------------------- wallets


class _SpotCoin(account.AssetRow, frozen=True, kw_only=True, rename="camel"):
    available: Text


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


def _spot_account(data: msgspec.Raw, product: ProductType, stamp: Stamp) -> AccountSeen:
    return _wallet([account.spot_balance_from(row) for row in decode(_SPOT_COINS, data)], product, stamp)


def _mix_account(data: msgspec.Raw, product: ProductType, stamp: Stamp) -> AccountSeen:
    coins = [_mix_balance(row, product) for row in decode(_MIX_COINS, data)]
    return _wallet(coins, product, stamp)


def _wallet(coins: list[Balance], product: ProductType, stamp: Stamp) -> AccountSeen:
    """The coins of one wallet that are told: the first push names all, those after it what has changed."""
    return AccountSeen(AccountSnapshot(stamp, ZERO, tuple(coins), wallet=product, partial=True))


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


_Reader = Callable[[msgspec.Raw, ProductType, Stamp], AccountEvent]
_SPOT: Mapping[str, _Reader] = {
    "account": _spot_account,
    "orders": push_orders.spot_orders,
    "fill": push_orders.spot_fills,
    "orders-algo": push_orders.spot_plans,
}
_MIX: Mapping[str, _Reader] = {
    "account": _mix_account,
    "orders": push_orders.mix_orders,
    "fill": push_orders.mix_fills,
    "orders-algo": push_orders.mix_plans,
}
