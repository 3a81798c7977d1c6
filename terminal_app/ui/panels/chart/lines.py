"""The lines that stand for something of ours: orders, positions, liquidations. Knows no Qt.

A line is a value. What is new on the chart needs a function here that makes lines of it, and nothing in the
layers that paint them: kind, price, text and actions say all.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum

from terminal_app.core.instrument import Instrument, InstrumentId
from terminal_app.core.orders import Order, OrderStatus, OrderType, Side, TimeInForce
from terminal_app.ui import format as fmt
from terminal_app.ui.panels.orders.amend import amendable
from terminal_app.ui.panels.orders.state import STATUS_WORDS, OrderRow
from terminal_app.ui.panels.positions.state import PositionRow, side_text


class LineKind(Enum):
    """What a line stands for."""

    POSITION = "position"
    LIQUIDATION = "liquidation"
    BREAK_EVEN = "break-even"
    ORDER = "order"
    AMEND = "amend"
    TAKE_PROFIT = "take-profit"
    STOP_LOSS = "stop-loss"
    TRIGGER = "trigger"
    TRAILING = "trailing"
    ALERT = "alert"


class LineAction(Enum):
    """What the small buttons of a label do. The value is what is said of it."""

    REVERSE = "Reverse this position at market"
    CLOSE = "Close this position at market"
    CANCEL = "Cancel this order"
    REMOVE = "Remove this alert"


SIGNS: Mapping[LineAction, str] = {
    LineAction.REVERSE: "⇅",
    LineAction.CLOSE: "×",
    LineAction.CANCEL: "×",
    LineAction.REMOVE: "×",
}
"""What is written on the buttons."""

PULL_HINT = "Drag up or down for a take-profit or a stop-loss, and sideways too for a part of the position"


class Tint(Enum):
    """The colour of a line; a word in its text always says the same."""

    BUY = "buy"
    SELL = "sell"
    WARNING = "warning"
    NOTE = "note"


class Pattern(Enum):
    """How a line is drawn: what is certain is solid, what is not is dashed, what nobody wants is dotted."""

    SOLID = "solid"
    DASHED = "dashed"
    DOTTED = "dotted"


LineKey = tuple[LineKind, str]


@dataclass(frozen=True, slots=True)
class Line:
    """One line with its label.

    `id` tells it from others of its kind. An empty `text` makes no label; `icon` names what stands before it.
    `filled` labels stand out. `movable` means that it can be dragged to another price, and `hint` says what
    else a hand can do with it.
    """

    kind: LineKind
    id: str
    price: Decimal
    text: str
    tint: Tint
    pattern: Pattern = Pattern.SOLID
    actions: tuple[LineAction, ...] = ()
    movable: bool = False
    filled: bool = False
    hint: str = ""
    icon: str = ""

    @property
    def key(self) -> LineKey:
        """What stays the same while it moves."""
        return self.kind, self.id


def position_lines(rows: Sequence[PositionRow]) -> Iterator[Line]:
    """The entry of each position with its gain at this moment, where nothing is lost, and where all is.

    Its exits are pulled out of the entry, so that it is movable, although it never moves itself.
    """
    for row in rows:
        position, rules = row.position, row.instrument
        side = position.side.value
        tint = Tint.BUY if row.is_long else Tint.SELL
        size, entry = fmt.size(position.size, rules), fmt.average(position.avg_price, rules)
        text = f"{side_text(row)} {size} · {entry} · {fmt.signed_money(row.pnl)} {position.margin_coin}"
        buttons = (LineAction.REVERSE, LineAction.CLOSE)
        yield Line(
            LineKind.POSITION,
            side,
            position.avg_price,
            text,
            tint,
            actions=buttons,
            movable=rules is not None,
            filled=True,
            hint="" if rules is None else PULL_HINT,
        )
        of_side = f" of the {side}" if len(rows) > 1 else ""
        if position.liquidation is not None:
            said = f"Liquidation{of_side} · {fmt.price(position.liquidation, rules)}"
            yield Line(LineKind.LIQUIDATION, side, position.liquidation, said, Tint.WARNING, Pattern.DOTTED)
        if position.break_even is not None:
            said = f"Break-even{of_side} · {fmt.average(position.break_even, rules)}"
            yield Line(LineKind.BREAK_EVEN, side, position.break_even, said, Tint.NOTE, Pattern.DOTTED)


def order_lines(
    orders: Iterable[Order],
    instrument: InstrumentId,
    rules: Instrument | None,
    amending: Mapping[str, Decimal],
    linked: Callable[[str], str] = lambda _: "",
) -> Iterator[Line]:
    """The working limit orders of an instrument.

    `amending` are the prices that amends on their way ask for, by client order id: such an order has a
    second, dashed line, and stands where the venue has it until the venue says otherwise. `linked` says what
    else an order belongs to, in a word.
    """
    for order in orders:
        price, left = order.price, order.remaining
        if order.instrument != instrument or order.order_type is not OrderType.LIMIT or price is None:
            continue
        if order.status.is_final or left is None or left <= 0:
            continue
        row = OrderRow(order, rules)
        certain = order.status in (OrderStatus.OPEN, OrderStatus.PARTIAL)
        target = amending.get(order.client_oid)
        at = _price_and_state(order, rules)
        line = Line(
            LineKind.ORDER,
            order.client_oid,
            price,
            " · ".join(part for part in (order_text(order, rules), linked(order.client_oid), at) if part),
            Tint.BUY if order.side is Side.BUY else Tint.SELL,
            Pattern.SOLID if certain else Pattern.DASHED,
            (LineAction.CANCEL,) if row.cancellable else (),
            movable=amendable(row) and target is None,
        )
        yield line
        if target is not None:
            text = f"{order_text(order, rules)} · to {fmt.price(target, rules)}, unconfirmed"
            yield Line(LineKind.AMEND, line.id, target, text, line.tint, Pattern.DASHED)


def order_text(order: Order, rules: Instrument | None) -> str:
    """Side, what is left of the size, and type, such as `▲ Buy 0.050 Limit`."""
    kind = "Post-only" if order.time_in_force is TimeInForce.POST_ONLY else "Limit"
    closing = ", reduce-only" if order.reduce_only else ""
    return f"{fmt.side(order.side)} {fmt.size(order.remaining, rules)} {kind}{closing}"


def moved(lines: Sequence[Line], key: LineKey, shown: Line) -> list[Line]:
    """The lines while one is in the hand: `shown` is it where it would go, with a dotted one where it was.

    Where `shown` is of another kind it comes out of the line, which stays where it is.
    """
    made: list[Line] = []
    for line in lines:
        if line.key != key:
            made.append(line)
        elif shown.kind is not line.kind:
            made += [line, shown]
        else:
            made.append(replace(shown, actions=()))
            if shown.price != line.price:
                was = replace(line, kind=LineKind.AMEND, text="", actions=(), movable=False)
                made.append(replace(was, pattern=Pattern.DOTTED, filled=False))
    return made


def _price_and_state(order: Order, rules: Instrument | None) -> str:
    price = fmt.price(order.price, rules)
    return price if order.status is OrderStatus.OPEN else f"{price}, {STATUS_WORDS[order.status]}"
