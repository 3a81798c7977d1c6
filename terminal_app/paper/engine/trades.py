"""One execution as one of its sides sees it, and what it meant for the account."""

from decimal import Decimal

import msgspec

from terminal_app.core.account import HoldMode, Liquidity
from terminal_app.core.instrument import Instrument
from terminal_app.core.money import ZERO
from terminal_app.core.orders import PositionSide, Side
from terminal_app.paper.engine.exact import grain


class Trade(msgspec.Struct, frozen=True, gc=False):
    """One execution as one of its sides sees it, in exact money; `value` is its size at its price."""

    instrument: Instrument
    side: Side
    price: Decimal
    size: Decimal
    value: Decimal
    liquidity: Liquidity
    now_ms: int

    def fee_on(self, amount: Decimal) -> Decimal:
        """The fee on an amount of the coin it is charged in."""
        one = self.instrument
        rate = one.maker_fee if self.liquidity is Liquidity.MAKER else one.taker_fee
        return grain(amount * (rate or ZERO))


class Effect(msgspec.Struct):
    """What a trade meant for the account: where it went and what it cost; `opened` is what exits protect."""

    fee: Decimal
    fee_coin: str
    position_side: PositionSide = PositionSide.NET
    opens: bool = True
    opened: Decimal = ZERO
    realised: Decimal = ZERO


def bill_kind(hold_mode: HoldMode, key: PositionSide, side: Side, liquidation: bool) -> str:
    """The venue's word for a futures trade in the ledger."""
    burst = "BURST_" if liquidation else ""
    if hold_mode is HoldMode.ONE_WAY:
        return burst + ("BUY_DEAL" if side is Side.BUY else "SELL_DEAL")
    opens = (key is PositionSide.LONG) is (side is Side.BUY)
    return f"{burst}{'OPEN' if opens else 'CLOSE'}_{key.name}"
