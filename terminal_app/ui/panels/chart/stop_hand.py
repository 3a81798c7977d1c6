"""What a hand on the chart does to what waits for a price: one command on release, and a × that cancels."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

import shiboken6
from PySide6.QtWidgets import QWidget

from terminal_app.core.commands import AmendStrategy
from terminal_app.core.outcomes import Accepted, Unknown
from terminal_app.core.ports import Clock
from terminal_app.core.strategy_orders import StrategyOrder
from terminal_app.ui.bridge.asking import AskFirst, Wish
from terminal_app.ui.bridge.sending import Sender
from terminal_app.ui.confirming import Ask, Asked, Confirmer
from terminal_app.ui.panels.chart import stop_lines
from terminal_app.ui.panels.chart.lines import LineKey, LineKind
from terminal_app.ui.panels.triggers import amend
from terminal_app.ui.panels.triggers.state import TriggerRow, cancel

_SHOWN_FOR_S = 3.0
_CHANGED = "The order has changed meanwhile. Nothing was sent."


class _Moving(NamedTuple):
    """The price a change asks for, and when it was answered (monotonic seconds), `None` before."""

    price: Decimal
    answered: float | None = None


class StopHand:
    """Sends for one chart.

    Args:
        waiting: the strategy orders that are not over.
        sender: takes the commands.
        confirm: asks the person where a rule of theirs wants it.
        over: the widget that questions stand over.
        clock: for how long ago something was sent.
        block: why nothing may be moved now, in a sentence; empty when all is well.
        changed: called when a change has begun or ended, so that the lines are others.
    """

    def __init__(
        self,
        waiting: Callable[[], Sequence[StrategyOrder]],
        sender: Sender,
        confirm: Confirmer,
        over: QWidget,
        clock: Clock,
        block: Callable[[], str],
        changed: Callable[[], None],
    ) -> None:
        self._waiting = waiting
        self._sender = sender
        self._ask_first = AskFirst(sender, confirm)
        self._over = over
        self._clock = clock
        self._block = block
        self._changed = changed
        self._moving: dict[LineKey, _Moving] = {}

    @property
    def waits(self) -> bool:
        """Whether a change is still to be seen in its order."""
        return bool(self._moving)

    def moving(self, rows: Sequence[TriggerRow]) -> Mapping[LineKey, Decimal]:
        """The prices that changes ask for which the venue has not shown yet."""
        by_id = {row.order.client_oid: row for row in rows}
        now = self._clock.monotonic()
        for key, asked in list(self._moving.items()):
            row = by_id.get(key[1])
            leg = None if row is None else stop_lines.leg_of(row, key[0])
            over = asked.answered is not None and now - asked.answered >= _SHOWN_FOR_S
            if leg is None or leg.trigger == asked.price or over:
                del self._moving[key]
        return {key: asked.price for key, asked in self._moving.items()}

    def cancel(self, row: TriggerRow, kind: LineKind) -> None:
        """The × of a line was clicked: its price goes, and of two exits the other stays."""
        command = stop_lines.without(row, kind) or cancel(row)
        question = stop_lines.removal(row, kind)
        wish = Wish(command, (command,), Asked(Ask.CANCEL), question, "Cancel", lambda: self._overtaken(row))
        self._ask_first.send(self._over, wish)

    def move(self, row: TriggerRow, kind: LineKind, price: Decimal) -> None:
        """A line was let go at another price."""
        made = stop_lines.moved(row, kind, price)
        if not isinstance(made, AmendStrategy):
            self._sender.refuse(f"Not sent: {made}")
            return
        key = kind, row.order.client_oid
        wish = Wish(
            ("move", row.order.client_oid),
            (made,),
            Asked(Ask.AMEND_BY_DRAG),
            amend.question(made, row),
            "Amend",
            lambda: self._block() or self._overtaken(row),
        )

        def ended(outcomes: Sequence[object]) -> None:
            if any(isinstance(outcome, Accepted | Unknown) for outcome in outcomes):
                self._moving[key] = _Moving(price, self._clock.monotonic())
            else:
                self._moving.pop(key, None)
            if shiboken6.isValid(self._over):
                self._changed()

        # Shown from now on: the question stands over the line that it is about.
        if self._ask_first.send(self._over, wish, ended):
            self._moving[key] = _Moving(price)
            self._changed()

    def _overtaken(self, row: TriggerRow) -> str:
        now = next((one for one in self._waiting() if one.client_oid == row.order.client_oid), None)
        return "" if now == row.order else _CHANGED
