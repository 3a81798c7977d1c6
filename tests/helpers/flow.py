"""Trades and books to fill the memory of the order flow with."""

from collections.abc import Sequence
from decimal import Decimal

from hypothesis import strategies as st

from terminal_app.core.events import BookSnapshot, TradesSeen
from terminal_app.core.instrument import Instrument
from terminal_app.core.market import Stamp, Trade
from terminal_app.core.orders import Side
from tests.helpers.examples import PERP
from tests.helpers.market import START_MS

Print = tuple[int, int, int, bool]
one_print = st.tuples(st.integers(-30, 30), st.integers(1, 50_000), st.integers(-400, 3_000), st.booleans())
"""A step of the price in ticks, a size in lots, a wait in ms (a late one is below zero), a side."""


def prints_of(rows: Sequence[Print], rules: Instrument = PERP, start_ms: int = START_MS) -> list[Trade]:
    """Trades of a walk; ids are their numbers."""
    made, ticks, time_ms = [], 640_000, start_ms
    for number, (step, lots, wait, buys) in enumerate(rows):
        ticks, time_ms = ticks + step, max(start_ms, time_ms + wait)
        side = Side.BUY if buys else Side.SELL
        made.append(Trade(str(number), rules.tick * ticks, rules.lot * lots, side, time_ms))
    return made


def seen(trades: Sequence[Trade], *, snapshot: bool = False, rules: Instrument = PERP) -> TradesSeen:
    """Trades as the stream brings them."""
    at = trades[-1].time_ms if trades else START_MS
    return TradesSeen(rules.id, tuple(trades), Stamp(at, at / 1_000), snapshot)


def book_at(
    time_ms: int,
    bids: Sequence[tuple[str, str]],
    asks: Sequence[tuple[str, str]],
    rules: Instrument = PERP,
) -> BookSnapshot:
    """A whole book at a moment."""
    sides = [tuple((Decimal(price), Decimal(size)) for price, size in side) for side in (bids, asks)]
    return BookSnapshot(rules.id, sides[0], sides[1], Stamp(time_ms, time_ms / 1_000))
