"""Taking over what an earlier run left without an answer: it is in doubt again until the venue tells."""

from collections.abc import Callable, Iterable

from terminal_app.core.commands import PlaceOrder, PlaceTpSl, PlaceTrigger, Transfer
from terminal_app.core.held import Held
from terminal_app.core.outcomes import Unknown
from terminal_app.core.ports import Past
from terminal_app.core.records import Intent
from terminal_app.trading.books import Books
from terminal_app.trading.transfer_road import TransferRoad

_FROM_JOURNAL = "It was sent, or was about to be, when the program last ended."


def take_over(
    intents: Iterable[Intent], books: Books, reserve: Callable[[str], bool], transfers: TransferRoad
) -> None:
    """Put intents into the books as sent and unanswered.

    Args:
        intents: what an earlier run wrote down before it sent it.
        books: take the orders.
        reserve: uses a client order id up; `False` when it is used already.
        transfers: take the transfers.
    """
    for intent in intents:
        command = intent.command
        if isinstance(command, PlaceOrder) and reserve(command.client_oid):
            books.submitted(command, intent.source, intent.at_ms)
            books.placed(command.client_oid, Unknown(command.client_oid, _FROM_JOURNAL))
        elif isinstance(command, PlaceTrigger | PlaceTpSl) and reserve(command.client_oid):
            books.strategy_submitted(command, intent.at_ms)
            books.strategy_placed(command.client_oid, Unknown(command.client_oid, _FROM_JOURNAL))
        elif isinstance(command, Transfer):
            transfers.recover(command, intent.at_ms, _FROM_JOURNAL)


def intents_of(held: Iterable[Held], past: Past) -> list[Intent]:
    """The orders that belong to what was held, as they were sent."""
    return [
        record
        for one in held
        for client_oid in one.orders
        for record in past.of_order(client_oid)
        if isinstance(record, Intent) and record.intent_id == client_oid
    ]
