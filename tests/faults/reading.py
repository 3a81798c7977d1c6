"""One reading of an account in the paper exchange's answers, by the decoders of either dialect."""

from collections.abc import Callable
from typing import TypeVar

from terminal_app.bitget.classic import endpoints as classic
from terminal_app.bitget.endpoints import Endpoint
from terminal_app.bitget.unified import endpoints as unified
from terminal_app.bitget.wire.classic import account as classic_account
from terminal_app.bitget.wire.classic import fills as classic_fills
from terminal_app.bitget.wire.classic import orders as classic_orders
from terminal_app.bitget.wire.classic import positions as classic_positions
from terminal_app.bitget.wire.envelope import Envelope
from terminal_app.bitget.wire.unified import account as unified_account
from terminal_app.bitget.wire.unified import orders as unified_orders
from terminal_app.bitget.wire.unified import positions as unified_positions
from terminal_app.core.account import AccountSnapshot, Fill
from terminal_app.core.account_kind import AccountKind
from terminal_app.core.instrument import ProductType
from terminal_app.core.market import Stamp
from terminal_app.core.money import ZERO
from terminal_app.core.orders import VenueOrder
from terminal_app.trading.reconcile import VenueState
from tests.faults.paper_house import Half

T = TypeVar("T")

_SPOT, _FUTURES = ProductType.SPOT, ProductType.USDT_FUTURES
_PERP = "USDT-FUTURES"


def read_account(half: Half, now: float) -> VenueState:
    """Everything that a reconciliation asks for. `now` is our monotonic clock."""
    return (_classic if half.kind is AccountKind.CLASSIC else _unified)(half, now)


def read_order(half: Half, order: VenueOrder) -> VenueOrder | None:
    """One order, asked for by our number."""
    symbol, name = order.instrument.symbol, order.client_oid
    if half.kind is AccountKind.UNIFIED:
        return unified_orders.order(half.ask(unified.ORDER_INFO, clientOid=name))
    if order.instrument.product is _SPOT:
        return classic_orders.spot_order(half.ask(classic.SPOT_ORDER_INFO, clientOid=name))
    detail = half.ask(classic.MIX_ORDER_DETAIL, productType=_PERP, symbol=symbol, clientOid=name)
    return classic_orders.mix_order(detail, _FUTURES)


def _unified(half: Half, now: float) -> VenueState:
    def each(endpoint: Endpoint, read: Callable[[Envelope], tuple[list[T], str]]) -> tuple[T, ...]:
        products = ("SPOT", _PERP)
        return tuple(row for word in products for row in read(half.ask(endpoint, category=word))[0])

    return VenueState(
        now,
        unified_account.account(half.ask(unified.ASSETS), now),
        each(unified.OPEN_ORDERS, unified_orders.orders),
        each(unified.ORDER_HISTORY, unified_orders.orders),
        _newest(each(unified.FILLS, unified_positions.fills)),
        {_FUTURES: tuple(unified_positions.positions(half.ask(unified.POSITIONS, category=_PERP), now))},
    )


def _classic(half: Half, now: float) -> VenueState:
    def both(
        spot: Endpoint,
        read_spot: Callable[[Envelope], tuple[list[T], str]],
        mix: Endpoint,
        read_mix: Callable[[Envelope, ProductType], tuple[list[T], str]],
    ) -> tuple[T, ...]:
        on_mix = read_mix(half.ask(mix, productType=_PERP), _FUTURES)[0]
        return (*read_spot(half.ask(spot))[0], *on_mix)

    wallets = half.ask(classic.MIX_ACCOUNTS, productType=_PERP)
    balances = (
        *classic_account.spot_balances(half.ask(classic.SPOT_ASSETS)),
        *classic_account.mix_balances(wallets, _FUTURES),
    )
    held = half.ask(classic.POSITIONS, productType=_PERP, marginCoin="USDT")
    return VenueState(
        now,
        AccountSnapshot(Stamp(wallets.time_ms, now), ZERO, balances, wallets=(_SPOT, _FUTURES)),
        both(
            classic.SPOT_OPEN_ORDERS,
            classic_orders.spot_orders,
            classic.MIX_OPEN_ORDERS,
            classic_orders.mix_orders,
        ),
        both(
            classic.SPOT_ORDER_HISTORY,
            classic_orders.spot_orders,
            classic.MIX_ORDER_HISTORY,
            classic_orders.mix_orders,
        ),
        _newest(
            both(classic.SPOT_FILLS, classic_fills.spot_fills, classic.MIX_FILLS, classic_fills.mix_fills)
        ),
        {_FUTURES: tuple(classic_positions.positions(held, _FUTURES, now))},
    )


def _newest(fills: tuple[Fill, ...]) -> tuple[Fill, ...]:
    return tuple(sorted(fills, key=lambda fill: fill.time_ms, reverse=True))
