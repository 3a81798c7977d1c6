"""Whether an account can afford an order: balance on spot, margin, tiers and positions on futures.

Raises `RefusalError` and changes nothing. What it accepts can be paid for when it trades: what a market order
would cost is read off the book, level by level.
"""

from decimal import Decimal

from terminal_app.core.account import HoldMode
from terminal_app.core.instrument import Instrument
from terminal_app.core.money import ZERO, QuoteQty, trimmed
from terminal_app.core.orders import MarginMode, OrderType, PositionSide, Side
from terminal_app.paper.engine.account import Account, remaining
from terminal_app.paper.engine.exact import ratio, whole
from terminal_app.paper.engine.margin import Claim
from terminal_app.paper.engine.matching import sweep
from terminal_app.paper.engine.messages import PlaceRequest, Reason, RefusalError
from terminal_app.paper.engine.positions import Position
from terminal_app.paper.engine.rules import check_value
from terminal_app.paper.engine.world import World


class Funds:
    """The money checks of one world."""

    def __init__(self, world: World) -> None:
        self._world = world

    def cost(self, instrument: Instrument, side: Side, size: Decimal, price: Decimal | None) -> Decimal:
        """What an order may cost: at its limit (a sell at least at the bid), or along the book at market.

        Raises:
            RefusalError: it is a market order and nobody is there to trade with.
        """
        book = self._world.books[instrument.id]
        if price is None:
            lots = whole(size, instrument.lot) or 0
            taken, value = sweep(book, side, lots)
            if not taken:
                raise RefusalError(Reason.EMPTY_BOOK, "There is nobody to trade with at any price right now.")
            return value * instrument.tick * instrument.lot
        if side is Side.SELL:
            best = book.best(Side.BUY)
            if best is not None:
                price = max(price, best * instrument.tick)
        return price * size

    def check_spot(
        self, account: Account, instrument: Instrument, request: PlaceRequest, *, without: str = ""
    ) -> None:
        """The coins that the order would give are there and free."""
        if isinstance(request.size, QuoteQty):
            if self._world.books[instrument.id].best(Side.SELL) is None:
                raise RefusalError(Reason.EMPTY_BOOK, "There is nobody to buy from at any price right now.")
            coin, needed = instrument.quote, request.size.value
        else:
            size = request.size.value
            price = request.price if request.order_type is OrderType.LIMIT else None
            value = self.cost(instrument, request.side, size, price)
            check_value(instrument, price * size if price is not None else value, closing=False)
            coin, needed = (instrument.quote, value) if request.side is Side.BUY else (instrument.base, size)
        if needed > self._world.margin.free(account, coin, without):
            raise RefusalError(Reason.INSUFFICIENT_BALANCE, f"Insufficient balance of {coin}.")

    def check_opening(
        self,
        account: Account,
        instrument: Instrument,
        request: PlaceRequest,
        size: Decimal,
        *,
        without: str = "",
    ) -> None:
        """There is margin for the part that would open, within the tier that the leverage allows."""
        margin = self._world.margin
        price = request.price if request.order_type is OrderType.LIMIT else None
        value = self.cost(instrument, request.side, size, price)
        check_value(instrument, value, closing=False)
        self._check_mode(account, instrument, request.margin_mode)
        claim = Claim(request.side, request.position_side, size, value)
        before, after = margin.claimed_margin(account, instrument, claim, without=without)
        bound = margin.orders_margin(account, instrument.quote, but=instrument) + before
        free = margin.unbound(account, instrument.quote) - bound
        if after - before > max(free, ZERO):
            raise RefusalError(Reason.INSUFFICIENT_BALANCE, f"Insufficient {instrument.quote} margin.")
        leverage, _ = account.leverage(instrument)
        if self._exposure(account, instrument, claim, without) > margin.greatest_value(
            instrument.id, leverage
        ):
            raise RefusalError(
                Reason.EXCEEDS_MAX_OPEN,
                f"The position would be larger than a leverage of {trimmed(leverage)} allows.",
            )

    def closable(self, account: Account, instrument: Instrument, request: PlaceRequest) -> Position:
        """The position that a closing order makes smaller.

        Raises:
            RefusalError: there is none in that direction.
        """
        position = account.position(instrument.id, request.position_side)
        if position is None or position.closing_side is not request.side:
            raise RefusalError(Reason.NO_POSITION, "There is no position to close.")
        return position

    def closing_size(self, account: Account, position: Position, request: PlaceRequest) -> Decimal:
        """How much a closing order may have; what older closing orders occupy is given up by the caller.

        In one-way mode a reduce-only order is cut to the position. In hedge mode a close larger than the
        position is refused, and a market close leaves alone what limit closes occupy unless it closes
        everything.
        """
        held, asked = abs(position.size), request.size.value
        if account.hold_mode is HoldMode.ONE_WAY:
            return min(asked, held)
        if asked > held:
            raise RefusalError(Reason.REDUCE_ONLY_EXCEEDS, "The order is larger than the position.")
        if request.order_type is OrderType.LIMIT or asked == held:
            return asked
        occupied = sum((remaining(row) for row in account.closers(position)), ZERO)
        if occupied >= held:
            raise RefusalError(Reason.REDUCE_ONLY_EXCEEDS, "Open orders already close the whole position.")
        return min(asked, held - occupied)

    def max_open(self, account: Account, instrument: Instrument, side: Side, price: Decimal) -> Decimal:
        """The largest order of this side at this price that the exchange would take now, on the lot."""
        margin = self._world.margin
        if not instrument.id.product.is_futures:
            coin = instrument.quote if side is Side.BUY else instrument.base
            free = max(ZERO, margin.free(account, coin))
            size = ratio(free, price) if side is Side.BUY else free
        else:
            leverage, _ = account.leverage(instrument)
            share = price * (ratio(Decimal(1), leverage) + (instrument.taker_fee or ZERO))
            size = ratio(max(ZERO, margin.free(account, instrument.quote)), share)
            none = Claim(side, PositionSide.NET, ZERO, ZERO)
            room = margin.greatest_value(instrument.id, leverage) - self._exposure(
                account, instrument, none, ""
            )
            size = min(size, ratio(max(ZERO, room), price))
            net = account.position(instrument.id, PositionSide.NET)
            if net is not None and net.closing_side is side:
                size += abs(net.size)
        if instrument.max_qty is not None:
            size = min(size, instrument.max_qty)
        return instrument.floor_size(size)

    def _check_mode(self, account: Account, instrument: Instrument, mode: MarginMode) -> None:
        for position in account.positions_of(instrument.id):
            if position.margin_mode is not mode:
                raise _mixed_modes()
        for one in account.sums.of(instrument.id).modes:
            if one is not mode:
                raise _mixed_modes()

    def _exposure(self, account: Account, instrument: Instrument, claim: Claim, without: str) -> Decimal:
        """The value the position could reach if this order and its kind all filled."""
        total = claim.value + account.sums.interest(instrument.id, claim.side, without).value
        for position in account.positions_of(instrument.id):
            value = position.value(self._world.marks.mark(instrument.id) or position.avg_price)
            if position.direction is claim.side:
                total += value
            elif position.key is PositionSide.NET:
                total -= value
        return total


def _mixed_modes() -> RefusalError:
    return RefusalError(
        Reason.MODE_CHANGE_NOT_ALLOWED,
        "The margin mode cannot differ from that of the open position or orders.",
    )
