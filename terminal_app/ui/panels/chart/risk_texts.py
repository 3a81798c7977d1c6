"""What a price in the hand means: how far it is away, and what it loses or gains in money. Knows no Qt."""

from collections.abc import Sequence
from decimal import Decimal

from terminal_app.core.account import HoldMode
from terminal_app.core.instrument import Instrument
from terminal_app.core.market import Ticker
from terminal_app.core.money import ZERO, divide
from terminal_app.core.orders import Order, PositionSide, Side
from terminal_app.trading.protection import outcome_at
from terminal_app.ui import format as fmt
from terminal_app.ui.panels.positions.state import PositionRow, closing_side

NO_LOSS_LEFT = "no loss left"
NO_STOP = "no stop"


def away_text(price: Decimal, ticker: Ticker | None, rules: Instrument) -> str:
    """How far a price is from the last one, in percent and ticks; empty without one."""
    if ticker is None or ticker.last <= ZERO:
        return ""
    by = price - ticker.last
    count = abs(divide(by, rules.tick))
    ticks = "1 tick" if count == 1 else f"{count:.0f} ticks"
    return f"{fmt.percent(divide(by, ticker.last))}, {ticks} from last"


def order_text(order: Order, price: Decimal, held: Sequence[PositionRow], rules: Instrument) -> str:
    """What an order executed at a price wins or loses, fee of closing included; empty when nothing says so.

    One that closes has its result there. One that adds to a position has it at the nearest stop of that.
    """
    left = order.remaining
    if left is None or not rules.id.product.is_futures:
        return ""
    closes = next((row for row in held if _closes(order, row)), None)
    if closes is not None:
        size = min(left, closes.position.size)
        result = outcome_at(closes.position, price, size, rules.taker_fee)
        return f"closes for {fmt.signed_money(result)} {closes.position.margin_coin}"
    buys = order.side is Side.BUY
    owner = next((row for row in held if row.is_long is buys), None)
    stops = () if owner is None or owner.protection is None else owner.protection.stops
    hit = next((stop for stop in stops if (stop.exit < price if buys else stop.exit > price)), None)
    if hit is None or owner is None:
        return NO_STOP
    gain = (hit.exit - price) * left
    result = (gain if buys else -gain) - (rules.taker_fee or ZERO) * hit.exit * left
    where = fmt.price(hit.trigger, rules)
    return f"{fmt.signed_money(result)} {owner.position.margin_coin} if stopped at {where}"


def multiple_text(row: PositionRow, price: Decimal, *, stop: Decimal | None = None) -> str:
    """What closing at a price is in multiples of what is risked, such as `2.1 R`; empty without a stop.

    Args:
        row: the position.
        price: where it would be closed.
        stop: the stop that tells the risk; without it the one that waits and is hit first.
    """
    position, rules = row.position, row.instrument
    fee = None if rules is None else rules.taker_fee
    if stop is None:
        stops = () if row.protection is None else row.protection.stops
        stop = next((one.exit for one in stops), None)
    if stop is None:
        return ""
    risk = -outcome_at(position, stop, position.size, fee)
    if risk <= ZERO:
        return NO_LOSS_LEFT
    return f"{fmt.fixed(divide(outcome_at(position, price, position.size, fee), risk), 1)} R"


def late_text(row: PositionRow, stop: Decimal) -> str:
    """That a stop comes too late, where the position is liquidated before it; else empty."""
    at = row.position.liquidation
    late = at is not None and (stop <= at if row.is_long else stop >= at)
    return "liquidated before" if late else ""


def _closes(order: Order, row: PositionRow) -> bool:
    if order.side is not closing_side(row):
        return False
    if row.position.hold_mode is HoldMode.ONE_WAY:
        return order.position_side is PositionSide.NET or order.reduce_only
    return order.position_side is row.position.side
