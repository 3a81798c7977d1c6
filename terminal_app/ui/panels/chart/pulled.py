"""Exits that are pulled out of the line of a position: take-profit or stop-loss, by side. Knows no Qt.

Above or below is seen from the mark price, which sets them off: a stop that locks a gain in is still a stop.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from terminal_app.core.money import plain
from terminal_app.core.strategy_orders import StrategyOrder
from terminal_app.trading.protection import outcome_at
from terminal_app.ui import format as fmt
from terminal_app.ui import guarding
from terminal_app.ui.guarding import GuardErrors
from terminal_app.ui.panels.chart.lines import Line, LineKind, Tint
from terminal_app.ui.panels.chart.risk_texts import NO_LOSS_LEFT, late_text, multiple_text
from terminal_app.ui.panels.positions.closing import Offer
from terminal_app.ui.panels.positions.state import PositionRow, size_text

PULLED = "pulled"
"""The id of the line in the hand."""

NO_MARK = "The mark price is not known yet: nobody can say whether this is a take-profit or a stop-loss."
_WORDS = {LineKind.TAKE_PROFIT: "Take-profit", LineKind.STOP_LOSS: "Stop-loss"}


def kind_at(row: PositionRow, price: Decimal) -> LineKind | None:
    """What an exit at a price would be; `None` while the mark price is not known."""
    if row.mark is None:
        return None
    gains = price > row.mark if row.is_long else price < row.mark
    return LineKind.TAKE_PROFIT if gains else LineKind.STOP_LOSS


def pulled(row: PositionRow, price: Decimal, waiting: Sequence[StrategyOrder]) -> Offer | str:
    """The one command that puts an exit of the whole position there, or why it cannot be.

    The other exit stays as it is; one of the same kind that waits already is moved, never doubled.
    """
    kind = kind_at(row, price)
    if kind is None:
        return NO_MARK
    profit, loss = guarding.texts(row, waiting)
    if kind is LineKind.TAKE_PROFIT:
        profit = plain(price)
    else:
        loss = plain(price)
    made = guarding.parse(profit, loss, row, waiting)
    if isinstance(made, GuardErrors):
        return made.take_profit or made.stop_loss or made.whole
    return made


def shown(line: Line, row: PositionRow, price: Decimal, waiting: Sequence[StrategyOrder]) -> Line:
    """The exit in the hand, with its result in money and in multiples of the risk, or why not there."""
    kind = kind_at(row, price)
    if price == line.price or kind is None:
        return replace(line, text=f"{line.text} · {NO_MARK}") if kind is None else line
    at = f"{_WORDS[kind]} {size_text(row)} · {fmt.price(price, row.instrument)} by mark"
    tint = Tint.BUY if kind is LineKind.TAKE_PROFIT else Tint.SELL
    made = pulled(row, price, waiting)
    if isinstance(made, str):
        return Line(kind, PULLED, price, f"{at} · {made.rstrip('.')}", tint)
    parts = [at, f"{fmt.signed_money(_result(row, price))} {row.position.margin_coin}"]
    if kind is LineKind.TAKE_PROFIT:
        parts.append(multiple_text(row, price))
    else:
        parts += [late_text(row, price), NO_LOSS_LEFT if _result(row, price) >= 0 else ""]
    before = guarding.texts(row, waiting)[0 if kind is LineKind.TAKE_PROFIT else 1]
    if before:
        parts.append(f"instead of {fmt.price(Decimal(before), row.instrument)}")
    return Line(kind, PULLED, price, " · ".join(part for part in parts if part), tint)


def _result(row: PositionRow, price: Decimal) -> Decimal:
    fee = None if row.instrument is None else row.instrument.taker_fee
    return outcome_at(row.position, price, row.position.size, fee)
