"""The exchange's own rules against an order: steps, smallest and largest size, price band. Pure.

Each function returns its refusals, in plain sentences with the limit and the number.
"""

from collections.abc import Sequence
from decimal import Decimal

from terminal_app.core.instrument import Instrument, InstrumentStatus
from terminal_app.core.money import ZERO, BaseQty, QuoteQty, ceil_to, floor_to, is_multiple, trimmed
from terminal_app.core.orders import OrderType, Side
from terminal_app.trading.caps import Desk, Wish, age_refusals, money, size_refusals
from terminal_app.trading.limits import RiskLimits

_ONE = Decimal(1)
_HUNDRED = Decimal(100)
_CLOSED = {
    InstrumentStatus.HALTED: "is not traded at the moment",
    InstrumentStatus.LISTED: "is listed but not traded yet",
    InstrumentStatus.CLOSE_ONLY: "can only be closed at the moment",
}


def status_refusals(wish: Wish, instrument: Instrument) -> tuple[str, ...]:
    """Whether the instrument is traded."""
    status = instrument.status
    if status is InstrumentStatus.TRADING or (status is InstrumentStatus.CLOSE_ONLY and wish.reducing):
        return ()
    return (f"{instrument.id.symbol} {_CLOSED[status]}.",)


def grid_refusals(wish: Wish, instrument: Instrument) -> list[str]:
    """Price and size on their steps."""
    found = []
    price, value = wish.price, wish.size.value
    if price is not None:
        if price <= ZERO:
            found.append("The price must be above zero.")
        elif not is_multiple(price, instrument.tick):
            step = trimmed(instrument.tick)
            found.append(f"Prices go in steps of {step}; {trimmed(price)} is between two.")
    if value <= ZERO:
        found.append("The size must be above zero.")
    elif isinstance(wish.size, QuoteQty):
        if not is_multiple(value, instrument.quote_step):
            found.append(f"Amounts go in steps of {trimmed(instrument.quote_step)} {instrument.quote}.")
    elif not is_multiple(value, instrument.lot):
        found.append(f"Sizes go in steps of {trimmed(instrument.lot)} {instrument.base}.")
    return found


def amount_refusals(
    wish: Wish,
    touch: Decimal | None,
    price_age: float | None,
    instrument: Instrument,
    desk: Desk,
    limits: RiskLimits,
) -> Sequence[str]:
    """How much it is about, as far as that can be told: the exchange's limits, and ours.

    `touch` is the best price of the other side; `price_age` how old the prices are, in seconds.
    """
    found = _quantity(wish.size.value, wish.order_type, instrument) if isinstance(wish.size, BaseQty) else []
    if stale := age_refusals(wish, instrument, price_age, limits):
        return [*found, *stale]
    if wish.order_type is OrderType.MARKET and touch is None and not wish.reducing:
        return [*found, f"No live price for {instrument.id.symbol}, so a market order cannot be judged."]
    smallest, largest = _notional(wish, touch)
    quote = instrument.quote
    if ZERO < smallest < instrument.min_notional and not wish.reducing:
        minimum = trimmed(instrument.min_notional)
        found.append(f"Minimum is {minimum} {quote}; this order is {money(smallest)} {quote}.")
    found += size_refusals(wish, largest, desk, quote, limits)
    return found


def band_refusals(wish: Wish, last: Decimal | None, instrument: Instrument) -> tuple[str, ...]:
    """The price band of the exchange around the last price."""
    price = wish.price
    if price is None or last is None or price <= ZERO:
        return ()
    if wish.side is Side.BUY:
        if (buy := instrument.buy_band) is not None:
            border = last * (_ONE + buy)
            # Far below the border there is no need to know where exactly it lies.
            if price > border - instrument.tick and price > (highest := floor_to(border, instrument.tick)):
                sentence = (
                    f"The exchange takes buys up to {trimmed(highest)}, {_percent(buy)} above the last "
                    f"price; this price is {trimmed(price)}."
                )
                return (sentence,)
    elif (sell := instrument.sell_band) is not None:
        border = last * (_ONE - sell)
        if price < border + instrument.tick and price < (lowest := ceil_to(border, instrument.tick)):
            sentence = (
                f"The exchange takes sells down to {trimmed(lowest)}, {_percent(sell)} below the last "
                f"price; this price is {trimmed(price)}."
            )
            return (sentence,)
    return ()


def _quantity(size: Decimal, order_type: OrderType, instrument: Instrument) -> list[str]:
    found = []
    base = instrument.base
    if ZERO < size < instrument.min_qty:
        found.append(
            f"Minimum is {trimmed(instrument.min_qty)} {base}; this order is {trimmed(size)} {base}."
        )
    market = order_type is OrderType.MARKET and instrument.max_market_qty is not None
    highest = instrument.max_market_qty if market else instrument.max_qty
    if highest is not None and size > highest:
        found.append(f"Maximum is {trimmed(highest)} {base}; this order is {trimmed(size)} {base}.")
    return found


def _notional(wish: Wish, touch: Decimal | None) -> tuple[Decimal, Decimal]:
    """The least and the most quote coin the order can be about."""
    size = wish.size.value
    if isinstance(wish.size, QuoteQty):
        return size, size
    price = wish.price if wish.price is not None else touch or ZERO
    worth = size * price
    if wish.side is Side.SELL and touch is not None and touch > price:
        # A sell below the bid is executed at the bid or better: it is about more than its limit says.
        return worth, size * touch
    return worth, worth


def _percent(share: Decimal) -> str:
    return f"{trimmed(share * _HUNDRED)} %"
