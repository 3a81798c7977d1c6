"""What is said of the guard of a position, and the one action that makes it whole. Knows no widget."""

from dataclasses import replace

from terminal_app.core.money import floor_to
from terminal_app.core.strategy_orders import StrategyOrder, StrategyStatus
from terminal_app.trading.protection import ONE, Badge, Protection
from terminal_app.trading.terms import amend, terms_of
from terminal_app.ui import format as text
from terminal_app.ui.bridge.columns import Tone
from terminal_app.ui.confirming import Ask, Asked
from terminal_app.ui.panels.positions.closing import Offer, order_words
from terminal_app.ui.panels.positions.state import PositionRow

_TONES = {
    Badge.PROTECTED: Tone.NORMAL,
    Badge.PARTLY: Tone.WARNING,
    Badge.NAKED: Tone.WARNING,
    Badge.UNSURE: Tone.WARNING,
    Badge.LATE: Tone.ERROR,
}
_MEANINGS = {
    Badge.PROTECTED: "Stops at the exchange cover the whole position.",
    Badge.PARTLY: "Stops at the exchange cover only a part of the position.",
    Badge.NAKED: "No stop waits at the exchange for this position.",
    Badge.UNSURE: "A stop was sent, but the exchange has not confirmed it: do not count on it.",
    Badge.LATE: "The position is liquidated before its stop is reached.",
}
_PERCENT = ONE / 100


def badge_text(row: PositionRow) -> str:
    """A shape and words, such as `● Protected 100 % −42.10`."""
    found = row.protection
    if found is None:
        return text.DASH
    match found.badge:
        case Badge.PROTECTED:
            return f"● Protected 100 % {text.signed_money(found.result)}"
        case Badge.PARTLY:
            return f"◐ Partly {share_text(found)}"
        case Badge.NAKED:
            return "○ Naked"
        case Badge.UNSURE:
            return "? Not confirmed"
        case Badge.LATE:
            return "! Stop after liquidation"


def share_text(found: Protection) -> str:
    """The share that is covered, rounded down: what is not whole never reads as whole."""
    percent = floor_to(found.share, _PERCENT) * 100
    return f"{text.fixed(percent, 0)} %" if percent else "<1 %"


def badge_tone(row: PositionRow) -> Tone:
    """How much the guard needs looking at."""
    return Tone.SOFT if row.protection is None else _TONES[row.protection.badge]


def badge_tip(row: PositionRow) -> str:
    """What the badge means, each stop, what is lost, and what pressing it does."""
    found = row.protection
    if found is None:
        return ""
    rules = row.instrument
    lines = [_MEANINGS[found.badge]]
    for stop in found.stops:
        how = "at market" if stop.exit == stop.trigger else f"with a limit at {text.price(stop.exit, rules)}"
        after = ", after the liquidation" if stop.late else ""
        lines.append(
            f"{text.size(stop.size, rules)} at {text.price(stop.trigger, rules)} "
            f"by the {stop.by.value} price, {how}{after}"
        )
    if found.result is not None:
        word = "Gain" if found.result > 0 else "Loss"
        fees = "fee of closing included" if found.fees else "without the fee, which is not known"
        lines.append(f"{word} against the entry if hit: {text.signed_money(found.result)}, {fees}")
    if found.badge is not Badge.PROTECTED:
        lines.append(resize(row).title + "." if resize(row).command else "Press to set the stop.")
    return "\n".join(lines)


def resize(row: PositionRow) -> Offer:
    """The one partial stop of the position, made as large as the position; no command when that is not it."""
    found, rules = row.protection, row.instrument
    if found is None or rules is None or found.badge is not Badge.PARTLY or len(found.stops) != 1:
        return Offer("Resize the stop: there is not one stop that covers a part")
    order, size = found.stops[0].order, rules.floor_size(row.position.size)
    if not _resizable(order) or size <= found.stops[0].size:
        return Offer("Resize the stop: it cannot be changed now")
    command = amend(order, replace(terms_of(order), size=size))
    at = text.price(found.stops[0].trigger, rules)
    title = f"Resize the stop at {at} to the whole position: {order_words(row, size)}"
    before = f"From {text.size(order.size, rules)} {rules.base}"
    return Offer(title, command, Asked(Ask.CLOSE), f"{title}\n{before}", "Resize the stop")


def _resizable(order: StrategyOrder) -> bool:
    return order.status is StrategyStatus.PENDING and order.size is not None
