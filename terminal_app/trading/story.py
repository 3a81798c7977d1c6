"""The whole story of an intent in plain words, from what the journal wrote down at the time. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from terminal_app.core.commands import (
    AmendOrder,
    CancelAll,
    CancelOrder,
    CancelStrategy,
    ClosePosition,
    PlaceOrder,
    PlaceTpSl,
    PlaceTrigger,
    SetHoldMode,
    SetLeverage,
    Transfer,
    VenueCommand,
)
from terminal_app.core.money import ZERO, BaseQty, decimals_of, divide, round_places, trimmed
from terminal_app.core.orders import Source
from terminal_app.core.outcomes import Accepted, NotSent, ProvenNever, Rejected, VenueOutcome
from terminal_app.core.records import EndSeen, FillSeen, Intent, OutcomeSeen, QuestionSeen, Record
from terminal_app.trading.record_words import command_words, sentence_of

_ASKED = {
    Source.MANUAL: "Asked for by hand",
    Source.STRATEGY: "Asked for by a strategy",
    Source.HELD: "Done by this program for a trailing stop or linked orders",
    Source.EXTERNAL: "Placed elsewhere",
}
# Cancelling and closing pass every rule of ours: they only take risk away.
_WITHOUT_RULES = (CancelOrder, CancelAll, CancelStrategy, ClosePosition, SetHoldMode)


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One thing that happened, and when (Unix ms, our clock)."""

    at_ms: int
    what: str


@dataclass(frozen=True, slots=True)
class Story:
    """Everything about one order, or about one command that is about no order.

    `client_oid` is the id of the order, or of the intent where there is no order; notes hang on it. `at_ms`
    is when it began, `title` what was wanted, `lines` what happened, oldest first, `end` how it stands.
    """

    client_oid: str
    at_ms: int
    title: str
    lines: tuple[StoryLine, ...]
    end: str


def tell(records: Sequence[Record]) -> Story:
    """Tell the story of the records of one order or command; there is at least one intent among them.

    Raises:
        ValueError: there is no intent.
    """
    intents = sorted((one for one in records if isinstance(one, Intent)), key=lambda one: one.at_ms)
    if not intents:
        raise ValueError("a story begins with an intent")
    first = intents[0]
    lines = sorted((line for record in records for line in _lines(record)), key=lambda line: line.at_ms)
    words = command_words(first.command)
    return Story(
        client_oid=_name(first),
        at_ms=first.at_ms,
        title=words[0].upper() + words[1:],
        lines=tuple(lines),
        end=_end(first, intents, records),
    )


def _name(intent: Intent) -> str:
    command = intent.command
    if isinstance(command, CancelAll | ClosePosition | SetLeverage | SetHoldMode):
        return intent.intent_id
    return command.client_oid


def _lines(record: Record) -> Iterator[StoryLine]:
    match record:
        case Intent():
            yield StoryLine(record.at_ms, f"{_who(record)}.")
            if record.rules is not None:
                yield StoryLine(record.at_ms, f"It passed: {'; '.join(record.rules) or 'no rule of ours'}.")
            elif not isinstance(record.command, _WITHOUT_RULES):
                yield StoryLine(record.at_ms, "Which rules it passed is not recorded.")
            yield StoryLine(record.at_ms, sentence_of(record))
        case QuestionSeen():
            yield StoryLine(record.answered_ms, sentence_of(record))
        case OutcomeSeen() | FillSeen() | EndSeen():
            yield StoryLine(record.at_ms, sentence_of(record))


def _who(intent: Intent) -> str:
    origin = intent.command.origin if isinstance(intent.command, PlaceOrder) else ""
    return f"{_ASKED[intent.source]} ({origin})" if origin else _ASKED[intent.source]


def _end(first: Intent, intents: Sequence[Intent], records: Sequence[Record]) -> str:
    filled = _filled(first.command, records)
    last = _last_outcome(first.intent_id, records)
    cancelled = any(
        isinstance(one.command, CancelOrder | CancelStrategy)
        and isinstance(_last_outcome(one.intent_id, records), Accepted)
        for one in intents
    )
    ends = [record for record in records if isinstance(record, EndSeen)]
    end = max(ends, key=lambda one: one.at_ms) if ends else None
    how = end.how if end is not None else "cancelled" if cancelled else ""
    if filled is not None:
        words, whole = filled
        if whole or how == "filled":
            return f"Filled: {words}."
        return f"Cancelled after {words}." if how == "cancelled" else f"Partly filled: {words}."
    if end is not None:
        return f"{how.capitalize()}. {end.note}".rstrip()
    if cancelled and isinstance(first.command, PlaceOrder | PlaceTrigger | PlaceTpSl):
        return "Cancelled."
    return _answered(first.command, last)


def _answered(command: VenueCommand, outcome: VenueOutcome | ProvenNever | None) -> str:
    match outcome:
        case None:
            return "No answer is recorded."
        case Accepted():
            works = isinstance(command, PlaceOrder | PlaceTrigger | PlaceTpSl | Transfer)
            return "Taken by the exchange; no end of it is recorded." if works else "Done."
        case Rejected():
            return "Refused by the exchange."
        case NotSent():
            return "Never left this computer."
        case ProvenNever():
            return "Never reached the exchange."
        case _:
            return "Unknown: the exchange has not answered."


def _filled(command: VenueCommand, records: Sequence[Record]) -> tuple[str, bool] | None:
    """How much was executed at which average, and whether that was all; `None` when nothing was."""
    fills = {record.fill.exec_id: record.fill for record in records if isinstance(record, FillSeen)}
    size = sum((fill.size for fill in fills.values()), ZERO)
    if not size:
        return None
    average = divide(sum((fill.value for fill in fills.values()), ZERO), size)
    # No rules are at hand here: the prices themselves show how fine they are.
    places = max(decimals_of(fill.price) for fill in fills.values()) + 1
    price = trimmed(round_places(average, places))
    wanted = _wanted(command, records)
    return f"{trimmed(size)} at {price} on average", wanted is None or size >= wanted


def _wanted(command: VenueCommand, records: Sequence[Record]) -> Decimal | None:
    """The size an order had in the end, `None` where it is not said in base coin."""
    changes = [
        (record.at_ms, record.command.size)
        for record in records
        if isinstance(record, Intent)
        and isinstance(record.command, AmendOrder)
        and not record.command.new_client_oid
        and isinstance(_last_outcome(record.intent_id, records), Accepted)
    ]
    if changes:
        return max(changes)[1]
    if isinstance(command, PlaceOrder | PlaceTrigger) and isinstance(command.size, BaseQty):
        return command.size.value
    return None


def _last_outcome(intent_id: str, records: Sequence[Record]) -> VenueOutcome | ProvenNever | None:
    seen = [one for one in records if isinstance(one, OutcomeSeen) and one.intent_id == intent_id]
    return max(seen, key=lambda one: one.at_ms).outcome if seen else None
