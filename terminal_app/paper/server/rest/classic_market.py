"""The public calls of the classic API that clients of either account mode make, above all at their start."""

from terminal_app.core.instrument import Instrument, ProductType
from terminal_app.core.market import Candle, Interval
from terminal_app.paper.server.classic.reading import (
    mix_instrument,
    needed,
    product_type,
    spot_instrument,
)
from terminal_app.paper.server.encode import classic_market as encode
from terminal_app.paper.server.encode.market import candle_row
from terminal_app.paper.server.encode.rows import Row
from terminal_app.paper.server.errors import bad_enum
from terminal_app.paper.server.params import Params
from terminal_app.paper.server.rest.call import Call
from terminal_app.paper.server.words import INTERVAL

_BOOK, _MERGED = 150, 100
_CANDLES, _MAX_CANDLES, _MAX_HISTORY = 100, 1000, 200
_FILLS, _MAX_FILLS = 100, 500

_SPOT_INTERVAL = {
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


def coins(call: Call) -> object:
    """Every coin that is traded."""
    rows = call.venue.engine.instruments.values()
    names = sorted({row.base for row in rows} | {row.quote for row in rows})
    wanted = call.params().text("coin")
    return [encode.coin(name, at) for at, name in enumerate(names, 1) if not wanted or name == wanted]


def margin_currencies(_: Call) -> object:
    """Margin pairs: none."""
    return []


def spot_symbols(call: Call) -> object:
    """The rules of the spot pairs."""
    return [encode.spot_symbol(row) for row in _spot_rows(call)]


def spot_tickers(call: Call) -> object:
    """The tickers of the spot pairs."""
    return [encode.ticker(call.venue.quote(row.id)) for row in _spot_rows(call)]


def spot_book(call: Call) -> object:
    """A spot book; levels are strings."""
    params = call.params()
    row = spot_instrument(call.venue, params)
    bids, asks = call.venue.engine.depth(row.id, params.limit(_BOOK, _BOOK))
    return {
        "asks": encode.depth_levels(asks, as_numbers=False),
        "bids": encode.depth_levels(bids, as_numbers=False),
        "ts": str(call.venue.market_ms()),
    }


def spot_merged_depth(call: Call) -> object:
    """A spot book at the finest step."""
    return _merged(call, spot_instrument(call.venue, call.params()), as_numbers=False)


def spot_candles(call: Call) -> object:
    """Spot candles, the last one still forming."""
    return _spot_candles(call, _MAX_CANDLES)


def spot_history_candles(call: Call) -> object:
    """Spot candles up to `endTime`."""
    return _spot_candles(call, _MAX_HISTORY)


def spot_fills(call: Call) -> object:
    """The latest spot trades, newest first."""
    return _fills(call, spot_instrument(call.venue, call.params()))


def contracts(call: Call) -> object:
    """The rules of the futures of one product type; the retired demo types have none."""
    return [encode.contract(row) for row in _mix_rows(call)]


def mix_tickers(call: Call) -> object:
    """The tickers of the futures of one product type."""
    return [encode.ticker(call.venue.quote(row.id)) for row in _mix_rows(call)]


def mix_ticker(call: Call) -> object:
    """One futures ticker, in a list."""
    return [encode.ticker(call.venue.quote(mix_instrument(call.venue, call.params()).id))]


def mix_merged_depth(call: Call) -> object:
    """A futures book; levels are JSON numbers."""
    return _merged(call, mix_instrument(call.venue, call.params()), as_numbers=True)


def mix_candles(call: Call) -> object:
    """Futures candles, the last one still forming."""
    return _mix_candles(call, _MAX_CANDLES)


def mix_history_candles(call: Call) -> object:
    """Futures candles up to `endTime`."""
    return _mix_candles(call, _MAX_HISTORY)


def mix_fills(call: Call) -> list[Row]:
    """The latest futures trades, newest first."""
    return _fills(call, mix_instrument(call.venue, call.params()))


def mix_fills_history(call: Call) -> object:
    """The latest futures trades once more; here the venue writes their side with a capital."""
    return [row | {"side": str(row["side"]).capitalize()} for row in mix_fills(call)]


def mix_price_candles(call: Call) -> object:
    """Candles of the mark or the index price, which nobody trades: their volume is zero."""
    return [[*row[:5], "0", "0"] for row in _mix_candles(call, _MAX_HISTORY)]


def _spot_candles(call: Call, most: int) -> object:
    params = call.params()
    row = spot_instrument(call.venue, params)
    interval = _SPOT_INTERVAL.get(needed(params, "granularity"))
    return [encode.spot_candle(candle) for candle in _candles(call, params, row, interval, most)]


def _mix_candles(call: Call, most: int) -> list[list[str]]:
    params = call.params()
    row = mix_instrument(call.venue, params)
    interval = INTERVAL.get(needed(params, "granularity"))
    return [candle_row(candle) for candle in _candles(call, params, row, interval, most)]


def _candles(
    call: Call, params: Params, row: Instrument, interval: Interval | None, most: int
) -> list[Candle]:
    if interval is None:
        raise bad_enum()
    return call.venue.market.candles(
        row.id,
        interval,
        start_ms=params.integer("startTime"),
        end_ms=params.integer("endTime"),
        limit=params.limit(_CANDLES, most),
    )


def _fills(call: Call, row: Instrument) -> list[Row]:
    limit = call.params().limit(_FILLS, _MAX_FILLS)
    return [encode.public_fill(printed) for printed in call.venue.market.recent_prints(row.id, limit)]


def _merged(call: Call, row: Instrument, *, as_numbers: bool) -> object:
    wanted = call.params().text("limit")
    levels = int(wanted) if wanted.isascii() and wanted.isdigit() else _MERGED
    bids, asks = call.venue.engine.depth(row.id, min(max(levels, 1), _MERGED))
    return encode.merged_depth(
        row,
        encode.depth_levels(bids, as_numbers=as_numbers),
        encode.depth_levels(asks, as_numbers=as_numbers),
        call.venue.market_ms(),
    )


def _spot_rows(call: Call) -> list[Instrument]:
    params = call.params()
    if params.text("symbol"):
        return [spot_instrument(call.venue, params)]
    return list(call.venue.listed(ProductType.SPOT))


def _mix_rows(call: Call) -> list[Instrument]:
    params = call.params()
    product = product_type(params)
    if product is None:
        return []
    if params.text("symbol"):
        return [mix_instrument(call.venue, params)]
    return list(call.venue.listed(product))
