"""Cancelling at one stroke: every order of the chosen instrument, or every open order there is."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from terminal_app.core.commands import Command
from terminal_app.core.instrument import InstrumentId
from terminal_app.trading.orders import OrderBlotter
from terminal_app.ui.bridge.asking import AskFirst, Wish
from terminal_app.ui.confirming import Ask, Asked
from terminal_app.ui.panels.orders.state import cancel_all, cancel_symbol


class Cancelling:
    """Asks where a rule of the person wants it, then cancels.

    Args:
        window: over which the question opens.
        chosen: the instrument that "this symbol" means, `None` before the first.
        blotter: what is open.
        ask_first: asks and sends.
    """

    def __init__(
        self,
        window: QWidget,
        chosen: Callable[[], InstrumentId | None],
        blotter: OrderBlotter,
        ask_first: AskFirst,
    ) -> None:
        self._window = window
        self._chosen = chosen
        self._blotter = blotter
        self._ask_first = ask_first

    def on_cancel_symbol(self) -> None:
        """Cancel every order of the chosen instrument."""
        chosen = self._chosen()
        if chosen is not None:
            self._cancel_if_agreed(f"Cancel every order on {chosen}", [cancel_symbol(chosen)])

    def on_cancel_everything(self) -> None:
        """Cancel every open order."""
        products = [order.instrument.product for order in self._blotter.open()]
        self._cancel_if_agreed("Cancel every open order", cancel_all(products))

    def _cancel_if_agreed(self, question: str, cancels: Sequence[Command]) -> None:
        if cancels:
            wish = Wish(tuple(cancels), cancels, Asked(Ask.CANCEL), question, "Cancel orders")
            self._ask_first.send(self._window, wish)
