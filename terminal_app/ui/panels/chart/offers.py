"""What a click on the chart would send, said before it is sent. Knows no Qt and sends nothing."""

import math
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from terminal_app.core.account import AccountSettings, HoldMode, Position
from terminal_app.core.commands import PlaceOrder
from terminal_app.core.instrument import Instrument
from terminal_app.core.market import Ticker
from terminal_app.core.money import ZERO, BaseQty, divide, trimmed
from terminal_app.core.orders import MarginMode, Order, OrderType, PositionSide, Side
from terminal_app.ui import format as fmt
from terminal_app.ui.panels.chart.risk_texts import NO_STOP, away_text

_SAME_TICK = 1e-6
WORDS = {Side.BUY: "Buy", Side.SELL: "Sell"}

NO_SIZE = "no size in the ticket"
NO_RULES = "the rules of this symbol are not known yet"
NO_PRICE = "there is no live price yet"
NO_SETTINGS = "how the account is set up is not known yet"
HEDGED = (
    "In hedge mode one order cannot reverse a position: close it, then open the other side. Nothing was sent."
)


@dataclass(frozen=True, slots=True)
class LimitOffer:
    """A limit order at the price that was pointed at, or the reason why there is none.

    `at_once` means that it would trade as soon as it arrives.
    """

    side: Side
    price: Decimal | None = None
    size: Decimal | None = None
    reason: str = ""
    at_once: bool = False


def passive_price(value: float, tick: Decimal, side: Side) -> Decimal:
    """The price on the tick that a pixel stands for, towards the passive side: a buy goes down, a sell up.

    A pixel exactly on a tick means that tick, whatever a float makes of it.
    """
    count = value / float(tick)
    nearest = round(count)
    if abs(count - nearest) > _SAME_TICK:
        nearest = math.floor(count) if side is Side.BUY else math.ceil(count)
    return tick * max(1, nearest)


def trades_at_once(side: Side, price: Decimal, ticker: Ticker | None) -> bool:
    """Whether a limit order would meet the other side of the book."""
    if ticker is None:
        return False
    touch = ticker.ask if side is Side.BUY else ticker.bid
    return touch is not None and (price >= touch if side is Side.BUY else price <= touch)


def away_from_middle(side: Side, price: Decimal, ticker: Ticker | None) -> Decimal | None:
    """How far a price lies on the bad side of the middle of the book, as a share of it."""
    if ticker is None or ticker.bid is None or ticker.ask is None:
        return None
    middle = (ticker.bid + ticker.ask) / 2
    by = price - middle if side is Side.BUY else middle - price
    return max(ZERO, divide(by, middle)) if middle > ZERO else None


def offer(
    side: Side,
    value: float,
    rules: Instrument | None,
    size: Decimal | None,
    ticker: Ticker | None,
    block: str = "",
) -> LimitOffer:
    """What a limit order at this price would be; `block` says why orders are shut."""
    if rules is None:
        return LimitOffer(side, reason=NO_RULES)
    price = passive_price(value, rules.tick, side)
    if block:
        return LimitOffer(side, price, reason=block)
    size = None if size is None else rules.floor_size(size)
    if reason := size_trouble(size, price, rules):
        return LimitOffer(side, price, size, reason)
    return LimitOffer(side, price, size, at_once=trades_at_once(side, price, ticker))


def size_trouble(size: Decimal | None, price: Decimal, rules: Instrument) -> str:
    """Why a size on the step is no order at a price; empty when it is one."""
    if not size:
        return NO_SIZE
    if size < rules.min_qty:
        return f"the smallest order is {trimmed(rules.min_qty)} {rules.base}"
    if size * price < rules.min_notional:
        return f"the order must be worth at least {trimmed(rules.min_notional)} {rules.quote}"
    return ""


def amount_text(size: Decimal | None, price: Decimal | None, rules: Instrument | None) -> str:
    """As much of ` 0.050 BTC at 64 000.0` as is known."""
    text = "" if not size or rules is None else f" {fmt.size(size, rules)} {rules.base}"
    return text if price is None else f"{text} at {fmt.price(price, rules)}"


def offer_text(made: LimitOffer, rules: Instrument | None) -> str:
    """The offer in a line, such as `Buy limit 0.050 BTC at 64 000.0`, with the reason when there is one."""
    text = f"{WORDS[made.side]} limit{amount_text(made.size, made.price, rules)}"
    if made.reason:
        return f"{text}: {made.reason.rstrip('.')}"
    return f"{text}, fills at once" if made.at_once else text


def question(made: LimitOffer, rules: Instrument) -> str:
    """The offer for the box that asks, line by line."""
    value = ZERO if made.price is None or made.size is None else made.price * made.size
    return f"{offer_text(made, rules)}\nValue {fmt.money(value)} {rules.quote}"


def limit_order(
    made: LimitOffer, rules: Instrument, settings: AccountSettings | None, client_oid: str
) -> PlaceOrder | str:
    """The command of an offer, or why there is none."""
    if made.reason or made.price is None or made.size is None:
        return made.reason
    terms = opening(made.side, rules, settings)
    if isinstance(terms, str):
        return terms
    return PlaceOrder(
        client_oid,
        rules.id,
        made.side,
        OrderType.LIMIT,
        BaseQty(made.size),
        made.price,
        position_side=terms.position_side,
        margin_mode=terms.margin_mode,
        origin="chart",
    )


class Opening(NamedTuple):
    """Which position an order opens, and how it is margined; spot has neither."""

    position_side: PositionSide = PositionSide.NET
    margin_mode: MarginMode | None = None


def opening(side: Side, rules: Instrument, settings: AccountSettings | None) -> Opening | str:
    """What an order opens, or why that is not known. In hedge mode a buy opens a long, a sell a short."""
    if not rules.id.product.is_futures:
        return Opening()
    if settings is None:
        return NO_SETTINGS
    chosen = (one.margin_mode for one in settings.symbols if one.instrument == rules.id)
    margin = next(chosen, MarginMode.CROSSED)
    if settings.hold_mode_of(rules.id.product) is not HoldMode.HEDGE:
        return Opening(margin_mode=margin)
    return Opening(PositionSide.LONG if side is Side.BUY else PositionSide.SHORT, margin)


def reversal(position: Position, client_oid: str) -> PlaceOrder | str:
    """One market order of twice the size, or why that cannot be."""
    if position.hold_mode is HoldMode.HEDGE:
        return HEDGED
    return PlaceOrder(
        client_oid,
        position.instrument,
        Side.BUY if position.side is PositionSide.SHORT else Side.SELL,
        OrderType.MARKET,
        BaseQty(position.size * 2),
        margin_mode=position.margin_mode,
        origin="chart",
    )


def move_text(order: Order, after: Decimal, rules: Instrument, ticker: Ticker | None, risk: str) -> str:
    """What is written beside an order line while it is dragged: the price, how far, and what is at risk.

    Args:
        order: the order in the hand.
        after: the price it would have.
        rules: how its numbers are written.
        ticker: the prices of this moment.
        risk: what it wins or loses there; the change of its value is said where nothing says that.
    """
    before, left = order.price or ZERO, order.remaining
    by = after - before
    sign = "+" if by > 0 else ""
    parts = [
        f"{fmt.side(order.side)} {fmt.size(left, rules)}",
        f"{fmt.price(after, rules)} ({sign}{fmt.price(by, rules)})",
        f"value {fmt.signed_money(by * (left or ZERO))} {rules.quote}" if risk in ("", NO_STOP) else "",
        risk,
        away_text(after, ticker, rules),
    ]
    if trades_at_once(order.side, after, ticker):
        parts.append("fills at once")
    return " · ".join(part for part in parts if part)
