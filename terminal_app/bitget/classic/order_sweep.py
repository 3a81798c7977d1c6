"""Cancelling every spot order of a classic account: the venue takes one symbol at a time.

Which symbols have orders is read first. The venue answers that it was asked, not that it is done.
"""

from collections.abc import Sequence

from terminal_app.bitget.classic import endpoints
from terminal_app.bitget.rest import BitgetRest
from terminal_app.bitget.sending import Sender, accepted, fixed, nothing_is_fine
from terminal_app.bitget.wire.classic import acks, order_bodies
from terminal_app.core.errors import LinkError, VenueError
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.outcomes import Accepted, NotSent, Unknown, VenueOutcome
from terminal_app.tasks import together

_PAGE = 100
_MOST_PAGES = 20

_IN_PART = "Not every symbol could be asked to cancel: the orders are looked up."
_TOO_MANY = "There are more open orders than can be read at once, so not all could be cancelled. Do it again."


async def cancel_all_spot(rest: BitgetRest, sender: Sender, symbol: str | None) -> VenueOutcome:
    """Cancel every order of a symbol, or of all symbols that have any; `Accepted` means asked.

    What went well for some symbols and not for others is `Unknown`: a look at the orders tells.
    """
    if symbol is not None:
        return await _cancel_symbol(sender, symbol)
    try:
        symbols, all_read = await _symbols_with_orders(rest)
    except (LinkError, VenueError) as error:
        return NotSent(error.sentence, error.detail)
    outcomes = await together(*(_cancel_symbol(sender, name) for name in symbols))
    if not all_read:
        return Unknown("", _TOO_MANY)
    return _of_all(outcomes)


async def _cancel_symbol(sender: Sender, symbol: str) -> VenueOutcome:
    body = fixed(order_bodies.cancel_symbol_body(InstrumentId(ProductType.SPOT, symbol)))
    return await sender.ask(endpoints.SPOT_CANCEL_SYMBOL, body, "", accepted, nothing_is_fine)


async def _symbols_with_orders(rest: BitgetRest) -> tuple[list[str], bool]:
    """The symbols in the order of their newest orders, and whether every order was read."""
    symbols: dict[str, None] = {}
    query = {"limit": str(_PAGE)}
    for _ in range(_MOST_PAGES):
        rows = await rest.read(endpoints.SPOT_OPEN_ORDERS, query, acks.open_symbols)
        symbols |= dict.fromkeys(symbol for symbol, _ in rows)
        if len(rows) < _PAGE:
            return list(symbols), True
        query["idLessThan"] = rows[-1][1]
    return list(symbols), False


def _of_all(outcomes: Sequence[VenueOutcome]) -> VenueOutcome:
    kinds = {type(outcome) for outcome in outcomes}
    if not kinds:
        return Accepted()
    return outcomes[0] if len(kinds) == 1 else Unknown("", _IN_PART)
