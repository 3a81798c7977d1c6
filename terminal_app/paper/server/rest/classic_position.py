"""The futures positions of the classic API: open ones and past ones."""

from decimal import Decimal

from terminal_app.core.instrument import Instrument, ProductType
from terminal_app.core.money import ZERO, BaseQty
from terminal_app.core.orders import PositionSide, Side
from terminal_app.paper.engine.messages import PositionRow
from terminal_app.paper.server.classic.purses import purse
from terminal_app.paper.server.classic.reading import (
    mix_instrument,
    need,
    optional_symbol,
    page,
    product_type,
)
from terminal_app.paper.server.classic.words import closes
from terminal_app.paper.server.encode import classic_position as encode
from terminal_app.paper.server.encode.rows import Row
from terminal_app.paper.server.rest.call import Call


def all_positions(call: Call) -> object:
    """The open positions of a product type; an empty list when flat."""
    params = call.params()
    product = product_type(params)
    coin = params.text("marginCoin").upper()
    if product is None:
        return []
    rows = open_rows(call, product, None)
    return [row for row in rows if coin in {"", row["marginCoin"]}]


def single_position(call: Call) -> object:
    """The open positions of one contract, at most one for each side."""
    params = call.params()
    need(params, "symbol", "productType", "marginCoin")
    row = mix_instrument(call.venue, params)
    return open_rows(call, row.id.product, row.id.symbol)


def history(call: Call) -> object:
    """The positions that ended, newest first. Clients may leave the product type out."""
    params, venue = call.params(), call.venue
    product = product_type(params) if params.text("productType") else ProductType.USDT_FUTURES
    if product is None:
        return {"list": [], "endId": None}
    symbol = optional_symbol(venue, params, product)
    rows = venue.engine.closed_positions(venue.wallets.of(product), product, symbol)
    found = page(
        params,
        rows,
        lambda row: row.position_id,
        lambda row: row.updated_ms,
        default=20,
        now_ms=venue.market_ms(),
    )
    told = [encode.closed_position(row, venue.engine.instruments[row.instrument]) for row in found]
    return {"list": told, "endId": found[-1].position_id if found else None}


def adl_rank(call: Call) -> object:
    """Nobody is taken down for somebody else's loss here, so every position is last in line."""
    product = product_type(call.params())
    if product is None:
        return []
    rows = call.venue.engine.positions(call.venue.wallets.of(product), product)
    return [
        {
            "symbol": row.instrument.symbol,
            "marginCoin": call.venue.engine.instruments[row.instrument].quote,
            "adlRank": "0",
            "rank": "0",
            "holdSide": row.side.value,
        }
        for row in rows
    ]


def open_rows(call: Call, product: ProductType, symbol: str | None) -> list[Row]:
    """Open positions as the API tells them."""
    engine, uid = call.venue.engine, call.venue.wallets.of(product)
    waiting = engine.waiting_strategies(uid, product, symbol)
    told = []
    for row in engine.positions(uid, product, symbol):
        instrument = engine.instruments[row.instrument]
        told.append(
            encode.position(
                row,
                instrument,
                delegated=_delegated(call, row, instrument),
                ratio=encode.margin_ratio(row, purse(call.venue, product, instrument.quote)),
                exits=[
                    one
                    for one in waiting
                    if one.whole and one.instrument == row.instrument and one.direction is _direction(row)
                ],
            )
        )
    return told


def _direction(row: PositionRow) -> Side:
    return Side.BUY if row.side is PositionSide.LONG else Side.SELL


def _delegated(call: Call, row: PositionRow, instrument: Instrument) -> Decimal:
    """What the working orders would still add to a position."""
    uid = call.venue.wallets.of(instrument.id.product)
    orders = call.venue.engine.open_orders(uid, instrument.id.product, instrument.id.symbol)
    return sum(
        (
            one.size.value - one.filled
            for one in orders
            if isinstance(one.size, BaseQty)
            and one.request.side is _direction(row)
            and one.request.position_side in {PositionSide.NET, row.side}
            and not closes(one, one.hold_mode)
        ),
        ZERO,
    )
