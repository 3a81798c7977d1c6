"""The day's result, and the lock that follows a loss. Pure.

It counts what fills brought and cost. Funding is not in a fill, so it is not in here.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal

from terminal_app.core.account import Fill, Position
from terminal_app.core.money import ZERO, floor_to, trimmed
from terminal_app.trading.limits import RiskLimits

DAY_MS = 86_400_000
_CENT = Decimal("0.01")


def day_start_ms(now_ms: int, start_minute: int) -> int:
    """When the trading day began that a moment belongs to (Unix ms)."""
    shift = start_minute * 60_000
    return (now_ms - shift) // DAY_MS * DAY_MS + shift


def day_result(
    fills: Iterable[Fill], positions: Iterable[Position], start_ms: int, *, unrealised: bool
) -> Decimal:
    """What was won since a moment, after fees, in quote coin; negative when lost.

    A fee in the base coin is counted at the fill's own price. One in a third coin cannot be, and is left out.
    """
    result = ZERO
    for fill in fills:
        if fill.time_ms >= start_ms:
            result += (fill.realised_pnl or ZERO) - _fee(fill)
    if unrealised:
        result += sum((position.unrealised_pnl or ZERO for position in positions), ZERO)
    return result


def loss_lock(result: Decimal, limits: RiskLimits, now_ms: int) -> tuple[int, str] | None:
    """Until when (Unix ms) and why a day's loss locks, `None` when it does not."""
    limit = limits.max_daily_loss
    if limit is None or result > -limit:
        return None
    until_ms = day_start_ms(now_ms, limits.day_start_minute) + DAY_MS
    until = datetime.fromtimestamp(until_ms / 1000, tz=UTC).strftime("%d %b %H:%M UTC")
    lost = trimmed(floor_to(-result, _CENT))
    return until_ms, f"today's loss is {lost} and your limit is {trimmed(limit)}. It ends {until}."


def _fee(fill: Fill) -> Decimal:
    symbol = fill.instrument.symbol
    if symbol.endswith(fill.fee_coin):
        return fill.fee
    return fill.fee * fill.price if symbol.startswith(fill.fee_coin) else ZERO
