"""The life of an order: accepted, matched, rested, amended, cancelled.

Brings together the rules, the money checks, the matching and the settlement. An order that a rule refuses
leaves no trace; one that is accepted and then cannot work (post-only that would trade, fill-or-kill without
enough) is told as live first and as cancelled after (the venue's documentation, order states).
"""

from dataclasses import replace
from decimal import Decimal
from functools import partial

from terminal_app.core.account import Liquidity
from terminal_app.core.instrument import Instrument
from terminal_app.core.money import BaseQty, QuoteQty, trimmed
from terminal_app.core.orders import OrderType, Side, TimeInForce, VenueStatus
from terminal_app.paper.engine.account import Account, closes_only, remaining
from terminal_app.paper.engine.book import Resting
from terminal_app.paper.engine.exact import whole
from terminal_app.paper.engine.funds import Funds
from terminal_app.paper.engine.matching import SelfTrade, Taker, can_fill, crosses, match
from terminal_app.paper.engine.messages import (
    CancelCause,
    OrderChanged,
    OrderRow,
    PlaceRequest,
    Reason,
    RefusalError,
)
from terminal_app.paper.engine.positions import Position
from terminal_app.paper.engine.reports import order_copy
from terminal_app.paper.engine.rules import (
    check_band,
    check_price,
    check_request,
    check_size,
    check_status,
    is_closing,
)
from terminal_app.paper.engine.settlement import Settlement
from terminal_app.paper.engine.strategy_messages import NO_EXITS
from terminal_app.paper.engine.strategy_rules import check_preset
from terminal_app.paper.engine.trades import Trade
from terminal_app.paper.engine.world import MARKET, World

_REST_CAUSE = {
    TimeInForce.IOC: CancelCause.IOC,
    TimeInForce.FOK: CancelCause.FOK,
    TimeInForce.POST_ONLY: CancelCause.POST_ONLY,
}


class Orders:
    """Takes orders of accounts and of the synthetic market into the books of one world."""

    def __init__(self, world: World, settlement: Settlement) -> None:
        self._world = world
        self._settlement = settlement
        self.funds = Funds(world)

    # -- accounts ------------------------------------------------------------------------------------

    def place(self, account: Account, request: PlaceRequest, now_ms: int) -> OrderRow:
        """Take a new order.

        Raises:
            RefusalError: a rule, the balance or the position forbids it.
        """
        world = self._world
        instrument = world.instrument(request.instrument)
        check_request(instrument, account, request)
        if request.order_type is OrderType.LIMIT and request.price is not None:
            check_band(instrument, request.side, request.price, world.reference(instrument))
        if request.exits is not NO_EXITS:
            check_preset(instrument, account, request, partial(world.price, instrument))
        request = self._checked(account, instrument, request, now_ms)
        row = self._accept(account, instrument, request, now_ms)
        if instrument.id.product.is_futures and not closes_only(row):
            account.settings[instrument.id] = (row.leverage, request.margin_mode)
        self._work(account, instrument, row, now_ms)
        return row

    def amend(
        self, account: Account, row: OrderRow, size: Decimal | None, price: Decimal | None, now_ms: int
    ) -> None:
        """Change an open limit order in place. It loses its place in the queue when it moves or grows.

        Raises:
            RefusalError: nothing would change, or a rule, the balance or the position forbids it.
        """
        world = self._world
        instrument = world.instrument(row.request.instrument)
        old_size, old_price = row.size.value, row.price
        new_size = old_size if size is None else size
        new_price = old_price if price is None else price
        if new_price is None:
            raise RefusalError(Reason.AMEND_NOT_ALLOWED, "A market order cannot be changed.")
        if (new_size, new_price) == (old_size, old_price):
            raise RefusalError(Reason.AMEND_UNCHANGED, "Neither the size nor the price would change.")
        if new_size <= row.filled:
            raise RefusalError(
                Reason.SIZE_TOO_SMALL, f"The size must be above the {trimmed(row.filled)} already filled."
            )
        closing = closes_only(row)
        check_price(instrument, new_price)
        check_size(instrument, new_size, OrderType.LIMIT, closing=closing)
        check_band(instrument, row.request.side, new_price, world.reference(instrument))
        changed = replace(row.request, size=BaseQty(new_size - row.filled), price=new_price)
        self._check_amended(account, instrument, changed, row)
        row.size, row.price, row.updated_ms = BaseQty(new_size), new_price, now_ms
        row.request = replace(row.request, size=BaseQty(new_size), price=new_price)
        account.recount(row)
        book = world.books[instrument.id]
        resting = book.get(row.order_id)
        world.touch_book(instrument.id)
        world.emit(OrderChanged(account.uid, order_copy(row)))
        world.touch_balance(account.uid)
        if resting is not None and new_price == old_price and new_size < old_size:
            book.reduce(resting, whole(old_size - new_size, instrument.lot) or 0)
            return
        book.remove(row.order_id)
        self._work(account, instrument, row, now_ms)

    def cancel(
        self, account: Account, row: OrderRow, now_ms: int, cause: CancelCause = CancelCause.USER
    ) -> None:
        """Cancel an open order."""
        self._settlement.finish(account, row, cause, now_ms)

    def close(
        self, account: Account, position: Position, now_ms: int, *, liquidation: bool = False
    ) -> OrderRow:
        """Close a whole position at market; whatever occupied it must be gone already."""
        instrument = position.instrument
        request = PlaceRequest(
            instrument=instrument.id,
            side=position.closing_side,
            order_type=OrderType.MARKET,
            size=BaseQty(abs(position.size)),
            position_side=position.key,
            reduce_only=True,
            margin_mode=position.margin_mode,
        )
        row = self._accept(account, instrument, request, now_ms, liquidation=liquidation)
        if liquidation:
            self._trade(instrument, _taker(account, instrument, row), row, now_ms)
        else:
            self._work(account, instrument, row, now_ms)
        return row

    def exit(
        self, account: Account, position: Position, size: Decimal, price: Decimal | None, now_ms: int
    ) -> OrderRow:
        """Close part of a position for a take-profit or stop-loss; older closing orders make room for it.

        Neither the number of open orders nor the smallest size holds it up.

        Raises:
            RefusalError: the instrument takes no orders, the limit is out of the band, or nobody is there.
        """
        world, side = self._world, position.closing_side
        instrument = world.instruments[position.instrument.id]
        check_status(instrument, closing=True)
        if price is not None:
            check_band(instrument, side, price, world.reference(instrument))
        self.funds.cost(instrument, side, size, price)
        self._settlement.trim_closers(account, position, abs(position.size) - size, now_ms)
        request = PlaceRequest(
            instrument=instrument.id,
            side=side,
            order_type=OrderType.MARKET if price is None else OrderType.LIMIT,
            size=BaseQty(size),
            price=price,
            position_side=position.key,
            reduce_only=True,
            margin_mode=position.margin_mode,
        )
        row = self._accept(account, instrument, request, now_ms)
        self._work(account, instrument, row, now_ms)
        return row

    def liquidate(self, account: Account, position: Position, now_ms: int) -> None:
        """Close a lost position at market; the insurance fund takes at the mark what the book cannot."""
        world, instrument = self._world, position.instrument
        row = self.close(account, position, now_ms, liquidation=True)
        left = remaining(row)
        if left:
            mark = world.marks.mark(instrument.id)
            trade = Trade(instrument, row.request.side, mark, left, mark * left, Liquidity.TAKER, now_ms)
            self._settlement.take_over(account, row, trade, world.insurance)

    def restore(self, account: Account, row: OrderRow, now_ms: int) -> None:
        """Put an open order of an earlier session back to work; it trades first where it can."""
        instrument = self._world.instrument(row.request.instrument)
        self._work(account, instrument, row, now_ms)

    # -- the synthetic market --------------------------------------------------------------------------

    def market_limit(
        self, instrument: Instrument, side: Side, price: int, lots: int, now_ms: int, *, rest: bool = True
    ) -> str | None:
        """A limit order of the synthetic market, in ticks and lots; returns its id if some of it rests."""
        world = self._world
        book = world.books[instrument.id]
        taker = Taker(MARKET, side, price, lots)
        if crosses(book, taker):
            self._trade(instrument, taker, None, now_ms)
        if not rest or not taker.lots:
            return None
        order_id = world.ids.next(now_ms)
        book.add(Resting(order_id, MARKET, side, price, taker.lots))
        world.touch_book(instrument.id)
        return order_id

    def market_take(self, instrument: Instrument, side: Side, lots: int, now_ms: int) -> int:
        """A market order of the synthetic market; returns how many lots it got."""
        taker = Taker(MARKET, side, None, lots)
        self._trade(instrument, taker, None, now_ms)
        return lots - (taker.lots or 0)

    def market_cancel(self, instrument: Instrument, order_id: str) -> None:
        """Take an order of the synthetic market off the book, if it is still there."""
        if self._world.books[instrument.id].remove(order_id) is not None:
            self._world.touch_book(instrument.id)

    # -- inside ----------------------------------------------------------------------------------------

    def _accept(
        self,
        account: Account,
        instrument: Instrument,
        request: PlaceRequest,
        now_ms: int,
        *,
        liquidation: bool = False,
    ) -> OrderRow:
        world = self._world
        row = OrderRow(
            world.ids.next(now_ms),
            request,
            request.client_oid or world.ids.next(now_ms),
            request.size,
            request.price if request.order_type is OrderType.LIMIT else None,
            account.hold_mode,
            account.leverage(instrument)[0],
            now_ms,
            now_ms,
            liquidation=liquidation,
        )
        account.open(row)
        world.emit(OrderChanged(account.uid, order_copy(row)))
        world.touch_balance(account.uid)
        return row

    def _checked(
        self, account: Account, instrument: Instrument, request: PlaceRequest, now_ms: int
    ) -> PlaceRequest:
        """Check money and position; returns the request as it will work (a closing order may be cut)."""
        if not instrument.id.product.is_futures:
            self.funds.check_spot(account, instrument, request)
            return request
        if not is_closing(account.hold_mode, request):
            self.funds.check_opening(account, instrument, request, request.size.value)
            return request
        position = self.funds.closable(account, instrument, request)
        size = self.funds.closing_size(account, position, request)
        if request.order_type is OrderType.MARKET:
            self.funds.cost(instrument, request.side, size, None)
        room = abs(position.size) - size
        self._settlement.trim_closers(account, position, room, now_ms)
        return replace(request, size=BaseQty(size), margin_mode=position.margin_mode)

    def _check_amended(
        self, account: Account, instrument: Instrument, changed: PlaceRequest, row: OrderRow
    ) -> None:
        """Check what is left of an amended order as if it were new and the old one were gone."""
        size = changed.size.value
        if not instrument.id.product.is_futures:
            self.funds.check_spot(account, instrument, changed, without=row.order_id)
        elif not closes_only(row):
            self.funds.check_opening(account, instrument, changed, size, without=row.order_id)
        else:
            position = self.funds.closable(account, instrument, changed)
            others = sum(remaining(one) for one in account.closers(position) if one.order_id != row.order_id)
            if size + others > abs(position.size):
                raise RefusalError(Reason.REDUCE_ONLY_EXCEEDS, "The order would be larger than the position.")

    def _work(self, account: Account, instrument: Instrument, row: OrderRow, now_ms: int) -> None:
        """Match an accepted order, then rest or end what is left of it."""
        book = self._world.books[instrument.id]
        taker = _taker(account, instrument, row)
        force = row.request.time_in_force if row.price is not None else TimeInForce.IOC
        if force is TimeInForce.POST_ONLY and crosses(book, taker):
            self._settlement.finish(account, row, CancelCause.POST_ONLY, now_ms)
            return
        if force is TimeInForce.FOK and not can_fill(book, taker):
            self._settlement.finish(account, row, CancelCause.FOK, now_ms)
            return
        self._trade(instrument, taker, row, now_ms)
        if row.status is VenueStatus.FILLED or row.status is VenueStatus.CANCELLED:
            return
        if taker.stopped:
            self._settlement.finish(account, row, CancelCause.STP, now_ms)
        elif taker.lots is None and row.filled and book.best(Side.SELL) is not None:
            self._complete(account, row, now_ms)
        elif force is TimeInForce.IOC or force is TimeInForce.FOK:
            self._settlement.finish(account, row, _REST_CAUSE[force], now_ms)
        else:
            book.add(Resting(row.order_id, account.uid, row.request.side, taker.limit or 0, taker.lots or 0))
            self._world.touch_book(instrument.id)

    def _trade(self, instrument: Instrument, taker: Taker, row: OrderRow | None, now_ms: int) -> None:
        world = self._world
        for step in match(world.books[instrument.id], taker):
            world.touch_book(instrument.id)
            if isinstance(step, SelfTrade):
                account = world.accounts[step.maker.owner]
                self._settlement.finish(account, account.orders[step.maker.order_id], CancelCause.STP, now_ms)
            else:
                self._settlement.execute(instrument, step, row, taker.owner, taker.side, now_ms)

    def _complete(self, account: Account, row: OrderRow, now_ms: int) -> None:
        """A market buy whose last money does not pay for one more lot is filled; the money stays."""
        row.status, row.updated_ms = VenueStatus.FILLED, now_ms
        account.finish(row)
        self._world.emit(OrderChanged(account.uid, order_copy(row)))


def _taker(account: Account, instrument: Instrument, row: OrderRow) -> Taker:
    limit = None if row.price is None else whole(row.price, instrument.tick)
    if isinstance(row.size, QuoteQty):
        budget = int(row.size.value / (instrument.tick * instrument.lot))
        return Taker(account.uid, row.request.side, limit, None, budget, row.request.stp_mode)
    lots = whole(row.size.value - row.filled, instrument.lot)
    return Taker(account.uid, row.request.side, limit, lots, 0, row.request.stp_mode)
