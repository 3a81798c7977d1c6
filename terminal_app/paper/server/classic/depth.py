"""Books in coarser steps, as the classic API sells them: levels that fall into one step are told as one."""

from collections.abc import Iterable
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import islice

from terminal_app.core.instrument import Instrument
from terminal_app.core.market import Level
from terminal_app.core.money import ZERO
from terminal_app.core.orders import Side
from terminal_app.paper.server.venue import Venue

DEPTH = 500
"""Levels of a side that are looked at (the stream shows as many)."""


def step_of(instrument: Instrument, scale: int) -> Decimal:
    """How wide a step is: each scale is ten times as coarse as the one before."""
    return instrument.tick.scaleb(scale)


def merged(venue: Venue, instrument: Instrument, scale: int, levels: int) -> tuple[list[Level], list[Level]]:
    """The best steps of either side: bids descending, asks ascending."""
    bids, asks = venue.engine.depth(instrument.id, DEPTH if scale else levels)
    step = step_of(instrument, scale)
    return (
        list(islice(grouped(bids, step, Side.BUY), levels)),
        list(islice(grouped(asks, step, Side.SELL), levels)),
    )


def grouped(levels: Iterable[Level], step: Decimal, side: Side) -> Iterable[Level]:
    """Levels, best first, put together by step: a bid at the foot of its step, an ask at the top."""
    rounding = ROUND_FLOOR if side is Side.BUY else ROUND_CEILING
    at, size = None, ZERO
    for price, amount in levels:
        edge = (price / step).to_integral_value(rounding) * step
        if at is not None and edge != at:
            yield at, size
            size = ZERO
        at, size = edge, size + amount
    if at is not None:
        yield at, size
