"""What a trade that nobody has made would do to a position: a question, on copies."""

from copy import copy
from dataclasses import replace
from decimal import Decimal

from terminal_app.core.account import HoldMode
from terminal_app.core.instrument import Instrument
from terminal_app.core.money import ZERO
from terminal_app.core.orders import MarginMode, PositionSide, Side
from terminal_app.paper.engine.account import Account
from terminal_app.paper.engine.exact import grain, ratio
from terminal_app.paper.engine.margin import Margin
from terminal_app.paper.engine.positions import Position


def liquidation_after(
    margin: Margin, account: Account, instrument: Instrument, side: Side, size: Decimal, price: Decimal
) -> Decimal | None:
    """The mark at which the position would be lost once so much (base coin) were bought or sold at a price.

    In hedge mode the trade opens the position of its side, in one-way mode it first closes what is against
    it. `None` when nothing would be held, or no price would lose it. Fees are left out.
    """
    long = side is Side.BUY
    key = PositionSide.NET
    if account.hold_mode is HoldMode.HEDGE:
        key = PositionSide.LONG if long else PositionSide.SHORT
    leverage, mode = account.leverage(instrument)
    held = account.position(instrument.id, key)
    after = Position("", instrument, key, side, mode, 0, 0) if held is None else copy(held)
    if after.direction is not side:
        closing = min(size, abs(after.size))
        after.decrease(closing, price * closing)
        size -= closing
        if size:
            after = Position("", instrument, key, side, after.margin_mode, 0, 0)
    if size:
        after.increase(size, price * size)
        if after.margin_mode is MarginMode.ISOLATED:
            after.isolated += grain(ratio(price * size, leverage))
    wanted = replace(account, positions={**account.positions, (instrument.id, key): after})
    return margin.liquidation_price(wanted, after) if after.size != ZERO else None
