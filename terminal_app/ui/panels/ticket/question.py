"""What the person is asked before an order of the ticket is sent. Pure; opens nothing."""

from terminal_app.core.commands import PlaceTpSl, PlaceTrail
from terminal_app.core.money import divide
from terminal_app.core.orders import OrderType, Side
from terminal_app.ui import format as fmt
from terminal_app.ui.confirming import Ask, Asked
from terminal_app.ui.panels.ticket.draft import Draft, order_text
from terminal_app.ui.panels.ticket.form import TicketView
from terminal_app.ui.panels.ticket.state import SideState


def asked_of(draft: Draft, view: TicketView) -> Asked:
    """The order as the rules judge it: its class, its value, and how bad its price is."""
    if isinstance(draft.held, PlaceTrail | PlaceTpSl):
        return Asked(Ask.CLOSE, notional=draft.value)
    market = draft.order.order_type is OrderType.MARKET
    mid, away = view.mid, None
    buys = draft.order.side is Side.BUY
    prices = [order.price for order in draft.parts or (draft.order,) if order.price is not None]
    # Where the market will be when a trigger is set off is not known: only a price of now can be far away.
    if prices and draft.trigger is None and mid is not None and mid > 0:
        worst = max(price - mid if buys else mid - price for price in prices)
        away = max(divide(worst, mid), worst * 0)
    return Asked(Ask.MARKET if market else Ask.LIMIT, notional=draft.value, away=away)


def question_of(state: SideState, draft: Draft, view: TicketView) -> str:
    """The order, where it goes, and its preview, line by line."""
    known = [line for line in (*state.lines[1:], *state.after) if line.label and line.value != fmt.DASH]
    lines = [f"{line.label}: {line.value}" for line in known]
    exits = [
        f"{name}: {fmt.price(leg.trigger, view.instrument)} by the {leg.by.value} price"
        for name, leg in (("Take-profit", draft.order.take_profit), ("Stop-loss", draft.order.stop_loss))
        if leg is not None
    ]
    head = (order_text(draft, view.instrument), f"Instrument: {draft.order.instrument}")
    return "\n".join((*head, *exits, *lines))
