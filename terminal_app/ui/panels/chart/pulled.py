"""Exits that are pulled out of the line of a position: take-profit or stop-loss, by side. Knows no Qt.

Above or below is seen from the mark price, which sets them off: a stop that locks a gain in is still a stop.
Pulled sideways too, an exit is for a part of the position only, beside whatever waits already.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from terminal_app.core.account import HoldMode
from terminal_app.core.commands import PlaceTpSl
from terminal_app.core.instrument import Instrument
from terminal_app.core.money import plain, trimmed
from terminal_app.core.orders import ExitLeg, PositionSide, TriggerBy
from terminal_app.core.strategy_orders import StrategyOrder
from terminal_app.trading.protection import outcome_at
from terminal_app.ui import format as fmt
from terminal_app.ui import guarding
from terminal_app.ui.confirming import Ask, Asked
from terminal_app.ui.guarding import GuardErrors
from terminal_app.ui.panels.chart.lines import Line, LineKind, Tint
from terminal_app.ui.panels.chart.risk_texts import NO_LOSS_LEFT, late_text, multiple_text
from terminal_app.ui.panels.positions.closing import Offer, order_words
from terminal_app.ui.panels.positions.state import PositionRow, closing_side

PULLED = "pulled"
"""The id of the line in the hand."""

NO_MARK = "The mark price is not known yet: nobody can say whether this is a take-profit or a stop-loss."
NO_RULES = "The rules of this symbol are not known yet."
WHOLE = 100
"""Percent of a position: all of it."""

_STEP, _LEAST = 10, 10
_STEP_PX, _FREE_PX = 16, 24
"""How far aside each step is, and how far a hand may stray before it means a part."""

_HUNDRED = Decimal(100)
_WORDS = {LineKind.TAKE_PROFIT: "Take-profit", LineKind.STOP_LOSS: "Stop-loss"}


def part_at(aside: float) -> int:
    """How much of a position an exit is for, in percent, so many pixels beside where it was taken."""
    steps = max(0, int((abs(aside) - _FREE_PX) // _STEP_PX) + 1)
    return max(_LEAST, WHOLE - _STEP * steps)


def kind_at(row: PositionRow, price: Decimal) -> LineKind | None:
    """What an exit at a price would be; `None` while the mark price is not known."""
    if row.mark is None:
        return None
    gains = price > row.mark if row.is_long else price < row.mark
    return LineKind.TAKE_PROFIT if gains else LineKind.STOP_LOSS


def pulled(
    row: PositionRow, price: Decimal, waiting: Sequence[StrategyOrder], part: int = WHOLE
) -> Offer | str:
    """The one command that puts an exit of the position there, or why it cannot be.

    For the whole of it the other exit stays as it is, and one of the same kind that waits already is moved,
    never doubled. For a part it is one more exit.
    """
    kind = kind_at(row, price)
    if kind is None:
        return NO_MARK
    if part < WHOLE:
        return _of_part(row, kind, price, part)
    profit, loss = guarding.texts(row, waiting)
    if kind is LineKind.TAKE_PROFIT:
        profit = plain(price)
    else:
        loss = plain(price)
    made = guarding.parse(profit, loss, row, waiting)
    if isinstance(made, GuardErrors):
        return made.take_profit or made.stop_loss or made.whole
    return made


def shown(
    line: Line, row: PositionRow, price: Decimal, waiting: Sequence[StrategyOrder], part: int = WHOLE
) -> Line:
    """The exit in the hand, with its result in money and in multiples of the risk, or why not there."""
    kind, rules = kind_at(row, price), row.instrument
    if price == line.price or kind is None:
        return replace(line, text=f"{line.text} · {NO_MARK}") if kind is None else line
    size = _size(row, rules, part)
    amount = fmt.size(size, rules) if part == WHOLE else f"{part} %, {fmt.size(size, rules)}"
    at = f"{_WORDS[kind]} {amount} · {fmt.price(price, rules)} by mark"
    tint = Tint.BUY if kind is LineKind.TAKE_PROFIT else Tint.SELL
    made = pulled(row, price, waiting, part)
    if isinstance(made, str):
        return Line(kind, PULLED, price, f"{at} · {made.rstrip('.')}", tint)
    result = _result(row, price, size)
    parts = [at, f"{fmt.signed_money(result)} {row.position.margin_coin}"]
    if kind is LineKind.TAKE_PROFIT:
        parts.append(multiple_text(row, price))
    else:
        parts += [late_text(row, price), NO_LOSS_LEFT if result >= 0 else ""]
    before = guarding.texts(row, waiting)[0 if kind is LineKind.TAKE_PROFIT else 1]
    if before and part == WHOLE:
        parts.append(f"instead of {fmt.price(Decimal(before), rules)}")
    return Line(kind, PULLED, price, " · ".join(part for part in parts if part), tint)


def _of_part(row: PositionRow, kind: LineKind, price: Decimal, part: int) -> Offer | str:
    position, rules = row.position, row.instrument
    if rules is None:
        return NO_RULES
    size = _size(row, rules, part)
    least = max(rules.lot, rules.min_qty)
    if size < least:
        return f"{part} % is less than the smallest order, {trimmed(least)} {rules.base}."
    leg = ExitLeg(price, TriggerBy.MARK)
    gains = kind is LineKind.TAKE_PROFIT
    command = PlaceTpSl(
        "",
        position.instrument,
        closing_side(row),
        PositionSide.NET if position.hold_mode is HoldMode.ONE_WAY else position.side,
        size,
        take_profit=leg if gains else None,
        stop_loss=None if gains else leg,
    )
    text = (
        f"For {part} % of the position on {position.instrument}: {order_words(row, size)} at market\n"
        f"{_WORDS[kind]}: {fmt.price(price, rules)} by the mark price"
    )
    return Offer("", command, Asked(Ask.CLOSE), text, "Set")


def _size(row: PositionRow, rules: Instrument | None, part: int) -> Decimal:
    size = row.position.size
    return size if part == WHOLE or rules is None else rules.floor_size(size * part / _HUNDRED)


def _result(row: PositionRow, price: Decimal, size: Decimal) -> Decimal:
    fee = None if row.instrument is None else row.instrument.taker_fee
    return outcome_at(row.position, price, size, fee)
