"""What several families of calls read the same way: instruments, exits, the receive window."""

from collections.abc import Sequence
from decimal import Decimal

from terminal_app.core.instrument import Instrument, InstrumentId, ProductType
from terminal_app.core.money import ZERO
from terminal_app.core.orders import ExitLeg, OrderType, TriggerBy
from terminal_app.paper.engine.strategy_messages import NO_EXITS, Exits
from terminal_app.paper.server.errors import ApiError, bad_enum, bad_value, missing, unknown_symbol
from terminal_app.paper.server.params import Params
from terminal_app.paper.server.venue import Venue
from terminal_app.paper.server.words import ORDER_TYPE, PRODUCT, READ_TRIGGER_BY

_WINDOW_MS = 60_000
_MARGIN = "MARGIN"
_TAKE_PROFIT, _STOP_LOSS = ("takeProfit", "takeprofit"), ("stopLoss", "stoploss")
_PRICES = frozenset({*_TAKE_PROFIT, *_STOP_LOSS})
_LEG_FIELDS = ("TriggerBy", "OrderType", "LimitPrice")


def read_product(params: Params, *, required: bool = True) -> ProductType | None:
    """The `category`. `None` when it is absent and may be, or when nothing of it is traded here.

    Raises:
        ApiError: it is absent but required, or no category at all.
    """
    if required:
        params.need("category")
    word = params.text("category").upper()
    if not word or word == _MARGIN:
        return None
    product = PRODUCT.get(word)
    if product is None:
        raise bad_enum()
    return product


def read_instrument(venue: Venue, params: Params) -> Instrument:
    """The instrument named by `category` and `symbol`, both required.

    Raises:
        ApiError: something is absent, or there is no such trading pair.
    """
    params.need("category", "symbol")
    product = read_product(params)
    symbol = params.text("symbol")
    found = venue.engine.instruments.get(InstrumentId(product, symbol)) if product else None
    if found is None:
        raise unknown_symbol(symbol)
    return found


def read_listed(venue: Venue, params: Params) -> Sequence[Instrument]:
    """The instruments of `category` (required), only `symbol` when it is given.

    Raises:
        ApiError: there is no such trading pair.
    """
    if params.text("symbol"):
        return [read_instrument(venue, params)]
    product = read_product(params)
    return list(venue.listed(product)) if product else []


def check_window(params: Params, now_ms: int) -> None:
    """Honour `requestTime` and `receiveWindow`: an order that comes too late is refused.

    Raises:
        ApiError: 40079 the window is a minute or more, 40078 the request came outside it.
    """
    sent, window = params.integer("requestTime"), params.integer("receiveWindow")
    if window is None:
        return
    if window >= _WINDOW_MS:
        raise ApiError("40079", "The receive window must be less than 60s")
    if sent is not None and abs(now_ms - sent) > window:
        raise ApiError("40078", "The request time is outside the receive window")


def touches_exits(params: Params) -> bool:
    """Whether any field of a take-profit or a stop-loss is there."""
    names = [
        *_TAKE_PROFIT,
        *_STOP_LOSS,
        *(prefix + field for prefix in ("tp", "sl") for field in _LEG_FIELDS),
    ]
    return any(params.text(name) for name in names)


def read_exits(params: Params, before: Exits = NO_EXITS) -> Exits:
    """The take-profit and the stop-loss of an order; what is absent stays as it was before.

    A price of "0" takes a leg away, as the classic API has it. The stream writes two names in lower case.

    Raises:
        ApiError: something cannot be read, or a limit leg has no limit.
    """
    if before is NO_EXITS and params.has_none_of(_PRICES):
        return NO_EXITS
    return Exits(
        _read_leg(params, "tp", _TAKE_PROFIT, before.take_profit),
        _read_leg(params, "sl", _STOP_LOSS, before.stop_loss),
    )


def read_leg(params: Params, price: Decimal, fields: tuple[str, str, str], before: ExitLeg | None) -> ExitLeg:
    """A trigger price with the fields that say its kind, its order type and its limit.

    Raises:
        ApiError: something cannot be read, or a limit order has no limit.
    """
    by, order_type, limit = fields
    kind = OrderType.LIMIT if before is not None and before.price is not None else OrderType.MARKET
    if params.word(order_type, ORDER_TYPE, kind) is OrderType.MARKET:
        limit_price = None
    else:
        limit_price = params.positive(limit) or (before.price if before is not None else None)
        if limit_price is None:
            raise missing(limit)
    return ExitLeg(
        price, params.word(by, READ_TRIGGER_BY, TriggerBy.LAST if before is None else before.by), limit_price
    )


def _read_leg(params: Params, prefix: str, names: Sequence[str], before: ExitLeg | None) -> ExitLeg | None:
    name = next((name for name in names if params.text(name)), names[0])
    price = params.decimal(name)
    if price is None:
        price = None if before is None else before.trigger
    if not price:
        return None
    if price < ZERO:
        raise bad_value(name)
    by, order_type, limit = (prefix + field for field in _LEG_FIELDS)
    return read_leg(params, price, (by, order_type, limit), before)
