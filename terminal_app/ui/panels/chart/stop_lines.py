"""The lines of what waits for a price: take-profits, stop-losses and trigger orders. Knows no Qt."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from terminal_app.core.commands import AmendStrategy
from terminal_app.core.money import plain
from terminal_app.core.orders import Side
from terminal_app.core.strategy_orders import StrategyStatus
from terminal_app.trading.protection import outcome_at
from terminal_app.ui import format as fmt
from terminal_app.ui.panels.chart.lines import Line, LineAction, LineKey, LineKind, Pattern, Tint
from terminal_app.ui.panels.chart.risk_texts import NO_LOSS_LEFT, late_text, multiple_text
from terminal_app.ui.panels.positions.state import PositionRow, closing_side
from terminal_app.ui.panels.triggers import amend
from terminal_app.ui.panels.triggers import held as held_words
from terminal_app.ui.panels.triggers.amend import TermErrors
from terminal_app.ui.panels.triggers.state import (
    STATUS_WORDS,
    Leg,
    TriggerRow,
    cancel_question,
    kind_text,
    size_text,
    terms_text,
)

KINDS = {
    "Trigger": LineKind.TRIGGER,
    "Take-profit": LineKind.TAKE_PROFIT,
    "Stop-loss": LineKind.STOP_LOSS,
    "Begins to follow at": LineKind.TRAILING,
}
TRAILS = "Trailing stop"

_FIELDS = {
    LineKind.TRIGGER: "trigger",
    LineKind.TAKE_PROFIT: "take_profit",
    LineKind.STOP_LOSS: "stop_loss",
}


def waiting_lines(
    rows: Sequence[TriggerRow], held: Sequence[PositionRow], moving: Mapping[LineKey, Decimal]
) -> Iterator[Line]:
    """A line for each price that is waited for.

    `held` are the positions that the exits belong to; `moving` are the prices that changes on their way ask
    for: such a line has a second, dashed one, and stands where the venue has it until it says otherwise.
    """
    for row in rows:
        order = row.order
        certain = order.status is StrategyStatus.PENDING
        for leg in row.legs:
            kind = KINDS[leg.name]
            key = kind, order.client_oid
            target = moving.get(key)
            line = Line(
                kind,
                order.client_oid,
                leg.trigger,
                _text(row, leg, held),
                _tint(row, kind),
                Pattern.SOLID if certain else Pattern.DASHED,
                (LineAction.CANCEL,) if row.cancellable else (),
                movable=target is None and not amend.why_not(row),
            )
            yield line
            if target is not None:
                text = f"{_name(row, leg)} · to {fmt.price(target, row.instrument)}, unconfirmed"
                yield replace(
                    line,
                    kind=LineKind.AMEND,
                    id=f"{kind.value} {order.client_oid}",
                    price=target,
                    text=text,
                    pattern=Pattern.DASHED,
                    actions=(),
                    movable=False,
                )


def leg_of(row: TriggerRow, kind: LineKind) -> Leg | None:
    """The price of an order that a line stands for."""
    return next((leg for leg in row.legs if KINDS[leg.name] is kind), None)


def moved(row: TriggerRow, kind: LineKind, price: Decimal) -> AmendStrategy | str:
    """The one command that moves a price of an order, or why it must not go there."""
    fields = replace(amend.texts(row), **{_FIELDS[kind]: plain(price)})
    made = amend.parse(fields, row)
    return made.first if isinstance(made, TermErrors) else made


def without(row: TriggerRow, kind: LineKind) -> AmendStrategy | None:
    """The command that takes one of two exits away; `None` where the whole order goes instead."""
    if len(row.legs) < 2:
        return None
    made = amend.parse(replace(amend.texts(row), **{_FIELDS[kind]: ""}), row)
    return made if isinstance(made, AmendStrategy) else None


def removal(row: TriggerRow, kind: LineKind) -> str:
    """What taking a line away means, for the question before it."""
    leg = leg_of(row, kind)
    if leg is None or len(row.legs) < 2:
        return cancel_question([row])
    at = fmt.price(leg.trigger, row.instrument)
    return (
        f"Take the {leg.name.lower()} of {row.order.instrument} at {at} away\nThe other price keeps waiting."
    )


def drag_text(row: TriggerRow, kind: LineKind, price: Decimal, held: Sequence[PositionRow]) -> str:
    """What is written beside a line in the hand: the new price and what it would bring, or why not there."""
    leg = leg_of(row, kind)
    if leg is None:
        return ""
    by = price - leg.trigger
    sign = "+" if by > 0 else ""
    at = f"{fmt.price(price, row.instrument)} ({sign}{fmt.price(by, row.instrument)})"
    risk = _multiple(row, leg, price, held)
    text = " · ".join(part for part in (_name(row, leg), at, _money(row, leg, price, held), risk) if part)
    text = f"{text} · it trails no more then" if by and held_words.kind_of(row.holding) == TRAILS else text
    made = moved(row, kind, price)
    return f"{text} · {made.rstrip('.')}" if isinstance(made, str) and by else text


def _text(row: TriggerRow, leg: Leg, held: Sequence[PositionRow]) -> str:
    at = f"{fmt.price(leg.trigger, row.instrument)} by {leg.by.value}"
    if row.order.status is not StrategyStatus.PENDING:
        at = f"{at}, {STATUS_WORDS[row.order.status]}"
    return " · ".join(part for part in (_name(row, leg), at, _money(row, leg, leg.trigger, held)) if part)


def _name(row: TriggerRow, leg: Leg) -> str:
    """What it is: also when this program moves it along or has linked it with another order."""
    kind = KINDS[leg.name]
    alone = kind in (LineKind.TAKE_PROFIT, LineKind.STOP_LOSS) and not held_words.kind_of(row.holding)
    follows = "" if row.order.callback is None else f", {terms_text(row)}"
    return f"{leg.name if alone else kind_text(row)} {size_text(row)}{follows}"


def _multiple(row: TriggerRow, leg: Leg, price: Decimal, held: Sequence[PositionRow]) -> str:
    """What the exit in the hand is in multiples of what is risked."""
    owner = _owner(row, held)
    kind = KINDS[leg.name]
    if owner is None or kind not in (LineKind.TAKE_PROFIT, LineKind.STOP_LOSS):
        return ""
    if kind is LineKind.TAKE_PROFIT:
        return multiple_text(owner, price)
    if late := late_text(owner, price):
        return late
    target = row.order.take_profit
    told = multiple_text(owner, price if target is None else target.trigger, stop=price)
    if told == NO_LOSS_LEFT or target is None:
        return told if told == NO_LOSS_LEFT else ""
    return f"target {told}"


def _money(row: TriggerRow, leg: Leg, price: Decimal, held: Sequence[PositionRow]) -> str:
    """What closing at a price brings, fee of closing included; empty for what does not close a position."""
    order = row.order
    owner = _owner(row, held)
    if KINDS[leg.name] not in (LineKind.TAKE_PROFIT, LineKind.STOP_LOSS) or owner is None:
        return ""
    position = owner.position
    size = position.size if order.size is None else min(order.size, position.size)
    exit_price = price if leg.price is None else leg.price + (price - leg.trigger)
    fee = None if row.instrument is None else row.instrument.taker_fee
    return f"{fmt.signed_money(outcome_at(position, exit_price, size, fee))} {position.margin_coin}"


def _owner(row: TriggerRow, held: Sequence[PositionRow]) -> PositionRow | None:
    """The position an exit belongs to."""
    return next((one for one in held if closing_side(one) is row.order.side), None)


def _tint(row: TriggerRow, kind: LineKind) -> Tint:
    if kind in (LineKind.TRIGGER, LineKind.TRAILING):
        return Tint.BUY if row.order.side is Side.BUY else Tint.SELL
    return Tint.BUY if kind is LineKind.TAKE_PROFIT else Tint.SELL
