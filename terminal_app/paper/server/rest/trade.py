"""Orders of the unified API: placing, changing, cancelling, closing."""

from collections.abc import Callable

from terminal_app.paper.engine.messages import RefusalError
from terminal_app.paper.server import ordering
from terminal_app.paper.server.encode.rows import Row
from terminal_app.paper.server.errors import ApiError, bad_value, refused
from terminal_app.paper.server.ordering import ids
from terminal_app.paper.server.params import Params, body_items
from terminal_app.paper.server.reading import read_instrument, read_product
from terminal_app.paper.server.rest.call import Call
from terminal_app.paper.server.venue import Venue
from terminal_app.paper.server.words import POSITION_SIDE

_SHORTEST_COUNTDOWN, _LONGEST_COUNTDOWN = 5, 60


def place(call: Call) -> object:
    """Place one order."""
    return ordering.place(call.venue, call.params())


def place_batch(call: Call) -> object:
    """Place up to 20 orders; each has its own answer, in order."""
    return [_each(call.venue, item, ordering.place) for item in body_items(call.request.body)]


def modify(call: Call) -> object:
    """Change size or price of a working order; it keeps its id."""
    return ordering.modify(call.venue, call.params())


def modify_batch(call: Call) -> object:
    """Change up to 20 orders; each has its own answer, in order."""
    return [_each(call.venue, item, ordering.modify) for item in body_items(call.request.body)]


def cancel(call: Call) -> object:
    """Cancel one order."""
    return ordering.cancel(call.venue, call.params())


def cancel_batch(call: Call) -> object:
    """Cancel up to 20 orders; each has its own answer, in order."""
    return [_each(call.venue, item, ordering.cancel) for item in body_items(call.request.body)]


def cancel_symbol(call: Call) -> object:
    """Cancel every order of a category, or of one symbol of it. Nothing to cancel is an empty list."""
    params = call.params()
    product = read_product(params)
    if product is None:
        return {"list": None}
    symbol = read_instrument(call.venue, params).id.symbol if params.text("symbol") else None
    rows, events = call.venue.engine.cancel_all(call.venue.uid, product, symbol, call.venue.market_ms())
    call.venue.apply(events)
    return {"list": [ids(row) for row in rows] or None}


def close_positions(call: Call) -> object:
    """Close positions at market: a category's, one symbol's, or one side of it.

    Clients take the first row of a success without looking, so having nothing to close is a refusal.
    """
    params = call.params()
    product = read_product(params)
    if product is None or not product.is_futures:
        raise bad_value("category")
    symbol = read_instrument(call.venue, params).id.symbol if params.text("symbol") else None
    side = params.needed_word("posSide", POSITION_SIDE) if params.text("posSide") else None
    venue = call.venue
    rows, events = venue.engine.close_positions(venue.uid, product, symbol, side, venue.market_ms())
    venue.apply(events)
    if not rows:
        raise ApiError("22002", "No position to close")
    return {"list": [ids(row) for row in rows]}


def countdown_cancel_all(call: Call) -> object:
    """The dead man's switch: everything is cancelled unless this is called again in time."""
    params = call.params()
    params.need("countdown")
    seconds = params.integer("countdown") or 0
    if seconds and not _SHORTEST_COUNTDOWN <= seconds <= _LONGEST_COUNTDOWN:
        raise bad_value("countdown")
    call.venue.arm_cancel_all(seconds)
    return "success"


def _each(venue: Venue, params: Params, work: Callable[[Venue, Params], Row]) -> Row:
    try:
        return work(venue, params)
    except RefusalError as error:
        failed = refused(error)
    except ApiError as error:
        failed = error
    return {
        "orderId": params.text("orderId"),
        "clientOid": params.text("clientOid"),
        "code": failed.code,
        "msg": failed.text,
    }
