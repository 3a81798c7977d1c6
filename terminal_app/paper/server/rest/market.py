"""Public market data of the unified API."""

from terminal_app.core.instrument import Instrument
from terminal_app.core.market import Candle
from terminal_app.paper.server.encode import market as encode
from terminal_app.paper.server.encode.numbers import number
from terminal_app.paper.server.errors import bad_enum, missing, unknown_symbol
from terminal_app.paper.server.reading import read_instrument, read_listed
from terminal_app.paper.server.rest.call import Call
from terminal_app.paper.server.words import INTERVAL

_DEPTH, _MAX_DEPTH = 5, 200
_CANDLES, _MAX_CANDLES, _MAX_HISTORY = 100, 1000, 100
_FILLS = 100
_MAX_FUNDING = 200
_PRICES_WITHOUT_VOLUME = {"mark", "index"}


def server_time(call: Call) -> object:
    """The wire's clock."""
    return {"serverTime": str(call.venue.clock.now_ms())}


def instruments(call: Call) -> object:
    """The rules of every instrument of a category."""
    return [encode.instrument(one) for one in read_listed(call.venue, call.params())]


def tickers(call: Call) -> object:
    """The ticker of every instrument of a category."""
    params = call.params()
    rows = read_listed(call.venue, params)
    return [encode.ticker(one) for one in call.venue.quotes(rows, asked_for=bool(params.text("symbol")))]


def order_book(call: Call) -> object:
    """The book, without a sequence number; levels are JSON numbers."""
    params = call.params()
    instrument = read_instrument(call.venue, params)
    bids, asks = call.venue.engine.depth(instrument.id, params.limit(_DEPTH, _MAX_DEPTH))
    return {
        "a": encode.level_numbers(asks),
        "b": encode.level_numbers(bids),
        "ts": str(call.venue.market_ms()),
    }


def candles(call: Call) -> object:
    """Candles up to now; the last one is still forming."""
    return [encode.candle_row(candle) for candle in _candles(call, _MAX_CANDLES)]


def history_candles(call: Call) -> object:
    """Closed candles."""
    params = call.params()
    now_ms = call.venue.market_ms()
    rows = _candles(call, _MAX_HISTORY)
    length = INTERVAL[params.text("interval")].ms
    return [encode.candle_row(candle) for candle in rows if candle.open_ms + length <= now_ms]


def _candles(call: Call, most: int) -> list[Candle]:
    params = call.params()
    params.need("category", "symbol", "interval")
    instrument = read_instrument(call.venue, params)
    interval = INTERVAL.get(params.text("interval"))
    kind = params.text("type").lower() or "market"
    if interval is None or kind not in {"market", "premium"} | _PRICES_WITHOUT_VOLUME:
        raise bad_enum()
    if kind == "premium":
        return []
    rows = call.venue.market.candles(
        instrument.id,
        interval,
        start_ms=params.integer("startTime"),
        end_ms=params.integer("endTime"),
        limit=params.limit(_CANDLES, most),
    )
    if kind in _PRICES_WITHOUT_VOLUME:
        return [row._replace(volume=row.volume * 0, turnover=row.turnover * 0) for row in rows]
    return rows


def fills(call: Call) -> object:
    """The latest public trades, newest first."""
    params = call.params()
    instrument = read_instrument(call.venue, params)
    prints = call.venue.market.recent_prints(instrument.id, params.limit(_FILLS, _FILLS))
    return [encode.public_fill(printed) for printed in prints]


def current_funding(call: Call) -> object:
    """The funding rate of one futures instrument; `category` may be left out."""
    params = call.params()
    symbol = params.text("symbol")
    if not symbol:
        raise missing("symbol", "category")
    for instrument in call.venue.engine.instruments.values():
        if instrument.id.symbol == symbol and instrument.id.product.is_futures:
            return [encode.funding(instrument, call.venue.derivatives(instrument.id))]
    raise unknown_symbol(symbol)


def funding_history(call: Call) -> object:
    """Past funding rates, newest first; `cursor` counts pages from 1."""
    params = call.params()
    instrument = _futures(call)
    limit = params.limit(_FILLS, _MAX_FUNDING)
    skip = (max(params.integer("cursor") or 1, 1) - 1) * limit
    rows = call.venue.market.funding_history(instrument.id, skip + limit)[skip:]
    return {
        "resultList": [
            {
                "symbol": instrument.id.symbol,
                "fundingRate": number(rate),
                "fundingRateTimestamp": str(time_ms),
            }
            for time_ms, rate in rows
        ]
    }


def open_interest(call: Call) -> object:
    """Open interest in base coin of every futures instrument of a category."""
    rows = [one for one in read_listed(call.venue, call.params()) if one.id.product.is_futures]
    return {
        "list": [
            {"symbol": one.id.symbol, "openInterest": number(call.venue.market.open_interest(one.id))}
            for one in rows
        ],
        "ts": str(call.venue.market_ms()),
    }


def position_tiers(call: Call) -> object:
    """The position tiers of one instrument."""
    instrument = _futures(call)
    return [encode.tier(row) for row in call.venue.engine.tiers(instrument.id)]


def _futures(call: Call) -> Instrument:
    instrument = read_instrument(call.venue, call.params())
    if not instrument.id.product.is_futures:
        raise unknown_symbol(instrument.id.symbol)
    return instrument
