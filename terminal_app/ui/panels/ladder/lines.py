"""The sentences around the ladder: what a click would do, and the position. Knows no Qt."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from terminal_app.core.account import Position
from terminal_app.core.instrument import Instrument
from terminal_app.core.money import ZERO
from terminal_app.ui import format as fmt
from terminal_app.ui.panels.book.own import OwnMark
from terminal_app.ui.panels.ladder.intents import Button
from terminal_app.ui.panels.ladder.plans import NO_POSITION, Plan
from terminal_app.ui.panels.positions.state import PositionRow, entry_text, pnl_text, side_text, size_text

LINES = 3
"""How many lines the strip has."""


class Strip(NamedTuple):
    """What the strip says; `refusal` sets it apart."""

    text: str
    refusal: bool = False


def idle(*, armed: bool, reason: str) -> Strip:
    """The strip while the mouse is elsewhere."""
    if armed:
        return Strip("Armed: each click on a row trades. Esc disarms.")
    if reason:
        return Strip(f"Disarmed. {reason}", refusal=True)
    return Strip("Disarmed: a click fills the price into the order ticket.")


def over_price(price: Decimal, rules: Instrument, reason: str = "") -> Strip:
    """The strip while a click would only fill a price in; `reason` is why it would not trade."""
    text = f"{fmt.price(price, rules)} into the order ticket"
    return Strip(f"{text}\nDisarmed. {reason}" if reason else text, refusal=bool(reason))


def over_row(seen: Mapping[Button, Plan], fills: Decimal | None, rules: Instrument) -> Strip:
    """The strip over a row of an armed ladder: a line for each button that would do something.

    Args:
        seen: what each button would send now.
        fills: the price that a left click would fill in instead; `None` when it would not.
        rules: of the instrument.
    """
    left, right, middle = (seen.get(button) for button in Button)
    if left is not None and left.reason:
        return Strip(f"{left.text}\n{left.reason}", refusal=True)
    lines = [] if fills is None else [over_price(fills, rules).text]
    if left is not None:
        lines.append(_with_note(left))
    if right is not None:
        lines.append(f"Right: {_with_note(right) if right.ready else right.reason}")
    if middle is not None and middle.ready:
        lines.append(f"Middle: {middle.text}")
    return Strip("\n".join(lines) or "Nothing happens here with this key.")


def with_waiting(strip: Strip, waits: str) -> Strip:
    """The strip with what waits for the price of the row, as far as it has room for that."""
    if not waits or strip.text.count("\n") + 2 > LINES:
        return strip
    return Strip(f"{strip.text}\n{waits}", strip.refusal)


def over_chip(cancel: Plan | None, mark: OwnMark, *, armed: bool) -> Strip:
    """The strip over a chip of our own."""
    lines = [f"Yours, {mark.standing.value}: {mark.text}"]
    if cancel is not None and cancel.ready:
        lines.append(f"×{' or middle' if armed else ''}: {cancel.text}")
        lines.append("Drag moves it, outside cancels" if armed else "Arm the ladder to drag it")
    return Strip("\n".join(lines))


def dragging(plan: Plan | None) -> Strip:
    """The strip while a chip is on its way; no plan while it is over its own row."""
    if plan is None:
        return Strip("Drop on another row moves it, outside cancels. Esc: nothing.")
    if plan.reason:
        return Strip(f"{plan.text}\n{plan.reason}", refusal=True)
    return Strip(f"{_with_note(plan)}\nLet go to send. Esc: nothing.")


class PositionText(NamedTuple):
    """The line of the position: words, gain, and -1, 0 or 1 for a loss, nothing or a gain."""

    text: str
    pnl: str = ""
    sign: int = 0


def position_line(
    positions: Sequence[Position], rules: Instrument | None, mark: Decimal | None, *, futures: bool = True
) -> PositionText:
    """Size, entry and live gain of the position, or of both."""
    if not futures:
        return PositionText("Spot: no positions")
    if not positions:
        return PositionText(NO_POSITION.rstrip("."))
    rows = [
        PositionRow(position, rules, mark if mark is not None else position.mark) for position in positions
    ]
    text = "\n".join(f"{side_text(row)} {size_text(row)} @ {entry_text(row)}" for row in rows)
    gains = [row.pnl for row in rows]
    total = sum((gain for gain in gains if gain is not None), ZERO)
    sign = 0 if None in gains or not total else 1 if total > 0 else -1
    return PositionText(text, "\n".join(pnl_text(row) for row in rows), sign)


def _with_note(plan: Plan) -> str:
    return f"{plan.text} · {plan.note}" if plan.note else plan.text
