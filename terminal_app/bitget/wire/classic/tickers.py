"""The figures of a ticker of the classic API: the same words over REST and on the streams."""

import msgspec

from terminal_app.bitget.wire import numbers
from terminal_app.bitget.wire.unified.common import Text
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.market import Stamp, Ticker


class TickerFigures(msgspec.Struct, rename="camel", gc=False):
    """What every ticker may have; those of spot have none of the futures fields."""

    bid_pr: Text = None
    ask_pr: Text = None
    bid_sz: Text = None
    ask_sz: Text = None
    open24h: Text = None
    high24h: Text = None
    low24h: Text = None
    change24h: Text = None
    base_volume: Text = None
    quote_volume: Text = None
    mark_price: Text = None
    index_price: Text = None
    funding_rate: Text = None
    holding_amount: Text = None


def ticker_of(
    row: TickerFigures,
    instrument: InstrumentId,
    stamp: Stamp,
    *,
    last: Text,
    opened: Text,
    next_funding: Text = None,
) -> Ticker:
    """The ticker of a row.

    Args:
        row: its figures.
        instrument: whose they are.
        stamp: when they were told.
        last: the last price.
        opened: the price 24 hours ago.
        next_funding: when funding is settled next, where the row tells it.

    Raises:
        BadNumberError: a number is not a plain bounded decimal, or there is no last price.
    """
    read = numbers.optional
    return Ticker(
        instrument=instrument,
        stamp=stamp,
        last=numbers.required(last),
        bid=numbers.positive(row.bid_pr),
        ask=numbers.positive(row.ask_pr),
        bid_size=read(row.bid_sz),
        ask_size=read(row.ask_sz),
        open_24h=read(opened),
        high_24h=read(row.high24h),
        low_24h=read(row.low24h),
        change_24h=read(row.change24h),
        volume_24h=read(row.base_volume),
        turnover_24h=read(row.quote_volume),
        mark=numbers.positive(row.mark_price),
        index=numbers.positive(row.index_price),
        funding_rate=read(row.funding_rate),
        next_funding_ms=numbers.optional_millis(next_funding),
        open_interest=read(row.holding_amount),
    )
