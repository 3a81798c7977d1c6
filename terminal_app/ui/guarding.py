"""The take-profit and the stop-loss of a whole position: set, moved and taken away. Knows no widget.

What waits at the exchange already is changed and never doubled: two stops for one position would close it and
then sell what is not there.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from terminal_app.core.account import HoldMode
from terminal_app.core.commands import AmendStrategy, CancelStrategy, PlaceTpSl
from terminal_app.core.instrument import Instrument
from terminal_app.core.money import plain
from terminal_app.core.orders import ExitLeg, PositionSide, TriggerBy
from terminal_app.core.strategy_orders import StrategyKind, StrategyOrder, StrategyStatus
from terminal_app.ui import format as text
from terminal_app.ui.confirming import Ask, Asked
from terminal_app.ui.panels.positions.closing import Offer, order_words
from terminal_app.ui.panels.positions.state import PositionRow, closing_side
from terminal_app.ui.typed_terms import read_price

SET = "Take-profit and stop-loss…"

_NO_RULES = "the rules of this symbol are not known yet"
_UNSURE = "what waits for this position is not confirmed yet"
_SEVERAL = "several stops or take-profits wait for the whole position: change them where they were made"
_SURE = frozenset({StrategyStatus.PENDING})


@dataclass(frozen=True, slots=True)
class GuardErrors:
    """What is wrong with which field; `whole` concerns both."""

    take_profit: str = ""
    stop_loss: str = ""
    whole: str = ""


def of_position(row: PositionRow, waiting: Sequence[StrategyOrder]) -> list[StrategyOrder]:
    """The exits of the whole position that wait at the exchange, as far as anybody knows.

    The exchange tells a size for those too, so an exit that covers the position counts as one of the whole.
    """
    return [
        order
        for order in waiting
        if order.kind is StrategyKind.TP_SL
        and order.instrument == row.position.instrument
        and order.side is closing_side(row)
        and (order.size is None or order.size >= row.position.size)
        and not order.status.is_final
    ]


def why_not(row: PositionRow, waiting: Sequence[StrategyOrder]) -> str:
    """Why the exits of the position cannot be set right now; empty when they can."""
    if row.instrument is None:
        return _NO_RULES
    orders = of_position(row, waiting)
    if len(orders) > 1:
        return _SEVERAL
    return _UNSURE if any(order.status not in _SURE for order in orders) else ""


def break_even_stop(row: PositionRow, waiting: Sequence[StrategyOrder]) -> Offer:
    """A stop for the whole position at the price at which nothing is lost, on the tick that loses nothing."""
    name, rules = "Break-even stop", row.instrument
    if reason := why_not(row, waiting):
        return Offer(f"{name}: {reason}")
    at = row.position.break_even
    if rules is None or at is None or at <= 0:
        return Offer(f"{name}: the exchange has not said where break-even is")
    trigger = rules.snap_price(at, closing_side(row))
    shown = text.price(trigger, rules)
    if row.mark is None:
        return Offer(f"{name}: the mark price is not known")
    if not (row.mark > trigger if row.is_long else row.mark < trigger):
        return Offer(f"{name}: the mark price has not passed {shown} yet")
    before = _present(row, waiting)
    stop = _leg(before.stop_loss if before else None, trigger)
    command = _command(row, before, before.take_profit if before else None, stop)
    moved = before.stop_loss if before else None
    instead = f", instead of {text.price(moved.trigger, rules)}" if moved else ""
    title = f"{name} at {shown}{instead}: {order_words(row, row.position.size)}"
    return Offer(title, command, Asked(Ask.CLOSE), _question(row, command), "Set the stop")


def texts(row: PositionRow, waiting: Sequence[StrategyOrder]) -> tuple[str, str]:
    """What stands in the fields at first: the take-profit and the stop-loss that wait already."""
    order = _present(row, waiting)
    if order is None:
        return "", ""
    return _typed(order.take_profit), _typed(order.stop_loss)


def parse(
    take_profit: str, stop_loss: str, row: PositionRow, waiting: Sequence[StrategyOrder]
) -> Offer | GuardErrors:
    """The command that the two fields describe; an empty field means that there shall be none."""
    rules = row.instrument
    if reason := why_not(row, waiting):
        return GuardErrors(whole=f"{reason[:1].upper()}{reason[1:]}.")
    if rules is None:
        return GuardErrors(whole=_NO_RULES)
    order = _present(row, waiting)
    profit = _read(take_profit, row, rules, above=row.is_long)
    if isinstance(profit, str):
        return GuardErrors(take_profit=profit)
    loss = _read(stop_loss, row, rules, above=not row.is_long)
    if isinstance(loss, str):
        return GuardErrors(stop_loss=loss)
    before = (order.take_profit, order.stop_loss) if order is not None else (None, None)
    legs = (
        None if profit is None else _leg(before[0], profit),
        None if loss is None else _leg(before[1], loss),
    )
    if legs == before:
        nothing = "Type a price for the take-profit, the stop-loss or both."
        return GuardErrors(whole="Nothing has been changed yet." if order is not None else nothing)
    command = _command(row, order, *legs)
    ask = Ask.CANCEL if isinstance(command, CancelStrategy) else Ask.CLOSE
    return Offer("", command, Asked(ask), _question(row, command), "Set")


def _present(row: PositionRow, waiting: Sequence[StrategyOrder]) -> StrategyOrder | None:
    return next(iter(of_position(row, waiting)), None)


def _typed(leg: ExitLeg | None) -> str:
    return "" if leg is None else plain(leg.trigger)


def _leg(before: ExitLeg | None, trigger: Decimal) -> ExitLeg:
    """The leg at another price; what the person had chosen about it stays."""
    return ExitLeg(trigger, TriggerBy.MARK) if before is None else replace(before, trigger=trigger)


def _command(
    row: PositionRow, order: StrategyOrder | None, profit: ExitLeg | None, loss: ExitLeg | None
) -> PlaceTpSl | AmendStrategy | CancelStrategy:
    position = row.position
    if order is None:
        side = PositionSide.NET if position.hold_mode is HoldMode.ONE_WAY else position.side
        return PlaceTpSl("", position.instrument, closing_side(row), side, take_profit=profit, stop_loss=loss)
    if profit is None and loss is None:
        return CancelStrategy(order.client_oid, order.instrument, order.order_id or None)
    return AmendStrategy(
        order.client_oid,
        order.instrument,
        order.order_id or None,
        size=order.size,
        take_profit=profit,
        stop_loss=loss,
    )


def _read(typed: str, row: PositionRow, rules: Instrument, *, above: bool) -> Decimal | str | None:
    """A price, a sentence about what is wrong with it, or `None` for an empty field."""
    if not typed.strip():
        return None
    price = read_price(typed, rules)
    if isinstance(price, str):
        return price
    if row.mark is not None and not (price > row.mark if above else price < row.mark):
        where = "above" if above else "below"
        return f"This must be {where} the mark price, {text.price(row.mark, rules)}."
    return price


def _question(row: PositionRow, command: PlaceTpSl | AmendStrategy | CancelStrategy) -> str:
    name, size = row.position.instrument, order_words(row, row.position.size)
    if isinstance(command, CancelStrategy):
        return f"Take the stop-loss and the take-profit of {name} away"
    lines = [f"For the whole position on {name}: {size} at market"]
    for word, leg in (("Take-profit", command.take_profit), ("Stop-loss", command.stop_loss)):
        if leg is not None:
            lines.append(f"{word}: {text.price(leg.trigger, row.instrument)} by the {leg.by.value} price")
    return "\n".join(lines)
