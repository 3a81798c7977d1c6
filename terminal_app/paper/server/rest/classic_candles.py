"""Candles in the public classic API: of trades, and on futures of the mark and the index price too."""

from collections.abc import Mapping

from terminal_app.core.instrument import Instrument
from terminal_app.core.market import Candle, Interval
from terminal_app.paper.engine.models.calendar import slot_at
from terminal_app.paper.server.classic.reading import mix_instrument, need, needed, spot_instrument
from terminal_app.paper.server.encode.classic_market import spot_candle
from terminal_app.paper.server.encode.market import candle_row
from terminal_app.paper.server.errors import bad_enum
from terminal_app.paper.server.params import Params
from terminal_app.paper.server.rest.call import Call
from terminal_app.paper.server.words import INTERVAL

_DEFAULT, _MOST, _MOST_PAST = 100, 1000, 200

_SPOT_INTERVAL: Mapping[str, Interval] = {
    "1min": Interval.M1,
    "3min": Interval.M3,
    "5min": Interval.M5,
    "15min": Interval.M15,
    "30min": Interval.M30,
    "1h": Interval.H1,
    "4h": Interval.H4,
    "6h": Interval.H6,
    "12h": Interval.H12,
    "1day": Interval.D1,
    "3day": Interval.D3,
    "1week": Interval.W1,
} | {word: interval for word, interval in INTERVAL.items() if word.endswith("utc") or word == "1M"}

_TRADED: Mapping[str, bool] = {"market": True, "mark": False, "index": False}
"""Nobody trades the mark and the index: their volume is zero."""


def spot(call: Call) -> object:
    """Spot candles, the last one still forming."""
    return [spot_candle(candle) for candle in _spot(call)]


def spot_history(call: Call) -> object:
    """Spot candles that have closed, up to `endTime`."""
    need(call.params(), "symbol", "granularity", "endTime")
    return [spot_candle(candle) for candle in _spot(call, closed=True)]


def mix(call: Call) -> object:
    """Futures candles, the last one still forming; `kLineType` says of which price."""
    rows = [candle_row(candle) for candle in _mix(call)]
    traded = call.params().word("kLineType", _TRADED, default=True)
    return rows if traded else _without_volume(rows)


def mix_history(call: Call) -> object:
    """Futures candles that have closed."""
    return [candle_row(candle) for candle in _mix(call, closed=True)]


def mix_price_history(call: Call) -> object:
    """Closed candles of the mark or the index price."""
    return _without_volume([candle_row(candle) for candle in _mix(call, closed=True)])


def _without_volume(rows: list[list[str]]) -> list[list[str]]:
    return [[*row[:5], "0", "0"] for row in rows]


def _spot(call: Call, *, closed: bool = False) -> list[Candle]:
    params = call.params()
    row = spot_instrument(call.venue, params)
    return _candles(call, params, row, _SPOT_INTERVAL.get(needed(params, "granularity")), closed=closed)


def _mix(call: Call, *, closed: bool = False) -> list[Candle]:
    params = call.params()
    row = mix_instrument(call.venue, params)
    return _candles(call, params, row, INTERVAL.get(needed(params, "granularity")), closed=closed)


def _candles(
    call: Call, params: Params, row: Instrument, interval: Interval | None, *, closed: bool
) -> list[Candle]:
    if interval is None:
        raise bad_enum()
    end = params.integer("endTime")
    if closed:
        forming = slot_at(interval, call.venue.market_ms()).start_ms
        end = forming if end is None else min(end, forming)
    return call.venue.market.candles(
        row.id,
        interval,
        start_ms=params.integer("startTime"),
        end_ms=end,
        limit=params.limit(_DEFAULT, _MOST_PAST if closed else _MOST),
    )
