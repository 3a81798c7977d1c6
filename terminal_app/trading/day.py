"""The day's result, and the lock that follows a loss. Pure.

It counts what fills brought and cost, and funding as far as its bills have been read: no fill tells of it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from terminal_app.core.account import Fill, Position
from terminal_app.core.bills import Bill
from terminal_app.core.instrument import ProductType
from terminal_app.core.money import ZERO, floor_to, trimmed
from terminal_app.trading.coins import price_of_fee, price_of_profit
from terminal_app.trading.limits import RiskLimits
from terminal_app.trading.results import MONEY

DAY_MS = 86_400_000
_ONE = Decimal(1)
_CENT = Decimal("0.01")


def day_start_ms(now_ms: int, start_minute: int) -> int:
    """When the trading day began that a moment belongs to (Unix ms)."""
    shift = start_minute * 60_000
    return (now_ms - shift) // DAY_MS * DAY_MS + shift


@dataclass(frozen=True, slots=True)
class DayResult:
    """What a day brought, in quote coin; negative when lost.

    `left_out` are the coins of fees and funding whose price nobody knows, so that the amount is without them.
    """

    amount: Decimal
    left_out: tuple[str, ...] = ()


def day_result(
    fills: Iterable[Fill],
    positions: Iterable[Position],
    start_ms: int,
    *,
    unrealised: bool,
    funding: Iterable[Bill] = (),
    price_of: Callable[[str], Decimal | None] = lambda _coin: None,
) -> DayResult:
    """What was won since a moment, after fees and funding.

    A fee or a profit in the base coin is counted at the fill's own price, a fee in a third coin and funding
    at the price of their coin.

    Args:
        fills: executions; earlier ones are passed over.
        positions: what is open.
        start_ms: since when (Unix ms).
        unrealised: whether what open positions would bring counts.
        funding: bills of funding; earlier ones are passed over.
        price_of: what a coin is worth in quote coin, `None` when that is not known.
    """
    result = ZERO
    left_out: set[str] = set()
    for fill in fills:
        if fill.time_ms >= start_ms:
            price = price_of_fee(fill)
            price = price_of(fill.fee_coin) if price is None else price
            result += (fill.realised_pnl or ZERO) * price_of_profit(fill)
            if price is None:
                left_out.add(fill.fee_coin)
            else:
                result -= fill.fee * price
    for bill in funding:
        if bill.time_ms >= start_ms:
            price = _ONE if bill.coin == MONEY else price_of(bill.coin)
            if price is None:
                left_out.add(bill.coin)
            else:
                result += bill.change * price
    if unrealised:
        result += sum((_unrealised(position) for position in positions), ZERO)
    return DayResult(result, tuple(sorted(left_out)))


def _unrealised(position: Position) -> Decimal:
    """What a position would bring, in quote coin: that of a coin contract is told in its base coin."""
    found = position.unrealised_pnl or ZERO
    coin = position.instrument.product is ProductType.COIN_FUTURES
    return found * (position.mark or position.avg_price) if coin else found


def loss_lock(result: DayResult, limits: RiskLimits, now_ms: int) -> tuple[int, str] | None:
    """Until when (Unix ms) and why a day's loss locks, `None` when it does not."""
    limit = limits.max_daily_loss
    if limit is None or result.amount > -limit:
        return None
    until_ms = day_start_ms(now_ms, limits.day_start_minute) + DAY_MS
    until = datetime.fromtimestamp(until_ms / 1000, tz=UTC).strftime("%d %b %H:%M UTC")
    lost = trimmed(floor_to(-result.amount, _CENT))
    without = f" (without fees in {', '.join(result.left_out)})" if result.left_out else ""
    return until_ms, f"today's loss is {lost}{without} and your limit is {trimmed(limit)}. It ends {until}."
