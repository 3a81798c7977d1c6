"""What a hand that pulls an exit out of a position sends: one command on release, by the one road."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from PySide6.QtWidgets import QWidget

from terminal_app.core.ids import new_client_oid
from terminal_app.core.ports import Clock
from terminal_app.core.strategy_orders import StrategyOrder
from terminal_app.ui.bridge.asking import AskFirst, Wish
from terminal_app.ui.bridge.sending import Sender
from terminal_app.ui.confirming import Confirmer
from terminal_app.ui.panels.chart.pulled import pulled
from terminal_app.ui.panels.positions.state import PositionRow

_CHANGED = "The position or what guards it has changed meanwhile. Nothing was sent."
_UNDER_WAY = "An exit of this position is on its way already: nothing was sent a second time."


class ExitHand:
    """Sends for one chart.

    Args:
        rows: the positions of the instrument on show, as they are now.
        waiting: the strategy orders that are not over.
        sender: takes the commands.
        confirm: asks the person where a rule of theirs wants it.
        over: the widget that questions stand over.
        clock: for order ids.
        block: why nothing may be sent now, in a sentence; empty when all is well.
    """

    def __init__(
        self,
        rows: Callable[[], Sequence[PositionRow]],
        waiting: Callable[[], Sequence[StrategyOrder]],
        sender: Sender,
        confirm: Confirmer,
        over: QWidget,
        clock: Clock,
        block: Callable[[], str],
    ) -> None:
        self._rows = rows
        self._waiting = waiting
        self._sender = sender
        self._ask_first = AskFirst(sender, confirm)
        self._over = over
        self._clock = clock
        self._block = block

    def let_go(self, row: PositionRow, price: Decimal, part: int) -> None:
        """An exit of so many percent was let go at a price."""
        made = pulled(row, price, self._waiting(), part)
        if isinstance(made, str):
            self._sender.refuse(f"Not sent: {made}")
            return
        command = made.named(new_client_oid(self._clock.now_ms()))
        if command is None:
            return
        wish = Wish(
            ("exit", row.key),
            (command,),
            made.asked,
            made.text,
            made.yes,
            lambda: self._overtaken(row, price, part),
        )
        if not self._ask_first.send(self._over, wish):
            self._sender.refuse(_UNDER_WAY)

    def _overtaken(self, row: PositionRow, price: Decimal, part: int) -> str:
        """Why it must not be sent any more: asking may take its time."""
        now = next((one for one in self._rows() if one.key == row.key), None)
        if now is None or now.position.size != row.position.size:
            return _CHANGED
        before, after = (pulled(one, price, self._waiting(), part) for one in (row, now))
        if isinstance(after, str):
            return f"Not sent: {after}"
        return self._block() or ("" if before == after else _CHANGED)
