"""What trading tells the person: each fact is delivered once, and says in words what happened."""

from dataclasses import dataclass

from terminal_app.core.account import Fill
from terminal_app.core.money import QuoteQty, trimmed
from terminal_app.core.orders import Order, Side
from terminal_app.trading.transfers import Moved


@dataclass(frozen=True, slots=True)
class OrderFact:
    """Something happened to an order that the person should hear of."""

    order: Order
    sentence: str


@dataclass(frozen=True, slots=True)
class FillFact:
    """An execution that was not known before."""

    fill: Fill


@dataclass(frozen=True, slots=True)
class TradingNotice:
    """Something about trading as a whole: the journal, the account, a command without an order of its own."""

    sentence: str


@dataclass(frozen=True, slots=True)
class TransferFact:
    """A transfer between wallets is over."""

    moved: Moved


def describe(order: Order) -> str:
    """An order in words, such as `Buy 0.01 BTCUSDT perp at 64210.5`."""
    word = "Buy" if order.side is Side.BUY else "Sell"
    price = "at market" if order.price is None else f"at {trimmed(order.price)}"
    for_quote = " (quote coin)" if isinstance(order.size, QuoteQty) else ""
    return f"{word} {trimmed(order.size.value)}{for_quote} {order.instrument} {price}"
