"""What an entry of the chart's menu sends: one order, exactly as it was written, by the one road."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from terminal_app.core.account import AccountSettings
from terminal_app.core.commands import PlaceOrder, PlaceTrigger
from terminal_app.core.ids import new_client_oid
from terminal_app.core.instrument import Instrument
from terminal_app.core.market import Ticker
from terminal_app.core.money import ZERO
from terminal_app.core.ports import Clock
from terminal_app.ui.bridge.asking import AskFirst, Wish
from terminal_app.ui.bridge.sending import Sender
from terminal_app.ui.confirming import Ask, Asked, Confirmer
from terminal_app.ui.panels.chart.offers import LimitOffer, away_from_middle, limit_order, question
from terminal_app.ui.panels.chart.stop_offers import StopOffer, stop_order, stop_question

_CHANGED = "How the account is set up has changed meanwhile. Nothing was sent."
_UNDER_WAY = "This is under way already: nothing was sent a second time."


class EntryHand:
    """Sends new orders for one chart.

    Args:
        settings: how the account is set up, `None` until it is known.
        sender: takes the commands.
        confirm: asks the person where a rule of theirs wants it.
        over: the widget that questions stand over.
        clock: for order ids.
        block: why nothing may be sent now, in a sentence; empty when all is well.
    """

    def __init__(
        self,
        settings: Callable[[], AccountSettings | None],
        sender: Sender,
        confirm: Confirmer,
        over: QWidget,
        clock: Clock,
        block: Callable[[], str],
    ) -> None:
        self._settings = settings
        self._sender = sender
        self._ask_first = AskFirst(sender, confirm)
        self._over = over
        self._clock = clock
        self._block = block

    def place(self, offer: LimitOffer | StopOffer, rules: Instrument, ticker: Ticker | None) -> None:
        """An order of the menu was chosen."""
        name = new_client_oid(self._clock.now_ms())
        made = self._order(offer, rules, name)
        if isinstance(made, str):
            self._sender.refuse(f"Not sent: {made.rstrip('.')}.")
            return
        if reason := self._block():
            self._sender.refuse(f"Not sent: {reason}")
            return

        def overtaken() -> str:
            if reason := self._block():
                return f"Not sent: {reason}"
            return "" if self._order(offer, rules, name) == made else _CHANGED

        key = (type(offer), offer.side, offer.price)
        text = question(offer, rules) if isinstance(offer, LimitOffer) else stop_question(offer, rules)
        wish = Wish(key, (made,), _asked(offer, ticker), text, "Send", overtaken)
        if not self._ask_first.send(self._over, wish):
            self._sender.refuse(_UNDER_WAY)

    def _order(
        self, offer: LimitOffer | StopOffer, rules: Instrument, name: str
    ) -> PlaceOrder | PlaceTrigger | str:
        settings = self._settings()
        if isinstance(offer, LimitOffer):
            return limit_order(offer, rules, settings, name)
        return stop_order(offer, rules, settings, name)


def _asked(offer: LimitOffer | StopOffer, ticker: Ticker | None) -> Asked:
    """The order as the rules judge it. Where the market is when a stop is set off is not known."""
    price, value = offer.price or ZERO, (offer.price or ZERO) * (offer.size or ZERO)
    if isinstance(offer, StopOffer):
        return Asked(Ask.MARKET, value)
    return Asked(Ask.LIMIT, value, away_from_middle(offer.side, price, ticker))
