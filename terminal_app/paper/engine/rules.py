"""What a request must satisfy before anybody's money is looked at: instrument, grid, size, value, mode.

Each check raises `RefusalError` with the reason and a sentence; none changes anything. The venue refuses what
does not fit and never rounds (the venue's documentation, order precision).
"""

from decimal import Decimal

from terminal_app.core.account import HoldMode
from terminal_app.core.instrument import Instrument, InstrumentStatus
from terminal_app.core.money import QuoteQty, trimmed
from terminal_app.core.orders import OrderType, PositionSide, Side
from terminal_app.paper.engine.account import Account, is_hedge_close
from terminal_app.paper.engine.exact import whole
from terminal_app.paper.engine.messages import PlaceRequest, Reason, RefusalError

MAX_OPEN_ORDERS = 400


def check_request(instrument: Instrument, account: Account, request: PlaceRequest) -> None:
    """Everything that can be said of a new order without looking at prices and money."""
    closing = is_closing(account.hold_mode, request)
    check_status(instrument, closing=closing)
    if instrument.id.product.is_futures:
        _check_hold_mode(account.hold_mode, request)
    if request.client_oid and account.has_live(request.client_oid):
        raise RefusalError(Reason.DUPLICATE_CLIENT_OID, "An open order already has this client order id.")
    _check_count(instrument, account)
    if request.order_type is OrderType.LIMIT:
        if request.price is None:
            raise RefusalError(Reason.PRICE_MISSING, "A limit order needs a price.")
        check_price(instrument, request.price)
    if isinstance(request.size, QuoteQty):
        _check_quote_size(instrument, request)
    else:
        check_size(instrument, request.size.value, request.order_type, closing=closing)


def is_closing(hold_mode: HoldMode, request: PlaceRequest) -> bool:
    """Whether the order may only make a position smaller."""
    if not request.instrument.product.is_futures:
        return False
    if hold_mode is HoldMode.HEDGE:
        return is_hedge_close(request.position_side, request.side)
    return request.reduce_only


def check_price(instrument: Instrument, price: Decimal) -> None:
    """A price is positive and lies on the tick."""
    if price <= 0 or whole(price, instrument.tick) is None:
        raise RefusalError(
            Reason.PRICE_OFF_TICK,
            f"The price must be a multiple of {trimmed(instrument.tick)} and above zero.",
        )


def check_size(instrument: Instrument, size: Decimal, order_type: OrderType, *, closing: bool) -> None:
    """A size lies on the lot and within the limits; a position may be closed below the smallest size."""
    if size <= 0 or (size < instrument.min_qty and not closing):
        raise RefusalError(
            Reason.SIZE_TOO_SMALL, f"The order size is below the minimum of {trimmed(instrument.min_qty)}."
        )
    if whole(size, instrument.lot) is None:
        raise RefusalError(
            Reason.SIZE_OFF_LOT, f"The order size must be a multiple of {trimmed(instrument.lot)}."
        )
    limit = instrument.max_market_qty if order_type is OrderType.MARKET else instrument.max_qty
    if limit is not None and size > limit:
        raise RefusalError(Reason.SIZE_TOO_LARGE, f"The order size is above the maximum of {trimmed(limit)}.")


def check_value(instrument: Instrument, value: Decimal, *, closing: bool) -> None:
    """The value reaches the smallest notional; a position may be closed below it."""
    if value < instrument.min_notional and not closing:
        raise RefusalError(
            Reason.NOTIONAL_TOO_SMALL,
            f"less than the minimum amount {trimmed(instrument.min_notional)} {instrument.quote}",
        )


def check_band(instrument: Instrument, side: Side, price: Decimal, reference: Decimal | None) -> None:
    """A buy may not lie too far above the reference price, a sell not too far below it."""
    if reference is None:
        return
    if side is Side.BUY and instrument.buy_band is not None:
        limit = reference * (1 + instrument.buy_band)
        if price > limit:
            text = f"The price is above the highest buy price of {_on_tick(instrument, limit, Side.BUY)}."
            raise RefusalError(Reason.PRICE_OUT_OF_BAND, text)
    if side is Side.SELL and instrument.sell_band is not None:
        limit = reference * (1 - instrument.sell_band)
        if price < limit:
            text = f"The price is below the lowest sell price of {_on_tick(instrument, limit, Side.SELL)}."
            raise RefusalError(Reason.PRICE_OUT_OF_BAND, text)


def _on_tick(instrument: Instrument, limit: Decimal, side: Side) -> str:
    return trimmed(instrument.snap_price(limit, side))


def check_status(instrument: Instrument, *, closing: bool) -> None:
    """The instrument takes orders now; one that only closes may still be taken when it is closing down."""
    status = instrument.status
    if status is InstrumentStatus.TRADING or (status is InstrumentStatus.CLOSE_ONLY and closing):
        return
    raise RefusalError(Reason.SYMBOL_HALTED, f"{instrument.id.symbol} does not take this order now.")


def _check_hold_mode(hold_mode: HoldMode, request: PlaceRequest) -> None:
    one_way = hold_mode is HoldMode.ONE_WAY
    if one_way is not (request.position_side is PositionSide.NET):
        raise RefusalError(
            Reason.HOLD_MODE_MISMATCH,
            "The account is in one-way mode and the order names a position side."
            if one_way
            else "The account is in hedge mode and the order does not name a position side.",
        )
    if not one_way and request.reduce_only and not is_hedge_close(request.position_side, request.side):
        raise RefusalError(Reason.REDUCE_ONLY_EXCEEDS, "A reduce-only order cannot open a position.")


def _check_count(instrument: Instrument, account: Account) -> None:
    if account.sums.count(futures=instrument.id.product.is_futures) >= MAX_OPEN_ORDERS:
        raise RefusalError(Reason.TOO_MANY_ORDERS, f"There are already {MAX_OPEN_ORDERS} open orders.")


def _check_quote_size(instrument: Instrument, request: PlaceRequest) -> None:
    spot_market_buy = (
        not instrument.id.product.is_futures
        and request.order_type is OrderType.MARKET
        and request.side is Side.BUY
    )
    if not spot_market_buy:
        raise RefusalError(Reason.SIZE_OFF_LOT, "Only a spot market buy is sized in quote coin.")
    amount = request.size.value
    if amount <= 0 or whole(amount, instrument.quote_step) is None:
        raise RefusalError(
            Reason.SIZE_OFF_LOT,
            f"The amount must be a multiple of {trimmed(instrument.quote_step)} and above zero.",
        )
    check_value(instrument, amount, closing=False)
