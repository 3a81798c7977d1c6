"""What leaving the program means: what stops running with it, and what stays alive at Bitget. Pure; no Qt."""

from collections.abc import Callable, Sequence

from terminal_app.core.account import Position
from terminal_app.core.held import Held, Trail
from terminal_app.core.instrument import Instrument, InstrumentId
from terminal_app.core.orders import Order
from terminal_app.core.strategy_orders import StrategyOrder
from terminal_app.trading.facts import describe
from terminal_app.trading.strategy_orders import describe as describe_strategy
from terminal_app.ui import format as text
from terminal_app.ui.panels.triggers.held import trail_text

_LISTED = 6
_STOPS = "Stops with this program:"
_STAYS = "Stays alive at Bitget:"
_NOTHING = "Nothing is cancelled and nothing is closed."

Find = Callable[[InstrumentId], Instrument | None]


def question(
    held: Sequence[Held],
    orders: Sequence[Order],
    waiting: Sequence[StrategyOrder],
    positions: Sequence[Position],
    find: Find,
) -> str:
    """What the person is told before the program ends, line by line; empty when nothing is alive.

    Args:
        held: what this program holds.
        orders: open orders.
        waiting: waiting trigger orders, take-profits and stop-losses.
        positions: open positions.
        find: the rules of an instrument.
    """
    stays = [
        *(describe(order) for order in orders),
        *(describe_strategy(order) for order in waiting),
        *(_position(position, find(position.instrument)) for position in positions),
    ]
    stops = [_held(one, find(one.instrument)) for one in held]
    if not stops and not stays:
        return ""
    parts = [_listed(_STOPS, stops), _listed(_STAYS, stays), [_NOTHING]]
    return "\n\n".join("\n".join(part) for part in parts if part)


def _listed(head: str, lines: Sequence[str]) -> list[str]:
    if not lines:
        return []
    more = [f"and {len(lines) - _LISTED} more"] if len(lines) > _LISTED else []
    return [head, *(f"  {line}" for line in (*lines[:_LISTED], *more))]


def _held(held: Held, rules: Instrument | None) -> str:
    if isinstance(held, Trail):
        return f"Trailing stop on {held.instrument}. {trail_text(held, rules)}"
    return f"Linked orders on {held.instrument}. Both stay at the exchange; neither cancels the other then."


def _position(position: Position, rules: Instrument | None) -> str:
    return f"Position: {position.side.value} {text.size(position.size, rules)} {position.instrument}"
