"""How the calls of the classic API are read: symbols, product types, ids, pages."""

import re
from collections.abc import Callable, Sequence
from typing import TypeVar

from terminal_app.core.instrument import Instrument, InstrumentId, ProductType
from terminal_app.paper.server.classic.errors import incomplete, not_there
from terminal_app.paper.server.errors import ApiError, bad_value
from terminal_app.paper.server.params import Params
from terminal_app.paper.server.venue import Venue
from terminal_app.paper.server.words import PRODUCT

T = TypeVar("T")

MOST_ITEMS = 50
DAY_MS = 86_400_000
_PAST_DAYS = 90

_RETIRED_DEMO = {"SUSDT-FUTURES", "SCOIN-FUTURES", "SUSDC-FUTURES"}
_CLIENT_OID = re.compile(r"[.A-Z:/a-z0-9_+#-]+")
_LONGEST_OID = 64


def needed(params: Params, name: str) -> str:
    """A required parameter.

    Raises:
        ApiError: 400172, it is absent.
    """
    text = params.text(name)
    if not text:
        raise incomplete()
    return text


def need(params: Params, *names: str) -> None:
    """Insist on parameters."""
    for name in names:
        needed(params, name)


def spot_instrument(venue: Venue, params: Params) -> Instrument:
    """The spot pair named by `symbol`.

    Raises:
        ApiError: it is absent or unknown.
    """
    return _known(venue, InstrumentId(ProductType.SPOT, needed(params, "symbol")))


def mix_instrument(venue: Venue, params: Params) -> Instrument:
    """The contract named by `symbol` and `productType`.

    Raises:
        ApiError: something is absent or unknown, or `marginCoin` is another coin.
    """
    symbol = needed(params, "symbol")
    product = product_type(params)
    if product is None:
        raise not_there(symbol)
    found = _known(venue, InstrumentId(product, symbol))
    coin = params.text("marginCoin")
    if coin and coin.upper() != found.quote:
        raise not_there(coin)
    return found


def margin_instrument(venue: Venue, params: Params) -> Instrument:
    """The contract named by `symbol` and `marginCoin`, where the venue asks for no product type.

    Raises:
        ApiError: something is absent or unknown.
    """
    symbol, coin = needed(params, "symbol").upper(), needed(params, "marginCoin").upper()
    for one in venue.engine.instruments.values():
        if one.id.product.is_futures and (one.id.symbol, one.quote) == (symbol, coin):
            return one
    raise not_there(symbol)


def product_type(params: Params) -> ProductType | None:
    """The `productType`, in any case; `None` for the demo types that the venue has retired.

    Raises:
        ApiError: it is absent, or no product type of futures.
    """
    word = needed(params, "productType")
    if word.upper() in _RETIRED_DEMO:
        return None
    product = PRODUCT.get(word.upper())
    if product is None or not product.is_futures:
        raise ApiError("40019", f"Parameter {word} cannot be empty")
    return product


def optional_symbol(venue: Venue, params: Params, product: ProductType | None) -> str | None:
    """The `symbol` when it is there, which then has to exist."""
    symbol = params.text("symbol")
    if not symbol:
        return None
    if product is None:
        raise not_there(symbol)
    return _known(venue, InstrumentId(product, symbol)).id.symbol


def client_oid(params: Params, name: str = "clientOid") -> str:
    """The caller's own order id, empty when absent.

    Raises:
        ApiError: 40304 it is too long, 40305 it has characters that the venue refuses.
    """
    text = params.text(name)
    if len(text) > _LONGEST_OID:
        raise ApiError("40304", f"client_oid length is not greater than {_LONGEST_OID}")
    if text and _CLIENT_OID.fullmatch(text) is None:
        raise ApiError("40305", "client_oid has characters that are not allowed")
    return text


def which(params: Params) -> tuple[str, str]:
    """The order id, or else the client's id, that names an order; the other one is empty.

    Raises:
        ApiError: 40020, neither is there.
    """
    order_id, own_id = params.text("orderId"), params.text("clientOid")
    if not order_id and not own_id:
        raise bad_value("orderId")
    return order_id, "" if order_id else own_id


def items(params: Params, name: str) -> list[Params]:
    """The objects of a list, each with what the whole call says where it says nothing itself.

    Raises:
        ApiError: it is no list of objects, is empty, or has more than the venue takes.
    """
    content = params.listed(name)
    if not content:
        raise incomplete()
    if len(content) > MOST_ITEMS:
        raise ApiError("40306", f"Batch processing orders can only process up to {MOST_ITEMS}")
    return [params.beneath(one) for one in content]


def page(
    params: Params,
    rows: Sequence[T],
    id_of: Callable[[T], str],
    time_of: Callable[[T], int],
    *,
    default: int = 100,
    most: int = 100,
    days: int = _PAST_DAYS,
    now_ms: int | None = None,
) -> list[T]:
    """One page of a list, the highest id first: below `idLessThan`, between the two times.

    Of the past, which a `now_ms` says it is, no more than `days` are told at once and nothing that is older
    than 90 days: a time that is not named lies so many days from the other one, or from now.

    Raises:
        ApiError: 00001, more days at once than the call takes.
    """
    start, end = params.integer("startTime"), params.integer("endTime")
    if start is not None and end is not None and end - start > days * DAY_MS:
        raise ApiError("00001", f"startTime and endTime interval cannot be greater than {days} days")
    if now_ms is not None:
        if start is None:
            start = (now_ms if end is None else end) - days * DAY_MS
        elif end is None:
            end = start + days * DAY_MS
        start = max(start, now_ms - _PAST_DAYS * DAY_MS)
    before = params.text("idLessThan")
    if before and not (before.isascii() and before.isdigit()):
        raise bad_value("idLessThan")
    limit = params.limit(default, most)
    found = []
    for row in sorted(rows, key=lambda one: int(id_of(one)), reverse=True):
        if before and int(id_of(row)) >= int(before):
            continue
        if (start is None or time_of(row) >= start) and (end is None or time_of(row) <= end):
            found.append(row)
            if len(found) == limit:
                break
    return found


def _known(venue: Venue, instrument: InstrumentId) -> Instrument:
    found = venue.engine.instruments.get(instrument)
    if found is None:
        raise not_there(instrument.symbol)
    return found
