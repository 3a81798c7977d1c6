"""The names of the rules that an order was judged by, as they are written beside its intent. Pure.

A rule that had nothing to judge (no price band on a market order, our own limits on what only reduces) is not
named: what stands here was really asked.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from terminal_app.core.instrument import Instrument, InstrumentId
from terminal_app.core.money import trimmed
from terminal_app.core.orders import OrderType, Side
from terminal_app.trading.caps import Wish
from terminal_app.trading.limits import RiskLimits

_HUNDRED = Decimal(100)
_MOST_KEPT = 64

SHAPE = "the kind of order makes sense"
STATE = "trading is not halted"
GRID = "price and size are on the exchange's steps"
SIZES = "the exchange's smallest and largest size"
EXITS = "take-profit and stop-loss are on the right side"
WAITING = "it would not be set off at once"
LEVERAGE = "the leverage that the contract allows"


class Asked(NamedTuple):
    """What an order was compared with: prices by name, the last price, and whether it has exits."""

    marks: tuple[str, ...] = ()
    last: bool = False
    exits: bool = False


class _Kept(NamedTuple):
    instrument: Instrument
    limits: RiskLimits
    rules: dict[tuple[Side, OrderType, bool, bool, bool, Asked], tuple[str, ...]]


class RuleNames:
    """The names of the rules that orders are judged by, as their instrument and the limits are now.

    The sentences are the same from order to order, so they are kept until either is another one.
    """

    def __init__(self) -> None:
        self._kept: dict[InstrumentId, _Kept] = {}

    @property
    def kept(self) -> int:
        """How many instruments are remembered."""
        return len(self._kept)

    def passed(self, wish: Wish, asked: Asked, instrument: Instrument, limits: RiskLimits) -> tuple[str, ...]:
        """The rules that a new or changed order was judged by."""
        kept = self._kept.get(instrument.id)
        if kept is None or kept.instrument is not instrument or kept.limits is not limits:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            kept = self._kept[instrument.id] = _Kept(instrument, limits, {})
        priced = wish.price is not None
        kind = (wish.side, wish.order_type, wish.reducing, wish.shrinks, priced, asked)
        rules = kept.rules.get(kind)
        if rules is None:
            rules = kept.rules[kind] = tuple(_passed(wish, asked, instrument, limits))
        return rules


def passed_waiting(
    instrument: Instrument, limits: RiskLimits, *, opens: bool, trigger: bool, exits: bool
) -> tuple[str, ...]:
    """The rules that a strategy order was judged by; `opens` when it can grow a position."""
    rules = [STATE, _traded(instrument)] if trigger else []
    rules += [GRID, SIZES]
    rules += [WAITING] if trigger else []
    rules += [EXITS] if exits else []
    rules += [_per_order(instrument, limits), *_counts(limits)] if opens else []
    return tuple(rules)


def _passed(wish: Wish, asked: Asked, instrument: Instrument, limits: RiskLimits) -> Iterator[str]:
    yield from (SHAPE, STATE, _traded(instrument), GRID, SIZES)
    own = not wish.reducing and not wish.shrinks
    if own:
        yield f"the price is at most {limits.max_price_age_s} s old"
        yield _per_order(instrument, limits)
        most = max(limits.max_symbol_notional, limits.max_order_notional)
        yield f"your limit of {trimmed(most)} {instrument.quote} per symbol"
    band = instrument.buy_band if wish.side is Side.BUY else instrument.sell_band
    if wish.price is not None and asked.last and band is not None:
        yield f"the exchange's price band of {trimmed(band * _HUNDRED)} %"
    if asked.exits:
        yield EXITS
    # A change that shrinks and a way out at market are never held back by the collar.
    if not wish.shrinks and not (wish.reducing and wish.order_type is OrderType.MARKET):
        share = trimmed(limits.max_price_distance * _HUNDRED)
        yield from (f"your limit of {share} % from the {name}" for name in asked.marks)
    if own:
        yield from _counts(limits)


def _traded(instrument: Instrument) -> str:
    return f"{instrument.id.symbol} can be traded"


def _per_order(instrument: Instrument, limits: RiskLimits) -> str:
    return f"your limit of {trimmed(limits.max_order_notional)} {instrument.quote} per order"


def _counts(limits: RiskLimits) -> Iterator[str]:
    yield f"your limit of {limits.max_open_orders} open orders"
    yield f"your limit of {limits.max_orders_per_10s} orders in ten seconds"
    if limits.duplicate_ms:
        yield f"no equal order from another place within {limits.duplicate_ms} ms"
