"""The records of the journal in plain words: one sentence for each, wherever they are told."""

from terminal_app.core.commands import (
    AmendOrder,
    AmendStrategy,
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
from terminal_app.core.instrument import ProductType
from terminal_app.core.money import trimmed
from terminal_app.core.orders import PositionSide, Side
from terminal_app.core.outcomes import Accepted, NotSent, ProvenNever, Rejected, VenueOutcome
from terminal_app.core.records import EndSeen, FillSeen, Intent, OutcomeSeen, QuestionSeen, Record

_PRODUCTS = {
    ProductType.SPOT: "spot",
    ProductType.USDT_FUTURES: "USDT futures",
    ProductType.USDC_FUTURES: "USDC futures",
    ProductType.COIN_FUTURES: "coin futures",
}


def sentence_of(record: Record) -> str:
    """What a record says of its order; "" when it says nothing of one."""
    match record:
        case Intent():
            return f"On the disk, then to be sent ({record.source.value}): {command_words(record.command)}."
        case OutcomeSeen():
            return outcome_words(record.outcome)
        case QuestionSeen():
            return f"Asked {record.question}: {record.answer}"
        case FillSeen(fill=fill):
            return f"Executed {trimmed(fill.size)} at {trimmed(fill.price)} (execution {fill.exec_id})."
        case EndSeen():
            return f"The exchange reports it as {record.how}. {record.note}".rstrip()
        case _:
            return ""


def command_words(command: VenueCommand) -> str:
    """A command in a few words, without a full stop."""
    match command:
        case PlaceOrder():
            side = "buy" if command.side is Side.BUY else "sell"
            price = "at market" if command.price is None else f"at {trimmed(command.price)}"
            return f"{side} {trimmed(command.size.value)} {command.instrument} {price}"
        case AmendOrder():
            return f"change to {trimmed(command.size)} at {trimmed(command.price)}"
        case CancelOrder() | CancelStrategy():
            return "cancel"
        case CancelAll():
            return f"cancel every order of {command.symbol or _PRODUCTS[command.product]}"
        case ClosePosition():
            which = "" if command.side is PositionSide.NET else f"{command.side.value} "
            return f"close the {which}position of {command.instrument} at market"
        case SetLeverage():
            mode = command.margin_mode.value
            return f"set the leverage of {command.instrument} to {trimmed(command.leverage)}×, {mode}"
        case SetHoldMode():
            what = "the account" if command.product is None else _PRODUCTS[command.product]
            return f"switch {what} to {command.mode.value} mode"
        case Transfer():
            way = f"from {_PRODUCTS[command.source]} to {_PRODUCTS[command.target]}"
            return f"move {trimmed(command.amount)} {command.coin} {way}"
        case PlaceTrigger():
            words = f"{command.side.value} {trimmed(command.size.value)} {command.instrument}"
            return f"{words} when the price is {trimmed(command.trigger)}"
        case PlaceTpSl():
            return f"take profit and stop loss of {command.instrument}"
        case AmendStrategy():
            return "change of a waiting order"


def outcome_words(outcome: VenueOutcome | ProvenNever) -> str:
    """An answer, or what stands for one, as a sentence."""
    match outcome:
        case Accepted():
            number = f" under its number {outcome.order_id}" if outcome.order_id else ""
            return f"The exchange took it{number}."
        case Rejected():
            return f"The exchange refused (code {outcome.code}): {outcome.sentence}"
        case NotSent():
            return f"Nothing left this computer: {outcome.sentence}"
        case ProvenNever():
            return outcome.sentence
        case _:
            return f"No answer: {outcome.cause}"
