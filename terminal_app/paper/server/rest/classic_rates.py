"""Funding, open interest, reference prices and position tiers of futures, in the public classic API."""

from terminal_app.paper.server.classic.reading import mix_instrument, product_type
from terminal_app.paper.server.encode import market as encode
from terminal_app.paper.server.encode.numbers import number
from terminal_app.paper.server.rest.call import Call

_PAGE, _MAX_PAGE = 20, 100


def current_funding(call: Call) -> object:
    """The funding rates of a product type, or of one contract of it."""
    params, venue = call.params(), call.venue
    product = product_type(params)
    if product is None:
        return []
    rows = [mix_instrument(venue, params)] if params.text("symbol") else venue.listed(product)
    return [encode.funding(row, venue.derivatives(row.id)) for row in rows]


def funding_history(call: Call) -> object:
    """Past funding rates, newest first; `pageNo` counts from 1."""
    params = call.params()
    row = mix_instrument(call.venue, params)
    size = min(max(params.integer("pageSize") or _PAGE, 1), _MAX_PAGE)
    skip = (max(params.integer("pageNo") or 1, 1) - 1) * size
    past = call.venue.market.funding_history(row.id, skip + size)[skip:]
    return [
        {"symbol": row.id.symbol, "fundingRate": number(rate), "fundingTime": str(time_ms)}
        for time_ms, rate in past
    ]


def funding_time(call: Call) -> object:
    """When funding is settled next, and every how many hours."""
    row = mix_instrument(call.venue, call.params())
    _, next_ms = call.venue.engine.funding(row.id)
    return [{"symbol": row.id.symbol, "nextFundingTime": str(next_ms), "ratePeriod": str(row.funding_hours)}]


def open_interest(call: Call) -> object:
    """Open contracts in base coin."""
    row = mix_instrument(call.venue, call.params())
    size = number(call.venue.market.open_interest(row.id))
    return {
        "openInterestList": [{"symbol": row.id.symbol, "size": size}],
        "ts": str(call.venue.market_ms()),
    }


def symbol_price(call: Call) -> object:
    """Last, index and mark price of a contract."""
    row = mix_instrument(call.venue, call.params())
    return [
        {
            "symbol": row.id.symbol,
            "price": number(call.venue.market.stats_24h(row.id).last),
            "indexPrice": number(call.venue.engine.index(row.id)),
            "markPrice": number(call.venue.engine.mark(row.id)),
            "ts": str(call.venue.market_ms()),
        }
    ]


def position_tiers(call: Call) -> object:
    """How large a position may be at which leverage."""
    row = mix_instrument(call.venue, call.params())
    return [
        {
            "symbol": row.id.symbol,
            "level": str(tier.tier),
            "startUnit": number(tier.min_value),
            "endUnit": number(tier.max_value),
            "leverage": number(tier.max_leverage),
            "keepMarginRate": number(tier.maintenance_margin_rate),
        }
        for tier in call.venue.engine.tiers(row.id)
    ]


def position_limits(call: Call) -> object:
    """What the positions of one account, or of one owner, may be worth: the end of the last tier."""
    params, venue = call.params(), call.venue
    product = product_type(params)
    if product is None:
        return []
    rows = [mix_instrument(venue, params)] if params.text("symbol") else venue.listed(product)
    limits = {row.id.symbol: number(venue.engine.tiers(row.id)[-1].max_value) for row in rows}
    return [
        {"symbol": symbol, "notionalValue": limit, "totalNotionalValue": limit}
        for symbol, limit in limits.items()
    ]
