"""One REST call as a handler sees it, and the small readings that several families share."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from terminal_app.core.instrument import Instrument, InstrumentId, ProductType
from terminal_app.paper.server.encode.trading import Row
from terminal_app.paper.server.errors import ApiError, bad_enum, unknown_symbol
from terminal_app.paper.server.gate import Request
from terminal_app.paper.server.params import Params, body_params, query_params
from terminal_app.paper.server.store import AccountStore
from terminal_app.paper.server.venue import Venue
from terminal_app.paper.server.words import PRODUCT

T = TypeVar("T")

PAGE = 100
_MAX_SPAN_MS = 30 * 86_400_000
_WINDOW_MS = 60_000
_MARGIN = "MARGIN"


@dataclass(frozen=True, slots=True)
class Call:
    """What a handler needs: the exchange, the request, and where settings are kept."""

    venue: Venue
    store: AccountStore
    request: Request

    def params(self) -> Params:
        """The parameters: the query of a GET, the body of a POST."""
        if self.request.method == "GET":
            return query_params(self.request.query)
        return body_params(self.request.body)


Handler = Callable[[Call], object]


def read_product(params: Params, *, required: bool = True) -> ProductType | None:
    """The `category`. `None` when it is absent and may be, or when nothing of it is traded here.

    Raises:
        ApiError: it is absent but required, or no category at all.
    """
    if required:
        params.need("category")
    word = params.text("category").upper()
    if not word or word == _MARGIN:
        return None
    product = PRODUCT.get(word)
    if product is None:
        raise bad_enum()
    return product


def read_instrument(venue: Venue, params: Params) -> Instrument:
    """The instrument named by `category` and `symbol`, both required.

    Raises:
        ApiError: something is absent, or there is no such trading pair.
    """
    params.need("category", "symbol")
    product = read_product(params)
    symbol = params.text("symbol")
    found = venue.engine.instruments.get(InstrumentId(product, symbol)) if product else None
    if found is None:
        raise unknown_symbol(symbol)
    return found


def read_listed(venue: Venue, params: Params) -> Sequence[Instrument]:
    """The instruments of `category` (required), only `symbol` when it is given.

    Raises:
        ApiError: there is no such trading pair.
    """
    if params.text("symbol"):
        return [read_instrument(venue, params)]
    product = read_product(params)
    return list(venue.listed(product)) if product else []


def check_window(params: Params, now_ms: int) -> None:
    """Honour `requestTime` and `receiveWindow`: an order that comes too late is refused.

    Raises:
        ApiError: 40079 the window is a minute or more, 40078 the request came outside it.
    """
    sent, window = params.integer("requestTime"), params.integer("receiveWindow")
    if window is None:
        return
    if window >= _WINDOW_MS:
        raise ApiError("40079", "The receive window must be less than 60s")
    if sent is not None and abs(now_ms - sent) > window:
        raise ApiError("40078", "The request time is outside the receive window")


def page(
    params: Params,
    rows: Sequence[T],
    id_of: Callable[[T], str],
    time_of: Callable[[T], int],
    encode: Callable[[T], Row],
) -> Mapping[str, object]:
    """One page of a list that is sorted newest first: after `cursor`, between `startTime` and `endTime`.

    Raises:
        ApiError: 00001, more than 30 days at once.
    """
    start, end = params.integer("startTime"), params.integer("endTime")
    if start is not None and end is not None and end - start > _MAX_SPAN_MS:
        raise ApiError("00001", "startTime and endTime interval cannot be greater than 30 days")
    cursor = params.text("cursor")
    if cursor:
        at = next((index for index, row in enumerate(rows) if id_of(row) == cursor), len(rows))
        rows = rows[at + 1 :]
    limit = params.limit(PAGE, PAGE)
    found: list[T] = []
    for row in rows:
        if (start is None or time_of(row) >= start) and (end is None or time_of(row) <= end):
            found.append(row)
            if len(found) == limit:
                break
    return {"list": [encode(row) for row in found], "cursor": id_of(found[-1]) if found else None}
