"""What is asked of a classic account about orders, positions, settings and wallets, on spot and on futures.

In hedge mode a futures order's `side` is that of the position (`buy` is the long one) and `tradeSide` says
whether it opens or closes: a long position is closed by buy and close. The commands have the real direction.
Every number goes out as a plain decimal text. Source: the venue's documentation, classic account, Trade.
"""

from collections.abc import Mapping, Sequence

from terminal_app.bitget.wire.classic.common import PRODUCT_TYPE, margin_coin, of_instrument, of_product
from terminal_app.bitget.wire.order_terms import Body, identity, limit_price, size_of
from terminal_app.bitget.wire.unified.common import (
    HOLD_MODE,
    MARGIN_MODE,
    ORDER_TYPE,
    POSITION_SIDE,
    SIDE,
    TIME_IN_FORCE,
)
from terminal_app.core.account import HoldMode
from terminal_app.core.commands import (
    AmendOrder,
    CancelOrder,
    ClosePosition,
    PlaceOrder,
    SetLeverage,
    Transfer,
)
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.money import plain
from terminal_app.core.orders import MarginMode, OrderType, PositionSide, Side

Nested = dict[str, str | list[Body]]

WALLET: Mapping[ProductType, str] = {
    ProductType.SPOT: "spot",
    ProductType.USDT_FUTURES: "usdt_futures",
    ProductType.USDC_FUTURES: "usdc_futures",
    ProductType.COIN_FUTURES: "coin_futures",
}
_OPENS = {PositionSide.LONG: Side.BUY, PositionSide.SHORT: Side.SELL}


def spot_place_body(order: PlaceOrder) -> Body:
    """The request for a new spot order, without its time stamp.

    Raises:
        ValueError: the size is in the wrong coin for this kind of order.
    """
    return {"symbol": order.instrument.symbol} | _spot_terms(order)


def spot_batch_body(orders: Sequence[PlaceOrder]) -> Nested:
    """The request for several new spot orders, of any symbols. It has no time stamp of its own.

    Raises:
        ValueError: as for one order.
    """
    return {"batchMode": "multiple", "orderList": [spot_place_body(order) for order in orders]}


def mix_place_body(order: PlaceOrder) -> Body:
    """The request for a new futures order.

    Raises:
        ValueError: it is sized in quote coin, or has no margin mode.
    """
    return _contract(order.instrument, order.margin_mode) | _mix_terms(order)


def mix_batch_body(orders: Sequence[PlaceOrder]) -> Nested:
    """The request for several new futures orders of one symbol and margin mode.

    Raises:
        ValueError: as for one order.
    """
    first = orders[0]
    return {
        **_contract(first.instrument, first.margin_mode),
        "orderList": [_mix_terms(order) for order in orders],
    }


def amend_body(order: AmendOrder) -> Body:
    """The request to put another order in the place of a working one.

    The old one ends even where the new one is refused. The number of the new one has to be given.

    Raises:
        ValueError: the command does not say what the new order is.
    """
    if not order.new_client_oid or order.rest is None:
        raise ValueError("a classic account changes an order by putting another in its place")
    body = of_instrument(order.instrument) | identity(order.client_oid, order.order_id)
    body["newClientOid"] = order.new_client_oid
    size, price = plain(order.rest), plain(order.price)
    if order.instrument.product is ProductType.SPOT:
        return body | {"size": size, "price": price}
    return body | {"newSize": size, "newPrice": price}


def cancel_body(order: CancelOrder) -> Body:
    """The request to cancel one order, by the venue's id when it is known."""
    return of_instrument(order.instrument) | identity(order.client_oid, order.order_id)


def spot_cancel_batch_body(orders: Sequence[CancelOrder]) -> Nested:
    """The request to cancel several spot orders, all named by the same kind of id."""
    return {"batchMode": "multiple", "orderList": [cancel_body(order) for order in orders]}


def mix_cancel_batch_body(orders: Sequence[CancelOrder]) -> Nested:
    """The request to cancel several futures orders of one symbol.

    Raises:
        ValueError: there is none: without a list the venue would cancel everything.
    """
    if not orders:
        raise ValueError("a batch without orders would cancel everything")
    return {
        **of_instrument(orders[0].instrument),
        "orderIdList": [identity(order.client_oid, order.order_id) for order in orders],
    }


def cancel_symbol_body(instrument: InstrumentId) -> Body:
    """The request to cancel everything of one symbol, plans excepted."""
    return of_instrument(instrument)


def cancel_product_body(product: ProductType) -> Body:
    """The request to cancel everything of a futures product, plans excepted, without its time stamp."""
    return of_product(product)


def close_body(command: ClosePosition) -> Body:
    """The request to close a position at market."""
    body = of_instrument(command.instrument)
    return body if command.side is PositionSide.NET else body | {"holdSide": POSITION_SIDE[command.side]}


def leverage_body(command: SetLeverage) -> Body:
    """The request for the leverage of a contract, of both its sides, in the margin mode it is set to."""
    return (
        of_instrument(command.instrument)
        | {"marginCoin": margin_coin(command.instrument)}
        | {"leverage": plain(command.leverage)}
    )


def margin_mode_body(command: SetLeverage) -> Body:
    """The request for the margin mode of a contract."""
    return _contract(command.instrument, command.margin_mode)


def contract_query(instrument: InstrumentId) -> Body:
    """The parameters that ask how a contract is set up."""
    return of_instrument(instrument) | {"marginCoin": margin_coin(instrument)}


def hold_mode_body(product: ProductType, mode: HoldMode) -> Body:
    """The request that switches a whole futures product between one-way and hedge mode."""
    return {"productType": PRODUCT_TYPE[product], "posMode": HOLD_MODE[mode]}


def transfer_body(command: Transfer) -> Body:
    """The request to move money between two wallets. Sent again it would answer with the first transfer."""
    return {
        "fromType": WALLET[command.source],
        "toType": WALLET[command.target],
        "amount": plain(command.amount),
        "coin": command.coin,
        "clientOid": command.client_oid,
    }


def direction_body(side: Side, position_side: PositionSide, *, reduce_only: bool) -> Body:
    """What an order does, in the words of the account's position mode.

    Args:
        side: the real direction of the trade.
        position_side: `NET` in one-way mode, which alone has a reduce-only flag.
        reduce_only: whether it may only close.
    """
    if position_side is PositionSide.NET:
        return {"side": SIDE[side], "reduceOnly": "YES" if reduce_only else "NO"}
    opens = _OPENS[position_side]
    return {"side": SIDE[opens], "tradeSide": "open" if side is opens else "close"}


def _contract(instrument: InstrumentId, margin_mode: MarginMode | None) -> Body:
    if margin_mode is None:
        raise ValueError("a futures order names its margin mode")
    return contract_query(instrument) | {"marginMode": MARGIN_MODE[margin_mode]}


def _spot_terms(order: PlaceOrder) -> Body:
    body = {"side": SIDE[order.side]} | _terms(order)
    for name, leg in (("TakeProfit", order.take_profit), ("StopLoss", order.stop_loss)):
        if leg is not None:
            body[f"preset{name}Price"] = plain(leg.trigger)
        if leg is not None and leg.price is not None:
            body[f"execute{name}Price"] = plain(leg.price)
    return body


def _mix_terms(order: PlaceOrder) -> Body:
    body = direction_body(order.side, order.position_side, reduce_only=order.reduce_only) | _terms(order)
    for name, leg in (("StopSurplus", order.take_profit), ("StopLoss", order.stop_loss)):
        if leg is not None:
            body[f"preset{name}Price"] = plain(leg.trigger)
        if leg is not None and leg.price is not None:
            body[f"preset{name}ExecutePrice"] = plain(leg.price)
    return body


def _terms(order: PlaceOrder) -> Body:
    body = {
        "orderType": ORDER_TYPE[order.order_type],
        "size": size_of(order),
        "clientOid": order.client_oid,
    }
    if order.order_type is OrderType.LIMIT:
        body |= {"price": plain(limit_price(order)), "force": TIME_IN_FORCE[order.time_in_force]}
    return body
