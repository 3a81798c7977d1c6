"""A second, plain reading of what an order does, in fractions: it replays the order piece by piece.

It shares no arithmetic with `trading.consequence`: no averages are kept, no formula is solved. A liquidation
is checked by its definition, not computed.
"""

from dataclasses import dataclass, field
from fractions import Fraction

from terminal_app.core.orders import MarginMode, Side, TimeInForce
from terminal_app.trading.consequence import Before, Wanted

ZERO = Fraction(0)


@dataclass
class Replay:
    """An account while one order is filled. `size` is positive for a long and negative for a short."""

    size: Fraction
    cost: Fraction
    margin: Fraction
    paid: Fraction = ZERO
    gained: Fraction = ZERO
    closed: Fraction = ZERO
    filled: list[tuple[Fraction, Fraction]] = field(default_factory=list)
    opened: list[tuple[Fraction, Fraction]] = field(default_factory=list)

    def fill(self, price: Fraction, signed: Fraction, fee: Fraction, leverage: Fraction | None) -> None:
        """One piece, closing before opening."""
        self.filled.append((price, abs(signed)))
        self.paid += price * abs(signed) * fee
        if self.size * signed < 0:
            part = min(abs(self.size), abs(signed))
            share = part / abs(self.size)
            gain = price * part - self.cost * share
            self.gained += gain if self.size > 0 else -gain
            self.margin -= self.margin * share
            self.cost -= self.cost * share
            self.size += part if self.size < 0 else -part
            self.closed += part
            signed = signed - part if signed > 0 else signed + part
        if signed:
            self.opened.append((price, abs(signed)))
            self.size += signed
            self.cost += price * abs(signed)
            self.margin += price * abs(signed) / leverage if leverage else ZERO


def replay(before: Before, wanted: Wanted) -> Replay:
    """Fill an order the way an exchange would, one level after the other."""
    held = before.holding
    sign = ZERO
    if held is not None:
        sign = Fraction(held.size) if held.side is Side.BUY else -Fraction(held.size)
    account = Replay(
        sign, abs(sign) * Fraction(held.entry) if held else ZERO, Fraction(held.margin if held else 0)
    )
    isolated = before.margin_mode is MarginMode.ISOLATED and before.leverage
    leverage = Fraction(before.leverage) if isolated and before.leverage else None
    taker, maker = Fraction(before.instrument.taker_fee or 0), Fraction(before.instrument.maker_fee or 0)
    rest = Fraction(wanted.size)
    way = 1 if wanted.side is Side.BUY else -1
    if wanted.closes:
        rest = min(rest, abs(sign)) if sign * way < 0 else ZERO
    limit = None if wanted.price is None else Fraction(wanted.price)
    plan: list[tuple[Fraction, Fraction, Fraction]] = []
    for price, size in [(Fraction(price), Fraction(size)) for price, size in before.levels]:
        if wanted.time_in_force is TimeInForce.POST_ONLY:
            break
        if limit is not None and (price - limit) * way > 0:
            break
        piece = min(size, rest)
        if piece:
            plan.append((price, piece, taker))
        rest -= piece
    if limit is None and plan and rest:
        plan.append((plan[-1][0], rest, taker))
    elif limit is not None and rest and wanted.time_in_force is TimeInForce.FOK:
        plan = []
    elif limit is not None and rest and wanted.time_in_force is not TimeInForce.IOC:
        plan.append((limit, rest, maker))
    for price, size, fee in plan:
        account.fill(price, size * way, fee, leverage)
    return account


def surplus(before: Before, account: Replay, price: Fraction, rate: Fraction) -> Fraction | None:
    """What would be left above the maintenance margin if the mark stood there; `None` when nobody knows."""
    value = abs(account.size) * price
    profit = value - account.cost if account.size > 0 else account.cost - value
    if before.margin_mode is MarginMode.ISOLATED:
        return account.margin + profit - rate * value
    if before.backing is None:
        return None
    behind = Fraction(before.backing.equity) - Fraction(before.backing.maintenance)
    return behind + account.gained - account.paid + profit - rate * value
