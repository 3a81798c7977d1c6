"""How the account stands on one instrument, and from it the world that an order meets. Pure.

It turns what the stores hold into what `consequence` reckons with. What a store does not know stays unknown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from terminal_app.core.account import HoldMode, Position
from terminal_app.core.commands import PlaceOrder
from terminal_app.core.instrument import Instrument, InstrumentId, PositionTier
from terminal_app.core.market import Level
from terminal_app.core.money import ZERO, BaseQty, divide
from terminal_app.core.orders import MarginMode, PositionSide, Side
from terminal_app.trading.consequence import Backing, Before, Holding, Wanted


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known when an order on an instrument is thought about.

    `bids` and `asks` are the visible book, best first; empty when it cannot be trusted. `positions` are all
    that are open, `marks` the newest mark prices of their instruments, and `wallet` what is held of the
    margin coin without unrealised profit. `apart` says that it lies in a wallet that backs positions of this
    product alone. `settles_at_ms` is the time of the next funding.
    """

    instrument: Instrument
    bids: Sequence[Level] = ()
    asks: Sequence[Level] = ()
    leverage: Decimal | None = None
    margin_mode: MarginMode = MarginMode.CROSSED
    hold_mode: HoldMode | None = None
    tiers: Sequence[PositionTier] = ()
    positions: Sequence[Position] = ()
    marks: Mapping[InstrumentId, Decimal] = field(default_factory=dict)
    wallet: Decimal | None = None
    equity: Decimal | None = None
    apart: bool = False
    funding_rate: Decimal | None = None
    settles_at_ms: int | None = None

    def position(self, side: PositionSide) -> Position | None:
        """The open position that an order with this position side belongs to."""
        for position in self.positions:
            if position.instrument == self.instrument.id and side in (PositionSide.NET, position.side):
                return position
        return None

    def before(self, order: PlaceOrder) -> Before:
        """The world that this order meets."""
        held = self.position(order.position_side)
        futures = self.instrument.id.product.is_futures
        # A contract settled in its base coin is lost by another rule, which nothing here knows: nothing that
        # follows from the mark price is said of it.
        linear = self.instrument.margin_coin == self.instrument.quote
        mode = held.margin_mode if held is not None else order.margin_mode or self.margin_mode
        return Before(
            instrument=self.instrument,
            levels=self.asks if order.side is Side.BUY else self.bids,
            mark=self.marks.get(self.instrument.id) if linear else None,
            leverage=self.leverage,
            margin_mode=mode,
            tiers=self.tiers,
            holding=_holding(held) if held is not None else None,
            backing=self._backing(held) if futures and linear else None,
            funding_rate=self.funding_rate,
        )

    def wanted(self, order: PlaceOrder) -> Wanted | None:
        """The order as `consequence` reckons with it; `None` when its size is money and there is no price."""
        size = order.size.value
        if not isinstance(order.size, BaseQty):
            size = _bought(self.asks, size)
            if not size:
                return None
        hedge = order.position_side is not PositionSide.NET
        opens = (order.position_side is PositionSide.LONG) is (order.side is Side.BUY)
        closes = not opens if hedge else order.reduce_only
        return Wanted(
            order.side,
            size,
            order.price,
            order.time_in_force,
            closes,
            order.stop_loss.trigger if order.stop_loss else None,
            order.take_profit.trigger if order.take_profit else None,
        )

    def _backing(self, held: Position | None) -> Backing | None:
        """What stands behind a crossed position: the wallet, less what others have or need."""
        if self.wallet is None:
            return None
        equity, needed = self.wallet, ZERO
        for position in self.positions:
            if position.margin_coin != self.instrument.margin_coin or position is held:
                continue
            if self.apart and position.instrument.product is not self.instrument.id.product:
                continue
            if position.margin_mode is MarginMode.ISOLATED:
                equity -= position.margin or ZERO
                continue
            mark = self.marks.get(position.instrument, position.mark)
            rate = position.maintenance_margin_rate
            if mark is None or rate is None:
                return None
            equity += profit_of(position, mark)
            needed += position.size * mark * rate
        return Backing(equity, needed)


def profit_of(position: Position, mark: Decimal) -> Decimal:
    """The unrealised profit of a position at a price."""
    gain = (mark - position.avg_price) * position.size
    return -gain if position.side is PositionSide.SHORT else gain


def _holding(position: Position) -> Holding:
    side = Side.SELL if position.side is PositionSide.SHORT else Side.BUY
    isolated = position.margin_mode is MarginMode.ISOLATED
    margin = position.margin if isolated and position.margin is not None else ZERO
    return Holding(side, position.size, position.avg_price, margin)


def _bought(asks: Sequence[Level], money: Decimal) -> Decimal:
    """How much a market buy gets for its money; at the last visible price where the book ends."""
    size = ZERO
    for price, there in asks:
        if price * there >= money:
            return size + divide(money, price)
        size, money = size + there, money - price * there
    return size + divide(money, asks[-1][0]) if asks else ZERO
