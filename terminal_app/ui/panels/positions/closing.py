"""What can be done with a position, each with the order it will send: closing all or a part, turning it.

An offer is made from what the table shows and is sent as it was written, or not at all. Knows no widget.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from terminal_app.core.account import HoldMode
from terminal_app.core.commands import AmendStrategy, CancelStrategy, PlaceOrder, PlaceTpSl
from terminal_app.core.instrument import Instrument
from terminal_app.core.money import ZERO, BaseQty, trimmed
from terminal_app.core.orders import OrderType, PositionSide
from terminal_app.ui import format as text
from terminal_app.ui.confirming import Ask, Asked
from terminal_app.ui.panels.positions.state import PositionRow, closing_side, side_word

SHARES = (Decimal("0.75"), Decimal("0.5"), Decimal("0.25"))
OVERTAKEN = "The position has changed since this was offered. Nothing was sent: look at it and choose again."
ADD_MARGIN = "Add margin: not offered, the exchange's fields for it are not confirmed"

_NO_RULES = "the rules of this symbol are not known yet"
_NO_PRICE = "there is no fresh price of this symbol"
_HEDGE = "not in hedge mode, where a long and a short stand side by side: close this one and open the other"
_UNNAMED = ""
_HUNDRED = Decimal(100)
_CLOSING = Asked(Ask.CLOSE)


@dataclass(frozen=True, slots=True)
class Offer:
    """One action on a position.

    `title` is what the menu says, the size included. `command` is `None` when the action cannot be done now;
    the title then says why. A new order has no client order id yet: `named` gives it one. `text` and
    `yes` are for the question before it is sent.
    """

    title: str
    command: PlaceOrder | PlaceTpSl | AmendStrategy | CancelStrategy | None = None
    asked: Asked = _CLOSING
    text: str = ""
    yes: str = "Close"

    def named(self, client_oid: str) -> PlaceOrder | PlaceTpSl | AmendStrategy | CancelStrategy | None:
        """The command to send."""
        if isinstance(self.command, PlaceOrder | PlaceTpSl):
            return replace(self.command, client_oid=client_oid)
        return self.command


def same(one: PositionRow, other: PositionRow | None) -> bool:
    """Whether a position still has the size and the direction it had."""
    if other is None:
        return False
    before, now = one.position, other.position
    return (before.size, before.side, before.hold_mode) == (now.size, now.side, now.hold_mode)


def whole(row: PositionRow) -> str:
    """What the menu says of closing the whole position at market."""
    return f"Close at market: {order_words(row, row.position.size)}"


def close_part(row: PositionRow, share: Decimal) -> Offer:
    """A share of the position at market, rounded down to the lot."""
    name = f"Close {trimmed(share * _HUNDRED)} % at market"
    rules = row.instrument
    if rules is None:
        return Offer(f"{name}: {_NO_RULES}")
    size = rules.floor_size(min(row.position.size * share, _free(row)))
    if reason := _size_trouble(size, rules, market=True):
        return Offer(f"{name}: {reason}")
    command = _closing_order(row, size, None)
    question = _question(row, f"Close {trimmed(share * _HUNDRED)} %", size, "at market")
    return Offer(f"{name}: {order_words(row, size)}", command, _asked(row, Ask.CLOSE, size), question)


def close_limit(row: PositionRow, best: tuple[Decimal | None, Decimal | None]) -> Offer:
    """The whole position with a limit order at the best price of our own side, where it waits to be taken.

    `best` is the best bid and the best ask; unknown when they are not fresh.
    """
    name, rules = "Close with a limit at the best price", row.instrument
    price = best[1] if row.is_long else best[0]
    if rules is None:
        return Offer(f"{name}: {_NO_RULES}")
    if price is None:
        return Offer(f"{name}: {_NO_PRICE}")
    price = rules.snap_price(price, closing_side(row))
    size = rules.floor_size(_free(row))
    if reason := _size_trouble(size, rules, market=False):
        return Offer(f"{name}: {reason}")
    at = f"at {text.price(price, rules)}"
    asked = Asked(Ask.CLOSE, size * price)
    question = _question(row, "Close", size, f"with a limit order {at}")
    return Offer(
        f"Close with a limit {at}: {order_words(row, size)}",
        _closing_order(row, size, price),
        asked,
        question,
    )


def reverse(row: PositionRow) -> Offer:
    """One market order of twice the size: the position turns around, and there is no half way to stop at."""
    name, rules = "Reverse at market", row.instrument
    position = row.position
    if position.hold_mode is HoldMode.HEDGE:
        return Offer(f"{name}: {_HEDGE}")
    if rules is None:
        return Offer(f"{name}: {_NO_RULES}")
    size = rules.floor_size(2 * position.size)
    if reason := _size_trouble(size, rules, market=True):
        return Offer(f"{name}: {reason}")
    turned = "short" if row.is_long else "long"
    after = f"{text.size(size - position.size, rules)} {turned}"
    command = replace(_closing_order(row, size, None), reduce_only=False)
    question = "\n".join(
        (
            _question(row, "Reverse", size, "at market, in one order"),
            f"Afterwards: {after}",
        )
    )
    title = f"{name}: {order_words(row, size)}, then {after}"
    return Offer(title, command, _asked(row, Ask.REVERSE, size), question, "Reverse")


def many(rows: Sequence[PositionRow]) -> str:
    """What the menu says of closing several positions at once."""
    return f"Close {len(rows)} positions at market"


def _free(row: PositionRow) -> Decimal:
    """What is not held by closing orders that wait; in one-way mode the exchange makes room by itself."""
    position = row.position
    if position.hold_mode is HoldMode.ONE_WAY:
        return position.size
    return min(position.size, position.available)


def _closing_order(row: PositionRow, size: Decimal, price: Decimal | None) -> PlaceOrder:
    position = row.position
    one_way = position.hold_mode is HoldMode.ONE_WAY
    return PlaceOrder(
        _UNNAMED,
        position.instrument,
        closing_side(row),
        OrderType.MARKET if price is None else OrderType.LIMIT,
        BaseQty(size),
        price,
        reduce_only=one_way,
        position_side=PositionSide.NET if one_way else position.side,
        margin_mode=position.margin_mode,
        origin="positions",
    )


def _size_trouble(size: Decimal, rules: Instrument, *, market: bool) -> str:
    least = max(rules.lot, rules.min_qty)
    if size < least:
        return f"less than the smallest order, {trimmed(least)} {rules.base}"
    most = rules.max_market_qty if market and rules.max_market_qty is not None else rules.max_qty
    if most is not None and size > most:
        return f"more than the largest order, {trimmed(most)} {rules.base}"
    return ""


def _asked(row: PositionRow, ask: Ask, size: Decimal) -> Asked:
    return Asked(ask, None if row.mark is None else row.mark * size)


def order_words(row: PositionRow, size: Decimal) -> str:
    """An order that closes, in words, such as `sell 0.500 BTC`."""
    return f"{closing_side(row).value} {_amount(row, size)}"


def _amount(row: PositionRow, size: Decimal) -> str:
    base = row.instrument.base if row.instrument is not None else ""
    return f"{text.size(size, row.instrument)} {base}".strip()


def _question(row: PositionRow, what: str, size: Decimal, how: str) -> str:
    lines = [
        f"{what}: {row.position.instrument} {how}",
        f"Position: {_amount(row, row.position.size)} {side_word(row)}",
        f"Order: {text.side(closing_side(row))} {_amount(row, size)}",
    ]
    if row.mark is not None:
        quote = row.instrument.quote if row.instrument is not None else ""
        value = f"{text.money(row.mark * size)} {quote}".strip()
        lines.append(f"Value: {value} at the mark price {text.price(row.mark, row.instrument)}")
    if ZERO < size < row.position.size:
        lines.append(f"Left: {_amount(row, row.position.size - size)} {side_word(row)}")
    return "\n".join(lines)
