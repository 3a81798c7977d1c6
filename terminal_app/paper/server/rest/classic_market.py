"""Coins, symbols, tickers, books and trades in the public classic API: either kind of account may ask."""

from terminal_app.core.instrument import Instrument, ProductType
from terminal_app.paper.engine.models.tape import KEPT_PRINTS
from terminal_app.paper.server.classic.depth import merged, step_of
from terminal_app.paper.server.classic.reading import mix_instrument, page, product_type, spot_instrument
from terminal_app.paper.server.encode import classic_market as encode
from terminal_app.paper.server.encode.numbers import number
from terminal_app.paper.server.encode.rows import Row
from terminal_app.paper.server.rest.call import Call

_BOOK, _MERGED = 150, 100
_STEPS = {f"step{scale}": scale for scale in range(6)}
_SCALES = {f"scale{scale}": scale for scale in range(4)}
_FILLS, _MAX_SPOT_FILLS = 100, 500
_PAST_FILLS, _MAX_PAST_FILLS, _PAST_DAYS = 500, 1000, 7


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
    asked_for = bool(call.params().text("symbol"))
    return [encode.ticker(one) for one in call.venue.quotes(_spot_rows(call), asked_for=asked_for)]


def spot_book(call: Call) -> object:
    """A spot book in the step of `type`; levels are strings."""
    params = call.params()
    row = spot_instrument(call.venue, params)
    bids, asks = merged(call.venue, row, params.word("type", _STEPS, 0), params.limit(_BOOK, _BOOK))
    return {
        "asks": encode.depth_levels(asks, as_numbers=False),
        "bids": encode.depth_levels(bids, as_numbers=False),
        "ts": str(call.venue.market_ms()),
    }


def spot_merged_depth(call: Call) -> object:
    """A spot book in steps; levels are strings."""
    return _merged(call, spot_instrument(call.venue, call.params()), as_numbers=False)


def spot_fills(call: Call) -> object:
    """The latest spot trades, newest first."""
    return _fills(call, spot_instrument(call.venue, call.params()), _MAX_SPOT_FILLS)


def spot_fills_history(call: Call) -> object:
    """Spot trades of the last days, newest first."""
    return _past_fills(call, spot_instrument(call.venue, call.params()))


def contracts(call: Call) -> object:
    """The rules of the futures of one product type; the retired demo types have none."""
    return [encode.contract(row) for row in _mix_rows(call)]


def mix_tickers(call: Call) -> object:
    """The tickers of the futures of one product type."""
    return [encode.ticker(one) for one in call.venue.quotes(_mix_rows(call), asked_for=False)]


def mix_ticker(call: Call) -> object:
    """One futures ticker, in a list."""
    return [encode.ticker(call.venue.quote(mix_instrument(call.venue, call.params()).id))]


def mix_merged_depth(call: Call) -> object:
    """A futures book in steps; levels are JSON numbers."""
    return _merged(call, mix_instrument(call.venue, call.params()), as_numbers=True)


def mix_fills(call: Call) -> object:
    """The latest futures trades, newest first."""
    return _fills(call, mix_instrument(call.venue, call.params()), _FILLS)


def mix_fills_history(call: Call) -> object:
    """Futures trades of the last days, newest first."""
    return _past_fills(call, mix_instrument(call.venue, call.params()))


def _fills(call: Call, row: Instrument, most: int) -> list[Row]:
    limit = call.params().limit(_FILLS, most)
    return [encode.public_fill(printed) for printed in call.venue.market.recent_prints(row.id, limit)]


def _past_fills(call: Call, row: Instrument) -> list[Row]:
    prints = call.venue.market.recent_prints(row.id, KEPT_PRINTS)
    found = page(
        call.params(),
        prints,
        lambda printed: printed.trade_id,
        lambda printed: printed.time_ms,
        default=_PAST_FILLS,
        most=_MAX_PAST_FILLS,
        days=_PAST_DAYS,
        now_ms=call.venue.market_ms(),
    )
    return [encode.past_fill(printed) for printed in found]


def _merged(call: Call, row: Instrument, *, as_numbers: bool) -> object:
    params = call.params()
    wanted = params.text("limit")
    levels = int(wanted) if wanted.isascii() and wanted.isdigit() else _MERGED
    # A scale that does not exist is taken for the coarsest, as the venue documents.
    scale = _SCALES.get(params.text("precision") or "scale0", max(_SCALES.values()))
    bids, asks = merged(call.venue, row, scale, min(max(levels, 1), _MERGED))
    return {
        "asks": encode.depth_levels(asks, as_numbers=as_numbers),
        "bids": encode.depth_levels(bids, as_numbers=as_numbers),
        "ts": str(call.venue.market_ms()),
        "scale": number(step_of(row, scale)),
        "precision": f"scale{scale}",
        "isMaxPrecision": "NO" if scale else "YES",
    }


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
